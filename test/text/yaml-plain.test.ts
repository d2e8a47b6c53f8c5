// yaml-plain.ts against the `yaml` package: where it reads a document, both have the same nodes at the same places.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../src/diagnostic.js";
import type { YamlNode } from "../../src/text/node.js";
import { Source } from "../../src/text/source.js";
import { defaultYamlLimits, readYaml } from "../../src/text/yaml.js";
import { readPlain } from "../../src/text/yaml-plain.js";

/** What the package says: a limit below two tokens a character keeps yaml-plain.ts out, and is not reached. */
function throughPackage(text: string) {
  const diagnostics: Diagnostic[] = [];
  const limits = { ...defaultYamlLimits, maxTokens: 2 * text.length };
  const roots = [...readYaml(new Source("f.yml", text), (d) => diagnostics.push(d), limits)];
  return { roots: roots.map((root) => comparable(root, text)), diagnostics };
}

function plain(text: string): YamlNode | undefined {
  return readPlain(text, 0, text.length, defaultYamlLimits.maxDepth);
}

/**
 * The node without what both may see differently: empty lines at the end of a block, the place of a null that is not written, and
 * how many characters an alias of these would stand for.
 */
function comparable(node: YamlNode, text: string): unknown {
  const { chars, ...rest } = node;
  if (isUnwritten(node)) return { ...rest, start: 0, end: 0 };
  const children =
    node.type === "sequence"
      ? node.items
      : node.type === "mapping"
        ? node.entries.flatMap(({ key, value }) => [key, value])
        : [];
  const end = endsUnwritten(node) ? 0 : text.slice(0, node.end).trimEnd().length;
  return { ...rest, end, entries: [], items: [], children: children.map((child) => comparable(child, text)) };
}

function isUnwritten({ type, start, end }: YamlNode): boolean {
  return type === "null" && start === end;
}

function endsUnwritten(node: YamlNode): boolean {
  const last =
    node.type === "sequence" ? node.items.at(-1) : node.type === "mapping" ? node.entries.at(-1)?.value : undefined;
  return last ? endsUnwritten(last) : isUnwritten(node);
}

function expectSame(text: string, found: YamlNode | undefined): void {
  const roots = [found && comparable(found, text)];
  expect({ text, ...throughPackage(text) }).toEqual({ text, roots, diagnostics: [] });
}

describe("is read without the package", () => {
  test.each<[string, string]>([
    ["a rule", "title: A rule\nid: 1-2\nlevel: low\n"],
    ["a mark of a document", "# x\n---\na: b\n"],
    ["no newline at the end", "a:\n  - b"],
    ["a list in the column of its key", "a:\n- b\n- c\nd: e\n"],
    ["a list of lists", "- - a\n  - b\n- - c\n"],
    ["mappings in lists", "- a: 1\n  b: 2\n- c:\n    d: 3\n"],
    ["types", "a: 1\nb: 0x1f\nc: true\nd: null\ne: ~\nf: .inf\ng: -1.5e3\nh: 1_0\ni: no\nj: +.5\nk: -\u00a01\n"],
    ["keys without values", "a:\nb:  \n\nc:\n"],
    ["quoted keys", "'a': 1\n\"b\\n\": 2\n"],
    ["quoted strings", "a: 'it''s'\nb: \"x\\ty\"\nc: 'a # b'\nd: \"\"\ne: ''\n"],
    ["strings over lines", "a: b\n  c\n\n  d - e\nf: 'g\n\n  h'\ni: \"j\\\n  k\"\nl:\n  m\n  n\n"],
    ["literal blocks", "a: |\n  b\n   c\n\n  d\n\nb: |-\n\n  e\n\n\nc: |\n  f"],
    ["folded blocks", "a: >\n  b\n  c\n\n  d\nb: >-\n  f\n   g\n  h\n"],
    ["blocks in lists", "- |\n  a\n- >-\n b\n"],
    ["lists on one line", "a: []\nb: {}\nc: [d, 'e, f', \"g\\n\", 1, a b ,null]\nh: [ ] # i\n"],
    ["comments behind values", "a: b # c\nd: # e\n  - f # g\n  - 'h' # i\n"],
    [
      "comments on lines of their own",
      "a:\n  - b\n  # c\n   # d\n  - e\n# f\n\n   # g\nh:\n  i: j\n # k\n  # l\nm: n\n  # o\n",
    ],
    ["comments at the end", "a:\n  b:\n    - c\n      # d\n\n    # e\n   # f\n"],
    ["characters that are none of YAML's inside", "a: b-c:d#e,[f]{g}&h*i!j|k>l%m@n`o\"p'q?\n"],
    ["JSON", '{ "a": [1, {"b": null}],\n  "c": "d\\u00e9" # e\n  , }\n'],
    ["lists over lines", "a: [b,\n  c # d\n  ]\ne: {f: g,\n h: i}\n"],
    ["an explicit key", "? a\n: b\n"],
    ["a block with an indentation of its own", "a: |2\n   b\nc: >-1 # d | e\n  f\n"],
    ["a block that keeps its lines", "a: |+\n  b\n\nc: d\n"],
    ["an empty element", "- a\n-\n- b\n"],
    ["tabs before values", "a:\tb\n"],
    ["returns", "a: b\r\nc:\r\n  - d\r\n"],
    ["a scalar alone", "a\n"],
    ["paths", "a: -a\nb: --b\nc: \\c\nd: /d:e\ne: :\\f\n?g: ?h\n:i: '::'\n"],
  ])("%s", (_, text) => {
    const found = plain(text);
    expect(found).toBeDefined();
    expectSame(text, found);
  });
});

describe("is left to the package", () => {
  test.each<[string, string]>([
    ["anchors", "a: &b c\nd: *b\n"],
    ["tags", "a: !!str 1\n"],
    ["directives", "%YAML 1.2\n---\na: b\n"],
    ["a key twice", "a: 1\na: 2\n"],
    ["a key that is no string", "1: a\n"],
    ["a key that is a list", "? [a]\n: b\n"],
    ["a merge key", "<<: a\n"],
    ["a mapping behind a key", "a: b: c\n"],
    ["a list behind a key", "a: - b\n"],
    ["a tab as indentation", "a:\n\tb: c\n"],
    ["a line too far left", "a:\n    b: 1\n  c: 2\n"],
    ["a line too far right", "a: 1\n  b: 2\n"],
    ["a string without an end", "a: 'b\n"],
    ["text behind a string", "a: 'b' c\n"],
    ["an escape that is none", 'a: "\\q"\n'],
    ["a list without an end", "a: [b\n"],
    ["an end of the document", "a: b\n...\n"],
    ["two documents", "a: b\n...\nc: d\n"],
    ["nothing", "# a\n"],
  ])("%s", (_, text) => {
    expect(plain(text)).toBeUndefined();
  });

  test("what is nested too deep", () => {
    const nested = (levels: number) => `${"- ".repeat(levels)}a\n`;
    expect(plain(nested(40))).toBeDefined();
    expect(readPlain(nested(40), 0, nested(40).length, 39)).toBeUndefined();
    expect(plain(nested(5_000))).toBeUndefined();
  });
});

const word = fc.constantFrom(
  "a",
  "b c",
  "e:f",
  "g#h",
  "'i'",
  '"j"',
  "'k''l'",
  '"m\\nn"',
  "1",
  "0x1",
  "true",
  "~",
  "-o",
  "p ",
  "[]",
  "{}",
  "[r, s]",
  "['t', 2]",
  "é",
  "\\",
  "'u # v' ",
);
const odd = fc.constantFrom(
  "&a b",
  "*a",
  "!a b",
  "'a",
  '"',
  "- y",
  "a: b",
  "a : b",
  "| ",
  "|2",
  "|+",
  "?",
  "%",
  "\ta",
  "[a",
  "]",
  "a\tb",
  "",
  "#",
  "<<",
  "---",
  "...",
);
const comment = fc.constantFrom("# x", " # y", "#", "    #z: 1", "   # - v", "  # w", "      # u", "");
const behind = fc.constantFrom("", "", "", " # c", "  ", "# d");

type Lines = readonly string[];
const shift = (lines: Lines, by: number): Lines => lines.map((line) => (line === "" ? "" : " ".repeat(by) + line));
/** What follows a key or a dash: on its line, and below. */
type Value = { readonly line: string; readonly below: Lines };

const { mapping, list } = fc.letrec<{ value: Value; mapping: Lines; list: Lines }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthIdentifier: "yaml" },
    { weight: 4, arbitrary: fc.tuple(word, behind).map(([text, end]) => ({ line: text + end, below: [] })) },
    { weight: 1, arbitrary: fc.tuple(word, word).map(([line, next]) => ({ line, below: ["", `  ${next}`] })) },
    { weight: 1, arbitrary: fc.constant({ line: "", below: [] }) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom("|", ">", "|-", ">-"), fc.array(fc.oneof(word, comment), { maxLength: 4 }), fc.nat(3))
        .map(([line, lines, by]) => ({ line, below: shift(lines, by + 1) })),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(tie("mapping"), fc.nat(2), behind)
        .map(([lines, by, line]) => ({ line, below: shift(lines, by + 1) })),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(tie("list"), fc.nat(2), behind)
        .map(([lines, by, line]) => ({ line, below: shift(lines, by) })),
    },
  ),
  mapping: fc
    .array(fc.tuple(fc.constantFrom(": ", ":  "), tie("value")), { minLength: 1, maxLength: 3 })
    .map((entries) =>
      entries.flatMap(([colon, { line, below }], index) => [`${"abc"[index]}${colon}${line}`.trimEnd(), ...below]),
    ),
  list: fc
    .array(fc.oneof({ weight: 2, arbitrary: tie("value") }, { weight: 1, arbitrary: tie("mapping") }), {
      minLength: 1,
      maxLength: 3,
    })
    .map((items) =>
      items.flatMap((item) => {
        if ("line" in item) return [`- ${item.line}`.trimEnd(), ...shift(item.below, 1)];
        return shift(item as Lines, 2).map((line, index) => (index === 0 ? `-${line.slice(1)}` : line));
      }),
    ),
}));

const change = fc.record({
  at: fc.nat(30),
  how: fc.oneof({ weight: 8, arbitrary: comment }, { weight: 1, arbitrary: odd }),
  column: fc.nat(6),
});

/** A document with lines put in, most of them comments, and now and then what makes it another document or none. */
const text = fc
  .tuple(fc.oneof(mapping, list), fc.array(change, { maxLength: 4 }), fc.constantFrom("\n", "", "\n\n", "\n  "))
  .map(([whole, changes, end]) => {
    const lines = [...whole];
    for (const { at, how, column } of changes) lines.splice(at % (lines.length + 1), 0, " ".repeat(column) + how);
    const left = Math.min(...lines.filter((line) => line.trim() !== "").map((line) => line.search(/\S/)));
    return lines.map((line) => line.slice(Math.min(left, line.search(/\S|$/)))).join("\n") + end;
  });

test("has the nodes of the package wherever it reads a document", () => {
  let read = 0;
  fc.assert(
    fc.property(text, (sample) => {
      const found = plain(sample);
      if (!found) return;
      read++;
      expectSame(sample, found);
    }),
    { numRuns: 4_000, seed: 1 },
  );
  expect(read).toBeGreaterThan(500);
});
