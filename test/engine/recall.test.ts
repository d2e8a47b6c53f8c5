// Strings that come again: the core keeps what it found out about them (assembly/match/recall.ts), and must say the same.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { COUNTER_LOOKUPS, COUNTER_TEXTS } from "../../src/bytecode/layout.js";
import { evaluate, parseEvent } from "../../src/explain/index.js";
import { Matcher, parseCondition } from "../../src/index.js";
import { bytesOf, programOf } from "./rules.js";

const wasm = readFileSync(new URL("../../build/core.debug.wasm", import.meta.url));

const conditions = [
  'path contains "\\\\temp\\\\" nocase',
  'path ends_with "A.EXE" nocase',
  'path ends_with "a.exe"',
  'path == "c:\\\\temp\\\\a.exe" nocase',
  'path starts_with "\\"quoted\\""',
  'path contains "straße" nocase and other contains "temp"',
  'other contains "temp" and not path contains "temp"',
  'list[*] contains "temp"',
];
const program = programOf(conditions);

/** Verdicts of one matcher over the events, one after another. */
function judge(events: readonly string[], options = {}): string[] {
  using matcher = new Matcher(program, options);
  return events.map((event) =>
    matcher
      .match(event)
      .map(({ rule }) => rule)
      .join(),
  );
}

function judgeSlowly(event: string): string {
  const parsed = parseEvent(event);
  return conditions.flatMap((text, i) => (evaluate(parseCondition(text), parsed) ? [`r${i}`] : [])).join();
}

/** A fixed sequence of numbers below 1. */
function* randoms(): Generator<number, never> {
  for (let state = 12345; ; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

const spellings = [
  '"c:\\\\temp\\\\a.exe"',
  '"C:\\\\TEMP\\\\A.EXE"',
  '"c:\\u005ctemp\\u005ca.exe"',
  '"\\"quoted\\" temp"',
  '"STRASSE"',
  '"StraßE"',
  '"a.exe"',
  '"A.exe"',
  '""',
  '"temp"',
  '"12345678"',
  '"1234567890123456"',
  "5",
  "null",
  "true",
  '{"temp":"temp"}',
  '["temp"]',
];

describe("a string that comes again", () => {
  it("is judged as at first, in every order, at every field", () => {
    const random = randoms();
    const pick = (): string => spellings[Math.floor(random.next().value * spellings.length)] as string;
    const events = Array.from({ length: 2000 }, () => `{"path":${pick()},"other":${pick()},"list":[${pick()}]}`);
    const expected = events.map(judgeSlowly);
    expect(new Set(expected).size).toBeGreaterThan(10);
    expect(judge(events)).toEqual(expected);
    expect(judge(events, { wasm })).toEqual(expected);
  });

  it("is neither decoded nor searched a third time", () => {
    using matcher = new Matcher(program, { wasm });
    const work = (): number[] => {
      matcher.match('{"path":"C:\\\\Temp\\\\b.exe","other":"C:\\\\Temp"}');
      return [matcher.counter(COUNTER_LOOKUPS), matcher.counter(COUNTER_TEXTS)];
    };
    const first = work();
    const second = work();
    expect(second).toEqual(first.map((count) => 2 * count));
    expect(work()).toEqual(second);
    expect(first.every((count) => count > 0)).toBe(true);
  });

  it("is judged right when more strings come again than there is room for", () => {
    using matcher = new Matcher(program);
    const event = (i: number, long: number): string =>
      `{"path":"${"x".repeat(long)}${i} \\\\Temp\\\\ ${i % 3 === 0 ? "A" : "a"}.exe","other":"${i % 2 === 0 ? "temp" : ""} ${i}"}`;
    const pass = (long: number): void => {
      const events = Array.from({ length: 1000 }, (_, i) => event(i, long));
      const expected = events.map((_, i) => [
        ...["r0", "r1"],
        ...(i % 3 === 0 ? [] : ["r2"]),
        ...(i % 2 === 0 ? ["r6"] : []),
      ]);
      const found: string[][] = events.map(() => []);
      matcher.scan(bytesOf(`${events.join("\n")}\n`), ({ rule, line }) => found[line - 1]?.push(rule));
      expect(found).toEqual(expected);
    };
    const lengths = [1, 1, 1, 3000, 3000, 3000, 5000, 5000, 1];
    lengths.forEach(pass);
    const before = matcher.totals.memoryBytes;
    lengths.forEach(pass);
    expect(matcher.totals.memoryBytes).toBe(before);
  });
});
