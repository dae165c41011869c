// A tree of files as a read-only file system that MicroPython's vfs.VfsRom mounts: a program slot of a board at a desk is
// executed in place, as edge_agent/firmware/image.py does with what the board was flashed with.

const HEADER = Buffer.from("d2cd31", "hex");
const [VERBATIM_DATA, DIRECTORY, FILE] = [2, 4, 5]; // of extmod/vfs_rom.c

// Seven bits per byte, high ones first, the high bit set when more follow.
function varint(number) {
  const groups = [number & 127];
  while ((number >>= 7)) groups.unshift(128 | (number & 127));
  return Buffer.from(groups);
}

const sized = (bytes) => Buffer.concat([varint(bytes.length), bytes]);
const record = (kind, payload) => Buffer.concat([varint(kind), sized(payload)]);

function records(tree) {
  const names = Object.keys(tree).sort();
  return Buffer.concat(
    names.map((name) => {
      const inside = tree[name];
      const isFile = Buffer.isBuffer(inside);
      const payload = isFile ? record(VERBATIM_DATA, inside) : records(inside);
      return record(isFile ? FILE : DIRECTORY, Buffer.concat([sized(Buffer.from(name)), payload]));
    }),
  );
}

// `tree` is {name: Buffer or tree}.
export function romfs(tree) {
  return Buffer.concat([HEADER, sized(records(tree))]);
}
