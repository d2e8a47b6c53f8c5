// Contenders in processes of their own, in turns: A B C A B C. Only one works at a time; the others wait for a message.

import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const CHILD = fileURLToPath(new URL("child.mjs", import.meta.url));
/** Warm-up, in rounds' time: enough for V8 to compile the core and the loops with its last tier. */
const WARM_UP = 4;

/**
 * Times contenders over the same events. Throws if a pass of any of them sees other counts than expected.
 *
 * @param {readonly import("./contenders/index.mjs").Contender[]} contenders
 * @param {object} options
 * @param {string} options.events NDJSON file
 * @param {Record<"none" | "one" | "all", { events: number, refused: number, matches: number }>} options.expected by set of rules
 * @param {number} options.rounds
 * @param {number} options.milliseconds of passes a contender runs in one round; at least one pass
 * @returns {Promise<Map<string, number[]>>} seconds a pass (the median of its round), one a round, by name
 */
export async function race(contenders, { events, expected, rounds, milliseconds }) {
  if (!(rounds >= 1 && milliseconds > 0)) {
    throw new Error(`expected at least one round of some time, found ${rounds} of ${milliseconds} ms`);
  }
  const racers = [];
  try {
    for (const { name, rules } of contenders) {
      const racer = new Racer(name, [events, JSON.stringify(expected[rules]), WARM_UP * milliseconds]);
      racers.push(racer);
      await racer.answer();
    }
    const seconds = new Map(contenders.map(({ name }) => [name, []]));
    for (let round = 0; round < rounds; round++) {
      for (const racer of racers) seconds.get(racer.name).push(await racer.run(milliseconds));
    }
    return seconds;
  } finally {
    for (const racer of racers) racer.stop();
  }
}

class Racer {
  constructor(name, rest) {
    this.name = name;
    // V8's parallel collector makes `JSON.parse` wander by half; on one thread it pays for its garbage itself.
    const execArgv = ["--single-threaded"];
    this.child = fork(CHILD, [name, ...rest.map(String)], { execArgv, stdio: ["ignore", "inherit", "pipe", "ipc"] });
    this.complaint = "";
    this.child.stderr.on("data", (text) => {
      this.complaint += text;
    });
  }

  /** Seconds of a pass, from a round of some milliseconds. */
  async run(milliseconds) {
    this.child.send({ milliseconds });
    return (await this.answer()).seconds;
  }

  /** The next message. Throws if the process ends instead. */
  async answer() {
    const over = new AbortController();
    const { signal } = over;
    try {
      const message = once(this.child, "message", { signal }).then(([message]) => message);
      const end = once(this.child, "close", { signal }).then(([code, cause]) => {
        throw new Error(`${this.name} ended with ${code ?? cause}:\n${this.complaint}`);
      });
      return await Promise.race([message, end]);
    } finally {
      over.abort();
    }
  }

  stop() {
    this.child.kill();
  }
}
