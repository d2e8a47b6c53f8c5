// `**`, every value at a path or below: where it may stand, and what may be asked of it.

import type { FieldPath, Kind, Predicate } from "./ir.js";

const KINDS: ReadonlySet<Kind> = new Set(["eq", "in", "contains", "starts_with", "ends_with", "wildcard", "match"]);

/** Whether a path has a `**`. */
export function hasAnywhere({ segments }: FieldPath): boolean {
  for (const { type } of segments) if (type === "anywhere") return true;
  return false;
}

/** Whether a path has a `**` that is not its last step. */
export function anywhereInside({ segments }: FieldPath): boolean {
  return segments.slice(0, -1).some(({ type }) => type === "anywhere");
}

/** What is wrong with the `**` of a predicate: `expected …, found …`; undefined where nothing is, or where it has none. */
export function anywhereProblem(predicate: Predicate): string | undefined {
  const { path } = predicate.operand;
  if ("other" in predicate && hasAnywhere(predicate.other.path)) return "expected ** in the operand on the left alone";
  if (!hasAnywhere(path)) return undefined;
  if (anywhereInside(path)) return "expected ** as the last step of a path";
  if (!KINDS.has(predicate.kind)) return `expected a test of strings on **, found ${predicate.kind}`;
  const values = "values" in predicate ? predicate.values : "value" in predicate ? [predicate.value] : [];
  if (values.some((value) => typeof value !== "string")) return "expected only strings to compare with **";
  return undefined;
}
