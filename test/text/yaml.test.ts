import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../src/diagnostic.js";
import { locate, type YamlNode, type YamlString } from "../../src/text/node.js";
import { LineIndex, Source } from "../../src/text/source.js";
import { defaultYamlLimits, readYaml, type YamlLimits } from "../../src/text/yaml.js";

function read(text: string, limits: Partial<YamlLimits> = {}) {
  const diagnostics: Diagnostic[] = [];
  const source = new Source("f.yml", text);
  const roots = [...readYaml(source, (d) => diagnostics.push(d), { ...defaultYamlLimits, ...limits })];
  const found = diagnostics.map(({ code, span }) => `${span?.line}:${span?.column} ${code}`);
  return { source, roots, values: roots.map(value), damaged: roots.map((root) => root.damaged), found };
}

/** The node as a plain value; numbers as `{ number: text }`. */
function value(node: YamlNode): unknown {
  switch (node.type) {
    case "mapping":
      return Object.fromEntries(node.entries.map(({ key, value: child }) => [key.value, value(child)]));
    case "sequence":
      return node.items.map(value);
    case "number":
      return { number: node.text };
    case "null":
      return null;
    default:
      return node.value;
  }
}

describe("values", () => {
  test.each<[string, unknown]>([
    ["no", "no"],
    ["on", "on"],
    ["'1'", "1"],
    ["2024-05-14", "2024-05-14"],
    ["12:30:45", "12:30:45"],
    ["1_000", "1_000"],
    ["True", true],
    ["false", false],
    ["~", null],
    ["NULL", null],
    ["9007199254740993", { number: "9007199254740993" }],
    ["1.10", { number: "1.10" }],
    ["0x1F", { number: "0x1F" }],
    ["-.inf", { number: "-.inf" }],
    ["!!str 12", "12"],
    ["! 12", "12"],
    ["!!int 12", { number: "12" }],
    ['"\\ud800"', "\ud800"],
    ['"\\ud83d\\ude00 \\U0001F600"', "😀 😀"],
    ["&a x", "x"],
    ["[&a [1], *a]", [[{ number: "1" }], [{ number: "1" }]]],
    ["[&a x, &a y, *a]", ["x", "y", "y"]],
    ["{a: , b}", { a: null, b: null }],
    ['{\t"a":\t["b"]\n}', { a: ["b"] }],
    ["? a\n? b", { a: null, b: null }],
    ['"<<": x', { "<<": "x" }],
    [
      "{__proto__: 1, constructor: 2}",
      Object.fromEntries([
        ["__proto__", { number: "1" }],
        ["constructor", { number: "2" }],
      ]),
    ],
  ])("%s", (text, expected) => {
    const { values, damaged, found } = read(text);
    expect({ values, damaged, found }).toEqual({ values: [expected], damaged: [false], found: [] });
  });
});

describe("documents", () => {
  test.each<[string, string, unknown[]]>([
    ["nothing", "", []],
    ["comments", "# a\n---\n# b\n---\n...\n", []],
    ["several", "a\n---\nb\n...\nc\n--- d\n", ["a", "b", "c", "d"]],
    ["with a directive of version 1.2", "%YAML 1.2\n---\na\n...\n%YAML 1.2\n# comment\n\r\n---\nb", ["a", "b"]],
    ["with marks inside strings", "|\n  ---\n  a\n---\n'x --- y'\n", ["---\na\n", "x --- y"]],
    ["CRLF", "a: |\r\n  b\r\n---\r\nc\r\n", [{ a: "b\n" }, "c"]],
  ])("%s", (_, text, expected) => {
    const { values, found } = read(text);
    expect({ values, found }).toEqual({ values: expected, found: [] });
  });

  test.each<[string, string, string[], unknown[]]>([
    ["an open bracket", "a\n---\nb: [x\n---\nc", ["4:1 yaml-syntax"], ["a", "c"]],
    ["an open quote", 'a\n---\nb: "x\n---\nc', ["4:1 yaml-syntax"], ["a", "c"]],
    ["an open brace, then a directive", "a: {x\n...\n%YAML 1.2\n---\nc", ["2:1 yaml-syntax"], ["c"]],
    ["another version", "%YAML 1.1\n---\nyes\n---\nb", ["1:1 yaml-directive"], ["b"]],
    ["another version after a blank line", "a\n...\n%YAML 1.1\n\r\n---\nyes", ["3:1 yaml-directive"], ["a"]],
    ["tag handles", "%TAG !e! tag:example.org,2024:\n---\na\n---\nb", ["1:1 yaml-directive"], ["b"]],
    ["a control character", "a\n---\nb\u001b[31m\n---\nc", ["3:2 yaml-syntax"], ["a", "c"]],
    ["nesting", `a\n---\n${"[".repeat(1e5)}\n---\nc`, ["3:129 nesting-too-deep"], ["a", "c"]],
    ["nesting of blocks", `a\n---\n${"- ".repeat(1e5)}\n---\nc`, ["3:257 nesting-too-deep"], ["a", "c"]],
  ])("damage by %s does not reach the next one", (_, text, expectedFound, expected) => {
    const { roots, found } = read(text);
    expect(found).toEqual(expectedFound);
    expect(roots.filter((root) => !root.damaged).map(value)).toEqual(expected);
  });

  test("a list keeps the items before a syntax error", () => {
    const { roots } = read("- a\n- [b\n- c\n");
    expect(roots[0]?.type === "sequence" && roots[0].items.map((item) => item.damaged)).toEqual([false, true, true]);
  });
});

describe("problems", () => {
  test.each([
    ["a: 1\nb: 2\na: 3", "3:1 duplicate-key"],
    ["a: {b: 1, 'b': 2}", "1:11 duplicate-key"],
    ["1: a", "1:1 yaml-key"],
    ["true: a", "1:1 yaml-key"],
    ["? [a]\n: b", "1:3 yaml-key"],
    ["- &a b\n- *a : c", "2:3 yaml-key"],
    ["<<: {a: b}", "1:1 yaml-key"],
    ["a: *b", "1:4 unknown-alias"],
    ["a: &b [*b]", "1:8 unknown-alias"],
    ["- &a x\n---\n- *a", "3:3 unknown-alias"],
    ["!!js/function 'x'", "1:15 yaml-tag"],
    ["!!binary aGk=", "1:10 yaml-tag"],
    ["!!set {a}", "1:7 yaml-tag"],
    ["!local {a: b}", "1:8 yaml-tag"],
    ["!!int x", "1:7 yaml-tag"],
    ["!!map [a]", "1:7 yaml-tag"],
  ])("%j has %s", (text, expected) => {
    const { roots, found } = read(text);
    expect(found).toEqual([expected]);
    expect(roots.at(-1)?.damaged).toBe(true);
  });

  test("an alias shares the damage of its anchor", () => {
    const { roots } = read("- &a {b: 1, b: 2}\n- c\n- *a\n");
    expect(roots[0]?.type === "sequence" && roots[0].items.map((item) => item.damaged)).toEqual([true, false, true]);
  });
});

describe("limits", () => {
  /** Each level holds ten of the level below. */
  const bomb = Array.from({ length: 12 }, (_, level) => {
    const item = level === 0 ? "x" : `*a${level - 1}`;
    return `- &a${level} [${Array.from({ length: 10 }, () => item).join(", ")}]`;
  }).join("\n");

  test("aliases stop when they stand for too much text", () => {
    const { roots, found } = read(bomb);
    expect(found).toEqual(["6:23 alias-limit"]);
    expect(roots[0]?.damaged).toBe(true);
  });

  test("aliases count across the documents of a file", () => {
    const text = Array.from({ length: 4 }, () => `- &a ${"x".repeat(400)}\n- *a\n`).join("---\n");
    expect(read(text, { maxAliasChars: 1604 }).found).toEqual([]);
    expect(read(text, { maxAliasChars: 1603 }).found).toEqual(["11:3 alias-limit"]);
  });

  test("aliases cannot nest deeper than brackets", () => {
    const text = `- &a ${"[".repeat(100)}${"]".repeat(100)}\n- ${"[".repeat(28)}*a${"]".repeat(28)}`;
    expect(read(text).found).toEqual(["2:31 nesting-too-deep"]);
    expect(read(text.replace("[*a]", "*a")).found).toEqual([]);
  });

  test.each<[string, string, Partial<YamlLimits>, string[]]>([
    ["characters", "abcdef", { maxSize: 5 }, ["1:1 file-too-large"]],
    ["documents", "a\n---\nb\n---\nc", { maxDocuments: 2 }, ["4:1 too-many-documents"]],
    ["tokens", "a\n---\n[b, c, d]\n---\ne", { maxTokens: 10 }, ["2:1 too-many-tokens"]],
    ["tokens of the last document", "[b, c, d, e]", { maxTokens: 10 }, ["1:1 too-many-tokens"]],
    ["levels", "[[[]]]", { maxDepth: 2 }, ["1:3 nesting-too-deep"]],
  ])("more %s than allowed", (_, text, limits, expected) => {
    expect(read(text, limits).found).toEqual(expected);
  });

  test.each([
    ["errors", "[,,,,", ","],
    ["closing brackets", "", "]"],
    ["keys", "{", "k: v, "],
    ["anchors", "[", "&a x, "],
    ["blank and comment lines", "a:\n", "\n  # c\n"],
    ["documents", "", "---\n"],
    ["quotes", "", '"\n'],
  ])(
    "30,000 %s are read in seconds",
    (_, start, unit) => {
      const { roots, found } = read(start + unit.repeat(30_000));
      expect(roots.length + found.length).toBeGreaterThan(0);
    },
    30_000,
  );
});

describe("locate", () => {
  /** Finds the character `@` of a string's value in the source. */
  function find(text: string): string {
    const { source, roots } = read(text);
    const root = roots[0];
    const node = (root?.type === "mapping" ? root.entries[0]?.value : root) as YamlString;
    const at = locate(source, node, new LineIndex(node.value).position(node.value.indexOf("@")));
    const { line, column } = source.lines.position(at);
    return `${line}:${column}`;
  }

  test.each([
    ["plain", "a: b c @", "1:8"],
    ["single quotes", "a: 'it''s ''@'", "1:13"],
    ["double quotes", 'a: "\\t\\"\\x41\\u0041\\U0001F600\\/@"', "1:31"],
    ["a literal block", "a: |\n  b\n    c @\n", "3:7"],
    ["a literal block after blank lines", "a: |\n\n  b\n\n  @\n", "5:3"],
    ["a literal block with an indentation indicator", "a: |1-\n   b @", "2:6"],
    ["a literal block with a comment", "a: | # note\n  @\n", "2:3"],
    ["a literal block with CRLF", "a: |\r\n    b\r\n     @\r\n", "3:6"],
    ["a literal block of tabs", "a: |\n  \t@\n", "2:4"],
    ["an anchored, tagged literal block", "a: &x !!str |\n  b\n  @\n", "3:3"],
  ])("exact in %s", (_, text, expected) => {
    expect(find(text)).toBe(expected);
  });

  test.each([
    ["a folded block", "a: >\n  b\n  @\n", "1:4"],
    ["quotes over two lines", "a: 'b\n  @'", "1:4"],
    ["a plain string over two lines", "a: b\n  @", "1:4"],
  ])("the start of %s", (_, text, expected) => {
    expect(find(text)).toBe(expected);
  });

  test("the end of a literal block is after its last character", () => {
    const { source, roots } = read("a: |\n  bc\n\n\nd: e\n");
    const node = (roots[0]?.type === "mapping" ? roots[0].entries[0]?.value : undefined) as YamlString;
    expect(source.lines.position(locate(source, node, { line: 2, column: 1 }))).toEqual({ line: 2, column: 5 });
  });
});
