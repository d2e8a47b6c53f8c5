// A table that some rule waits for costs time in each event that has its field, however few rules wait for it. Where those few have other
// access predicates that hold hardly more often, they wait for these, and the table is looked up only where a condition asks.

import type { Access, AccessChooser } from "./access.js";
import type { Uses } from "./mentions.js";
import type { CorePredicate, Logic } from "./model.js";
import type { PathNode } from "./paths.js";
import { formKey } from "./tables.js";

type PricedTable = "texts" | "literals";

/** What it costs to look a field up, in candidates: those cost about 60 ns each, a hash lookup half of it, a search for literals twice. */
const PRICES: Readonly<Record<PricedTable, number>> = { texts: 0.5, literals: 2 };

/** Share of events, as guessed, up to which a guess is believed: of few rules, guesses are bad. */
const RARE = 0.1;
/**
 * A field of which there are so many tests for each rule is expected in most events. What a table of it costs is certain then, and may be more
 * than one candidate in each of them.
 */
const COMMON = 1 / 16;

/** Chooses access for all conditions together: no table is kept for the sake of a few that can do without. */
export function chooseThriftily(
  conditions: readonly Logic[],
  chooser: AccessChooser,
  uses: Uses,
): readonly (Access | undefined)[] {
  const tables = new Tables();
  const tests = new Map<PathNode, number>();
  for (const [{ node }, count] of uses) tests.set(node, (tests.get(node) ?? 0) + count);
  const avoided = new Set<string>();
  const chooseWithout = (logic: Logic, table: string): Access | undefined =>
    chooser.choose(logic, (predicate) => {
      const key = tables.keyOf(predicate);
      return key !== undefined && (key === table || avoided.has(key));
    });
  const chosen = conditions.map((logic) => chooser.choose(logic));
  for (const [index, access] of chosen.entries()) tables.use(index, access);
  for (const [key, price, node] of tables.byUsers()) {
    const isCommon = (tests.get(node) ?? 0) >= COMMON * conditions.length;
    const others = new Map<number, Access>();
    let rise = 0;
    for (const index of tables.usersOf(key)) {
      const other = chooseWithout(conditions[index] as Logic, key);
      const isTrusted = other !== undefined && other.chance <= RARE;
      const canMove = other !== undefined && (isTrusted || isCommon) && tables.hasAll(other);
      if (!canMove) rise = Number.POSITIVE_INFINITY;
      else rise += isTrusted ? other.chance - (chosen[index] as Access).chance : 1;
      if (rise >= price) break;
      others.set(index, other as Access);
    }
    if (rise >= price) continue;
    avoided.add(key);
    for (const [index, other] of others) {
      tables.leave(index, chosen[index] as Access);
      tables.use(index, other);
      chosen[index] = other;
    }
  }
  return chosen;
}

/** Which conditions wait for something in a table, by table. */
class Tables {
  private readonly users = new Map<string, Set<number>>();
  private readonly nodes = new Map<PathNode, number>();

  /** The table that a predicate is in; undefined if looking it up has no price. */
  keyOf(predicate: CorePredicate): string | undefined {
    const type = tableOf(predicate);
    if (!type || !predicate.form) return undefined;
    let node = this.nodes.get(predicate.node);
    if (node === undefined) {
      node = this.nodes.size;
      this.nodes.set(predicate.node, node);
    }
    return `${type} ${node} ${formKey(predicate.form)}`;
  }

  use(index: number, access: Access | undefined): void {
    for (const key of this.keysOf(access)) {
      const users = this.users.get(key);
      if (users) users.add(index);
      else this.users.set(key, new Set([index]));
    }
  }

  leave(index: number, access: Access): void {
    for (const key of this.keysOf(access)) this.users.get(key)?.delete(index);
  }

  usersOf(key: string): readonly number[] {
    return [...(this.users.get(key) ?? [])];
  }

  /** Whether others use all tables of an access. */
  hasAll(access: Access): boolean {
    return this.keysOf(access).every((key) => this.usersOf(key).length > 0);
  }

  /** The tables, their prices and nodes, those with the fewest users first. */
  byUsers(): readonly (readonly [key: string, price: number, node: PathNode])[] {
    const nodes = [...this.nodes.keys()];
    return [...this.users]
      .sort(([, a], [, b]) => a.size - b.size)
      .map(([key]) => {
        const [type, node] = key.split(" ");
        return [key, PRICES[type as PricedTable], nodes[Number(node)] as PathNode];
      });
  }

  private keysOf(access: Access | undefined): readonly string[] {
    return (access?.predicates ?? []).map((predicate) => this.keyOf(predicate)).filter((key) => key !== undefined);
  }
}

function tableOf({ kind }: CorePredicate): PricedTable | undefined {
  if (kind === "table") return "texts";
  return kind === "contains" || kind === "starts_with" || kind === "ends_with" ? "literals" : undefined;
}
