// The flash of a board at a desk: files in a folder, each replaced whole, so that a power cut leaves the old or the new.

import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";

const NAME = /^[a-z]+\.(json|cbor|bin|bad|log)$/; // nothing that could lead out of the folder

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
    const path = this.#path(name);
    const file = openSync(`${path}.new`, "w", 0o600);
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
    closeSync(file);
    renameSync(`${path}.new`, path);
    const folder = openSync(this.folder, "r");
    fsyncSync(folder); // the rename too must survive
    closeSync(folder);
  }

  #path(name) {
    if (!NAME.test(name)) throw new Error(`${name}: not a file name of the flash`);
    return join(this.folder, name);
  }
}
