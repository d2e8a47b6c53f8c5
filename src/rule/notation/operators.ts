// The words of the notation: which operator stands for which kinds, what it takes on its right and which flags follow.

import type { FieldKind, Kind, OrderKind, StringKind, UnaryKind } from "../ir.js";

/** What an operator takes on its right, and the kinds that it gives: `kind` with a literal, `field` with a path. */
export type Operator =
  | { readonly takes: "nothing"; readonly kind: UnaryKind }
  | { readonly takes: "scalar"; readonly kind: "eq"; readonly field: FieldKind }
  | { readonly takes: "list"; readonly kind: "in" }
  | { readonly takes: "string"; readonly kind: StringKind | "match" | "cidr"; readonly field?: FieldKind }
  | { readonly takes: "bound"; readonly kind: OrderKind; readonly field: FieldKind };

const EQUAL: Operator = { takes: "scalar", kind: "eq", field: "eq_field" };
const IN: Operator = { takes: "list", kind: "in" };

export const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["==", EQUAL],
  ["in", IN],
  ["<", { takes: "bound", kind: "lt", field: "lt_field" }],
  ["<=", { takes: "bound", kind: "lte", field: "lte_field" }],
  [">", { takes: "bound", kind: "gt", field: "gt_field" }],
  [">=", { takes: "bound", kind: "gte", field: "gte_field" }],
  ["contains", { takes: "string", kind: "contains", field: "contains_field" }],
  ["starts_with", { takes: "string", kind: "starts_with", field: "starts_with_field" }],
  ["ends_with", { takes: "string", kind: "ends_with", field: "ends_with_field" }],
  ["wildcard", { takes: "string", kind: "wildcard" }],
  ["match", { takes: "string", kind: "match" }],
  ["cidr", { takes: "string", kind: "cidr" }],
  ["is_null", { takes: "nothing", kind: "is_null" }],
  ["is_not_null", { takes: "nothing", kind: "is_not_null" }],
  ["exists", { takes: "nothing", kind: "exists" }],
  ["is_truthy", { takes: "nothing", kind: "is_truthy" }],
  ["is_string", { takes: "nothing", kind: "is_string" }],
  ["is_number", { takes: "nothing", kind: "is_number" }],
  ["is_integer", { takes: "nothing", kind: "is_integer" }],
  ["is_boolean", { takes: "nothing", kind: "is_boolean" }],
  ["is_array", { takes: "nothing", kind: "is_array" }],
  ["is_object", { takes: "nothing", kind: "is_object" }],
]);

/** Operators that stand for `not` of another. */
export const NEGATED_OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["!=", EQUAL],
  ["not in", IN],
]);

/** The operator of each kind. */
export const OPERATOR_TEXT = textOfKinds(OPERATORS);
/** The operator that stands for `not` of a kind, for the kinds that have one. */
export const NEGATED_TEXT = textOfKinds(NEGATED_OPERATORS);

function textOfKinds(operators: ReadonlyMap<string, Operator>): ReadonlyMap<Kind, string> {
  const texts = new Map<Kind, string>();
  for (const [text, operator] of operators) {
    texts.set(operator.kind, text);
    if ("field" in operator && operator.field) texts.set(operator.field, text);
  }
  return texts;
}

/** Words that begin something other than a path: a key of that name is written `$.not`, and no variable has one. */
export const RESERVED: ReadonlySet<string> = new Set(["and", "or", "not", "some", "every", "true", "false", "null"]);
