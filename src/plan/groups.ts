// Groups: rules of one scope. They are looked at only where it holds, and the literals that they wait for are looked for only there. A
// literal set costs for each byte that it is run over, so a group that waits for many literals on a field has a set of its own; groups
// that wait for a few share one, because several of them may be entered for one event. Lookups by hash cost little whatever their
// size: all groups share theirs.

import {
  type CorePredicate,
  type Logic,
  type PlannedGroup,
  type PlannedRule,
  type TextPredicate,
  uniform,
} from "./model.js";
import type { PathNode } from "./paths.js";
import { formKey, getOrMake } from "./tables.js";

/** A group that waits for so many literals on a field has a set of its own. */
const MANY_LITERALS = 64;

/** The sets that literals are looked for in: 0, which is no group's own, or a number from 1. */
export type SetNumbers = ReadonlyMap<CorePredicate, number>;

/**
 * Gives rules of groups predicates of their own for literals that are looked for in a set of their own: what a literal's predicate says is
 * known where its set was run, and a set is not to be run for a rule of another group.
 */
export function separateLiterals(rules: readonly PlannedRule[]): {
  readonly rules: readonly PlannedRule[];
  readonly sets: SetNumbers;
} {
  const places = new Places();
  for (const { access, group } of rules)
    for (const predicate of access ?? []) if (isLiteral(predicate)) places.at(predicate).add(predicate, group);
  places.number();
  const own = new OwnPredicates(places);
  for (const { access, group } of rules)
    for (const predicate of access ?? []) if (isLiteral(predicate)) own.make(predicate, group);
  return {
    rules: rules.map((rule) => (rule.group ? own.rule(rule, rule.group) : rule)),
    sets: own.sets,
  };
}

function isLiteral(predicate: CorePredicate): predicate is TextPredicate {
  const { kind } = predicate;
  return kind === "contains" || kind === "starts_with" || kind === "ends_with";
}

/** A node in a form, and the literals that rules wait for there. */
class Place {
  readonly #waiting = new Map<PlannedGroup | undefined, Set<CorePredicate>>();
  readonly #numbers = new Map<PlannedGroup | undefined, number>();

  constructor(private readonly anywhere: boolean) {}

  add(predicate: CorePredicate, group: PlannedGroup | undefined): void {
    getOrMake(this.#waiting, group, () => new Set<CorePredicate>()).add(predicate);
  }

  /** Numbers the sets from `next`, and gives the number after the last. */
  number(next: number): number {
    // What is looked for in every event takes the few along, unless it goes through all scalars of the event.
    let shared = this.#waiting.has(undefined) && !this.anywhere ? 0 : undefined;
    for (const [group, predicates] of this.#waiting) {
      if (!group) this.#numbers.set(group, 0);
      else if (predicates.size >= MANY_LITERALS) this.#numbers.set(group, next++);
      else {
        shared ??= next++;
        this.#numbers.set(group, shared);
      }
    }
    return next;
  }

  setOf(group: PlannedGroup | undefined): number {
    return this.#numbers.get(group) ?? 0;
  }
}

class Places {
  readonly #byNode = new Map<PathNode, Map<number, Place>>();

  at({ node, form }: TextPredicate): Place {
    const places = getOrMake(this.#byNode, node, () => new Map<number, Place>());
    return getOrMake(places, formKey(form), () => new Place(node.anywhere));
  }

  number(): void {
    let next = 1;
    for (const places of this.#byNode.values()) for (const place of places.values()) next = place.number(next);
  }
}

class OwnPredicates {
  readonly sets = new Map<CorePredicate, number>();
  /** Those of each set, by the predicates that they stand for. */
  readonly #made = new Map<number, Map<CorePredicate, CorePredicate>>();

  constructor(private readonly places: Places) {}

  make(predicate: TextPredicate, group: PlannedGroup | undefined): void {
    const set = this.places.at(predicate).setOf(group);
    if (set === 0) return;
    const made = getOrMake(this.#made, set, () => new Map<CorePredicate, CorePredicate>());
    const own = getOrMake(made, predicate, () => uniform(predicate));
    this.sets.set(own, set);
  }

  rule(rule: PlannedRule, group: PlannedGroup): PlannedRule {
    const access = rule.access?.map((predicate) => this.#of(predicate, group));
    return { ...rule, logic: this.#logic(rule.logic, group), access };
  }

  /** Inside a quantifier nothing changes: what its body asks for is judged when it is asked. */
  #logic(logic: Logic, group: PlannedGroup): Logic {
    switch (logic.type) {
      case "test":
        return { ...logic, predicate: this.#of(logic.predicate, group) };
      case "not":
        return { ...logic, child: this.#logic(logic.child, group) };
      default:
        return { ...logic, children: logic.children.map((child) => this.#logic(child, group)) };
    }
  }

  #of(predicate: CorePredicate, group: PlannedGroup): CorePredicate {
    if (!isLiteral(predicate)) return predicate;
    return this.#made.get(this.places.at(predicate).setOf(group))?.get(predicate) ?? predicate;
  }
}
