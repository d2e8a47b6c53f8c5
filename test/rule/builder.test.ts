import { describe, expect, test } from "vitest";
import { SluiceError } from "../../src/errors.js";
import { all, any, type Field, field, not } from "../../src/rule/builder.js";
import { Decimal } from "../../src/rule/decimal.js";
import type { Condition } from "../../src/rule/ir.js";
import { parseCondition, printCondition } from "../../src/rule/notation.js";

// What each method gives is in notation.test.ts, whose table of canonical texts is written with the builder.

test("a rule reads as it does in the notation", () => {
  const condition = all(
    not(any(field("errorCode").isNotNull(), field("errorMessage").isNotNull())),
    field("eventName").in(["DeleteTrail", "StopLogging"]),
    field("resources[*]").some("r", (r) =>
      all(r("type").eq("X"), r("ARN").contains(field("userName"), { nocase: true })),
    ),
  );
  const text = `not (errorCode is_not_null or errorMessage is_not_null)
eventName in ["DeleteTrail", "StopLogging"]
some resources[*] as r: (r.type == "X" and r.ARN contains userName nocase)`;
  expect(printCondition(condition)).toBe(text);
  expect(parseCondition(text)).toEqual(condition);
});

test.each([
  [1, "1"],
  [-0, "0"],
  [0.1, "0.1"],
  [1e21, "1000000000000000000000"],
  [5e-324, "5e-324"],
  [2n ** 64n, "18446744073709551616"],
  [Decimal.parse("0.30"), "0.3"],
])("the number %s is exact", (value, text) => {
  expect(printCondition(field("a").eq(value))).toBe(`a == ${text}`);
});

test("flags that are false are not set", () => {
  expect(field("a").eq("x", { nocase: false, text: false, double: false })).toEqual(field("a").eq("x"));
});

test("an element takes paths, indexes and nothing", () => {
  const condition = field("a[*]").every("x", (x) => any(x().eq(1), x("b~.c").eq(1), x("[0]").eq(1), x("[*].b").eq(1)));
  expect(printCondition(condition)).toBe("every a[*] as x: (x == 1 or x.b~.c == 1 or x[0] == 1 or x[*].b == 1)");
});

describe("mistakes", () => {
  const a = field("a");
  const untyped = a as unknown as Record<keyof Field, (...values: unknown[]) => Condition>;
  test.each<[string, string, () => unknown]>([
    ["invalid-number", "NaN", () => a.eq(Number.NaN)],
    ["invalid-number", "an infinity", () => a.lt(Number.POSITIVE_INFINITY)],
    ["invalid-number", "NaN in a list", () => a.in([1, Number.NaN])],
    ["invalid-path", "a path that does not parse", () => field("a..b")],
    ["invalid-path", "an element's path that does not parse", () => field("a[*]").some("x", (x) => x(".b").isNull())],
    ["invalid-path", "a quantifier over no array", () => a.some("x", () => all())],
    ["invalid-argument", "a variable that is no word", () => field("a[*]").some("x y", () => all())],
    ["invalid-argument", "a variable with a reserved name", () => field("a[*]").every("not", () => all())],
    ["invalid-argument", "a number with text", () => a.eq(1, { text: true })],
    ["invalid-argument", "null in a list with text", () => a.in(["x", null], { text: true })],
    ["invalid-argument", "a bound that is a number with text", () => a.lt(1, { text: true })],
    ["invalid-argument", "undefined", () => untyped.eq(undefined)],
    ["invalid-argument", "an object", () => untyped.eq({})],
    ["invalid-argument", "an object without a prototype", () => untyped.eq(Object.create(null))],
    ["invalid-argument", "a boolean bound", () => untyped.lt(true)],
    ["invalid-argument", "a number as a substring", () => untyped.contains(1)],
    ["invalid-argument", "a regular expression object", () => untyped.match(/x/)],
    ["invalid-argument", "an option that the kind does not have", () => untyped.lt(1, { nocase: true })],
    ["invalid-argument", "an unknown option", () => untyped.eq(1, { noCase: true })],
    ["invalid-argument", "double between fields", () => untyped.eq(field("b"), { double: true })],
  ])("%s: %s", (code, _, build) => {
    try {
      build();
    } catch (error) {
      expect(error).toBeInstanceOf(SluiceError);
      expect((error as SluiceError).code).toBe(code);
      return;
    }
    throw new Error("expected an error, found none");
  });
});
