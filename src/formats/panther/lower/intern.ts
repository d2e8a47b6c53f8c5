// Conditions of which equal ones are one object, with what is asked of them often. While a rule is lowered, the same few conditions
// are put together again and again; by their numbers they are compared, and what was found out about them is found again.

import type { Condition, FieldPath, Predicate } from "../../../rule/ir.js";
import { pathKey, predicateKey } from "../../../rule/key.js";

export const TRUE: Condition = { type: "and", children: [] };
export const FALSE: Condition = { type: "or", children: [] };

/** What is known of an interned condition. */
export interface Meta {
  readonly id: number;
  /** Predicates and junctions in it. */
  readonly size: number;
  /** A bit for each domain of its predicates: those of different domains decide nothing about each other. */
  readonly domains: number;
  /** Of a predicate: `is_null` is the negation of `is_not_null`. */
  readonly plain: Plain | undefined;
  /** It has no simpler form as long as nothing else is known. */
  simplest: boolean;
  /** The simplest form that was found for the usual work. */
  simplified: Condition | undefined;
  negation: Condition | undefined;
}

/** A predicate without its negation. */
export interface Plain {
  readonly predicate: Predicate;
  readonly id: number;
  readonly domain: number;
  /** Whether the predicate is true where the plain one is. */
  readonly holds: boolean;
  /** What the plain one being true says of others, by their ids. */
  readonly verdicts: Map<number, boolean | undefined>;
}

/** Bits for domains; of more, several share one. */
const DOMAIN_BITS = 32;

let metas = new WeakMap<Condition, Meta>();
let held = new Map<string, Condition>();
let plains = new Map<string, Omit<Plain, "holds">>();
let domains = new Map<string, number>();
/** Never set back, so that numbers of what was forgotten are not taken for others. */
let next = 0;
/** What has been put together for the rule: sizes of junctions. */
let work = 0;
/** Beyond it nothing is told apart any more. */
const MAX_RULE_WORK = 1_000_000;

/** Whether the conditions of the rule took more work than they may. */
export function isExhausted(): boolean {
  return work > MAX_RULE_WORK;
}

/** Begins a rule: what was held for the ones before is forgotten, so that its condition does not depend on them. */
export function beginRule(): void {
  metas = new WeakMap();
  held = new Map();
  plains = new Map();
  domains = new Map();
  work = 0;
  for (const one of [TRUE, FALSE]) hold(one, { size: 1, domains: 0, plain: undefined });
}

function hold(condition: Condition, meta: Pick<Meta, "size" | "domains" | "plain">): void {
  metas.set(condition, {
    id: ++next,
    ...meta,
    simplest: condition.type === "predicate" || condition === TRUE || condition === FALSE,
    simplified: undefined,
    negation: undefined,
  });
}

beginRule();

/** What is known of a condition. */
export function metaOf(condition: Condition): Meta {
  return metas.get(condition) ?? (metas.get(intern(condition)) as Meta);
}

/** The one object for all conditions that are structurally equal to this one. */
export function intern(condition: Condition): Condition {
  if (metas.has(condition)) return condition;
  switch (condition.type) {
    case "predicate":
      return internPredicate(condition);
    case "not":
      return negationOf(intern(condition.child));
    case "and":
    case "or":
      return junctionOf(condition.type, condition.children.map(intern));
    case "some":
    case "every":
      return quantifierOf(condition.type, condition.path, condition.as, intern(condition.body));
  }
}

function internPredicate(predicate: Predicate): Condition {
  const key = predicateKey(predicate);
  const known = held.get(key);
  if (known) return known;
  held.set(key, predicate);
  const plain = plainOf(predicate, key);
  // Networks come by the dozen, and nothing is found out about one from another.
  hold(predicate, { size: predicate.kind === "cidr" ? 0 : 1, domains: domainBit(plain.domain), plain });
  return predicate;
}

function plainOf(predicate: Predicate, key: string): Plain {
  const holds = predicate.kind !== "is_null";
  const asked: Predicate = holds ? predicate : { type: "predicate", kind: "is_not_null", operand: predicate.operand };
  const plainKey = holds ? key : predicateKey(asked);
  let plain = plains.get(plainKey);
  if (!plain) {
    plain = { predicate: asked, id: ++next, domain: domainOf(asked), verdicts: new Map() };
    plains.set(plainKey, plain);
  }
  return { ...plain, holds };
}

function domainOf(predicate: Predicate): number {
  const { root, segments } = predicate.operand.path;
  const name = root === undefined ? pathKey({ segments: segments.slice(0, 1) }) : `$${root}`;
  let domain = domains.get(name);
  if (domain === undefined) {
    domain = domains.size;
    domains.set(name, domain);
  }
  return domain;
}

export function domainBit(domain: number): number {
  return 1 << (domain % DOMAIN_BITS);
}

export function negationOf(child: Condition): Condition {
  const meta = metaOf(child);
  if (!meta.negation) {
    const negation: Condition = { type: "not", child };
    hold(negation, { size: meta.size, domains: meta.domains, plain: undefined });
    metaOf(negation).simplest = meta.simplest;
    meta.negation = negation;
  }
  return meta.negation;
}

/** A junction of interned children, as they are. */
export function junctionOf(type: "and" | "or", children: readonly Condition[]): Condition {
  if (children.length === 0) return type === "and" ? TRUE : FALSE;
  work += children.length;
  let key: string = type;
  let size = 1;
  let bits = 0;
  for (const child of children) {
    const meta = metaOf(child);
    key += ` ${meta.id}`;
    size += meta.size;
    bits |= meta.domains;
  }
  return held.get(key) ?? keep(key, { type, children }, size, bits);
}

export function quantifierOf(type: "some" | "every", path: FieldPath, as: string, body: Condition): Condition {
  const meta = metaOf(body);
  const key = `${type} ${meta.id} ${as} ${pathKey(path)}`;
  return held.get(key) ?? keep(key, { type, path, as, body: intern(body) }, meta.size + 1, meta.domains);
}

function keep(key: string, condition: Condition, size: number, bits: number): Condition {
  held.set(key, condition);
  hold(condition, { size, domains: bits, plain: undefined });
  return condition;
}
