import { describe, expect, it } from "vitest";
import { writePack } from "../formats/panther/pack.js";
import { BROKEN, folder, parseLines, sluice } from "./run.js";

const NATIVE = `id: Mine
title: Trails, mine
logTypes: [AWS.CloudTrail]
attack: ["TA0005:T1562", T1002]
condition: eventName == "StopLogging"
tests:
  - { name: stopped, expected: true, event: { eventName: StopLogging } }
  - { name: wrong, expected: true, event: { eventName: StartLogging } }
`;
const SIGMA = `title: Trail changed
id: 0e95725d-7320-415d-80f7-004da920fc12
logsource: { product: aws, service: cloudtrail }
detection:
  selection: { eventName: [StopLogging, UpdateTrail] }
  condition: selection
tags: [attack.impact, attack.t1485]
`;
const SPEC = `AnalysisType: rule
Filename: stopped.py
RuleID: Stopped
DisplayName: Trail stopped
Enabled: true
LogTypes: [AWS.CloudTrail]
Severity: Medium
Reports:
  MITRE ATT&CK: [ "TA0005:T1562.008" ]
Tests:
  - Name: is stopped
    ExpectedResult: true
    Log: { "eventName": "StopLogging" }
  - Name: by a mock
    ExpectedResult: false
    Mocks:
      - objectName: wanted
        returnValue: ""
    Log: { "eventName": "StopLogging" }
`;
const PYTHON = `def wanted():
    return "StopLogging"


def rule(event):
    return event.get("eventName") == wanted()
`;

const QUERY = SPEC.replace("AnalysisType: rule", "AnalysisType: scheduled_rule")
  .replace("RuleID: Stopped", "RuleID: Queried")
  .replace("LogTypes: [AWS.CloudTrail]", "ScheduledQueries: [A query]")
  .replace("Filename: stopped.py", "Filename: queried.py")
  .replace(/Tests:[\s\S]*/, "");
const POLICY = `AnalysisType: policy
Filename: policy.py
PolicyID: Buckets
Enabled: true
ResourceTypes: [AWS.S3.Bucket]
Severity: Low
`;
const NETWORK = `import requests


def rule(event):
    return event.get("ok") and requests.get("https://example.com").ok
`;

const file = folder({ "native.yml": NATIVE, "sigma.yml": SIGMA, "broken.yaml": BROKEN });
const pack = writePack({
  "stopped.yml": SPEC,
  "stopped.py": PYTHON,
  "queried.yml": QUERY,
  "queried.py": "def rule(_):\n    return True\n",
  "query.yml": 'AnalysisType: scheduled_query\nQueryName: A query\nEnabled: true\nQuery: "SELECT * FROM trail"\n',
  "policy.yml": POLICY,
  "policy.py": "def policy(resource):\n    return resource['a']\n",
  "network.yml": SPEC.replace("RuleID: Stopped", "RuleID: Network")
    .replace("stopped.py", "network.py")
    .replace(/Tests:[\s\S]*/, ""),
  "network.py": NETWORK,
});
const all = ["-r", file("."), "-r", pack];

describe("sluice show", () => {
  it("prints the page of a rule, counted over all packs, with the answers to its tests", async () => {
    const { code, stdout, stderr } = await sluice(["show", "Mine", ...all]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Trails, mine\n {2}Id +Mine\n {2}Vendor +Sluice\n/);
    expect(stdout).toMatch(/ {2}Stealth +T1562 Impair Defenses\n/);
    expect(stdout).toContain("T1002 Data Compressed (revoked, now T1560)");
    expect(stdout).toContain("- Trail changed (Sigma)\n");
    expect(stdout).toContain('    eventName == "StopLogging"\n');
    expect(stdout).toMatch(/eventName +eq +StopLogging {2}corpus \d \(.*Sigma 1\)/);
    expect(stdout).toMatch(/stopped +true +true\n {2}wrong +true +false\n/);
    expect(stderr).toContain("2 errors in the rules");
  });

  it("shows a rule of a Panther pack, whose tests run with their mocks", async () => {
    const { stdout } = await sluice(["show", "Stopped", ...all, "--format", "json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      id: "Stopped",
      title: "Trail stopped",
      vendor: "Panther",
      severity: "medium",
      attack: [{ name: "Stealth", techniques: [{ id: "T1562.008" }] }],
      body: [
        { language: "yaml", text: SPEC },
        { language: "python", text: PYTHON },
      ],
      tests: [
        { name: "is stopped", expected: true, answer: true },
        { name: "by a mock", expected: false, answer: false },
      ],
    });
  });

  it("shows Python as the condition that it is, by the catalog's kinds", async () => {
    const { stdout } = await sluice(["show", "Stopped", ...all, "--format", "json"]);
    const { logic, indicators } = JSON.parse(stdout);
    expect(logic.conjuncts).toMatchObject([
      { text: 'eventName == "StopLogging"', exact: expect.stringContaining("eventName~") },
    ]);
    expect(logic.opaque).toBeUndefined();
    expect(indicators).toMatchObject([{ field: "eventName", kind: "eq", values: [{ value: "StopLogging" }] }]);
  });

  it("shows what the query of a scheduled rule asks", async () => {
    const { stdout } = await sluice(["show", "Queried", "-r", pack, "--format", "json"]);
    expect(JSON.parse(stdout).body.at(-1)).toEqual({ language: "sql", text: "-- A query\nSELECT * FROM trail\n" });
  });

  it.each([
    ["Queried", /scheduled query decides, and the rule takes every row of A query$/],
    ["Buckets", /judges a resource/],
    ["Network", /requests/],
  ])("says of %s that its logic is not a condition", async (id, reason) => {
    const { code, stdout } = await sluice(["show", id, "-r", pack, "--format", "json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      id,
      vendor: "Panther",
      logic: { opaque: expect.stringMatching(reason) },
    });
  });

  it("prints Markdown", async () => {
    const { stdout } = await sluice(["show", "Mine", "-r", file("native.yml"), "--format", "markdown"]);
    expect(stdout).toMatch(/^# Trails, mine\n\n\|/);
    expect(stdout).toContain("| `eventName` | eq | `StopLogging` |\n");
  });

  it.each([
    [["show", "Nobody", "-r", file("native.yml")], /no rule Nobody among 1 rule/],
    [["show", "Mine"], /expected rules/],
    [["show", "Mine", "-r", file("nowhere")], /cannot read/],
    [["show", "Mine", "-r", file("native.yml"), "--attack", file("native.yml")], /expected a STIX bundle/],
    [["show", "Mine", "-r", file("native.yml"), "--attack", file("nowhere")], /cannot read/],
    [["related", "Nobody", "-r", file("native.yml")], /no rule Nobody/],
    [["coverage", file("broken.yaml")], /no rules in/],
    [["coverage", file("native.yml"), "--format", "xml"], /Allowed choices/],
  ])("%j is a mistake", async (args, message) => {
    const { code, stdout, stderr } = await sluice(args as string[]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/ {4}at /);
  });
});

describe("sluice related", () => {
  it("lists the rules that look for the same action", async () => {
    const { stdout } = await sluice(["related", "Mine", "-r", file("."), "--json"]);
    expect(parseLines(stdout)).toEqual([
      {
        id: "0e95725d-7320-415d-80f7-004da920fc12",
        title: "Trail changed",
        vendor: "Sigma",
        actions: ["StopLogging"],
      },
    ]);
    expect((await sluice(["related", "Mine", "-r", file(".")])).stdout).toMatch(/^Title .*\nTrail changed +Sigma/);
  });

  it("says why there are none", async () => {
    const { code, stdout, stderr } = await sluice(["related", "Mine", "-r", file("native.yml")]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toContain("no other rule looks for the same action");
  });
});

describe("sluice coverage", () => {
  it("prints the matrix with counts, and what is not in it", async () => {
    const { stdout } = await sluice(["coverage", file("."), pack]);
    expect(stdout).toMatch(/Stealth: 2 of 215 techniques, 4 rules\nTechnique +Rules +Panther +Sigma +Sluice\n/);
    expect(stdout).toMatch(/T1562 Impair Defenses +1 +1\n/);
    expect(stdout).toMatch(/T1562.008 Disable or Modify Cloud Logs +3 +3\n/);
    expect(stdout).toContain(
      "ATT&CK 18.1: 6 rules, 1 without a technique or a tactic\nNot in it, or no longer:\n  T1002",
    );
  });

  it("writes a layer for Navigator, and JSON", async () => {
    const layer = JSON.parse((await sluice(["coverage", file("."), "--format", "navigator"])).stdout);
    expect(layer.versions.layer).toBe("4.5");
    expect(layer.techniques.map((one: { techniqueID: string }) => one.techniqueID)).toEqual(["T1562", "T1485"]);
    const coverage = JSON.parse((await sluice(["coverage", file("."), "--format", "json"])).stdout);
    expect(coverage.tactics).toHaveLength(14);
  });
});

describe("sluice indicators", () => {
  it("lists what most rules look for", async () => {
    const { stdout } = await sluice(["indicators", file("."), "--top", "1", "--json"]);
    expect(parseLines(stdout)).toEqual([
      { field: "eventName", kind: "eq", value: "StopLogging", rules: 2, vendors: { Sigma: 1, Sluice: 1 } },
    ]);
    expect((await sluice(["indicators", file(".")])).stdout).toMatch(
      /^Rules .*\n2 +eventName +eq +StopLogging +Sigma 1, Sluice 1\n/,
    );
  });
});
