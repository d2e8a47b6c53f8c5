// From rules to a plan: lower each condition, choose access predicates, collect what is looked up together.

import { SluiceError } from "../errors.js";
import type { Condition, Rule } from "../rule/ir.js";
import { normalise } from "../rule/normalise.js";
import { chooseAccess } from "./access.js";
import { Chance } from "./chance.js";
import { Lowering } from "./lower.js";
import type { CorePredicate, Logic, Plan, PlannedRule } from "./model.js";
import { numberNodes, type PathNode } from "./paths.js";
import { collectTables, countTexts } from "./tables.js";

/** A rule that could not be planned, and why. */
export interface Refused {
  readonly rule: Rule;
  readonly error: SluiceError;
}

/** Plans rules; `planned` has those that went in, in their order: `plan.rules[i]` is of `planned[i]`. */
export function planRules(
  rules: readonly Rule[],
  options: { readonly maxRegexStates: number },
): { plan: Plan; planned: readonly Rule[]; refused: readonly Refused[] } {
  const lowering = new Lowering(options.maxRegexStates);
  const planned: Rule[] = [];
  const refused: Refused[] = [];
  const conditions: Logic[] = [];
  for (const rule of rules) {
    try {
      conditions.push(lowering.lower(normalise(wholeOf(rule))));
      planned.push(rule);
    } catch (error) {
      if (!(error instanceof SluiceError)) throw error;
      refused.push({ rule, error });
    }
  }
  const withAccess = chooseAll(conditions, lowering);
  const access = new Set(withAccess.flatMap((rule) => rule.access ?? []));
  const tested = testedPredicates(conditions);
  const predicates = lowering.predicates.filter((predicate) => tested.has(predicate) || access.has(predicate));
  const nodes = numberNodes(lowering.roots, predicates.flatMap(nodesOf));
  const plan: Plan = {
    nodes,
    predicates,
    tables: collectTables(predicates, access),
    rules: withAccess,
  };
  return { plan, planned, refused };
}

function wholeOf({ scope, condition }: Rule): Condition {
  return scope ? { type: "and", children: [scope, condition] } : condition;
}

function chooseAll(conditions: readonly Logic[], lowering: Lowering): readonly PlannedRule[] {
  const tested = [...testedPredicates(conditions)];
  const texts = tested.flatMap((predicate) => ("required" in predicate ? (predicate.required ?? []) : []));
  const chance = new Chance(
    texts.map(({ text }) => text),
    countTexts(tested),
  );
  return conditions.map((logic) => ({ logic, access: chooseAccess(logic, lowering, chance) }));
}

/** The predicates that some condition tests: a refused rule may have left others behind. */
function testedPredicates(conditions: readonly Logic[]): ReadonlySet<CorePredicate> {
  const tested = new Set<CorePredicate>();
  const pending: Logic[] = [...conditions];
  for (let logic = pending.pop(); logic; logic = pending.pop()) {
    if (logic.type === "not") pending.push(logic.child);
    else if (logic.type !== "test") for (const child of logic.children) pending.push(child);
    else if (!tested.has(logic.predicate)) {
      tested.add(logic.predicate);
      if (logic.predicate.kind === "some") pending.push(logic.predicate.body);
    }
  }
  return tested;
}

function nodesOf(predicate: CorePredicate): readonly PathNode[] {
  if (predicate.kind === "some") return [predicate.node, predicate.element];
  return "other" in predicate ? [predicate.node, predicate.other] : [predicate.node];
}
