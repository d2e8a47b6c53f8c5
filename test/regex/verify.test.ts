import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isDfa } from "../../src/regex/automaton.js";
import { compileRegex } from "../../src/regex/compile.js";
import * as layout from "../../src/regex/layout.js";
import { verifyRegex } from "../../src/regex/verify.js";
import { encodeWtf8 } from "../../src/unicode/wtf8.js";
import { sampleArbitrary } from "./arbitrary.js";
import { RegexCore } from "./core.js";
import { engines, MAX_STATES } from "./engines.js";

const core = RegexCore.built();
const HEADER_WORDS = layout.REGEX_HEADER_BYTES / 4;
const numRuns = 3_000;

/** The NFA of `[ac]`: state 0 matches, state 1 has two edges at the end. */
const nfa = compileRegex("[ac]", { maxDfaStates: 0 }).words;
/** The DFA of `ab`: four rows of four halfwords (three classes), the third of which skips: it is the start. */
const dfa = compileRegex("ab").words;

const ROW = 8;
const CLASSES = 3;

function changed(word: number, value: number): Uint32Array {
  const words = nfa.slice();
  words[word] = value;
  return words;
}

function changedDfa(at: number, bytes: readonly number[]): Uint32Array {
  const words = dfa.slice();
  new Uint8Array(words.buffer).set(bytes, at);
  return words;
}

describe("verifyRegex", () => {
  test.each(engines)(
    "takes what the compiler makes for the %s",
    (_engine, options) => {
      fc.assert(
        fc.property(sampleArbitrary, ({ pattern }) => {
          expect(verifyRegex(compileRegex(pattern, { ...options, maxStates: MAX_STATES }).words)).toBeUndefined();
        }),
        { numRuns: 1_000 },
      );
    },
    30_000,
  );

  test.each([
    ["no header", new Uint32Array(3), "expected a header"],
    ["no states", changed(layout.REGEX_STATE_COUNT / 4, 0), "states"],
    ["too many states", changed(layout.REGEX_STATE_COUNT / 4, 0xffffffff), "states"],
    ["too many edges", changed(layout.REGEX_EDGE_COUNT / 4, 0x80000002), "edges"],
    ["a word too few", nfa.slice(0, -1), "words"],
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
    ["the flag of a DFA", changed(layout.REGEX_FLAGS / 4, layout.REGEX_FLAG_DFA), "expected a header and classes"],
  ])("refuses an NFA with %s", (_name, words, problem) => {
    expect(verifyRegex(words)).toContain(problem);
  });

  test("the DFA to change is as the changes expect it", () => {
    expect([...dfa.subarray(0, 5)]).toEqual([4, CLASSES, 2 * ROW, layout.REGEX_FLAG_DFA, 1]);
    expect(ROW).toBe(2 * (CLASSES + 1));
  });

  test.each([
    ["no classes in bytes", dfa.slice(0, layout.REGEX_ROWS / 4 - 1), "expected a header and classes"],
    ["other flags", changedDfa(layout.REGEX_FLAGS, [layout.REGEX_FLAG_DFA | 1]), "no other flags"],
    ["no class", changedDfa(layout.REGEX_CLASS_COUNT, [0]), "expected 1 to 256 classes"],
    ["too many classes", changedDfa(layout.REGEX_CLASS_COUNT, [1, 1]), "expected 1 to 256 classes"],
    ["too few states", changedDfa(layout.REGEX_STATE_COUNT, [1]), "expected 2 or more states"],
    ["too many states", changedDfa(layout.REGEX_STATE_COUNT, [0xff, 0xff, 0xff, 0xff]), "expected 2 or more states"],
    ["more rows than it has", changedDfa(layout.REGEX_STATE_COUNT, [5]), "expected the words of 5 states"],
    ["more states that skip than states", changedDfa(layout.REGEX_SKIP_COUNT, [3]), "at most 2 states that skip"],
    ["more skip sets than it has", changedDfa(layout.REGEX_SKIP_COUNT, [2]), "expected the words of 4 states, 2 of"],
    ["a word too few", dfa.slice(0, -1), "words"],
    ["a byte of no class", changedDfa(layout.REGEX_CLASSES + 200, [CLASSES]), "expected bytes of 3 classes"],
    ["a start out of bounds", changedDfa(layout.REGEX_START, [4 * ROW]), "expected the start"],
    ["a start far out of bounds", changedDfa(layout.REGEX_START + 2, [1]), "expected the start"],
    ["a start between two states", changedDfa(layout.REGEX_START, [ROW + 2]), "expected the start"],
    ["a next state out of bounds", changedDfa(layout.REGEX_ROWS + 3 * ROW, [4 * ROW]), "state 3: expected to go on"],
    ["a next state between two", changedDfa(layout.REGEX_ROWS + 2 * ROW + 4, [1]), "state 2: expected to go on"],
    ["a skip set of another", changedDfa(layout.REGEX_ROWS + 2 * ROW + 6, [2]), "state 2: expected skip set 0"],
    ["a skip set where none is due", changedDfa(layout.REGEX_ROWS + 3 * ROW + 6, [3]), "state 3: expected skip set 0"],
  ])("refuses a DFA with %s", (_name, words, problem) => {
    expect(verifyRegex(words)).toContain(problem);
  });

  test("takes any skip set, which only decides how far a search skips inside of the text", () => {
    const words = changedDfa(4 * dfa.length - layout.REGEX_SKIP_BYTES, Array(layout.REGEX_SKIP_BYTES).fill(0));
    expect(verifyRegex(words)).toBeUndefined();
    expect(core.search(words, encodeWtf8("ab"))).toBe(false);
  });

  test("takes a loop of states that read nothing, which the core leaves", () => {
    const words = new Uint32Array(HEADER_WORDS + 4);
    words[layout.REGEX_STATE_COUNT / 4] = 2;
    words[layout.REGEX_FLAGS / 4] = layout.REGEX_FLAG_ANCHORED;
    words.set([layout.REGEX_OP_SPLIT | (1 << 8), 0, layout.REGEX_OP_SPLIT, 1], HEADER_WORDS);
    expect(verifyRegex(words)).toBeUndefined();
    expect(core.search(words, encodeWtf8("abc"))).toBe(false);
  });

  test.each(engines)(
    "of the %s takes only what runs inside its scratch, whatever was changed",
    (engine, options) => {
      const mutation = fc.tuple(
        fc.nat(),
        fc.oneof(fc.nat({ max: 20 }), fc.integer(), fc.nat({ max: 0xffff })),
        fc.boolean(),
      );
      const cases = fc.tuple(sampleArbitrary, fc.array(mutation, { minLength: 1, maxLength: 4 }));
      let taken = 0;
      fc.assert(
        fc.property(cases, ([{ pattern, text }, mutations]) => {
          const words = compileRegex(pattern, { ...options, maxStates: MAX_STATES }).words.slice();
          for (const [at, value, isValid] of mutations) {
            if (isValid) changeTarget(words, at, value);
            else words[at % words.length] = value;
          }
          if (verifyRegex(words) !== undefined) return;
          if (isDfa(words) === (engine === "dfa")) taken++;
          core.search(words, encodeWtf8(`${text}ab${text}`));
        }),
        { numRuns },
      );
      expect(taken).toBeGreaterThan(numRuns / 50);
    },
    30_000,
  );
});

/** Changes a word that names a state, so that most changes are valid: in an NFA an odd one, in a DFA two next states. */
function changeTarget(words: Uint32Array, at: number, value: number): void {
  const begin = isDfa(words) ? layout.REGEX_ROWS / 4 : HEADER_WORDS;
  const word = begin + (at % (words.length - begin));
  if (!isDfa(words)) words[word | 1] = value;
  else {
    const states = words[layout.REGEX_STATE_COUNT / 4] as number;
    const rowBytes = 2 * ((words[layout.REGEX_CLASS_COUNT / 4] as number) + 1);
    words[word] = (Math.abs(value) % states) * rowBytes * 0x10001;
  }
}
