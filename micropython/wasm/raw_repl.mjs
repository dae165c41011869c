// The raw REPL of MicroPython with raw paste, docs.micropython.org/en/latest/reference/repl.html: the published build
// shows its prompt, but waits for ever for a pasted program. Bytes in, bytes out; the interpreter runs the programs.

const PROMPT = ">";
const BANNER = "raw REPL; CTRL-B to exit\r\n";
export const WINDOW = 128; // bytes that may be sent before the board asks for more
const [CTRL_A, CTRL_B, CTRL_C, CTRL_D, CTRL_E] = [1, 2, 3, 4, 5];

export class RawRepl {
  // `run(source)` returns "" or the traceback; `write(text)` sends to the host; `reboot()` starts the board again.
  constructor(run, write, reboot) {
    Object.assign(this, { run, write, reboot });
    this.isActive = false;
  }

  enter() {
    this.isActive = true;
    this.line = [];
    this.isPasting = false;
    this.write(BANNER + PROMPT);
  }

  // One byte from the host, while active.
  take(byte) {
    if (this.isPasting) return this.#paste(byte);
    if (byte === CTRL_A && this.#isPasteRequest()) return this.#startPaste();
    if (byte === CTRL_A) return this.enter();
    if (byte === CTRL_B) return this.#leave();
    if (byte === CTRL_C) this.line = [];
    else if (byte === CTRL_D && this.line.length === 0) this.reboot();
    else if (byte === CTRL_D) this.#finish("OK");
    else this.line.push(byte);
  }

  #isPasteRequest() {
    return this.line.length === 2 && this.line[0] === CTRL_E && this.line[1] === 0x41;
  }

  #startPaste() {
    this.line = [];
    this.isPasting = true;
    this.write(Buffer.from([0x52, 1, WINDOW & 255, WINDOW >> 8, 1]));
  }

  #paste(byte) {
    if (byte === CTRL_D) {
      this.isPasting = false;
      return this.#finish("\x04");
    }
    this.line.push(byte);
    if (this.line.length % WINDOW === 0) this.write("\x01");
  }

  #finish(answer) {
    const source = Buffer.from(this.line).toString();
    this.line = [];
    this.write(answer);
    const traceback = this.run(source);
    this.write(`\x04${traceback.replaceAll("\n", "\r\n")}\x04${PROMPT}`);
  }

  #leave() {
    this.isActive = false;
    this.write("\r\n>>> ");
  }
}
