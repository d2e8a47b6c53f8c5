import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { load, parse } from "../../src/formats/native/index.js";
import { parseCondition } from "../../src/rule/notation.js";
import { parsePath } from "../../src/rule/path.js";

function read(text: string) {
  const { rules, diagnostics } = parse({ file: "f.yml", text });
  const found = diagnostics.map(
    ({ code, span, rule }) => `${span?.line}:${span?.column} ${code}${rule ? ` ${rule}` : ""}`,
  );
  return { rules, ids: rules.map(({ id }) => id), found, messages: diagnostics.map(({ message }) => message) };
}

/** A rule with one test, whose event is given as YAML. */
function withEvent(event: string): string {
  return `id: A\ncondition: a exists\ntests:\n  - name: t\n    expected: true\n    ${event}\n`;
}

describe("rules", () => {
  test("every key is read", () => {
    const text = `# comment
id: A.B
title: "A: b"
severity: critical
enabled: false
logTypes: [AWS.CloudTrail]
tags: [x, 'no']
attack: ["TA0005:T1562.008", T1078, TA0040]
reports: { CIS: ["3.5"], __proto__: [a], constructor: [] }
description: |
  Two
  lines.
runbook: >
  One
  line.
reference: [https://a.example/, https://b.example/]
scope: c exists
condition: |
  a == 1
  b in ["x"]
outputs: [a, 'b[*].c']
groupBy: [d]
vendor: Panther
tests:
  - { name: t, expected: true, event: { a: 1, b: x } }
  - { name: u, expected: false, line: ' {"a": 1} ' }
`;
    const { rules, found } = read(text);
    expect(found).toEqual([]);
    expect(rules).toEqual([
      {
        id: "A.B",
        title: "A: b",
        severity: "critical",
        enabled: false,
        logTypes: ["AWS.CloudTrail"],
        tags: ["x", "no"],
        attack: ["TA0005:T1562.008", "T1078", "TA0040"],
        reports: Object.fromEntries([
          ["CIS", ["3.5"]],
          ["__proto__", ["a"]],
          ["constructor", []],
        ]),
        description: "Two\nlines.\n",
        runbook: "One line.\n",
        reference: ["https://a.example/", "https://b.example/"],
        scope: parseCondition("c exists"),
        condition: parseCondition('a == 1\nb in ["x"]'),
        outputs: [parsePath("a"), parsePath("b[*].c")],
        groupBy: [parsePath("d")],
        vendor: "Panther",
        tests: [
          { name: "t", expected: true, event: '{"a":1,"b":"x"}' },
          { name: "u", expected: false, event: '{"a": 1}' },
        ],
        body: [{ language: "yaml", text: text.slice(text.indexOf("id:")).trimEnd() }],
        source: { file: "f.yml", line: 2, column: 1, endLine: 26, endColumn: 53 },
      },
    ]);
  });

  test("one reference is a list of one", () => {
    expect(read("id: A\ncondition: a exists\nreference: https://a.example/").rules[0]?.reference).toEqual([
      "https://a.example/",
    ]);
  });

  test.each<[string, string, string[]]>([
    ["documents", "id: A\ncondition: a exists\n---\nid: B\ncondition: a exists\n", ["A", "B"]],
    ["a list", "- id: A\n  condition: a exists\n- id: B\n  condition: a exists\n", ["A", "B"]],
    ["JSON", '{"id": "A", "condition": "a exists"}', ["A"]],
    [
      "a JSON array indented with tabs",
      '[\n\t{"id": "A",\n\t "condition": "a == \\"x\\"\\nb exists"},\n\t{"id": "B", "condition": "a exists"}\n]\n',
      ["A", "B"],
    ],
    ["nothing", "# no rules yet\n", []],
  ])("are read from %s", (_, text, ids) => {
    expect(read(text)).toMatchObject({ ids, found: [] });
  });

  test("the text of a rule in a list is indented as if it were alone", () => {
    const { rules } = read(
      "- id: A\n  condition: |\n    a exists\n    b exists\n  tags: [x]\n- { id: B, condition: a exists }\n",
    );
    expect(rules.map(({ body, vendor }) => ({ body, vendor }))).toEqual([
      {
        body: [{ language: "yaml", text: "id: A\ncondition: |\n  a exists\n  b exists\ntags: [x]" }],
        vendor: "Sluice",
      },
      { body: [{ language: "yaml", text: "{ id: B, condition: a exists }" }], vendor: "Sluice" },
    ]);
  });

  test("parts of rules can be shared by anchors", () => {
    const { rules, found } = read(
      "- { id: A, condition: &c a exists, tags: &t [x] }\n- { id: B, condition: *c, tags: *t }",
    );
    expect(found).toEqual([]);
    expect(rules[1]).toMatchObject({ id: "B", condition: parseCondition("a exists"), tags: ["x"] });
  });
});

describe("problems refuse the rule at its place", () => {
  test.each<[string, string[]]>([
    ["just text", ["1:1 not-a-rule"]],
    ["- 5", ["1:3 not-a-rule"]],
    ["title: x", ["1:1 missing-key", "1:1 missing-key"]],
    ["id: A", ["1:1 missing-key A"]],
    ["id: 5\ncondition: a exists", ["1:5 wrong-type"]],
    ["id: ''\ncondition: a exists", ["1:5 invalid-id"]],
    ['id: "a\\nb"\ncondition: a exists', ["1:5 invalid-id a\nb"]],
    ["id:\ncondition: a exists", ["1:4 wrong-type"]],
    ["id: A\ncondition: [a]", ["2:12 wrong-type A"]],
    ["id: A\ncondition: a exists\nseverity: hihg", ["3:11 unknown-severity A"]],
    ["id: A\ncondition: a exists\nenabled: yes", ["3:10 wrong-type A"]],
    ["id: A\ncondition: a exists\ntags: x", ["3:7 wrong-type A"]],
    ["id: A\ncondition: a exists\ntags: [x, 1]", ["3:11 wrong-type A"]],
    ["id: A\ncondition: a exists\nattack: [T1, T1078]", ["3:10 invalid-attack A"]],
    ["id: A\ncondition: a exists\nreports: {CIS: [3.5]}", ["3:17 wrong-type A"]],
    ["id: A\ncondition: a exists\nreference: 5", ["3:12 wrong-type A"]],
    ["id: A\ncondition: a exists\noutputs: [a, b.]", ["3:16 invalid-path A"]],
    ["id: A\ncondition: a exists\ntitel: x", ["3:1 unknown-key A"]],
    ["id: A\ncondition: a exists\n__proto__: x", ["3:1 unknown-key A"]],
    ["id: A\ncondition: a exists\ntitle: x\ntitle: y", ["4:1 duplicate-key"]],
    ["id: A\ncondition: a exists\ntests: [5]", ["3:9 wrong-type A"]],
    ["id: A\ncondition: a exists\ntests: [{ name: x }]", ["3:9 missing-key A", "3:9 missing-key A"]],
    [withEvent("event: {}\n    line: '{}'"), ["4:5 missing-key A"]],
    [withEvent("event: []"), ["6:12 wrong-type A"]],
    [withEvent("event: { a: [.nan] }"), ["6:18 invalid-event A"]],
    [withEvent("event: { a: 1, a: 2 }"), ["6:20 duplicate-key"]],
    [withEvent("line: '[1]'"), ["6:11 invalid-event A"]],
    [withEvent("line: '{\"a\": 01}'"), ["6:11 invalid-event A"]],
    [withEvent('line: "{\\n}"'), ["6:11 invalid-event A"]],
    [withEvent('line: "{\\"a\\": \\"\\uD800\\"}"'), ["6:11 invalid-event A"]],
  ])("%j", (text, expected) => {
    const { ids, found } = read(text);
    expect(found).toEqual(expected);
    expect(ids).toEqual([]);
  });

  test.each([
    ["a literal block", "id: A\ncondition: |\n  a == 1\n  b = 2\n", "4:5"],
    ["one line", "id: A\ncondition: a = 1\n", "2:14"],
    ["single quotes", "id: A\ncondition: 'a == ''x'' b'\n", "2:24"],
    ["JSON", '{"id": "A", "condition": "a == \\"x\\"\\nb = 2"}', "1:41"],
    ["a folded block, as its start", "id: A\ncondition: >\n  a == 1\n  b = 2\n", "2:12"],
  ])("errors of the notation are found in %s", (_, text, place) => {
    expect(read(text).found).toEqual([`${place} invalid-condition A`]);
  });

  test("messages say what was found, what was expected, and what was probably meant", () => {
    expect(read("id: 5\ncondition: a exists\ntitel: x\nseverity: hihg").messages).toEqual([
      "expected a string, found the number 5 (quote it if it is meant as a string)",
      'expected "title", found the key "titel"',
      'expected high, found "hihg"',
    ]);
  });

  test("all problems of a rule are reported, and the other rules stay", () => {
    const text =
      "- { id: A, condition: a exists }\n- { id: B, condition: '(', severity: x, foo: 1 }\n- { id: C, condition: a exists }\n";
    const { ids, found } = read(text);
    expect(ids).toEqual(["A", "C"]);
    expect(found).toEqual(["2:25 invalid-condition B", "2:38 unknown-severity B", "2:41 unknown-key B"]);
  });

  test("of two rules with one id the first stays", () => {
    const text = "id: A\ncondition: a exists\n---\nid: A\ncondition: b exists\n";
    const { rules, found, messages } = read(text);
    expect(rules.map(({ condition }) => condition)).toEqual([parseCondition("a exists")]);
    expect(found).toEqual(["4:1 duplicate-id A"]);
    expect(messages[0]).toContain("f.yml:1");
  });

  test("a syntax error loses its document only", () => {
    const { ids, found } = read(
      'id: A\ncondition: a exists\n---\nid: B\ncondition: "a\n---\nid: C\ncondition: a exists\n',
    );
    expect(ids).toEqual(["A", "C"]);
    expect(found).toEqual(["6:1 yaml-syntax"]);
  });
});

describe("events of tests", () => {
  test.each([
    ["1.10", "1.10"],
    ["-0", "-0"],
    ["1E400", "1E400"],
    ["9007199254740993", "9007199254740993"],
    ["123456789012345678901234567890.0", "123456789012345678901234567890.0"],
    ["0x10", "16"],
    ["0xFFFFFFFFFFFFFFFFFFFF", "1208925819614629174706175"],
    ["0o17", "15"],
    ["+007", "7"],
    ["-.5e3", "-0.5e3"],
    ["5.", "5.0"],
    ["00.5", "0.5"],
    ["no", '"no"'],
    ["'5'", '"5"'],
    ["~", "null"],
    ["TRUE", "true"],
    ['"\\ud800\\0"', '"\\ud800\\u0000"'],
    ["[a, {__proto__: b}]", '["a",{"__proto__":"b"}]'],
  ])("%s becomes %s", (yaml, json) => {
    expect(read(withEvent(`event: { a: ${yaml} }`)).rules[0]?.tests?.[0]?.event).toBe(`{"a":${json}}`);
  });

  test("any JSON object, written as YAML or as JSON, stays the same value", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue({ maxDepth: 4 })), (event) => {
        const rule = { id: "A", condition: "a exists", tests: [{ name: "t", expected: true, event }] };
        const { rules, diagnostics } = parse({ file: "f.json", text: JSON.stringify(rule) });
        expect(diagnostics).toEqual([]);
        expect(JSON.parse(rules[0]?.tests?.[0]?.event ?? "")).toEqual(JSON.parse(JSON.stringify(event)));
      }),
    );
  });
});

describe("hostile files", () => {
  const pack =
    "id: A\ncondition: |\n  a == 1\ntests:\n  - { name: x, expected: true, event: { a: 1 } }\n---\n- &r { id: B, condition: 'b in [\"x\"]' }\n- *r\n";
  const piece = fc.oneof(
    fc.constantFrom(
      "---\n",
      "...\n",
      "\n",
      "  ",
      "\t",
      "- ",
      "? ",
      ": ",
      "[",
      "]",
      "{",
      "}",
      ",",
      "&a ",
      "*a",
      "!!x ",
      "|\n",
      ">",
      "'",
      '"',
      "#",
      "%YAML 1.1\n",
      "\0",
      "\uFEFF",
      "\ud800",
      "\\",
      "\r\n",
    ),
    fc.string({ unit: "binary", maxLength: 4 }),
  );

  test("nothing that stands in a file makes it throw", () => {
    const cuts = fc.array(fc.tuple(fc.nat(pack.length), fc.nat(8), piece), { maxLength: 6 });
    fc.assert(
      fc.property(cuts, (edits) => {
        let text = pack;
        for (const [at, length, insert] of edits) text = text.slice(0, at) + insert + text.slice(at + length);
        const { rules, diagnostics } = parse({ file: "f.yml", text });
        for (const rule of rules) expect(rule.id).not.toBe("");
        for (const { span } of diagnostics) {
          expect(span?.line).toBeGreaterThan(0);
          expect(span?.column).toBeGreaterThan(0);
        }
      }),
      { numRuns: 500 },
    );
  }, 30_000);

  test.each([
    ["an id of line breaks", `id: "${"\\n".repeat(200_000)}"\ncondition: a exists`],
    ["a long unknown key", `? "${"x".repeat(1_000_000)}"\n: y`],
    ["a condition that ends in line breaks", `id: A\ncondition: |+\n  (\n${"\n".repeat(400_000)}`],
    [
      "a number of a million digits",
      `id: A\ncondition: a exists\ntests: [{ name: x, expected: true, event: { a: 0x${"f".repeat(1_000_000)} } }]`,
    ],
  ])("%s costs linear time and a short message", (_, text) => {
    const { ids, messages } = read(text);
    expect(ids).toEqual([]);
    expect(messages.length).toBeGreaterThan(0);
    for (const message of messages) expect(message.length).toBeLessThan(300);
  });

  test("limits can be set", () => {
    const { rules, diagnostics } = parse({ file: "f.yml", text: pack }, { limits: { maxSize: 10 } });
    expect([rules.length, diagnostics.map(({ code }) => code)]).toEqual([0, ["file-too-large"]]);
  });
});

describe("load", () => {
  test("ids are unique across files, and a bad file does not stop the rest", () => {
    const folder = mkdtempSync(join(tmpdir(), "sluice-native-"));
    try {
      writeFileSync(join(folder, "1.yml"), "id: A\ncondition: a exists\n");
      writeFileSync(
        join(folder, "2.json"),
        '[{"id": "A", "condition": "a exists"}, {"id": "B", "condition": "a exists"}]',
      );
      writeFileSync(join(folder, "3.yaml"), "id: [");
      writeFileSync(join(folder, "4.yml"), "id: C\ncondition: a exists\n");
      const { rules, diagnostics } = load([folder, join(folder, "missing")]);
      expect(rules.map(({ id, source }) => [id, source?.file])).toEqual([
        ["A", join(folder, "1.yml")],
        ["B", join(folder, "2.json")],
        ["C", join(folder, "4.yml")],
      ]);
      expect(diagnostics.map(({ code }) => code)).toEqual(["duplicate-id", "yaml-syntax", "unreadable-file"]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("one path needs no list", () => {
    expect(load("/nowhere/at/all").diagnostics.map(({ code }) => code)).toEqual(["unreadable-file"]);
  });
});
