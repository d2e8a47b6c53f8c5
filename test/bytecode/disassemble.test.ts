import { describe, expect, it } from "vitest";
import { disassemble } from "../../src/bytecode/disassemble.js";
import * as layout from "../../src/bytecode/layout.js";
import { compile } from "../../src/engine/compile.js";
import { parseCondition } from "../../src/rule/notation.js";
import { Draft, sampleProgram, seal } from "./programs.js";

function disassembled(condition: string, id = "Rule.A"): string {
  return disassemble(compile([{ id, condition: parseCondition(condition) }]).program.bytes);
}

/** Predicates, and the line that shows them. */
const SHOWN: readonly [condition: string, line: string][] = [
  ["a exists", "#0 a exists"],
  ["a is_null", "#0 a is_null"],
  ["a is_not_null", "#0 a is_not_null"],
  ["a is_truthy", "#0 a is_truthy"],
  ["a is_string", "#0 a is_string"],
  ["a is_number", "#0 a is_number"],
  ["a is_integer", "#0 a is_integer"],
  ["a is_array", "#0 a is_array"],
  ["a is_object", "#0 a is_object"],
  ["a == null", "#0 a == null"],
  ["a == true", "#0 a == true"],
  ["a == false", "#0 a == false"],
  ['a == "x"', '#0 a in ["x"] (table 0)'],
  ['a in ["x", "y"] nocase text', '#0 a in ["x", "y"] nocase text (table 0)'],
  ['a in ["1", "2", "3", "4", "5", "6"]', '#0 a in ["1", "2", "3", "4", … 2 more] (table 0)'],
  ['a."b c"~.d[3] contains "x" or a is_null', '#0 a."b c"~.d[3] contains "x"'],
  ['a starts_with "x" nocase or a is_null', '#0 a starts_with "x" nocase'],
  ['a ends_with "x" text or a is_null', '#0 a ends_with "x" text'],
  ['a contains "first" text and a contains "second" text', '#1 a contains "first" text (table 0)'],
  ['a starts_with "first" nocase and a contains "second" nocase', '#1 a starts_with "first" nocase (table 0)'],
  ['a ends_with "first" and a ends_with "second"', '#1 a ends_with "first" (table 0)'],
  ['a wildcard "first*?" and a match "second+"', '#2 a starts_with "first" (table 0)'],
  ['a wildcard "x*"', '#0 a wildcard "x" *'],
  ['a wildcard "*"', "#0 a wildcard *"],
  ['a wildcard "?x??*y?z*??w?"', '#0 a wildcard ? "x" ?? * "y" ? "z" ?? * "w" ?'],
  ['a cidr "10.1.2.3/8"', "#0 a cidr 10.0.0.0/8 (table 0)"],
  ['a cidr "2001:db8::/32"', "#0 a cidr 2001:db8:0:0:0:0:0:0/32 (table 0)"],
  [
    'a cidr "10.0.0.0/8" or a cidr "::1" or a cidr "10.1.0.0/16"',
    "#0 a cidr [0:0:0:0:0:0:0:1/128, 10.0.0.0/8] (table 0)",
  ],
  ['a < "x"', '#0 a < "x"'],
  ['a >= "x"', '#0 a >= "x"'],
  ["a == 0", "#0 a in [0] (table 0)"],
  ["a == -1200", "#0 a in [-1200] (table 0)"],
  ["a > 12.5", "#0 a > 12.5 (table 0)"],
  ["a <= -1.25e-7", "#0 a <= -0.125e-6 (table 0)"],
  [`a >= ${"1".repeat(100)}`, `#0 a >= 0.${"1".repeat(60)}…e100 (100 digits) (table 0)`],
  ["a == b", "#0 a == b"],
  ["a starts_with b nocase", "#0 a starts_with b nocase"],
  ["a < b", "#0 a < b"],
  ["some a[*] as x: (x.b == 1)", "#0 a[*].b in [1] (table 1) (level 1)"],
  ['** == "x"', '#0 ** in ["x"] (table 0)'],
  ['not a."b".** wildcard "x?"', '#0 a.b.** wildcard "x" ?'],
  ['some a[*] as x: (x.** wildcard "x")', '#0 a[*].** wildcard "x" (level 1)'],
  ["some a[*] as x: (x.b == 1)", "#1 some a[*] (node 3): code 3"],
];

describe("disassemble", () => {
  it.each(SHOWN)("shows %s", (condition, line) => {
    expect(disassembled(condition).split("\n")).toContain(`  ${line}`);
  });

  it("shows the form of an automaton and how large it is", () => {
    expect(disassembled('a match "^ab+"')).toMatch(/#0 a match DFA \(\d+ states, \d+ classes of bytes\)\n/);
    expect(disassembled('a match "a.{200}b"')).toMatch(/#0 a match NFA \(\d+ states, \d+ edges\)\n/);
  });

  it("shows each rule with what it waits for and its branches", () => {
    const text = disassembled('eventName in ["A", "B"]\nnot errorCode exists and a is_null');
    expect(text).toContain(
      [
        "rules",
        '  rule 0 "Rule.A": code 4',
        '    waits for #2 eventName in ["A", "B"] (table 0)',
        "    4: #0 errorCode exists ? NO : 3",
        "    3: #1 a is_null ? YES : NO",
        "",
      ].join("\n"),
    );
  });

  it("shows what each table finds", () => {
    const texts = 'a in ["x", "y"] nocase and b != 1';
    expect(disassembled('some a[*] as x: (x contains "y")')).toMatch(
      / {2}table 0: a \(array, eager\)\n {4}is_array -> #\d/,
    );
    const literals = 'b contains "first one" or b starts_with "second one" or b ends_with "third one"';
    expect(disassembled(`(${texts}) or ${literals} or c > 1 or c == 5 or d is_not_null`)).toMatch(
      new RegExp(
        [
          "tables",
          "  table 0: a \\(2 texts, 4 slots, nocase, eager\\)",
          '    "x" -> #0',
          '    "y" -> #0',
          "  table 1: b \\(3 literals, 1 layers, \\d+ bytes, eager\\)",
          '    contains "first one" -> #2',
          '    starts_with "second one" -> #3',
          '    ends_with "third one" -> #4',
          "  table 2: c \\(2 numbers, rules wait for 1 ranges, eager\\)",
          "    1 -> nothing",
          "    5 -> #6",
          "  table 3: d \\(presence, eager\\)",
          "    exists -> #8",
          "",
        ].join("\n"),
      ),
    );
  });

  it("shows literals of every layer, bucket and trie of a large set", () => {
    const literals = Array.from({ length: 300 }, (_, i) => [
      `contains "${i}needle${i}"`,
      `contains "${"z".repeat(i % 10)}shared needle${i}"`,
      `starts_with "${"shared prefix ".repeat(3)}${i}"`,
      `ends_with "${i}${" shared suffix".repeat(3)}"`,
    ]).flat();
    const text = disassembled(literals.map((literal) => `a ${literal}`).join(" or "));
    expect(
      new Set(text.match(/^ {2}#\d+ a .* \(table 0\)$/gm)?.map((line) => line.replace(/^ {2}#\d+ a (.*) \(.*$/, "$1"))),
    ).toEqual(new Set(literals));
  });

  it("shows groups with what they look up, and the rules in them", () => {
    const scope = parseCondition('channel == "Security"');
    const conditions = ['a contains "needle"', "not a exists"];
    const rules = conditions.map((condition, i) => ({ id: `Rule.${i}`, scope, condition: parseCondition(condition) }));
    const text = disassemble(compile(rules).program.bytes);
    expect(text).toContain("  table 0: channel (1 texts, 2 slots, eager)\n");
    expect(text).toMatch(/ {2}table 1: a \(1 literals, 1 layers, \d+ bytes, in groups\)\n/);
    expect(text).toContain(
      [
        "groups",
        "  group 0: code YES",
        '    waits for #1 channel in ["Security"] (table 0)',
        "    looks up table 1",
        "    judges rule 1",
        "",
        "rules",
        '  rule 0 "Rule.0": code YES',
        "    in group 0",
        '    waits for #2 a contains "needle" (table 1)',
        '  rule 1 "Rule.1": code 3',
        "    in group 0",
        "    judged on every event of the group",
        "    3: #0 a exists ? NO : YES",
        "",
      ].join("\n"),
    );
  });

  it("shows log types and how many rules are looked at for each", () => {
    const logTypes = [["b", "a"], ["a"], []];
    const rules = logTypes.map((names, i) => ({ id: `${i}`, condition: parseCondition("x == 1"), logTypes: names }));
    expect(disassemble(compile(rules, { logTypeField: "p.type" }).program.bytes)).toContain(
      ["log types", "  of events: p.type", "  any other: 1 rules", '  "a": 3 rules', '  "b": 2 rules', ""].join("\n"),
    );
  });

  it("shows which rules are judged on every event", () => {
    expect(disassembled("a is_null")).toContain('  rule 0 "Rule.A": code 3\n    judged on every event\n');
  });

  it("shows the path tree by indentation", () => {
    expect(
      disassembled('a.b exists and a.b.c[2] is_null and a~.b is_truthy and some l[*] as x: (x.k == "v")'),
    ).toContain(
      [
        "paths",
        "  $ (node 1)",
        "    a (node 2)",
        "      b (node 3)",
        "        c (node 4)",
        "          [2] (node 5)",
        "    a~ (node 6, deferred)",
        "      b (node 7)",
        "    l (node 8)",
        "  l[*] (node 9, element of level 1)",
        "    k (node 10)",
        "",
      ].join("\n"),
    );
  });

  it("prints code that rules share once", () => {
    const rules = ["A", "B"].map((id) => ({ id, condition: parseCondition("not a exists and not b exists") }));
    const text = disassemble(compile(rules).program.bytes);
    expect(text).toContain('  rule 1 "B": code 4\n    judged on every event\n    (printed above)\n');
  });

  it("cuts long texts and lists", () => {
    const values = Array.from({ length: 100 }, (_, i) => `"${i}${"x".repeat(1000)}"`);
    const text = disassembled(`a in [${values.join(", ")}]`);
    expect(text).toContain("… 80 more");
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThan(500);
  });

  it("lets no text steer a terminal", () => {
    const text = disassembled('a == "\\u001b[31m\\u009b\\u202e\\n" and b == "\\ud800"', "\u001b]0;x\u0007");
    expect(text).not.toMatch(/[^\n\u0020-\u007e…]/);
    expect(text).toContain('"\\u001b[31m\\u009b\\u202e\\n"');
    expect(text).toContain('b"\\xed\\xa0\\x80"');
  });

  it("does without metadata that it cannot read", () => {
    const draft = new Draft(sampleProgram());
    const end = draft.sectionEnd(layout.SECTION_META);
    draft.bytes.fill(0x5b, end - 40, end);
    expect(disassemble(seal(draft.bytes))).toContain("  rule 0: code");
  });

  it("refuses what verify refuses", () => {
    const bytes = sampleProgram().slice();
    bytes[200] = (bytes[200] as number) ^ 1;
    expect(() => disassemble(bytes)).toThrow(/^header: expected the checksum/);
  });
});
