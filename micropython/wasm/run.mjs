// node run.mjs [--heap BYTES] [--rom IMAGE] [--mount HOST=GUEST]... SCRIPT [ARGUMENT]...
// Runs a Python script in the board's interpreter with this process's standard input, output and exit code.

import { readFileSync, readSync, writeSync } from "node:fs";
import { basename, dirname } from "node:path";
import { parseArgs } from "node:util";
import { BOARD_HEAP, addAsyncio, addRom, addSources, loadInterpreter, mount } from "./interpreter.mjs";

const USAGE = "usage: node run.mjs [--heap BYTES] [--rom IMAGE] [--mount HOST=GUEST]... SCRIPT [ARGUMENT]...";

function readOptions(words) {
  const script = words.findIndex((word, at) => !word.startsWith("--") && !["--heap", "--rom", "--mount"].includes(words[at - 1]));
  if (script < 0) {
    console.error(USAGE);
    process.exit(2);
  }
  const { values } = parseArgs({
    args: words.slice(0, script),
    options: { heap: { type: "string", default: String(BOARD_HEAP) }, rom: { type: "string" }, mount: { type: "string", multiple: true, default: [] } },
  });
  return { heapSize: Number(values.heap), rom: values.rom, mounts: values.mount, script: words[script], argv: words.slice(script + 1) };
}

function* standardInput() {
  const chunk = new Uint8Array(65536);
  for (let size; (size = readSync(0, chunk)) > 0; ) yield* chunk.subarray(0, size);
}

function writeAll(descriptor, bytes) {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}

// The exit code of a script: what it gave to sys.exit, and 1 after any other exception.
function runScript(micropython, path, argv) {
  micropython.globals.set("_argv", JSON.stringify([path, ...argv]));
  try {
    micropython.runPython(`import json\nsys.argv[:] = json.loads(_argv)\ndel _argv, json\nexecfile(sys.argv[0])`);
  } catch (error) {
    if (error.name !== "PythonError") throw error;
    if (error.type === "SystemExit") return Number(/SystemExit: *(\d+)/.exec(error.message)?.[1] ?? 0);
    process.stderr.write(error.message);
    return 1;
  }
  return 0;
}

const { heapSize, rom, mounts, script, argv } = readOptions(process.argv.slice(2));
const input = standardInput();
const micropython = await loadInterpreter({
  heapSize,
  readByte: () => input.next().value ?? null,
  writeOut: (bytes) => writeAll(1, bytes),
  writeError: (bytes) => writeAll(2, bytes),
});
if (rom) {
  addRom(micropython, readFileSync(rom));
  addAsyncio(micropython);
} else addSources(micropython);
for (const pair of mounts) {
  const at = pair.lastIndexOf("=");
  mount(micropython.FS, pair.slice(0, at), pair.slice(at + 1));
}
mount(micropython.FS, script, `/script/${basename(script)}`);
process.exitCode = runScript(micropython, `/script/${basename(script)}`, argv);
