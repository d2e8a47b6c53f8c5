// A workload's rules as Sluice has them, and what they say of an event, found without the matcher.

import { evaluate, parseEvent } from "../../dist/explain/index.js";
import { rulesOf } from "../rules.mjs";
import { EXAMPLES } from "./index.mjs";
import { toClosure, toRules } from "./neutral.mjs";

/** @param {import("./index.mjs").Workload} workload */
export function rulesFor(workload) {
  const given = workload.rules();
  return given === EXAMPLES ? rulesOf("all") : toRules(given);
}

/**
 * A slow judge of one line, which gives the indexes of the rules that match: closures over `JSON.parse` for neutral rules, the oracle
 * for others.
 *
 * @param {import("./index.mjs").Workload} workload
 * @returns {(line: string) => number[]}
 */
export function judgeFor(workload) {
  const given = workload.rules();
  if (given === EXAMPLES) {
    const tests = rulesOf("all").map(
      ({ condition }) =>
        (event) =>
          evaluate(condition, event),
    );
    return (line) => indexesOf(tests, parseEvent(line));
  }
  const tests = given.map(toClosure);
  return (line) => indexesOf(tests, JSON.parse(line));
}

function indexesOf(tests, event) {
  return tests.flatMap((test, index) => (test(event) ? [index] : []));
}
