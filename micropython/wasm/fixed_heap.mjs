// Gives the published interpreter the memory of a board: a heap that never grows and a collector that works.
//
// The PyScript build adds heap instead of collecting while Python runs, because a collector cannot see pointers that
// live in WebAssembly locals. This rewrites three things in its binary and nothing else: every function keeps its
// pointers on the C stack across calls (Binaryen's spill-pointers), `gc_collect` marks that stack and sweeps, and
// `gc_get_max_new_split` answers that there is no memory for a larger heap.

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import binaryen from "binaryen";
import { FIXED_HEAP_WASM, PACKAGE } from "./interpreter.mjs";

const SOURCE = new URL("micropython.wasm", PACKAGE);

// The binary has no names: these are numbers of functions and globals in exactly this version. In the text of another
// one (`npx wasm-dis`), gc_get_max_new_split only returns 134217728, gc_collect only stores a 1 in a byte, and one
// function clears that byte, then calls gc_collect_start, gc_collect_root and gc_collect_end in this order.
const SHA256 = "d5913c9327072e71d3e7a2e9384ea326f7d784bcc2f50a01b602c52bd2bdcafd";
const STACK_POINTER = "global$0";
const GC_COLLECT = "1263";
const GC_COLLECT_START = "18";
const GC_COLLECT_ROOT = "20";
const GC_COLLECT_END = "21";
const GC_GET_MAX_NEW_SPLIT = "1262";
const EMSCRIPTEN_STACK_GET_BASE = "1487";

function replaceBody(wasm, name, results, body) {
  wasm.removeFunction(name);
  wasm.addFunction(name, binaryen.none, results, [], body);
}

function collect(wasm) {
  const stackPointer = () => wasm.global.get(STACK_POINTER, binaryen.i32);
  const stackBase = wasm.call(EMSCRIPTEN_STACK_GET_BASE, [], binaryen.i32);
  const words = wasm.i32.shr_u(wasm.i32.sub(stackBase, stackPointer()), wasm.i32.const(2));
  return wasm.block(null, [
    wasm.call(GC_COLLECT_START, [], binaryen.none),
    wasm.call(GC_COLLECT_ROOT, [stackPointer(), words], binaryen.none),
    wasm.call(GC_COLLECT_END, [], binaryen.none),
  ]);
}

function withFixedHeap(binary) {
  const digest = createHash("sha256").update(binary).digest("hex");
  if (digest !== SHA256) {
    throw new Error(`${SOURCE.pathname}: not the version this file knows; find the function numbers of the new one`);
  }
  const wasm = binaryen.readBinary(binary);
  replaceBody(wasm, GC_COLLECT, binaryen.none, collect(wasm));
  replaceBody(wasm, GC_GET_MAX_NEW_SPLIT, binaryen.i32, wasm.i32.const(0));
  wasm.runPasses(["spill-pointers"]);
  if (!wasm.validate()) throw new Error("the rewritten interpreter is not valid WebAssembly");
  return wasm.emitBinary();
}

writeFileSync(FIXED_HEAP_WASM, withFixedHeap(readFileSync(SOURCE)));
