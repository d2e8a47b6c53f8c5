// Regular expressions are PCRE's (specification 2.1, modifiers appendix, re); pcre2pattern(3) for their meaning.

import { describe, expect, test } from "vitest";
import { parse } from "../../../src/formats/sigma/index.js";
import { codes, selectionOf, selects } from "./judge.js";

const matches = (pattern: string, f: string, modifiers = "re") =>
  selects(`{ 'f|${modifiers}': '${pattern.replaceAll("'", "''")}' }`, { f });

describe("regular expressions", () => {
  test("are case-sensitive and search anywhere", () => {
    expect(matches("b+c", "abbc")).toBe(true);
    expect(matches("b+c", "ABBC")).toBe(false);
    expect(matches("^b", "abbc")).toBe(false);
  });

  test("take flags", () => {
    for (const modifiers of ["re|i", "re|ignorecase"]) expect(matches("b+c", "ABBC", modifiers)).toBe(true);
    for (const modifiers of ["re|m", "re|multiline"]) expect(matches("^b$", "a\nb\nc", modifiers)).toBe(true);
    for (const modifiers of ["re|s", "re|dotall"]) expect(matches("a.b", "a\nb", modifiers)).toBe(true);
    expect(matches("a.b", "a\nb")).toBe(false);
    expect(matches("^B.C$", "a\nb\nc", "re|i|m|s")).toBe(true);
  });

  test("take backslashes and wildcards as they are written", () => {
    expect(matches(String.raw`\\x\.exe`, String.raw`C:\x.exe`)).toBe(true);
    expect(matches(String.raw`a\*`, "a*")).toBe(true);
    expect(matches(String.raw`a\*`, "aa")).toBe(false);
    expect(matches("it's", "it's")).toBe(true);
  });

  test("match the decimal text of numbers", () => expect(selects("{ 'f|re': '^46' }", { f: 4624 })).toBe(true));

  // PCRE2_DOLLAR_ENDONLY is off: `$` is before a newline that ends the text, too.
  test.each([
    ["a$", "a\n", true],
    ["a$", "a\n\n", false],
    ["a$", "a\nb", false],
    ["(?:a$|b)", "a\n", true],
    ["(a|b$)", "b\n", true],
    ["^$", "\n", true],
    [String.raw`a\Z`, "a\n", true],
    [String.raw`a\z`, "a\n", false],
    [String.raw`a\$b`, "a$b", true],
    ["[$]b", "$b", true],
    [String.raw`\Qa$\Eb`, "a$b", true],
  ])("%s and %j: %s", (pattern, text, expected) => expect(matches(pattern, text)).toBe(expected));

  // PCRE 8.34 and later: `\s` has the vertical tab.
  test.each([
    [String.raw`a\sb`, "a\vb", true],
    [String.raw`a\Sb`, "a\vb", false],
    [String.raw`a[\s]b`, "a\vb", true],
    [String.raw`a[^\s]b`, "a\vb", false],
    [String.raw`a[\S]b`, "axb", true],
    [String.raw`a[\S]b`, "a\vb", false],
    [String.raw`a\hb`, "a\u00a0b", true],
    [String.raw`a\eb`, "a\u001bb", true],
    [String.raw`a\Nb`, "a\nb", false],
  ])("%s and %j: %s", (pattern, text, expected) => expect(matches(pattern, text)).toBe(expected));

  test("start and end where a modifier says so", () => {
    expect(matches("b+", "abb", "re|startswith")).toBe(false);
    expect(matches("a|b", "bcd", "re|startswith")).toBe(true);
    // pySigma, SigmaRegularExpression: each of the modifiers adds `.*` to the ends that it opens.
    expect(matches("b", "abc", "re|startswith|endswith")).toBe(true);
    expect(matches("b", "abc", "re|endswith|contains")).toBe(true);
    expect(matches("b", "abc", "re|contains|startswith")).toBe(true);
    expect(matches("b", "abc", "re|startswith|startswith")).toBe(false);
    expect(matches("b+", "abb", "re|endswith")).toBe(true);
    expect(matches("b+", "abbc", "re|endswith")).toBe(false);
    expect(matches("b+", "abbc", "re|contains")).toBe(true);
  });

  test.each([
    ["(?=a)b", "regex-unsupported", "lookahead"],
    ["a(?<!b)c", "regex-unsupported", "lookbehind"],
    [String.raw`(a)\1`, "regex-unsupported", "back-reference"],
    ["(?>a+)b", "regex-unsupported", "atomic group"],
    ["a++b", "regex-unsupported", "possessive"],
    [String.raw`a$\n`, "regex-unsupported", "$"],
    ["(a$)*b", "regex-unsupported", "$"],
    ["(?m)^a", "regex-unsupported", "flag"],
    ["(a", "invalid-regex", ")"],
    ["*a", "invalid-regex", "repeat"],
    ["a{2001}", "regex-unsupported", "1000"],
  ])("%s is refused as %s", (pattern, code, named) => {
    const { diagnostics } = parse({ file: "r.yml", text: selectionOf(`{ 'f|re': '${pattern}' }`) });
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code]);
    expect(diagnostics[0]?.message).toContain(named);
  });

  test("an empty one is refused", () => expect(codes("{ 'f|re': '' }")).toEqual(["invalid-regex"]));
});
