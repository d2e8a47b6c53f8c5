// The simplest form of a condition: what follows from the rest is left out.

import type { Condition } from "../../../rule/ir.js";
import { Facts, type Owner } from "./facts.js";
import { FALSE, intern, junctionOf, metaOf, negationOf, quantifierOf, TRUE } from "./intern.js";

/** Parts that one condition may be held against others: enough for what people write. */
const MAX_WORK = 1_500;
/** The same for a condition that is shown. */
const MAX_FINAL_WORK = 20_000;
/** Rounds in which a junction is looked at again: more bring out little. */
const MAX_ROUNDS = 3;
/** Children of a junction beyond which only duplicates are looked for: the work grows with their square. */
const MAX_CHILDREN = 200;
/** Alternatives in which something shared is looked for. */
const MAX_FACTORED = 24;

/** The truth of a constant condition; undefined of any other. */
export function constantOf(condition: Condition): boolean | undefined {
  if ((condition.type !== "and" && condition.type !== "or") || condition.children.length > 0) return undefined;
  return condition.type === "and";
}

/** The simplest form that the usual work finds. */
export function simple(condition: Condition): Condition {
  const own = intern(condition);
  const meta = metaOf(own);
  if (meta.simplest) return own;
  if (!meta.simplified) {
    meta.simplified = simplest(own, MAX_WORK);
    metaOf(meta.simplified).simplified = meta.simplified;
  }
  return meta.simplified;
}

/** The simplest form of a condition that is shown, which is worth more work. */
export function simpleFinally(condition: Condition): Condition {
  return simplest(intern(condition), MAX_FINAL_WORK);
}

/** What is left of a condition, as simple as one that is shown, where another holds. */
export function simpleWhere(condition: Condition, given: Condition): Condition {
  const facts = new Facts(MAX_FINAL_WORK);
  facts.add(intern(given), true, { hidden: false });
  return simplify(intern(condition), facts);
}

function simplest(condition: Condition, work: number): Condition {
  const facts = new Facts(work);
  const result = simplify(condition, facts);
  if (facts.work > 0) metaOf(result).simplest = true;
  return result;
}

export function negate(condition: Condition): Condition {
  if (condition.type === "not") return intern(condition.child);
  const constant = constantOf(condition);
  if (constant !== undefined) return constant ? FALSE : TRUE;
  return negationOf(intern(condition));
}

function simplify(condition: Condition, facts: Facts): Condition {
  const meta = metaOf(condition);
  if (facts.work <= 0 || (meta.simplest && (meta.domains & facts.domains) === 0)) return condition;
  facts.work--;
  switch (condition.type) {
    case "predicate": {
      const known = facts.decide(condition);
      return known === undefined ? condition : known ? TRUE : FALSE;
    }
    case "not":
      return negate(simplify(condition.child, facts));
    case "some":
    case "every": {
      const body = simplify(condition.body, facts);
      const constant = constantOf(body);
      // `some … : true` asks for an element and `every … : false` for none.
      if (constant === (condition.type === "every")) return constant ? TRUE : FALSE;
      return body === condition.body ? condition : quantifierOf(condition.type, condition.path, condition.as, body);
    }
    case "and":
    case "or":
      return condition.children.length > MAX_CHILDREN
        ? condition
        : simplifyJunction(condition.type, condition.children, facts);
  }
}

/** The children of a junction without duplicates; the constant that they come to where one decides it. */
export function flat(type: "and" | "or", conditions: readonly Condition[]): readonly Condition[] | Condition {
  const decides = type === "and" ? FALSE : TRUE;
  const seen = new Set<Condition>();
  const children: Condition[] = [];
  const add = (condition: Condition): boolean => {
    if (condition.type === type) return condition.children.every((child) => add(intern(child)));
    if (constantOf(condition) !== undefined) return false;
    const negation = condition.type === "not" ? condition.child : metaOf(condition).negation;
    if (negation && seen.has(negation)) return false;
    if (seen.has(condition)) return true;
    seen.add(condition);
    children.push(condition);
    return true;
  };
  return conditions.every((condition) => add(intern(condition))) ? children : decides;
}

/** In an `and` every child may take the others to be true, in an `or` to be false. */
function simplifyJunction(type: "and" | "or", conditions: readonly Condition[], facts: Facts): Condition {
  let current = conditions;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const children = flat(type, current);
    if (!Array.isArray(children)) return children as Condition;
    const next = simplifyChildren(type, children, facts);
    if (!next) return type === "and" ? FALSE : TRUE;
    const stable = next.length === children.length && next.every((child, at) => child === children[at]);
    current = next;
    if (stable) break;
  }
  const children = flat(type, current);
  if (!Array.isArray(children)) return children as Condition;
  const [only] = children;
  if (only && children.length === 1) return only;
  return factored(type, children, facts) ?? junctionOf(type, children);
}

/** Each child under what the others say; undefined where one decides the junction. */
function simplifyChildren(
  type: "and" | "or",
  children: readonly Condition[],
  facts: Facts,
): readonly Condition[] | undefined {
  const neutral = type === "and";
  const outer = facts.domains;
  const results: (Condition | undefined)[] = [...children];
  const concerned = concernedOf(children, outer);
  const mark = facts.mark();
  let decided = false;
  // What stands alone first: it may decide parts of the others, and stays where it stands.
  for (const literals of [true, false]) {
    const mine = children.map((_child, at) => at).filter((at) => isLiteral(children[at] as Condition) === literals);
    const owners = new Map<number, Owner>();
    for (const at of mine) {
      const owner = { hidden: false };
      owners.set(at, owner);
      facts.add(children[at] as Condition, neutral, owner);
    }
    for (const at of mine) {
      const child = children[at] as Condition;
      if (decided || !concerned[at]) continue;
      const owner = owners.get(at) as Owner;
      owner.hidden = true;
      const simpler = simplify(child, facts);
      const constant = constantOf(simpler);
      if (constant !== undefined && constant !== neutral) decided = true;
      results[at] = constant === neutral ? undefined : simpler;
      if (simpler === child) owner.hidden = false;
      else if (constant === undefined) facts.add(simpler, neutral, { hidden: false });
    }
    if (decided) break;
  }
  facts.undo(mark, outer);
  return decided ? undefined : results.filter((child) => child !== undefined);
}

/** Which children something else may say something of, or that are not yet in their simplest form. */
function concernedOf(children: readonly Condition[], outer: number): readonly boolean[] {
  const metas = children.map(metaOf);
  const behind: number[] = new Array(children.length + 1).fill(0);
  for (let at = children.length - 1; at >= 0; at--) {
    behind[at] = (behind[at + 1] as number) | (metas[at]?.domains as number);
  }
  let before = outer;
  return metas.map(({ domains, simplest }, at) => {
    const others = before | (behind[at + 1] as number);
    before |= domains;
    return !simplest || (domains & others) !== 0;
  });
}

/** `x and a or x and b` as `x and (a or b)`, where all children share something. */
function factored(type: "and" | "or", children: readonly Condition[], facts: Facts): Condition | undefined {
  const inner = type === "and" ? "or" : "and";
  if (children.length > MAX_FACTORED) return undefined;
  const parts = children.map((child) => (child.type === inner ? child.children : [child]));
  const [first = [], ...others] = parts;
  let shared = first;
  for (const other of others) {
    shared = shared.filter((one) => other.includes(one));
    if (shared.length === 0) return undefined;
  }
  const rest = parts.map((one) =>
    join(
      inner,
      one.filter((part) => !shared.includes(part)),
    ),
  );
  return simplify(join(inner, [...shared, join(type, rest)]), facts);
}

/** A junction of parts that are simple already. */
function join(type: "and" | "or", parts: readonly Condition[]): Condition {
  const children = flat(type, parts);
  if (!Array.isArray(children)) return children as Condition;
  const [only] = children;
  return only && children.length === 1 ? only : junctionOf(type, children);
}

/** The junction of conditions in its simplest form. */
export function simpleJunction(type: "and" | "or", conditions: readonly Condition[]): Condition {
  return simple(join(type, conditions));
}

function isLiteral(condition: Condition): boolean {
  return condition.type === "predicate" || (condition.type === "not" && condition.child.type === "predicate");
}
