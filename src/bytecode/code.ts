// Conditions as branching code. Instructions are made from the end of a condition to its start, so targets always lie below; equal
// instructions are made once, so rules share the ends of their conditions.

import { SluiceError } from "../errors.js";
import type { CorePredicate, Logic } from "../plan/model.js";
import { CODE_FIRST, CODE_NO, CODE_YES } from "./layout.js";
import type { Words } from "./sections.js";

/** Roughly what judging a predicate costs, in lookups. */
function costOf(predicate: CorePredicate): number {
  switch (predicate.kind) {
    case "table":
    case "numbers":
    case "number_lt":
    case "number_lte":
    case "number_gt":
    case "number_gte":
    case "exists":
    case "is_null":
    case "not_null":
    case "null":
    case "true":
    case "false":
    case "truthy":
    case "string":
    case "number":
    case "integer":
    case "array":
    case "object":
      return 1;
    case "wildcard":
      return 8;
    case "regex":
      return 64;
    case "some":
      return 64 + logicCost(predicate.body);
    default:
      return 4;
  }
}

function logicCost(logic: Logic): number {
  if (logic.type === "test") return costOf(logic.predicate);
  if (logic.type === "not") return logicCost(logic.child);
  return logic.children.reduce((sum, child) => sum + logicCost(child), 0);
}

export class Code {
  private readonly known = new Map<string, number>();

  /** @param ids the predicates' ids */
  constructor(
    private readonly words: Words,
    private readonly ids: ReadonlyMap<CorePredicate, number>,
  ) {}

  /** Where the code begins that judges a condition. */
  add(logic: Logic): number {
    return this.branch(logic, CODE_YES, CODE_NO);
  }

  private branch(logic: Logic, yes: number, no: number): number {
    switch (logic.type) {
      case "test":
        return this.instruction(logic.predicate, yes, no);
      case "not":
        return this.branch(logic.child, no, yes);
      case "and":
        return cheapestFirst(logic.children).reduceRight((next, child) => this.branch(child, next, no), yes);
      case "or":
        return cheapestFirst(logic.children).reduceRight((next, child) => this.branch(child, yes, next), no);
    }
  }

  private instruction(predicate: CorePredicate, yes: number, no: number): number {
    if (yes === no) return yes;
    const id = this.ids.get(predicate);
    if (id === undefined) throw new SluiceError("internal", "a predicate has no id");
    const key = `${id} ${yes} ${no}`;
    let at = this.known.get(key);
    if (at === undefined) {
      at = CODE_FIRST + this.words.length / 3;
      this.words.push(id, yes, no);
      this.known.set(key, at);
    }
    return at;
  }
}

function cheapestFirst(children: readonly Logic[]): readonly Logic[] {
  return children
    .map((child) => ({ child, cost: logicCost(child) }))
    .sort((a, b) => a.cost - b.cost)
    .map(({ child }) => child);
}
