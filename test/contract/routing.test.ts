import { describe, expect, it } from "vitest";
import { explainRule } from "../../src/explain/index.js";
import { parseCondition, type Rule } from "../../src/index.js";
import { engines } from "./engines.js";

/** What a rule of a scope says of an event. */
const SCOPED: readonly (readonly [name: string, scope: string, condition: string, event: string, expected: boolean])[] =
  [
    ["scope and condition hold", "c == 1", 'a == "x"', '{"a":"x","c":1}', true],
    ["only the scope holds", "c == 1", 'a == "x"', '{"a":"y","c":1}', false],
    ["only the condition holds", "c == 1", 'a == "x"', '{"a":"x","c":2}', false],
    ["the scope's field is missing", "c == 1", 'a == "x"', '{"a":"x"}', false],
    ["the scope's field comes last", 'c == "Sysmon" nocase', 'a contains "x"', '{"a":"-x-","c":"SYSMON"}', true],
    ["the scope's field comes first", 'c == "Sysmon" nocase', 'a contains "x"', '{"c":"SYSMON","a":"-x-"}', true],
    [
      "a scope of another field's literal",
      'c starts_with "Sys"',
      'a contains "x"',
      '{"c":"Security","a":"-x-"}',
      false,
    ],
    ["a scope that asks for what is missing", "not c exists", 'a contains "x"', '{"a":"-x-"}', true],
    ["a scope that asks for what is not missing", "not c exists", 'a contains "x"', '{"c":0,"a":"-x-"}', false],
    ["a condition that asks for what is missing", 'c == "x"', "not a exists", '{"c":"x"}', true],
    ["a scope that is always true", "true", "a == 1", '{"a":1}', true],
    ["a scope that is never true", "false", "a == 1", '{"a":1}', false],
    ["a condition that is never true", "c == 1", "false", '{"a":1,"c":1}', false],
    ["a condition that is the scope", "c == 1", "c == 1", '{"c":1}', true],
    ["a condition that is the scope's negation", "c == 1", "not c == 1", '{"c":1}', false],
    [
      "a scope of a quantifier",
      'some l[*] as e: (e.t == "x")',
      'a match "^b+$"',
      '{"l":[{"t":"y"},{"t":"x"}],"a":"bbb"}',
      true,
    ],
    [
      "a scope's variable is not the condition's",
      "some l[*] as e: (e.t == 1)",
      "e.t == 2",
      '{"l":[{"t":1}],"e":{"t":2}}',
      true,
    ],
  ];

const scopes = SCOPED.map(([name, scope, condition, event, expected]) => ({
  name,
  rule: { id: "rule", scope: parseCondition(scope), condition: parseCondition(condition) } satisfies Rule,
  event,
  expected,
}));

describe.each(engines)("$name", ({ judgeRule }) => {
  it.each(scopes)("$name", ({ rule, event, expected }) => {
    expect(judgeRule(rule, event)).toBe(expected);
  });
});

describe("explainRule", () => {
  it.each(scopes)("$name", ({ rule, event, expected }) => {
    expect(explainRule(rule, event).verdict).toBe(expected);
  });
});
