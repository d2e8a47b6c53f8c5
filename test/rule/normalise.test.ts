import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SluiceError } from "../../src/errors.js";
import { evaluate } from "../../src/explain/index.js";
import { all, any, field, not } from "../../src/rule/builder.js";
import type { Condition } from "../../src/rule/ir.js";
import { normalise } from "../../src/rule/normalise.js";
import { parseCondition, printCondition } from "../../src/rule/notation.js";
import { conditionArbitrary } from "../arbitrary/condition.js";
import { eventArbitrary } from "../arbitrary/event.js";

describe("simplest forms", () => {
  test.each([
    ["nested and", "(a == 1 and b == 2)\n(c == 3 and (d == 4 and a == 1))", "a == 1\nb == 2\nc == 3\nd == 4"],
    ["nested or", "a < 1 or (b < 2 or (c < 3 or a < 1))", "a < 1 or b < 2 or c < 3"],
    ["duplicates stay where they first were", "b < 1 or a < 1 or b < 1", "b < 1 or a < 1"],
    ["duplicate subtrees", "(a < 1 or b < 1) and (a < 1 or b < 1)", "a < 1 or b < 1"],
    ["double negation", "not not not not a == 1", "a == 1"],
    ["triple negation", "not not not a is_null", "not a is_null"],
    ["no De Morgan", "not (a < 1 or not b < 1)", "not (a < 1 or not b < 1)"],
    ["true in and", "true and a == 1", "a == 1"],
    ["false in and", "a == 1 and false", "false"],
    ["true in or", "a == 1 or true", "true"],
    ["false in or", "a == 1 or false", "a == 1"],
    ["negated constants", "a == 1 and not (not false)", "false"],
    ["constants from below", "a == 1 or not (b == 2 and false)", "true"],
    ["x and not x", "a < 1 and b < 1 and not a < 1", "false"],
    ["x or not x", "not a < 1 or b < 1 or a < 1", "true"],
    ["x or not x of whole conditions", "not (a < 1 and b < 1) or (a < 1 and b < 1)", "true"],
    ["== under or", "a == 2 or b < 1 or a == 1 or a == 2", "a in [1, 2] or b < 1"],
    ["== and in under or", 'a in [3, "x"] or a == null', 'a in [null, 3, "x"]'],
    ["== under and stays", "a == 1 and a == 2", "a == 1\na == 2"],
    ["other flags stay apart", 'a == "x" or a == "y" nocase or a == "z"', 'a in ["x", "z"] or a == "y" nocase'],
    ["other operands stay apart", "a == 1 or a~ == 2 or a[*] == 3", "a == 1 or a~ == 2 or a[*] == 3"],
    ["a key and an index stay apart", 'a."0" == 1 or a[0] == 2', 'a."0" == 1 or a[0] == 2'],
    ["text and number stay apart", 'a == "1" or a == 1', 'a in [1, "1"]'],
    ["!= under or is no ==", "a != 1 or a != 2", "a != 1 or a != 2"],
    ["a contradiction that merging brings out", "a == 1 or a == 2 or a not in [2, 1]", "true"],
    ["in of one value", "a in [1, 1.0, 1e0]", "a == 1"],
    ["in of nothing", "a in [] or b == 1", "b == 1"],
    ["not in of nothing", "a not in []", "true"],
    [
      "values are sorted by type, value and code point",
      'a in ["\uffff", "😀", "b", "a", "", 10, 9, -1, true, false, null, "😀\ud800", "\ud83d", "\ud83d\ue000", "a"]',
      'a in [null, false, true, -1, 9, 10, "", "a", "b", "\\ud83d", "\\ud83d\ue000", "\uffff", "😀", "😀\\ud800"]',
    ],
    ["bodies", "some a[*] as x: (x == 1 or (x == 2 or false))", "some a[*] as x: (x in [1, 2])"],
    ["some of false", "some a[*] as x: (false)", "false"],
    ["some of true asks for an element", "some a[*] as x: (true)", "some a[*] as x: (true)"],
    ["every of true", "every a[*] as x: (true)", "true"],
    ["every of false asks for no element", "every a[*] as x: (x in [])", "every a[*] as x: (false)"],
    [
      "quantifiers with other names are other conditions",
      "some a[*] as x: ($.x == 1) or some a[*] as y: (x == 1)",
      "some a[*] as x: ($.x == 1) or some a[*] as y: (x == 1)",
    ],
  ])("%s", (_, text, simple) => {
    expect(printCondition(normalise(parseCondition(text)))).toBe(simple);
  });
});

describe("size", () => {
  const many = Array.from({ length: 10_000 }, (_, at) => at);

  test("10,000 children that stay", () => {
    const condition = all(...many.map((at) => any(field("a").lt(at), field("b").lt(at))));
    expect(normalise(condition)).toEqual(condition);
  });

  test("10,000 comparisons become one in", () => {
    const condition = any(...many.map((at) => field("a").eq(9_999 - at)));
    expect(normalise(condition)).toEqual(field("a").in(many));
  });

  test.each([
    ["left", (chain: Condition, next: Condition) => any(chain, next)],
    ["right", (chain: Condition, next: Condition) => any(next, chain)],
  ])("a chain of 20,000 that leans to the %s", (_, join) => {
    const a = field("a");
    let condition: Condition = any();
    for (let at = 0; at < 20_000; at++) condition = join(condition, a.eq(at % 10));
    expect(normalise(condition)).toEqual(field("a").in([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
  });

  test("20,000 negations", () => {
    let condition: Condition = field("a").isNull();
    for (let at = 0; at < 20_000; at++) condition = not(condition);
    expect(normalise(condition)).toEqual(field("a").isNull());
  });

  test("parts that are shared are done once", () => {
    let condition: Condition = field("a").isNull();
    for (let at = 0; at < 200; at++) {
      condition =
        at % 2 === 0 ? any(condition, condition, field("b").lt(at)) : all(condition, condition, field("b").lt(at));
    }
    expect(normalise(normalise(condition))).toEqual(normalise(condition));
  });

  test("alternating deeper than the limit is refused", () => {
    let condition: Condition = field("a").isNull();
    for (let at = 0; at < 20_000; at++) condition = not(all(condition, field("b").lt(at)));
    expect(() => normalise(condition)).toThrow(SluiceError);
    expect(() => normalise(condition)).toThrow("expected at most 256 levels of nesting, found more");
  });
});

describe("properties", () => {
  test("normalising twice is normalising once", () => {
    fc.assert(
      fc.property(conditionArbitrary({ wild: true, maxDepth: 4 }), (condition) => {
        const normal = normalise(condition);
        expect(normalise(normal)).toEqual(normal);
      }),
      { numRuns: 1000 },
    );
  });

  test("the verdict on an event stays", () => {
    const condition = conditionArbitrary();
    fc.assert(
      fc.property(
        condition,
        condition,
        fc.array(eventArbitrary(), { minLength: 3, maxLength: 3 }),
        (one, other, events) => {
          // Joined with itself and its negation, so that duplicates and contradictions come up.
          const joined = any(all(one, other), all(not(other), one, one), other);
          for (const event of events) {
            expect(evaluate(normalise(one), event)).toBe(evaluate(one, event));
            expect(evaluate(normalise(joined), event)).toBe(evaluate(joined, event));
          }
        },
      ),
      { numRuns: 400 },
    );
  }, 30_000);
});
