// What the planner builds: predicates as the core judges them, conditions over them, and where it all hangs together. Nodes and
// predicates are shared by all rules.

import type { Decimal } from "../rule/decimal.js";
import type { PathNode } from "./paths.js";

/** How a value becomes the text that a predicate looks at. */
export interface Form {
  /** Compare after simple case folding. */
  readonly folded: boolean;
  /** Numbers and booleans have text too. */
  readonly scalar: boolean;
  /** Of an array, each element is looked at. */
  readonly elements: boolean;
}

export type ValueKind =
  | "exists"
  | "is_null"
  | "not_null"
  | "truthy"
  | "null"
  | "true"
  | "false"
  | "string"
  | "number"
  | "integer"
  | "array"
  | "object";
export type TextKind =
  | "contains"
  | "starts_with"
  | "ends_with"
  | "wildcard"
  | "regex"
  | "text_lt"
  | "text_lte"
  | "text_gt"
  | "text_gte";
export type RangeKind = "number_lt" | "number_lte" | "number_gt" | "number_gte";
/** Which spellings of numbers a predicate looks at: without a fraction and an exponent, with one, or both. */
export type Spelling = "all" | "integers" | "fractions";
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

/** A literal of which an operand's text must contain, start with or end with one, as the predicate's form has it. */
export interface RequiredText {
  readonly kind: "contains" | "starts_with" | "ends_with";
  readonly folded: boolean;
  readonly text: Uint8Array;
  /** The text, as `bytesKey` has it. */
  readonly key: string;
}

/** What only predicates of some kinds have. */
type Field =
  | "form"
  | "constant"
  | "required"
  | "spelling"
  | "bound"
  | "numbers"
  | "other"
  | "texts"
  | "networks"
  | "elements"
  | "element"
  | "body";
type Of<Fields> = Base & Fields & { readonly [F in Exclude<Field, keyof Fields>]?: undefined };

/** A predicate as the core judges it. `constant` is what the program's data holds for it. */
export type CorePredicate =
  | Of<{ readonly kind: ValueKind }>
  /** `required`: where the predicate holds, so does one of these; absent where nothing is known. */
  | Of<{
      readonly kind: TextKind;
      readonly form: Form;
      readonly constant: Uint8Array;
      readonly required?: readonly RequiredText[] | undefined;
    }>
  /** On one side of a number. */
  | Of<{ readonly kind: RangeKind; readonly spelling: Spelling; readonly bound: Decimal }>
  /** One of the numbers. */
  | Of<{
      readonly kind: "numbers";
      readonly spelling: Spelling;
      readonly numbers: readonly Decimal[];
      readonly elements: boolean;
    }>
  | Of<{ readonly kind: PairKind; readonly form: Form; readonly other: PathNode }>
  /** One of the texts: answered by the table of its node and form. */
  | Of<{ readonly kind: "table"; readonly form: Form; readonly texts: ReadonlySet<string> }>
  /** An address in one of the networks, each as cidr.ts encodes it: answered by the table of its node. */
  | Of<{ readonly kind: "networks"; readonly networks: readonly Uint8Array[]; readonly elements: boolean }>
  /** Some element of the array at `node` satisfies `body`, whose paths begin at `element`. */
  | Of<{ readonly kind: "some"; readonly element: PathNode; readonly body: Logic }>;

export type TextPredicate = Extract<CorePredicate, { kind: TextKind }>;

/** A copy of a predicate in the one shape that all have: engines are fast at code that meets one shape of objects. */
export function uniform(predicate: CorePredicate): CorePredicate {
  const { kind, node, levels, form, constant, required, spelling, bound, numbers } = predicate;
  const { other, texts, networks, elements, element, body } = predicate;
  return {
    kind,
    node,
    levels,
    form,
    constant,
    required,
    spelling,
    bound,
    numbers,
    other,
    texts,
    networks,
    elements,
    element,
    body,
  } as CorePredicate;
}

/** A condition over core predicates. `and` of nothing is true, `or` of nothing is false. */
export type Logic =
  | { readonly type: "test"; readonly predicate: CorePredicate }
  | { readonly type: "not"; readonly child: Logic }
  | { readonly type: "and" | "or"; readonly children: readonly Logic[] };

export const TRUE: Logic = { type: "and", children: [] };
export const FALSE: Logic = { type: "or", children: [] };

/**
 * What is looked up together on one node, in one form: the strings of `eq` and `in` by hash, the literals of `contains`, `starts_with`
 * and `ends_with` by one matcher, numbers by where they are among all bounds, addresses by the networks around them, or whether the node has a value at all.
 */
export interface Table {
  readonly type: "texts" | "literals" | "presence" | "numbers" | "array" | "networks";
  readonly node: PathNode;
  readonly form: Form;
  readonly entries: readonly TableEntry[];
  /** When it is looked up: for each event that has the node, for those that are in one of its groups, or when a predicate is asked for. */
  readonly eager: "event" | "group" | "never";
  readonly numbers?: NumberTable | undefined;
}

/** What a table of numbers has beside an entry for each number, in ascending order. */
export interface NumberTable {
  /** The entry of the number that a predicate has for a bound. */
  readonly bounds: ReadonlyMap<CorePredicate, number>;
  /** Of those that rules wait for: `>` and `>=` by ascending bounds, `<` and `<=` by descending ones, so that those that hold stand first. */
  readonly rising: readonly CorePredicate[];
  readonly falling: readonly CorePredicate[];
}

/** What a lookup may find, and the predicates that hold then. */
export interface TableEntry {
  readonly text: Uint8Array;
  readonly anchor: "whole" | "any" | "start" | "end";
  readonly predicates: readonly CorePredicate[];
}

/** What a rule or a scope asks for. */
export interface Awaiting {
  /** What has to hold where one of `access` does. */
  readonly logic: Logic;
  /** Predicates of which at least one holds wherever the rule is true; undefined where none were found. */
  readonly access: readonly CorePredicate[] | undefined;
  /** Share of events, as guessed, in which one of them holds: 1 where none were found. */
  readonly chance: number;
}

/** The scope that rules share. */
export type PlannedGroup = Awaiting;

/** A rule, in a group: where its scope holds, the rest of it. */
export interface PlannedRule extends Awaiting {
  /** Where a host decides the rule: what makes it true, beside `logic`, without the host. */
  readonly certain?: Logic | undefined;
  readonly group?: PlannedGroup | undefined;
  /** Names of the log types that it is for; none: of all. */
  readonly logTypes: readonly string[];
}

/** Everything that a program is encoded from. */
export interface Plan {
  /** In order of id, from 1; the event is the first. */
  readonly nodes: readonly PathNode[];
  /** A predicate inside the body of a `some` stands before it. */
  readonly predicates: readonly CorePredicate[];
  /** Those of every event first, in the order of their nodes. */
  readonly tables: readonly Table[];
  readonly rules: readonly PlannedRule[];
  readonly groups: readonly PlannedGroup[];
  /** Its text is the log type of an event. */
  readonly logTypeNode?: PathNode | undefined;
}
