import type { Span } from "../diagnostic.js";
import type { Kind, RenamedField, RuleText, Severity } from "../rule/ir.js";
import type { TacticRow } from "./attack/resolve.js";
import type { VendorCounts } from "./corpus.js";
import type { Row } from "./indicators.js";
import type { Conjunct } from "./view.js";

/** A rule as a public catalog shows it. Plain data, ready for `JSON.stringify`. */
export interface Page {
  readonly id: string;
  readonly title: string;
  readonly vendor: string;
  readonly severity?: Severity;
  readonly enabled: boolean;
  readonly logTypes: readonly string[];
  readonly tags: readonly string[];
  /** Framework name to control ids. */
  readonly reports: Readonly<Record<string, readonly string[]>>;
  readonly description?: string;
  readonly runbook?: string;
  readonly references: readonly string[];
  /** Fields by which matches are taken together. */
  readonly groupBy: readonly string[];
  readonly attack: readonly TacticRow[];
  /** Rules that look for the same action, most shared actions first, then by title. */
  readonly related: readonly RelatedRule[];
  readonly body: readonly RuleText[];
  /** Fields that pipelines renamed, which the logic has under other names than the body. */
  readonly renamed: readonly RenamedField[];
  readonly logic: Logic;
  /** Predicates under a `not` that is a conjunct: what the rule actively suppresses. */
  readonly exclusions: readonly Row[];
  readonly indicators: readonly IndicatorRow[];
  /** Fields that a match carries to the alert. */
  readonly outputs: readonly string[];
  /** Names of what a match carries beside them that is computed. */
  readonly computedOutputs: readonly string[];
  readonly tests: readonly PageTest[];
  readonly source?: Span;
}

export interface RelatedRule {
  readonly id: string;
  readonly title: string;
  readonly vendor: string;
  /** The actions that both look for, as the page's rule has them. */
  readonly actions: readonly string[];
}

export interface Logic {
  /** Which events the rule is for; empty if for all. */
  readonly scope: readonly Conjunct[];
  /** All hold where the rule matches. */
  readonly conjuncts: readonly Conjunct[];
  /** Why the conjuncts, if there are any, are not all of the logic; absent where they are. */
  readonly opaque?: string;
}

/** A field and a kind of test, and the values that one of is asked for; one without text of a kind that takes no value. */
export interface IndicatorRow {
  readonly field: string;
  readonly kind: Kind;
  readonly values: readonly IndicatorValue[];
}

export interface IndicatorValue {
  readonly value?: string;
  /** How many other rules look for the same field, kind and value, by vendor; absent where none does. */
  readonly corpus?: { readonly rules: number; readonly vendors: VendorCounts };
}

export interface PageTest {
  readonly name: string;
  readonly expected: boolean;
  /** What the engine says, or why it says nothing; absent where nobody was asked. */
  readonly answer?: boolean | string;
}
