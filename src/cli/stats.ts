// What a program is made of, as a table.

import type { AccessStats, ProgramStats, RuleStats } from "../engine/stats.js";
import { count, printable } from "./output.js";

/** Access predicates of a rule that are listed. */
const MAX_SHOWN = 3;

/** A line for each rule, those that are looked at most often first, and what each waits for; then totals. */
export function printStats(stats: ProgramStats): string {
  const head = ["looked at", "bytes", "predicates", "states", "rule"];
  const rows = stats.rules.toSorted((a, b) => looked(b) - looked(a) || b.bytes - a.bytes);
  const lines = [line(head), ...rows.flatMap((rule) => [line(cells(rule)), ...awaited(rule)])];
  lines.push(
    "",
    `${count(stats.rules.length, "rule")}, ${count(stats.bytes, "byte")}; judged on every event: ${stats.always}`,
    "looked at: in how many of a million events, as guessed from what the rule waits for",
    `bytes: ${Object.entries(stats.sections)
      .map(([name, bytes]) => `${name} ${bytes}`)
      .join(", ")}`,
  );
  return `${lines.join("\n")}\n`;
}

function looked({ candidates = 0 }: RuleStats): number {
  return candidates;
}

function cells({ candidates, bytes, predicates, states, id }: RuleStats): string[] {
  return [String(candidates ?? "?"), String(bytes), String(predicates), String(states), printable(id)];
}

function line([looked = "", bytes = "", predicates = "", states = "", rule = ""]: readonly string[]): string {
  return `${looked.padStart(9)} ${bytes.padStart(9)} ${predicates.padStart(10)} ${states.padStart(7)}  ${rule}`;
}

function awaited({ access, scope, always }: RuleStats): string[] {
  const indent = " ".repeat(40);
  if (always) return [`${indent}judged on every event`];
  if (access.length + scope.length === 0) return [`${indent}never matches`];
  return [...list(scope, `${indent}scope: `), ...list(access, indent)];
}

function list(access: readonly AccessStats[], indent: string): string[] {
  const shown = access.slice(0, MAX_SHOWN).map(({ type, predicate }) => `${indent}${type}: ${predicate}`);
  return access.length > MAX_SHOWN ? [...shown, `${indent}… ${access.length - MAX_SHOWN} more`] : shown;
}
