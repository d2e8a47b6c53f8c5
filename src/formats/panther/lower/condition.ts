// Conditions as the lowering builds them: constants folded, and what follows from the rest left out, so that what comes out reads as
// a person would have written it.

import type { Condition, FieldPath, Predicate } from "../../../rule/ir.js";
import { pathKey, predicateKey } from "../../../rule/key.js";
import { normalise } from "../../../rule/normalise.js";
import { decide } from "./implication.js";

export const TRUE: Condition = { type: "and", children: [] };
export const FALSE: Condition = { type: "or", children: [] };

/** The truth of a constant condition; undefined of any other. */
export function constantOf(condition: Condition): boolean | undefined {
  if ((condition.type !== "and" && condition.type !== "or") || condition.children.length > 0) return undefined;
  return condition.type === "and";
}

export function isFalse(condition: Condition): boolean {
  return constantOf(condition) === false;
}

export function isTrue(condition: Condition): boolean {
  return constantOf(condition) === true;
}

export function and(...conditions: readonly Condition[]): Condition {
  return simple(junction("and", conditions));
}

export function or(...conditions: readonly Condition[]): Condition {
  return simple(junction("or", conditions));
}

export function not(condition: Condition): Condition {
  if (condition.type === "not") return condition.child;
  const constant = constantOf(condition);
  if (constant !== undefined) return constant ? FALSE : TRUE;
  return { type: "not", child: condition };
}

/** Whether two conditions are structurally equal. */
export function same(left: Condition, right: Condition): boolean {
  return left === right || keyOf(left) === keyOf(right);
}

/** Predicates in a condition: what it costs to work with it. */
export function sizeOf(condition: Condition): number {
  switch (condition.type) {
    case "predicate":
      return 1;
    case "not":
      return sizeOf(condition.child);
    case "and":
    case "or":
      return condition.children.reduce((sum, child) => sum + sizeOf(child), 1);
    case "some":
    case "every":
      return 1 + sizeOf(condition.body);
  }
}

/** A predicate of one value: `path kind`. */
export function test(path: FieldPath, kind: Extract<Predicate, { value?: never; other?: never }>["kind"]): Condition {
  return { type: "predicate", kind, operand: { type: "path", path } } as Predicate;
}

/** The condition in its simplest form. */
export function tidy(condition: Condition): Condition {
  // Now it is worth more work.
  return normalise(simple(simplify(normalise(condition), new Facts({ left: MAX_FINAL_WORK })), MAX_FINAL_WORK));
}

function junction(type: "and" | "or", conditions: readonly Condition[]): Condition {
  const children: Condition[] = [];
  for (const condition of conditions) {
    if (condition.type === type) children.push(...condition.children);
    else if (constantOf(condition) !== undefined) return condition;
    else children.push(condition);
  }
  const [only] = children;
  return only && children.length === 1 ? only : { type, children };
}

/** What is known to be true or false where a part of a condition is looked at. */
class Facts {
  private readonly own = new Map<string, Fact[]>();

  /** @param work what may still be spent on simplifying: beyond it conditions stay as they are */
  constructor(
    readonly work: { left: number },
    private readonly outer?: Facts,
  ) {}

  /** Whether anything is known of one of the domains. */
  concern(domains: ReadonlySet<string>): boolean {
    for (const domain of this.own.keys()) if (domains.has(domain)) return true;
    return this.outer?.concern(domains) ?? false;
  }

  add(condition: Condition, holds: boolean): void {
    if (condition.type === "not") this.add(condition.child, !holds);
    else if (condition.type === (holds ? "and" : "or")) for (const child of condition.children) this.add(child, holds);
    else if (condition.type === "predicate") {
      const fact = plain(condition, holds);
      const key = domainOf(fact.predicate);
      const facts = this.own.get(key);
      if (facts) facts.push(fact);
      else this.own.set(key, [fact]);
    }
  }

  /** The truth of a predicate, as far as the facts decide it. */
  decide(predicate: Predicate): boolean | undefined {
    const { predicate: asked, holds } = plain(predicate, true);
    const verdict = this.decidePlain(asked, domainOf(asked));
    return verdict === undefined ? undefined : verdict === holds;
  }

  private decidePlain(asked: Predicate, domain: string): boolean | undefined {
    const key = predicateKey(asked);
    for (const fact of this.own.get(domain) ?? []) {
      if (fact.key === key) return fact.holds;
      if (fact.holds) {
        const verdict = decide(fact.predicate, asked);
        if (verdict !== undefined) return verdict;
      } else if (decide(asked, fact.predicate) === true) return false;
    }
    return this.outer?.decidePlain(asked, domain);
  }
}

interface Fact {
  readonly predicate: Predicate;
  readonly key: string;
  readonly holds: boolean;
}

/** `is_null` is the negation of `is_not_null`. */
function plain(predicate: Predicate, holds: boolean): Fact {
  let fact = plains.get(predicate);
  if (!fact) {
    const negated = predicate.kind === "is_null";
    const asked: Predicate = negated
      ? { type: "predicate", kind: "is_not_null", operand: predicate.operand }
      : predicate;
    fact = { predicate: asked, key: predicateKey(asked), holds: !negated };
    plains.set(predicate, fact);
  }
  return holds ? fact : { ...fact, holds: !fact.holds };
}

/** Predicates of different domains decide nothing about each other. */
function domainOf(predicate: Predicate): string {
  let domain = domains.get(predicate);
  if (domain === undefined) {
    const { root, segments } = predicate.operand.path;
    domain = root === undefined ? pathKey({ segments: segments.slice(0, 1) }) : `$${root}`;
    domains.set(predicate, domain);
  }
  return domain;
}

const domains = new WeakMap<Predicate, string>();
const plains = new WeakMap<Predicate, Fact>();

/** Predicates that one condition may be held against others: enough for what people write. */
const MAX_WORK = 1_500;
/** The same for a condition that is shown. */
const MAX_FINAL_WORK = 20_000;
/** Conditions that are in their simplest form as long as nothing else is known. */
const simplest = new WeakSet<Condition>();
const domainSets = new WeakMap<Condition, ReadonlySet<string>>();

function simple(condition: Condition, work = MAX_WORK): Condition {
  if (simplest.has(condition)) return condition;
  const result = simplify(condition, new Facts({ left: work }));
  simplest.add(result);
  return result;
}

/** The domains of all predicates in a condition. */
function domainsOf(condition: Condition): ReadonlySet<string> {
  let found = domainSets.get(condition);
  if (!found) {
    const domains = new Set<string>();
    if (condition.type === "predicate") domains.add(domainOf(condition));
    else {
      const inner =
        condition.type === "not" ? [condition.child] : "body" in condition ? [condition.body] : condition.children;
      for (const child of inner) for (const domain of domainsOf(child)) domains.add(domain);
    }
    found = domains;
    domainSets.set(condition, found);
  }
  return found;
}

/** Rounds in which a junction is looked at again: more bring out little. */
const MAX_ROUNDS = 3;
/** Children of a junction beyond which only duplicates are looked for: the work grows with their square. */
const MAX_CHILDREN = 200;

function simplify(condition: Condition, facts: Facts): Condition {
  if (facts.work.left <= 0 || (simplest.has(condition) && !facts.concern(domainsOf(condition)))) return condition;
  facts.work.left--;
  switch (condition.type) {
    case "predicate": {
      const known = facts.decide(condition);
      return known === undefined ? condition : known ? TRUE : FALSE;
    }
    case "not":
      return not(simplify(condition.child, facts));
    case "some":
    case "every": {
      const body = simplify(condition.body, facts);
      const constant = constantOf(body);
      // `some … : true` asks for an element and `every … : false` for none.
      if (constant === (condition.type === "every")) return constant ? TRUE : FALSE;
      return { ...condition, body };
    }
    case "and":
    case "or":
      return condition.children.length > MAX_CHILDREN
        ? condition
        : simplifyJunction(condition.type, condition.children, facts);
  }
}

/** In an `and` every child may take the others to be true, in an `or` to be false. */
function simplifyJunction(type: "and" | "or", children: readonly Condition[], outer: Facts): Condition {
  const neutral = type === "and";
  let current = children;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const next: Condition[] = [];
    for (let at = 0; at < current.length; at++) {
      const facts = new Facts(outer.work, outer);
      for (const before of next) facts.add(before, neutral);
      // What stands behind may make a part of this one superfluous; equal ones stay where they stand first.
      for (const after of current.slice(at + 1))
        if (isLiteral(after) || !isLiteral(current[at] as Condition)) facts.add(after, neutral);
      const child = dropEqual(simplify(current[at] as Condition, facts), next, neutral);
      const constant = constantOf(child);
      if (constant === neutral) continue;
      if (constant !== undefined) return child;
      if (child.type === type) next.push(...child.children);
      else next.push(child);
    }
    const stable = next.length === current.length && next.every((child, at) => child === current[at]);
    current = next;
    if (stable) break;
  }
  const [only] = current;
  if (only && current.length === 1) return only;
  const result: Condition = { type, children: current };
  return current.length === children.length && simplest.has(result)
    ? result
    : (factored(type, current, outer) ?? result);
}

/** `x and a or x and b` as `x and (a or b)`, where all children share something. */
function factored(type: "and" | "or", children: readonly Condition[], outer: Facts): Condition | undefined {
  const inner = type === "and" ? "or" : "and";
  if (children.length > MAX_FACTORED) return undefined;
  const parts = children.map((child) => (child.type === inner ? child.children : [child]));
  const [first = [], ...others] = parts;
  const keys = others.map((one) => new Set(one.map(keyOf)));
  const shared = first.filter((one) => keys.every((other) => other.has(keyOf(one))));
  if (shared.length === 0) return undefined;
  const sharedKeys = new Set(shared.map(keyOf));
  const rest = parts.map((one) =>
    junction(
      inner,
      one.filter((part) => !sharedKeys.has(keyOf(part))),
    ),
  );
  return simplify(junction(inner, [...shared, junction(type, rest)]), outer);
}

/** Alternatives in which something shared is looked for. */
const MAX_FACTORED = 24;
const keys = new WeakMap<Condition, string>();

/** A text that structurally equal conditions share. */
function keyOf(condition: Condition): string {
  let key = keys.get(condition);
  if (key === undefined) {
    key = makeKey(condition);
    keys.set(condition, key);
  }
  return key;
}

function makeKey(condition: Condition): string {
  switch (condition.type) {
    case "predicate":
      return predicateKey(condition);
    case "not":
      return `!${keyOf(condition.child)}`;
    case "and":
    case "or":
      return `(${condition.type} ${condition.children.map(keyOf).join(" ")})`;
    case "some":
    case "every":
      return `(${condition.type} ${pathKey(condition.path)} ${condition.as} ${keyOf(condition.body)})`;
  }
}

function dropEqual(child: Condition, before: readonly Condition[], neutral: boolean): Condition {
  return child.type !== "predicate" && before.some((one) => one === child || keyOf(one) === keyOf(child))
    ? neutral
      ? TRUE
      : FALSE
    : child;
}

function isLiteral(condition: Condition): boolean {
  return condition.type === "predicate" || (condition.type === "not" && condition.child.type === "predicate");
}
