import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { addTests, isTestsFile, load, loadTests, parse } from "../../src/formats/native/index.js";
import { load as loadSigma } from "../../src/formats/sigma/index.js";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function folderOf(files: Record<string, string | Uint8Array>): string {
  const root = mkdtempSync(join(tmpdir(), "sluice-"));
  folders.push(root);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

function read(files: Record<string, string | Uint8Array>) {
  const { tests, diagnostics } = loadTests(folderOf(files));
  return {
    tests: tests.map(({ rule, tests }) => ({ rule, tests })),
    found: diagnostics.map(({ code, span, rule }) => `${span?.line}:${span?.column} ${code}${rule ? ` ${rule}` : ""}`),
    messages: diagnostics.map(({ message }) => message),
  };
}

const ONE = (test: string) => `rule: A\ntests:\n  - { name: t, expected: true, ${test} }\n`;

describe("tests in a file of their own", () => {
  it("are no rules", () => {
    const root = folderOf({ "r.yml": "id: A\ncondition: a exists\n", "r.tests.yml": "rule: A\ntests: []\n" });
    expect(load(root)).toMatchObject({ rules: [{ id: "A" }], diagnostics: [] });
    expect(loadSigma(join(root, "r.tests.yml"))).toMatchObject({ rules: [], diagnostics: [] });
  });

  it("have events inline, in a file of one object, and in a file of one a line", () => {
    const { tests, found } = read({
      "a.tests.yml": `rule: A
tests:
  - name: inline
    expected: true
    event: { a: 1.50 }
  - name: line
    expected: false
    line: '{"a":2}'
  - name: object
    expected: true
    file: samples/one.json
---
rule: B
tests:
  - name: lines
    expected: false
    file: samples/many.ndjson
`,
      "samples/one.json": '\uFEFF{\r\n  "a": "x y",\n  "n": 12345678901234567890\n}\n',
      "samples/many.ndjson": '{"a":1}\r\n\n{"a":2}\n',
    });
    expect(found).toEqual([]);
    expect(tests).toEqual([
      {
        rule: "A",
        tests: [
          { name: "inline", expected: true, event: '{"a":1.50}' },
          { name: "line", expected: false, event: '{"a":2}' },
          {
            name: "object",
            expected: true,
            event: '{    "a": "x y",   "n": 12345678901234567890 }',
          },
        ],
      },
      {
        rule: "B",
        tests: [
          { name: "lines (line 1)", expected: false, event: '{"a":1}' },
          { name: "lines (line 3)", expected: false, event: '{"a":2}' },
        ],
      },
    ]);
  });

  it("are known by their names, and nothing else is read", () => {
    expect(isTestsFile({ file: "x/a.tests.yaml" })).toBe(true);
    expect(isTestsFile({ file: "x.tests.yml/a.yml" })).toBe(false);
    expect(read({ "a.yml": "id: A\ntests: 3\n", "tests.yml": "rule: A\n" })).toEqual({
      tests: [],
      found: [],
      messages: [],
    });
  });

  it.each([
    ["no such file", "file: b.json", {}, "3:38 invalid-file A"],
    ["a folder", "file: b", { "b/x.json": "{}" }, "3:38 invalid-file A"],
    ["no JSON", "file: b.json", { "b.json": '{"a":\n' }, "3:38 invalid-event A"],
    ["a raw line break in a string", "file: b.json", { "b.json": '{"a":"x\ny"}' }, "3:38 invalid-event A"],
    ["two objects", "file: b.json", { "b.json": "{}\n{}\n" }, "3:38 invalid-event A"],
    ["a list", "file: b.json", { "b.json": "[{}]" }, "3:38 invalid-event A"],
    ["an empty file of lines", "file: b.jsonl", { "b.jsonl": "\n" }, "3:38 invalid-event A"],
    ["one bad line", "file: b.jsonl", { "b.jsonl": "{}\n{\n" }, "3:38 invalid-event A"],
    [
      "bytes that are no UTF-8",
      "file: b.json",
      { "b.json": new Uint8Array([0x7b, 0xff, 0x7d]) },
      "3:38 invalid-file A",
    ],
    ["a path that is a number", "file: 3", {}, "3:38 wrong-type A"],
    ["an event and a file", "file: b.json, event: {}", { "b.json": "{}" }, "3:46 unknown-key A"],
    ["nothing", "a: 1", {}, "3:32 unknown-key A"],
  ])("leave out a test with %s", (_what, test, files, found) => {
    const result = read({ "a.tests.yml": ONE(test), ...files });
    expect(result.found[0]).toBe(found);
    expect(result.tests.flatMap(({ tests }) => tests)).toEqual([]);
  });

  it("read no file outside their folder, by path or by link", () => {
    const secret = join(folderOf({ "secret.json": "{}" }), "secret.json");
    const root = folderOf({
      "p/a.tests.yml": `rule: A
tests:
  - { name: up, expected: true, file: ../b.json }
  - { name: absolute, expected: true, file: ${secret} }
  - { name: link, expected: true, file: link.json }
`,
      "b.json": "{}",
    });
    symlinkSync(secret, join(root, "p/link.json"));
    const { tests, diagnostics } = loadTests(join(root, "p"));
    expect(tests.flatMap(({ tests }) => tests)).toEqual([]);
    expect(diagnostics.map(({ code }) => code)).toEqual(["invalid-file", "invalid-file", "invalid-file"]);
  });

  it("need the rule and the tests", () => {
    expect(read({ "a.tests.yml": "rule: A\n---\ntests: []\n---\n- 3\n" }).found).toEqual([
      "1:1 missing-key A",
      "3:1 missing-key",
      "5:1 wrong-type",
    ]);
  });

  it("go to their rules, after those that a rule has; of a rule that is not there they are a diagnostic", () => {
    const { rules } = parse({
      file: "r.yml",
      text: "- { id: A, condition: a exists, tests: [{ name: own, expected: true, event: { a: 1 } }] }\n- { id: B, condition: b exists }\n",
    });
    const { tests } = loadTests(
      folderOf({
        "a.tests.yml": `rule: A
tests: [{ name: more, expected: false, event: {} }]
---
rule: C
tests: [{ name: lost, expected: false, event: {} }]
`,
      }),
    );
    const added = addTests(rules, tests);
    expect(added.rules.map(({ id, tests }) => [id, tests?.map(({ name }) => name)])).toEqual([
      ["A", ["own", "more"]],
      ["B", undefined],
    ]);
    expect(added.diagnostics.map(({ code, span, rule }) => [code, span?.line, rule])).toEqual([
      ["unknown-rule", 4, "C"],
    ]);
  });
});
