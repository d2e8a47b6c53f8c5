import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluate, parseEvent } from "../../src/explain/index.js";
import {
  type Condition,
  compile,
  Matcher,
  type MatcherOptions,
  parseCondition,
  printCondition,
} from "../../src/index.js";
import { conditionArbitrary } from "../arbitrary/condition.js";
import { damage } from "../arbitrary/damage.js";
import { eventArbitrary } from "../arbitrary/event.js";

// Matchers for which the first of equal keys counts, and which may leave events early, against the oracle.

const SEED = Number(process.env.SLUICE_SEED ?? Math.floor(Math.random() * 2 ** 31));
const RUNS = 200;

const debug = readFileSync(new URL("../../build/core.debug.wasm", import.meta.url));
const cores: readonly { name: string; options: MatcherOptions }[] = [
  { name: "release core", options: {} },
  { name: "debug core", options: { wasm: debug } },
  { name: "release core, chunks of 64 bytes", options: { chunkBytes: 64 } },
  { name: "release core, strict", options: { validation: "strict" } },
];

/** Fields that any event may have, behind others: there is something to leave. */
const tailArbitrary = fc
  .array(fc.tuple(fc.constantFrom("x", "y", "z"), fc.nat({ max: 300 })), { minLength: 1, maxLength: 6 })
  .map((fields) => fields.map(([key, length]) => `,"${key}":"${"t".repeat(length)}"`).join(""));

const longEventArbitrary = fc
  .tuple(eventArbitrary(), tailArbitrary)
  .map(([event, tail]) => (/\{\s*\}\s*$/.test(event) ? event : event.replace(/\}\s*$/, (end) => tail + end)));

/** Indexes of the conditions that hold, by line; lines that were refused have none. */
function matchAll(conditions: readonly Condition[], text: Uint8Array, options: MatcherOptions) {
  const rules = conditions.map((condition, index) => ({ id: String(index), condition }));
  using matcher = new Matcher(compile(rules, { strict: true }).program, { ...options, duplicateKeys: "first" });
  const matches = new Map<number, number[]>();
  const stats = matcher.scan(text, {
    onEvent: ({ line }, found) =>
      matches.set(
        line,
        found.map(({ index }) => index),
      ),
  });
  return { matches, stats };
}

describe.each(cores)(`the first of equal keys, $name, SLUICE_SEED=${SEED}`, ({ options }) => {
  it("agrees with the oracle", { timeout: 600_000 }, () => {
    let unread = 0;
    let held = 0;
    fc.assert(
      fc.property(
        fc.array(conditionArbitrary(), { minLength: 1, maxLength: 4 }),
        fc.array(longEventArbitrary, { minLength: 1, maxLength: 10 }),
        (conditions, events) => {
          const { matches, stats } = matchAll(conditions, Buffer.from(`${events.join("\n")}\n`), options);
          const expected = events.map((text) => {
            const event = parseEvent(text, { duplicateKeys: "first" });
            return conditions.flatMap((condition, index) => (evaluate(condition, event) ? [index] : []));
          });
          const shown = conditions.map((condition) => printCondition(condition)).join("\n---\n");
          expect([...matches.values()], shown).toEqual(expected);
          expect(stats).toMatchObject({ lines: events.length, events: events.length, refused: 0 });
          unread += stats.unread;
          held += expected.flat().length;
        },
      ),
      { numRuns: RUNS, seed: SEED },
    );
    expect(held).toBeGreaterThan(RUNS);
    if (options.validation === "strict") expect(unread).toBe(0);
    else expect(unread).toBeGreaterThan(RUNS / 20);
  });

  it("loses no line, and no match of a valid one, among damaged ones", () => {
    const condition = parseCondition('name == "alice" or user.name contains "bob"');
    const match = '{"name":"alice","tail":"x"}';
    const events = damage(longEventArbitrary.map((event) => Buffer.from(event)));
    fc.assert(
      fc.property(fc.array(events, { minLength: 1, maxLength: 10 }), (damaged) => {
        const text = Buffer.concat(damaged.flatMap((event) => [event, Buffer.from(`\n${match}\n`)]));
        const lines = text.toString("latin1").split("\n").slice(0, -1);
        const { matches, stats } = matchAll([condition], text, options);
        expect(stats.lines).toBe(lines.length);
        for (const [index, line] of lines.entries()) if (line === match) expect(matches.get(index + 1)).toEqual([0]);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });
});
