// What one predicate says of another: whether it makes it true, or false, on every event.

import { Decimal } from "../../../rule/decimal.js";
import type { FieldPath, Literal, Predicate, Segment } from "../../../rule/ir.js";

/** JSON types as bits. */
const NULL = 1;
const BOOLEAN = 2;
const NUMBER = 4;
const STRING = 8;
const ARRAY = 16;
const OBJECT = 32;
const ANY = 63;

/** The types that a value has where the predicate is true of it; 0 for `is_null`, which is also true of nothing. */
function typesOf(predicate: Predicate): number {
  switch (predicate.kind) {
    case "is_null":
      return 0;
    case "exists":
      return ANY;
    case "is_not_null":
    case "is_truthy":
      return ANY & ~NULL;
    case "is_string":
      return STRING;
    case "is_number":
    case "is_integer":
      return NUMBER;
    case "is_boolean":
      return BOOLEAN;
    case "is_array":
      return ARRAY;
    case "is_object":
      return OBJECT;
    case "eq":
      return predicate.text ? STRING | NUMBER | BOOLEAN : typeOfLiteral(predicate.value);
    case "in":
      if (predicate.text) return STRING | NUMBER | BOOLEAN;
      return predicate.values.reduce<number>((types, value) => types | typeOfLiteral(value), 0);
    case "lt":
    case "lte":
    case "gt":
    case "gte":
      return predicate.text ? STRING | NUMBER | BOOLEAN : typeOfLiteral(predicate.value);
    case "contains":
    case "starts_with":
    case "ends_with":
    case "wildcard":
    case "match":
      return predicate.text ? STRING | NUMBER | BOOLEAN : STRING;
    case "cidr":
      return STRING;
    case "eq_field":
      return NULL | BOOLEAN | NUMBER | STRING;
    case "contains_field":
    case "starts_with_field":
    case "ends_with_field":
      return predicate.text ? STRING | NUMBER | BOOLEAN : STRING;
    case "lt_field":
    case "lte_field":
    case "gt_field":
    case "gte_field":
      return STRING | NUMBER | BOOLEAN;
  }
}

function typeOfLiteral(value: Literal): number {
  if (value === null) return NULL;
  if (typeof value === "boolean") return BOOLEAN;
  return value instanceof Decimal ? NUMBER : STRING;
}

/** The types of which the kind is true whatever the value; undefined of kinds that look at the value. */
function typeTestOf(predicate: Predicate): number | undefined {
  switch (predicate.kind) {
    case "exists":
      return ANY;
    case "is_not_null":
      return ANY & ~NULL;
    case "is_string":
      return STRING;
    case "is_number":
      return NUMBER;
    case "is_boolean":
      return BOOLEAN;
    case "is_array":
      return ARRAY;
    case "is_object":
      return OBJECT;
    default:
      return undefined;
  }
}

/** Whether `known` being true makes `asked` true, or false; undefined where it decides nothing. Neither is an `is_null`. */
export function decide(known: Predicate, asked: Predicate): boolean | undefined {
  const knownPath = known.operand.path;
  const askedPath = asked.operand.path;
  const types = typesOf(known);
  const relation = relate(askedPath, knownPath);
  if (relation === undefined) return undefined;
  if (relation === "same") {
    const some = hasAny(knownPath);
    const test = typeTestOf(asked);
    if (test !== undefined && types !== 0 && (types & ~test) === 0) return true;
    if (!some && types !== 0 && (types & typesOf(asked)) === 0) return false;
    if (asked.kind === "is_truthy" && isSurelyTruthy(known)) return true;
    const values = textsOf(known);
    if (!values) return undefined;
    const verdicts = values.map((value) => testText(asked, value));
    if (verdicts.every((verdict) => verdict === true)) return true;
    if (!some && verdicts.every((verdict) => verdict === false)) return false;
    return undefined;
  }
  // The asked path leads to something around the known value: an object or an array that is not empty.
  if (types === 0) return undefined;
  const around = relation === "key" ? OBJECT : ARRAY;
  const test = typeTestOf(asked);
  if (test !== undefined && (around & ~test) === 0) return true;
  if (asked.kind === "is_truthy") return true;
  return !hasAny(askedPath) && (typesOf(asked) & around) === 0 && typesOf(asked) !== 0 ? false : undefined;
}

/** How `outer` lies to `inner`: the same path, or around it by a key or an element; undefined where it is neither. */
function relate(outer: FieldPath, inner: FieldPath): "same" | "key" | "element" | undefined {
  const around = outer.segments;
  if (outer.root !== inner.root || around.length > inner.segments.length) return undefined;
  for (let at = around.length - 1; at >= 0; at--) {
    if (!sameSegment(around[at] as Segment, inner.segments[at] as Segment)) return undefined;
  }
  const next = inner.segments[around.length];
  if (!next) return "same";
  return next.type === "key" ? "key" : "element";
}

function sameSegment(left: Segment, right: Segment): boolean {
  if (left === right) return true;
  if (left.type === "key") return right.type === "key" && left.name === right.name && left.nocase === right.nocase;
  if (left.type === "index") return right.type === "index" && left.index === right.index;
  return right.type === left.type;
}

function hasAny(path: FieldPath): boolean {
  return path.segments.some(({ type }) => type === "any");
}

function isSurelyTruthy(predicate: Predicate): boolean {
  switch (predicate.kind) {
    case "eq":
      return !predicate.text && isTruthyLiteral(predicate.value);
    case "in":
      return !predicate.text && predicate.values.length > 0 && predicate.values.every(isTruthyLiteral);
    case "contains":
    case "starts_with":
    case "ends_with":
      return !predicate.text && predicate.value !== "";
    case "cidr":
      return true;
    default:
      return false;
  }
}

function isTruthyLiteral(value: Literal): boolean {
  if (value instanceof Decimal) return value.digits !== "";
  return value !== null && value !== false && value !== "";
}

/** The strings that the value is one of; undefined where other values are possible. */
function textsOf(predicate: Predicate): readonly string[] | undefined {
  if (predicate.kind !== "eq" && predicate.kind !== "in") return undefined;
  if (predicate.nocase || predicate.text) return undefined;
  const values = predicate.kind === "eq" ? [predicate.value] : predicate.values;
  return values.length > 0 && values.every((value) => typeof value === "string") ? values : undefined;
}

function testText(predicate: Predicate, text: string): boolean | undefined {
  if ("nocase" in predicate && predicate.nocase) return undefined;
  switch (predicate.kind) {
    case "eq":
      return predicate.value === text;
    case "in":
      return predicate.values.includes(text);
    case "contains":
      return text.includes(predicate.value);
    case "starts_with":
      return text.startsWith(predicate.value);
    case "ends_with":
      return text.endsWith(predicate.value);
    case "is_truthy":
      return text !== "";
    default:
      return undefined;
  }
}
