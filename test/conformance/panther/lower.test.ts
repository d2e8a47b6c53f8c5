// Conditions that rules were lowered to, over every test event of the pack and damaged ones: a compiled rule's is true where
// rule() is, and nowhere else; a guard is true wherever rule() is.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluate } from "../../../src/explain/index.js";
import { loadPack, Runner } from "../../../src/formats/panther/index.js";
import { isTrue } from "../../../src/formats/panther/lower/condition.js";
import { PackLowering } from "../../../src/formats/panther/lower/pack.js";
import { readJson, writeJson } from "../../../src/formats/panther/python/modules/json.js";
import type { PyDict } from "../../../src/formats/panther/python/values.js";
import { yamlValue } from "../../../src/formats/panther/yaml-value.js";
import { normalise, parseCondition, printCondition } from "../../../src/index.js";
import { mutated } from "./mutate.js";

const folder = process.env.PANTHER_PACK;
const SEED = Number(process.env.SLUICE_SEED ?? Math.floor(Math.random() * 2 ** 31));
/** Damaged events of each test event. */
const DAMAGED = Number(process.env.SLUICE_DAMAGED ?? 3);

describe.skipIf(!folder)(`conditions of rules (PANTHER_PACK, SLUICE_SEED=${SEED})`, () => {
  it("say what the rules say", { timeout: 1_800_000 }, () => {
    const pack = loadPack(folder as string);
    const runner = new Runner(pack);
    const lowering = new PackLowering(pack);
    const wrong: string[] = [];
    const unread: string[] = [];
    const counts = { compiled: 0, guarded: 0, unguarded: 0, events: 0, matches: 0, let: 0, certain: 0 };
    for (const detection of pack.detections) {
      if (detection.spec.type === "policy") continue;
      const rule = runner.load(detection);
      const lowered = lowering.lower(detection);
      if ("kind" in rule || !lowered) continue;
      const { condition, certain, exact } = lowered;
      // What is written down is read to the same condition.
      const printed = printCondition(condition);
      if (exact && printCondition(normalise(parseCondition(printed))) !== printed) unread.push(detection.spec.id);
      const reread = exact ? parseCondition(printed) : condition;
      counts[exact ? "compiled" : isTrue(condition) ? "unguarded" : "guarded"]++;
      const texts = detection.spec
        .tests()
        .map(({ event }) => runner.machine.run(() => writeJson(runner.machine, yamlValue(event))));
      const events = texts.flatMap((text) => [text, ...fc.sample(mutated(text), { numRuns: DAMAGED, seed: SEED })]);
      let reported = 0;
      for (const text of events) {
        counts.events++;
        const verdict = runner.judge(rule, runner.event(readJson(runner.machine, text) as PyDict));
        if (typeof verdict !== "boolean" && verdict.kind === "refused") continue;
        const found = evaluate(condition, text);
        if (exact && evaluate(reread, text) !== found && !unread.includes(detection.spec.id))
          unread.push(detection.spec.id);
        if (verdict === true) counts.matches++;
        if (found && verdict !== true) counts.let++;
        const isCertain = !exact && found && evaluate(certain, text);
        if (isCertain) counts.certain++;
        if (isCertain && verdict !== true) {
          const said = typeof verdict === "boolean" ? verdict : verdict.message;
          wrong.push(`${detection.spec.id}: rule() ${said}, certain\n${text}\n${printCondition(certain)}`);
        }
        if ((exact ? found === (verdict === true) : found || verdict !== true) || reported++ > 0) continue;
        const said = typeof verdict === "boolean" ? verdict : verdict.message;
        wrong.push(
          `${detection.spec.id}: rule() ${said}, condition ${found}\n${text.slice(0, 1500)}\n${printCondition(condition).slice(0, 1500)}`,
        );
      }
    }
    console.log(counts);
    expect(wrong).toEqual([]);
    expect(unread).toEqual([]);
    // Of panther-analysis at least this much is compiled, or has a guard at least.
    const rules = counts.compiled + counts.guarded + counts.unguarded;
    expect(counts.compiled / rules).toBeGreaterThanOrEqual(0.7);
    expect((counts.compiled + counts.guarded) / rules).toBeGreaterThanOrEqual(0.95);
  });
});
