import { RE2JS } from "re2js";
import { describe, expect, test } from "vitest";
import { SluiceError } from "../../src/errors.js";
import { compileRegex } from "../../src/regex/compile.js";
import { parseRegex } from "../../src/regex/parse.js";

function errorOf(pattern: string): SluiceError {
  try {
    parseRegex(pattern);
  } catch (error) {
    if (error instanceof SluiceError) return error;
    throw error;
  }
  throw new Error(`${pattern} was accepted`);
}

/** Patterns that are refused: the column of the offending construct, and what the message says of it. */
const refused: readonly (readonly [string, number, RegExp])[] = [
  ["ab(?=c)", 3, /no lookahead/],
  ["ab(?!c)", 3, /no negative lookahead/],
  ["(?<=a>)b", 1, /no lookbehind/],
  ["(?<!a)b", 1, /no negative lookbehind/],
  ["(a)\\1", 4, /back-reference/],
  ["(?P<n>a)(?P=n)", 9, /back-reference/],
  ["(a)\\k<n>", 4, /back-reference/],
  ["(?>a)", 1, /atomic group/],
  ["a(?#b)", 2, /comment/],
  ["(?(1)a|b)", 1, /conditional/],
  ["a++", 3, /possessive/],
  ["a**", 3, /repeats a repetition/],
  ["a{2}{3}", 5, /repeats a repetition/],
  ["a*?+", 4, /repeats a repetition/],
  ["*a", 1, /nothing to repeat/],
  ["(+a)", 2, /nothing to repeat/],
  ["a|?", 3, /nothing to repeat/],
  ["(?i)*", 5, /nothing to repeat/],
  ["a{2,1}", 2, /counts that ascend/],
  ["a{1001}", 2, /at most 1000/],
  ["a{999999999}", 2, /at most 1000/],
  ["(a{100}){11}", 9, /more than 1000 times/],
  ["((a{10}){10}){11}", 14, /more than 1000 times/],
  ["a(b", 2, /expected "\)"/],
  ["a)b", 2, /expected "\(" before/],
  ["a[b", 2, /expected "\]"/],
  ["[]", 1, /expected "\]"/],
  ["x[z-a]", 3, /ascends, found "z-a"/],
  ["[a-\\d]", 4, /"\\d" is no escape/],
  ["[[:foo:]]", 2, /unknown class "\[:foo:\]"/],
  ["a\\", 2, /found the end/],
  ["\\8", 1, /back-reference/],
  ["\\y", 1, /"\\y" is no escape/],
  ["a\\Z", 2, /write \\n\?\\z/],
  ["\\C", 1, /single byte/],
  ["\\u0041", 1, /write \\x/],
  ["\\x4", 1, /"\\x" is no escape/],
  ["\\x{110000}", 1, /up to 10FFFF/],
  ["\\x{}", 1, /"\\x" is no escape/],
  ["\\E", 1, /"\\E" is no escape/],
  ["\\é", 1, /"\\é" is no escape/],
  ["\\pX", 1, /unknown class "\\pX"/],
  ["\\p{greek}", 1, /unknown class/],
  ["\\p{constructor}", 1, /unknown class/],
  ["\\p{Greek", 1, /expected a class name/],
  ["\\p", 1, /expected a class name/],
  ["(?x)a", 1, /expected flags out of "imsU"/],
  ["(?i", 1, /expected flags/],
  ["(?-)", 1, /expected flags/],
  ["(?i-:a)", 1, /expected flags/],
  ["(?P<a-b>c)", 5, /letters, digits/],
  ["(?P<>c)", 5, /letters, digits/],
  ["(?<n", 1, /expected ">"/],
  ["(?P<n>a)(?<n>b)", 12, /two groups named "n"/],
];

/** Patterns at the edges of what is refused. */
const accepted = [
  "a{1000}",
  "(a{100}){10}",
  "((a{2}){0}){600}",
  "(a{0,}){1000}",
  "(?:a*)*",
  "a*(?i)*",
  "^*",
  "\\b+",
  "(?P<__proto__>a)",
  "(?<1>a)",
  "[[:a]",
  "[[=a=]]",
  "[a-b-c]",
  "[--a]",
  "a{,2}",
  "{",
  "}",
  "]",
  "a{2",
  "a{1,2,3}",
  "\\_",
  "\\x{000000041}",
  "\\7777",
];

describe("parseRegex", () => {
  test.each(refused)("refuses %s at column %i", (pattern, column, message) => {
    const error = errorOf(pattern);
    expect(error.code).toBe("invalid-regex");
    expect(error.position).toEqual({ line: 1, column });
    expect(error.message).toMatch(message);
    expect(() => RE2JS.compile(pattern)).toThrow();
  });

  test.each(accepted)("accepts %s", (pattern) => {
    expect(() => RE2JS.compile(pattern)).not.toThrow();
    parseRegex(pattern);
  });

  test("columns count UTF-16 units, lines newlines", () => {
    expect(errorOf("😀\na😀(?=b)").position).toEqual({ line: 2, column: 4 });
  });

  test.each([
    ["groups", "(", ")"],
    ["groups with neighbours", "(?:b", ")"],
    ["alternatives", "(?:b|", ")"],
    ["repetitions", "(?:", ")*"],
  ])("refuses %s that nest too deep, however deep", (_name, open, close) => {
    for (const depth of [2_000, 8_000]) {
      const error = errorOf(`${open.repeat(depth)}a${close.repeat(depth)}`);
      expect([error.code, error.message]).toEqual(["invalid-regex", expect.stringMatching(/more than 1000 deep/)]);
    }
  });

  test("nests 1,000 operators", () => {
    compileRegex(`${"(".repeat(999)}ab${")".repeat(999)}`);
    compileRegex(`${"(?:a|b".repeat(333)}${")*".repeat(333)}`);
  });

  test("takes any number of groups that only group", () => {
    compileRegex(`${"(?:".repeat(10_000)}a${")".repeat(10_000)}`);
  });

  test.each([
    ["an unclosed pile of groups", "(".repeat(65_000)],
    ["an unclosed class", "[[:".repeat(21_000)],
    ["flags", "(?i)(?-i)".repeat(7_000)],
    ["braces", "{1".repeat(32_000)],
    ["quotes", "\\Qa\\E".repeat(12_000)],
    ["empty alternatives", "|".repeat(65_000)],
    ["large classes", "(?i)[\\x{41}-\\x{1e942}]{0}".repeat(2_300)],
    ["negated properties", "\\PL{0}".repeat(10_000)],
    ["properties in one class", `[${"\\pL\\PL".repeat(10_000)}]`],
  ])(
    "reads %s in reasonable time",
    (_name, pattern) => {
      const begin = performance.now();
      try {
        compileRegex(pattern);
      } catch (error) {
        expect(error).toBeInstanceOf(SluiceError);
      }
      expect(performance.now() - begin).toBeLessThan(20_000);
    },
    30_000,
  );
});
