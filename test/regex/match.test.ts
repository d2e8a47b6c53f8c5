import { RE2JS } from "re2js";
import { describe, expect, test } from "vitest";
import { isDfa } from "../../src/regex/automaton.js";
import { compileRegex } from "../../src/regex/compile.js";
import { encodeWtf8 } from "../../src/unicode/wtf8.js";
import { RegexCore } from "./core.js";
import { engines } from "./engines.js";

const core = RegexCore.built();

/** What a pattern matches and what it does not, by behaviour. */
const cases: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
  ["a literal is found anywhere", "b", ["b", "abc"], ["", "a", "B"]],
  ["nothing matches everywhere", "", ["", "a", "\n"], []],
  ["an empty class never matches", "[^\\x00-\\x{10ffff}]", [], ["", "a"]],
  ["an empty class in a repetition is left out", "a[^\\x00-\\x{10ffff}]*b", ["ab"], ["a"]],
  ["alternatives", "^(?:abc|abd|x)$", ["abc", "abd", "x"], ["ab", "abx", ""]],
  ["an empty alternative", "^(a||b)$", ["a", "b", ""], ["c", "ab"]],
  ["concatenation binds tighter than |", "^ab|cd$", ["abx", "xcd"], ["xab", "cdx"]],

  ["* is none or more", "^a*$", ["", "a", "aaa"], ["ab"]],
  ["+ is one or more", "^a+$", ["a", "aaa"], ["", "ab"]],
  ["? is none or one", "^ab?$", ["a", "ab"], ["abb"]],
  ["{n} counts exactly", "^a{3}$", ["aaa"], ["aa", "aaaa"]],
  ["{n,} counts from n", "^a{2,}$", ["aa", "aaaaa"], ["a", ""]],
  ["{n,m} counts between", "^a{2,4}$", ["aa", "aaa", "aaaa"], ["a", "aaaaa"]],
  ["{0} is nothing", "^ab{0}c$", ["ac"], ["abc"]],
  ["{0,0} is nothing", "^ab{0,0}c$", ["ac"], ["abc"]],
  ["a lazy repetition matches the same texts", "^a{2,4}?b*?c+?d??$", ["aac", "aaaabbccd"], ["acd", "aad"]],
  ["braces that are no count are literals", "^a{,2}{x}{1,2,3}{01}$", ["a{,2}{x}{1,2,3}{01}"], ["a"]],
  ["a repeated group", "^(ab){2}$", ["abab"], ["ab", "aabb"]],
  ["a repeated empty alternative", "^(|a)+$", ["", "a", "aa"], ["b"]],
  ["a repetition of a repetition", "^(?:a*)*$", ["", "aaa"], ["b"]],
  ["a repeated assertion", "^(?:^|b)+c", ["c", "bc", "bbc"], ["ac"]],
  ["\\Q…\\E and a repetition of its last character", "^\\Qa.b\\E+$", ["a.b", "a.bbb"], ["axb", "a.ba.b"]],
  ["\\Q without \\E goes to the end", "\\Q(.*", ["x(.*"], ["xx"]],

  [". is no newline", "^a.b$", ["axb", "a\rb", "a😀b", "a\ud800b"], ["a\nb", "ab", "axxb"]],
  ["(?s) lets . be a newline", "(?s)^a.b$", ["a\nb"], ["ab"]],
  ["(?-s:) takes it back", "(?s)a(?-s:.)b", ["axb"], ["a\nb"]],
  ["a negated class has newline", "^[^a]$", ["\n", "b", "é", "\udc00"], ["a", ""]],
  ["] first in a class is a member", "^[]a]+$", ["]a"], ["b"]],
  ["] first in a negated class too", "^[^]a]$", ["b"], ["]", "a"]],
  ["- at either end of a class is a member", "^[-a][a-]$", ["--", "a-"], ["b-"]],
  ["- after a class is a member", "^[\\d-z]+$", ["1-z"], ["a"]],
  ["\\d \\s \\w are ASCII", "^\\d\\s\\w$", ["7\t_"], ["٣ a", "7\u00a0a", "7 é"]],
  ["\\s has no vertical tab, [[:space:]] has", "^[[:space:]]$", ["\v", "\f"], ["\u00a0"]],
  ["\\s itself", "^\\s$", ["\t", "\n", "\f", "\r", " "], ["\v"]],
  ["\\D \\S \\W are their negations", "^\\D\\S\\W$", ["xé中"], ["1éa"]],
  ["POSIX classes", "^[[:upper:]][[:^upper:]][[:xdigit:][:punct:]]$", ["AaF", "Aé!"], ["aaF", "AAF", "Aag"]],
  [
    "octal, hexadecimal and control escapes",
    "^\\101\\x42\\x{1F600}\\a\\f\\n\\r\\t\\v\\0$",
    ["AB😀\x07\f\n\r\t\v\0"],
    ["AB"],
  ],
  ["three octal digits at most", "^\\0101$", ["\b1"], ["A"]],
  ["escaped punctuation is itself", "^\\.\\-\\_\\/\\ $", [".-_/ "], ["x-_/ "]],

  ["^ is the begin of the text only", "^b", ["b"], ["a\nb"]],
  ["(?m)^ is the begin of a line", "(?m)^b", ["b", "a\nb"], ["ab", "a\rb"]],
  ["$ is the end of the text only", "a$", ["a", "ba"], ["a\n", "ab"]],
  ["(?m)$ is the end of a line", "(?m)a$", ["a", "a\n", "a\nb"], ["ab", "a\r\n"]],
  ["\\A and \\z know no lines", "(?m)\\Aa\\z", ["a"], ["a\n", "\na"]],
  ["(?m)^$ is an empty line", "(?m)^$", ["", "a\n\nb", "a\n"], ["a", "a\nb"]],
  ["assertions that contradict never hold", "a^b|a$b|\\b\\B", [], ["", "ab", "a b"]],
  ["$^ holds in the empty text", "$^", [""], ["a", "\n"]],
  ["\\b is between a word and none", "\\bfoo\\b", ["foo", "a foo.", "éfooé"], ["food", "a_foo", "foo1"]],
  ["\\b does not hold in the empty text", "\\b", ["a"], ["", " ", "é"]],
  ["\\B holds in the empty text", "\\B", ["", " ", "aa", "é"], ["a", "aéa", "a😀a", "a\ud800a"]],
  ["\\B is looked at between code points only", "^a(?:\\B|中)", [], ["a", "aé"]],

  ["flags hold to the end of their group", "^(a(?i)b|c)d$", ["aBd", "Cd", "cd"], ["Abd", "abD"]],
  ["flags of a group end with it", "^(?i:a)b$", ["Ab"], ["AB"]],
  ["a flag switched off", "(?i)a(?-i)b", ["Ab"], ["AB"]],
  ["flags on and off at once", "(?im-s:^a.$)", ["x\nAb"], ["A\n"]],
  ["no flags at all", "^(?)a(?:b)$", ["ab"], ["a"]],
  ["(?U) changes no verdict", "(?U)^a+?b*$", ["aab"], ["b"]],
  ["named groups", "^(?P<x>a)(?<y>b)$", ["ab"], ["a"]],

  ["(?i) folds ASCII", "(?i)^stk$", ["stk", "STK"], ["st"]],
  ["(?i) knows the long s and the Kelvin sign", "(?i)^sk$", ["ſ\u212a", "SK"], ["ßK"]],
  ["(?i) of the long s", "(?i)^ſ$", ["s", "S", "ſ"], ["ß"]],
  ["(?i) knows orbits of three", "(?i)^σ$", ["σ", "Σ", "ς"], ["s"]],
  ["(?i) is simple folding", "(?i)^ß$", ["ß", "ẞ"], ["ss", "SS"]],
  ["İ and ı have no simple folding", "(?i)^i$", ["i", "I"], ["İ", "ı"]],
  ["(?i) on a range", "(?i)^[k-s]+$", ["K", "S", "ſ", "\u212a", "m"], ["j", "t"]],
  ["(?i) before negation of a class", "(?i)^[^k]$", ["j", "é"], ["k", "K", "\u212a"]],
  ["(?i)\\W has no Kelvin sign", "(?i)^\\W$", ["é"], ["k", "ſ", "\u212a"]],
  ["\\W has it", "^\\W$", ["ſ", "\u212a"], ["k"]],
  ["(?i) beyond the BMP", "(?i)^𐐀$", ["𐐀", "𐐨"], ["𐐁"]],
  ["(?i)\\p{Lu} has lower case too", "(?i)^\\p{Lu}$", ["É", "é"], ["中", "1"]],

  ["general categories", "^\\pL\\p{Nd}\\p{Lu}\\PL$", ["é٣É1"], ["1٣É1", "é٣éé"]],
  ["scripts", "^\\p{Greek}\\P{Greek}\\p{^Greek}\\P{^Greek}$", ["σaaσ"], ["aaaa"]],
  ["Any, Assigned, LC, Cn", "^\\p{Any}\\p{Assigned}\\p{LC}\\p{Cn}$", ["\ud800aa\u0378"], ["aa中\u0378"]],
  ["properties that re2js knows", "^\\p{Alphabetic}\\p{White_Space}\\p{Hex_Digit}$", ["a\u00a0F"], ["1 F"]],
  ["surrogates are code points of category Cs", "^\\p{Cs}$", ["\ud800", "\udfff"], ["😀", "a"]],

  ["each length of UTF-8 at its edges", "^[\\x{80}-\\x{7ff}]$", ["\x80", "\u07ff"], ["\x7f", "\u0800"]],
  ["three bytes", "^[\\x{800}-\\x{ffff}]$", ["\u0800", "\uffff", "\ud800", "\udfff"], ["\u07ff", "\u{10000}"]],
  ["four bytes", "^[\\x{10000}-\\x{10ffff}]$", ["\u{10000}", "\u{10ffff}", "😀"], ["\uffff"]],
  ["ranges across lengths", "^[\\x{7f}-\\x{10000}]$", ["\x7f", "\x80", "\u0800", "\u{10000}"], ["\x7e", "\u{10001}"]],
  ["a lone surrogate is a code point", "^\\x{d83d}$", ["\ud83d"], ["😀", "\ud83c"]],
  ["half of a pair is not found in the pair", "\\x{d83d}|\\x{de00}", ["\ud83da"], ["😀"]],
  ["two surrogates in the pattern are not a pair", "\\x{d83d}\\x{de00}", [], ["😀"]],
  ["a pair in the pattern is one code point", "^[😀]$", ["😀"], ["\ud83d", "\ude00"]],
];

/** Patterns whose classes are too large for a table. */
const untabled: readonly string[] = ["^\\pL\\p{Nd}\\p{Lu}\\PL$", "^\\p{Any}\\p{Assigned}\\p{LC}\\p{Cn}$"];

describe.each(engines)("%s search", (engine, options) => {
  const matches = (pattern: string, text: string) =>
    core.search(compileRegex(pattern, options).words, encodeWtf8(text));

  test("is what the cases are about", () => {
    for (const [, pattern] of cases) {
      const isTabled = engine === "dfa" && !untabled.includes(pattern);
      expect({ pattern, isTabled: isDfa(compileRegex(pattern, options).words) }).toEqual({ pattern, isTabled });
    }
  });

  test.each(cases)("%s: %s", (_behaviour, pattern, matching, others) => {
    expect(matching.filter((text) => !matches(pattern, text))).toEqual([]);
    expect(others.filter((text) => matches(pattern, text))).toEqual([]);
  });

  test("finds a match at any distance from the begin", () => {
    for (let length = 0; length < 70; length++) {
      const text = `${"-".repeat(length)}x1`;
      expect(matches("[xyé]\\d", text)).toBe(true);
      expect(matches("[xyé]\\d$", `${text}-`)).toBe(false);
    }
  });
});

describe("the cases", () => {
  test.each(cases)("re2js agrees on %s: %s", (_behaviour, pattern, matching, others) => {
    const reference = RE2JS.compile(pattern);
    expect([...matching, ...others].filter((text) => reference.test(text))).toEqual(matching);
  });
});
