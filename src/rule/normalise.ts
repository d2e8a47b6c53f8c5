import { SluiceError } from "../errors.js";
import { Decimal } from "./decimal.js";
import type { Condition, Junction, Literal, Predicate, Quantifier } from "./ir.js";
import { pathKey, predicateKey, testKey } from "./key.js";
import { MAX_NESTING } from "./limits.js";

const TRUE: Condition = { type: "and", children: [] };
const FALSE: Condition = { type: "or", children: [] };

/**
 * The condition in its simplest form, with the same verdict on every event; idempotent. Nested `and`s and `or`s of one kind
 * are flattened, duplicates and constants dropped, double negations undone, `x and not x` is false and `x or not x` true, and
 * `==` and `in` of one operand under one `or` become one `in` with its values sorted (null, false, true, numbers by value,
 * strings by code point). Children keep the order of their first appearance, and `not (a or b)` stays as it is.
 *
 * Takes time in proportion to the condition (and to sort its values), parts that it holds several times counted once. Throws `invalid-condition` where
 * `and`, `or`, `not` and quantifiers alternate more than 256 levels deep.
 */
export function normalise(condition: Condition): Condition {
  return new Normaliser().visit(condition, 0);
}

/** The value of an empty junction; undefined of anything else. */
function constantOf(condition: Condition): boolean | undefined {
  if ((condition.type !== "and" && condition.type !== "or") || condition.children.length > 0) return undefined;
  return condition.type === "and";
}

function constant(value: boolean): Condition {
  return value ? TRUE : FALSE;
}

class Normaliser {
  /** Conditions that were seen, by identity, so that shared parts are done once. */
  readonly #done = new Map<Condition, Condition>();
  #ids: Ids | undefined;

  visit(condition: Condition, depth: number): Condition {
    if (condition.type === "predicate" && condition.kind !== "in") return condition;
    const known = this.#done.get(condition);
    if (known) return known;
    if (depth > MAX_NESTING) {
      throw new SluiceError("invalid-condition", `expected at most ${MAX_NESTING} levels of nesting, found more`);
    }
    const normal = this.#simplify(unwrap(condition), depth);
    this.#done.set(condition, normal);
    return normal;
  }

  #simplify(condition: Condition, depth: number): Condition {
    switch (condition.type) {
      case "predicate":
        return condition.kind === "in" ? membership(condition, condition.values) : condition;
      case "not":
        return negate(this.visit(condition.child, depth + 1));
      case "and":
      case "or":
        return this.#junction(condition, depth);
      case "some":
      case "every":
        return quantify(condition, this.visit(condition.body, depth + 1));
    }
  }

  #junction(junction: Junction, depth: number): Condition {
    const { type } = junction;
    const children = this.#flatten(junction, depth);
    const distinct = children && this.#distinct(children);
    const memberships = distinct && type === "or" ? mergeMemberships(distinct) : distinct;
    // Merging may bring out one more pair of a condition and its negation, but no duplicate.
    const merged = memberships === distinct ? distinct : memberships && this.#distinct(memberships);
    if (!merged) return constant(type === "or");
    const [only] = merged;
    return only && merged.length === 1 ? only : { type, children: merged };
  }

  /** The normal children of a junction and of those of its type inside it; undefined where one of them decides it alone. */
  #flatten(junction: Junction, depth: number): readonly Condition[] | undefined {
    const { type } = junction;
    const flat: Condition[] = [];
    for (const child of junction.children) {
      const condition = unwrap(child);
      if (condition.type === type) return this.#flattenChain(junction, depth);
      if (!this.#addNormal(flat, type, condition, depth)) return undefined;
    }
    return flat;
  }

  /** `flatten` with a stack of its own, because importers build long chains as deep trees. */
  #flattenChain(junction: Junction, depth: number): readonly Condition[] | undefined {
    const { type } = junction;
    const flat: Condition[] = [];
    const seen = new Set<Condition>();
    const stack: Condition[] = [junction];
    for (let next = stack.pop(); next; next = stack.pop()) {
      const condition = unwrap(next);
      if (seen.has(condition)) continue;
      seen.add(condition);
      if (condition.type === type) {
        for (const child of condition.children.toReversed()) stack.push(child);
        continue;
      }
      if (!this.#addNormal(flat, type, condition, depth)) return undefined;
    }
    return flat;
  }

  /** Adds what a child of a junction is in normal form; false where it decides the junction. */
  #addNormal(flat: Condition[], type: Junction["type"], condition: Condition, depth: number): boolean {
    const child = this.visit(condition, depth + 1);
    if (child.type === type) for (const inner of child.children) flat.push(inner);
    else if (constantOf(child) !== undefined) return false;
    else flat.push(child);
    return true;
  }

  /** The children without duplicates; undefined where one is the negation of another, which decides the junction. */
  #distinct(children: readonly Condition[]): readonly Condition[] | undefined {
    if (children.length <= FEW ? areClearlyDistinct(children) : haveTextsOfTheirOwn(children)) return children;
    this.#ids ??= new Ids();
    const seen = new Map<number, Condition>();
    for (const child of children) {
      const id = this.#ids.of(child);
      if (!seen.has(id)) seen.set(id, child);
    }
    for (const child of seen.values()) {
      if (child.type === "not" && seen.has(this.#ids.of(child.child))) return undefined;
    }
    return [...seen.values()];
  }
}

/** So few conditions are compared each with each before keys are made of them. */
const FEW = 8;

/** Whether a glance shows that no two of the conditions are equal and none is the negation of another: false where it does not. */
function areClearlyDistinct(conditions: readonly Condition[]): boolean {
  return conditions.every((condition, at) => {
    for (let other = 0; other < at; other++) {
      if (mayBeEqual(withoutNot(condition), withoutNot(conditions[other] as Condition))) return false;
    }
    return true;
  });
}

/** The same of more conditions: whether each looks for a text that none of the others looks for. */
function haveTextsOfTheirOwn(conditions: readonly Condition[]): boolean {
  const texts = new Set<unknown>();
  for (const condition of conditions) {
    const inner = withoutNot(condition);
    if (inner.type !== "predicate" || !("value" in inner) || typeof inner.value !== "string") return false;
    texts.add(inner.value);
  }
  return texts.size === conditions.length;
}

function withoutNot(condition: Condition): Condition {
  return condition.type === "not" ? condition.child : condition;
}

function mayBeEqual(left: Condition, right: Condition): boolean {
  if (left.type !== "predicate" || right.type !== "predicate") return left.type === right.type;
  if (left.kind !== right.kind) return false;
  const one = left.operand.path.segments.at(-1);
  const other = right.operand.path.segments.at(-1);
  return one?.type === "key" && other?.type === "key" ? one.name === other.name : one?.type === other?.type;
}

/** Numbers conditions so that structurally equal ones have the same number. A key holds the numbers of the children. */
class Ids {
  readonly #byCondition = new Map<Condition, number>();
  readonly #byKey = new Map<string, number>();

  of(condition: Condition): number {
    const known = this.#byCondition.get(condition);
    if (known !== undefined) return known;
    const key = this.#keyOf(condition);
    const id = this.#byKey.get(key) ?? this.#byKey.size;
    this.#byKey.set(key, id);
    this.#byCondition.set(condition, id);
    return id;
  }

  #keyOf(condition: Condition): string {
    switch (condition.type) {
      case "predicate":
        return predicateKey(condition);
      case "not":
        return `not ${this.of(condition.child)}`;
      case "and":
      case "or":
        return `${condition.type} ${condition.children.map((child) => this.of(child)).join(" ")}`;
      case "some":
      case "every":
        return `${condition.type} ${pathKey(condition.path)} ${JSON.stringify(condition.as)} ${this.of(condition.body)}`;
    }
  }
}

/** What is left without double negations and junctions of one child around it. */
function unwrap(condition: Condition): Condition {
  let inner = condition;
  for (;;) {
    if (inner.type === "not" && inner.child.type === "not") {
      inner = inner.child.child;
    } else if ((inner.type === "and" || inner.type === "or") && inner.children.length === 1 && inner.children[0]) {
      inner = inner.children[0];
    } else return inner;
  }
}

function negate(child: Condition): Condition {
  const value = constantOf(child);
  if (value !== undefined) return constant(!value);
  return child.type === "not" ? child.child : { type: "not", child };
}

function quantify(quantifier: Quantifier, body: Condition): Condition {
  // `some … : true` asks for an element and `every … : false` for none, so neither is a constant.
  const value = constantOf(body);
  if (value !== undefined && value === (quantifier.type === "every")) return constant(value);
  return { ...quantifier, body };
}

type Membership = Extract<Predicate, { readonly kind: "eq" | "in" }>;

function isMembership(condition: Condition): condition is Membership {
  return condition.type === "predicate" && (condition.kind === "eq" || condition.kind === "in");
}

function valuesOf(membership: Membership): readonly Literal[] {
  return membership.kind === "eq" ? [membership.value] : membership.values;
}

/** Disjuncts with one `in` in place of all `==` and `in` of the same operand and flags; the same list where there is nothing to merge. */
function mergeMemberships(disjuncts: readonly Condition[]): readonly Condition[] {
  if (disjuncts.filter(isMembership).length < 2) return disjuncts;
  const groups = new Map<string, { index: number; members: Membership[] }>();
  const merged: Condition[] = [];
  for (const disjunct of disjuncts) {
    if (!isMembership(disjunct)) {
      merged.push(disjunct);
      continue;
    }
    const key = testKey(disjunct);
    const group = groups.get(key);
    if (group) group.members.push(disjunct);
    else groups.set(key, { index: merged.push(disjunct) - 1, members: [disjunct] });
  }
  if (merged.length === disjuncts.length) return disjuncts;
  for (const { index, members } of groups.values()) {
    const [first] = members;
    if (first && members.length > 1) merged[index] = membership(first, members.flatMap(valuesOf));
  }
  return merged;
}

/** Without it, strings are sorted by code point as JavaScript sorts them. */
const SURROGATE = /[\ud800-\udfff]/;

/** `in` of these values, sorted and without duplicates: false of none, `==` of one. */
function membership(like: Membership, values: readonly Literal[]): Condition {
  const isPlain = values.every((value) => typeof value === "string" && !SURROGATE.test(value));
  const sorted = values.toSorted(isPlain ? undefined : compareLiterals);
  const distinct = sorted.filter((value, at) => at === 0 || compareLiterals(value, sorted[at - 1] ?? null) !== 0);
  const [only] = distinct;
  if (only === undefined) return FALSE;
  const base = flagsAndOperand(like);
  return distinct.length === 1 ? { ...base, kind: "eq", value: only } : { ...base, kind: "in", values: distinct };
}

function flagsAndOperand({ type, operand, nocase, text, double }: Membership) {
  return { type, operand, ...(nocase && { nocase }), ...(text && { text }), ...(double && { double }) };
}

/** Order of the values of an `in`: null, false, true, numbers by value, strings by code point. */
function compareLiterals(left: Literal, right: Literal): number {
  if (left instanceof Decimal && right instanceof Decimal) return left.compare(right);
  if (typeof left === "string" && typeof right === "string") return compareStrings(left, right);
  return rankOf(left) - rankOf(right);
}

function rankOf(value: Literal): number {
  if (value === null) return 0;
  if (typeof value === "boolean") return value ? 2 : 1;
  return typeof value === "string" ? 4 : 3;
}

/** By code point, where `<` on strings is by UTF-16 unit: it puts U+1F600 before U+FFFD. */
function compareStrings(left: string, right: string): number {
  if (left === right) return 0;
  const shorter = Math.min(left.length, right.length);
  let at = 0;
  while (at < shorter && left.charCodeAt(at) === right.charCodeAt(at)) at += 1;
  if (at === shorter) return left.length - right.length;
  // What differs may be the second half of a pair: the code points begin one unit before.
  if (at > 0 && isHighSurrogate(left, at - 1) && (isLowSurrogate(left, at) || isLowSurrogate(right, at))) at -= 1;
  return (left.codePointAt(at) as number) - (right.codePointAt(at) as number);
}

function isHighSurrogate(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xd800;
}

function isLowSurrogate(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xdc00;
}
