import { describe, expect, it } from "vitest";
import { helperFiles, ruleFiles, writePack } from "../formats/panther/pack.js";
import { sluice } from "./run.js";

const PYTHON = `from limits import LIMIT
import requests


def rule(event):
    if event.get("fetch"):
        return requests.get("https://example.com").ok
    return event.get("count", 0) > LIMIT
`;
const TESTS = `  - Name: above
    ExpectedResult: true
    Log: { "count": 4 }
  - Name: below
    ExpectedResult: false
    Log: { "count": 3 }
`;
const FAILING = `  - Name: wrong
    ExpectedResult: true
    Log: { "count": 1 }
  - Name: network
    ExpectedResult: true
    Log: { "fetch": true }
`;

const pack = writePack({
  ...helperFiles("limits", "LIMIT = 3\n"),
  ...ruleFiles({ id: "Good", python: PYTHON, tests: TESTS, more: "Tags: [A]" }),
  ...ruleFiles({ id: "Mixed", python: PYTHON, tests: FAILING, more: "Tags: [B]" }),
});

describe("sluice test of a Panther pack", () => {
  it("lists each test, what is refused apart, and ends with 1 if one fails", async () => {
    const { code, stdout, stderr } = await sluice(["test", pack]);
    expect(code).toBe(1);
    expect(stdout.split("\n").map((row) => row.replace(/ +/g, " "))).toEqual([
      "✓ Good above",
      "✓ Good below",
      "✗ Mixed wrong expected true, found false",
      expect.stringMatching(/^- Mixed network .*Mixed\.py:7: requests\.get is not available/),
      "",
    ]);
    expect(stderr).toMatch(/refused: Mixed: .*Mixed\.py:7/);
    expect(stderr).toContain("2 rules, 3 tests: 2 passed, 1 failed; 1 refused test of 1 rule");
  });

  it.each([
    [["--rule", "Good"], 2],
    [["--tag", "A"], 2],
    [["--tag", "B"], 2],
    [["--log-type", "My.Log"], 4],
  ])("takes %j", async (filter, count) => {
    const { stdout } = await sluice(["test", pack, "--json", ...filter]);
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((row) => JSON.parse(row).status),
    ).toHaveLength(count);
  });

  it("ends with 0 if all pass, and with 2 if the filter takes none", async () => {
    expect(await sluice(["test", pack, "--rule", "Good"])).toMatchObject({ code: 0 });
    expect(await sluice(["test", pack, "--rule", "None"])).toMatchObject({ code: 2, stdout: "" });
  });

  it("has filters that rules of other formats have not", async () => {
    expect(await sluice(["test", "examples/rules", "--tag", "A"])).toMatchObject({ code: 2, stdout: "" });
  });
});
