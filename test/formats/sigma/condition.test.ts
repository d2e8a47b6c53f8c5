// Conditions. Sources: the Sigma rules specification 2.1, Condition (SPEC), and pySigma's sigma/conditions.py and tests/test_conditions.py.

import { describe, expect, test } from "vitest";
import { complaints, judge, ruleOf } from "./judge.js";

const SELECTIONS = `sel_a: { a: 1 }
sel_b: { b: 1 }
filter: { c: 1 }
_hidden: { d: 1 }
other: { e: 1 }`;

const holds = (condition: string, event: object) => judge(ruleOf(`${SELECTIONS}\ncondition: ${condition}`), event);
const wrong = (condition: string) =>
  complaints(ruleOf(`${SELECTIONS}\ncondition: ${condition}`)).filter((text) => !text.endsWith("unused-selection"));

describe("conditions", () => {
  // SPEC, Operator Precedence: or binds least, then and, then not.
  test.each([
    ["sel_a or sel_b and filter", { a: 1 }, true],
    ["sel_a and sel_b or filter", { c: 1 }, true],
    ["(sel_a or sel_b) and filter", { a: 1 }, false],
    ["not sel_a and sel_b", { b: 1 }, true],
    ["not (sel_a and sel_b)", { b: 1 }, true],
    ["not sel_a or sel_b", {}, true],
    ["not not sel_a", { a: 1 }, true],
    ["sel_a and not filter", { a: 1, c: 1 }, false],
    ["sel_a and not 1 of filter*", { a: 1 }, true],
  ])("%s on %j: %s", (condition, event, expected) => expect(holds(condition, event)).toBe(expected));

  // SPEC, 1/all of search-identifier-pattern and 1/all of them.
  test.each([
    ["1 of sel_*", { b: 1 }, true],
    ["any of sel_*", { b: 1 }, true],
    ["all of sel_*", { b: 1 }, false],
    ["all of sel_*", { a: 1, b: 1 }, true],
    ["1 of *_a", { a: 1 }, true],
    ["1 of s*_b", { b: 1 }, true],
    ["1 of s*_b", { a: 1 }, false],
    ["1 of filter", { c: 1 }, true],
    ["all of them", { a: 1, b: 1, c: 1, e: 1 }, true],
    ["1 of them", { d: 1 }, false],
    ["1 of *", { d: 1 }, false],
    ["1 of _*", { d: 1 }, true],
    ["_hidden", { d: 1 }, true],
  ])("%s on %j: %s", (condition, event, expected) => expect(holds(condition, event)).toBe(expected));

  // SPEC: a list of conditions is linked with OR.
  test("in a list are linked with or", () => {
    const text = ruleOf(`${SELECTIONS}\ncondition: [sel_a, sel_b and filter]`);
    expect(judge(text, { a: 1 })).toBe(true);
    expect(judge(text, { b: 1 })).toBe(false);
  });

  test("may go over several lines", () => {
    expect(judge(ruleOf(`${SELECTIONS}\ncondition: |\n  sel_a\n    or sel_b`), { b: 1 })).toBe(true);
  });

  test("take names with hyphens and digits", () => {
    expect(judge(ruleOf("sel-1: { a: 1 }\n2: { b: 1 }\ncondition: sel-1".replace("2:", "'2':")), { a: 1 })).toBe(true);
    expect(judge(ruleOf("'1': { a: 1 }\ncondition: '1'"), { a: 1 })).toBe(true);
  });

  test.each([
    ["sel_a and", 23],
    ["sel_a sel_b", 20],
    ["(sel_a", 20],
    ["sel_a)", 19],
    ["and sel_a", 14],
    ["sel_*", 14],
    ["2 of sel_*", 14],
    ["sel_a AND sel_b", 20],
    ["1 of", 18],
    ["1 of (sel_a)", 19],
    ["sel_a & sel_b", 20],
    ["'", 15],
  ])("%s is refused where it goes wrong", (condition, column) => {
    const text = condition === "'" ? `"'"` : condition;
    expect(wrong(text)).toEqual([`10:${column} invalid-condition`]);
  });

  // pySigma: SigmaCondition.parse refuses the pipe; the specification dropped aggregations for correlations.
  test.each(["sel_a | count() by x > 5", "sel_a | near sel_b", "sel_a | count(user) > 1"])(
    "%s is refused by name",
    (condition) => {
      expect(wrong(condition)).toEqual(["10:20 sigma-aggregation-unsupported"]);
    },
  );

  test("timeframe is refused by name", () => {
    expect(complaints(ruleOf("s: { a: 1 }\ntimeframe: 5m\ncondition: s"))).toEqual([
      "6:3 sigma-aggregation-unsupported",
    ]);
  });

  test("that name nothing are refused", () => {
    expect(wrong("sel_c")).toEqual(["10:14 unknown-selection"]);
    expect(wrong("sel_a or 1 of selection*")).toEqual(["10:23 unknown-selection"]);
    expect(wrong("1 of s*_b*_a")).toEqual(["10:14 unknown-selection"]);
  });

  // pySigma has a validator for these (DanglingDetectionValidator); the rule is usable.
  test("that leave a selection unread are warned of", () => {
    expect(complaints(ruleOf("s: { a: 1 }\nfilter: { b: 1 }\ncondition: s"))).toEqual(["6:3 unused-selection"]);
  });

  test("nested without end are refused", () => {
    expect(wrong(`${"(".repeat(5000)}sel_a${")".repeat(5000)}`)).toHaveLength(1);
    expect(wrong(`${"not ".repeat(5000)}sel_a`)).toHaveLength(1);
    expect(holds(Array.from({ length: 5000 }, () => "sel_a").join(" or "), { a: 1 })).toBe(true);
  });
});
