// JSONTestSuite (nst/JSONTestSuite): its files as texts to validate and as events to judge.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compile, Matcher, parseCondition } from "../../src/index.js";
import { has, read } from "./data.js";

const SUITE = "json-test-suite/test_parsing";
const files = has(SUITE) ? readdirSync(join(process.env.SLUICE_DATA as string, SUITE)) : [];
const { program } = compile([{ id: "any", condition: parseCondition("a is_null or a exists") }]);
const matcher = new Matcher(program);
const strict = new Matcher(program, { validation: "strict" });

/** What becomes of a file as one event. */
function outcomeOf(by: Matcher, bytes: Uint8Array): string {
  try {
    return by.match(bytes).length === 1 ? "judged" : "missed";
  } catch (error) {
    return (error as { code?: string }).code === "event-refused" ? (error as Error).message : String(error);
  }
}

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
      const outcome = outcomeOf(matcher, bytes);
      if (outcome !== "judged" && (isObject || !outcome.startsWith("the event cannot be judged")))
        wrong.push(`${file}: ${outcome}`);
      let reports = 0;
      const stats = matcher.scan(bytes, { onEvent: () => reports++, onRefused: () => reports++ });
      if (stats.events + stats.refused !== reports)
        wrong.push(`${file}: ${reports} reports of ${JSON.stringify(stats)}`);
    }
    expect(wrong).toEqual([]);
  });

  it.skipIf(files.length === 0)(
    "are judged by strict validation where they are valid objects, and refused by name else",
    () => {
      const wrong: string[] = [];
      let judged = 0;
      for (const file of files) {
        const bytes = read(`${SUITE}/${file}`);
        const outcome = outcomeOf(strict, bytes);
        // validate() decides on the 35 files of kind i; test/core/validate.test.ts lists the decisions. Of an event the mark is stripped.
        const marked = file === "i_structure_UTF-8_BOM_empty_object.json";
        const valid = marked || (file.startsWith("i_") ? strict.validate(bytes) : file.startsWith("y_"));
        const isObject = marked || new TextDecoder().decode(bytes).trimStart().startsWith("{");
        const expected = !isObject
          ? "the event cannot be judged: not-an-object"
          : valid
            ? "judged"
            : /^the event cannot be judged: (?!not-an-object)/;
        if (typeof expected === "string" ? outcome !== expected : !expected.test(outcome))
          wrong.push(`${file}: ${outcome}`);
        if (outcome === "judged") judged++;
      }
      expect(wrong).toEqual([]);
      expect(judged).toBeGreaterThan(10);
    },
  );
});
