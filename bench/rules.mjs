// The rules of the benchmarks: those of examples/rules, 25 of them, and one of them alone.

import { fileURLToPath } from "node:url";
import { load } from "../dist/formats/native/index.js";

const FOLDER = fileURLToPath(new URL("../examples/rules", import.meta.url));
const ONE = "AWS.CloudTrail.Stopped";
const SOME = 25;

/**
 * The rules of a set: `none`, `one`, `some` (25, spread evenly over all) or `all`. Throws if a rule file of the examples has anything
 * wrong in it.
 *
 * @param {"none" | "one" | "some" | "all"} set
 */
export function rulesOf(set) {
  if (set === "none") return [];
  const { rules, diagnostics } = load(FOLDER);
  if (diagnostics.length > 0) throw new Error(`${FOLDER}: ${diagnostics[0].message}`);
  if (set === "all") return rules;
  if (set === "some") return Array.from({ length: SOME }, (_, i) => rules[Math.floor((i * rules.length) / SOME)]);
  return [rules.find(({ id }) => id === ONE)];
}
