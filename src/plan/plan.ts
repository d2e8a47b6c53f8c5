// From rules to a plan: lower each condition, collect the tables, choose access predicates.

import { SluiceError } from "../errors.js";
import type { Rule } from "../rule/ir.js";
import { normalise } from "../rule/normalise.js";
import { chooseAccess } from "./access.js";
import { formKey, Lowering } from "./lower.js";
import type { CorePredicate, Logic, Plan, Table } from "./model.js";
import { numberNodes, type PathNode } from "./paths.js";

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
      conditions.push(lowering.lower(normalise(rule.condition)));
      planned.push(rule);
    } catch (error) {
      if (!(error instanceof SluiceError)) throw error;
      refused.push({ rule, error });
    }
  }
  const predicates = reachable(conditions, lowering.predicates);
  const tables = new TableSet(predicates);
  const plan: Plan = {
    nodes: numberNodes(lowering.roots, predicates.flatMap(nodesOf)),
    predicates,
    tables: tables.list,
    rules: conditions.map((logic) => ({
      logic,
      access: chooseAccess(logic, (predicate) => tables.of(predicate).entries.size),
    })),
  };
  return { plan, planned, refused };
}

/** The predicates that some condition tests, in the order of `all`: a refused rule may have left others behind. */
function reachable(conditions: readonly Logic[], all: readonly CorePredicate[]): readonly CorePredicate[] {
  const used = new Set<CorePredicate>();
  const pending: Logic[] = [...conditions];
  for (let logic = pending.pop(); logic; logic = pending.pop()) {
    if (logic.type === "not") pending.push(logic.child);
    else if (logic.type !== "test") for (const child of logic.children) pending.push(child);
    else if (!used.has(logic.predicate)) {
      used.add(logic.predicate);
      if (logic.predicate.kind === "some") pending.push(logic.predicate.body);
    }
  }
  return all.filter((predicate) => used.has(predicate));
}

function nodesOf(predicate: CorePredicate): readonly PathNode[] {
  if (predicate.kind === "some") return [predicate.node, predicate.element];
  return "other" in predicate ? [predicate.node, predicate.other] : [predicate.node];
}

/** The tables of all lookups, by node and form. */
class TableSet {
  readonly list: Table[] = [];
  private readonly byNode = new Map<PathNode, Map<number, Table & { entries: Map<string, CorePredicate[]> }>>();

  constructor(predicates: readonly CorePredicate[]) {
    for (const predicate of predicates) {
      if (predicate.kind !== "table") continue;
      const forms = this.byNode.get(predicate.node) ?? new Map();
      this.byNode.set(predicate.node, forms);
      let table = forms.get(formKey(predicate.form));
      if (!table) {
        table = { node: predicate.node, form: predicate.form, entries: new Map() };
        forms.set(formKey(predicate.form), table);
        this.list.push(table);
      }
      for (const text of predicate.texts) {
        const holding = table.entries.get(text);
        if (holding) holding.push(predicate);
        else table.entries.set(text, [predicate]);
      }
    }
  }

  of(predicate: Extract<CorePredicate, { kind: "table" }>): Table {
    const table = this.byNode.get(predicate.node)?.get(formKey(predicate.form));
    if (!table) throw new SluiceError("internal", "a lookup has no table");
    return table;
  }
}
