import { toClosure } from "../../workloads/neutral.mjs";
import { parsedByTests } from "./parsed.mjs";

export function prepare(rules, { lines }) {
  return parsedByTests(lines, rules.map(toClosure));
}
