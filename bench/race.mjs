// Contenders in processes of their own, in turns: A B C A B C. Only one works at a time; the others wait for a message.

import { fileURLToPath } from "node:url";
import { Racer } from "./racer.mjs";

const CHILD = fileURLToPath(new URL("child.mjs", import.meta.url));
/** Warm-up, in rounds' time: enough for V8 to compile the core and the loops with its last tier. */
const WARM_UP = 4;

/**
 * Times contenders over the same events. Throws if a pass of any of them sees other counts than expected.
 *
 * @param {readonly import("./contenders/index.mjs").Contender[]} contenders
 * @param {object} options
 * @param {string} options.events NDJSON file
 * @param {Record<"none" | "one" | "some" | "all", { events: number, refused: number, matches: number }>} options.expected by set of rules
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
      const racer = new Racer(name, CHILD, [name, events, JSON.stringify(expected[rules]), WARM_UP * milliseconds]);
      racers.push(racer);
      await racer.answer();
    }
    const seconds = new Map(contenders.map(({ name }) => [name, []]));
    for (let round = 0; round < rounds; round++) {
      for (const racer of racers) seconds.get(racer.name).push((await racer.ask({ milliseconds })).seconds);
    }
    return seconds;
  } finally {
    for (const racer of racers) racer.stop();
  }
}
