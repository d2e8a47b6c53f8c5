// Pages of a checkout of panther-analysis: CloudTrail Stopped as a public catalog shows it, and how much can be read off the rest.

import { beforeAll, describe, expect, it } from "vitest";
import { type Catalog, type CatalogRule, catalog } from "../../../src/catalog/index.js";
import { addPantherPack, type PantherRules } from "../../../src/cli/panther-rules.js";

const folder = process.env.PANTHER_PACK;

describe.skipIf(!folder)("pages of the pack (PANTHER_PACK)", () => {
  let whole: Catalog;

  beforeAll(() => {
    const judges: PantherRules = new Map();
    addPantherPack(folder as string, judges);
    whole = catalog([...judges.keys()], { judge: (rule, test) => judges.get(rule)?.(test) ?? "not judged" });
  }, 300_000);

  it("show CloudTrail Stopped with the tables of the model", (context) => {
    const page = whole.page("AWS.CloudTrail.Stopped");
    if (!page) return context.skip("the pack has no AWS.CloudTrail.Stopped");
    expect(page.attack).toMatchObject([{ name: "Stealth", techniques: [{ id: "T1562", name: "Impair Defenses" }] }]);
    expect(page.logic.opaque).toBeUndefined();
    expect(page.logic.conjuncts.map(({ text }) => text)).toEqual([
      "not (errorCode is_not_null or errorMessage is_not_null)",
      'eventName in ["DeleteTrail", "StopLogging"]',
    ]);
    expect(page.exclusions).toEqual([
      { field: "errorCode", kind: "is_not_null", values: [] },
      { field: "errorMessage", kind: "is_not_null", values: [] },
    ]);
    expect(page.indicators.map(({ field, kind, values }) => [field, kind, values.map(({ value }) => value)])).toEqual([
      ["eventName", "in", ["DeleteTrail", "StopLogging"]],
    ]);
    expect(page.outputs).toEqual([
      ...["eventName", "eventSource", "awsRegion", "recipientAccountId"],
      ...["sourceIPAddress", "userAgent", "userIdentity"],
    ]);
    expect(page.groupBy).toEqual(["requestParameters.name"]);
    expect(page.tests.map(({ expected, answer }) => answer === expected)).toEqual([true, true, true]);
  });

  it("have logic and indicators for at least 95% of the rules that are conditions on fields", () => {
    const conditions = whole.rules.filter((rule) => rule.condition !== undefined && rule.opaque === undefined);
    expect(conditions.length).toBeGreaterThan(500);
    const without = conditions.filter((rule) => !isTold(whole, rule)).map(({ id }) => id);
    expect(without.length / conditions.length, without.join(", ")).toBeLessThanOrEqual(0.05);
  });

  it("name every technique, or list it as one that ATT&CK does not have", () => {
    const { tactics, notCurrent } = whole.coverage();
    const nameless = tactics.flatMap(({ techniques }) => techniques.filter(({ name }) => name === undefined));
    const listed = new Set(notCurrent.map(({ id }) => id));
    expect(nameless.map(({ id }) => id).filter((id) => !listed.has(id))).toEqual([]);
    expect(notCurrent.every(({ status }) => status !== "current")).toBe(true);
    // Most of what a pack names is there.
    expect(notCurrent.length).toBeLessThan(tactics.flatMap(({ techniques }) => techniques).length / 10);
  });
});

function isTold(whole: Catalog, { id }: CatalogRule): boolean {
  const page = whole.page(id);
  return page !== undefined && page.logic.conjuncts.length > 0 && page.indicators.length > 0;
}
