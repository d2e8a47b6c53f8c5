// `sluice coverage`: the ATT&CK matrix with counts of rules.

import {
  type Coverage,
  navigatorLayer,
  type TacticCoverage,
  tacticLabel,
  techniqueLabel,
} from "../../catalog/index.js";
import { EXIT, type ExitCode } from "../exit.js";
import { type Colours, coloursFor, count, Output, printable } from "../output.js";
import { loadCatalog, type PackOptions } from "../packs.js";
import { tableLines } from "../tables.js";

export interface CoverageOptions extends PackOptions {
  readonly format?: "table" | "json" | "navigator";
}

export async function coverage(packs: readonly string[], { format, ...options }: CoverageOptions): Promise<ExitCode> {
  const found = (await loadCatalog(packs, options)).coverage();
  const output = new Output();
  if (format === "json") output.line(JSON.stringify(found));
  else if (format === "navigator") output.line(JSON.stringify(navigatorLayer(found, packs.join(", ")), undefined, 2));
  else for (const line of matrix(found, coloursFor(process.stdout))) output.line(line);
  await output.flush();
  return EXIT.ok;
}

/** The tactics in the order of the matrix, each with its techniques that rules name. */
function matrix(
  { version, vendors, tactics, notCurrent, rules, unmapped }: Coverage,
  colours: Colours,
): readonly string[] {
  const head = ["Technique", "Rules", ...vendors];
  const row = (technique: TacticCoverage["techniques"][number]): readonly string[] => [
    printable(techniqueLabel(technique)),
    String(technique.rules.length),
    ...vendors.map((vendor) => String(technique.vendors[vendor] ?? "")),
  ];
  const sections = tactics.flatMap((tactic) => [
    heading(tactic, colours),
    ...(tactic.techniques.length > 0 ? tableLines(head, tactic.techniques.map(row), colours) : []),
    "",
  ]);
  const total = `ATT&CK ${version ?? "of an unknown version"}: ${count(rules, "rule")}, ${unmapped} without a technique or a tactic`;
  const strangers = notCurrent.map(
    (technique) => `${printable(techniqueLabel(technique))}: ${count(technique.rules.length, "rule")}`,
  );
  return [
    ...sections,
    total,
    ...(strangers.length > 0 ? ["Not in it, or no longer:", ...strangers.map((one) => `  ${one}`)] : []),
  ];
}

function heading(tactic: TacticCoverage, colours: Colours): string {
  const { name, known, techniques, rules } = tactic;
  const current = techniques.filter(({ status }) => status === "current").length;
  const share = name === undefined ? "" : `${current} of ${count(known, "technique")}, `;
  return `${colours.bold(printable(tacticLabel(tactic)))}: ${share}${count(rules.length, "rule")}`;
}
