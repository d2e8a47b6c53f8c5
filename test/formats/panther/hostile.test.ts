import { describe, expect, it } from "vitest";
import { loadPack, rulesOf } from "../../../src/formats/panther/index.js";
import { judge, rule, runnerOf } from "./judge.js";
import { helperFiles, ruleFiles, writePack } from "./pack.js";

describe("hostile packs", () => {
  const deep = (python: string) => judge(python, { a: 1 });

  it.each<[string, string, string]>([
    ["an endless loop", "def rule(event):\n    while True:\n        pass\n", "expected at most 1000000 steps"],
    ["endless recursion", "def rule(event):\n    return rule(event)\n", "expected at most 200 calls inside each other"],
    ["a huge text", rule("'a' * 10**9"), "expected at most 33554432 characters and elements to be made"],
    [
      "a growing text",
      "def rule(event):\n    s = 'a'\n    for _ in range(100):\n        s += s\n",
      "expected at most 33554432 characters",
    ],
    ["a huge integer", rule("10 ** 10 ** 9"), "expected integers of at most 1048576 bits"],
    ["a huge shift", rule("1 << 10 ** 9"), "expected integers of at most 1048576 bits"],
    ["a huge list", rule("[0] * 10**9"), "expected at most 33554432 characters and elements to be made"],
    ["a long range", rule("sum(range(10**9))"), "expected at most 1000000 steps"],
    ["a wide format", rule("f'{1:>{10**9}}'"), "expected a width of at most 100000"],
    [
      "work on long texts",
      "def rule(event):\n    s = 'a' * 10**6\n    while True:\n        s.lower()\n",
      "expected at most 1000000 steps",
    ],
    [
      "searches of long texts",
      "def rule(event):\n    s = 'a' * 10**6\n    while True:\n        'b' in s\n",
      "expected at most 1000000 steps",
    ],
    ["long division", rule("(1 << 10**6) % ((1 << 500000) + 1)"), "expected at most 1000000 steps"],
    ["a long field", rule("('{0' + '[' * 10**6 + '}').format(1)"), "expected a field of at most 1000 characters"],
    [
      "a long time",
      `import datetime\n${rule("datetime.datetime.strptime(' ' * 10**6, '%d ')")}`,
      "expected a time of at most 256",
    ],
    ["exec", rule("exec('1')"), "exec() is not supported"],
    ["eval", rule("eval('1')"), "eval() is not supported"],
    ["__import__", rule("__import__('os')"), "__import__() is not supported"],
    [
      "a class's insides",
      rule("().__class__.__bases__[0].__subclasses__()"),
      "the attribute __subclasses__ is not supported",
    ],
    ["a function's globals", rule("rule.__globals__"), "the attribute __globals__ is not supported"],
    ["getattr of insides", rule("getattr(rule, '__globals__')"), "the attribute __globals__ is not supported"],
    ["format of insides", rule("'{0.__class__}'.format(event)"), "the attribute __class__ is not supported"],
    ["a file", rule("open('/etc/passwd')"), "open() is not supported"],
    ["lookahead", `import re\n${rule("re.match('(?=a)', 'a')")}`, "lookahead and lookbehind are not supported"],
    ["a back-reference", `import re\n${rule("re.match(r'(a)\\1', 'aa')")}`, "back-references are not supported"],
    ["a with statement", "def rule(event):\n    with event: pass\n", "with statement is not supported"],
  ])("%s is refused", (_name, python, message) => {
    expect(deep(python)).toContain(`refused: `);
    expect(deep(python)).toContain(message);
  });

  it("a list that doubles is not copied for ever", () => {
    const python =
      "import copy\nX = []\nfor i in range(60):\n    X = [X, X]\ndef rule(event):\n    return copy.deepcopy(X)\n";
    expect(judge(python, {})).toBe("refused: expected at most 1000000 steps");
  });

  it.each([
    ["a list", "[event.get('b')]", "x + x"],
    ["a text", "'a'", "x + x"],
    ["an integer", "3", "x * x"],
  ])("%s that doubles is left to the interpreter", (_name, first, next) => {
    const python = `def rule(event):\n    x = ${first}\n${`    x = ${next}\n`.repeat(60)}    return x == event.get('a')\n`;
    expect(rulesOf(loadPack(writePack(ruleFiles({ python }))))[0]?.lane).toBe("guarded");
    expect(judge(python, {})).toContain("refused: expected ");
  });

  it.each([
    ["operands", rule(Array.from({ length: 9_000 }, (_, at) => `event.get('k${at}') == ${at}`).join(" or "))],
    [
      "branches",
      `def rule(event):\n    if event.get('a') == 0: return False\n${Array.from({ length: 9_000 }, (_, at) => `    elif event.get('a') == -${at}: return False\n`).join("")}`,
    ],
  ])("thousands of %s in a row leave a rule without a guard", (_name, python) => {
    const [found] = rulesOf(loadPack(writePack(ruleFiles({ python }))));
    expect(found?.lane).toBe("guarded");
    expect(found?.unguarded).toBe(true);
    expect(found?.obstacles.map(({ construct }) => construct)).toEqual([
      "more branches or operands than can be followed",
    ]);
  });

  it("an exponential regular expression takes linear time", () => {
    const python = `import re\n${rule("re.match('(a*)*b', 'a' * 5000)")}`;
    expect(judge(python, {})).toBe(false);
  });

  it.each([
    ["float('1' * 10**6 + 'x')", "error: ValueError: could not convert string to float"],
    ["(('a' + ' ' * 10**6) * 2 + 'b').rstrip() == ''", false],
    ["'%(' * 10**5 % {} == ''", "error: ValueError"],
  ])("%s takes linear time", (body, expected) => {
    const started = performance.now();
    const verdict = judge(rule(body), {});
    expect(typeof verdict === "string" ? verdict.slice(0, String(expected).length) : verdict).toBe(expected);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it("modules that import each other in a circle are refused, the rest works", () => {
    const runner = runnerOf({
      ...helperFiles("one", "from two import x\ny = 1\n"),
      ...helperFiles("two", "from one import y\nx = 1\n"),
      ...ruleFiles({ id: "Bad", python: `import one\n${rule("True")}` }),
      ...ruleFiles({ id: "Good", python: rule("True") }),
    });
    expect(runner.pack.detections.map((detection) => runner.load(detection))).toMatchObject([
      { kind: "refused", message: "modules import each other: one -> two -> one" },
      { detection: { spec: { id: "Good" } } },
    ]);
  });

  it("a Filename that leads out of the pack is refused", () => {
    const spec = (filename: string) =>
      `AnalysisType: rule\nRuleID: ${filename}\nSeverity: Low\nFilename: ${filename}\n`;
    const { diagnostics, detections } = loadPack(
      writePack({
        "a.yml": spec("../../etc/passwd.py"),
        "b.yml": spec("/etc/passwd.py"),
        "c.yml": spec("x/../../pack-0/a.py"),
      }),
    );
    expect(diagnostics.map(({ code }) => code)).toEqual(["path-outside", "path-outside", "path-outside"]);
    expect(detections).toEqual([]);
  });

  it("imports cannot name a path", () => {
    expect(judge(`import os.environ\n${rule("True")}`, {})).toBe(true);
    expect(judge(`from .. import secrets\n${rule("True")}`, {})).toBe(
      "refused: an import relative to a package is not supported",
    );
  });
});
