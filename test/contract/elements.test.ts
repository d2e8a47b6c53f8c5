// `x == "a" or x[*] == "a"`, which the planner makes one predicate: what it holds of, and what it costs.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { COUNTER_CANDIDATES, COUNTER_ELEMENTS, COUNTER_VALUES } from "../../src/bytecode/layout.js";
import { type Condition, compile, Matcher, parseCondition } from "../../src/index.js";
import { engines } from "./engines.js";

const wasm = readFileSync(new URL("../../build/core.debug.wasm", import.meta.url));

/** `test`, with `x` for the field, of a value or any element of it. */
const fused = (test: string): string => `${test} or ${test.replace("x", "x[*]")}`;

const CASES: readonly [test: string, holds: readonly string[], not: readonly string[]][] = [
  [
    'x == "a"',
    ['"a"', '["b","a"]', '["a","a"]', '[1,{"x":"a"},"\\u0061"]'],
    ['"b"', '[["a"]]', '{"x":"a"}', "[]", "[1]"],
  ],
  ['x in ["a", "b"] nocase', ['["c","B"]', '"A"'], ['["c"]', '["ab"]', "[null]"]],
  ['x == "1" text', ["1", "[2, 1 ]", '["1"]', "[ 1]"], ["1.0", "[1.0]", "[[1]]", "[11]"]],
  ['x contains "bc"', ['"abcd"', '["","abcd"]'], ['["ab","cd"]', '["BC"]', '["b","c"]']],
  ['x contains "bc" nocase', ['["ab","aBCd"]', '["\\u0042\\u0043"]'], ['[["bc"]]', "[{}]"]],
  ['x starts_with "tr" text', ["true", "[false,true]", '["try"]'], ["[false,null]", '[{"tr":1}]', '["str"]']],
  ['x ends_with "\\u212a" nocase', ['["xk"]', '["K"]'], ['["kx"]']],
  ['x wildcard "a?c*"', ['["b","abcd"]', '"a\\u0062c"'], ['["ab","c"]', '["ac"]']],
  ['x match "^[ab]+$"', ['["c","abba"]', '"a"'], ['["abc",["a"]]', '["c"]', '[""]']],
  ["x == 7", ["7", "[1,7.0]", "[7e0,7]", '["7",70e-1]'], ['"7"', '["7"]', "[77,0.7]", "[[7]]"]],
  ["x in [7, -0.5]", ["[1,-5e-1]", "[-0.50,7]"], ["[0.5]", "[-7]"]],
  ['x in ["a", 7]', ["[7]", '["a"]', '[6,"b","a"]'], ['["7"]', "[{}]"]],
  [
    'x cidr "10.0.0.0/8"',
    ['"10.1.1.1"', '["x","10.1.1.1"]', '["::1","::ffff:10.9.9.9","10.0.0.1"]'],
    ['["11.0.0.1"]', "[10]", '[["10.1.1.1"]]'],
  ],
];

describe.each(engines)("a value or any element of it: $name", ({ judge }) => {
  it.each(CASES)("%s", (test, holds, not) => {
    const condition = parseCondition(fused(test));
    const events = (values: readonly string[]) =>
      values.flatMap((value) => [`{"x":${value}}`, `{"y":1, "x":"no", "x" : ${value} ,"z":[${value}]}`]);
    for (const event of events(holds)) expect(judge(condition, event), event).toBe(true);
    for (const event of events(not)) expect(judge(condition, event), event).toBe(false);
  });

  it("holds of the elements of what a quantifier looks at", () => {
    const condition = parseCondition(
      'every list[*] as x: (x.id == 1 and (x.v == "a" or x.v[*] == "a" or x == "b" or x[*] == "b"))',
    );
    expect(judge(condition, '{"list":[{"id":1,"v":["b","a"]},{"id":1,"v":"a"}]}')).toBe(true);
    expect(judge(condition, '{"list":[{"id":1,"v":["b","a"]},{"id":1,"v":[["a"]]}]}')).toBe(false);
    const some = parseCondition('some list[*] as x: (x == "b" or x[*] == "b")');
    expect(judge(some, '{"list":["a",["c","b"]]}')).toBe(true);
    expect(judge(some, '{"list":["a",[["b"]],{"b":"b"}]}')).toBe(false);
  });

  it("leaves the array what it is to predicates that are asked later", () => {
    const condition = parseCondition(
      '(x == "a" or x[*] == "a") and (x contains "b" or x[*] contains "b") and not x == "a" and x is_array and x[1] == "bb" and some x[*] as e: (e == "c")',
    );
    expect(judge(condition, '{"x":["a","bb","c"]}')).toBe(true);
    expect(judge(condition, '{"x":["a","c","bb"]}')).toBe(false);
    expect(judge(condition, '{"x":"a"}')).toBe(false);
  });
});

const matcherOf = (conditions: readonly Condition[]): Matcher => {
  const rules = conditions.map((condition, index) => ({ id: `${index}`, condition }));
  return new Matcher(compile(rules, { strict: true }).program, { wasm });
};

describe("the work for a value or any element of it", () => {
  it("is no quantifier's", () => {
    for (const [test] of CASES) {
      using matcher = matcherOf([parseCondition(fused(test))]);
      matcher.match('{"x":["no",0,"no"]}');
      expect(matcher.counter(COUNTER_ELEMENTS), test).toBe(0);
      expect(matcher.counter(COUNTER_VALUES), test).toBeGreaterThanOrEqual(3);
    }
  });

  it("is a quantifier's where tests of elements stand alone or ask for something else", () => {
    for (const text of [
      'x == "a" or x[*] == "b"',
      'x[*] == "a"',
      'x == "a" or x[*] == "a" nocase',
      'x == "a" or y[*] == "a"',
    ]) {
      using matcher = matcherOf([parseCondition(text)]);
      matcher.match('{"x":["no"],"y":["no"]}');
      expect(matcher.counter(COUNTER_ELEMENTS), text).toBe(1);
    }
  });

  it.each(["x == TEXT or x[*] == TEXT", "x in [TEXT] or x[*] in [TEXT]", "x.** in [TEXT]"])(
    "marks a rule once, however many elements have one of what it waits for: %s",
    (form) => {
      const texts = Array.from({ length: 300 }, (_, i) => `"text ${i}"`);
      const waiting = form.replaceAll("TEXT", form.includes("in") ? texts.join(",") : '"text 7"');
      const conditions = Array.from({ length: 50 }, (_, i) => parseCondition(`(${waiting}) and not y == ${i}`));
      using matcher = matcherOf(conditions);
      expect(matcher.match(`{"x":[${texts.join(",")}],"y":30}`)).toHaveLength(49);
      expect(matcher.counter(COUNTER_CANDIDATES)).toBe(50);
    },
  );

  it("marks a rule once, however many elements have what it waits for", () => {
    const conditions = ['x == "a"', 'x contains "aa"', "x == 7"].map((test) =>
      parseCondition(`(${fused(test)}) and y == 1`),
    );
    using matcher = matcherOf(conditions);
    const values = Array.from({ length: 500 }, () => '"a","aaaa",7').join(",");
    expect(matcher.match(`{"x":[${values}],"y":1}`)).toHaveLength(3);
    expect(matcher.counter(COUNTER_CANDIDATES)).toBe(3);
    // What was found is forgotten with the event.
    expect(matcher.match('{"x":["b"],"y":1}')).toHaveLength(0);
    expect(matcher.match('{"x":["aa"],"y":1}')).toHaveLength(1);
  });
});
