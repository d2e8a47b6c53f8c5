// The intermediate representation: what every rule format is lowered to and what the planner, the oracle and the catalog
// read. Everything here is plain immutable data; two conditions are the same if they are structurally equal.

import type { Span } from "../diagnostic.js";
import type { Decimal } from "./decimal.js";
import type { HostedRule } from "./host.js";

/** A JSON scalar that a predicate compares with. Strings may hold lone surrogates. */
export type Literal = string | boolean | null | Decimal;

/**
 * One step of a path. `any` is `[*]`, any element of an array; `index` counts from 0. `anywhere` is `**`, the last step of a path:
 * every scalar at the path so far or below it, in objects and arrays; keys are no values.
 */
export type Segment =
  | { readonly type: "key"; readonly name: string; readonly nocase?: true }
  | { readonly type: "index"; readonly index: number }
  | { readonly type: "any" }
  | { readonly type: "anywhere" };

/**
 * Where a value sits: from the event, or with `root` from the element that a `some` or `every` around it is looking at.
 * A path from the event has at least one segment; from an element it may have none (the element itself).
 */
export interface FieldPath {
  readonly root?: string;
  readonly segments: readonly Segment[];
}

/** What a predicate tests. */
export interface Operand {
  readonly type: "path";
  readonly path: FieldPath;
}

/** What JSON type a value has. `is_integer`: a number written without fraction and exponent. */
export type TypeKind = "is_string" | "is_number" | "is_integer" | "is_boolean" | "is_array" | "is_object";
/** Present and null, or missing: `is_null`. Present and not null: `is_not_null`. Present, even null: `exists`. */
export type UnaryKind = "is_null" | "is_not_null" | "exists" | "is_truthy" | TypeKind;
/** Tests of a string against a string. */
export type StringKind = "contains" | "starts_with" | "ends_with" | "wildcard";
/** Order: numbers by exact value, strings by code point; a value of another type than the bound is false. */
export type OrderKind = "lt" | "lte" | "gt" | "gte";
/** Field against field. `eq_field` compares scalars by type and value, the rest strings (order kinds: both numbers or both strings). */
export type FieldKind =
  | "eq_field"
  | "contains_field"
  | "starts_with_field"
  | "ends_with_field"
  | "lt_field"
  | "lte_field"
  | "gt_field"
  | "gte_field";
export type Kind = UnaryKind | StringKind | OrderKind | FieldKind | "eq" | "in" | "match" | "cidr";

/** `nocase`: Unicode simple case folding of both strings. */
interface NoCase {
  readonly nocase?: true;
}
/** `text`: a string's content, a number's JSON text as written, `true` or `false`; null and containers have no text. */
interface Text {
  readonly text?: true;
}
/**
 * `double`: a number written with a fraction or an exponent is rounded to the nearest IEEE 754 double before it is compared
 * (an integer stays exact), as Python compares.
 */
interface Double {
  readonly double?: true;
}

interface PredicateOf<K extends Kind> {
  readonly type: "predicate";
  readonly kind: K;
  readonly operand: Operand;
}

/**
 * One test of one operand. It is false on a missing value and on a value of the wrong type (`is_null` apart); with `[*]` in
 * the operand's path it holds if it holds of at least one element (two such paths: of at least one pair), and with `**` if it
 * holds of at least one value. `**` goes with tests of a string's content alone: `eq` and `in` of strings, `contains`, `starts_with`,
 * `ends_with`, `wildcard` and `match`.
 */
export type Predicate =
  | PredicateOf<UnaryKind>
  /** Same type and value; with `text`, the value is a string and is compared with the operand's text. */
  | (PredicateOf<"eq"> & NoCase & Text & Double & { readonly value: Literal })
  /** One of the values, in the sense of `eq`. An empty list is never true. */
  | (PredicateOf<"in"> & NoCase & Text & Double & { readonly values: readonly Literal[] })
  /** `wildcard` is anchored at both ends: `*` is anything, `?` one code point, `\` takes the next character literally. */
  | (PredicateOf<StringKind> & NoCase & Text & { readonly value: string })
  /** RE2 syntax and meaning, unanchored search; case and line modes by inline flags: `(?ims)`. */
  | (PredicateOf<"match"> & Text & { readonly value: string })
  | (PredicateOf<OrderKind> & Text & Double & { readonly value: string | Decimal })
  /** An address or network in CIDR notation, IPv4 or IPv6; the operand is a string that holds one address. */
  | (PredicateOf<"cidr"> & { readonly value: string })
  | (PredicateOf<FieldKind> & NoCase & Text & { readonly other: Operand });

/** `and` of nothing is true, `or` of nothing is false. */
export interface Junction {
  readonly type: "and" | "or";
  readonly children: readonly Condition[];
}
export interface Not {
  readonly type: "not";
  readonly child: Condition;
}
/**
 * `some resources[*] as r: (…)`: at least one element (`every`: each element) of the arrays at `path` satisfies `body`.
 * `path` ends in `[*]`. Over what is missing, empty or no array `some` is false and `every` is true.
 */
export interface Quantifier {
  readonly type: "some" | "every";
  readonly path: FieldPath;
  readonly as: string;
  readonly body: Condition;
}
export type Condition = Predicate | Junction | Not | Quantifier;

export type Severity = "info" | "low" | "medium" | "high" | "critical";

/** A test that a rule brings along. `event` is JSON text, so that numbers keep their digits. */
export interface RuleTest {
  readonly name: string;
  readonly expected: boolean;
  readonly event: string;
}

/** A text that a rule was written in. */
export interface RuleText {
  readonly language: "yaml" | "json" | "python" | "sql";
  readonly text: string;
}

/** A field of a rule as written, and what it is looked for as. */
export interface RenamedField {
  /** Its name in the rule, or in its log source. */
  readonly name: string;
  /** Its names in events, of which an event has one. */
  readonly fields: readonly string[];
  /** What renamed it last: the name of a shipped pipeline, or the id of an item of another one. */
  readonly by: string;
}

/** A rule with all that its file says of it. Only `id`, `scope`, `condition`, `logTypes` and `host` take part in matching. */
export interface Rule {
  readonly id: string;
  /** What the rule looks for: it matches where scope and condition hold, and where `host.decides` also says so. */
  readonly condition: Condition;
  /** Which events the rule is for. Rules of one scope are looked at only where it holds. Absent: all events. */
  readonly scope?: Condition;
  /** Code of the rule that the host of its format runs. */
  readonly host?: HostedRule;
  readonly title?: string;
  readonly severity?: Severity;
  /** A rule with `false` compiles only on request. Absent: enabled. */
  readonly enabled?: boolean;
  /** Names of the kinds of logs that the rule is for; absent or empty: of all. A scan that names one passes over the rules of others. */
  readonly logTypes?: readonly string[];
  readonly tags?: readonly string[];
  /** MITRE ATT&CK, `TACTIC:TECHNIQUE`, a bare technique or a bare tactic: `TA0005:T1562.008`, `T1078`, `TA0040`. */
  readonly attack?: readonly string[];
  /** Framework name to its control ids: `{ CIS: ["3.5"] }`. */
  readonly reports?: Readonly<Record<string, readonly string[]>>;
  readonly description?: string;
  readonly runbook?: string;
  readonly reference?: readonly string[];
  /** Fields that a match carries to the alert. */
  readonly outputs?: readonly FieldPath[];
  /** What a match carries to the alert beside them: names of values that are computed. */
  readonly computedOutputs?: readonly string[];
  /** Fields by which matches are taken together to one alert. */
  readonly groupBy?: readonly FieldPath[];
  readonly tests?: readonly RuleTest[];
  /** Whose format, or whose rule it is: `Sigma`, `Panther`. */
  readonly vendor?: string;
  /** Fields that pipelines renamed: what they are in the rule as written, in the order of the rule. */
  readonly renamed?: readonly RenamedField[];
  /** The rule as written. */
  readonly body?: readonly RuleText[];
  /** Where the rule was written, and the condition inside it. */
  readonly source?: Span;
}
