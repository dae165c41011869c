// Loads MicroPython as a board runs it: a heap of fixed size; its modules come as source or from ROM.

import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const PACKAGE = new URL("node_modules/@micropython/micropython-webassembly-pyscript/", import.meta.url);
export const FIXED_HEAP_WASM = new URL("micropython-fixed-heap.wasm", PACKAGE); // written by fixed_heap.mjs
export const BOARD_HEAP = 128 * 1024; // bytes; what an ESP32 without PSRAM or an RP2040 leaves for Python
const BOARD_FOLDER = fileURLToPath(new URL("..", import.meta.url));
const MODULES = ["lib", "node"]; // of the board's folder; the rest of it does not run in here

// Load the interpreter (one per process: the package keeps it in globals) and return what its loadMicroPython returns.
// `heapSize` is in bytes; `readByte` gives the next byte of standard input or null at its end; `writeOut` and
// `writeError` take a Uint8Array.
export async function loadInterpreter({ heapSize = BOARD_HEAP, readByte = () => null, writeOut, writeError }) {
  if (!existsSync(FIXED_HEAP_WASM)) {
    throw new Error(`${fileURLToPath(FIXED_HEAP_WASM)} is missing: run \`npm ci\` in micropython/wasm`);
  }
  const { loadMicroPython } = await import(new URL("micropython.mjs", PACKAGE));
  return await loadMicroPython({
    heapsize: heapSize,
    url: fileURLToPath(FIXED_HEAP_WASM),
    stdin: readByte,
    stdout: writeOut,
    stderr: writeError,
    linebuffer: false,
  });
}

// Put the board's modules on its path as source, which is compiled into the heap.
export function addSources(micropython) {
  for (const name of MODULES) mount(micropython.FS, join(BOARD_FOLDER, name), `/board/${name}`);
  micropython.runPython('import sys\nsys.path[:] = ["/board/lib", "/board"]');
}

// asyncio comes with the firmware and loads its parts when they are first named. Nothing else of what this build has
// frozen in is there on a board: some of it would take the place of what is.
const ASYNCIO = `
import sys
sys.path.append(".frozen")
import asyncio
asyncio.Event, asyncio.gather
sys.path.pop()
`;

export const addAsyncio = (micropython) => micropython.runPython(ASYNCIO);

// Put the modules of a ROM image (edge_agent/firmware/image.py) on its path: they are executed where they lie, outside
// the heap, as firmware runs from flash.
export function addRom(micropython, image, folder = "/rom") {
  const address = micropython._module._malloc(image.length); // for as long as the interpreter lives
  micropython._module.HEAPU8.set(image, address);
  micropython.runPython(`
import sys, uctypes, vfs
vfs.mount(vfs.VfsRom(uctypes.bytearray_at(${address}, ${image.length})), "${folder}")
sys.path[:] = ["${folder}", "${folder}/lib"] + [path for path in sys.path if path.startswith("/rom")]
`);
}

// Copy a file or folder of this machine into the interpreter's file system, which takes none of its heap.
export function mount(fs, source, target) {
  if (!statSync(source).isDirectory()) {
    fs.mkdirTree(target.slice(0, target.lastIndexOf("/")) || "/");
    fs.writeFile(target, readFileSync(source));
    return;
  }
  fs.mkdirTree(target);
  for (const name of readdirSync(source)) {
    if (name !== "__pycache__") mount(fs, join(source, name), `${target}/${name}`);
  }
}
