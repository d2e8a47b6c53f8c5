import fc from "fast-check";
import { RE2JS } from "re2js";
import { describe, expect, test } from "vitest";
import { SluiceError } from "../../src/errors.js";
import { compileRegex, type RegexOptions } from "../../src/regex/compile.js";
import { parseRegex } from "../../src/regex/parse.js";
import { encodeWtf8 } from "../../src/unicode/wtf8.js";
import { nearTexts, sampleArbitrary, soupArbitrary } from "./arbitrary.js";
import { RegexCore } from "./core.js";
import { engines, MAX_STATES } from "./engines.js";

const core = RegexCore.built();
const { SLUICE_REGEX_RUNS = "2000" } = process.env;
const numRuns = Number(SLUICE_REGEX_RUNS);
const TIMEOUT = 30_000 + 10 * numRuns;

function compiled(pattern: string, options: RegexOptions): Uint32Array | undefined {
  try {
    return compileRegex(pattern, { ...options, maxStates: MAX_STATES }).words;
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

/** Fails where the core, in either form of the regex, and re2js differ on one of the texts. */
function compare(pattern: string, texts: readonly string[]): void {
  const reference = RE2JS.compile(pattern);
  for (const [engine, options] of engines) {
    const words = compiled(pattern, options);
    if (!words) return;
    for (const text of texts) {
      const found = core.search(words, encodeWtf8(text));
      expect({ engine, text, found }).toEqual({ engine, text, found: reference.test(text) });
    }
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

test(
  "both forms agree on any bytes",
  () => {
    const byte = fc.oneof(fc.nat({ max: 255 }), fc.constantFrom(0x0a, 0x61, 0x80, 0xbf, 0xc3, 0xe0, 0xed, 0xf4));
    fc.assert(
      fc.property(
        sampleArbitrary,
        fc.array(fc.uint8Array({ maxLength: 8 }), { maxLength: 4 }),
        fc.array(byte),
        (sample, junk, more) => {
          const { pattern, text } = sample;
          const [dfa, nfa] = engines.map(([, options]) => compiled(pattern, options));
          if (!dfa || !nfa) return;
          const bytes = encodeWtf8(text);
          const texts = [
            ...junk,
            Uint8Array.from(more),
            ...junk.map((part) => new Uint8Array([...part, ...bytes, ...part])),
          ];
          for (const input of texts) expect([input, core.search(dfa, input)]).toEqual([input, core.search(nfa, input)]);
        },
      ),
      { numRuns },
    );
  },
  TIMEOUT,
);
