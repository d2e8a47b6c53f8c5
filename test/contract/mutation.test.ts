import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluate, parseEvent } from "../../src/explain/index.js";
import { load } from "../../src/formats/native/index.js";
import { compile, Matcher, parseCondition, type Rule } from "../../src/index.js";
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

const BYTES = Buffer.from('{}[]":,\\\n\r\t 0-1.eE+tfnulx\u0000é/');
const at = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const mutation = fc.oneof(
  fc.record({ type: fc.constant("replace" as const), at, byte: fc.constantFrom(...BYTES) }),
  fc.record({ type: fc.constant("insert" as const), at, byte: fc.constantFrom(...BYTES) }),
  fc.record({ type: fc.constant("remove" as const), at, length: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ type: fc.constant("repeat" as const), at, length: fc.integer({ min: 1, max: 90 }) }),
);
type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

function mutate(bytes: Buffer, change: Mutation): Buffer {
  const start = Math.floor(change.at * bytes.length);
  const before = bytes.subarray(0, start);
  if (change.type === "replace") return Buffer.concat([before, Buffer.of(change.byte), bytes.subarray(start + 1)]);
  if (change.type === "insert") return Buffer.concat([before, Buffer.of(change.byte), bytes.subarray(start)]);
  if (change.type === "remove") return Buffer.concat([before, bytes.subarray(start + change.length)]);
  return Buffer.concat([bytes.subarray(0, start + change.length), bytes.subarray(start)]);
}

function isValid(line: Uint8Array): boolean {
  try {
    parseEvent(line);
    return true;
  } catch {
    return false;
  }
}

const changes = fc.oneof(fc.constant([]), fc.array(mutation, { minLength: 1, maxLength: 3 }));
const damaged = fc.tuple(fc.constantFrom(...events), changes).map(([event, some]) => some.reduce(mutate, event));

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
