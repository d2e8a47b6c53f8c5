import { describe, expect, it } from "vitest";
import { evaluate } from "./evaluate.js";

// What CPython 3.11 answers.
describe("methods of str", () => {
  it.each([
    [
      "'a b  c d '.split(None, 2), ' a b '.split(maxsplit=1), ' a b  c '.rsplit(None, 1)",
      "(['a', 'b', 'c d '], ['a', 'b '], [' a b', 'c'])",
    ],
    [
      "'aaaaa'.rsplit('aa'), 'aaaaa'.rsplit('aa', 1), 'a,b,c'.rsplit(',', 0)",
      "(['a', '', ''], ['aaa', ''], ['a,b,c'])",
    ],
    ["'a\\n'.splitlines(keepends=1)", "['a\\n']"],
    ["'ab\\tc\\n\\td'.expandtabs(4)", "'ab  c\\n    d'"],
    ["'abc'.translate(str.maketrans('ab', 'xy', 'c')), 'abc'.translate(str.maketrans({'a': 'zz'}))", "('xy', 'zzbc')"],
    ["'a'.ljust(5, 'ab')", "TypeError: The fill character must be exactly one character long"],
    [
      "'ǆ'.title(), 'ß'.title(), 'ŉ'.capitalize(), 'ა'.title(), 'ᾀ'.title(), \"they're AΣ\".title()",
      `('ǅ', 'Ss', 'ʼN', 'ა', 'ᾈ', "They'Re Aς")`,
    ],
    ["'ΑΣ Σ'.swapcase(), 'ǅ'.swapcase(), 'Straße'.swapcase()", "('ας σ', 'ǅ', 'sTRASSE')"],
    ["'Ꭰ'.casefold(), 'ꭰ'.casefold(), 'ı'.casefold(), 'ẞΣﬁ'.casefold()", "('Ꭰ', 'Ꭰ', 'ı', 'ssσfi')"],
    [
      "'①'.isdigit(), '①'.isdecimal(), '一'.isnumeric(), '½'.isdigit(), '፩'.isalnum()",
      "(True, False, True, False, True)",
    ],
    [
      "'ª'.islower(), 'ℂ'.isupper(), 'ǅ'.isupper(), 'ǅ'.istitle(), \"They'Re\".istitle(), 'AB'.istitle()",
      "(True, True, False, True, True, False)",
    ],
    ["'{a}'.format_map({'a': 1}), '{a}'.format_map({})", "KeyError: 'a'"],
  ])("%s is %s", (expression, expected) => {
    expect(evaluate(expression)).toBe(expected);
  });
});
