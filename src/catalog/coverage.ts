// The ATT&CK matrix with the rules in it.

import type { Attack, Tactic } from "./attack/attack.js";
import { resolveAttack, type TechniqueRef } from "./attack/resolve.js";
import { compareText, type VendorCounts } from "./corpus.js";
import { type CatalogRule, vendorOf } from "./rule.js";

export interface Coverage {
  /** Version of ATT&CK, where it is known. */
  readonly version: string | undefined;
  /** Sorted by name. */
  readonly vendors: readonly string[];
  /** All tactics of the matrix in its order, those without rules too, then ids that ATT&CK does not have. */
  readonly tactics: readonly TacticCoverage[];
  /** Techniques that rules name and that are not, or no longer, in ATT&CK. */
  readonly notCurrent: readonly TechniqueCoverage[];
  /** How many rules there are, and how many name neither a technique nor a tactic. */
  readonly rules: number;
  readonly unmapped: number;
}

export interface TacticCoverage extends Covered {
  /** Absent for techniques of which no tactic is known. */
  readonly id?: string;
  /** Absent where ATT&CK does not have the tactic. */
  readonly name?: string;
  readonly shortName?: string;
  /** How many current techniques ATT&CK has in the tactic. */
  readonly known: number;
  /** Those that rules name, by id. */
  readonly techniques: readonly TechniqueCoverage[];
}

export type TechniqueCoverage = TechniqueRef & Covered;

/** Which rules there are. */
export interface Covered {
  /** Ids, in the order of the packs. */
  readonly rules: readonly string[];
  readonly vendors: VendorCounts;
}

interface Cell {
  readonly technique: TechniqueRef;
  readonly rules: Set<CatalogRule>;
}

/** Counts each rule once in each tactic and each technique that it names. */
export function coverageOf(rules: readonly CatalogRule[], attack: Attack): Coverage {
  const tactics = new Map<string, { rules: Set<CatalogRule>; cells: Map<string, Cell> }>();
  const notCurrent = new Map<string, Cell>();
  let unmapped = 0;
  for (const rule of rules) {
    const rows = resolveAttack(rule.attack ?? [], attack);
    if (rows.length === 0) unmapped++;
    for (const { id = "", techniques } of rows) {
      const tactic = tactics.get(id) ?? { rules: new Set(), cells: new Map() };
      tactics.set(id, tactic);
      tactic.rules.add(rule);
      for (const technique of techniques) {
        addTo(tactic.cells, technique, rule);
        if (technique.status !== "current") addTo(notCurrent, technique, rule);
      }
    }
  }
  const row = (id: string, tactic?: Tactic): TacticCoverage => {
    const { rules: own = [], cells = new Map() } = tactics.get(id) ?? {};
    return {
      ...(id !== "" && { id }),
      ...(tactic && { name: tactic.name, shortName: tactic.shortName }),
      known: [...attack.techniques.values()].filter((one) => one.status === "current" && one.tactics.includes(id))
        .length,
      ...covered(own),
      techniques: techniquesOf(cells),
    };
  };
  const strangers = [...tactics.keys()].filter((id) => !attack.tactics.some((tactic) => tactic.id === id));
  return {
    version: attack.version,
    vendors: [...new Set(rules.map(vendorOf))].toSorted(compareText),
    tactics: [
      ...attack.tactics.map((tactic) => row(tactic.id, tactic)),
      ...strangers.toSorted((left, right) => compareText(left || "~", right || "~")).map((id) => row(id)),
    ],
    notCurrent: techniquesOf(notCurrent),
    ...{ rules: rules.length, unmapped },
  };
}

function addTo(cells: Map<string, Cell>, technique: TechniqueRef, rule: CatalogRule): void {
  const cell = cells.get(technique.id) ?? { technique, rules: new Set() };
  cells.set(technique.id, cell);
  cell.rules.add(rule);
}

function techniquesOf(cells: ReadonlyMap<string, Cell>): readonly TechniqueCoverage[] {
  return [...cells.values()]
    .map(({ technique, rules }) => ({ ...technique, ...covered(rules) }))
    .toSorted((left, right) => compareText(left.id, right.id));
}

function covered(rules: Iterable<CatalogRule>): Covered {
  const all = [...rules];
  const vendors = [...new Set(all.map(vendorOf))].toSorted(compareText);
  return {
    rules: all.map(({ id }) => id),
    vendors: Object.fromEntries(
      vendors.map((vendor) => [vendor, all.filter((rule) => vendorOf(rule) === vendor).length]),
    ),
  };
}
