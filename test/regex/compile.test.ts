import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { regexScratchBytes } from "../../src/regex/automaton.js";
import { compileRegex } from "../../src/regex/compile.js";
import * as layout from "../../src/regex/layout.js";
import { requiredLiteral } from "../../src/regex/literal.js";
import { parseRegex } from "../../src/regex/parse.js";
import { foldString } from "../../src/unicode/fold.js";
import { encodeWtf8 } from "../../src/unicode/wtf8.js";
import { nearTexts, sampleArbitrary } from "./arbitrary.js";
import { RegexCore } from "./core.js";

const header = (pattern: string, word: number) => compileRegex(pattern).words[word / 4] as number;
const states = (pattern: string) => header(pattern, layout.REGEX_STATE_COUNT);

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
    [".{1000}", 4_001],
    ["a{1000}", 1_001],
    ['[^"]{1,100}', 500],
  ])("%s has %i states", (pattern, count) => {
    expect(states(pattern)).toBe(count);
    expect(regexScratchBytes(compileRegex(pattern).words)).toBe(16 * count);
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
  ])("%s has the flags %i", (pattern, flags) => {
    expect(header(pattern, layout.REGEX_FLAGS)).toBe(flags);
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
});

describe("time", () => {
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
    const { words } = compileRegex(pattern);
    const [once, twice, thrice] = [1, 2, 3].map((times) => steps(words, pump.repeat(1_600 * times) + end));
    expect(Number(thrice) - Number(twice)).toBe(Number(twice) - Number(once));
    expect(thrice).toBeLessThanOrEqual((states(pattern) + 1) * (4_800 * pump.length + 1 + end.length));
  });

  test("a text without a first byte is skipped 16 bytes at once", () => {
    expect(steps(compileRegex("[xyé]\\d").words, "a".repeat(1_600))).toBe(100);
  });

  test("an anchored pattern stops where it fails", () => {
    expect(steps(compileRegex("^abc").words, `ab${"-".repeat(1_000)}`)).toBeLessThan(10);
  });

  test("a match ends the search", () => {
    expect(steps(compileRegex("a").words, `a${"a".repeat(1_000)}`)).toBeLessThan(10);
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
        const { words } = compileRegex(pattern, { maxStates: 50_000 });
        for (const text of texts) {
          if (!core.search(words, encodeWtf8(text))) continue;
          expect(literal.nocase ? foldString(text) : text).toContain(literal.text);
        }
      }),
      { numRuns: 1_000 },
    );
  }, 30_000);
});
