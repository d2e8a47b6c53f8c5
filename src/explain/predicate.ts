// What each kind of predicate asks of one value.

import type { FieldKind, Literal, OrderKind, Predicate, StringKind } from "../rule/ir.js";
import { networkContains, parseNetwork } from "./address.js";
import { foldText } from "./folding.js";
import { compareNumbers, compareWithLiteral, isIntegerText, isZero } from "./number.js";
import { patternTest } from "./regex.js";
import { type Scope, select } from "./select.js";
import { compareText, containsText, endsWithText, startsWithText, wildcardTest } from "./text.js";
import type { Found, JsonValue } from "./value.js";

/** A predicate's question to one value of its operand. */
export type Test = (value: Found) => boolean;

/** How a predicate reads values; flags that its kind does not take are absent. */
interface Flags {
  readonly nocase?: true;
  readonly text?: true;
  readonly double?: true;
}

/** A predicate that compares its operand with what another path leads to. */
type FieldPredicate = Extract<Predicate, { kind: FieldKind }>;

/**
 * The test of a predicate in a scope, with all that it reads besides its operand resolved. Throws `invalid-regex` or `invalid-argument`
 * (a network) where the predicate itself is not valid.
 */
export function predicateTest(predicate: Predicate): (scope: Scope) => Test {
  if ("other" in predicate) {
    return (scope) => {
      const others = select(predicate.other.path, scope);
      return (value) => others.some((other) => fieldsHold(predicate.kind, value, other, predicate));
    };
  }
  const test = valueTest(predicate);
  return () => test;
}

/** The test of a predicate that asks for nothing but its operand. */
function valueTest(predicate: Exclude<Predicate, FieldPredicate>): Test {
  switch (predicate.kind) {
    case "exists":
      return (value) => value !== undefined;
    case "is_null":
      return (value) => value === undefined || value.type === "null";
    case "is_not_null":
      return (value) => value !== undefined && value.type !== "null";
    case "is_truthy":
      return (value) => value !== undefined && isTruthy(value);
    case "is_string":
      return (value) => value?.type === "string";
    case "is_number":
      return (value) => value?.type === "number";
    case "is_integer":
      return (value) => value?.type === "number" && isIntegerText(value.text);
    case "is_boolean":
      return (value) => value?.type === "boolean";
    case "is_array":
      return (value) => value?.type === "array";
    case "is_object":
      return (value) => value?.type === "object";
    case "eq":
      return equalityTest(predicate.value, predicate);
    case "in": {
      const texts = predicate.values
        .filter((literal) => typeof literal === "string")
        .map((literal) => cased(literal, predicate));
      const others = predicate.values
        .filter((literal) => typeof literal !== "string")
        .map((literal) => scalarTest(literal, predicate));
      return (value) => {
        const text = textOf(value, predicate);
        return (text !== undefined && texts.includes(text)) || others.some((equals) => equals(value));
      };
    }
    case "contains":
    case "starts_with":
    case "ends_with":
    case "wildcard":
      return stringTest(predicate.kind, predicate.value, predicate);
    case "match": {
      const found = patternTest(predicate);
      return (value) => {
        const text = textOf(value, predicate);
        return text !== undefined && found(text);
      };
    }
    case "lt":
    case "lte":
    case "gt":
    case "gte":
      return (value) => ordered(predicate.kind, compareWith(value, predicate.value, predicate));
    case "cidr": {
      const network = parseNetwork(predicate.value);
      return (value) => value?.type === "string" && networkContains(network, value.value);
    }
  }
}

/** Python's truth. */
function isTruthy(value: JsonValue): boolean {
  switch (value.type) {
    case "null":
      return false;
    case "boolean":
      return value.value;
    case "number":
      return !isZero(value.text);
    case "string":
      return value.value !== "";
    case "array":
      return value.elements.length > 0;
    case "object":
      return value.members.size > 0;
  }
}

/** The string that string tests see, folded under `nocase`; undefined where the value has none. */
function textOf(value: Found, flags: Flags): string | undefined {
  if (value?.type === "string") return cased(value.value, flags);
  if (flags.text && value?.type === "number") return cased(value.text, flags);
  if (flags.text && value?.type === "boolean") return cased(String(value.value), flags);
  return undefined;
}

function cased(text: string, flags: Flags): string {
  return flags.nocase ? foldText(text) : text;
}

function equalityTest(literal: Literal, flags: Flags): Test {
  if (typeof literal !== "string") return scalarTest(literal, flags);
  const text = cased(literal, flags);
  return (value) => textOf(value, flags) === text;
}

/** Whether a value equals a literal that is no string. */
function scalarTest(literal: Exclude<Literal, string>, flags: Flags): Test {
  return (value) => {
    // Only a string equals a text.
    if (value === undefined || flags.text) return false;
    if (literal === null) return value.type === "null";
    if (typeof literal === "boolean") return value.type === "boolean" && value.value === literal;
    return value.type === "number" && compareWithLiteral(value.text, literal, flags.double === true) === 0;
  };
}

function stringTest(kind: StringKind, literal: string, flags: Flags): Test {
  const part = cased(literal, flags);
  const holds = kind === "wildcard" ? wildcardTest(part) : (text: string) => partHolds(kind, text, part);
  return (value) => {
    const text = textOf(value, flags);
    return text !== undefined && holds(text);
  };
}

type PartKind = Exclude<StringKind, "wildcard">;

function partHolds(kind: PartKind, text: string, part: string): boolean {
  switch (kind) {
    case "contains":
      return containsText(text, part);
    case "starts_with":
      return startsWithText(text, part);
    case "ends_with":
      return endsWithText(text, part);
  }
}

/** Undefined where there is no order between the two. */
function compareWith(value: Found, bound: Exclude<Literal, boolean | null>, flags: Flags): number | undefined {
  if (typeof bound === "string") {
    const text = textOf(value, flags);
    return text === undefined ? undefined : compareText(text, bound);
  }
  if (value?.type !== "number" || flags.text) return undefined;
  return compareWithLiteral(value.text, bound, flags.double === true);
}

function ordered(kind: OrderKind, comparison: number | undefined): boolean {
  if (comparison === undefined) return false;
  switch (kind) {
    case "lt":
      return comparison < 0;
    case "lte":
      return comparison <= 0;
    case "gt":
      return comparison > 0;
    case "gte":
      return comparison >= 0;
  }
}

function fieldsHold(kind: FieldKind, value: Found, other: Found, flags: Flags): boolean {
  switch (kind) {
    case "eq_field":
      return fieldsEqual(value, other, flags);
    case "contains_field":
      return fieldsHaveTexts("contains", value, other, flags);
    case "starts_with_field":
      return fieldsHaveTexts("starts_with", value, other, flags);
    case "ends_with_field":
      return fieldsHaveTexts("ends_with", value, other, flags);
    case "lt_field":
      return ordered("lt", compareFields(value, other, flags));
    case "lte_field":
      return ordered("lte", compareFields(value, other, flags));
    case "gt_field":
      return ordered("gt", compareFields(value, other, flags));
    case "gte_field":
      return ordered("gte", compareFields(value, other, flags));
  }
}

/** Scalars of the same type and value, under `text` of the same text; nothing equals a container or what is missing. */
function fieldsEqual(value: Found, other: Found, flags: Flags): boolean {
  const text = textOf(value, flags);
  if (text !== undefined || flags.text) return text !== undefined && text === textOf(other, flags);
  if (value?.type === "number") return other?.type === "number" && compareNumbers(value.text, other.text) === 0;
  if (value?.type === "boolean") return other?.type === "boolean" && value.value === other.value;
  return value?.type === "null" && other?.type === "null";
}

function fieldsHaveTexts(kind: PartKind, value: Found, other: Found, flags: Flags): boolean {
  const text = textOf(value, flags);
  const part = textOf(other, flags);
  return text !== undefined && part !== undefined && partHolds(kind, text, part);
}

function compareFields(value: Found, other: Found, flags: Flags): number | undefined {
  if (!flags.text && value?.type === "number" && other?.type === "number")
    return compareNumbers(value.text, other.text);
  const text = textOf(value, flags);
  const bound = textOf(other, flags);
  return text === undefined || bound === undefined ? undefined : compareText(text, bound);
}
