import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test, vi } from "vitest";
import { problem } from "../../src/cli/commands/test.js";
import { BROKEN, folder, parseLines, RULES, sluice } from "./run.js";

vi.setConfig({ testTimeout: 60_000 });

const LOG = '{"name":"start"}\n\n[1]\n{"name":"stop","n":1}\n{"name":"x","n":1,}\n';
const FAILING = `id: Failing
condition: name == "stop"
tests:
  - { name: wrong, expected: false, event: { name: stop } }
  - { name: wrong too, expected: true, event: { name: start } }
`;

const at = folder({
  "rules.yml": RULES,
  "failing.yml": FAILING,
  "broken.yml": BROKEN,
  "disabled.yml": FAILING.replace("condition", "enabled: false\ncondition"),
  "empty.yml": "",
  "log.ndjson": LOG,
  "log.gz": gzipSync(LOG),
  "empty.ndjson": "\n",
});

describe("test", () => {
  test("lists each test, and ends with 0 if all pass", async () => {
    const { code, stdout, stderr } = await sluice(["test", at("rules.yml")]);
    expect(stdout).toBe("Stop\n  ✓ stopped\n  ✓ started\n");
    expect(stderr).toBe("2 rules, 2 tests: 2 passed, 0 failed; 1 rule without tests\n");
    expect(code).toBe(0);
  });

  test("says what is wrong, and ends with 1 if one fails", async () => {
    const { code, stdout, stderr } = await sluice(["test", at("rules.yml"), at("failing.yml")]);
    expect(stdout).toContain("  ✗ wrong: expected no match, found one\n");
    expect(stdout).toContain("  ✗ wrong too: expected a match, found none\n");
    expect(stderr).toContain("4 tests: 2 passed, 2 failed");
    expect(code).toBe(1);
  });

  test("tests disabled rules", async () => {
    const { code, stderr } = await sluice(["test", at("disabled.yml")]);
    expect(stderr).toContain("2 failed");
    expect(code).toBe(1);
  });

  test.each([
    ["beside others", ["rules.yml", "broken.yml"], "2 passed, 0 failed; 1 error in the rules"],
    ["alone", ["broken.yml"], "0 tests"],
  ])("a refused rule fails the pack: %s", async (_, packs, message) => {
    const { code, stderr } = await sluice(["test", ...packs.map(at)]);
    expect(stderr).toContain("error[invalid-condition]");
    expect(stderr).toContain(message);
    expect(code).toBe(1);
  });

  test("--json is one object a test", async () => {
    const { stdout } = await sluice(["test", "--json", at("failing.yml"), at("rules.yml")]);
    const [first, , third] = parseLines(stdout);
    expect(first).toEqual({
      rule: "Failing",
      test: "wrong",
      expected: false,
      matcher: true,
      oracle: true,
      passed: false,
      reason: "expected no match, found one",
    });
    expect(third).toEqual({
      rule: "Stop",
      test: "stopped",
      expected: true,
      matcher: true,
      oracle: true,
      passed: true,
    });
  });

  test.each([
    [{ expected: true, matcher: true, oracle: true }, undefined],
    [{ expected: false, matcher: false, oracle: false }, undefined],
    [{ expected: true, matcher: true, oracle: false }, /^matcher and oracle differ: the matcher matches/],
    [{ expected: true, matcher: false, oracle: true }, /^matcher and oracle differ: the matcher does not match/],
    [{ expected: true, matcher: true, oracle: "expected JSON" }, /^not judged: .*the oracle says "expected JSON"/],
    [{ expected: false, matcher: "refused", oracle: "refused" }, /^not judged: /],
  ])("verdicts %j", (verdicts, expected) => {
    const found = problem({ rule: "R", test: "t", ...verdicts });
    if (expected === undefined) expect(found).toBeUndefined();
    else expect(found).toMatch(expected);
  });

  test("no rules at all is wrong usage", async () => {
    const { code, stderr } = await sluice(["test", at("empty.yml")]);
    expect(stderr).toContain("no rules in");
    expect(code).toBe(2);
  });
});

describe("explain", () => {
  const explain = ["explain", "-r", at("rules.yml"), "--rule", "Stop"];

  test.each([
    [
      "the first event",
      [at("log.ndjson")],
      `Stop does not match ${at("log.ndjson")}:1\n✗ name == "stop"  saw "start"\n`,
    ],
    ["a line", ["--line", "4", at("log.ndjson")], `Stop matches ${at("log.ndjson")}:4\n✓ name == "stop"  saw "stop"\n`],
    ["a line of gzip", ["--line", "4", at("log.gz")], `Stop matches ${at("log.gz")}:4\n✓ name == "stop"  saw "stop"\n`],
  ])("%s", async (_, args, expected) => {
    const { code, stdout } = await sluice([...explain, ...args]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expected });
  });

  test("standard input", async () => {
    const { stdout } = await sluice([...explain, "-"], { stdin: '{"name":null}' });
    expect(stdout).toBe('Stop does not match -:1\n✗ name == "stop"  saw null\n');
  });

  test.each([
    ["an empty line", ["--line", "2", at("log.ndjson")], "there is no event"],
    ["a line past the end", ["--line", "99", at("log.ndjson")], "there is no event"],
    ["a refused line", ["--line", "3", at("log.ndjson")], "refused: not-an-object"],
    ["a line that is no JSON", ["--line", "5", at("log.ndjson")], "[event-refused]"],
    ["a log without events", [at("empty.ndjson")], "has no event"],
    ["a missing log", [at("missing")], "ENOENT"],
  ])("%s ends with 2", async (_, args, message) => {
    const { code, stdout, stderr } = await sluice([...explain, ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });

  test("an unknown rule ends with 2 and names some that there are", async () => {
    const { code, stderr } = await sluice(["explain", "-r", at("rules.yml"), "--rule", "Stpo", at("log.ndjson")]);
    expect(stderr).toContain("no rule Stpo");
    expect(stderr).toContain("there are Stop, Big");
    expect(code).toBe(2);
  });
});

describe("bench", () => {
  test("reports figures that agree with each other", async () => {
    const { code, stdout } = await sluice(["bench", "-r", at("rules.yml"), "--json", at("log.ndjson")]);
    expect(code).toBe(0);
    const [report] = parseLines(stdout);
    // The last line is no JSON; whether it is judged is the matcher's to say, but it is never parsed.
    expect(report).toMatchObject({
      file: at("log.ndjson"),
      rules: 2,
      bytes: LOG.length,
      matches: 1,
      jsonParse: { events: 2 },
    });
    const { events, refused, eventsPerSecond, gigabytesPerSecond, ratio, stages } = report as {
      events: number;
      refused: number;
      eventsPerSecond: number;
      gigabytesPerSecond: number;
      ratio: { median: number; low: number; high: number };
      stages: { structure: number; rules: number; read: number };
    };
    expect(events + refused).toBe(4);
    expect((gigabytesPerSecond * 1e9) / eventsPerSecond).toBeCloseTo(LOG.length / events, 6);
    expect(ratio.low).toBeLessThanOrEqual(ratio.median);
    expect(ratio.median).toBeLessThanOrEqual(ratio.high);
    expect(stages.structure).toBeGreaterThan(0);
    expect(stages.read).toBeGreaterThan(0);
  });

  test("prints a table for people", async () => {
    const { code, stdout } = await sluice(["bench", "-r", at("rules.yml"), at("log.gz")]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Sluice +[\d,]+ events\/s, [\d.]+ GB\/s$/m);
    expect(stdout).toMatch(/^ratio +[\d.]+ times JSON.parse \([\d.]+ to [\d.]+\)$/m);
  });

  test("a log without events ends with 2", async () => {
    const { code, stderr } = await sluice(["bench", "-r", at("rules.yml"), at("empty.ndjson")]);
    expect(stderr).toContain("has no event");
    expect(code).toBe(2);
  });
});

describe("compile and disasm", () => {
  test("the same rules give the same bytes, which disasm prints", async () => {
    const first = await sluice(["compile", at("rules.yml"), "-o", at("first.sluice")]);
    const second = await sluice(["compile", at("rules.yml"), "-o", at("second.sluice")]);
    expect([first.code, second.code]).toEqual([0, 0]);
    const bytes = readFileSync(at("first.sluice"));
    expect(readFileSync(at("second.sluice")).equals(bytes)).toBe(true);
    expect(first.stderr).toBe(`${at("first.sluice")}: 2 rules, ${bytes.length.toLocaleString("en-US")} bytes\n`);
    const { code, stdout } = await sluice(["disasm", at("first.sluice")]);
    expect(stdout).toContain("Stop");
    expect(code).toBe(0);
  });

  test("--stats tells what each rule waits for, to people and as JSON", async () => {
    const { code, stdout } = await sluice(["compile", at("rules.yml"), "--stats"]);
    expect(stdout).toMatch(/^looked at +bytes +predicates +states +rule\n/);
    expect(stdout).toContain('texts: name in ["stop"]');
    expect(stdout).toMatch(/\n2 rules, [\d,]+ bytes; judged on every event: \d\n/);
    expect(code).toBe(0);
    const json = JSON.parse((await sluice(["compile", at("rules.yml"), "--stats", "--json"])).stdout);
    expect(json.rules).toHaveLength(2);
    expect(json.rules[0].access).toEqual([{ type: "texts", predicate: 'name in ["stop"]' }]);
  });

  test.each([
    ["the rest is written", [], 0],
    ["--fail-on-refused", ["--fail-on-refused"], 1],
  ])("a refused rule: %s", async (_, flags, expected) => {
    const out = at(`rest${flags.length}.sluice`);
    const { code, stderr } = await sluice(["compile", at("rules.yml"), at("broken.yml"), "-o", out, ...flags]);
    expect(stderr).toContain("broken.yml:3:");
    expect(stderr).toContain("1 error");
    expect(stderr).toContain("2 rules");
    expect(code).toBe(expected);
    expect(readFileSync(out).length).toBeGreaterThan(0);
  });

  test.each([
    ["no rule that compiles", ["compile", at("broken.yml"), "-o", at("none.sluice")], "no rules in"],
    ["no -o", ["compile", at("rules.yml")], "-o, --output"],
    ["a file that cannot be written", ["compile", at("rules.yml"), "-o", at("no/such/folder")], "cannot write"],
    ["disasm of what is no program", ["disasm", at("log.ndjson")], "[program-damaged]"],
    ["disasm of nothing", ["disasm", at("missing")], "cannot read the program"],
  ])("%s ends with 2", async (_, args, message) => {
    const { code, stderr } = await sluice(args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

describe("help", () => {
  test.each([
    [["--help"], "sluice scan -r"],
    [["help", "scan"], "--fail-on-refused"],
    [["scan", "--help"], "Examples:"],
    [["test", "--help"], "Examples:"],
    [["explain", "--help"], "Examples:"],
    [["bench", "--help"], "--single-threaded"],
    [["compile", "--help"], "Examples:"],
    [["disasm", "--help"], "Example:"],
  ])("%j", async (args, expected) => {
    const { code, stdout, stderr } = await sluice(args);
    expect(stdout).toContain(expected);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  test("the version is the package's", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect(await sluice(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  test.each([
    ["nothing", [], "Usage: sluice"],
    ["a misspelt command", ["scna"], "Did you mean scan?"],
    ["too many arguments", ["disasm", "a", "b"], "too many arguments"],
  ])("%s ends with 2", async (_, args, message) => {
    const { code, stdout, stderr } = await sluice(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });
});
