// The flash of a board at a desk: files in a folder, each replaced whole, so that a power cut leaves the old or the new.

import { createHash } from "node:crypto";
import {
  appendFileSync, closeSync, fsyncSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, rmSync, statfsSync,
  writeFileSync, writeSync,
} from "node:fs";
import { dirname, join } from "node:path";

const NAME = /^[a-z]+\.(json|cbor|bin|bad|log|kind)$/; // nothing that could lead out of the folder
const SLOT = /^slots\/[ab]$/;
const SLOT_FILE = /^slots\/[ab](\/[a-z0-9_]+)+\.mpy$/;

function treeOf(folder) {
  const inside = readdirSync(folder, { withFileTypes: true });
  return Object.fromEntries(
    inside.map((one) => {
      const path = join(folder, one.name);
      return [one.name, one.isDirectory() ? treeOf(path) : readFileSync(path)];
    }),
  );
}

export class Flash {
  constructor(folder) {
    mkdirSync(folder, { recursive: true });
    this.folder = folder;
  }

  // The bytes of a file, or null when there is none.
  read(name) {
    try {
      return readFileSync(this.#path(name));
    } catch (error) {
      if (error.code === "ENOENT") return null;
      throw error;
    }
  }

  write(name, bytes) {
    this.open(name);
    this.add(bytes);
    this.commit();
  }

  // The same in pieces: nothing of it counts before `commit`.
  open(name) {
    this.path = this.#path(name);
    this.file = openSync(`${this.path}.new`, "w", 0o600);
  }

  add(bytes) {
    for (let at = 0; at < bytes.length; ) at += writeSync(this.file, bytes, at);
  }

  commit() {
    fsyncSync(this.file);
    closeSync(this.file);
    renameSync(`${this.path}.new`, this.path);
    const folder = openSync(this.folder, "r");
    fsyncSync(folder); // the rename too must survive
    closeSync(folder);
  }

  // The files of a program slot come in pieces; a power cut leaves some of them.
  begin(name) {
    const path = this.#slotPath(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, "", { mode: 0o600 });
  }

  append(name, bytes) {
    appendFileSync(this.#slotPath(name), bytes, { flush: true });
  }

  digest(name) {
    return createHash("sha256").update(readFileSync(this.#slotPath(name))).digest("hex");
  }

  // A file of a slot or a whole slot.
  remove(name) {
    rmSync(SLOT.test(name) ? join(this.folder, name) : this.#slotPath(name), { recursive: true, force: true });
  }

  free() {
    const { bavail, bsize } = statfsSync(this.folder);
    return bavail * bsize;
  }

  // A program slot as a tree: {name: bytes or tree}.
  slot(name) {
    if (!SLOT.test(name)) throw new Error(`${name}: not a program slot`);
    return treeOf(join(this.folder, name));
  }

  #slotPath(name) {
    if (!SLOT_FILE.test(name)) throw new Error(`${name}: not a file of a program slot`);
    return join(this.folder, name);
  }

  #path(name) {
    if (!NAME.test(name)) throw new Error(`${name}: not a file name of the flash`);
    return join(this.folder, name);
  }
}
