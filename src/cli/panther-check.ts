// What `sluice check` says of a Panther pack: the lane of each rule, and what keeps it out of the compiled one.

import { loadPack, type PackRule, rulesOf } from "../formats/panther/index.js";
import { compile } from "../index.js";
import { type Finding, findingOf } from "./commands/check.js";
import type { Colours } from "./output.js";

const FORMAT = "panther";

/** The findings of a pack, and its totals as text. */
export interface PantherFindings {
  readonly findings: readonly Finding[];
  readonly summary: (colours: Colours) => readonly string[];
}

export function checkPanther(folder: string): PantherFindings {
  const pack = loadPack(folder);
  const rules = rulesOf(pack);
  const { diagnostics } = compile(
    rules.flatMap(({ rule }) => rule ?? []),
    { includeDisabled: true },
  );
  const broken = new Set(diagnostics.map(({ rule }) => rule));
  // What a compiled rule might reach, and does not, is nobody's concern.
  const moot = new Set(rules.flatMap(({ lane, detection }) => (lane === "refused" ? [] : detection.refusals)));
  const usable = rules.filter(({ lane, rule }) => lane !== "refused" && !broken.has(rule?.id));
  const findings = [
    ...[...pack.diagnostics.filter((one) => !moot.has(one)), ...diagnostics].map((one) => findingOf(FORMAT, one)),
    ...rules.filter(({ lane, refusals }) => lane === "refused" && refusals.length === 0).map(refusedRule),
    ...usable.map(usableRule),
  ];
  return {
    findings,
    summary: (colours) => [
      ...lanes(rules, usable, colours),
      ...constructs(usable),
      ...codes(findings),
      `files: ${kinds(pack.files.map(({ kind }) => kind))}`,
    ],
  };
}

function placeOf({ detection: { spec } }: PackRule): Pick<Finding, "file" | "line" | "column"> {
  return { file: spec.span.file, line: spec.span.line, column: spec.span.column };
}

function usableRule(rule: PackRule): Finding {
  const { detection, lane, unguarded, obstacles } = rule;
  const { id, enabled } = detection.spec;
  const common = { format: FORMAT, rule: id, ...(!enabled && { disabled: true as const }) };
  if (lane === "compiled") return { ...common, status: "compiled", ...placeOf(rule) };
  const [obstacle] = obstacles;
  return {
    ...common,
    status: "guarded",
    code: unguarded ? "no-guard" : "guarded",
    message: obstacle?.construct ?? "the rule is not lowered exactly",
    ...(obstacle ? { file: obstacle.file, line: obstacle.line, column: obstacle.column } : placeOf(rule)),
  };
}

function refusedRule(rule: PackRule): Finding {
  const { detection } = rule;
  const code = "missing-function";
  return {
    format: FORMAT,
    status: "refused",
    rule: detection.spec.id,
    code,
    message: "expected a function rule",
    ...placeOf(rule),
  };
}

function lanes(rules: readonly PackRule[], usable: readonly PackRule[], colours: Colours): readonly string[] {
  const compiled = usable.filter(({ lane }) => lane === "compiled").length;
  const open = usable.filter(({ unguarded }) => unguarded).length;
  const guarded = usable.length - compiled - open;
  const refused = rules.length - usable.length;
  const share = (part: number): string => `${part} (${((100 * part) / Math.max(1, rules.length)).toFixed(1)}%)`;
  return [
    `${FORMAT}: ${rules.length} rules: ${colours.green(`${share(compiled)} compiled`)}, ${share(guarded)} guarded, ` +
      `${share(open)} without a guard, ${refused > 0 ? colours.red(`${share(refused)} refused`) : "0 refused"}`,
  ];
}

/** How often each construct is the first that keeps a rule out of the compiled lane. */
function constructs(usable: readonly PackRule[]): readonly string[] {
  const names = usable.flatMap(({ obstacles }) => obstacles[0]?.construct ?? []);
  return tally(names).map(([name, times]) => `  ${name}: ${times}`);
}

function codes(findings: readonly Finding[]): readonly string[] {
  const refused = findings.filter(({ status }) => status === "refused" || status === "warning");
  return tally(refused.flatMap(({ code }) => code ?? [])).map(([code, times]) => `  ${code}: ${times}`);
}

function kinds(names: readonly string[]): string {
  return tally(names)
    .map(([name, times]) => `${times} ${name}`)
    .join(", ");
}

/** Names with how often they come, the most frequent first. */
function tally(names: readonly string[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
}
