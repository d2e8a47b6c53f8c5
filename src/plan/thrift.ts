// A table that some rule waits for costs time in each event that has its field, however few rules wait for it. Where those few have other
// access predicates that hold hardly more often, they wait for these, and the table is looked up only where a condition asks.

import type { Access, AccessChooser } from "./access.js";
import type { Uses } from "./mentions.js";
import type { CorePredicate, Logic } from "./model.js";
import type { PathNode } from "./paths.js";
import { formKey, getOrMake } from "./tables.js";

/** What it costs to look a field up, in candidates: those cost about 60 ns each, a hash lookup half of it, a search for literals twice. */
const TEXTS_PRICE = 0.5;
const LITERALS_PRICE = 2;

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
  const avoided = new Set<PricedTable>();
  const chooseWithout = (logic: Logic, table: PricedTable): Access | undefined =>
    chooser.choose(logic, (predicate) => {
      const own = tables.of(predicate);
      return own !== undefined && (own === table || avoided.has(own));
    });
  const chosen = conditions.map((logic) => chooser.choose(logic));
  for (const [index, access] of chosen.entries()) tables.use(index, access);
  for (const table of tables.byUsers()) {
    const { node, price, users } = table;
    const isCommon = (tests.get(node) ?? 0) >= COMMON * conditions.length;
    const others = new Map<number, Access>();
    let rise = 0;
    for (const index of users) {
      const other = chooseWithout(conditions[index] as Logic, table);
      const isTrusted = other !== undefined && other.chance <= RARE;
      const canMove = other !== undefined && (isTrusted || isCommon) && tables.hasAll(other);
      if (!canMove) rise = Number.POSITIVE_INFINITY;
      else rise += isTrusted ? other.chance - (chosen[index] as Access).chance : 1;
      if (rise >= price) break;
      others.set(index, other as Access);
    }
    if (rise >= price) continue;
    avoided.add(table);
    for (const [index, other] of others) {
      tables.leave(index, chosen[index] as Access);
      tables.use(index, other);
      chosen[index] = other;
    }
  }
  return chosen;
}

/** A table that some conditions wait for something in. */
interface PricedTable {
  readonly node: PathNode;
  readonly price: number;
  /** The indexes of the conditions. */
  readonly users: Set<number>;
}

class Tables {
  /** By node, then by type and form. */
  readonly #byNode = new Map<PathNode, PricedTable[]>();
  /** Those that were used, in the order in which they were. */
  readonly #used = new Set<PricedTable>();

  /** The table that a predicate is in; undefined if looking it up has no price. */
  of({ kind, node, form }: CorePredicate): PricedTable | undefined {
    const isText = kind === "table";
    if (!form || !(isText || kind === "contains" || kind === "starts_with" || kind === "ends_with")) return undefined;
    const tables = getOrMake(this.#byNode, node, () => []);
    const at = 2 * formKey(form) + (isText ? 0 : 1);
    tables[at] ??= { node, price: isText ? TEXTS_PRICE : LITERALS_PRICE, users: new Set() };
    return tables[at];
  }

  use(index: number, access: Access | undefined): void {
    for (const predicate of access?.predicates ?? []) {
      const table = this.of(predicate);
      if (!table) continue;
      this.#used.add(table);
      table.users.add(index);
    }
  }

  leave(index: number, access: Access): void {
    for (const predicate of access.predicates) this.of(predicate)?.users.delete(index);
  }

  /** Whether others use all tables of an access. */
  hasAll(access: Access): boolean {
    return access.predicates.every((predicate) => this.of(predicate)?.users.size !== 0);
  }

  /** Those with the fewest users first. */
  byUsers(): readonly PricedTable[] {
    return [...this.#used].sort((a, b) => a.users.size - b.users.size);
  }
}
