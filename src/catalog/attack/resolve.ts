// What a rule's ATT&CK ids mean: which techniques, under which tactics.

import type { Attack } from "./attack.js";

export interface TechniqueRef {
  /** As the rule has it, in capitals. */
  readonly id: string;
  /** Absent where ATT&CK has no such id. */
  readonly name?: string;
  readonly status: "current" | "revoked" | "deprecated" | "unknown";
  readonly revokedBy?: string;
}

export interface TacticRow {
  /** Absent where the rule names no tactic and ATT&CK does not know the technique. */
  readonly id?: string;
  /** Absent where ATT&CK has no such id. */
  readonly name?: string;
  /** By id; none where the rule names only the tactic. */
  readonly techniques: readonly TechniqueRef[];
}

const TACTIC = /^TA[0-9]+$/;

/**
 * The rows of a rule's coverage, tactics in the order of the matrix and those that ATT&CK has not at the end. `TACTIC:TECHNIQUE`
 * stands under its tactic; a bare technique under those of its tactics that the rule names bare, or if it names none of them
 * under all of its tactics.
 */
export function resolveAttack(ids: readonly string[], attack: Attack): readonly TacticRow[] {
  const parsed = ids.map(parse);
  const bare = new Set(parsed.flatMap(({ tactic, technique }) => (technique === undefined && tactic) || []));
  const rows = new Map<string, Map<string, TechniqueRef>>();
  const row = (tactic: string) => {
    const found = rows.get(tactic) ?? new Map<string, TechniqueRef>();
    rows.set(tactic, found);
    return found;
  };
  for (const { tactic, technique } of parsed) {
    if (technique === undefined) continue;
    const own = attack.techniques.get(technique)?.tactics ?? [];
    const named = own.filter((id) => bare.has(id));
    const under = tactic !== undefined ? [tactic] : named.length > 0 ? named : own.length > 0 ? own : [""];
    for (const id of under) row(id).set(technique, referTo(technique, attack));
  }
  for (const tactic of bare) row(tactic);
  const order = new Map(attack.tactics.map(({ id }, index) => [id, index]));
  const rank = (id: string) => order.get(id) ?? (id === "" ? attack.tactics.length + 1 : attack.tactics.length);
  return [...rows]
    .toSorted(([left], [right]) => rank(left) - rank(right) || compare(left, right))
    .map(([id, techniques]) => {
      const name = attack.tactics[order.get(id) ?? -1]?.name;
      return {
        ...(id !== "" && { id }),
        ...(name !== undefined && { name }),
        techniques: [...techniques.values()].toSorted((left, right) => compare(left.id, right.id)),
      };
    });
}

/** A tactic's name as a page shows it. */
export function tacticLabel({ id, name }: TacticRow): string {
  return name ?? (id === undefined ? "No tactic" : `${id} (unknown)`);
}

/** `T1562 Impair Defenses`, with what is to be known of an id that is not current. */
export function techniqueLabel({ id, name, status, revokedBy }: TechniqueRef): string {
  const label = name === undefined ? id : `${id} ${name}`;
  if (status === "current") return label;
  return `${label} (${status}${revokedBy === undefined ? "" : `, now ${revokedBy}`})`;
}

function referTo(id: string, attack: Attack): TechniqueRef {
  const technique = attack.techniques.get(id);
  if (!technique) return { id, status: "unknown" };
  const { name, status, revokedBy } = technique;
  return { id, name, status, ...(revokedBy !== undefined && { revokedBy }) };
}

/** What is neither a tactic nor one with a technique is shown as a technique that ATT&CK does not have. */
function parse(text: string): { readonly tactic?: string; readonly technique?: string } {
  const [first = "", second] = text
    .trim()
    .toUpperCase()
    .split(/:(.*)/s)
    .map((part) => part.trim());
  if (second) return { tactic: first, technique: second };
  return TACTIC.test(first) ? { tactic: first } : { technique: first };
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
