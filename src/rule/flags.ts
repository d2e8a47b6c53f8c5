import type { Kind } from "./ir.js";

/** How a predicate compares (ir.ts says what each means), in the order in which they print. */
export const FLAGS = ["nocase", "text", "double"] as const;
export type Flag = (typeof FLAGS)[number];
export type Flags = { readonly [F in Flag]?: true };

/** Any predicate, as far as its flags go. */
export type Flagged = Flags & { readonly kind: Kind };

/** The flags that each kind takes. */
export function flagsOf(kind: Kind): readonly Flag[] {
  switch (kind) {
    case "eq":
    case "in":
      return FLAGS;
    case "lt":
    case "lte":
    case "gt":
    case "gte":
      return ["text", "double"];
    case "match":
      return ["text"];
    case "is_null":
    case "is_not_null":
    case "exists":
    case "is_truthy":
    case "is_string":
    case "is_number":
    case "is_integer":
    case "is_boolean":
    case "is_array":
    case "is_object":
    case "cidr":
      return [];
    case "contains":
    case "starts_with":
    case "ends_with":
    case "wildcard":
    case "eq_field":
    case "contains_field":
    case "starts_with_field":
    case "ends_with_field":
    case "lt_field":
    case "lte_field":
    case "gt_field":
    case "gte_field":
      return ["nocase", "text"];
  }
}
