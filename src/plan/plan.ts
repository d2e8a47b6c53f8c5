// From rules to a plan: lower each condition, choose access predicates, collect what is looked up together.

import { SluiceError } from "../errors.js";
import type { FieldPath, Rule } from "../rule/ir.js";
import { normalise } from "../rule/normalise.js";
import { chooseAccess } from "./access.js";
import { Chance } from "./chance.js";
import { separateLiterals } from "./groups.js";
import { Lowering } from "./lower.js";
import type { Uses } from "./mentions.js";
import type { Awaiting, CorePredicate, Logic, Plan, PlannedGroup, PlannedRule } from "./model.js";
import { numberNodes, type PathNode } from "./paths.js";
import { collectTables } from "./tables.js";

/** A rule that could not be planned, and why. */
export interface Refused {
  readonly rule: Rule;
  readonly error: SluiceError;
}

/** A rule's condition, and what its scope is shared by; `scope` is undefined where it is always true. */
interface Lowered {
  readonly logic: Logic;
  readonly scope: Logic | undefined;
  readonly logTypes: readonly string[];
}

export interface PlanOptions {
  readonly maxRegexStates: number;
  /** Where an event has its log type. A path from the event without `[*]`. */
  readonly logTypeField?: FieldPath | undefined;
}

/** Plans rules; `planned` has those that went in, in their order: `plan.rules[i]` is of `planned[i]`. */
export function planRules(
  rules: readonly Rule[],
  options: PlanOptions,
): { plan: Plan; planned: readonly Rule[]; refused: readonly Refused[] } {
  const lowering = new Lowering(options.maxRegexStates);
  const scopes = new Scopes(lowering);
  const planned: Rule[] = [];
  const refused: Refused[] = [];
  const lowered: Lowered[] = [];
  for (const rule of rules) {
    try {
      const scope = scopes.of(rule);
      lowered.push({ logic: lowering.lower(normalise(rule.condition)), scope, logTypes: rule.logTypes ?? [] });
      planned.push(rule);
    } catch (error) {
      if (!(error instanceof SluiceError)) throw error;
      refused.push({ rule, error });
    }
  }
  const { groups, rules: withAccess } = chooseAll(lowered, lowering);
  const { rules: separated, sets } = separateLiterals(withAccess);
  const waiting = {
    inEvents: awaitedBy([...groups, ...separated.filter(({ group }) => !group)]),
    inGroups: awaitedBy(separated.filter(({ group }) => group)),
  };
  const tested = testedPredicates([...groups, ...separated].map(({ logic }) => logic));
  const predicates = [...lowering.predicates, ...sets.keys()].filter(
    (predicate) => tested.has(predicate) || waiting.inEvents.has(predicate) || waiting.inGroups.has(predicate),
  );
  const isTyped = separated.some(({ logTypes }) => logTypes.length > 0);
  const logTypeNode = isTyped && options.logTypeField ? lowering.nodeOf(options.logTypeField) : undefined;
  const read = predicates.flatMap(nodesOf);
  const nodes = numberNodes(lowering.roots, logTypeNode ? [...read, logTypeNode] : read);
  const tables = collectTables(predicates, waiting, sets);
  return { plan: { nodes, predicates, tables, rules: separated, groups, logTypeNode }, planned, refused };
}

/** The scopes of rules, equal ones made one. */
class Scopes {
  private readonly known = new Map<string, Logic | undefined>();

  constructor(private readonly lowering: Lowering) {}

  /** Undefined where the rule has none, or one that is always true. Throws what lowering throws. */
  of({ scope }: Rule): Logic | undefined {
    if (!scope) return undefined;
    const normal = normalise(scope);
    const key = JSON.stringify(normal);
    if (!this.known.has(key)) {
      const logic = this.lowering.lower(normal);
      this.known.set(key, logic.type === "and" && logic.children.length === 0 ? undefined : logic);
    }
    return this.known.get(key);
  }
}

function chooseAll(
  lowered: readonly Lowered[],
  lowering: Lowering,
): { readonly groups: readonly PlannedGroup[]; readonly rules: readonly PlannedRule[] } {
  const chance = new Chance(countUses(lowered));
  const awaiting = (logic: Logic): Awaiting => ({ logic, access: chooseAccess(logic, lowering, chance) });
  const groups = new Map<Logic, PlannedGroup>();
  for (const { scope } of lowered) if (scope && !groups.has(scope)) groups.set(scope, awaiting(scope));
  return {
    groups: [...groups.values()],
    rules: lowered.map(({ logic, scope, logTypes }) => {
      return { ...awaiting(logic), group: scope && groups.get(scope), logTypes };
    }),
  };
}

function awaitedBy(all: readonly Awaiting[]): ReadonlySet<CorePredicate> {
  return new Set(all.flatMap(({ access }) => access ?? []));
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

/** How many rules test each predicate, in their scopes too. */
function countUses(lowered: readonly Lowered[]): Uses {
  const uses = new Map<CorePredicate, number>();
  for (const { logic, scope } of lowered) {
    for (const predicate of testedPredicates(scope ? [scope, logic] : [logic])) {
      uses.set(predicate, (uses.get(predicate) ?? 0) + 1);
    }
  }
  return uses;
}

function nodesOf(predicate: CorePredicate): readonly PathNode[] {
  if (predicate.kind === "some") return [predicate.node, predicate.element];
  return "other" in predicate ? [predicate.node, predicate.other] : [predicate.node];
}
