import { gzipSync } from "node:zlib";
import { describe, expect, test, vi } from "vitest";
import { folder, parseLines, RULES, sluice } from "./run.js";

vi.setConfig({ testTimeout: 60_000 });

const STOP = '{"name":"stop","n":1.0}';
const RECORDS = `{"x":[],"a":{"Records":[{"name":"start"},${STOP},7]}}\n{"a":{"Records":[\n${STOP}]}}`;

const at = folder({
  "rules.yml": RULES,
  "records.json": RECORDS,
  "records.json.gz": gzipSync(RECORDS),
  "pretty.json": `{\n  "name": "stop"\n}{"name":"stop"}\n`,
});
const rules = ["-r", at("rules.yml")];

describe("scan", () => {
  test.each(["records.json", "records.json.gz"])("records of %s", async (file) => {
    const human = await sluice(["scan", ...rules, "--records", "a.Records", at(file)]);
    expect(human.stdout).toBe(
      `Stop  high  Something stopped  ${at(file)}:1[1]\nStop  high  Something stopped  ${at(file)}:3[0]\n`,
    );
    expect(human.stderr).toContain(`${at(file)}:1[2]: refused at byte ${RECORDS.indexOf("7]")}: not-an-object\n`);
    expect(human.stderr).toMatch(/^3 events, 2 matches, 1 refused/m);
    const json = await sluice(["scan", ...rules, "--records", "a.Records", "--json", at(file)]);
    expect(parseLines(json.stdout)).toMatchObject([
      { line: 1, record: 1, offset: RECORDS.indexOf(STOP) },
      { line: 3, record: 0, offset: RECORDS.lastIndexOf(STOP) },
    ]);
  });

  test("documents one after another", async () => {
    const { stdout } = await sluice(["scan", ...rules, "--framing", "concat", "--json", at("pretty.json")]);
    expect(parseLines(stdout).map(({ line, offset, record }) => [line, offset, record])).toEqual([
      [1, 0, undefined],
      [3, 20, undefined],
    ]);
  });

  test.each([
    [["--framing", "lines"], "Allowed choices are ndjson, concat"],
    [["--framing", "concat", "--records", "a"], "cannot be used with"],
    [["--records", "a[0]"], "expected a path of keys"],
    [["--records", "a..b"], "expected"],
  ])("%j is wrong usage", async (options, message) => {
    const { code, stderr } = await sluice(["scan", ...rules, ...options, at("records.json")]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
  });
});

describe("explain", () => {
  const explain = ["explain", ...rules, "--rule", "Stop"];
  const ofRecords = [...explain, "--records", "a.Records", at("records.json")];

  test.each([
    [[], ":1[0]", "does not match"],
    [["--record", "1"], ":1[1]", "matches"],
    [["--line", "3"], ":3[0]", "matches"],
  ])("the record that %j asks for", async (options, place, verdict) => {
    const { code, stdout } = await sluice([...ofRecords, ...options]);
    expect(stdout.split("\n")[0]).toBe(`Stop ${verdict} ${at("records.json")}${place}`);
    expect(code).toBe(0);
  });

  test("a document of several lines", async () => {
    const { stdout } = await sluice([...explain, "--framing", "concat", "--line", "3", at("pretty.json")]);
    expect(stdout).toContain(`Stop matches ${at("pretty.json")}:3\n`);
  });

  test.each([
    [["--record", "2"], "[2]: refused: not-an-object"],
    [["--record", "5"], "[5]: there is no event"],
    [["--record", "1", "--line", "3"], ":3[1]: there is no event"],
  ])("says that there is none for %j", async (options, message) => {
    const { code, stderr } = await sluice([...ofRecords, ...options]);
    expect(stderr).toContain(`${at("records.json")}${message}`);
    expect(code).toBe(2);
  });

  test("a record without records is wrong usage", async () => {
    const { code, stderr } = await sluice([...explain, "--record", "1", at("pretty.json")]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: "sluice: --record needs --records\n" });
  });
});

test("bench", async () => {
  const { stdout } = await sluice(["bench", ...rules, "--records", "a.Records", "--json", at("records.json")]);
  expect(JSON.parse(stdout)).toMatchObject({ events: 3, refused: 1, matches: 2, jsonParse: { events: 3 } });
});
