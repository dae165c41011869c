// The terminal of a board at a desk, as its USB line would be: bytes in, bytes out, one person at a time.

import { createServer } from "node:net";
import { removeStale } from "./console.mjs";

const MAX_UNTYPED = 4096; // bytes that the board has not looked at; then the other side waits
const MAX_UNREAD = 4096; // bytes that the other side has not read; then the board waits
const CTRL_C = Buffer.from("\x03");

export class Terminal {
  #typed = Buffer.alloc(0);
  #input = null;
  #output = null;

  // `onTyped` is called when there is something to look at.
  constructor(onTyped) {
    this.onTyped = onTyped;
  }

  // Listen at `path`, a Unix socket.
  async listen(path) {
    await removeStale(path);
    this.server = createServer((socket) => {
      socket.on("error", () => {}); // "close" follows
      if (!this.attach(socket, socket)) socket.end("another terminal is in use; close it first\r\n");
    });
    await new Promise((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(path, resolve);
    });
  }

  // Whether these streams are the terminal from now on.
  attach(input, output) {
    if (this.#input) return false;
    [this.#input, this.#output] = [input, output];
    input.on("data", (data) => this.#take(data));
    input.on("close", () => this.#detach());
    return true;
  }

  close() {
    this.server?.close(); // removes the socket file
    this.#output?.destroy();
  }

  // At most `limit` bytes that were typed.
  typed(limit) {
    const found = this.#typed.subarray(0, limit);
    this.#typed = this.#typed.subarray(limit);
    if (this.#typed.length < MAX_UNTYPED) this.#input?.resume();
    return found;
  }

  // How many of these bytes the other side takes now.
  show(bytes) {
    if (!this.#output) return bytes.length; // as a cable that nobody holds
    if (this.#output.writableLength > MAX_UNREAD) return 0;
    this.#output.write(bytes);
    return bytes.length;
  }

  #take(data) {
    this.#typed = Buffer.concat([this.#typed, data]);
    if (this.#typed.length >= MAX_UNTYPED) this.#input.pause();
    this.onTyped();
  }

  // What was typed half is given up.
  #detach() {
    [this.#input, this.#output] = [null, null];
    this.#typed = CTRL_C;
    this.onTyped();
  }
}
