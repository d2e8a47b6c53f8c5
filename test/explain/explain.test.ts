import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluate, explain, formatExplanation, parseEvent } from "../../src/explain/index.js";
import type { Condition, FieldPath } from "../../src/rule/ir.js";
import { parseCondition } from "../../src/rule/notation.js";
import { conditionArbitrary } from "../arbitrary/condition.js";
import { eventArbitrary } from "../arbitrary/event.js";

function formatted(condition: string, event: string, options = {}): string[] {
  return formatExplanation(explain(parseCondition(condition), event, options)).split("\n");
}

describe("an explanation", () => {
  test("has every node with its verdict, also after the decision", () => {
    const condition = 'not (a is_not_null or b is_not_null)\nc in ["x", "y"] or d == 1';
    expect(formatted(condition, '{"a":null,"c":"x"}')).toEqual([
      "✓ and",
      "  ✓ not",
      "    ✗ or",
      "      ✗ a is_not_null  saw null",
      "      ✗ b is_not_null  saw missing",
      "  ✓ or",
      '    ✓ c in ["x", "y"]  saw "x"',
      "    ✗ d == 1  saw missing",
    ]);
  });

  test("shows each element of a quantifier, and the event's own keys apart from the variable", () => {
    expect(formatted("some a[*] as r: (r.x == $.r)", '{"a":[{"x":1.0},7],"r":1}')).toEqual([
      "✓ some a[*] as r",
      '  [0] {"x":1.0}',
      "    ✓ r.x == $.r  saw 1.0 against 1",
      "  [1] 7",
      "    ✗ r.x == $.r  saw missing against 1",
    ]);
  });

  test("says where there are no elements", () => {
    expect(formatted("every a[*] as r: (r == 1)\na[*] == 1", '{"a":[]}')).toEqual([
      "✗ and",
      "  ✓ every a[*] as r",
      "    no elements",
      "  ✗ a[*] == 1  saw no elements",
    ]);
  });

  test("shows the values that decide first, and counts the rest", () => {
    const event = `{"a":[${Array.from({ length: 50 }, (_, index) => index).join(",")}]}`;
    expect(formatted("a[*] == 40", event, { maxElements: 3 })).toEqual(["✓ a[*] == 40  saw 0, 1, 40, … 47 more"]);
    expect(formatted("every a[*] as x: (x != 40)", event, { maxElements: 2 })).toEqual([
      "✗ every a[*] as x",
      "  [0] 0",
      "    ✓ not",
      "      ✗ x == 40  saw 0",
      "  [40] 40",
      "    ✗ not",
      "      ✓ x == 40  saw 40",
      "  … 48 more",
    ]);
  });

  test("of nested quantifiers stays bounded", () => {
    const event = `{"a":[${Array.from({ length: 20 }, (_, index) => index).join(",")}]}`;
    const nested = "some a[*] as x: (some a[*] as y: (some a[*] as z: (x == y and y == z)))";
    const lines = formatted(nested, event);
    expect(lines.length).toBeLessThan(5000);
    expect(lines[0]).toBe("✓ some a[*] as x");
  });

  test("cuts long values, not inside a surrogate pair", () => {
    const [line] = formatted('a contains "y"', `{"a":"${"😀".repeat(500)}"}`, { maxValueLength: 4 });
    expect(line).toBe('✗ a contains "y"  saw "😀…');
  });

  test("escapes what would move a terminal's cursor or turn its text around", () => {
    const [line] = formatted("a == 'x\u009b'", '{"a":"\\u001b[2J\\u202e\u0085"}');
    expect(line).toBe('✗ a == "x\\u009b"  saw "\\u001b[2J\\u202e\\u0085"');
  });

  test("shows containers, keys and scalars as JSON text", () => {
    const [line] = formatted("a == 1", '{"a":{"k\\n":[1.50,null,true,"é",{}],"l":[]}}');
    expect(line).toBe('✗ a == 1  saw {"k\\n":[1.50,null,true,"é",{}],"l":[]}');
  });

  test("is plain data", () => {
    const explanation = explain(parseCondition("a == b"), '{"a":1}');
    expect(JSON.parse(JSON.stringify(explanation))).toEqual({
      type: "predicate",
      verdict: false,
      text: "a == b",
      seen: { values: ["1"], omitted: 0 },
      other: { values: ["missing"], omitted: 0 },
    });
  });

  test("is coloured by the caller", () => {
    const explanation = explain(parseCondition("a == 1"), '{"a":1}');
    expect(formatExplanation(explanation, { style: (text, role) => `<${role}>${text}</${role}>` })).toBe(
      "<true>✓ a == 1</true>  saw <value>1</value>",
    );
  });
});

test("an explanation's verdict is that of evaluate, for any condition and event", () => {
  const verdicts = new Set<boolean>();
  fc.assert(
    fc.property(conditionArbitrary(), eventArbitrary(), (condition, event) => {
      const verdict = evaluate(condition, event);
      verdicts.add(verdict);
      const explanation = explain(condition, event);
      expect(explanation.verdict).toBe(verdict);
      expect(formatExplanation(explanation)).toMatch(verdict ? /^✓/ : /^✗/);
    }),
    { numRuns: 300 },
  );
  expect(verdicts.size).toBe(2);
}, 60_000);

describe("evaluate refuses what is no condition, whatever the event", () => {
  const path: FieldPath = { segments: [{ type: "key", name: "a" }] };
  const operand = { type: "path", path } as const;
  const never: Condition = { type: "or", children: [] };
  const invalid: [string, string, unknown][] = [
    ["a regex", "invalid-regex", { type: "predicate", kind: "match", operand, value: "(" }],
    ["lookahead", "invalid-regex", { type: "predicate", kind: "match", operand, value: "(?=a)" }],
    ["lookbehind", "invalid-regex", { type: "predicate", kind: "match", operand, value: "(?<=a)b" }],
    ["a back-reference", "invalid-regex", { type: "predicate", kind: "match", operand, value: "(a)\\1" }],
    [
      "a regex nested too deep",
      "invalid-regex",
      { type: "predicate", kind: "match", operand, value: "(".repeat(9999) },
    ],
    ["a huge repeat", "invalid-regex", { type: "predicate", kind: "match", operand, value: "((a{100}){100}){100}" }],
    ["a network", "invalid-argument", { type: "predicate", kind: "cidr", operand, value: "10.0.0.0/33" }],
    ["an unknown kind", "invalid-condition", { type: "predicate", kind: "resembles", operand, value: "x" }],
    ["an inherited name as a kind", "invalid-condition", { type: "predicate", kind: "toString", operand }],
    ["an unknown type", "invalid-condition", { type: "xor", children: [] }],
    ["a variable that nothing binds", "invalid-condition", parseUnbound()],
    ["a quantifier over no elements", "invalid-condition", { type: "some", path, as: "r", body: never }],
    ["nesting beyond the limit", "invalid-condition", nested(257)],
  ];

  test.each(invalid)("%s", (_, code, condition) => {
    const whole = { type: "and", children: [never, condition] } as Condition;
    expect(() => evaluate(whole, "{}")).toThrow(expect.objectContaining({ name: "SluiceError", code }));
    expect(() => explain(whole, "{}")).toThrow(expect.objectContaining({ name: "SluiceError", code }));
  });

  test("nesting at the limit is evaluated", () => {
    expect(evaluate(nested(256), "{}")).toBe(true);
    expect(explain(nested(256), "{}").verdict).toBe(true);
  });

  function nested(depth: number): Condition {
    let condition: Condition = { type: "and", children: [] };
    for (let level = 0; level < depth; level++) condition = { type: "not", child: condition };
    return condition;
  }

  function parseUnbound(): Condition {
    const condition = parseCondition("some a[*] as r: (r == 1)");
    return condition.type === "some" ? condition.body : condition;
  }
});

test("evaluate refuses what is no event", () => {
  const always = parseCondition("true");
  expect(() => evaluate(always, "[]")).toThrow(expect.objectContaining({ code: "event-refused" }));
  expect(() => evaluate(always, new Uint8Array([0xff]))).toThrow(expect.objectContaining({ code: "event-refused" }));
});

test("a parsed event is evaluated as it is", () => {
  const event = parseEvent('{"a":9007199254740993}');
  expect(evaluate(parseCondition("a == 9007199254740993"), event)).toBe(true);
  expect(evaluate(parseCondition("a == 9007199254740992"), event)).toBe(false);
});
