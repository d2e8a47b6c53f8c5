// A process that is asked one thing at a time and answers by message.

import { fork } from "node:child_process";
import { once } from "node:events";

export class Racer {
  /**
   * Starts `node --single-threaded MODULE ARGS…`: V8's parallel collector makes `JSON.parse` wander by half; on one thread it pays for its
   * garbage itself.
   */
  constructor(name, module, args) {
    this.name = name;
    const execArgv = ["--single-threaded"];
    this.child = fork(module, args.map(String), { execArgv, stdio: ["ignore", "inherit", "pipe", "ipc"] });
    this.complaint = "";
    this.child.stderr.on("data", (text) => {
      this.complaint += text;
    });
  }

  /** Sends a message and gives the answer. */
  ask(message, milliseconds) {
    this.child.send(message);
    return this.answer(milliseconds);
  }

  /**
   * The next message; undefined if there is none within some milliseconds. Throws if the process ends instead.
   *
   * @param {number} [milliseconds]
   */
  async answer(milliseconds) {
    const over = new AbortController();
    const { signal } = over;
    let timer;
    try {
      const message = once(this.child, "message", { signal }).then(([message]) => message);
      const end = once(this.child, "close", { signal }).then(([code, cause]) => {
        throw new Error(`${this.name} ended with ${code ?? cause}:\n${this.complaint}`);
      });
      const late = new Promise((resolve) => {
        if (milliseconds !== undefined) timer = setTimeout(resolve, milliseconds);
      });
      return await Promise.race([message, end, late]);
    } finally {
      clearTimeout(timer);
      over.abort();
    }
  }

  stop() {
    this.child.kill();
  }
}
