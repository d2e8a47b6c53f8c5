// From rules to a plan: lower each condition, choose access predicates, collect what is looked up together.

import { SluiceError } from "../errors.js";
import type { Condition, FieldPath, Rule } from "../rule/ir.js";
import { normalise } from "../rule/normalise.js";
import { type Access, AccessChooser } from "./access.js";
import { expectPredicates } from "./budget.js";
import { Chance } from "./chance.js";
import { separateLiterals } from "./groups.js";
import { residualOf } from "./implied.js";
import { Lowering } from "./lower.js";
import type { Uses } from "./mentions.js";
import type { Awaiting, CorePredicate, Logic, Plan, PlannedGroup, PlannedRule } from "./model.js";
import { numberNodes, type PathNode } from "./paths.js";
import { collectTables } from "./tables.js";
import { chooseThriftily } from "./thrift.js";

export { MAX_STATES as MAX_REGEX_STATES } from "../regex/automaton.js";

/** A rule that could not be planned, and why. */
export interface Refused {
  readonly rule: Rule;
  readonly error: SluiceError;
}

/** A rule's condition, and what its scope is shared by; `scope` is undefined where it is always true. */
interface Lowered {
  readonly logic: Logic;
  /** Where a host decides: what makes the rule true without it. */
  readonly certain: Logic | undefined;
  readonly scope: Logic | undefined;
  readonly logTypes: readonly string[];
}

export interface PlanOptions {
  /** Most states of one regular expression. */
  readonly maxRegexStates: number;
  /** Most predicates of one rule, those of its scope included. */
  readonly maxPredicates: number;
  /** Where an event has its log type. A path from the event without `[*]`. */
  readonly logTypeField?: FieldPath | undefined;
}

const NEVER: Condition = { type: "or", children: [] };

/** What came of planning rules. */
export interface Planned {
  readonly plan: Plan;
  /** Those that went in, in their order: `plan.rules[i]` is of `planned[i]`. */
  readonly planned: readonly Rule[];
  readonly refused: readonly Refused[];
}

/** Beyond this many predicates, and twice those of the last plan, what earlier plans left is given up. */
const KEPT_PREDICATES = 10_000;

/**
 * Plans rules, and keeps what it made of each one for the next plan. The same rules give the same plan, whatever was planned before.
 * A plan is valid until the next one is made.
 */
export class Planner {
  #lowering: Lowering;
  #scopes: Scopes;
  /** What came of each rule: its condition over predicates, or why it was refused. */
  #lowered = new WeakMap<Rule, Lowered | SluiceError>();

  constructor(private readonly options: PlanOptions) {
    this.#lowering = new Lowering(options.maxRegexStates);
    this.#scopes = new Scopes(this.#lowering);
  }

  plan(rules: readonly Rule[]): Planned {
    const planned: Rule[] = [];
    const refused: Refused[] = [];
    const lowered: Lowered[] = [];
    for (const rule of rules) {
      const result = this.#lower(rule);
      if (result instanceof SluiceError) refused.push({ rule, error: result });
      else {
        lowered.push(result);
        planned.push(rule);
      }
    }
    const plan = this.#assemble(lowered);
    if (this.#lowering.size > Math.max(KEPT_PREDICATES, 2 * plan.predicates.length)) this.#forget();
    return { plan, planned, refused };
  }

  #assemble(lowered: readonly Lowered[]): Plan {
    const { groups, rules: withAccess } = chooseAll(lowered, this.#lowering);
    const { rules, sets } = separateLiterals(withAccess);
    const waiting = {
      inEvents: awaitedBy([...groups, ...rules.filter(({ group }) => !group)]),
      inGroups: awaitedBy(rules.filter(({ group }) => group)),
    };
    const tested = testedPredicates(rules.flatMap((rule) => partsOf(rule, rule.group?.logic)));
    for (const awaited of [waiting.inEvents, waiting.inGroups]) for (const predicate of awaited) tested.add(predicate);
    const predicates = [...tested];
    const isTyped = rules.some(({ logTypes }) => logTypes.length > 0);
    const { logTypeField } = this.options;
    const logTypeNode = isTyped && logTypeField ? this.#lowering.nodeOf(logTypeField) : undefined;
    const read = new Set<PathNode>();
    for (const predicate of predicates) for (const node of nodesOf(predicate)) read.add(node);
    if (logTypeNode) read.add(logTypeNode);
    const nodes = numberNodes(this.#lowering.event, read);
    return { nodes, predicates, tables: collectTables(predicates, waiting, sets), rules, groups, logTypeNode };
  }

  #lower(rule: Rule): Lowered | SluiceError {
    let lowered = this.#lowered.get(rule);
    if (!lowered) {
      try {
        const condition = normalise(rule.condition);
        const scope = rule.scope && normalise(rule.scope);
        const certain = rule.host?.decides ? normalise(rule.host.certain ?? NEVER) : undefined;
        const parts = [scope, condition, certain].filter((part) => part !== undefined);
        expectPredicates(parts, this.options.maxPredicates);
        lowered = {
          logic: this.#lowering.lower(condition),
          certain: certain && this.#lowering.lower(certain),
          scope: scope && this.#scopes.of(scope),
          logTypes: rule.logTypes ?? [],
        };
      } catch (error) {
        if (!(error instanceof SluiceError)) throw error;
        lowered = error;
      }
      this.#lowered.set(rule, lowered);
    }
    return lowered;
  }

  #forget(): void {
    this.#lowering = new Lowering(this.options.maxRegexStates);
    this.#scopes = new Scopes(this.#lowering);
    this.#lowered = new WeakMap();
  }
}

/** The scopes of rules, equal ones made one. */
class Scopes {
  readonly #known = new Map<string, Logic | undefined>();

  constructor(private readonly lowering: Lowering) {}

  /** What a normalised scope is lowered to; undefined where it is always true. Throws what lowering throws. */
  of(scope: Condition): Logic | undefined {
    const key = JSON.stringify(scope);
    if (!this.#known.has(key)) {
      const logic = this.lowering.lower(scope);
      this.#known.set(key, logic.type === "and" && logic.children.length === 0 ? undefined : logic);
    }
    return this.#known.get(key);
  }
}

function chooseAll(
  lowered: readonly Lowered[],
  lowering: Lowering,
): { readonly groups: readonly PlannedGroup[]; readonly rules: readonly PlannedRule[] } {
  const uses = countUses(lowered);
  const chooser = new AccessChooser(lowering, new Chance(uses));
  const scopes = new Set(lowered.map(({ scope }) => scope).filter((scope) => scope !== undefined));
  // What is looked up in every event is chosen together.
  const all = [...scopes, ...new Set(lowered.filter(({ scope }) => !scope).map(({ logic }) => logic))];
  const accesses = new Map(chooseThriftily(all, chooser, uses).map((access, i) => [all[i] as Logic, access]));
  const awaiting = (logic: Logic, access: Access | undefined): Awaiting => {
    const predicates = access?.predicates;
    return { logic: residualOf(logic, predicates), access: predicates, chance: access?.chance ?? 1 };
  };
  const groups = new Map([...scopes].map((scope) => [scope, awaiting(scope, accesses.get(scope))]));
  return {
    groups: [...groups.values()],
    rules: lowered.map(({ logic, certain, scope, logTypes }) => {
      const access = scope ? chooser.choose(logic) : accesses.get(logic);
      return { ...awaiting(logic, access), certain, group: scope && groups.get(scope), logTypes };
    }),
  };
}

function awaitedBy(all: readonly Awaiting[]): ReadonlySet<CorePredicate> {
  const awaited = new Set<CorePredicate>();
  for (const { access } of all) for (const predicate of access ?? []) awaited.add(predicate);
  return awaited;
}

/** The predicates that conditions test, in the order of the conditions; what a `some` is made of comes before it. */
function testedPredicates(conditions: readonly Logic[]): Set<CorePredicate> {
  const tested = new Set<CorePredicate>();
  const add = (predicate: CorePredicate): void => {
    if (tested.has(predicate)) return;
    if (predicate.kind === "some") forEachTest(predicate.body, add);
    tested.add(predicate);
  };
  for (const logic of conditions) forEachTest(logic, add);
  return tested;
}

/** Visits the predicates that a condition tests, each as often as it does; not those that a `some` is made of. */
function forEachTest(logic: Logic, visit: (predicate: CorePredicate) => void): void {
  if (logic.type === "test") visit(logic.predicate);
  else if (logic.type === "not") forEachTest(logic.child, visit);
  else for (const child of logic.children) forEachTest(child, visit);
}

/** How many rules test each predicate, in their scopes too. */
function countUses(lowered: readonly Lowered[]): Uses {
  const uses = new Map<CorePredicate, number>();
  /** The rule that a predicate was last counted for. */
  const counted = new Map<CorePredicate, Lowered>();
  for (const rule of lowered) {
    const count = (predicate: CorePredicate): void => {
      if (counted.get(predicate) === rule) return;
      if (predicate.kind === "some") forEachTest(predicate.body, count);
      counted.set(predicate, rule);
      uses.set(predicate, (uses.get(predicate) ?? 0) + 1);
    };
    for (const logic of partsOf(rule, rule.scope)) forEachTest(logic, count);
  }
  return uses;
}

/** The conditions of a rule, that of its scope first. */
function partsOf(
  { logic, certain }: Pick<PlannedRule, "logic" | "certain">,
  scope: Logic | undefined,
): readonly Logic[] {
  return [scope, logic, certain].filter((part) => part !== undefined);
}

function nodesOf(predicate: CorePredicate): readonly PathNode[] {
  if (predicate.kind === "some") return [predicate.node, predicate.element];
  return predicate.other ? [predicate.node, predicate.other] : [predicate.node];
}
