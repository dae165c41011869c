// The console socket of a board at a desk, docs/protocol/board-console.md: it tells its state and takes requests.

import { connect, createServer } from "node:net";
import { unlinkSync } from "node:fs";

const MAX_READERS = 8;
const MAX_REQUEST = 256; // bytes
const MAX_UNREAD = 65536; // bytes; a reader that is further behind is cut off

export class Console {
  #readers = new Map(); // by number
  #count = 0;
  #state = "";

  // Listen at `path`; `onRequest` is called with the reader's number and each line. Rejects when another process listens there.
  static async open(path, onRequest) {
    await removeStale(path);
    const opened = new Console(onRequest);
    await new Promise((resolve, reject) => {
      opened.server.once("error", reject);
      opened.server.listen(path, resolve);
    });
    return opened;
  }

  constructor(onRequest) {
    this.server = createServer((reader) => this.#serve(reader, onRequest));
  }

  // Send a state, one line of JSON, to every reader and to those who come later.
  say(state) {
    this.#state = `${state}\n`;
    for (const reader of this.#readers.values()) this.#tell(reader, this.#state);
  }

  // Send a line to one reader, who may be gone.
  answer(number, line) {
    const reader = this.#readers.get(number);
    if (reader) this.#tell(reader, `${line}\n`);
  }

  close() {
    this.server.close(); // removes the socket file
    for (const reader of this.#readers.values()) reader.destroy();
  }

  #tell(reader, text) {
    if (reader.writableLength > MAX_UNREAD) reader.destroy();
    else reader.write(text);
  }

  #serve(reader, onRequest) {
    if (this.#readers.size >= MAX_READERS) return reader.destroy();
    let pending = "";
    const number = ++this.#count;
    this.#readers.set(number, reader);
    reader.setEncoding("utf8");
    reader.on("error", () => {}); // "close" follows
    reader.on("close", () => this.#readers.delete(number));
    reader.on("data", (text) => {
      const lines = (pending + text).split("\n");
      pending = lines.pop();
      if ([...lines, pending].some((line) => Buffer.byteLength(line) > MAX_REQUEST)) return reader.destroy();
      lines.forEach((line) => onRequest(number, line));
    });
    if (this.#state) this.#tell(reader, this.#state);
  }
}

// A board that was killed leaves its socket file behind.
export async function removeStale(path) {
  const isTaken = await new Promise((resolve) => {
    const probe = connect(path);
    probe.on("connect", () => resolve(true));
    probe.on("error", () => resolve(false));
    probe.on("connect", () => probe.destroy());
  });
  if (isTaken) throw new Error(`${path}: another board is running there`);
  try {
    unlinkSync(path);
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
}
