import { expect, test, vi } from "vitest";
import { folder, parseLines, sluice } from "./run.js";

vi.setConfig({ testTimeout: 60_000 });

const at = folder({
  "rules.yml": `
- id: Trail
  logTypes: [AWS.CloudTrail]
  scope: source exists
  condition: name == "stop"
  tests: [{ name: t, expected: true, event: { name: stop, source: s } }]
- id: Okta
  logTypes: [Okta.SystemLog]
  condition: name == "stop"
  tests: [{ name: t, expected: true, event: { name: stop } }]
- id: Any
  condition: name == "stop"
`,
  "log.ndjson": [
    '{"name":"stop","source":1,"type":"AWS.CloudTrail"}',
    '{"name":"stop","source":1,"type":"Okta.SystemLog"}',
    '{"name":"stop","source":1,"type":"other"}',
    '{"name":"stop","source":1}\n',
  ].join("\n"),
});
const rules = ["-r", at("rules.yml")];

async function scanned(...options: string[]): Promise<string[]> {
  const { stdout } = await sluice(["scan", "--json", ...options, at("log.ndjson")]);
  return parseLines(stdout).map(({ line, rule }) => `${line} ${rule}`);
}

test("scan --log-type passes over rules for others", async () => {
  const found = await scanned(...rules, "--log-type", "Okta.SystemLog");
  expect(found).toEqual([1, 2, 3, 4].flatMap((line) => [`${line} Okta`, `${line} Any`]));
});

const BY_FIELD = ["1 Trail", "1 Any", "2 Okta", "2 Any", "3 Any", "4 Trail", "4 Okta", "4 Any"];

test("scan --log-type-field reads it from each event", async () => {
  expect(await scanned(...rules, "--log-type-field", "type")).toEqual(BY_FIELD);
});

test("compile --log-type-field puts it into the program", async () => {
  await sluice(["compile", at("rules.yml"), "--log-type-field", "type", "-o", at("rules.sluice")]);
  expect(await scanned("-p", at("rules.sluice"))).toEqual(BY_FIELD);
  const { code, stderr } = await sluice(["scan", "-p", at("rules.sluice"), "--log-type-field", "x", at("log.ndjson")]);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("when it is compiled") });
});

test("a path that is none is wrong usage", async () => {
  const { code, stderr } = await sluice(["scan", ...rules, "--log-type-field", "a[*]", at("log.ndjson")]);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("logTypeField") });
});

test("test --log-type tests the rules that are for it", async () => {
  const { stdout, code } = await sluice(["test", at("rules.yml"), "--log-type", "AWS.CloudTrail", "--json"]);
  expect(parseLines(stdout).map(({ rule, passed }) => [rule, passed])).toEqual([["Trail", true]]);
  expect(code).toBe(0);
});

test("explain --log-type says where a rule is for others, and what its scope saw", async () => {
  const explain = (type: string) =>
    sluice(["explain", ...rules, "--rule", "Trail", at("log.ndjson"), "--log-type", type]);
  const own = await explain("AWS.CloudTrail");
  expect(own.stdout).toContain(`Trail matches ${at("log.ndjson")}:1\n✓ and\n  ✓ source exists  saw 1\n`);
  const other = await explain("Okta.SystemLog");
  expect(other.stdout).toContain(
    `Trail does not match ${at("log.ndjson")}:1\nthe rule is for other log types: AWS.CloudTrail\n`,
  );
  expect([own.code, other.code]).toEqual([0, 0]);
});

test("bench --log-type counts the matches of its rules", { timeout: 180_000 }, async () => {
  const { stdout } = await sluice(["bench", ...rules, "--log-type", "unknown", "--json", at("log.ndjson")]);
  expect(parseLines(stdout)[0]).toMatchObject({ events: 4, matches: 4 });
});
