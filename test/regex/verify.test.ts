import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileRegex } from "../../src/regex/compile.js";
import * as layout from "../../src/regex/layout.js";
import { verifyRegex } from "../../src/regex/verify.js";
import { encodeWtf8 } from "../../src/unicode/wtf8.js";
import { sampleArbitrary } from "./arbitrary.js";
import { RegexCore } from "./core.js";

const core = RegexCore.built();
const HEADER_WORDS = layout.REGEX_HEADER_BYTES / 4;
const numRuns = 3_000;

/** `[ab]` and a match: state 0 matches, state 1 has two edges at the end. */
function changed(word: number, value: number): Uint32Array {
  const words = compileRegex("[ac]").words.slice();
  words[word] = value;
  return words;
}

describe("verifyRegex", () => {
  test("takes what the compiler makes", () => {
    fc.assert(
      fc.property(sampleArbitrary, ({ pattern }) => {
        expect(verifyRegex(compileRegex(pattern, { maxStates: 50_000 }).words)).toBeUndefined();
      }),
      { numRuns: 1_000 },
    );
  }, 30_000);

  test.each([
    ["no header", new Uint32Array(3), "expected a header"],
    ["no states", changed(layout.REGEX_STATE_COUNT / 4, 0), "states"],
    ["too many states", changed(layout.REGEX_STATE_COUNT / 4, 0xffffffff), "states"],
    ["too many edges", changed(layout.REGEX_EDGE_COUNT / 4, 0x80000002), "edges"],
    ["a word too few", compileRegex("[ac]").words.slice(0, -1), "words"],
    ["a start out of bounds", changed(layout.REGEX_START / 4, 2), "expected the start"],
    ["false flags", changed(layout.REGEX_FLAGS / 4, layout.REGEX_FLAG_ANCHORED), "flags"],
    ["false first bytes", changed(layout.REGEX_FIRST_BYTES / 4, 0), "first bytes"],
    ["a match with an operand", changed(HEADER_WORDS, 0x100), "no operands"],
    ["an unknown operation", changed(HEADER_WORDS, 9), "unknown operation 9"],
    ["an unknown assertion", changed(HEADER_WORDS, layout.REGEX_OP_ASSERT | (6 << 8)), "unknown assertion 6"],
    ["a split out of bounds", changed(HEADER_WORDS, layout.REGEX_OP_SPLIT | (2 << 8)), "expected a target"],
    ["edges out of bounds", changed(HEADER_WORDS + 3, 1), "expected edges among 2"],
    ["edges far out of bounds", changed(HEADER_WORDS + 3, 0xffffffff), "expected edges among 2"],
    ["an edge's target out of bounds", changed(HEADER_WORDS + 5, 2), "expected a target"],
    ["bytes that do not ascend", changed(HEADER_WORDS + 6, 0x6161), "ascend"],
    ["a range backwards", changed(HEADER_WORDS + 4, 0x6061), "ascend"],
    ["a byte above 255", changed(HEADER_WORDS + 4, 0x16161), "ascend"],
  ])("refuses %s", (_name, words, problem) => {
    expect(verifyRegex(words)).toContain(problem);
  });

  test("takes a loop of states that read nothing, which the core leaves", () => {
    const words = new Uint32Array(HEADER_WORDS + 4);
    words[layout.REGEX_STATE_COUNT / 4] = 2;
    words[layout.REGEX_FLAGS / 4] = layout.REGEX_FLAG_ANCHORED;
    words.set([layout.REGEX_OP_SPLIT | (1 << 8), 0, layout.REGEX_OP_SPLIT, 1], HEADER_WORDS);
    expect(verifyRegex(words)).toBeUndefined();
    expect(core.search(words, encodeWtf8("abc"))).toBe(false);
  });

  test("what it takes runs inside its scratch, whatever was changed", () => {
    const mutation = fc.tuple(
      fc.nat(),
      fc.oneof(fc.nat({ max: 20 }), fc.integer(), fc.nat({ max: 0xffff })),
      fc.boolean(),
    );
    const cases = fc.tuple(sampleArbitrary, fc.array(mutation, { minLength: 1, maxLength: 4 }));
    let taken = 0;
    fc.assert(
      fc.property(cases, ([{ pattern, text }, mutations]) => {
        const words = compileRegex(pattern, { maxStates: 50_000 }).words.slice();
        for (const [at, value, isTarget] of mutations) {
          // Targets, which are in the odd words, are changed more often, as most changes of them are valid.
          const word = isTarget ? HEADER_WORDS + ((at % (words.length - HEADER_WORDS)) | 1) : at % words.length;
          words[word] = value;
        }
        if (verifyRegex(words) !== undefined) return;
        taken++;
        core.search(words, encodeWtf8(`${text}ab${text}`));
      }),
      { numRuns },
    );
    expect(taken).toBeGreaterThan(numRuns / 50);
  }, 30_000);
});
