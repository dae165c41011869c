// A folder of this machine as a file system of the interpreter: what it writes is on the disk at once, as on a flash,
// and stays there when the process is killed. Only what MicroPython's files need; names are never links.

import * as fs from "node:fs";
import { join } from "node:path";

const CODES = { EEXIST: 20, EISDIR: 31, ENOENT: 44, ENOSPC: 51, ENOTDIR: 54, ENOTEMPTY: 55 }; // WASI's, as emscripten has
const OTHER = 29; // EIO
const BLOCK = 4096;
const FOLDER = 0o40700;

// Mount `root` at `target`; `capacity` is in bytes.
export function mountHostFolder(FS, root, target, capacity = 1 << 20) {
  const attempt = (work) => {
    try {
      return work();
    } catch (error) {
      throw new FS.ErrnoError(CODES[error.code] ?? OTHER);
    }
  };
  const path = (node) => (node.parent === node ? root : join(path(node.parent), node.name));
  const make = (parent, name, mode) => {
    const node = FS.createNode(parent, name, mode, 0);
    node.node_ops = nodeOps;
    node.stream_ops = streamOps;
    return node;
  };
  const makeRoom = (bytes) => {
    if (used(root) + bytes > capacity) throw Object.assign(new Error("full"), { code: "ENOSPC" });
  };
  const nodeOps = {
    statfs() {
      const free = Math.max(Math.floor((capacity - used(root)) / BLOCK), 0);
      return { bsize: BLOCK, frsize: BLOCK, blocks: capacity / BLOCK, bfree: free, bavail: free };
    },
    getattr: (node) =>
      attempt(() => {
        const found = fs.statSync(path(node));
        return { ...found, mode: found.mode, atime: found.atime, mtime: found.mtime, ctime: found.ctime };
      }),
    setattr: (node, change) => attempt(() => change.size === undefined || fs.truncateSync(path(node), change.size)),
    lookup: (parent, name) => attempt(() => make(parent, name, fs.statSync(join(path(parent), name)).mode)),
    mknod: (parent, name, mode) =>
      attempt(() => {
        const at = join(path(parent), name);
        if (FS.isDir(mode)) fs.mkdirSync(at);
        else fs.writeFileSync(at, "");
        return make(parent, name, mode);
      }),
    rename: (node, folder, name) =>
      attempt(() => {
        fs.renameSync(path(node), join(path(folder), name));
        node.name = name;
      }),
    unlink: (parent, name) => attempt(() => fs.unlinkSync(join(path(parent), name))),
    rmdir: (parent, name) => attempt(() => fs.rmdirSync(join(path(parent), name))),
    readdir: (node) => attempt(() => [".", "..", ...fs.readdirSync(path(node))]),
  };
  const streamOps = {
    open: (stream) =>
      attempt(() => {
        if (!FS.isFile(stream.node.mode)) return;
        stream.nfd = fs.openSync(path(stream.node), (stream.flags & 3) === 0 ? "r" : "r+");
      }),
    close: (stream) => attempt(() => stream.nfd === undefined || fs.closeSync(stream.nfd)),
    read: (stream, buffer, offset, length, position) =>
      attempt(() => fs.readSync(stream.nfd, new Uint8Array(buffer.buffer, offset, length), 0, length, position)),
    write: (stream, buffer, offset, length, position) =>
      attempt(() => {
        makeRoom(length);
        return fs.writeSync(stream.nfd, new Uint8Array(buffer.buffer, offset, length), 0, length, position);
      }),
    llseek: (stream, offset, whence) => {
      const from = [0, stream.position, fs.statSync(path(stream.node)).size][whence];
      return from + offset;
    },
  };
  FS.mkdirTree(target);
  FS.mount({ mount: () => make(null, "/", FOLDER) }, { root }, target);
}

function used(folder) {
  let total = 0;
  for (const entry of fs.readdirSync(folder, { withFileTypes: true, recursive: false })) {
    const at = join(folder, entry.name);
    total += BLOCK + (entry.isDirectory() ? used(at) : Math.ceil(fs.statSync(at).size / BLOCK) * BLOCK);
  }
  return total;
}
