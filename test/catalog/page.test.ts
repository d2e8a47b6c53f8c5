import { describe, expect, it } from "vitest";
import { catalog, pageMarkdown } from "../../src/catalog/index.js";
import { evaluateRule } from "../../src/explain/index.js";
import type { Rule } from "../../src/rule/ir.js";
import { parseCondition } from "../../src/rule/notation.js";
import { RULES, STOPPED } from "./rules.js";

const whole = catalog(RULES, { judge: (rule, { event }) => evaluateRule(rule as Rule, event as string) });

/** The page of one rule alone. */
function page(condition: string, more: Partial<Rule> = {}) {
  const found = catalog([{ id: "R", condition: parseCondition(condition), ...more }]).page("R");
  if (!found) throw new Error("expected a page");
  return found;
}

describe("fields that a pipeline renamed", () => {
  it("stand beside what they are in the rule", () => {
    const renamed = [{ name: "Image", fields: ["path", "NewProcessName"], by: "windows" }];
    const shown = page('path ends_with "whoami.exe"', { renamed });
    expect(shown.renamed).toEqual(renamed);
    expect(pageMarkdown(shown)).toContain("| `Image` | `path`<br>`NewProcessName` | windows |");
  });
});

describe("the page of CloudTrail Stopped", () => {
  const stopped = whole.page("AWS.CloudTrail.Stopped");

  it("has its header", () => {
    expect(stopped).toMatchObject({
      title: "CloudTrail Stopped",
      vendor: "Panther",
      severity: "medium",
      enabled: true,
      logTypes: ["AWS.CloudTrail"],
      tags: ["AWS", "Security Control"],
      reports: { CIS: ["3.5"] },
      description: "A CloudTrail Trail was modified.",
      references: ["https://docs.example/reference"],
      groupBy: ["requestParameters.name"],
      source: { file: "rules.yml", line: 1 },
    });
  });

  it("has the tactic by the name of version 19, and the technique", () => {
    expect(stopped?.attack).toEqual([
      {
        id: "TA0005",
        name: "Stealth",
        techniques: [{ id: "T1562", name: "Impair Defenses", status: "current" }],
      },
    ]);
  });

  it("has the rules that look for the same action, most in common first", () => {
    expect(stopped?.related.map(({ title, vendor, actions }) => `${title} (${vendor}): ${actions.join()}`)).toEqual([
      "Account Security Configuration Changed (Panther): DeleteTrail,StopLogging",
      "ASL AWS Defense Evasion Delete Cloudtrail (Splunk): DeleteTrail",
      "ASL AWS Defense Evasion Stop Logging Cloudtrail (Splunk): StopLogging",
      "AWS Lateral Movement from Kubernetes SA via AssumeRoleWithWebIdentity (Elastic): DeleteTrail",
    ]);
    expect(whole.related("AWS.CloudTrail.Stopped")).toEqual(stopped?.related);
  });

  it("has its body as written", () => {
    expect(stopped?.body).toEqual([{ language: "yaml", text: STOPPED }]);
  });

  it("has its logic, one conjunct a line", () => {
    expect(stopped?.logic).toEqual({
      scope: [],
      conjuncts: [
        { text: "not (errorCode is_not_null or errorMessage is_not_null)" },
        { text: 'eventName in ["DeleteTrail", "StopLogging"]' },
      ],
    });
  });

  it("has its exclusions", () => {
    expect(stopped?.exclusions).toEqual([
      { field: "errorCode", kind: "is_not_null", values: [] },
      { field: "errorMessage", kind: "is_not_null", values: [] },
    ]);
  });

  it("has its indicators, each with how many other rules look for it", () => {
    expect(stopped?.indicators).toEqual([
      {
        field: "eventName",
        kind: "in",
        values: [
          { value: "DeleteTrail", corpus: { rules: 3, vendors: { Elastic: 1, Panther: 1, Splunk: 1 } } },
          { value: "StopLogging", corpus: { rules: 2, vendors: { Other: 1, Panther: 1 } } },
        ],
      },
    ]);
  });

  it("has its output fields in their order, and what the engine says of its tests", () => {
    expect(stopped?.outputs).toEqual([
      ...["eventName", "eventSource", "awsRegion", "recipientAccountId"],
      ...["sourceIPAddress", "userAgent", "userIdentity"],
    ]);
    expect(stopped?.tests).toEqual([
      { name: "stopped", expected: true, answer: true },
      { name: "started", expected: false, answer: false },
    ]);
  });

  it("is Markdown", () => {
    expect(pageMarkdown(stopped as NonNullable<typeof stopped>)).toMatchSnapshot();
  });
});

describe("a page", () => {
  it("is of a rule that is there", () => {
    expect(whole.page("nobody")).toBeUndefined();
    expect(whole.related("nobody")).toBeUndefined();
  });

  it("leaves the corpus blank where only this rule looks for a thing, and counts a rule once", () => {
    expect(page('a == "x" or b[*] == "x" or c == "y" and b[*] == "x"').indicators).toEqual([
      { field: "a", kind: "eq", values: [{ value: "x" }] },
      { field: "b[*]", kind: "eq", values: [{ value: "x" }] },
      { field: "c", kind: "eq", values: [{ value: "y" }] },
    ]);
  });

  it.each([
    ['some r[*] as x: (x.type == "A" and x contains "b")', ["r[*].type eq A", "r[*] contains b"]],
    ['not (a == "x" and not b == "y")', ["b eq y"]],
    ["a == 10.0 and a is_string and b > 3", ["a eq 10", "b gt 3"]],
    ["a == $.b and a is_null", ["a eq_field b", "a is_null"]],
    ['a contains "x" or a contains "y"', ["a contains x,y"]],
    ["a in [true, 1]", ["a in true,1"]],
  ])("has the indicators of %s", (condition, rows) => {
    const found = page(condition).indicators.map(({ field, kind, values }) =>
      [field, kind, values.flatMap(({ value }) => value ?? []).join()].join(" ").trim(),
    );
    expect(found).toEqual(rows);
  });

  it.each([
    ['a exists\nb not in ["x", "y"]', ["b in x,y"]],
    ['not (a == "x" and not b == "y")', ["a eq x"]],
    ['a exists or not b == "y"', []],
    ['not some r[*] as x: (x.type == "A")', ["r[*].type eq A"]],
  ])("has the exclusions of %s", (condition, rows) => {
    expect(page(condition).exclusions.map(({ field, kind, values }) => `${field} ${kind} ${values.join()}`)).toEqual(
      rows,
    );
  });

  it.each([
    ["truth of other systems", "not (a is_truthy or b~ is_truthy)", "not (a is_not_null or b is_not_null)"],
    ["a field or a list of it", 'a == "x" text or a[*] == "x" text', 'a == "x"'],
    ["dots or nesting", '"a.b" contains "x" nocase or a.b contains "x" nocase', 'a.b contains "x" nocase'],
    ["null in both forms", 'c exists or ("a.b" is_null and a.b is_null)', "c exists or a.b is_null"],
    ["numbers as doubles", "a > 1.5 double", "a > 1.5"],
  ])("shows %s by the catalog's kind, and the exact predicate beside it", (_, exact, shown) => {
    const { conjuncts } = page(exact).logic;
    expect(conjuncts.map(({ text }) => text).join("\n")).toBe(shown);
    expect(conjuncts.map((one) => one.exact ?? one.text).join("\n")).toBe(exact);
  });

  it.each([
    ["a text, a list or a mapping", 'a~ contains "x y" or a~[*] == "x y" or a~."x y" exists', 'a contains "x y"'],
    [
      "several of them",
      'a contains "x" or a contains "y" or a[*] in ["x", "y"] or a.x exists or a.y exists',
      'a contains "x" or a contains "y"',
    ],
    [
      "none of them, where only some types can be looked into",
      '((a is_string or a is_array) and not (a contains "x" or a[*] == "x")) or not a exists',
      'not a contains "x"',
    ],
    ["types beside what is asked", 'a is_string or a is_array\nb exists\na == "x"', 'b exists\na == "x"'],
    ["types alone", "a is_string or a is_array\nb exists", "a is_string or a is_array\nb exists"],
    ["another list", 'a contains "x" or a[*] == "y"', 'a contains "x" or a[*] == "y"'],
    ["what may be missing", "not a.b exists or not (a.b > 3 or a.b < 1)", "not (a.b > 3 or a.b < 1)"],
    ["what must be there elsewhere", "not c exists or not a > 3", "not c exists or not a > 3"],
  ])("shows %s as it is meant", (_, exact, shown) => {
    const { conjuncts } = page(exact).logic;
    expect(conjuncts.map(({ text }) => text).join("\n")).toBe(shown);
    // Nothing of the exact condition is lost beside it.
    const all = conjuncts.flatMap((one) => (one.exact ?? one.text).split("\n"));
    expect(all.toSorted()).toEqual(exact.split("\n").toSorted());
  });

  it("says in one line what must not be there", () => {
    expect(page("not a~ is_truthy\nnot b~ is_truthy\nc exists\nnot d is_not_null").logic.conjuncts).toEqual([
      { text: "not (a is_not_null or b is_not_null)", exact: "not (a~ is_truthy or b~ is_truthy)" },
      { text: "c exists" },
      { text: "not d is_not_null" },
    ]);
  });

  it("does not let the coarser kinds contradict themselves", () => {
    expect(page("a is_not_null\nnot a is_truthy").logic.conjuncts).toEqual([
      { text: "a is_not_null" },
      { text: "not a is_truthy" },
    ]);
  });

  it("says where the logic is not, or not only, a condition", () => {
    const rules = [
      { id: "guarded", condition: parseCondition('a == "x"'), opaque: "a loop, rule.py:3" },
      { id: "unknown" },
    ];
    const guarded = catalog(rules).page("guarded");
    expect(guarded?.logic).toEqual({ scope: [], conjuncts: [{ text: 'a == "x"' }], opaque: "a loop, rule.py:3" });
    expect(guarded && pageMarkdown(guarded)).toContain("not all of the logic: a loop, rule.py:3.");
    const unknown = catalog(rules).page("unknown");
    expect(unknown?.logic).toEqual({ scope: [], conjuncts: [], opaque: "its logic is not known" });
    expect(unknown && pageMarkdown(unknown)).toContain("The logic is not a condition on fields");
  });

  it("does without the logic of a condition that has no text", () => {
    let deep = parseCondition("a exists");
    for (let level = 0; level < 300; level++) {
      deep = { type: "some", path: { segments: [{ type: "any" }] }, as: "e", body: deep };
    }
    const { logic } = catalog([{ id: "R", condition: deep }]).page("R") ?? {};
    expect(logic?.opaque).toMatch(/256 levels/);
  });

  it("takes time in proportion to the condition where parts are shared", () => {
    let shared = parseCondition('a == "x"');
    for (let level = 0; level < 60; level++) {
      shared = { type: level % 2 ? "and" : "or", children: [shared, { type: "not", child: shared }] };
    }
    expect(catalog([{ id: "R", condition: shared }]).page("R")?.logic).toBeDefined();
  });

  it("shows the scope apart, and finds actions there", () => {
    const scope = parseCondition("EventID in [4624, 4625]");
    const rules = ["A", "B"].map((id) => ({
      id,
      scope,
      condition: parseCondition("x exists"),
      logTypes: ["windows/security"],
    }));
    const both = catalog(rules);
    expect(both.page("A")?.logic.scope).toEqual([{ text: "EventID in [4624, 4625]" }]);
    expect(both.page("A")?.indicators.map(({ field }) => field)).toEqual(["x"]);
    expect(both.related("A")?.map(({ id, actions }) => [id, actions])).toEqual([["B", ["4624", "4625"]]]);
  });

  it("shows what is computed for the alert apart from fields", () => {
    const computed = page("a exists", { computedOutputs: ["summary"] });
    expect(computed).toMatchObject({ outputs: [], computedOutputs: ["summary"] });
    expect(pageMarkdown(computed)).toContain(
      "## Output fields\n\nValues that are computed for the alert.\n\n- summary\n",
    );
  });

  it("takes other action fields", () => {
    const rules = ["A", "B"].map((id) => ({ id, condition: parseCondition('act == "x"'), logTypes: ["My.Log"] }));
    const actions = [{ platform: "Mine", logTypes: ["My.*"], fields: ["act"], source: "https://docs.example/" }];
    expect(catalog(rules).related("A")).toEqual([]);
    expect(
      catalog(rules, { actions })
        .related("A")
        ?.map(({ id }) => id),
    ).toEqual(["B"]);
  });

  it("keeps event ids of different Windows channels apart", () => {
    const rule = (id: string, logType: string) => ({
      id,
      condition: parseCondition("EventID == 1"),
      logTypes: [logType],
    });
    const rules = [rule("A", "windows/system"), rule("B", "windows/sysmon"), rule("C", "windows/system")];
    expect(
      catalog(rules)
        .related("A")
        ?.map(({ id }) => id),
    ).toEqual(["C"]);
  });

  it("is Markdown in which nothing that a rule says is markup", () => {
    const hostile = page('"a|b" == "`x` | <b>\\n"', {
      title: "# *bold* <script> [x](y)",
      description: "1. list\n| row |\n_a_b_",
      tags: ["<img>"],
      body: [{ language: "yaml", text: "```\nend" }],
    });
    const text = pageMarkdown(hostile);
    expect(text).toContain("# \\# \\*bold\\* \\<script\\> \\[x\\](y)\n");
    expect(text).toContain("1\\. list  \n\\| row \\|  \n\\_a_b\\_\n");
    expect(text).toContain("````yaml\n```\nend\n````");
    expect(text).toContain('| `"a\\|b"` | eq | `` `x` \\| <b>\\u000a `` |');
    expect(text).toContain("\\<img\\>");
  });
});

describe("shared indicators", () => {
  it("are those of most rules first, equality counted as one kind", () => {
    expect(whole.indicators(2)).toEqual([
      ...[{ field: "eventName", kind: "eq", value: "DeleteTrail", rules: 4 }].map((one) => ({
        ...one,
        vendors: { Elastic: 1, Panther: 2, Splunk: 1 },
      })),
      { field: "eventName", kind: "eq", value: "StopLogging", rules: 3, vendors: { Other: 1, Panther: 2 } },
    ]);
    expect(whole.indicators(100)).toHaveLength(2);
  });
});
