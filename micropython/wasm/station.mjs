// A station of the simulated air, docs/protocol/ether.md: two bytes length, one byte type, content.

import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

const MAX_MESSAGE = 1024;
const SIGNAL_SIZE = 3; // of an R message in front of the payload: RSSI and SNR
const AGAIN_MS = 500; // the air comes and goes with its process

export class Station {
  // `on` is called with "heard", RSSI (2 bytes), SNR (1) and the payload in hexadecimal, "sent" and "busy" with "1" or "0".
  constructor(path, name, on) {
    this.path = path;
    this.name = name;
    this.on = on;
    this.isSending = false;
    this.#connect();
  }

  // Answered by one "sent", whatever happens.
  transmit(payload) {
    this.isSending = true;
    if (this.socket.readyState !== "open") return this.#sent(false);
    this.#send("T", payload);
  }

  #connect() {
    let pending = Buffer.alloc(0);
    this.socket = connect(this.path);
    this.socket.on("connect", () => this.#send("H", Buffer.from(this.name)));
    this.socket.on("data", async (data) => {
      this.socket.pause(); // a radio gives one frame at a time and lets the board look at it
      pending = await this.#take(Buffer.concat([pending, data]));
      this.socket.resume();
    });
    this.socket.on("error", () => {}); // "close" follows
    this.socket.on("close", () => {
      this.#sent(false);
      this.on("busy", "0");
      setTimeout(() => this.#connect(), AGAIN_MS);
    });
  }

  #send(type, content) {
    const head = Buffer.alloc(3);
    head.writeUInt16BE(1 + content.length);
    head.write(type, 2, "latin1");
    this.socket.write(Buffer.concat([head, content]));
  }

  // Deal with every whole message and return the rest.
  async #take(data) {
    let at = 0;
    while (data.length - at >= 2) {
      const size = data.readUInt16BE(at);
      if (size < 1 || size > MAX_MESSAGE) {
        this.socket.destroy(); // not an ether
        return Buffer.alloc(0);
      }
      if (data.length - at < 2 + size) break;
      this.#hear(String.fromCharCode(data[at + 2]), data.subarray(at + 3, at + 2 + size));
      await pause(0);
      at += 2 + size;
    }
    return data.subarray(at);
  }

  #hear(type, content) {
    if (type === "R" && content.length > SIGNAL_SIZE) this.on("heard", content.toString("hex"));
    else if (type === "C") this.on("busy", content[0] ? "1" : "0");
    else if (type === "D") this.#sent(true);
    else if (type === "N") this.#sent(false);
  }

  #sent(wasSent) {
    if (this.isSending) {
      this.isSending = false;
      setImmediate(() => this.on("sent", wasSent ? "1" : "0")); // never from within `transmit`
    }
  }
}
