// What other regex dialects have and RE2 has not, by how it begins, so that a refusal can name it.

const NOT_REGULAR = "which no automaton can match in linear time";

const GROUPS: readonly (readonly [string, string])[] = [
  ["(?<=", `lookbehind, ${NOT_REGULAR}`],
  ["(?<!", `negative lookbehind, ${NOT_REGULAR}`],
  ["(?=", `lookahead, ${NOT_REGULAR}`],
  ["(?!", `negative lookahead, ${NOT_REGULAR}`],
  ["(?P=", `a back-reference, ${NOT_REGULAR}`],
  ["(?P>", `recursion, ${NOT_REGULAR}`],
  ["(?R", `recursion, ${NOT_REGULAR}`],
  ["(?&", `recursion, ${NOT_REGULAR}`],
  ["(?(", `a conditional group, ${NOT_REGULAR}`],
  ["(?>", "an atomic group"],
  ["(?|", "a branch reset group"],
  ["(?#", "a comment"],
  ["(?'", "a named group in quotes; write (?P<name>…)"],
];

const ESCAPES: readonly (readonly [RegExp, string])[] = [
  [/^[1-9]$/, `a back-reference, ${NOT_REGULAR}`],
  [/^[kg]$/, `a back-reference or recursion, ${NOT_REGULAR}`],
  [/^Z$/, "the end of text or before its last newline; write \\n?\\z"],
  [/^G$/, "the end of the last match"],
  [/^K$/, "a reset of the match's start"],
  [/^C$/, "a single byte, which may be part of a character"],
  [/^R$/, "any line break; write (?:\\r\\n|[\\n-\\r\\x{85}\\x{2028}\\x{2029}])"],
  [/^X$/, "a grapheme cluster"],
  [/^[hH]$/, "horizontal space; write [\\t\\pZs]"],
  [/^N$/, "a named character or all but newline"],
  [/^[uU]$/, "a character by number; write \\x{…}"],
];

/** What the group that the text begins with is in other dialects; undefined where it is nothing known. */
export function unsupportedGroup(text: string): string | undefined {
  return GROUPS.find(([begin]) => text.startsWith(begin))?.[1];
}

/** What `\` and this character are in other dialects; undefined where they are nothing known. */
export function unsupportedEscape(character: string): string | undefined {
  return ESCAPES.find(([pattern]) => pattern.test(character))?.[1];
}
