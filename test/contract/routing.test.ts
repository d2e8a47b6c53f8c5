import { describe, expect, it } from "vitest";
import { explainRule, type Routing } from "../../src/explain/index.js";
import { parseCondition, type Rule } from "../../src/index.js";
import { parsePath } from "../../src/rule/path.js";
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

const AT_TYPE = parsePath("p.type");
const NAMES = ["AWS.CloudTrail", "aws", "", "\u00e9", "Z\ud800", "\ud83d\ude00", "Okta.SystemLog"];

type Typed = readonly [
  name: string,
  logTypes: string[] | undefined,
  routing: Routing,
  event: object,
  expected: boolean,
];

/** What a rule for log types says of an event that its condition is true of. */
const TYPED: readonly Typed[] = [
  ["nothing names a log type", ["AWS.CloudTrail"], {}, {}, true],
  ["the log type is the rule's", ["AWS.CloudTrail"], { logType: "AWS.CloudTrail" }, {}, true],
  ["the log type is one of the rule's", NAMES, { logType: "Okta.SystemLog" }, {}, true],
  ["the log type is another's", ["AWS.CloudTrail"], { logType: "AWS.S3" }, {}, false],
  ["the log type's name begins the rule's", ["AWS.CloudTrail"], { logType: "AWS.Cloud" }, {}, false],
  ["case is regarded", ["AWS.CloudTrail"], { logType: "aws.cloudtrail" }, {}, false],
  ["an empty name is a name", ["AWS.CloudTrail"], { logType: "" }, {}, false],
  ["an empty name is the rule's", [""], { logType: "" }, {}, true],
  ["a rule of no log type", undefined, { logType: "AWS.CloudTrail" }, {}, true],
  ["a rule of an empty list of log types", [], { logType: "AWS.CloudTrail" }, {}, true],
  [
    "the event names the rule's",
    ["AWS.CloudTrail"],
    { logTypeField: AT_TYPE },
    { p: { type: "AWS.CloudTrail" } },
    true,
  ],
  ["the event names another", ["AWS.CloudTrail"], { logTypeField: AT_TYPE }, { p: { type: "AWS.S3" } }, false],
  ["the event names another, of a rule of none", undefined, { logTypeField: AT_TYPE }, { p: { type: "AWS.S3" } }, true],
  ["the event has no log type", ["AWS.CloudTrail"], { logTypeField: AT_TYPE }, { p: {} }, true],
  ["the event's log type is null", ["AWS.CloudTrail"], { logTypeField: AT_TYPE }, { p: { type: null } }, true],
  ["the event's log type is no string", ["1"], { logTypeField: AT_TYPE }, { p: { type: 1 } }, true],
  ["the event's log type is empty", ["1"], { logTypeField: AT_TYPE }, { p: { type: "" } }, false],
  [
    "the call's log type counts, not the event's",
    ["a"],
    { logType: "a", logTypeField: AT_TYPE },
    { p: { type: "b" } },
    true,
  ],
  [
    "the call's log type counts, though the event's is the rule's",
    ["b"],
    { logType: "a", logTypeField: AT_TYPE },
    { p: { type: "b" } },
    false,
  ],
  ...NAMES.map(
    (type): Typed => [`${JSON.stringify(type)} of many`, NAMES, { logTypeField: AT_TYPE }, { p: { type } }, true],
  ),
];

const types = TYPED.map(([name, logTypes, routing, event, expected]) => ({
  name,
  rule: { id: "rule", condition: parseCondition("x == 1"), ...(logTypes && { logTypes }) } satisfies Rule,
  routing,
  event: JSON.stringify({ ...event, x: 1 }),
  expected,
}));

describe.each(engines)("$name", ({ judgeRule }) => {
  it.each(types)("$name", ({ rule, routing, event, expected }) => {
    expect(judgeRule(rule, event, routing)).toBe(expected);
    expect(judgeRule({ ...rule, scope: parseCondition("x exists") }, event, routing)).toBe(expected);
    expect(judgeRule({ ...rule, condition: parseCondition("not y exists") }, event, routing)).toBe(expected);
    expect(judgeRule({ ...rule, scope: parseCondition("y exists") }, event, routing)).toBe(false);
  });

  it.each(scopes)("$name", ({ rule, event, expected }) => {
    expect(judgeRule(rule, event)).toBe(expected);
  });
});

describe("explainRule", () => {
  it.each(scopes)("$name", ({ rule, event, expected }) => {
    expect(explainRule(rule, event).verdict).toBe(expected);
  });
});
