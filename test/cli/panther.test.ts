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

const TEST_OF_A = `  - Name: one
    ExpectedResult: true
    Log: { "A": 1 }
  - Name: two
    ExpectedResult: false
    Log: { "a": "1" }
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

describe("sluice check and sluice convert of a Panther pack", () => {
  const own = writePack({
    ...ruleFiles({ id: "Whole", python: 'def rule(event):\n    return event.get("a") == 1\n', tests: TEST_OF_A }),
    ...ruleFiles({
      id: "Part",
      python: 'def rule(event):\n    return event.get("a") == 1 and event.get("b").splitlines()\n',
    }),
    ...ruleFiles({ id: "Neither", python: "import requests\n\n\ndef rule(event):\n    return requests.get('x').ok\n" }),
  });

  it("lists lanes and the constructs that keep rules out of the compiled one", async () => {
    const { code, stdout } = await sluice(["check", own, "--all", "--json"]);
    expect(code).toBe(1);
    const rows = stdout
      .trimEnd()
      .split("\n")
      .map((row) => JSON.parse(row));
    expect(rows).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ rule: "Whole", status: "compiled" }),
        expect.objectContaining({
          rule: "Part",
          status: "guarded",
          code: "guarded",
          message: "call of .splitlines",
          line: 2,
        }),
        expect.objectContaining({ rule: "Neither", status: "refused", line: 5 }),
      ]),
    );
    const text = await sluice(["check", own]);
    expect(text.stdout).toContain(
      "3 rules: 1 (33.3%) compiled, 1 (33.3%) guarded, 0 (0.0%) without a guard, 1 (33.3%) refused",
    );
    expect(text.stdout).not.toContain("(rule Whole)");
  });

  it("writes compiled rules as rule files that pass their tests", async () => {
    const out = writePack({});
    const { code, stderr } = await sluice(["convert", own, "-o", out]);
    expect(code).toBe(0);
    expect(stderr).toContain("1 rule written, 2 left out");
    const tested = await sluice(["test", out]);
    expect(tested.code).toBe(0);
    expect(tested.stdout + tested.stderr).toContain("1 rule, 2 tests: 2 passed, 0 failed");
  });
});
