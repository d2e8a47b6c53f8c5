// One set of rules, all engines: each in a process of its own, in turns, only one working at a time.

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Racer } from "../racer.mjs";
import { spread } from "../statistics.mjs";
import { Reference } from "./reference.mjs";

const CHILD = fileURLToPath(new URL("child.mjs", import.meta.url));
/** Rounds that are not counted. */
const WARM_UP = 2;

/**
 * Microseconds an event, by name of the engine; a text instead where an engine was not run. Throws if an engine sees other matches
 * than Sluice does.
 *
 * @param {readonly import("./engines/index.mjs").Engine[]} engines
 * @param {object} options
 * @param {string} options.rules file of neutral rules
 * @param {string} options.events NDJSON file
 * @param {number} options.rounds
 * @param {number} options.milliseconds of an engine in a round
 * @param {number} options.limit milliseconds to begin in: to take the rules and judge the events of the check
 * @returns {Promise<Map<string, { median: number, min: number, max: number } | string>>}
 */
export async function race(engines, { rules, events, rounds, milliseconds, limit }) {
  const reference = new Reference(rules, events);
  const results = new Map();
  const running = [];
  try {
    for (const engine of engines) {
      const racer = new Racer(engine.name, CHILD, [engine.name, rules, events]);
      if (await begins(racer, engine, reference, limit)) {
        running.push({ engine, racer });
        results.set(engine.name, []);
      } else {
        racer.stop();
        results.set(engine.name, `not run: over ${limit / 1000} s`);
      }
    }
    for (let round = -WARM_UP; round < rounds; round++) {
      for (const { engine, racer } of running) {
        const { first, last, matches, seconds } = await racer.ask({ milliseconds });
        if (engine.judges !== false) assertCount(engine, matches, reference.count(first, last));
        if (round >= 0) results.get(engine.name).push((seconds / (last - first)) * 1e6);
      }
    }
  } finally {
    for (const { racer } of running) racer.stop();
  }
  return new Map([...results].map(([name, times]) => [name, typeof times === "string" ? times : spread(times)]));
}

/** Whether an engine takes the rules and judges the events of the check within the limit. Throws if it judges them otherwise. */
async function begins(racer, { name, judges }, { checked, matches }, limit) {
  const start = performance.now();
  if (!(await racer.answer(limit))) return false;
  const answer = await racer.ask({ check: checked }, Math.max(0, limit - (performance.now() - start)));
  if (!answer) return false;
  const expected = checked.map((i) => matches[i]);
  if (judges !== false)
    assert.deepEqual(answer.matches, expected, `${name} and Sluice disagree about events ${checked}`);
  return true;
}

function assertCount({ name }, matches, expected) {
  assert.equal(matches, expected, `${name} saw other matches than Sluice`);
}
