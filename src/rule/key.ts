// Texts that stand for structural equality. Not for people: those read the notation.

import { Decimal } from "./decimal.js";
import type { Flagged } from "./flags.js";
import type { FieldPath, Literal, Predicate, Segment } from "./ir.js";

/** A text that two predicates share if and only if they are structurally equal. */
export function predicateKey(predicate: Predicate): string {
  return JSON.stringify([predicate.kind, testKey(predicate), comparandKey(predicate)]);
}

/** A text that two predicates share if and only if their operands and flags are equal. */
export function testKey(predicate: Predicate): string {
  const { nocase, text, double }: Flagged = predicate;
  return JSON.stringify([pathKey(predicate.operand.path), nocase, text, double]);
}

/** A text that two paths share if and only if they are structurally equal. */
export function pathKey({ root, segments }: FieldPath): string {
  return JSON.stringify([root, segments.map(segmentKey)]);
}

// The JSON type tells the segments apart: a key is a string, or an array of it where case is ignored.
function segmentKey(segment: Segment): string | readonly [string] | number | boolean {
  if (segment.type === "any") return true;
  if (segment.type === "anywhere") return false;
  if (segment.type === "index") return segment.index;
  return segment.nocase ? [segment.name] : segment.name;
}

function comparandKey(predicate: Predicate): unknown {
  if ("value" in predicate) return literalKey(predicate.value);
  if ("values" in predicate) return predicate.values.map(literalKey);
  return "other" in predicate ? pathKey(predicate.other.path) : null;
}

// Strings are JSON strings, so a number is an array of its canonical text.
function literalKey(value: Literal): string | readonly [string] | boolean | null {
  return value instanceof Decimal ? [value.toString()] : value;
}
