// What the planner builds: predicates as the core judges them, conditions over them, and where it all hangs together. Nodes and
// predicates are shared by all rules.

import type { PathNode } from "./paths.js";

/** How a value becomes the text that a predicate looks at. */
export interface Form {
  /** Compare after simple case folding. */
  readonly folded: boolean;
  /** Numbers and booleans have text too. */
  readonly scalar: boolean;
}

export type ValueKind = "exists" | "is_null" | "not_null" | "truthy" | "null" | "true" | "false";
export type TextKind =
  | "contains"
  | "starts_with"
  | "ends_with"
  | "wildcard"
  | "regex"
  | "cidr"
  | "text_lt"
  | "text_lte"
  | "text_gt"
  | "text_gte";
export type NumberKind = "number_eq" | "number_lt" | "number_lte" | "number_gt" | "number_gte";
export type PairKind =
  | "eq_field"
  | "contains_field"
  | "starts_with_field"
  | "ends_with_field"
  | "lt_field"
  | "lte_field"
  | "gt_field"
  | "gte_field";

interface Base {
  readonly node: PathNode;
  /** A bit for each quantifier level whose element the verdict depends on; bit 0 is the event. */
  readonly levels: number;
}

/** A predicate as the core judges it. `constant` is what the program's data holds for it. */
export type CorePredicate =
  | (Base & { readonly kind: ValueKind })
  | (Base & { readonly kind: TextKind; readonly form: Form; readonly constant: Uint8Array })
  /** `numbers`: which spellings it looks at. */
  | (Base & {
      readonly kind: NumberKind;
      readonly numbers: "all" | "integers" | "fractions";
      readonly constant: Uint8Array;
    })
  | (Base & { readonly kind: PairKind; readonly form: Form; readonly other: PathNode })
  /** One of the texts: answered by the table of its node and form. */
  | (Base & { readonly kind: "table"; readonly form: Form; readonly texts: ReadonlySet<string> })
  /** Some element of the array at `node` satisfies `body`, whose paths begin at `element`. */
  | (Base & { readonly kind: "some"; readonly element: PathNode; readonly body: Logic });

/** A condition over core predicates. `and` of nothing is true, `or` of nothing is false. */
export type Logic =
  | { readonly type: "test"; readonly predicate: CorePredicate }
  | { readonly type: "not"; readonly child: Logic }
  | { readonly type: "and" | "or"; readonly children: readonly Logic[] };

export const TRUE: Logic = { type: "and", children: [] };
export const FALSE: Logic = { type: "or", children: [] };

/** All strings that `eq` and `in` look for on one node in one form. */
export interface Table {
  readonly node: PathNode;
  readonly form: Form;
  /** Text to the predicates that hold for it. */
  readonly entries: ReadonlyMap<string, readonly CorePredicate[]>;
}

/** A rule with the predicates of which at least one holds wherever it matches; undefined where none were found. */
export interface PlannedRule {
  readonly logic: Logic;
  readonly access: readonly CorePredicate[] | undefined;
}

/** Everything that a program is encoded from. */
export interface Plan {
  /** In order of id, from 1; the event is the first. */
  readonly nodes: readonly PathNode[];
  /** A predicate inside the body of a `some` stands before it. */
  readonly predicates: readonly CorePredicate[];
  readonly tables: readonly Table[];
  readonly rules: readonly PlannedRule[];
}
