// Access predicates: for each rule a set of predicates of which at least one must hold for the rule to match, so that a rule is looked
// at only where one does (Whang et al., "Indexing Boolean Expressions", VLDB 2009).

import type { CorePredicate, Logic } from "./model.js";

type Lookup = Extract<CorePredicate, { kind: "table" }>;

/** Predicates with the share of events, as guessed, in which one of them holds. */
interface Access {
  readonly predicates: readonly Lookup[];
  readonly cost: number;
}

/**
 * The cheapest access predicates of a condition, undefined if it can be true where no lookup succeeds. `distinct` is the number of
 * texts in the predicate's table: the more there are, the rarer each is taken to be.
 */
export function chooseAccess(
  logic: Logic,
  distinct: (predicate: Lookup) => number,
): readonly CorePredicate[] | undefined {
  return accessOf(logic, distinct)?.predicates;
}

function accessOf(logic: Logic, distinct: (predicate: Lookup) => number): Access | undefined {
  if (logic.type === "not") return undefined;
  if (logic.type === "test") {
    const { predicate } = logic;
    if (predicate.kind !== "table" || predicate.node.level > 0) return undefined;
    return { predicates: [predicate], cost: predicate.texts.size / distinct(predicate) };
  }
  if (logic.type === "and") {
    let best: Access | undefined;
    for (const child of logic.children) {
      const access = accessOf(child, distinct);
      if (access && (!best || access.cost < best.cost)) best = access;
    }
    return best;
  }
  const all = new Set<Lookup>();
  let cost = 0;
  for (const child of logic.children) {
    const access = accessOf(child, distinct);
    if (!access) return undefined;
    for (const predicate of access.predicates) all.add(predicate);
    cost += access.cost;
  }
  return { predicates: [...all], cost };
}
