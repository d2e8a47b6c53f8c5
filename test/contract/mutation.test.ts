import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluate, parseEvent } from "../../src/explain/index.js";
import { load } from "../../src/formats/native/index.js";
import { compile, Matcher, parseCondition, type Rule } from "../../src/index.js";
import { damage } from "../arbitrary/damage.js";
import { cases } from "../explain/cases.js";

// Real events and the contract's, damaged: what is still valid must be judged as ever, anything else must do no harm.

const root = new URL("../../", import.meta.url);
const lines = readFileSync(new URL("examples/logs/cloudtrail.ndjson", root), "utf8").trimEnd().split("\n");
const events = [...lines.slice(0, 100), ...cases.map(({ event }) => event.replaceAll("\n", " "))].map((line) =>
  Buffer.from(line),
);

const contract: readonly Rule[] = [...new Set(cases.map(({ condition }) => condition))].map((condition) => ({
  id: condition,
  condition: parseCondition(condition),
}));
const rules = [...load(new URL("examples/rules", root).pathname).rules, ...contract];
const program = compile(rules, { strict: true }).program;

function isValid(line: Uint8Array): boolean {
  try {
    parseEvent(line);
    return true;
  } catch {
    return false;
  }
}

const damaged = damage(fc.constantFrom(...events));

describe.each([
  { name: "release core", wasm: undefined },
  { name: "debug core", wasm: readFileSync(new URL("build/core.debug.wasm", root)) },
])("damaged events, $name", ({ wasm }) => {
  const matcher = new Matcher(program, wasm ? { wasm } : {});

  it("are judged where they are still valid, and never harm the next line", () => {
    let valid = 0;
    fc.assert(
      fc.property(fc.array(damaged, { minLength: 1, maxLength: 8 }), (damagedEvents) => {
        const text = Buffer.concat(damagedEvents.flatMap((event) => [event, Buffer.from("\n")]));
        const wanted = new Map<number, string>();
        for (const [index, line] of splitLines(text).entries()) {
          // A byte order mark is one at the start of a stream alone.
          if (!isValid(line) || (index > 0 && line[0] === 0xef)) continue;
          const event = parseEvent(line);
          wanted.set(
            index + 1,
            rules
              .filter(({ condition }) => evaluate(condition, event))
              .map(({ id }) => id)
              .join(),
          );
        }
        valid += wanted.size;
        const seen = new Map<number, string>();
        matcher.scan(text, {
          onEvent: ({ line }, matches) => seen.set(line, matches.map(({ rule }) => rule).join()),
        });
        for (const [line, expected] of wanted) expect(seen.get(line)).toBe(expected);
      }),
      { numRuns: 500 },
    );
    expect(valid).toBeGreaterThan(500);
  });
});

function splitLines(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let start = 0, end = 0; start < bytes.length; start = end + 1) {
    end = bytes.indexOf(0x0a, start);
    if (end < 0) end = bytes.length;
    found.push(bytes.subarray(start, end));
  }
  return found;
}
