// A layer of ATT&CK Navigator, format 4.5 (github.com/mitre-attack/attack-navigator, layers/LAYERFORMATv4_5.md).

import { techniqueLabel } from "./attack/resolve.js";
import type { Coverage, TechniqueCoverage } from "./coverage.js";

export interface NavigatorLayer {
  readonly name: string;
  readonly versions: { readonly attack?: string; readonly navigator: string; readonly layer: "4.5" };
  readonly domain: "enterprise-attack";
  readonly description: string;
  readonly sorting: number;
  readonly layout: Readonly<Record<string, string | boolean>>;
  readonly techniques: readonly NavigatorTechnique[];
  readonly gradient: { readonly colors: readonly string[]; readonly minValue: number; readonly maxValue: number };
  readonly metadata: readonly { readonly name: string; readonly value: string }[];
}

export interface NavigatorTechnique {
  readonly techniqueID: string;
  /** Short name; absent where the technique is not counted in one tactic more than in another. */
  readonly tactic?: string;
  /** How many rules name the technique there. */
  readonly score: number;
  readonly comment: string;
}

/** From the darkest of the gradient on, more rules look the same. */
const MAX_SCORE = 20;
/** Highest score of sorting: descending by score. */
const BY_SCORE = 3;

/**
 * The layer of a coverage. A technique that ATT&CK does not have, or no longer, cannot stand in its matrix: the layer's metadata
 * lists it.
 */
export function navigatorLayer(coverage: Coverage, name: string): NavigatorLayer {
  const { version, rules, unmapped, notCurrent } = coverage;
  const techniques = coverage.tactics.flatMap(({ shortName, techniques: own }) =>
    shortName === undefined ? [] : own.filter(({ status }) => status === "current").map((one) => cell(one, shortName)),
  );
  const highest = Math.max(1, ...techniques.map(({ score }) => score));
  return {
    name,
    versions: {
      ...(version !== undefined && { attack: version.split(".")[0] as string }),
      navigator: "5.0.0",
      layer: "4.5",
    },
    domain: "enterprise-attack",
    description: `${rules} rules, ${unmapped} of them without a technique or a tactic. The score is the number of rules.`,
    sorting: BY_SCORE,
    layout: { layout: "side", showID: true, showName: true, expandedSubtechniques: "annotated" },
    techniques,
    gradient: { colors: ["#deebf7", "#08519c"], minValue: 0, maxValue: Math.min(highest, MAX_SCORE) },
    metadata: notCurrent.map((technique) => ({ name: techniqueLabel(technique), value: counts(technique) })),
  };
}

function cell(technique: TechniqueCoverage, tactic: string): NavigatorTechnique {
  return { techniqueID: technique.id, tactic, score: technique.rules.length, comment: counts(technique) };
}

function counts({ vendors }: TechniqueCoverage): string {
  return Object.entries(vendors)
    .map(([vendor, count]) => `${vendor} ${count}`)
    .join(", ");
}
