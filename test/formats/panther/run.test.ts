import { describe, expect, it } from "vitest";
import { loadPack, makeAlert, Runner, runTests } from "../../../src/formats/panther/index.js";
import { readJson } from "../../../src/formats/panther/python/modules/json.js";
import type { PyDict } from "../../../src/formats/panther/python/values.js";
import { judge, load, rule, runnerOf } from "./judge.js";
import { helperFiles, ruleFiles, writePack } from "./pack.js";

describe("an event", () => {
  const event = { Name: "x", user: { ARN: "a", Tags: [{ Key: "k" }] }, n: null, list: ["a", "b"], count: 3, rate: 1.5 };
  it.each([
    ["event.get('name') == 'x'", true],
    ["event['USER']['arn'] == 'a'", true],
    ["event.deep_get('user', 'arn') == 'a'", true],
    ["event.deep_get('user', 'none', 'deeper', default=5) == 5", true],
    ["event.get('n', 'd') is None", true],
    ["event.deep_get('n', default='d') == 'd'", true],
    ["event.deep_walk('user', 'Tags', 'Key') == 'k'", true],
    ["event.deep_walk('list', default='') == ['a', 'b']", true],
    ["isinstance(event.get('list'), list)", false],
    ["isinstance(event.get('user'), dict)", false],
    ["event.get('list') == ['a', 'b']", true],
    ["event.get('user') == {'ARN': 'a', 'Tags': [{'Key': 'k'}]}", true],
    ["'NAME' in event and 'other' not in event", true],
    ["f\"{event.get('list')}\" == \"ImmutableList(('a', 'b'))\"", true],
    ["event.get('list').get('a')", "error: AttributeError: 'ImmutableList' object has no attribute 'get'"],
    ["event.get('Name').get('a')", "error: AttributeError: 'str' object has no attribute 'get'"],
    ["event.get('count') / event.get('rate') == 2.0", true],
    ["str(event.get('count')) + str(event.get('rate')) == '31.5'", true],
  ])("%s is %s", (body, expected) => {
    expect(judge(rule(body), event)).toBe(expected);
  });

  it("cannot be changed", () => {
    const python = "def rule(event):\n    event['a'] = 1\n    return True\n";
    expect(judge(python, {})).toBe("error: TypeError: 'PantherEvent' object does not support item assignment");
  });

  it("finds fields by its log type's data model, by path and by method, and in p_udm", () => {
    const files = {
      "data_models/m.yml": `AnalysisType: datamodel
LogTypes: [My.Log]
DataModelID: M
Filename: m.py
Enabled: true
Mappings:
  - Name: ip
    Path: $.src.addr
  - Name: kind
    Method: get_kind
`,
      "data_models/m.py": "def get_kind(event):\n    return event.get('T').lower()\n",
    };
    const python = rule("[event.udm('ip'), event.udm('kind'), event.udm('user'), event.udm('x', default=0)]");
    const runner = runnerOf({ ...ruleFiles({ python }), ...files });
    const text = '{"p_log_type": "My.Log", "src": {"addr": "1.2.3.4"}, "t": "LOGIN", "p_udm": {"user": "bob"}}';
    const event = runner.event(readJson(runner.machine, text) as PyDict);
    expect(runner.call(load(runner), "rule", event)).toMatchObject({
      value: { items: ["1.2.3.4", "login", "bob", 0n] },
    });
  });
});

describe("tests of a pack", () => {
  it("run with their mocks, and say what failed and what is refused", () => {
    const python = `from caching_service import get_set
import boto3
LIMIT = 3


def rule(event):
    if event.get("kind") == "network":
        return boto3.client("s3").list_buckets()
    if event.get("kind") == "wrong":
        return event["missing"]
    return len(get_set(event.get("user"))) > LIMIT


def title(event):
    return f"{event.get('user'):>5}"
`;
    const tests = `  - Name: mocked
    ExpectedResult: true
    Mocks:
      - objectName: get_set
        returnValue: [a, b, c, d]
    Log: { "user": "u" }
  - Name: verbatim
    ExpectedResult: false
    Mocks:
      - objectName: get_set
        returnValue: "[]"
    Log: { "user": "u" }
  - Name: refused
    ExpectedResult: true
    Log: { "kind": "network" }
  - Name: raises
    ExpectedResult: false
    Log: { "kind": "wrong" }
  - Name: wrong answer
    ExpectedResult: true
    Mocks: [{ objectName: get_set, returnValue: "" }]
    Log: { "user": "u" }
  - Name: title fails
    ExpectedResult: true
    Mocks: [{ objectName: get_set, returnValue: abcd }]
    Log: { "user": null }
`;
    const results = [...runTests(runnerOf(ruleFiles({ python, tests })))];
    expect(results.map(({ test, status, reason }) => [test, status, reason?.replace(/^.*\.py/, "py")])).toEqual(
      [
        ["mocked", "passed", undefined],
        ["verbatim", "passed", undefined],
        ["refused", "refused", "py:8: boto3.client is not available: no module of that name is known"],
        ["raises", "failed", "py:10: KeyError: 'missing'"],
        ["wrong answer", "failed", "expected true, found false"],
        ["title fails", "failed", "py:15: TypeError: unsupported format string passed to NoneType.__format__"],
      ].map(([test, status, reason]) => [test, status, reason]),
    );
  });

  it("of a policy alert where it says false", () => {
    const files = {
      "p.yml": `AnalysisType: policy
Filename: p.py
PolicyID: P
Severity: Low
Tests:
  - Name: compliant
    ExpectedResult: true
    Resource: { "Encrypted": true }
  - Name: not
    ExpectedResult: false
    Resource: { "Encrypted": false }
`,
      "p.py": "def policy(resource):\n    return resource['Encrypted']\n",
    };
    expect([...runTests(runnerOf(files))].map(({ status }) => status)).toEqual(["passed", "passed"]);
  });

  it("give a policy the resource itself: case matters in keys, and lists are lists", () => {
    const files = {
      "p.yml": `AnalysisType: policy
Filename: p.py
PolicyID: P
Severity: Low
Tests:
  - Name: plain
    ExpectedResult: true
    Resource: { "Names": ["a"] }
`,
      "p.py": "def policy(resource):\n    return 'names' not in resource and isinstance(resource['Names'], list)\n",
    };
    expect([...runTests(runnerOf(files))].map(({ status }) => status)).toEqual(["passed"]);
  });
});

describe("an alert", () => {
  function alertOf(python: string, more = "") {
    const runner = runnerOf(ruleFiles({ python, more }));
    return makeAlert(runner, load(runner), runner.event(readJson(runner.machine, '{"a": {"b": [1, 2.0]}}') as PyDict));
  }

  it("falls back on the spec", () => {
    expect(alertOf(rule("True"), "Runbook: Look.\nReference: https://example.com\nDescription: D")).toMatchObject({
      title: "A rule",
      dedup: "defaultDedupString:My.Rule",
      severity: "MEDIUM",
      description: "D",
      reference: "https://example.com",
      runbook: "Look.",
      destinations: undefined,
      context: "{}",
    });
  });

  it("says what the functions say", () => {
    const python = `${rule("True")}
def title(event):
    return "t" * 2000
def severity(event):
    return "high"
def destinations(event):
    return []
def alert_context(event):
    return {"a": event.get("A"), "n": None}
`;
    const { title, ...rest } = alertOf(python);
    expect(title).toBe(`${"t".repeat(985)}... (truncated)`);
    expect(rest).toMatchObject({
      dedup: title,
      severity: "HIGH",
      destinations: ["SKIP"],
      context: '{"a": {"b": [1, 2.0]}, "n": null}',
    });
  });

  it("says what Panther says where functions fail", () => {
    const python = `${rule("True")}
def title(event):
    return event["x"]
def dedup(event):
    return 5
def severity(event):
    return "awful"
`;
    const alert = alertOf(python);
    expect(alert).toMatchObject({ title: "My.Rule", dedup: "defaultDedupString:My.Rule", severity: "MEDIUM" });
    expect([...alert.failures.keys()]).toEqual(["title", "dedup", "severity"]);
  });
});

describe("what an embedder gives", () => {
  it("modules and lookups are called with plain values", () => {
    const python = `from kv.store import get, SIZE
import boto3


def rule(event):
    return get(event.get("user"), default=[1]) == ["a", 2, 1.5, None, True] and SIZE == 3


def title(event):
    return event.lookup("owners", event.get("user"))["name"]
`;
    const calls: unknown[] = [];
    const get = (...args: readonly unknown[]) => {
      calls.push(args);
      return ["a", 2, 1.5, null, true];
    };
    const folder = writePack(ruleFiles({ python }));
    const pack = loadPack(folder, { modules: ["kv.store"] });
    const runner = new Runner(pack, {
      modules: { "kv.store": { get, SIZE: 3 } },
      lookups: (table, key) => ({ name: `${table} ${key}` }),
    });
    const event = runner.event(readJson(runner.machine, '{"user": "u"}') as PyDict);
    expect(runner.judge(load(runner), event)).toBe(true);
    expect(calls).toEqual([["u", { default: [1] }]]);
    expect(runner.call(load(runner), "title", event)).toEqual({ value: "owners u" });
    expect(pack.diagnostics).toEqual([]);
    expect(loadPack(folder).diagnostics).toMatchObject([
      { code: "unknown-module", span: { line: 6 }, rule: "My.Rule" },
    ]);
  });
});

describe("what rule() may reach and is not there", () => {
  const refusals = (files: Readonly<Record<string, string>>) =>
    loadPack(writePack(files)).diagnostics.map(({ code, message, span }) => `${code} ${span?.line}: ${message}`);

  it("is told at load, through helpers too", () => {
    const files = {
      ...helperFiles(
        "h",
        "import boto3\ndef f(e):\n    return g(e)\ndef g(e):\n    return boto3.client('s3')\ndef other():\n    exec('')\n",
      ),
      ...ruleFiles({ python: `from h import f\n${rule("f(event)")}` }),
    };
    expect(refusals(files)).toEqual([
      "unknown-module 5: expected the module boto3, found none: the pack does not hold it",
    ]);
  });

  it.each([
    [rule("eval('1')"), ["python-unsupported 2: eval() is not supported"]],
    [rule("event.__class__.__mro__"), ["python-unsupported 2: the attribute __mro__ is not supported"]],
    ["def rule(event):\n    with event: pass\n", ["python-unsupported 2: with statement is not supported"]],
    [`import requests\n${rule("True")}\ndef title(event):\n    return requests.get('a')\n`, []],
    [`import requests\ndef rule(requests):\n    return requests.get('a')\n`, []],
    [`def eval(x):\n    return x\n${rule("eval(1)")}`, []],
  ])("%j", (python, expected) => {
    expect(refusals(ruleFiles({ python }))).toEqual(expected);
  });
});

describe("a Detection block", () => {
  const spec = (detection: string) => `AnalysisType: rule
RuleID: S
Severity: Low
LogTypes: [My.Log]
Detection:
${detection}
AlertTitle: "{who.name} did it"
AlertContext:
  - KeyName: n
    KeyValue: { KeyPath: who.name }
`;
  const runnerFor = (detection: string) => new Runner(loadPack(writePack({ "s.yml": spec(detection) })));

  it.each<[string, object, boolean]>([
    ["  - { Key: a, Condition: Equals, Value: x }", { A: "x" }, true],
    ["  - { Key: a, Condition: Equals, Value: 1 }", { a: "1" }, false],
    ["  - { KeyPath: a.b, Condition: StartsWith, Value: x }", { a: { b: "xy" } }, true],
    ["  - { KeyPath: a.b, Condition: StartsWith, Value: x }", { a: { b: 5 } }, false],
    ["  - { DeepKey: [a, b], Condition: IsIn, Values: [1, y] }", { a: { b: "y" } }, true],
    ["  - { Key: n, Condition: IsGreaterThan, Value: 3 }", { n: 4 }, true],
    [
      "  - Any:\n      - { Key: a, Condition: Exists }\n      - { Key: b, Condition: Contains, Value: q }",
      { b: "aqa" },
      true,
    ],
    ["  - None:\n      - { Key: a, Condition: Exists }", { a: 1 }, false],
    [
      "  - OnlyOne:\n      - { Key: a, Condition: Exists }\n      - { Key: b, Condition: Exists }",
      { a: 1, b: 2 },
      false,
    ],
  ])("%s", (detection, event, expected) => {
    const runner = runnerFor(detection);
    expect(runner.judge(load(runner), runner.event(readJson(runner.machine, JSON.stringify(event)) as PyDict))).toBe(
      expected,
    );
  });

  it("has the title and the context of the YAML", () => {
    const runner = runnerFor("  - { Key: a, Condition: Exists }");
    const event = runner.event(readJson(runner.machine, '{"a": 1, "who": {"name": "Bob"}}') as PyDict);
    expect(makeAlert(runner, load(runner), event)).toMatchObject({ title: "Bob did it", context: '{"n": "Bob"}' });
  });

  it.each([
    [
      "  - { Key: a, Condition: DoesNotEqual, Value: x }",
      'the condition "DoesNotEqual" with these values is not supported',
    ],
    ["  - { Enrichment: {}, Condition: Exists }", 'the part "Enrichment" of a condition is not supported'],
    ["  - { KeyPath: 'a[*]', Condition: Exists }", "expected one of Key, KeyPath (names and dots) and DeepKey"],
  ])("%s is refused", (detection, message) => {
    expect(loadPack(writePack({ "s.yml": spec(detection) }))).toMatchObject({
      detections: [],
      diagnostics: [{ code: "unsupported-analysis", message, rule: "S", span: { line: 6 } }],
    });
  });
});

describe("InlineFilters", () => {
  const load = (more: string) => loadPack(writePack(ruleFiles({ python: rule("True"), more })));

  it.each(["InlineFilters: []\n", "InlineFilters:\n  - All: []\n"])("%j lets every event pass", (more) => {
    const { detections, diagnostics } = load(more);
    expect(detections).toHaveLength(1);
    expect(diagnostics).toEqual([]);
  });

  it.each([
    "InlineFilters:\n  - KeyPath: environment\n    Condition: StartsWith\n    Value: Sandbox\n",
    "InlineFilters:\n  - All:\n      - { KeyPath: a, Condition: Exists }\n",
    "InlineFilters:\n  - Any: []\n",
    "InlineFilters: { KeyPath: a, Condition: Exists }\n",
  ])("%j is refused, since the rule would match more than it does there", (more) => {
    const message = "InlineFilters keep events from the rule; they are not supported";
    expect(load(more)).toMatchObject({
      detections: [],
      diagnostics: [{ code: "unsupported-analysis", message, rule: "My.Rule" }],
    });
  });
});

describe("a pack", () => {
  it("accounts for every file", () => {
    const { files } = loadPack(
      writePack({
        ...ruleFiles({ python: rule("True") }),
        ...helperFiles("h", ""),
        "rules/broken.yml": "AnalysisType: rule\nRuleID: Broken\nSeverity: Low\nFilename: broken.py\n",
        "rules/broken.py": "def rule(event)\n",
        "c.yml": "AnalysisType: correlation_rule\nRuleID: C\n",
        "notes.yml": "a: 1\n",
        "scripts/tool.py": "print(1)\n",
      }),
    );
    expect(Object.fromEntries(files.map(({ file, kind }) => [file, kind]))).toEqual({
      "c.yml": "refused",
      "global_helpers/h.py": "helper",
      "global_helpers/h.yml": "helper",
      "notes.yml": "not-a-rule",
      "rules/My.Rule.py": "detection",
      "rules/My.Rule.yml": "detection",
      "rules/broken.py": "refused",
      "rules/broken.yml": "refused",
      "scripts/tool.py": "not-a-rule",
    });
  });
});
