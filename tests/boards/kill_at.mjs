// Preloaded into a desk board's process: it is killed, as by `kill -9`, in the middle of its KILL_AT-th operation on a
// flash file that is open for writing. What it was doing goes into the file KILL_NOTE.

import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const files = new Map();
let left = Number(process.env.KILL_AT);

function die(what, name) {
  fs.writeFileSync(process.env.KILL_NOTE, `${what} ${name.split("/").pop().replace(".new", "")}`);
  process.kill(process.pid, "SIGKILL");
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

const { openSync, writeSync, fsyncSync, renameSync } = fs;
fs.openSync = (path, flags, mode) => {
  if (flags === "w" && --left === 0) die("open", path);
  const file = openSync(path, flags, mode);
  if (flags === "w") files.set(file, path);
  return file;
};
fs.writeSync = (file, bytes, at, ...rest) => {
  if (files.has(file) && --left === 0) {
    writeSync(file, bytes, at ?? 0, (bytes.length - (at ?? 0)) >> 1);
    die("write", files.get(file));
  }
  return writeSync(file, bytes, at, ...rest);
};
fs.fsyncSync = (file) => {
  if (files.has(file) && --left === 0) die("sync", files.get(file));
  return fsyncSync(file);
};
fs.renameSync = (from, to) => {
  if (--left === 0) die("rename", to);
  return renameSync(from, to);
};
syncBuiltinESMExports();
