import fc from "fast-check";
import { RE2JS } from "re2js";
import { describe, expect, test } from "vitest";
import { SluiceError } from "../../src/errors.js";
import { compileRegex } from "../../src/regex/compile.js";
import { parseRegex } from "../../src/regex/parse.js";
import { encodeWtf8 } from "../../src/unicode/wtf8.js";
import { nearTexts, sampleArbitrary, soupArbitrary } from "./arbitrary.js";
import { RegexCore } from "./core.js";

const core = RegexCore.built();
const { SLUICE_REGEX_RUNS = "2000" } = process.env;
const numRuns = Number(SLUICE_REGEX_RUNS);
const TIMEOUT = 30_000 + 10 * numRuns;

function compiled(pattern: string): Uint32Array | undefined {
  try {
    return compileRegex(pattern, { maxStates }).words;
  } catch (error) {
    if (error instanceof SluiceError && error.code === "regex-too-large") return undefined;
    throw error;
  }
}

function accepts(parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch (error) {
    if (error instanceof SluiceError) expect(error.code).toBe("invalid-regex");
    return false;
  }
}

/** Enough for all that is generated here but repetitions of large classes, such as \\pL{1000}. */
const maxStates = 50_000;

/** Fails where the core and re2js differ on one of the texts. */
function compare(pattern: string, texts: readonly string[]): void {
  const words = compiled(pattern);
  if (!words) return;
  const reference = RE2JS.compile(pattern);
  for (const text of texts) {
    expect({ text, found: core.search(words, encodeWtf8(text)) }).toEqual({ text, found: reference.test(text) });
  }
}

describe("against re2js", () => {
  test(
    "generated patterns match the same texts",
    () => {
      const cases = sampleArbitrary.chain((sample) => fc.tuple(fc.constant(sample.pattern), nearTexts(sample.text)));
      fc.assert(
        fc.property(cases, ([pattern, texts]) => {
          fc.pre(accepts(() => RE2JS.compile(pattern)));
          compare(pattern, texts);
        }),
        { numRuns },
      );
    },
    TIMEOUT,
  );

  test(
    "the same patterns are accepted, and those match the same texts",
    () => {
      const texts = ["", "a", "ab", "aab0", "kK", "é😀", "-]:", "{2,1}", "b\na"];
      fc.assert(
        fc.property(soupArbitrary, (pattern) => {
          const isAccepted = accepts(() => RE2JS.compile(pattern));
          expect(accepts(() => parseRegex(pattern))).toBe(isAccepted);
          if (isAccepted) compare(pattern, texts);
        }),
        { numRuns },
      );
    },
    TIMEOUT,
  );
});
