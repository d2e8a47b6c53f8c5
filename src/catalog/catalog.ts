// The rules of all loaded packs together, and what can be read off them: pages, coverage, shared indicators, related rules.

import { SluiceError } from "../errors.js";
import type { Condition, Kind } from "../rule/ir.js";
import { ACTION_FIELDS, type ActionField, actionFieldsOf } from "./actions.js";
import { type Attack, enterprise } from "./attack/attack.js";
import { resolveAttack } from "./attack/resolve.js";
import { Corpus, compareText, type SharedIndicator, total } from "./corpus.js";
import { type Coverage, coverageOf } from "./coverage.js";
import { fieldName } from "./field.js";
import { exclusionsOf, indicatorsOf, type Row, valuesAsked } from "./indicators.js";
import type { IndicatorRow, IndicatorValue, Logic, Page, PageTest, RelatedRule } from "./page.js";
import { type CatalogRule, type CatalogTest, titleOf, vendorOf } from "./rule.js";
import { type View, viewOf } from "./view.js";

export interface CatalogOptions {
  /** Default: the Enterprise matrix that Sluice ships. */
  readonly attack?: Attack;
  /** Where logs have their actions. The first row that covers a log type counts. Default: `ACTION_FIELDS`. */
  readonly actions?: readonly ActionField[];
  /** What the engine says of a test, or why it says nothing. Default: tests are shown without an answer. */
  readonly judge?: (rule: CatalogRule, test: CatalogTest) => boolean | string;
}

/** Rules to read pages off. Of rules with one id, pages show the first; all count. */
export function catalog(rules: readonly CatalogRule[], options: CatalogOptions = {}): Catalog {
  return new Catalog(rules, options);
}

/** What is read off one rule. */
interface Facts {
  readonly scope: View;
  readonly condition: View;
  readonly opaque: string | undefined;
  readonly indicators: readonly Row[];
  /** Kind of log to the actions that the rule looks for there. */
  readonly actions: ReadonlyMap<string, ReadonlySet<string>>;
}

const NOTHING: View = { conjuncts: [], lines: [] };

/** Made by `catalog`. */
export class Catalog {
  private readonly attack: Attack;
  private readonly actionFields: readonly ActionField[];
  private readonly byId = new Map<string, CatalogRule>();
  private readonly known = new Map<CatalogRule, Facts>();
  private counted: Corpus | undefined;

  constructor(
    readonly rules: readonly CatalogRule[],
    private readonly options: CatalogOptions,
  ) {
    this.attack = options.attack ?? enterprise();
    this.actionFields = options.actions ?? ACTION_FIELDS;
    for (const rule of rules) if (!this.byId.has(rule.id)) this.byId.set(rule.id, rule);
  }

  /** The page of a rule; undefined where the catalog has no rule with this id. */
  page(id: string): Page | undefined {
    const rule = this.byId.get(id);
    if (!rule) return undefined;
    const { severity, description, runbook, source } = rule;
    const { condition, indicators } = this.facts(rule);
    return {
      ...{ id, title: titleOf(rule), vendor: vendorOf(rule) },
      ...(severity !== undefined && { severity }),
      ...{ enabled: rule.enabled ?? true, logTypes: rule.logTypes ?? [], tags: rule.tags ?? [] },
      reports: rule.reports ?? {},
      ...(description !== undefined && { description }),
      ...(runbook !== undefined && { runbook }),
      references: rule.reference ?? [],
      groupBy: (rule.groupBy ?? []).map(fieldName),
      attack: resolveAttack(rule.attack ?? [], this.attack),
      related: this.relatedTo(rule),
      body: rule.body ?? [],
      renamed: rule.renamed ?? [],
      logic: this.logic(rule),
      exclusions: exclusionsOf(condition.conjuncts),
      indicators: indicators.map((row) => this.withCounts(vendorOf(rule), row)),
      outputs: (rule.outputs ?? []).map(fieldName),
      computedOutputs: rule.computedOutputs ?? [],
      tests: (rule.tests ?? []).map((test) => this.judged(rule, test)),
      ...(source && { source }),
    };
  }

  /** Rules that look for the same action as this one, most shared actions first; undefined where there is no such rule. */
  related(id: string): readonly RelatedRule[] | undefined {
    const rule = this.byId.get(id);
    return rule && this.relatedTo(rule);
  }

  /** The kinds of logs in which the rule looks for actions, with the actions; undefined where there is no such rule. */
  actions(id: string): ReadonlyMap<string, ReadonlySet<string>> | undefined {
    const rule = this.byId.get(id);
    return rule && this.facts(rule).actions;
  }

  /** Which techniques the rules cover. */
  coverage(): Coverage {
    return coverageOf(this.rules, this.attack);
  }

  /** The indicators that most rules share, of those that more than one has. */
  indicators(top: number): readonly SharedIndicator[] {
    return this.corpus.mostShared(top);
  }

  private get corpus(): Corpus {
    if (!this.counted) {
      this.counted = new Corpus();
      for (const rule of this.rules) this.counted.add(vendorOf(rule), this.facts(rule).indicators);
    }
    return this.counted;
  }

  private facts(rule: CatalogRule): Facts {
    const known = this.known.get(rule);
    if (known) return known;
    const facts = this.read(rule);
    this.known.set(rule, facts);
    return facts;
  }

  private read(rule: CatalogRule): Facts {
    const scope = tryView(rule.scope);
    const condition = tryView(rule.condition);
    const conjuncts = [...scope.view.conjuncts, ...condition.view.conjuncts];
    const actions = new Map<string, ReadonlySet<string>>();
    for (const [platform, fields] of actionFieldsOf(rule.logTypes ?? [], this.actionFields)) {
      const values = valuesAsked(conjuncts, fields);
      if (values.size > 0) actions.set(platform, values);
    }
    const opaque = rule.opaque ?? condition.problem ?? scope.problem;
    return {
      ...{ scope: scope.view, condition: condition.view },
      opaque: opaque ?? (rule.condition ? undefined : "its logic is not known"),
      indicators: indicatorsOf(condition.view.conjuncts),
      actions,
    };
  }

  private logic(rule: CatalogRule): Logic {
    const { scope, condition, opaque } = this.facts(rule);
    return { scope: scope.lines, conjuncts: condition.lines, ...(opaque !== undefined && { opaque }) };
  }

  private withCounts(vendor: string, { field, kind, values }: Row): IndicatorRow {
    const counted = (value: string | undefined): IndicatorValue => {
      const vendors = this.corpus.others(vendor, field, kind, value);
      const rules = total(vendors);
      return { ...(value !== undefined && { value }), ...(rules > 0 && { corpus: { rules, vendors } }) };
    };
    return { field, kind, values: takesNoValue(kind, values) ? [counted(undefined)] : values.map(counted) };
  }

  private relatedTo(rule: CatalogRule): readonly RelatedRule[] {
    const own = this.facts(rule).actions;
    const found = this.rules.flatMap((other): RelatedRule[] => {
      const actions = other === rule ? [] : shared(own, this.facts(other).actions);
      return actions.length === 0 ? [] : [{ id: other.id, title: titleOf(other), vendor: vendorOf(other), actions }];
    });
    return found.toSorted(
      (left, right) =>
        right.actions.length - left.actions.length ||
        compareText(left.title.toLowerCase(), right.title.toLowerCase()) ||
        compareText(left.id, right.id),
    );
  }

  private judged(rule: CatalogRule, test: CatalogTest): PageTest {
    const { name, expected } = test;
    const answer = this.options.judge?.(rule, test);
    return { name, expected, ...(answer !== undefined && { answer }) };
  }
}

/** A condition without a text, too deep or too long, is no reason to give up the rest of the page. */
function tryView(condition: Condition | undefined): { readonly view: View; readonly problem?: string } {
  if (!condition) return { view: NOTHING };
  try {
    return { view: viewOf(condition) };
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
    return { view: NOTHING, problem: error.message };
  }
}

function takesNoValue(kind: Kind, values: readonly string[]): boolean {
  return values.length === 0 && kind !== "in";
}

/** Actions that are in both, in one kind of log. Case is not compared: vendors differ in whether they do. */
function shared(own: Facts["actions"], others: Facts["actions"]): readonly string[] {
  const found = new Set<string>();
  for (const [platform, actions] of own) {
    const other = new Set([...(others.get(platform) ?? [])].map((action) => action.toLowerCase()));
    for (const action of actions) if (other.has(action.toLowerCase())) found.add(action);
  }
  return [...found];
}
