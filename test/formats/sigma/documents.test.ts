// Documents: what is refused and where, metadata, collections. Sources: the Sigma rules specification 2.1 (SPEC), pySigma's files.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { load, parse, recognises } from "../../../src/formats/sigma/index.js";
import { complaints, judge, ruleOf } from "./judge.js";

const idOf = (digit: number) => `${String(digit).repeat(8)}-2222-4333-8444-555555555555`;
const RULE = ruleOf("s: { a: 1 }\ncondition: s");

describe("rules", () => {
  // SPEC, Components, and its appendix on tags.
  test("keep their metadata", () => {
    const text = `title: Title
id: ${idOf(1)}
name: the_name
related: [{ id: ${idOf(2)}, type: derived }]
taxonomy: sigma
status: test
description: |
  Two
  lines.
license: MIT
references: [https://a.example/, https://b.example/]
author: A, B
date: 2024-01-31
modified: 2024/2/1
logsource: { category: process_creation, product: windows, definition: auditing }
detection: { s: { a: 1 }, condition: s }
fields: [User, Parent.Name]
falsepositives: [None]
level: informational
tags: [attack.defense-evasion, attack.t1562.008, attack.T1078, cve.2024-1]
scope: [server]
custom: anything
`;
    const { rules, sigma, diagnostics } = parse({ file: "f.yml", text });
    expect(diagnostics).toEqual([]);
    expect(rules).toMatchObject([
      {
        id: idOf(1),
        title: "Title",
        severity: "info",
        description: "Two\nlines.\n",
        logTypes: ["windows/process_creation"],
        reference: ["https://a.example/", "https://b.example/"],
        tags: ["attack.defense-evasion", "attack.t1562.008", "attack.T1078", "cve.2024-1"],
        attack: ["TA0005", "T1562.008", "T1078"],
        vendor: "Sigma",
        body: [{ language: "yaml", text: text.trim() }],
        outputs: [
          { segments: [{ type: "key", name: "User" }] },
          {
            segments: [
              { type: "key", name: "Parent" },
              { type: "key", name: "Name" },
            ],
          },
        ],
        source: { file: "f.yml", line: 1, column: 1 },
      },
    ]);
    expect(sigma).toMatchObject([
      {
        name: "the_name",
        related: [{ id: idOf(2), type: "derived" }],
        status: "test",
        license: "MIT",
        author: "A, B",
        date: "2024-01-31",
        modified: "2024-02-01",
        logsource: { category: "process_creation", product: "windows", definition: "auditing" },
        falsepositives: ["None"],
        scope: ["server"],
      },
    ]);
  });

  test.each([
    ["id: x", "a UUID"],
    ["level: urgent", "one of informational"],
    ["status: old", "one of stable"],
    ["date: 2023-02-30", "a date"],
    ["tags: [nodot]", "tags like"],
    ["related: [{ id: x }]", "id and type"],
    ["references: { a: b }", "a list"],
  ])("%s is a warning", (line, expected) => {
    const text = RULE.replace(/^id:.*$/m, line.startsWith("id:") ? line : `id: ${idOf(1)}\n${line}`);
    const { rules, diagnostics } = parse({ file: "f.yml", text });
    expect(rules).toHaveLength(1);
    expect(diagnostics).toMatchObject([{ code: "invalid-metadata", severity: "warning" }]);
    expect(diagnostics[0]?.message).toContain(expected);
  });

  test("without a title or an id are refused", () => {
    expect(complaints(RULE.replace(/^title:.*\n/m, ""))).toEqual(["1:1 invalid-metadata"]);
    expect(complaints(RULE.replace(/^(?:title|id):.*\n/gm, ""))).toEqual(["1:1 missing-key"]);
  });

  test("with a key that is nearly one of Sigma's are warned of", () => {
    expect(complaints(`${RULE}refrences: [x]\ncustom: y\n`)).toEqual(["7:1 misspelt-key"]);
  });

  // SPEC LogSource: mandatory; a misspelt part would leave the rule without it.
  test.each([
    ["logsource: {}", "3:12 invalid-logsource"],
    ["logsource: windows", "3:12 wrong-type"],
    ["logsource: { definition: x }", "3:12 invalid-logsource"],
    ["logsource: { product: 5 }", "3:23 wrong-type"],
    ["logsource: { product: windows, catgory: x }", "3:32 misspelt-key"],
    ["logsource: { product: '' }", "3:23 invalid-logsource"],
  ])("%s is refused", (line, expected) => {
    expect(complaints(RULE.replace(/^logsource:.*$/m, line))[0]).toBe(expected);
  });

  test("without a log source or a detection are refused", () => {
    expect(complaints(RULE.replace(/^logsource:.*\n/m, ""))).toEqual(["1:1 missing-key"]);
    expect(complaints(RULE.replace(/^detection:[\s\S]*/m, ""))).toEqual(["1:1 missing-key"]);
    expect(complaints(`${RULE.replace(/^detection:[\s\S]*/m, "")}detection: [a]\n`)).toEqual(["4:12 wrong-type"]);
  });

  // The issue's text: nothing is silently weakened.
  test.each([
    ["condition: s", "5:3 empty-selection"],
    ["s: {}\ncondition: s", "5:6 empty-selection"],
    ["s: []\ncondition: s", "5:6 empty-selection"],
    ["s: [[]]\ncondition: s", "5:7 empty-selection"],
    ["s: { a: [] }\ncondition: s", "5:11 empty-values"],
    ["s: { a: { b: c } }\ncondition: s", "5:11 invalid-value"],
    ["s: { a: [b, [c]] }\ncondition: s", "5:15 invalid-value"],
    ["s: { a: .inf }\ncondition: s", "5:11 invalid-value"],
    ["s: null\ncondition: s", "5:6 invalid-value"],
    ["s: ['']\ncondition: s", "5:7 invalid-value"],
    ["s: { a: b }\nconditon: s", "5:3 missing-key"],
    ["s: { a: b }\ncondition: 5", "6:14 wrong-type"],
    ["s: { a: b }\ncondition: []", "6:14 wrong-type"],
    ["s: { a: b, a: c }\ncondition: s", "5:14 duplicate-key"],
  ])("a detection of %j is refused", (detection, expected) => {
    expect(complaints(ruleOf(detection))).toEqual([expected]);
    expect(parse({ file: "f.yml", text: ruleOf(detection) }).rules).toEqual([]);
  });

  test("with the id of another are refused, and the first stays", () => {
    const { rules, diagnostics } = parse({ file: "f.yml", text: `${RULE}---\n${RULE}` });
    expect(rules).toHaveLength(1);
    expect(diagnostics).toMatchObject([{ code: "duplicate-id", span: { line: 8 } }]);
  });

  test("that are broken leave the others", () => {
    const text = `title: [\n---\n${RULE}---\njust text\n---\n- a list\n`;
    expect(parse({ file: "f.yml", text }).rules).toHaveLength(1);
    expect(complaints(text).map((complaint) => complaint.split(" ")[1])).toContain("not-a-rule");
  });

  test("nested without end are refused", () => {
    expect(complaints(ruleOf(`s: ${"[".repeat(60)}a${"]".repeat(60)}\ncondition: s`))).toHaveLength(1);
    expect(complaints(ruleOf(`s: ${"[".repeat(6000)}a${"]".repeat(6000)}\ncondition: s`))).toHaveLength(1);
  });
});

describe("recognises", () => {
  test("documents of Sigma by their keys", () => {
    const is = (text: string) => recognises({ file: "f.yml", text });
    expect(is(RULE)).toBe(true);
    expect(is("title: x\ncorrelation:\n  type: temporal\n")).toBe(true);
    expect(is("id: A\ncondition: a == 1\ntests:\n  - event:\n      detection: x\n")).toBe(false);
  });
});

// pySigma, SigmaCollection.from_dicts, and tests/test_collection.py.
describe("collections", () => {
  const PART = (digit: number, value: number) => `id: ${idOf(digit)}\ndetection: { s: { b: ${value} } }\n`;
  const GLOBAL = "action: global\ntitle: T\nlogsource: { product: test }\ndetection: { s: { a: 1 }, condition: s }\n";
  const conditions = (text: string) => {
    const { rules, diagnostics } = parse({ file: "f.yml", text });
    return {
      ids: rules.map(({ id }) => id.charAt(0)),
      titles: rules.map(({ title }) => title),
      codes: diagnostics.map(({ code }) => code),
    };
  };

  test("global is merged into the rules after it", () => {
    const text = `${GLOBAL}---\n${PART(1, 2)}---\n${PART(2, 3)}`;
    expect(conditions(text)).toEqual({ ids: ["1", "2"], titles: ["T", "T"], codes: [] });
    const both = `${GLOBAL}---\n${PART(1, 2)}`;
    expect(judge(both, { a: 1, b: 2 })).toBe(true);
    expect(judge(both, { a: 1 })).toBe(false);
  });

  test("reset ends it", () => {
    expect(conditions(`${GLOBAL}---\naction: reset\n---\n${RULE}`).titles).toEqual(["T"]);
    expect(conditions(`${GLOBAL}---\naction: reset\n---\n${PART(2, 3)}`).codes).toContain("missing-key");
  });

  test("repeat is the rule before it with changes", () => {
    const text = `${RULE}---\naction: repeat\nid: ${idOf(2)}\ntitle: Second\ndetection: { s: { a: 2 } }\n`;
    expect(conditions(text)).toEqual({ ids: ["1", "2"], titles: ["T", "Second"], codes: [] });
  });

  test("another action is refused", () => {
    expect(complaints(`action: glob\n---\n${RULE}`)).toEqual(["1:9 unknown-action"]);
  });
});

// SPEC Sigma Filters; pySigma, sigma/filters.py and tests/test_filters.py: the filter's condition is required as well.
describe("filters", () => {
  const FILTER = (rules: string, more = "") => `title: F
logsource: { product: test }
filter:
  rules: ${rules}
  s: { user: adm }
  condition: not s
${more}`;
  const both = (filter: string) => `${RULE}---\n${filter}`;

  test.each([`[${idOf(1)}]`, idOf(1), "any", "[]"])("of the rules %s restrict", (rules) => {
    expect(judge(both(FILTER(rules)), { a: 1 })).toBe(true);
    expect(judge(both(FILTER(rules)), { a: 1, user: "adm" })).toBe(false);
  });

  // pySigma, SigmaCollection.__getitem__: UUIDs are compared as such, names letter by letter.
  test.each([
    [(id: string) => id.toUpperCase(), (id: string) => id],
    [(id: string) => id, (id: string) => id.toUpperCase()],
  ])("find a UUID in whatever case it stands", (inRule, inFilter) => {
    const id = "0ac84abc-7dff-4c4c-9a8d-ca97a58f3fb6";
    const text = `${RULE.replace(idOf(1), inRule(id))}---\n${FILTER(`[${inFilter(id)}]`)}`;
    expect(complaints(text)).toEqual([]);
    expect(judge(text, { a: 1, user: "adm" })).toBe(false);
  });

  test("of other log sources do not", () => {
    expect(judge(both(FILTER("any").replace("product: test", "product: other")), { a: 1, user: "adm" })).toBe(true);
    expect(
      judge(both(FILTER("any").replace("product: test", "product: test, category: x")), { a: 1, user: "adm" }),
    ).toBe(true);
  });

  test("keep their selections apart from the rule's", () => {
    expect(judge(both(FILTER("any").replace("not s", "not 1 of them")), { a: 1, user: "x" })).toBe(true);
  });

  test("of rules that are not there are warned of", () => {
    expect(complaints(both(FILTER("[other]")))).toEqual(["8:1 unknown-rule"]);
  });

  test.each([
    [FILTER("any").replace(/ {2}rules:.*\n/, ""), "11:3 missing-key"],
    [FILTER("any").replace("not s", "[not s]"), "13:14 invalid-filter"],
    [FILTER("any").replace("user: adm", ""), "12:6 empty-selection"],
    [FILTER("{ a: b }"), "11:10 wrong-type"],
    ["title: F\nlogsource: { product: test }\nfilter: x\n", "10:9 wrong-type"],
  ])("that are broken are refused: %j", (filter, expected) => expect(complaints(both(filter))[0]).toBe(expected));

  test("apply across files", () => {
    const root = mkdtempSync(join(tmpdir(), "sigma-"));
    try {
      writeFileSync(join(root, "a.yml"), FILTER("any"));
      writeFileSync(join(root, "b.yml"), RULE);
      const { sigma, rules } = load(root);
      expect(rules).toHaveLength(1);
      expect(sigma[0]?.filters).toHaveLength(1);
      expect(load(root, { only: ({ file }) => file.endsWith("b.yml") }).sigma[0]?.filters).toEqual([]);
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
