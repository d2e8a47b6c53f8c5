// What Sigma files say, after their modifiers were applied and before field names and log sources are mapped. Processing
// steps take a rule of this form and give another one; everything is plain immutable data.

import type { Span } from "../../diagnostic.js";
import type { Decimal } from "../../rule/decimal.js";

/** One piece of a string: text, `*`, `?`, or a placeholder that `expand` found. */
export type Part =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "any" }
  | { readonly type: "one" }
  | { readonly type: "placeholder"; readonly name: string };

/** A string with its wildcards. Neighbouring parts are never both text. Compared without case unless `cased`. */
export interface StringValue {
  readonly type: "string";
  readonly parts: readonly Part[];
  readonly cased?: true;
}
export interface NumberValue {
  readonly type: "number";
  readonly number: Decimal;
}
export interface BooleanValue {
  readonly type: "boolean";
  readonly value: boolean;
}
export interface NullValue {
  readonly type: "null";
}
export type RegexFlag = "i" | "m" | "s";
/** A regular expression as written, apart from placeholders. `start` and `end`: it has to match at the value's start, its end. */
export interface RegexValue {
  readonly type: "regex";
  readonly parts: readonly Part[];
  readonly flags: readonly RegexFlag[];
  readonly start?: true;
  readonly end?: true;
}
export interface NetworkValue {
  readonly type: "network";
  readonly network: string;
}
export interface ExistsValue {
  readonly type: "exists";
  readonly exists: boolean;
}
/** How processing changed the name of a field. */
export interface Mapping {
  /** Its name in the rule. */
  readonly mappedFrom?: string;
  /** What renamed it: the name of a pipeline, or the id of an item of one. */
  readonly mappedBy?: string;
  /** Other names of the same field, of which an event has one. */
  readonly also?: readonly string[];
  /** Dots lead into objects, and are part of no key. */
  readonly nested?: true;
}

/** Another field. */
export interface FieldValue extends Mapping {
  readonly type: "field";
  readonly field: string;
  readonly start?: true;
  readonly end?: true;
  readonly cased?: true;
}
export type CompareOperator = "lt" | "lte" | "gt" | "gte";
export type TimePart = "minute" | "hour" | "day" | "week" | "month" | "year";
/** A number that the field, or a part of the time that it holds, is compared with. Without an operator: equals. */
export interface CompareValue {
  readonly type: "compare";
  readonly number: Decimal;
  readonly operator?: CompareOperator;
  readonly part?: TimePart;
}
export type Value =
  | StringValue
  | NumberValue
  | BooleanValue
  | NullValue
  | RegexValue
  | NetworkValue
  | ExistsValue
  | FieldValue
  | CompareValue;

/** The values that one written value stands for, of which one is enough whatever links the item's values. */
export interface Alternatives {
  readonly values: readonly Value[];
  readonly span: Span;
}

/** A field and what it is compared with; without a field, keywords: the values are looked for in the whole event. */
export interface DetectionItem extends Mapping {
  readonly type: "item";
  readonly field?: string;
  /** As written; `values`, `linking` and `negated` have them applied. */
  readonly modifiers: readonly string[];
  readonly values: readonly Alternatives[];
  readonly linking: "any" | "all";
  readonly negated: boolean;
  readonly span: Span;
}
/** A mapping is `all` of its items, a list `any` of its elements. */
export interface DetectionGroup {
  readonly type: "all" | "any";
  readonly children: readonly Detection[];
}
export type Detection = DetectionItem | DetectionGroup;

/** A parsed condition. `of` names by pattern: `*` is any characters, `them` is `*`; see `selectionsOf`. */
export type ConditionNode =
  | { readonly type: "and"; readonly children: readonly ConditionNode[] }
  | { readonly type: "or"; readonly children: readonly ConditionNode[] }
  | { readonly type: "not"; readonly child: ConditionNode }
  | { readonly type: "selection"; readonly name: string; readonly span: Span }
  | { readonly type: "of"; readonly quantifier: "any" | "all"; readonly pattern: string; readonly span: Span };

/** The detection section: a rule matches where one of its conditions holds. */
export interface Detections {
  readonly selections: ReadonlyMap<string, Detection>;
  readonly conditions: readonly ConditionNode[];
}

/** Sigma's log source. Parts that are not given are not restricted. */
export interface LogSource {
  readonly product?: string;
  readonly category?: string;
  readonly service?: string;
  readonly definition?: string;
}

export const STATUSES = ["stable", "test", "experimental", "deprecated", "unsupported"] as const;
export const LEVELS = ["informational", "low", "medium", "high", "critical"] as const;
export const RELATIONS = ["derived", "obsolete", "merged", "renamed", "similar"] as const;

/** What rules, filters and correlations have in common (specification 2.1, Components). */
export interface Metadata {
  readonly title?: string;
  readonly id?: string;
  readonly name?: string;
  readonly taxonomy?: string;
  readonly status?: (typeof STATUSES)[number];
  readonly description?: string;
  readonly license?: string;
  readonly author?: string;
  readonly references?: readonly string[];
  /** `YYYY-MM-DD`. */
  readonly date?: string;
  readonly modified?: string;
  readonly related?: readonly { readonly id: string; readonly type: (typeof RELATIONS)[number] }[];
  readonly fields?: readonly string[];
  readonly falsepositives?: readonly string[];
  readonly level?: (typeof LEVELS)[number];
  readonly tags?: readonly string[];
  readonly scope?: readonly string[];
}

interface Document extends Metadata {
  /** The whole document, and its text. */
  readonly span: Span;
  readonly text: string;
}

export interface SigmaRule extends Document {
  readonly type: "rule";
  readonly logsource: LogSource;
  readonly detection: Detections;
  /** What filters require beside the rule's own conditions. */
  readonly filters: readonly Detections[];
  /** Which events are of the log source, where a processing step says so: all of these have to hold, as the scope of the IR's rule. */
  readonly routes?: readonly Detections[];
}

/** A filter that restricts other rules (specification 2.1, Sigma Filters). */
export interface SigmaFilter extends Document {
  readonly type: "filter";
  readonly logsource: LogSource;
  /** Ids and names of the rules; `any` is every rule of the log source. */
  readonly rules: "any" | readonly string[];
  readonly detection: Detections;
}

export const CORRELATION_TYPES = [
  "event_count",
  "value_count",
  "temporal",
  "temporal_ordered",
  "value_sum",
  "value_avg",
  "value_percentile",
  "value_median",
] as const;
export const CORRELATION_OPERATORS = ["lt", "lte", "gt", "gte", "eq", "neq"] as const;

/** A correlation of other rules (specification 2.1, Sigma Correlation Rules). */
export interface SigmaCorrelation extends Document {
  readonly type: "correlation";
  readonly kind: (typeof CORRELATION_TYPES)[number];
  readonly rules: readonly string[];
  readonly groupBy: readonly string[];
  readonly timespan: { readonly count: number; readonly unit: string; readonly seconds: number };
  readonly aliases: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** A count, or an expression over rules; neither for `temporal`: all of its rules. */
  readonly condition?: CorrelationCount | ConditionNode;
  readonly generate: boolean;
}
/** All bounds have to hold: one, or the two ends of a range. */
export interface CorrelationCount {
  readonly type: "count";
  readonly bounds: readonly { readonly operator: (typeof CORRELATION_OPERATORS)[number]; readonly count: number }[];
  readonly fields: readonly string[];
  readonly percentile?: number;
}
