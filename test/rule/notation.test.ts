import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SluiceError } from "../../src/errors.js";
import { all, any, field, not } from "../../src/rule/builder.js";
import { Decimal } from "../../src/rule/decimal.js";
import type { Condition, FieldPath } from "../../src/rule/ir.js";
import { parseCondition, printCondition } from "../../src/rule/notation.js";
import { conditionArbitrary } from "../arbitrary/condition.js";

const a = field("a").eq(1);
const b = field("b").eq(2);
const c = field("c").eq(3);

/** `and` and `or` with one child are that child: all that printing does not keep. */
function canonical(condition: Condition): Condition {
  switch (condition.type) {
    case "predicate":
      return condition;
    case "not":
      return { ...condition, child: canonical(condition.child) };
    case "and":
    case "or": {
      const children = condition.children.map(canonical);
      const [only] = children;
      return only && children.length === 1 ? only : { ...condition, children };
    }
    case "some":
    case "every":
      return { ...condition, body: canonical(condition.body) };
  }
}

/** An `eq` of 1 on any path, parsed or not. */
function one(path: FieldPath): Condition {
  return { type: "predicate", kind: "eq", operand: { type: "path", path }, value: Decimal.from(1) };
}

function errorOf(action: () => unknown): SluiceError {
  try {
    action();
  } catch (error) {
    if (error instanceof SluiceError) return error;
    throw error;
  }
  throw new Error("expected a SluiceError, found none");
}

describe("canonical text is read and printed unchanged", () => {
  const cases: readonly (readonly [string, Condition])[] = [
    ['a == "x"', field("a").eq("x")],
    ['a != "x" nocase', field("a").ne("x", { nocase: true })],
    ['a == "1" nocase text double', field("a").eq("1", { double: true, text: true, nocase: true })],
    ["a == null", field("a").eq(null)],
    ["a == true", field("a").eq(true)],
    ["a == -0.5", field("a").eq(-0.5)],
    ["a == 9007199254740993", field("a").eq(9007199254740993n)],
    ["a == 1e400", field("a").eq(Decimal.parse("1e400"))],
    ['a in ["x", 1, true, false, null]', field("a").in(["x", 1, true, false, null])],
    ["a in []", field("a").in([])],
    ['a not in ["x"] nocase', field("a").notIn(["x"], { nocase: true })],
    ["a is_null", field("a").isNull()],
    ["a is_not_null", field("a").isNotNull()],
    ["a exists", field("a").exists()],
    ["a is_truthy", field("a").isTruthy()],
    ["a is_string", field("a").isString()],
    ["a is_number", field("a").isNumber()],
    ["a is_integer", field("a").isInteger()],
    ["a is_boolean", field("a").isBoolean()],
    ["a is_array", field("a").isArray()],
    ["a is_object", field("a").isObject()],
    ['a contains "x" nocase text', field("a").contains("x", { nocase: true, text: true })],
    ['a starts_with "x"', field("a").startsWith("x")],
    ['a ends_with "x"', field("a").endsWith("x")],
    ['a wildcard "x*"', field("a").wildcard("x*")],
    ["a match '^\\d+\"$' text", field("a").match('^\\d+"$', { text: true })],
    ['a cidr "10.0.0.0/8"', field("a").cidr("10.0.0.0/8")],
    ['a < "x"', field("a").lt("x")],
    ["a <= 1 double", field("a").lte(1, { double: true })],
    ['a > "1" text', field("a").gt("1", { text: true })],
    ["a >= 1", field("a").gte(1)],
    ["a == b", field("a").eq(field("b"))],
    ["a != b nocase", field("a").ne(field("b"), { nocase: true })],
    ["a contains b text", field("a").contains(field("b"), { text: true })],
    ["a starts_with b", field("a").startsWith(field("b"))],
    ["a ends_with b", field("a").endsWith(field("b"))],
    ["a < b", field("a").lt(field("b"))],
    ["a <= b", field("a").lte(field("b"))],
    ["a > b", field("a").gt(field("b"))],
    ["a >= b", field("a").gte(field("b"))],
    ["true", all()],
    ["false", any()],
    ["not true", not(all())],
    ["a == 1\nb == 2", all(a, b)],
    ["a == 1 or b == 2", any(a, b)],
    ["a == 1 or b == 2\nc == 3", all(any(a, b), c)],
    ["(a == 1 and b == 2) or c == 3", any(all(a, b), c)],
    ["(a == 1 and b == 2)\nc == 3", all(all(a, b), c)],
    ["(a == 1 or b == 2) or c == 3", any(any(a, b), c)],
    ["true\nfalse", all(all(), any())],
    ["not (a == 1 and b == 2)", not(all(a, b))],
    ["not a is_null", not(field("a").isNull())],
    ["not a != 1", not(not(a))],
    ["not not a != 1", not(not(not(a)))],
    ["not not (a == 1 or b == 2)", not(not(any(a, b)))],
    ["some a[*] as x: (x == 1)", field("a[*]").some("x", (x) => x().eq(1))],
    ["every a[*] as x: (true)", field("a[*]").every("x", () => all())],
    ["some a[*] as x: (x.b == 1 and x[0] == 2)", field("a[*]").some("x", (x) => all(x("b").eq(1), x("[0]").eq(2)))],
    ["not some a[*] as x: (x == 1 or x == 2)", not(field("a[*]").some("x", (x) => any(x().eq(1), x().eq(2))))],
    [
      "some a[*] as x: (every x.b[*] as y: (y == x.c and y.d != $.x))",
      field("a[*]").some("x", (x) => x("b[*]").every("y", (y) => all(y().eq(x("c")), y("d").ne(field("x"))))),
    ],
    [
      "some a[*] as x: (some x[*] as x: (x == 1))",
      field("a[*]").some("x", (outer) => outer("[*]").some("x", (inner) => inner().eq(1))),
    ],
    ["some x[*] as x: (x == 1)", field("x[*]").some("x", (x) => x().eq(1))],
    ["$.not == 1", field("not").eq(1)],
    ["a == $.null", field("a").eq(field("null"))],
    ["a.not == b.null", field("a.not").eq(field("b.null"))],
    ['"a b" == $."a b"~', field('"a b"').eq(field('"a b"~'))],
    ["nocase == text nocase text", field("nocase").eq(field("text"), { nocase: true, text: true })],
    ["in in [1]", field("in").in([1])],
    ["$[0] == 1", one({ segments: [{ type: "index", index: 0 }] })],
    ['$[*]."" == 1', one({ segments: [{ type: "any" }, { type: "key", name: "" }] })],
  ];

  test.each(cases)("%s", (text, condition) => {
    expect(printCondition(condition)).toBe(text);
    expect(parseCondition(text)).toEqual(condition);
  });
});

describe("other spellings mean the same", () => {
  const cases: readonly (readonly [string, string, Condition])[] = [
    ["and on one line joins the conjuncts of all lines", "a == 1 and b == 2\nc == 3", all(a, b, c)],
    ["not binds before and, and before or", "not a == 1 and b == 2 or c == 3", any(all(not(a), b), c)],
    ["or binds before the end of a line", "a == 1\nb == 2 or c == 3", all(a, any(b, c))],
    ["an operator at the end of a line goes on", "a == 1 and\n\n b == 2 or # why\nnot\nc == 3", any(all(a, b), not(c))],
    ["an operator at the start of a line goes on", "a == 1\n# why\n  and b == 2\nor c == 3", any(all(a, b), c)],
    ["a word that only begins like an operator does not", "a == 1\norder == 1", all(a, field("order").eq(1))],
    [
      "newlines in brackets are blanks",
      "(a\n==\n1\nor\nb == 2)\na in [\n1,\n2\n]",
      all(any(a, b), field("a").in([1, 2])),
    ],
    ["comments, CRLF, tabs and empty lines are skipped", "\r\n# x\r\n\ta == 1 # y\r\n\r\nb == 2\r\n", all(a, b)],
    ["needless parentheses", "((a == 1))", a],
    [
      "flags in any order",
      'a == "1" double text nocase',
      field("a").eq("1", { nocase: true, text: true, double: true }),
    ],
    ["raw strings double a quote", "a == 'it''s \\n'", field("a").eq("it's \\n")],
    ["JSON escapes", '"\\u0061" == "\\ud83d\\ude00\\ud800"', field("a").eq("😀\ud800")],
    ["number spellings", "a == 10E-1", a],
    ["a needless $", "$.a == 1", a],
  ];
  test.each(cases)("%s", (_, text, condition) => {
    expect(parseCondition(text)).toEqual(condition);
  });
});

describe("errors say where, what was expected and what was found", () => {
  const cases: readonly (readonly [string, number, number, string])[] = [
    ["", 1, 1, "expected a condition, found end of text"],
    ["  \n# only a comment\n", 3, 1, "expected a condition, found end of text"],
    ["a ==\n1", 1, 5, 'expected a value after "==", found end of line'],
    ["a == ", 1, 6, 'expected a value after "==", found end of text'],
    ["a == 1 and", 1, 11, "expected a condition, found end of text"],
    ["and a == 1", 1, 1, 'expected a condition (the event\'s key is $.and), found "and"'],
    ["a\n== 1", 1, 2, "expected an operator after the path, found end of line"],
    ["x == 1\n  a = 1", 2, 5, 'expected an operator after the path, found "="; did you mean "=="?'],
    ["a startswith 'x'", 1, 3, 'expected an operator after the path, found "startswith"; did you mean "starts_with"?'],
    ["a CIDR 'x'", 1, 3, 'expected an operator after the path, found "CIDR"; did you mean "cidr"?'],
    ["a __proto__ 1", 1, 3, 'expected an operator after the path, found "__proto__"'],
    [
      "a not contains 'x'",
      1,
      7,
      'expected "in" after "not" (any other operator is negated before the path), found "contains"',
    ],
    ["a contains 5", 1, 12, 'expected a string or a path after "contains", found the number 5'],
    ["a match b", 1, 9, 'expected a string after "match", found "b"'],
    ["a < true", 1, 5, 'expected a string, a number or a path after "<", found "true"'],
    ["a in 1", 1, 6, 'expected "[" after "in", found the number 1'],
    ["a in [b]", 1, 7, 'expected a string, number, true, false or null in the list, found "b"'],
    ["a in [1,]", 1, 9, 'expected a string, number, true, false or null in the list, found "]"'],
    ["a in [1\n2]", 2, 1, 'expected "," or "]" in the list, found the number 2'],
    ["a == 'x' nocas", 1, 10, 'expected "and", "or" or end of line, found "nocas"; did you mean "nocase"?'],
    ["a == 'x' text text", 1, 15, 'expected each flag once, found "text"'],
    ["a cidr '::/0' nocase", 1, 15, 'expected no flags with "cidr", found "nocase"'],
    ["a < 1 nocase", 1, 7, 'expected no flag but "text", "double" with "<", found "nocase"'],
    ["a == b double", 1, 8, 'expected no flag but "nocase", "text" with "==" and a path, found "double"'],
    ["a == 5 text", 1, 6, 'expected a string with "text", found the number 5'],
    ["a in ['x', null] text", 1, 12, 'expected a string with "text", found "null"'],
    ["(a == 1\nb == 2)", 2, 1, 'expected "and", "or" or ")", found "b"'],
    ["(a == 1", 1, 8, 'expected "and", "or" or ")", found end of text'],
    ["a == 1)", 1, 7, 'expected "and", "or" or end of line, found ")"'],
    ["some a as x: (true)", 1, 6, 'expected a path that ends in "[*]" after "some", found "a"'],
    ["some a[*] x: (true)", 1, 11, 'expected "as" after the path, found "x"'],
    ["some a[*] as not: (true)", 1, 14, 'expected the name of a variable after "as", found "not"'],
    ["some a[*] as x (true)", 1, 16, 'expected ":" after the variable, found "("'],
    ["some a[*] as x: x == 1", 1, 17, 'expected "(" after ":", found "x"'],
    [
      "every a[*] as x: (x~ == 1)",
      1,
      20,
      'expected "." or "[" after the variable "x" (the event\'s key is $.x~), found "~"',
    ],
    ["a == 01", 1, 6, "expected a JSON number with an exponent within ±1,000,000,000, found the number 01"],
    [
      "a == 1e1000000001",
      1,
      6,
      "expected a JSON number with an exponent within ±1,000,000,000, found the number 1e1000000001",
    ],
    ['a == "x', 1, 6, 'expected " at the end of the string, found end of text'],
    ["a == 1 'x", 1, 8, "expected ' at the end of the string, found end of text"],
    ["a == 'x\n'", 1, 6, "expected ' at the end of the string, found end of line"],
    ['a == "\\x"', 1, 6, 'expected a string with JSON escapes, found "\\x"'],
    ['a == "\t"', 1, 7, "expected an escape in a string, found the control character 9"],
    ["a[x] == 1", 1, 3, 'expected "*" or an index from 0 after "[", found "x"'],
    ["a[-1] == 1", 1, 3, 'expected "*" or an index from 0 after "[", found the number -1'],
    ["a .b == 1", 1, 3, 'expected an operator after the path, found "."'],
    ["é == 1", 1, 1, 'expected a condition, found "é"'],
    ["😀 == 1", 1, 1, 'expected a condition, found "😀"'],
    ["\u202e", 1, 1, 'expected a condition, found "\\u202e"'],
  ];
  test.each(cases)("%j", (text, line, column, message) => {
    const error = errorOf(() => parseCondition(text));
    expect(error.message).toBe(message);
    expect(error.code).toBe("invalid-condition");
    expect(error.position).toEqual({ line, column });
  });
});

describe("limits", () => {
  const tooDeep = "expected at most 256 levels of nesting, found more";

  test.each([
    ["parentheses", `${"(".repeat(256)}a == 1${")".repeat(256)}`],
    ["not", `${"not ".repeat(256)}a is_null`],
    ["quantifiers", `${"some a[*] as x: (".repeat(256)}true${")".repeat(256)}`],
  ])("256 levels of %s are read, and one more is refused", (_, text) => {
    parseCondition(text);
    for (const deeper of [`(${text})`, `not ${text}`, `some a[*] as x: (${text})`]) {
      const error = errorOf(() => parseCondition(deeper));
      expect(error.message).toBe(tooDeep);
      expect(error.position?.line).toBe(1);
    }
  });

  test("every pair of parentheses may hold an or of an and, which is two levels", () => {
    const nested = (levels: number) => `${"a == 1 or b == 2 and (".repeat(levels)}c == 3${")".repeat(levels)}`;
    const deepest = parseCondition(nested(128));
    expect(parseCondition(printCondition(deepest))).toEqual(deepest);
    expect(errorOf(() => parseCondition(nested(129))).message).toBe(tooDeep);
  });

  test.each(["(", "not ", "some a[*] as x: (", "a == 1 or b == 2 and (", "[", "a in [", "a["])(
    "a megabyte of %j",
    (part) => {
      const text = part.repeat(Math.floor(1_048_576 / part.length));
      expect(errorOf(() => parseCondition(text)).code).toBe("invalid-condition");
    },
  );

  test("text of 1 MiB is read, and one character more is refused", () => {
    const text = `a == "${"x".repeat(1_048_576 - 7)}"`;
    expect(printCondition(parseCondition(text))).toBe(text);
    expect(errorOf(() => parseCondition(`${text} `)).message).toBe(
      "expected at most 1048576 characters, found 1048577",
    );
  });

  test("a message shows the beginning of a long token only", () => {
    expect(errorOf(() => parseCondition(`a == ${"1".repeat(100_000)}e+`)).message.length).toBeLessThan(200);
  });

  test("a condition too deep to be read back is not printed", () => {
    let condition = field("a").isNull();
    for (let level = 0; level < 256; level++) condition = not(condition);
    expect(parseCondition(printCondition(condition))).toEqual(condition);
    for (let level = 0; level < 100_000; level++) condition = not(condition);
    expect(errorOf(() => printCondition(condition)).message).toBe(tooDeep);
  });

  test("a condition whose shared parts print without end is not printed", () => {
    let condition = a;
    for (let level = 0; level < 60; level++)
      condition = level % 2 === 0 ? any(condition, condition) : all(condition, condition);
    expect(errorOf(() => printCondition(condition)).message).toBe(
      "expected a condition that prints as at most 1048576 characters, found more",
    );
  });

  test.each(["", "a b", "not", "1", "a~"])("a variable named %j is not printed", (as) => {
    const path: FieldPath = { segments: [{ type: "key", name: "a" }, { type: "any" }] };
    const error = errorOf(() => printCondition({ type: "some", path, as, body: all() }));
    expect(error.code).toBe("invalid-condition");
  });
});

describe("printing", () => {
  test.each([
    ["C:\\Windows", "'C:\\Windows'"],
    ['say "hi"', "'say \"hi\"'"],
    ["it's", '"it\'s"'],
    ["it's \\", '"it\'s \\\\"'],
    ["a\\\nb", '"a\\\\\\nb"'],
    ["a\\\ud800", '"a\\\\\\ud800"'],
    ["a\\\u202eb", '"a\\\\\\u202eb"'],
    ["\ufeff\u007f", '"\\ufeff\\u007f"'],
    ["é😀", '"é😀"'],
  ])("the string %j as %s", (value, text) => {
    expect(printCondition(field("a").eq(value))).toBe(`a == ${text}`);
    expect(parseCondition(`a == ${text}`)).toEqual(field("a").eq(value));
  });

  test.each([
    [all(a), "a == 1"],
    [any(all(any(a, b))), "a == 1 or b == 2"],
    [all(any(all(a, b))), "a == 1\nb == 2"],
    [all(c, any(all(a, b))), "c == 3\n(a == 1 and b == 2)"],
    [not(all(a)), "a != 1"],
  ])("a junction with one child as the child: %#", (condition, text) => {
    expect(printCondition(condition)).toBe(text);
  });

  test("a part of a quantifier's body is printed as it is inside", () => {
    const part = field("x").eq(field("y"));
    expect(printCondition(part)).toBe("x == y");
    expect(printCondition(part, ["x"])).toBe("$.x == y");
  });
});

describe("properties", () => {
  test("what is printed is read back as the same condition, and printed the same again", () => {
    fc.assert(
      fc.property(conditionArbitrary({ wild: true }), (condition) => {
        const text = printCondition(condition);
        const parsed = parseCondition(text);
        expect(parsed).toEqual(canonical(condition));
        expect(printCondition(parsed)).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  test("any text is read or refused with a place inside it", () => {
    const words = [
      ..."()[],:.~$*#\n '\"",
      ..."a x == != < in not and or some every as is_null contains match true null 1 -2.5 nocase text [*]".split(" "),
      '"s"',
      "'r'",
      "some a[*] as x: (",
      "\\",
      "é",
    ];
    const text = fc.array(
      fc.tuple(fc.constantFrom(...words), fc.constantFrom("", " ")).map((pair) => pair.join("")),
      {
        maxLength: 20,
        size: "max",
      },
    );
    fc.assert(
      fc.property(text, (parts) => {
        const source = parts.join("");
        try {
          const printed = printCondition(parseCondition(source));
          expect(printCondition(parseCondition(printed))).toBe(printed);
        } catch (error) {
          if (!(error instanceof SluiceError)) throw error;
          expect(error.code).toBe("invalid-condition");
          const line = source.split("\n")[(error.position?.line ?? 0) - 1];
          expect(error.position?.column).toBeLessThanOrEqual((line?.length ?? -1) + 1);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
