// node repl.mjs --flash FOLDER [--capacity BYTES] [--raw]
// A board as mpremote sees it: the real interpreter's REPL, raw REPL and raw paste on descriptors 0 and 1, which are the
// master of a pseudo-terminal, with a folder for its flash. Ends with code 4 when it is told to reboot and with 5 when
// it is told so in the raw REPL; whoever runs it starts it again, the second time with --raw.

import { randomBytes } from "node:crypto";
import { readSync, writeSync } from "node:fs";
import { parseArgs } from "node:util";
import { mountHostFolder } from "./host_folder.mjs";
import { loadInterpreter } from "./interpreter.mjs";
import { RawRepl } from "./raw_repl.mjs";

const HEAP = 256 * 1024; // of a chip with a program that runs from files
const NOBODY_MS = 5; // until somebody opens the line again
const REBOOT = 4;
const REBOOT_RAW = 5;
const ENTER_RAW = 1;
// This build has no os.urandom, which boards have. What of the firmware's own modules a board does not have is out of the way; it starts as a board does.
const START = `
import sys, vfs
vfs.umount("/")
vfs.mount(vfs.VfsPosix("/flash"), "/")
sys.path[:] = ["", ".frozen", "/lib"]
import binascii, os, entropy
os.chdir("/")
class _Os:
    def urandom(count, _binascii=binascii, _entropy=entropy):
        return _binascii.unhexlify(_entropy.random_bytes(count))
for _name in dir(os):
    setattr(_Os, _name, getattr(os, _name))
sys.modules["os"] = _Os
del _Os, _name, os, binascii, entropy
`;
const RUN = `
def _run(name):
    try:
        with open(name) as _file:
            _source = _file.read()
    except OSError:
        return
    try:
        exec(compile(_source, name, "exec"), globals())
    except Exception as error:
        sys.print_exception(error)
`;

function writeAll(bytes) {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      if (error.code !== "EAGAIN") return; // nobody listens
      pause(NOBODY_MS);
    }
  }
}

function pause(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

const parent = process.ppid;
const waiting = [];

function readByte() {
  const chunk = Buffer.alloc(256);
  while (waiting.length === 0) {
    try {
      const size = readSync(0, chunk);
      if (size === 0) process.exit(0);
      waiting.push(...chunk.subarray(0, size));
    } catch (error) {
      if (error.code !== "EIO" && error.code !== "EAGAIN") throw error; // EIO: nobody has the line open
      if (process.ppid !== parent) process.exit(0);
      pause(NOBODY_MS);
    }
  }
  return waiting.shift();
}

const text = { type: "string" };
const { values } = parseArgs({ options: { flash: text, capacity: text, raw: { type: "boolean" } } });
const micropython = await loadInterpreter({ heapSize: HEAP, writeOut: writeAll, writeError: writeAll });
mountHostFolder(micropython.FS, values.flash, "/flash", Number(values.capacity ?? 1 << 20));
micropython.registerJsModule("entropy", { random_bytes: (count) => randomBytes(count).toString("hex") });
micropython.runPython(START);
micropython.runPython(RUN);
micropython.runPython('_run("/boot.py")');
if (!values.raw) micropython.runPython('_run("/main.py")');
micropython.runPython("del _run");
function execute(source) {
  try {
    micropython.runPython(source);
  } catch (error) {
    if (error.name !== "PythonError") throw error;
    return error.message;
  }
  return "";
}

function reboot() {
  writeAll(Buffer.from("MPY: soft reboot\r\n"));
  process.exit(raw.isActive ? REBOOT_RAW : REBOOT);
}

const raw = new RawRepl(execute, (data) => writeAll(Buffer.from(data)), reboot);
if (values.raw) raw.enter();
else micropython.replInit();
for (;;) {
  const byte = readByte();
  if (raw.isActive) raw.take(byte);
  else if (byte === ENTER_RAW) raw.enter();
  else if (micropython.replProcessChar(byte)) reboot();
}
