// Time linear in the text for every pattern, on the texts that its own parse tree says are the worst. Steps are counted, not timed.

import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { compileRegex } from "../../src/regex/compile.js";
import * as layout from "../../src/regex/layout.js";
import { parseRegex } from "../../src/regex/parse.js";
import { encodeWtf8 } from "../../src/unicode/wtf8.js";
import { sampleArbitrary } from "./arbitrary.js";
import { RegexCore } from "./core.js";
import { engines } from "./engines.js";
import { pumpsOf } from "./pumps.js";

/** Patterns that are known to explode where matching backtracks, and some of the shapes of detection rules. */
const PATTERNS = [
  "^(a+)+$",
  "^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$",
  "(x+x+)+y",
  "(.*a){12}",
  "^(([a-z])+.)+[A-Z]([a-z])+$",
  "(?i)invoke-(?:mimikatz|expression)\\s+[\"']?(?:\\w+[,;]?\\s*)*!",
  "(?i)(?:\\^?[a-z]){4,}\\.exe",
  "(?:\\d{1,3}\\.){3}\\d{1,3}(?:/\\d+)*#",
  "\\\\\\\\[^\\\\]+\\\\(?:[^\\\\]+\\\\)*$",
  "(?:(?:a?){30}){30}(?:a{30}){30}b",
  "(?:é|É|ß)*(?i:ſ)+x",
];
/** Repetitions that a text is pumped to first; counted repetitions of the patterns are over by then. */
const ONCE = 1_500;
/** What cannot come next: no pattern here asks for it by name. */
const END = "\0";

describe.each(engines)("pumped texts and the %s", (_engine, options) => {
  let core: RegexCore;
  beforeAll(async () => {
    core = await RegexCore.counting();
  }, 60_000);

  function expectLinear(pattern: string): void {
    const { words } = compileRegex(pattern, options);
    const header = new DataView(words.buffer, words.byteOffset);
    const isDfa = (header.getUint32(layout.REGEX_FLAGS, true) & layout.REGEX_FLAG_DFA) !== 0;
    const stepsPerByte = isDfa ? 2 : header.getUint32(layout.REGEX_STATE_COUNT, true) + 1;
    for (const { prefix, pump } of pumpsOf(parseRegex(pattern))) {
      const [once, twice, thrice] = [1, 2, 3].map((times) => {
        const text = encodeWtf8(prefix + pump.repeat(times * ONCE) + END);
        const before = core.steps;
        core.search(words, text);
        const steps = core.steps - before;
        expect(steps, `${pattern} over ${pump}`).toBeLessThanOrEqual(stepsPerByte * (text.length + 1));
        return steps;
      }) as [number, number, number];
      expect(thrice - twice, `${pattern} over ${pump}`).toBeLessThanOrEqual(
        1.01 * (twice - once) + stepsPerByte * pump.length,
      );
    }
  }

  test.each(PATTERNS)("%s", (pattern) => {
    expect(pumpsOf(parseRegex(pattern)).length).toBeGreaterThan(0);
    expectLinear(pattern);
  });

  test("patterns of every shape", () => {
    let pumped = 0;
    fc.assert(
      fc.property(sampleArbitrary, ({ pattern }) => {
        const pumps = pumpsOf(parseRegex(pattern)).length;
        fc.pre(pumps > 0 && pumps < 6);
        pumped += pumps;
        expectLinear(pattern);
      }),
      { numRuns: 100 },
    );
    expect(pumped).toBeGreaterThan(100);
  });
});
