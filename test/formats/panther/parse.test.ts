import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../../src/diagnostic.js";
import type { Module } from "../../../src/formats/panther/python/ast.js";
import { parsePython } from "../../../src/formats/panther/python/parse.js";
import { Source } from "../../../src/text/source.js";

const parse = (text: string): Module | Diagnostic => parsePython(new Source("rule.py", text));

function accepted(text: string): Module {
  const found = parse(text);
  if (!("body" in found)) throw new Error(found.message);
  return found;
}

/** `code line:column message` of what a text is refused with; "accepted" if it is not. */
function refusal(text: string): string {
  const found = parse(text);
  return "body" in found ? "accepted" : `${found.code} ${found.span?.line}:${found.span?.column} ${found.message}`;
}

describe("Python that is refused", () => {
  it.each([
    ["x = (1,\n", 'python-syntax 1:5 expected a ")" for this bracket, found the end'],
    ["x = (1]\n", 'python-syntax 1:7 expected ")", found "]"'],
    ["def f(:): pass\n", 'python-syntax 1:7 expected a name, found ":"'],
    ["if a:\nb\n", 'python-syntax 2:1 expected an indented block, found "b"'],
    ["if a:\n    b\n  c\n", "python-syntax 3:1 expected the indentation of a block around this line"],
    ["a\n  b\n", "python-syntax 2:1 expected a line that is not indented, found an indented line"],
    ["if a:\n\tb\n        c\n", "python-syntax 3:1 expected tabs and spaces to be used alike in one block"],
    ["print 'x'\n", "python-syntax 1:7 expected the end of the statement, found \"'x'\""],
    ["a <> b\n", 'python-syntax 1:4 expected an expression, found ">"'],
    ["return 1\n", 'python-syntax 1:1 expected a function around "return"'],
    ["break\n", 'python-syntax 1:1 expected a loop around "break"'],
    ["f() = 1\n", "python-syntax 1:1 expected something that can be assigned to"],
    ["'abc\n", "python-syntax 1:1 expected the string to end with ', found no such end"],
    ["f'{a'\n", "python-syntax 1:5 expected the string to end with ', found no such end"],
    ["f'{a", 'python-syntax 1:3 expected "}" to end the field'],
    ["f'{}'\n", "python-syntax 1:3 expected an expression in the field"],
    ["f'{a b}'\n", 'python-syntax 1:6 expected the end of the field, found "b"'],
    ["f(a=1, a=2)\n", "python-syntax 1:8 expected each argument once, found a again"],
    ["f(a=1, b)\n", "python-syntax 1:8 expected the positional arguments before the named ones"],
    ["def f(a, a): pass\n", "python-syntax 1:10 expected each parameter once, found a again"],
    ["def f(a=1, b): pass\n", "python-syntax 1:12 expected a default, as the parameter before has one"],
    ["x = 012\n", "python-syntax 1:5 expected no zero before the digits of a number"],
    ["x = 1 $ 2\n", 'python-syntax 1:7 expected Python, found "$"'],
    ["try:\n  a\nb\n", 'python-syntax 3:1 expected "except" or "finally", found "b"'],
    [`x = ${"9".repeat(5000)}\n`, "python-syntax 1:5 expected at most 4,300 digits"],
  ])("%j", (text, message) => {
    expect(refusal(text)).toBe(message);
  });
});

describe("hostile Python", () => {
  const times = (count: number, text: string) => text.repeat(count);
  it.each<[string, string]>([
    ["1 MB of one expression", `x = ${times(500_000, "1+")}1\n`],
    ["a long sum", `x = ${times(100_000, "1+")}1\n`],
    ["brackets", `x = ${times(100_000, "(")}1${times(100_000, ")")}\n`],
    ["brackets that nothing closes", times(100_000, "[")],
    ["nots", `x = ${times(100_000, "not ")}a\n`],
    ["signs", `x = ${times(200_000, "-")}a\n`],
    ["powers", `x = ${times(100_000, "a**")}a\n`],
    ["lambdas", `x = ${times(50_000, "lambda:")}a\n`],
    ["ternaries", `x = ${times(40_000, "a if b else ")}c\n`],
    ["attributes", `x = a${times(100_000, ".a")}\n`],
    ["calls", `x = a${times(100_000, "()")}\n`],
    ["blocks", Array.from({ length: 1_000 }, (_, depth) => `${times(depth, " ")}if a:\n`).join("")],
    ["f-strings", `x = ${times(5_000, "f'{")}${times(5_000, "}'")}\n`],
    ["patterns", `match a:\n  case ${times(50_000, "[")}b${times(50_000, "]")}: pass\n`],
    ["parentheses times chains", `x = ${times(100, "(")}1${times(100, `${times(100, "+1")})`)}\n`],
  ])("%s: a diagnostic, in time", (_name, text) => {
    const started = performance.now();
    expect(refusal(text)).toMatch(/^(nesting-too-deep|file-too-large|python-syntax) \d/);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it.each([
    [900, "nesting-too-deep 102:1 expected at most 100 blocks inside each other"],
    [10_000, "file-too-large 1:1 expected at most 524288 characters of Python, found 50065005"],
  ])("%i nested ifs", (count, message) => {
    let text = "";
    for (let depth = 0; depth < count; depth++) text += `${" ".repeat(depth)}if a:\n`;
    expect(refusal(`${text}${" ".repeat(count)}pass\n`)).toBe(message);
  });

  it("long lists and chains of elif are no depth", () => {
    expect(refusal(`x = [${"1, ".repeat(50_000)}]\n`)).toBe("accepted");
    expect(refusal(`if a: b\n${"elif a: b\n".repeat(10_000)}`)).toBe("accepted");
    expect(refusal(`x = ${"a or ".repeat(50_000)}b\n`)).toBe("accepted");
  });
});

describe("Python that is read", () => {
  it("places nodes by line and column", () => {
    const [first] = accepted("x = f(\n  a.b,\n)\n").body;
    expect(first).toMatchObject({
      type: "assign",
      at: { line: 1, column: 1, endLine: 3, endColumn: 2 },
      value: { args: [{ type: "attribute", at: { line: 2, column: 3, endLine: 2, endColumn: 6 } }] },
    });
  });

  it("keeps what nothing runs apart by name", () => {
    const { body } = accepted("with a as (b, c), d:\n  pass\nfrom x import *\nasync def f(): pass\n");
    expect(body).toMatchObject(
      ["with statement", "import *", "async def"].map((construct) => ({ type: "unsupported", construct })),
    );
  });

  it("tells integers from floats", () => {
    expect(accepted("x = 1, 1.0, 0x10, 9007199254740993\n").body[0]).toMatchObject({
      value: { items: [{ value: 1n }, { value: 1 }, { value: 16n }, { value: 9007199254740993n }] },
    });
  });

  it("takes CRLF, a byte order mark, tabs and no newline at the end", () => {
    expect(accepted("\uFEFFif a:\r\n\tb = '''x\r\ny'''\r\n\r\n# c").body).toMatchObject([
      { branches: [{ body: [{ value: { value: "x\ny" } }] }] },
    ]);
  });
});
