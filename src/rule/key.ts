// Texts that stand for structural equality. Not for people: those read the notation.

import { Decimal } from "./decimal.js";
import type { Flagged } from "./flags.js";
import type { FieldPath, Literal, Predicate, Segment } from "./ir.js";

// Names stand behind their lengths, so that no text of a rule can pass for another part of a key.

/** A text that two predicates share if and only if they are structurally equal. */
export function predicateKey(predicate: Predicate): string {
  return `${predicate.kind} ${testKey(predicate)} ${comparandKey(predicate)}`;
}

/** A text that two predicates share if and only if their operands and flags are equal. */
export function testKey(predicate: Predicate): string {
  const { nocase, text, double }: Flagged = predicate;
  return `${nocase ? "i" : ""}${text ? "t" : ""}${double ? "d" : ""} ${pathKey(predicate.operand.path)}`;
}

/** A text that two paths share if and only if they are structurally equal. */
export function pathKey({ root, segments }: FieldPath): string {
  let key = root === undefined ? "" : nameKey(root);
  for (const segment of segments) key += segmentKey(segment);
  return key;
}

function segmentKey(segment: Segment): string {
  if (segment.type === "any") return "*";
  if (segment.type === "anywhere") return "@"; // `**` would be two of the above
  if (segment.type === "index") return `#${segment.index}`;
  return segment.nocase ? `~${nameKey(segment.name)}` : `.${nameKey(segment.name)}`;
}

function comparandKey(predicate: Predicate): string {
  if ("value" in predicate) return literalKey(predicate.value);
  if ("values" in predicate) return predicate.values.map(literalKey).join(" ");
  return "other" in predicate ? pathKey(predicate.other.path) : "";
}

function literalKey(value: Literal): string {
  if (typeof value === "string") return nameKey(value);
  return value instanceof Decimal ? `#${value}` : String(value);
}

function nameKey(name: string): string {
  return `${name.length}:${name}`;
}
