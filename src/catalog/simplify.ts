// The kinds that readers know in place of what vendors write for them.

import type { Condition, FieldPath, Junction, Kind, Predicate } from "../rule/ir.js";
import { pathKey, predicateKey } from "../rule/key.js";
import { fieldName, plainPath } from "./field.js";

/** Kinds that ask of which JSON type a value is. */
export const TYPE_KINDS: ReadonlySet<Kind> = new Set([
  "is_string",
  "is_number",
  "is_integer",
  "is_boolean",
  "is_array",
  "is_object",
]);

/**
 * A condition that says what is meant, where the exact one says how a vendor means it: a field or a list of it is the field, dots in
 * a key are nesting, truth asks for a value, `in` of other systems is `contains`, and which type a field is of goes
 * without saying where more is asked of it.
 */
export function simplify(condition: Condition): Condition {
  switch (condition.type) {
    case "predicate":
      return simplifyPredicate(condition);
    case "not":
      return { type: "not", child: simplify(condition.child) };
    case "and":
      return junction("and", withoutGuards(oneOfEach(condition).map(simplify)));
    case "or":
      return junction("or", withoutMissing(withoutContainers(oneOfEach(condition).map(simplify))));
    case "some":
    case "every":
      return { ...condition, path: plainPath(condition.path), body: simplify(condition.body) };
  }
}

/** Whether it asks of nothing but types. */
export function isTypeGuard(condition: Condition): boolean {
  if (condition.type === "predicate") return TYPE_KINDS.has(condition.kind);
  if (condition.type === "not") return isTypeGuard(condition.child);
  if (condition.type !== "and" && condition.type !== "or") return false;
  return condition.children.length > 0 && condition.children.every(isTypeGuard);
}

/** Names of the fields that predicates ask of, those of elements by their variable. */
export function pathsOf(condition: Condition): readonly string[] {
  return predicatesIn(condition).map(({ operand }) => pathKey(operand.path));
}

/** Names of the fields that predicates ask of, and of all around those. */
export function prefixesIn(conditions: readonly Condition[]): ReadonlySet<string> {
  return new Set(conditions.flatMap(predicatesIn).flatMap(({ operand }) => prefixesOf(operand.path)));
}

function prefixesOf({ segments, ...rest }: FieldPath): readonly string[] {
  return segments.map((_, index) => pathKey({ ...rest, segments: segments.slice(0, index + 1) }));
}

function predicatesIn(condition: Condition): readonly Predicate[] {
  switch (condition.type) {
    case "predicate":
      return [condition];
    case "not":
      return predicatesIn(condition.child);
    case "and":
    case "or":
      return condition.children.flatMap(predicatesIn);
    case "some":
    case "every":
      return predicatesIn(condition.body);
  }
}

function junction(type: Junction["type"], children: readonly Condition[]): Condition {
  const [only] = children;
  return only && children.length === 1 ? only : { type, children };
}

/** Conjuncts without those that ask of which type a field is of which others ask more. */
function withoutGuards(children: readonly Condition[]): readonly Condition[] {
  if (!children.some(isTypeGuard)) return children;
  const asked = prefixesIn(children.filter((child) => !isTypeGuard(child)));
  return children.filter((child) => !isTypeGuard(child) || !pathsOf(child).every((path) => asked.has(path)));
}

/** Python's `in` looks into a text, a list or the keys of a mapping: disjuncts without the last two beside the first. */
function withoutContainers(children: readonly Condition[]): readonly Condition[] {
  const inside = new Set(
    children.flatMap((child) =>
      child.type === "predicate" && child.kind === "contains" ? [valueIn(child.operand.path, child.value)] : [],
    ),
  );
  if (inside.size === 0) return children;
  return children.filter((child) => child.type !== "predicate" || !isContainerForm(child, inside));
}

function isContainerForm(predicate: Predicate, inside: ReadonlySet<string>): boolean {
  const { segments, ...rest } = predicate.operand.path;
  const around = { ...rest, segments: segments.slice(0, -1) };
  if (predicate.kind === "exists") return exitsOf(predicate.operand.path).some((exit) => inside.has(exit));
  if (segments.at(-1)?.type !== "any") return false;
  const values = predicate.kind === "eq" ? [predicate.value] : predicate.kind === "in" ? predicate.values : [];
  return values.length > 0 && values.every((value) => typeof value === "string" && inside.has(valueIn(around, value)));
}

/** The ways to read a path as a value that is looked for in the field around: keys with dots have become several. */
function exitsOf({ segments, ...rest }: FieldPath): readonly string[] {
  return segments.slice(1).map((_, index) => {
    const around: FieldPath = { ...rest, segments: segments.slice(0, index + 1) };
    const below = segments.slice(index + 1).map((segment) => (segment.type === "key" ? segment.name : ""));
    return valueIn(around, below.join("."));
  });
}

function valueIn(path: FieldPath, value: string): string {
  return JSON.stringify([path.root ?? null, fieldName(path), value]);
}

/** Disjuncts without `not P exists` beside a `not` of what is asked of P alone: that holds without P, too. */
function withoutMissing(children: readonly Condition[]): readonly Condition[] {
  const refused = children.flatMap((child) => {
    if (child.type !== "not" || isMissing(child)) return [];
    const tests = child.child.type === "or" ? child.child.children : [child.child];
    if (!tests.every((test) => test.type === "predicate" && test.kind !== "is_null")) return [];
    const [first = [], ...others] = tests.flatMap(predicatesIn).map(({ operand }) => prefixesOf(operand.path));
    return first.filter((prefix) => others.every((prefixes) => prefixes.includes(prefix)));
  });
  const covered = new Set(refused);
  return children.filter((child) => !isMissing(child) || !pathsOf(child).every((path) => covered.has(path)));
}

function isMissing(condition: Condition): boolean {
  return condition.type === "not" && condition.child.type === "predicate" && condition.child.kind === "exists";
}

/** Truth as other systems have it asks for a value; how numbers are compared is no concern of readers. */
function simplifyPredicate(predicate: Predicate): Predicate {
  const { text: _text, double: _double, ...plain } = predicate as Predicate & { text?: true; double?: true };
  const operand = { ...predicate.operand, path: plainPath(predicate.operand.path) };
  if (plain.kind === "is_truthy") return { type: "predicate", kind: "is_not_null", operand };
  const other = "other" in plain ? { other: { ...plain.other, path: plainPath(plain.other.path) } } : {};
  return { ...plain, operand, ...other } as Predicate;
}

/** The children of a junction, of those that ask the same of one field in all its forms only the plainest. */
function oneOfEach({ type, children }: Junction): readonly Condition[] {
  const plainest = new Map<string, Predicate>();
  const keyOf = (child: Condition) =>
    child.type === "predicate" && (type === "or" || child.kind === "is_null") ? formKey(child) : undefined;
  for (const child of children) {
    const key = keyOf(child);
    if (key === undefined || child.type !== "predicate") continue;
    const best = plainest.get(key);
    if (!best || elementsOf(child) < elementsOf(best)) plainest.set(key, child);
  }
  return children.filter((child) => {
    const key = keyOf(child);
    return key === undefined || plainest.get(key) === child;
  });
}

/** A text that predicates share if they differ in their field's form alone: list or value, dots or nesting. */
function formKey(predicate: Predicate): string {
  const { segments, ...rest } = plainPath(predicate.operand.path);
  const path: FieldPath = { ...rest, segments: segments.filter(({ type }) => type !== "any") };
  return predicateKey({ ...predicate, operand: { ...predicate.operand, path } });
}

function elementsOf({ operand }: Predicate): number {
  return operand.path.segments.filter(({ type }) => type === "any").length;
}
