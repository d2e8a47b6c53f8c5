import { describe, expect, it } from "vitest";
import { resolveAttack, tacticLabel, techniqueLabel } from "../../src/catalog/attack/resolve.js";
import { catalog, enterprise, navigatorLayer } from "../../src/catalog/index.js";
import { RULES } from "./rules.js";

const ROWS = (ids: readonly string[]) =>
  resolveAttack(ids, enterprise()).map(
    (row) => `${tacticLabel(row)} | ${row.techniques.map(techniqueLabel).join(", ")}`,
  );

describe("ATT&CK", () => {
  it("is version 18.1 of the Enterprise matrix", () => {
    const { version, tactics, techniques } = enterprise();
    expect(version).toBe("18.1");
    expect(tactics.map(({ name }) => name)).toEqual([
      ...["Reconnaissance", "Resource Development", "Initial Access", "Execution", "Persistence"],
      ...["Privilege Escalation", "Stealth", "Credential Access", "Discovery", "Lateral Movement", "Collection"],
      ...["Command and Control", "Exfiltration", "Impact"],
    ]);
    const of = (status: string) => [...techniques.values()].filter((one) => one.status === status).length;
    expect([of("current"), of("revoked"), of("deprecated")]).toEqual([691, 132, 12]);
    for (const { id, revokedBy, tactics: own } of techniques.values()) {
      if (revokedBy !== undefined) expect([...techniques.keys()], id).toContain(revokedBy);
      for (const tactic of own)
        expect(
          tactics.map((one) => one.id),
          id,
        ).toContain(tactic);
    }
    expect(techniques.get("T1562.008")).toEqual({
      ...{ id: "T1562.008", name: "Disable or Modify Cloud Logs", tactics: ["TA0005"], status: "current" },
    });
  });

  it.each<[string[], string[]]>([
    [["TA0005:T1562"], ["Stealth | T1562 Impair Defenses"]],
    [["ta0005:t1562.008"], ["Stealth | T1562.008 Disable or Modify Cloud Logs"]],
    [["T1562.008"], ["Stealth | T1562.008 Disable or Modify Cloud Logs"]],
    [
      ["T1078"],
      ["Initial Access", "Persistence", "Privilege Escalation", "Stealth"].map(
        (name) => `${name} | T1078 Valid Accounts`,
      ),
    ],
    [
      ["TA0001", "T1078", "TA0040"],
      ["Initial Access | T1078 Valid Accounts", "Impact | "],
    ],
    [["T1002"], ["Exfiltration | T1002 Data Compressed (revoked, now T1560)"]],
    [["T9999", "nonsense"], ["No tactic | NONSENSE (unknown), T9999 (unknown)"]],
    [["TA003:T1556"], ["TA003 (unknown) | T1556 Modify Authentication Process"]],
    [[], []],
  ])("%j is %j", (ids, rows) => {
    expect(ROWS(ids)).toEqual(rows);
  });
});

describe("coverage", () => {
  const coverage = catalog(RULES).coverage();

  it("counts rules for each technique in each tactic, by vendor", () => {
    expect(coverage).toMatchObject({ version: "18.1", rules: 7, unmapped: 2 });
    expect(coverage.vendors).toEqual(["Elastic", "Other", "Panther", "Splunk"]);
    expect(coverage.tactics).toHaveLength(14 + 2);
    const stealth = coverage.tactics.find(({ id }) => id === "TA0005");
    expect(stealth).toMatchObject({ name: "Stealth", known: 215, vendors: { Panther: 2, Splunk: 1 } });
    expect(stealth?.techniques).toEqual([
      {
        ...{ id: "T1562", name: "Impair Defenses", status: "current" },
        ...{ rules: ["AWS.CloudTrail.Stopped", "account"], vendors: { Panther: 2 } },
      },
      {
        ...{ id: "T1562.008", name: "Disable or Modify Cloud Logs", status: "current" },
        ...{ rules: ["asl-delete"], vendors: { Splunk: 1 } },
      },
    ]);
  });

  it("lists every id that ATT&CK does not have, or no longer", () => {
    expect(coverage.notCurrent.map(({ id, status }) => `${id} ${status}`)).toEqual([
      "T1002 revoked",
      "T1562.999 unknown",
    ]);
    expect(coverage.tactics.slice(14).map(({ id }) => id)).toEqual(["TA9999", undefined]);
  });

  it("is a layer of ATT&CK Navigator", () => {
    const layer = navigatorLayer(coverage, "mine");
    expect(layer).toMatchObject({
      name: "mine",
      versions: { attack: "18", navigator: "5.0.0", layer: "4.5" },
      domain: "enterprise-attack",
      gradient: { minValue: 0, maxValue: 2 },
    });
    expect(layer.techniques).toEqual([
      { techniqueID: "T1078", tactic: "initial-access", score: 1, comment: "Elastic 1" },
      { techniqueID: "T1562", tactic: "defense-evasion", score: 2, comment: "Panther 2" },
      { techniqueID: "T1562.008", tactic: "defense-evasion", score: 1, comment: "Splunk 1" },
      { techniqueID: "T1550", tactic: "lateral-movement", score: 1, comment: "Elastic 1" },
    ]);
    expect(layer.metadata).toEqual([
      { name: "T1002 Data Compressed (revoked, now T1560)", value: "Other 1" },
      { name: "T1562.999 (unknown)", value: "Other 1" },
    ]);
  });
});
