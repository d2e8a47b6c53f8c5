import { once } from "node:events";
import { text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { describe, expect, test, vi } from "vitest";
import { BROKEN, folder, parseLines, RULES, sluice, start } from "./run.js";

vi.setConfig({ testTimeout: 60_000 });

const STOP = '{"name":"stop","n":1.0,"user":{"id":"ä"}}';
const BIG = '{"name":"other","n":9007199254740993}';
const LOG = `{"name":"start"}\n\n${STOP}\r\n${BIG}\n`;

const at = folder({
  "rules.yml": RULES,
  "broken.yml": `${RULES}---\n${BROKEN}`,
  "disabled.yml": "id: Off\nenabled: false\ncondition: name exists\n",
  "only-broken.yml": BROKEN,
  "control.yml": 'id: "Control"\ntitle: "red \\e[31m and \\u202e turned"\ncondition: name exists\noutputs: [name]\n',
  "log.ndjson": LOG,
  "log.ndjson.gz": gzipSync(LOG),
  "members.gz": Buffer.concat([gzipSync(LOG.slice(0, 30)), gzipSync(LOG.slice(30))]),
  "torn.gz": gzipSync(LOG.repeat(100)).subarray(0, 150),
  "empty.ndjson": "",
  "junk.bin": Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 167 + (i >> 3)) & 0xff)),
  "bad.ndjson": `${STOP}\n{"name":"stop\n[1]\n${STOP}\n`,
  "huge.ndjson": `${STOP}\n{"name":"${"x".repeat(20_000_000)}"}\n${STOP}\n`,
});
const rules = ["-r", at("rules.yml")];

describe("what is printed", () => {
  test("one line a match for people, totals on standard error", async () => {
    const { code, stdout, stderr } = await sluice(["scan", ...rules, at("log.ndjson")]);
    expect(code).toBe(0);
    expect(stdout).toBe(`Stop  high  Something stopped  ${at("log.ndjson")}:3\nBig  ${at("log.ndjson")}:4\n`);
    expect(stderr).toMatch(/^3 events, 2 matches, 0 refused; [\d,]+ events\/s, [\d.]+ MB\/s\n$/);
  });

  test("with --outputs the fields that the event has, as it spells them", async () => {
    const { stdout } = await sluice(["scan", ...rules, "--outputs", at("log.ndjson")]);
    expect(stdout.split("\n").slice(1)).toEqual([
      '    name: "stop"',
      "    n: 1.0",
      '    user: {"id":"ä"}',
      `Big  ${at("log.ndjson")}:4`,
      "    n: 9007199254740993",
      "",
    ]);
  });

  test("with --json one object a match, numbers with all digits", async () => {
    const { stdout, stderr } = await sluice(["scan", ...rules, "--json", at("log.ndjson")]);
    const [first, second] = stdout.split("\n");
    expect(JSON.parse(first ?? "")).toEqual({
      rule: "Stop",
      title: "Something stopped",
      severity: "high",
      file: at("log.ndjson"),
      line: 3,
      offset: LOG.indexOf(STOP),
      outputs: { name: "stop", n: 1, user: { id: "ä" } },
    });
    expect(first).toContain('"n":1.0,');
    expect(second).toMatch(/^\{"rule":"Big","title":null,"severity":null,.*"outputs":\{"n":9007199254740993\}\}$/);
    expect(stderr).toContain("2 matches");
  });

  test("nothing that a terminal would obey", async () => {
    const event = '{"name":"a\\u001b[2J\u202eb\u009b1m"}';
    const { stdout } = await sluice(["scan", "-r", at("control.yml"), "--outputs"], { stdin: event });
    expect(stdout).toBe('Control  red \\u001b[31m and \\u202e turned  -:1\n    name: "a\\u001b[2J\\u202eb\\u009b1m"\n');
  });

  test.each([
    ["a pipe", {}, false],
    ["FORCE_COLOR", { FORCE_COLOR: "1" }, true],
    ["NO_COLOR before FORCE_COLOR", { FORCE_COLOR: "1", NO_COLOR: "1" }, false],
    ["NO_COLOR", { NO_COLOR: "1" }, false],
  ])("colours: %s", async (_, env, coloured) => {
    const { stdout } = await sluice(["scan", ...rules, at("log.ndjson")], { env });
    expect(stdout.includes("\u001b[")).toBe(coloured);
  });

  test("--limit stops after so many matches, over all inputs", async () => {
    const log = at("log.ndjson");
    const { code, stdout, stderr } = await sluice(["scan", ...rules, "--json", "--limit", "3", log, log, log]);
    expect(parseLines(stdout).map(({ rule }) => rule)).toEqual(["Stop", "Big", "Stop"]);
    expect(stderr).toContain("3 matches (the limit)");
    expect(code).toBe(0);
  });
});

describe("inputs", () => {
  test.each([
    ["a file", ["log.ndjson"]],
    ["gzip, told by its bytes", ["log.ndjson.gz"]],
    ["gzip of several members", ["members.gz"]],
  ])("%s", async (_, names) => {
    const { code, stdout } = await sluice(["scan", ...rules, "--json", ...names.map(at)]);
    expect(parseLines(stdout).map(({ rule, line }) => `${rule} ${line}`)).toEqual(["Stop 3", "Big 4"]);
    expect(code).toBe(0);
  });

  test.each([
    ["nothing", [], LOG],
    ["-", ["-"], LOG],
    ["- with gzip", ["-"], gzipSync(LOG)],
  ])("standard input by %s", async (_, args, stdin) => {
    const { stdout } = await sluice(["scan", ...rules, "--json", ...args], { stdin });
    expect(parseLines(stdout).map(({ rule, file }) => `${rule} ${file}`)).toEqual(["Stop -", "Big -"]);
  });

  test("a missing file and a folder are named, the others are scanned", async () => {
    const args = ["scan", ...rules, "--json", at("missing"), at(""), at("log.ndjson")];
    const { code, stdout, stderr } = await sluice(args);
    expect(parseLines(stdout)).toHaveLength(2);
    expect(stderr).toContain(`cannot read ${at("missing")}: ENOENT`);
    expect(stderr).toContain(`cannot read ${at("")}: EISDIR`);
    expect(code).toBe(2);
  });

  test("torn gzip counts as far as it can be read", async () => {
    const { code, stdout, stderr } = await sluice(["scan", ...rules, "--json", at("torn.gz")]);
    expect(parseLines(stdout).length).toBeGreaterThan(0);
    expect(stderr).toContain(`cannot read ${at("torn.gz")}: unexpected end of file`);
    expect(code).toBe(2);
  });

  test("an empty file has no events", async () => {
    const { code, stdout, stderr } = await sluice(["scan", ...rules, at("empty.ndjson")]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toMatch(/^0 events, 0 matches, 0 refused/);
  });

  test("a program that was compiled before gives the same matches", async () => {
    const compiled = await sluice(["compile", at("rules.yml"), "-o", at("rules.sluice")]);
    expect(compiled.code).toBe(0);
    const [fromRules, fromProgram] = await Promise.all([
      sluice(["scan", ...rules, "--json", at("log.ndjson")]),
      sluice(["scan", "-p", at("rules.sluice"), "--json", at("log.ndjson")]),
    ]);
    expect(fromProgram.stdout).toBe(fromRules.stdout);
    expect(parseLines(fromProgram.stdout)).toHaveLength(2);
  });
});

describe("what is refused", () => {
  test("lines, with place and reason; the rest goes on", async () => {
    const { code, stdout, stderr } = await sluice(["scan", ...rules, "--json", at("bad.ndjson")]);
    expect(parseLines(stdout).map(({ line }) => line)).toEqual([1, 4]);
    const second = Buffer.byteLength(STOP) + 1;
    expect(stderr).toContain(`${at("bad.ndjson")}:2: refused at byte ${second}: unterminated-string\n`);
    expect(stderr).toContain(`${at("bad.ndjson")}:3: refused at byte ${second + 14}: not-an-object\n`);
    expect(stderr).toContain("2 refused");
    expect(code).toBe(0);
  });

  test("only the first refused lines are listed", async () => {
    const { stderr } = await sluice(["scan", ...rules], { stdin: "nonsense\n".repeat(25) });
    expect(stderr.match(/refused at byte/g)).toHaveLength(10);
    expect(stderr).toContain("… 15 more refused lines");
    expect(stderr).toContain("25 refused");
  });

  test("a line of 20 MB loses only itself", async () => {
    const { code, stdout, stderr } = await sluice(["scan", ...rules, "--json", at("huge.ndjson")]);
    expect(parseLines(stdout).map(({ line }) => line)).toEqual([1, 3]);
    expect(stderr).toContain(":2: refused at byte");
    expect(stderr).toContain("event-too-large");
    expect(code).toBe(0);
  });

  test("binary junk is counted", async () => {
    const { code, stdout, stderr } = await sluice(["scan", ...rules, at("junk.bin"), at("log.ndjson")]);
    expect(stdout).toContain("Stop");
    expect(stderr).toMatch(/[1-9]\d* refused; /);
    expect(code).toBe(0);
  });

  test("rules, with file, line and column; the others run", async () => {
    const { code, stdout, stderr } = await sluice(["scan", "-r", at("broken.yml"), "--json", at("log.ndjson")]);
    expect(parseLines(stdout)).toHaveLength(2);
    expect(stderr).toMatch(
      new RegExp(`^${at("broken.yml")}:16:\\d+: error\\[invalid-condition\\]: .*\\(rule Broken\\)`),
    );
    expect(stderr).toContain("1 error");
    expect(code).toBe(0);
  });

  test.each([
    ["a line", ["rules.yml"], "bad.ndjson", 1],
    ["a rule", ["broken.yml"], "log.ndjson", 1],
    ["neither", ["rules.yml"], "log.ndjson", 0],
  ])("--fail-on-refused: %s", async (_, packs, log, expected) => {
    const packArgs = packs.flatMap((pack) => ["-r", at(pack)]);
    const { code } = await sluice(["scan", ...packArgs, "--fail-on-refused", at(log)]);
    expect(code).toBe(expected);
  });
});

describe("wrong usage ends with 2", () => {
  test.each([
    ["no rules", ["scan", at("log.ndjson")], "expected rules (-r) or a program (-p)"],
    ["rules and a program", ["scan", ...rules, "-p", at("rules.yml")], "found both"],
    ["a missing rule path", ["scan", "-r", at("missing"), at("log.ndjson")], "cannot read the rules"],
    ["only refused rules", ["scan", "-r", at("only-broken.yml"), at("log.ndjson")], "(1 error)"],
    ["only disabled rules", ["scan", "-r", at("disabled.yml"), at("log.ndjson")], "(1 disabled)"],
    ["a missing program", ["scan", "-p", at("missing"), at("log.ndjson")], "cannot read the program"],
    ["a program that is none", ["scan", "-p", at("junk.bin"), at("log.ndjson")], "[program-damaged]"],
    ["a limit of 0", ["scan", ...rules, "--limit", "0", at("log.ndjson")], "Expected a whole number from 1"],
    ["standard input twice", ["scan", ...rules, "-", "-"], "only once"],
    ["an unknown option", ["scan", ...rules, "--jsn"], "Did you mean --json?"],
  ])("%s", async (_, args, message) => {
    const { code, stdout, stderr } = await sluice(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });
});

test("a reader that has had enough ends it quietly, though its input goes on", async () => {
  const child = start(["scan", ...rules, "--json", "-"]);
  const { stdin, stdout, stderr } = child;
  if (!stdin || !stdout || !stderr) throw new Error("expected pipes");
  const errors = text(stderr);
  const closed = once(child, "close");
  stdin.on("error", () => {});
  const feed = setInterval(() => stdin.write(`${STOP}\n`.repeat(2000)), 5);
  await once(stdout, "data");
  stdout.destroy();
  const [code] = await closed;
  clearInterval(feed);
  expect({ code, errors: await errors }).toEqual({ code: 0, errors: "" });
});
