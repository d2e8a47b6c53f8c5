// The rules of the benchmarks: those of examples/rules, and one of them alone.

import { fileURLToPath } from "node:url";
import { load } from "../dist/formats/native/index.js";

const FOLDER = fileURLToPath(new URL("../examples/rules", import.meta.url));
const ONE = "AWS.CloudTrail.Stopped";

/**
 * The rules of a set: `none`, `one` or `all`. Throws if a rule file of the examples has anything wrong in it.
 *
 * @param {"none" | "one" | "all"} set
 */
export function rulesOf(set) {
  if (set === "none") return [];
  const { rules, diagnostics } = load(FOLDER);
  if (diagnostics.length > 0) throw new Error(`${FOLDER}: ${diagnostics[0].message}`);
  return set === "all" ? rules : [rules.find(({ id }) => id === ONE)];
}
