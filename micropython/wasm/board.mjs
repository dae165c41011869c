// node board.mjs --rom IMAGE --name NAME --flash FOLDER --ether SOCKET --console SOCKET [--terminal]
// A board at a desk: the real interpreter in the memory of a board, on the simulated air, with files for its flash.
// What its USB line would carry is on the socket NAME.tty beside NAME.sock, with --terminal on standard input and output.
// Ends with code 0 on SIGTERM, SIGINT or the end of its parent, 2 when it cannot be used as it is provisioned,
// 3 when it wants to be started again, 1 on a bug.

import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Console } from "./console.mjs";
import { Flash } from "./flash.mjs";
import { addAsyncio, addRom, loadInterpreter } from "./interpreter.mjs";
import { romfs } from "./romfs.mjs";
import { Station } from "./station.mjs";
import { Terminal } from "./terminal.mjs";

const USAGE = "usage: node board.mjs --rom IMAGE --name NAME --flash FOLDER --ether SOCKET --console SOCKET [--terminal]";
const PARENT_MS = 1000;
const REBOOT = 3; // exit code: start me again
// What micropython/boot.py does on a real board: the slot that is to run, "" for what is in the ROM. The modules that
// chose it leave the memory again, or they would run in the place of the slot's.
const CHOOSE = `
import binascii, gc, host, sys, uctypes
from node import slots
def _read(name):
    text = host.read(name)
    return None if text is None else binascii.unhexlify(text)
def _write(name, data):
    error = host.write(name, uctypes.addressof(data), len(data))
    if error:
        raise OSError(error)
slot = slots.choose(_read, _write).active
for _name in [_name for _name in sys.modules if _name.startswith("node")]:
    del sys.modules[_name]
del _name, _read, _write, slots, binascii, host, uctypes
gc.collect()
`;

// What the board calls a failure of its flash, "" when there was none.
function told(work) {
  try {
    work();
    return "";
  } catch (error) {
    return error.code ?? String(error);
  }
}

function fail(code, message) {
  process.stderr.write(`${message.trimEnd()}\n`);
  process.exit(code);
}

function readOptions() {
  const text = { type: "string" };
  const terminal = { type: "boolean", default: false };
  const { values } = parseArgs({ options: { rom: text, name: text, flash: text, ether: text, console: text, terminal } });
  if (Object.keys(values).length !== 6) throw new Error(USAGE);
  return values;
}

// What boards/desk.py imports as `host`: text in, text out, and one function that it gives to be told things.
function hostFunctions(flash, makeStation, tell, memory) {
  let station = null;
  const bytesAt = (address, size) => Buffer.from(memory().subarray(address, address + size)); // a copy
  return {
    listen(told) {
      tell.board = told;
      station = makeStation();
    },
    transmit: (address, size) => station.transmit(bytesAt(address, size)),
    say: (state) => tell.console.say(state),
    answer: (reader, line) => tell.console.answer(reader, line),
    typed: (limit) => tell.terminal.typed(limit).toString("hex"),
    show: (address, size) => tell.terminal.show(bytesAt(address, size)),
    read: (name) => flash.read(name)?.toString("hex") ?? null,
    write: (name, address, size) => told(() => flash.write(name, bytesAt(address, size))),
    open: (name) => told(() => flash.open(name)),
    add: (address, size) => told(() => flash.add(bytesAt(address, size))),
    commit: () => told(() => flash.commit()),
    begin: (name) => told(() => flash.begin(name)),
    append: (name, address, size) => told(() => flash.append(name, bytesAt(address, size))),
    digest: (name) => flash.digest(name),
    remove: (name) => told(() => flash.remove(name)),
    free: () => String(flash.free()),
    uptime_ms: () => String(Math.floor(performance.now())),
    utc: () => String(Math.floor(Date.now() / 1000)),
    random: () => Math.random(),
    random_bytes: (count) => randomBytes(count).toString("hex"),
    reboot: () => process.exit(REBOOT),
  };
}

function endWith(parent, tell) {
  const end = () => {
    tell.console.close();
    tell.terminal.close();
    process.exit(0);
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
  setInterval(() => process.ppid === parent || end(), PARENT_MS);
}

async function openTerminal(options, tell) {
  const terminal = new Terminal(() => tell.board("typed", ""));
  if (options.terminal) {
    if (process.stdin.isTTY) process.stdin.setRawMode(true);
    terminal.attach(process.stdin, process.stdout);
  } else {
    await terminal.listen(options.console.replace(/(\.sock)?$/, ".tty"));
  }
  return terminal;
}

function useSlot(micropython, flash) {
  micropython.runPython(CHOOSE);
  const slot = micropython.globals.get("slot");
  if (slot) addRom(micropython, romfs(flash.slot(`slots/${slot}`)), "/slot");
}

async function runBoard(options) {
  const parent = process.ppid;
  process.umask(0o077); // the console and the flash are the operator's alone
  const tell = { board: () => {}, console: null, terminal: null };
  tell.console = await Console.open(options.console, (reader, line) => tell.board("request", `${reader} ${line}`));
  tell.terminal = await openTerminal(options, tell);
  endWith(parent, tell);
  const flash = new Flash(options.flash);
  const makeStation = () => new Station(options.ether, options.name, (what, text) => tell.board(what, text));
  const write = (bytes) => options.terminal || process.stderr.write(bytes); // a terminal asks for the log
  const micropython = await loadInterpreter({ writeOut: write, writeError: write });
  addRom(micropython, readFileSync(options.rom));
  addAsyncio(micropython);
  micropython.registerJsModule("host", hostFunctions(flash, makeStation, tell, () => micropython._module.HEAPU8));
  try {
    if (flash.read("slots.json")) useSlot(micropython, flash);
    await micropython.runPythonAsync("import main\nfrom boards import desk\nawait main.run(desk.hardware())");
  } catch (error) {
    tell.console.close();
    tell.terminal.close();
    fail(error.type === "SettingsError" ? 2 : 1, error.message);
  }
}

let options;
try {
  options = readOptions();
} catch (error) {
  fail(2, error.message);
}
runBoard(options).catch((error) => fail(2, error.message));
