import type { Condition, Rule, RuleTest } from "../rule/ir.js";

/**
 * A rule of a catalog: a rule, or what is known of one that is not, or not only, a condition on fields. Every `Rule` is one.
 */
export interface CatalogRule extends Omit<Rule, "condition" | "tests"> {
  /** Where the rule matches; with `opaque` it need only hold wherever the rule matches. Absent: nothing is known. */
  readonly condition?: Condition;
  /** What keeps the logic from being a condition on fields: `a loop, rule.py:12`. Absent: nothing does. */
  readonly opaque?: string;
  /** Tests; `event` may be left out where a judge needs none. */
  readonly tests?: readonly CatalogTest[];
}

export type CatalogTest = Omit<RuleTest, "event"> & Partial<Pick<RuleTest, "event">>;

/** The name under which a page shows a rule. */
export function titleOf({ id, title }: CatalogRule): string {
  return title ?? id;
}

/** Whose a rule is, where it does not say. */
export const UNKNOWN_VENDOR = "Other";

export function vendorOf({ vendor }: CatalogRule): string {
  return vendor ?? UNKNOWN_VENDOR;
}
