// The same semantics, told to a person: every part of a condition, with what it saw.

import type { HostFailure } from "../rule/host.js";
import type { Condition, Junction, Not, Predicate, Quantifier } from "../rule/ir.js";
import { printCondition } from "../rule/notation.js";
import { checkCondition } from "./check.js";
import { elementScope, elements, eventScope, holds } from "./evaluate.js";
import { predicateTest, type Test } from "./predicate.js";
import { type Scope, select } from "./select.js";
import { type Found, type JsonValue, jsonText } from "./value.js";

/** How much an explanation shows. */
export interface ExplainOptions {
  /** Most values of one path and most elements of one `some` or `every`; those that decide come first. Default 20. */
  readonly maxElements?: number;
  /** Longest value, in UTF-16 units of its JSON text; longer ones are cut with `…`. Default 200. */
  readonly maxValueLength?: number;
}

/** Why a condition is true or false of an event: a tree of the condition's own shape. Plain data, ready for `JSON.stringify`. */
export type Explanation = PredicateExplanation | JunctionExplanation | QuantifierExplanation | HostExplanation;

/** A rule that a host decides where its condition holds. */
export interface HostExplanation {
  readonly type: "host";
  /** What the host says. Where it was not asked the rule may be true, and so is this. */
  readonly verdict: boolean;
  /** Which host, and whether it was asked. */
  readonly text: string;
  readonly asked: boolean;
  /** Why it has no answer, which is taken for false. */
  readonly failure?: HostFailure;
}

export interface PredicateExplanation {
  readonly type: "predicate";
  readonly verdict: boolean;
  /** In condition notation. */
  readonly text: string;
  readonly seen: Seen;
  /** What the other field holds, of field against field. */
  readonly other?: Seen;
}

/** Every child is evaluated, also where one has decided already. `not` has one child. */
export interface JunctionExplanation {
  readonly type: "and" | "or" | "not";
  readonly verdict: boolean;
  /** The type; the children have the rest. */
  readonly text: string;
  readonly children: readonly Explanation[];
}

export interface QuantifierExplanation {
  readonly type: "some" | "every";
  readonly verdict: boolean;
  /** What comes before the body: `some resources[*] as r`. */
  readonly text: string;
  readonly elements: readonly ElementExplanation[];
  /** How many elements are not shown. */
  readonly omitted: number;
}

export interface ElementExplanation {
  /** Counts from 0 through all the elements of the path. */
  readonly index: number;
  /** JSON text. */
  readonly value: string;
  readonly body: Explanation;
}

/** What a path leads to: one value, or with `[*]` any number. */
export interface Seen {
  /** JSON texts, or `missing`, which is no JSON text. */
  readonly values: readonly string[];
  /** How many values are not shown. */
  readonly omitted: number;
}

/** Most elements of nested quantifiers in one explanation: they multiply. */
const MAX_ELEMENTS_IN_ALL = 1000;

interface Limits {
  readonly elements: number;
  readonly valueLength: number;
  /** Elements that may still be shown. */
  left: number;
}

/**
 * Explains a condition's verdict on an event. Takes and throws what `evaluate` does; `invalid-condition` also where the
 * notation has no text for a part of the condition.
 */
export function explain(
  condition: Condition,
  event: string | Uint8Array | JsonValue,
  options: ExplainOptions = {},
): Explanation {
  checkCondition(condition);
  const { maxElements = 20, maxValueLength = 200 } = options;
  const limits = { elements: maxElements, valueLength: maxValueLength, left: MAX_ELEMENTS_IN_ALL };
  return explainCondition(condition, eventScope(event), limits);
}

function explainCondition(condition: Condition, scope: Scope, limits: Limits): Explanation {
  switch (condition.type) {
    case "predicate":
      return explainPredicate(condition, scope, limits);
    case "and":
    case "or":
    case "not":
      return explainJunction(condition, scope, limits);
    case "some":
    case "every":
      return explainQuantifier(condition, scope, limits);
  }
}

function explainPredicate(predicate: Predicate, scope: Scope, limits: Limits): PredicateExplanation {
  const test = predicateTest(predicate)(scope);
  const values = select(predicate.operand.path, scope);
  const explanation = {
    type: predicate.type,
    verdict: values.some(test),
    text: printCondition(predicate, variablesOf(scope)),
    seen: seen(values, test, limits),
  };
  if (!("other" in predicate)) return explanation;
  return { ...explanation, other: seen(select(predicate.other.path, scope), () => false, limits) };
}

function seen(values: readonly Found[], decides: Test, limits: Limits): Seen {
  const shown = firstDeciding(values, decides, limits.elements);
  return {
    values: shown.map(({ item }) => (item === undefined ? "missing" : jsonText(item, limits.valueLength))),
    omitted: values.length - shown.length,
  };
}

function explainJunction(condition: Junction | Not, scope: Scope, limits: Limits): JunctionExplanation {
  const parts = condition.type === "not" ? [condition.child] : condition.children;
  const children = parts.map((part) => explainCondition(part, scope, limits));
  const { type } = condition;
  const holdsOf = (child: Explanation): boolean => child.verdict;
  const verdict = type === "or" ? children.some(holdsOf) : children.every(holdsOf) !== (type === "not");
  return { type, verdict, text: type, children };
}

function explainQuantifier(quantifier: Quantifier, scope: Scope, limits: Limits): QuantifierExplanation {
  const { type, body } = quantifier;
  const all = elements(quantifier, scope);
  const decides = (element: JsonValue): boolean =>
    holds(body, elementScope(quantifier, element, scope)) === (type === "some");
  const decided = all.some(decides);
  const shown = firstDeciding(all, decides, Math.min(limits.elements, limits.left));
  limits.left -= shown.length;
  return {
    type,
    verdict: decided === (type === "some"),
    text: printHead(quantifier, scope),
    elements: shown.map(({ item, index }) => ({
      index,
      value: jsonText(item, limits.valueLength),
      body: explainCondition(body, elementScope(quantifier, item, scope), limits),
    })),
    omitted: all.length - shown.length,
  };
}

/** A quantifier's notation without its body. */
function printHead(quantifier: Quantifier, scope: Scope): string {
  const always: Condition = { type: "and", children: [] };
  return printCondition({ ...quantifier, body: always }, variablesOf(scope)).slice(0, -": (true)".length);
}

/** Names that a path from the event must not be mistaken for. */
function variablesOf(scope: Scope): string[] {
  const names: string[] = [];
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer)
    if (at.name !== undefined) names.push(at.name);
  return names;
}

/** At most `most` items in their order, those that decide before those that do not. */
function firstDeciding<T>(items: readonly T[], decides: (item: T) => boolean, most: number) {
  const indexed = items.map((item, index) => ({ item, index }));
  if (items.length <= most) return indexed;
  const deciding = indexed.filter(({ item }) => decides(item));
  const rest = indexed.filter(({ item }) => !decides(item));
  return [...deciding, ...rest].slice(0, most).sort((left, right) => left.index - right.index);
}
