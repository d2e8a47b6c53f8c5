import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { isDfa, regexScratchBytes } from "../../src/regex/automaton.js";
import { compileRegex } from "../../src/regex/compile.js";
import * as layout from "../../src/regex/layout.js";
import { requiredLiteral } from "../../src/regex/literal.js";
import { parseRegex } from "../../src/regex/parse.js";
import { foldString } from "../../src/unicode/fold.js";
import { encodeWtf8 } from "../../src/unicode/wtf8.js";
import { nearTexts, sampleArbitrary } from "./arbitrary.js";
import { RegexCore } from "./core.js";
import { engines, MAX_STATES } from "./engines.js";

const nfaOf = (pattern: string) => compileRegex(pattern, { maxDfaStates: 0 }).words;
const header = (words: Uint32Array, at: number) => words[at / 4] as number;

describe("compileRegex", () => {
  test("is deterministic", () => {
    const pattern = "(?i)^(?:foo|b[^a-c]\\pL)+\\b|\\d{2,}$";
    expect(compileRegex(pattern).words).toEqual(compileRegex(pattern).words);
  });

  test.each([
    ["abc", 4],
    ["foobar|bazbar", 11],
    ["a|b|c", 2],
    ["a*", 3],
    [".", 5],
    ["(?s:.)", 5],
    [".{1000}", 4_004],
    ["a{1000}", 1_007],
    ['[^"]{1,100}', 500],
  ])("the NFA of %s has %i states", (pattern, count) => {
    expect(header(nfaOf(pattern), layout.REGEX_STATE_COUNT)).toBe(count);
    expect(regexScratchBytes(nfaOf(pattern))).toBe(16 * count);
  });

  test.each([
    ["^abc", layout.REGEX_FLAG_ANCHORED],
    ["(?:\\b\\A|^)a|^b", layout.REGEX_FLAG_ANCHORED],
    ["^", layout.REGEX_FLAG_ANCHORED | layout.REGEX_FLAG_NULLABLE],
    ["(?m)^a", 0],
    ["^a|b", 0],
    ["^*a", 0],
    ["a?", layout.REGEX_FLAG_NULLABLE],
    ["a", 0],
  ])("the NFA of %s has the flags %i", (pattern, flags) => {
    expect(header(nfaOf(pattern), layout.REGEX_FLAGS)).toBe(flags);
  });

  test.each([
    ["too many states", "a{1000}", 1_000],
    ["repetitions of repetitions", "((a{10}){10}b){10}", 1_000],
    ["large classes", "\\pL{1000}", 10_000],
    ["equal states, again and again", `(?:${"ab|".repeat(10_000)}){1000}`, 10_000],
  ])("refuses %s", (_name, pattern, maxStates) => {
    expect(() => compileRegex(pattern, { maxStates })).toThrow(
      expect.objectContaining({ code: "regex-too-large", message: expect.stringContaining(`${maxStates} states`) }),
    );
  });

  test("refuses a pattern of more than 65,536 characters", () => {
    expect(() => compileRegex("a".repeat(65_537))).toThrow(expect.objectContaining({ code: "regex-too-large" }));
  });

  test.each([0, -1, 1.5, Number.NaN, 2 ** 24])("refuses %d as maxStates", (maxStates) => {
    expect(() => compileRegex("a", { maxStates })).toThrow(expect.objectContaining({ code: "invalid-argument" }));
  });

  test.each([-1, 1.5, Number.NaN, 2 ** 16 + 1])("refuses %d as maxDfaStates", (maxDfaStates) => {
    expect(() => compileRegex("a", { maxDfaStates })).toThrow(expect.objectContaining({ code: "invalid-argument" }));
  });
});

describe("the DFA", () => {
  /** The dead and the matched state count, and skip states are states. */
  function shapeOf(pattern: string) {
    const { words } = compileRegex(pattern);
    if (!isDfa(words)) throw new Error(`${pattern} has no DFA`);
    const states = header(words, layout.REGEX_STATE_COUNT);
    const classes = header(words, layout.REGEX_CLASS_COUNT);
    return { states, classes, skips: header(words, layout.REGEX_SKIP_COUNT) };
  }

  test.each([
    ["abc", { states: 5, classes: 4, skips: 1 }],
    ["a|b|c", { states: 3, classes: 2, skips: 1 }],
    ["^abc", { states: 5, classes: 4, skips: 0 }],
    ["^a.*$", { states: 7, classes: 7, skips: 1 }],
    ["\\bfoo", { states: 6, classes: 4, skips: 2 }],
    ["[^a]b", { states: 7, classes: 7, skips: 1 }],
    ["[^\\x00-\\x{10ffff}]", { states: 2, classes: 1, skips: 0 }],
  ])("of %s has %o", (pattern, expected) => {
    expect(shapeOf(pattern)).toEqual(expected);
    expect(regexScratchBytes(compileRegex(pattern).words)).toBe(0);
  });

  test.each([
    ["[ab]c", "ac|bc", "(?:a|b)c", "(?:a|b){1}c"],
    ["^ab*c", "^(?:a|ab+)c", "^a(?:b*)*c", "\\Aab*c|\\Aac"],
    ["foo", "foo.*", "(?s)foo.*", "(?:foo|.foo)"],
    ["\\bfoo\\b", "(?:\\b\\b)foo\\b", "(?:\\A|\\b)foo\\b", "\\bfo{2}(?:\\b|\\b$)"],
    ["a$", "a\\z", "a(?:\\z|$)"],
  ])("is as small for %s as for %s and others that mean the same", (pattern, ...others) => {
    for (const other of others) expect({ other, ...shapeOf(other) }).toEqual({ other, ...shapeOf(pattern) });
  });

  test("is made up to maxDfaStates, and beyond them there is the NFA", () => {
    // Dead, matched, the start, one after each letter, and one after a byte that is none.
    const states = 24;
    const pattern = `^${"a".repeat(20)}b`;
    expect(isDfa(compileRegex(pattern, { maxDfaStates: states }).words)).toBe(true);
    expect(compileRegex(pattern, { maxDfaStates: states - 1 }).words).toEqual(nfaOf(pattern));
  });

  test("is not made where its table would be too large", () => {
    const letters = "abcdefghijklmnopqrstuvwxyz0123456789".repeat(30);
    expect(isDfa(compileRegex(letters.slice(0, 800)).words)).toBe(true);
    expect(compileRegex(letters).words).toEqual(nfaOf(letters));
  });

  test.each([
    "(?:a|b)*a(?:a|b){20}c",
    "(?:a?){1000}a{1000}",
    "(?:.{1,300}c){3}",
    ".{1000}",
    "(?i)[a-z]{500}[^a-z]{500}|(?:x.{200}y)",
    "(?:\\b|a|\\B|b){500}\\d(?:.\\d){300}",
    "\\pL{3}\\PL{3}",
  ])("of %s is given up in reasonable time", (pattern) => {
    const begin = performance.now();
    expect(isDfa(compileRegex(pattern).words)).toBe(false);
    expect(performance.now() - begin).toBeLessThan(5_000);
  });
});

describe.each(engines)("time of the %s", (_engine, options) => {
  let core: RegexCore;
  beforeAll(async () => {
    core = await RegexCore.counting();
  }, 60_000);

  const steps = (words: Uint32Array, text: string) => {
    const before = core.steps;
    core.search(words, encodeWtf8(text));
    return core.steps - before;
  };

  test.each([
    ["(a*)*b", "a"],
    ["(a|aa)+$", "a", "b"],
    ["(x+x+)+y", "x"],
    ["(?:(?:a?){30}){30}(?:a{30}){30}b", "a"],
    ["(.*)(.*)(.*)(.*)(.*)[^\\x00-\\x{10ffff}]", "ab"],
    ["(?i)(?:[a-z]+\\s?)*!", "word "],
    ["(?:\\b|\\B|a)*c", "ab "],
    ["(?m)(?:^|$|\\n)+x", "\n"],
    ["a.{200}b", "a"],
    ["foo\\d+bar", "foo123ba "],
  ])("of %s over a repeated %s is linear", (pattern, pump, end = "") => {
    const { words } = compileRegex(pattern, options);
    const [once, twice, thrice] = [1, 2, 3].map((times) => steps(words, pump.repeat(1_600 * times) + end));
    expect(Number(thrice) - Number(twice)).toBe(Number(twice) - Number(once));
    const stepsPerByte = isDfa(words) ? 2 : header(words, layout.REGEX_STATE_COUNT) + 1;
    expect(thrice).toBeLessThanOrEqual(stepsPerByte * (4_800 * pump.length + 1 + end.length));
  });

  test("a text without a first byte is skipped 16 bytes at once", () => {
    expect(steps(compileRegex("[xyé]\\d", options).words, "a".repeat(1_600))).toBe(100);
  });

  test("an anchored pattern stops where it fails", () => {
    expect(steps(compileRegex("^abc", options).words, `ab${"-".repeat(1_000)}`)).toBeLessThan(10);
  });

  test("a match ends the search", () => {
    expect(steps(compileRegex("a", options).words, `a${"a".repeat(1_000)}`)).toBeLessThan(10);
  });

  test.each([
    [".{1000,}", `${"é".repeat(999)}\n`.repeat(5), false],
    [".{1000,}", `${"a".repeat(999)}\n${"é".repeat(1_000)}`, true],
    ["[a-z]{300,400}", `${"-a".repeat(500)}${"z".repeat(299)}`, true],
    ["[a-z]{300,400}", `${"-a".repeat(500)}-${"z".repeat(299)}`, false],
  ])("does not grow with the length that %s asks for", (pattern, text, matches) => {
    const { words } = compileRegex(pattern, options);
    const bytes = encodeWtf8(text);
    expect(core.search(words, bytes)).toBe(matches);
    expect(steps(words, text)).toBeLessThanOrEqual(6 * bytes.length);
  });
});

describe("requiredLiteral", () => {
  test.each([
    ["foo", "foo", false],
    ["\\d+foo.bar2", "bar2", false],
    ["^foo\\b-bar$", "foo-bar", false],
    ["(?i)Foo1", "foo1", true],
    ["a(?i)B", "ab", true],
    ["[kK]x", "kx", true],
    ["(?i)straße", "straße", true],
    ["ab+cd", "bcd", false],
    ["(abc)+d", "abc", false],
    ["(abc){2}", "abc", false],
    ["x(?:abcd)?y", "x", false],
    ["ab*c", "a", false],
    ["(?:foo|bar)z", "z", false],
    ["\\x{d83d}\\x{de00}a", "a", false],
    ["é😀", "é😀", false],
  ])("of %s is %s", (pattern, text, nocase) => {
    expect(requiredLiteral(parseRegex(pattern))).toEqual({ text, nocase });
  });

  test.each(["", "a|b", "\\d", ".*", "a?", "(?:ab){0,3}"])("%s has none", (pattern) => {
    expect(requiredLiteral(parseRegex(pattern))).toBeUndefined();
  });

  test("is in every text that matches", () => {
    const core = RegexCore.built();
    const cases = sampleArbitrary.chain(({ pattern, text }) => fc.tuple(fc.constant(pattern), nearTexts(text)));
    fc.assert(
      fc.property(cases, ([pattern, texts]) => {
        const literal = requiredLiteral(parseRegex(pattern));
        fc.pre(literal !== undefined);
        const { words } = compileRegex(pattern, { maxStates: MAX_STATES });
        for (const text of texts) {
          if (!core.search(words, encodeWtf8(text))) continue;
          expect(literal.nocase ? foldString(text) : text).toContain(literal.text);
        }
      }),
      { numRuns: 1_000 },
    );
  }, 30_000);
});
