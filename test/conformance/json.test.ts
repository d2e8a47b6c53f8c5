// JSONTestSuite (nst/JSONTestSuite): its files as texts to validate and as events to judge.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compile, Matcher, parseCondition } from "../../src/index.js";
import { has, read } from "./data.js";

const SUITE = "json-test-suite/test_parsing";
const files = has(SUITE) ? readdirSync(join(process.env.SLUICE_DATA as string, SUITE)) : [];
const matcher = new Matcher(compile([{ id: "any", condition: parseCondition("a is_null or a exists") }]).program);

describe.each([
  { kind: "y", count: 95, valid: true },
  { kind: "n", count: 188, valid: false },
])("JSONTestSuite, the $count files of kind $kind", ({ kind, count, valid }) => {
  it.skipIf(files.length === 0)(`are ${valid ? "accepted" : "refused"} by validate()`, () => {
    const chosen = files.filter((file) => file.startsWith(`${kind}_`));
    expect(chosen).toHaveLength(count);
    expect(chosen.filter((file) => matcher.validate(read(`${SUITE}/${file}`)) !== valid)).toEqual([]);
  });
});

describe("JSONTestSuite as events", () => {
  it.skipIf(files.length === 0)("are judged or refused by an error, never worse; all valid objects are judged", () => {
    const wrong: string[] = [];
    for (const file of files) {
      const bytes = read(`${SUITE}/${file}`);
      const isObject = file.startsWith("y_") && new TextDecoder().decode(bytes).trimStart().startsWith("{");
      let outcome: string;
      try {
        outcome = matcher.match(bytes).length === 1 ? "judged" : "missed";
      } catch (error) {
        outcome = (error as { code?: string }).code ?? String(error);
      }
      if (outcome !== "judged" && (isObject || outcome !== "event-refused")) wrong.push(`${file}: ${outcome}`);
      let reports = 0;
      const stats = matcher.scan(bytes, { onEvent: () => reports++, onRefused: () => reports++ });
      if (stats.events + stats.refused !== reports)
        wrong.push(`${file}: ${reports} reports of ${JSON.stringify(stats)}`);
    }
    expect(wrong).toEqual([]);
  });
});
