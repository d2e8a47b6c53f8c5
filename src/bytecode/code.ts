// Conditions as branching code. Instructions are made from the end of a condition to its start, so targets always lie below; equal
// instructions are made once, so rules share the ends of their conditions.

import { SluiceError } from "../errors.js";
import type { CorePredicate, Logic } from "../plan/model.js";
import { CODE_ASK, CODE_FIRST, CODE_NO, CODE_YES } from "./layout.js";
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
  readonly #known: DistinctRecords;

  /** @param ids the predicates' ids */
  constructor(
    words: Words,
    private readonly ids: ReadonlyMap<CorePredicate, number>,
  ) {
    this.#known = new DistinctRecords(words);
  }

  /** Where the code begins that judges a condition. With `certain`, a host is asked where that does not hold besides. */
  add(logic: Logic, certain?: Logic): number {
    return this.#branch(logic, certain ? this.#branch(certain, CODE_YES, CODE_ASK) : CODE_YES, CODE_NO);
  }

  #branch(logic: Logic, yes: number, no: number): number {
    switch (logic.type) {
      case "test":
        return this.#instruction(logic.predicate, yes, no);
      case "not":
        return this.#branch(logic.child, no, yes);
      case "and":
        return cheapestFirst(logic.children).reduceRight((next, child) => this.#branch(child, next, no), yes);
      case "or":
        return cheapestFirst(logic.children).reduceRight((next, child) => this.#branch(child, yes, next), no);
    }
  }

  #instruction(predicate: CorePredicate, yes: number, no: number): number {
    if (yes === no) return yes;
    const id = this.ids.get(predicate);
    if (id === undefined) throw new SluiceError("internal", "a predicate has no id");
    return CODE_FIRST + this.#known.indexOf(id, yes, no);
  }
}

/** Records of three words, each written once; found again by hash. */
class DistinctRecords {
  /** 1 + the index of a record, 0 for none; a power of two, at most half full. */
  #slots = new Uint32Array(1024);

  constructor(private readonly words: Words) {}

  /** The index of a record, written now if it is new. */
  indexOf(a: number, b: number, c: number): number {
    const { words } = this;
    let slot = this.#slotOf(a, b, c);
    for (let found = this.#slots[slot] as number; found !== 0; found = this.#slots[slot] as number) {
      const at = 3 * (found - 1);
      if (words.get(at) === a && words.get(at + 1) === b && words.get(at + 2) === c) return found - 1;
      slot = (slot + 1) & (this.#slots.length - 1);
    }
    const index = words.length / 3;
    words.push(a, b, c);
    this.#slots[slot] = index + 1;
    if (2 * (index + 1) > this.#slots.length) this.#grow();
    return index;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(2 * old.length);
    for (const taken of old) {
      if (taken === 0) continue;
      const at = 3 * (taken - 1);
      let slot = this.#slotOf(this.words.get(at), this.words.get(at + 1), this.words.get(at + 2));
      while (this.#slots[slot] !== 0) slot = (slot + 1) & (this.#slots.length - 1);
      this.#slots[slot] = taken;
    }
  }

  #slotOf(a: number, b: number, c: number): number {
    let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35);
    hash ^= hash >>> 15;
    return (Math.imul(hash, 0x2c1b3c6d) >>> 7) & (this.#slots.length - 1);
  }
}

function cheapestFirst(children: readonly Logic[]): readonly Logic[] {
  if (children.length < 2) return children;
  const costs = children.map(logicCost);
  if (costs.every((cost, i) => i === 0 || cost >= (costs[i - 1] as number))) return children;
  const order = [...children.keys()].sort((a, b) => (costs[a] as number) - (costs[b] as number));
  return order.map((i) => children[i] as Logic);
}
