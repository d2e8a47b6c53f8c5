// Statements: where a function returns what, and where it goes on. What raises is in no outcome.

import type { Condition, FieldPath } from "../../../rule/ir.js";
import type { Expression, For, FunctionDefinition, Module, Statement, Try } from "../python/ast.js";
import { assignedIn, CHANGING, changedGlobals, changesObjects, namesIn, rootOf } from "./change.js";
import { reachesOut } from "./closures.js";
import { and, FALSE, isFalse, not, or, TRUE } from "./condition.js";
import { bindTarget, type Lowering } from "./evaluate.js";
import { unmockedGlobals } from "./mocks.js";
import { every, isEvent, some, truthOf, truthOfValue } from "./operators.js";
import { equals, isA, isTruthy } from "./predicates.js";
import { takesAll } from "./raises.js";
import {
  type Atom,
  atomKey,
  type Blocker,
  type Case,
  type Closure,
  covered,
  given,
  just,
  merge,
  NONE,
  only,
  RAISES,
  type Scope,
  unknown,
  type Value,
} from "./values.js";

/** Where execution stands, and with which local names. */
interface State {
  readonly when: Condition;
  readonly exact: boolean;
  readonly scope: Scope;
}

/** All ways in which statements may end; one that raises is none of them. */
interface Outcomes {
  readonly returns: readonly Case[];
  /** Going on behind the statements. */
  readonly next: readonly State[];
  readonly breaks: readonly State[];
  readonly continues: readonly State[];
}

const NOTHING: Outcomes = { returns: [], next: [], breaks: [], continues: [] };

/** Runs the statements of a module for the names that they make. */
export function runModule(lowering: Lowering, module: Module, scope: Scope): void {
  let state: State = { when: TRUE, exact: true, scope };
  for (const statement of module.body) {
    const { next } = execute(lowering, statement, state);
    const after = join(next, scope);
    // What may raise while a module is imported is taken not to.
    state = { when: TRUE, exact: true, scope };
    if (after) for (const [name, value] of after.scope.names) scope.names.set(name, value);
    else for (const name of assignedIn([statement])) scope.names.set(name, unknown(whyOf(lowering, statement, scope)));
  }
  const constants = unmockedGlobals(module, scope);
  constantsOf.set(scope, constants);
  // What functions leave in a global is there when the next event comes.
  for (const name of changedGlobals(module)) {
    if (constants.has(name)) continue;
    const construct = `global ${name}, which functions change`;
    scope.names.set(name, unknown(lowering.blocker(construct, scope, module.body[0]?.at ?? START)));
  }
}

/** Globals that functions declare and never bind; of a module that ran to its end. */
const constantsOf = new WeakMap<Scope, ReadonlySet<string>>();

/** What a function's `global name` stands for, if that is the same for every event. */
function constantGlobal(name: string, scope: Scope): Value | undefined {
  let module = scope;
  while (module.outer) module = module.outer;
  return constantsOf.get(module)?.has(name) ? module.names.get(name) : undefined;
}

const START = { line: 1, column: 1, endLine: 1, endColumn: 1 };

/** The value of a call. */
export function runFunction(
  lowering: Lowering,
  { node, scope: outer, defaults }: Closure,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  why: Blocker,
): Value {
  const scope: Scope = {
    file: outer.file,
    names: new Map(),
    outer,
    ...(node.type !== "lambda" && { body: node.body }),
  };
  if (!bindParameters(node.parameters, defaults, args, keywords, scope)) return unknown(why);
  if (node.type === "lambda") return lowering.evaluate(node.body, scope);
  if (node.decorators.length > 0) return unknown(why);
  const isJudge = node === lowering.judge;
  // What it returns to itself, or to others, is asked for whole.
  if (isJudge) lowering.judge = undefined;
  const { returns, next } = lowering.objects.inFrame(() =>
    executeAll(lowering, node.body, { when: TRUE, exact: true, scope }),
  );
  if (isJudge) {
    lowering.judge = node;
    return merge(returns.filter(({ atom }) => truthOf(atom).t !== FALSE));
  }
  return merge([...returns, ...next.flatMap(({ when, exact }) => given(when, NONE, exact))]);
}

function bindParameters(
  parameters: FunctionDefinition["parameters"],
  defaults: ReadonlyMap<string, Value>,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  scope: Scope,
): boolean {
  const { names } = scope;
  const positional = [...parameters.positionalOnly, ...parameters.positional];
  const given = new Map(keywords);
  positional.forEach(({ name }, at) => {
    const value = args[at] ?? given.get(name) ?? defaults.get(name);
    if (args[at] === undefined) given.delete(name);
    if (value) names.set(name, value);
  });
  if (parameters.rest) {
    names.set(parameters.rest.name, just({ type: "sequence", kind: "tuple", items: args.slice(positional.length) }));
  } else if (args.length > positional.length) return false;
  for (const { name } of parameters.keywordOnly) {
    const value = given.get(name) ?? defaults.get(name);
    given.delete(name);
    if (value) names.set(name, value);
  }
  if (parameters.keywords || given.size > 0) return false;
  return [...positional, ...parameters.keywordOnly].every(({ name }) => names.has(name));
}

function executeAll(lowering: Lowering, statements: readonly Statement[], ...begin: readonly State[]): Outcomes {
  let outcomes: Outcomes = { ...NOTHING, next: begin };
  for (const statement of statements) {
    const states = joinAlike(outcomes.next);
    if (states.length === 0) break;
    const isOver = lowering.exhausted;
    const parts = states.map((state) =>
      isOver ? lost(lowering, state, whyOf(lowering, statement, state.scope)) : execute(lowering, statement, state),
    );
    outcomes = follow(outcomes, together(parts));
    if (isOver) break;
  }
  return outcomes;
}

/** Any of several outcomes. */
function together(parts: readonly Outcomes[]): Outcomes {
  const [first, ...others] = parts;
  if (first && others.length === 0) return first;
  return {
    returns: parts.flatMap(({ returns }) => returns),
    next: parts.flatMap(({ next }) => next),
    breaks: parts.flatMap(({ breaks }) => breaks),
    continues: parts.flatMap(({ continues }) => continues),
  };
}

/** At most one state that is exact and one that is not: what is certain behind the one is not lost to the other. */
function joinAlike(states: readonly State[]): readonly State[] {
  const [first] = states;
  if (!first) return states;
  return [true, false].flatMap((exact) => {
    const alike = states.filter((state) => state.exact === exact);
    return join(alike, first.scope) ?? [];
  });
}

/** What was so far, and what comes instead of going on. */
function follow(before: Outcomes, after: Outcomes): Outcomes {
  return {
    returns: [...before.returns, ...after.returns],
    next: after.next,
    breaks: [...before.breaks, ...after.breaks],
    continues: [...before.continues, ...after.continues],
  };
}

/** One state in place of several that exclude each other. */
function join(states: readonly State[], like: Scope): State | undefined {
  const possible = states.filter(({ when }) => !isFalse(when));
  const [first, ...others] = possible;
  if (!first || others.length === 0) return first;
  const names = new Map<string, Value>();
  for (const name of new Set(possible.flatMap(({ scope }) => [...scope.names.keys()]))) {
    const values = possible.map(({ scope }) => scope.names.get(name));
    const [value] = values;
    if (value && values.every((other) => other === value)) names.set(name, value);
    else
      names.set(
        name,
        merge(possible.flatMap(({ when, exact, scope }) => given(when, scope.names.get(name) ?? RAISES, exact))),
      );
  }
  return {
    when: or(...possible.map(({ when }) => when)),
    exact: possible.every(({ exact }) => exact),
    scope: { ...like, names },
  };
}

/** The cases that are exact, and the others; one list where the state tells nothing apart, or nothing is of the one kind. */
function apart(state: State, value: Value): readonly Value[] {
  const exact = value.filter((one) => one.exact);
  if (!state.exact || !state.scope.outer || exact.length === 0 || exact.length === value.length) return [value];
  return [exact, value.filter((one) => !one.exact)];
}

/** The state where a value is anything at all, so that nothing raised. */
function after(state: State, value: Value): State {
  const { when, exact } = coveredIn(state, value);
  return when === TRUE && exact ? state : { ...state, when: and(state.when, when), exact: state.exact && exact };
}

/** Where a value is anything at all; what is not exact does not count where the state is not. */
function coveredIn(state: State, value: Value): ReturnType<typeof covered> {
  if (value.every(({ exact }) => exact)) return covered(value);
  return covered(value.filter(({ when, exact }) => exact || !isFalse(and(state.when, when))));
}

function branch(state: State, test: Value): State {
  const { when, exact } = coveredIn(state, test);
  const scope = { ...state.scope, names: new Map(state.scope.names) };
  return { when: and(state.when, when), exact: state.exact && exact, scope };
}

/** What is returned, case by case; how much that is, is looked at when the function has ended. */
function returned(state: State, value: Value): Value {
  if (state.when === TRUE && state.exact) return value;
  return value.flatMap((one) => {
    const when = and(state.when, one.when);
    return isFalse(when) ? [] : [{ ...one, when, exact: state.exact && one.exact }];
  });
}

/** Nothing is known from here on, nor of the objects that a function has names for, if it changes any. */
function lost(lowering: Lowering, state: State, why: Blocker): Outcomes {
  const { body, names } = state.scope;
  if (body && changesObjects(body)) for (const value of names.values()) lowering.objects.lose(value);
  return { ...NOTHING, returns: [{ when: state.when, exact: false, atom: { type: "unknown", why } }] };
}

function whyOf(lowering: Lowering, statement: Statement, scope: Scope): Blocker {
  const construct = statement.type === "unsupported" ? statement.construct : `${statement.type} statement`;
  return lowering.blocker(construct, scope, statement.at);
}

function execute(lowering: Lowering, statement: Statement, state: State): Outcomes {
  const { scope } = state;
  const why = whyOf(lowering, statement, scope);
  switch (statement.type) {
    case "pass":
      return { ...NOTHING, next: [state] };
    case "break":
      return { ...NOTHING, breaks: [state] };
    case "continue":
      return { ...NOTHING, continues: [state] };
    case "return": {
      const value = statement.value ? lowering.evaluate(statement.value, scope) : NONE;
      return { ...NOTHING, returns: returned(state, value) };
    }
    case "expression":
      return expression(lowering, statement.value, state);
    case "assign": {
      const [target, ...more] = statement.targets;
      const values = apart(state, lowering.evaluate(statement.value, scope));
      return together(
        values.map((value) => {
          const next = fork(after(state, value));
          if (target && more.length === 0 && setItem(lowering, target, value, next))
            return { ...NOTHING, next: [next] };
          const held = assigned(value);
          if (!statement.targets.every((target) => bindTarget(target, held, next.scope, lowering)))
            return assignUnknown(lowering, statement.targets, next, why);
          return { ...NOTHING, next: [next] };
        }),
      );
    }
    case "annotated": {
      if (!statement.value) return { ...NOTHING, next: [state] };
      const value = lowering.evaluate(statement.value, scope);
      const next = fork(after(state, value));
      if (!bindTarget(statement.target, assigned(value), next.scope, lowering))
        return assignUnknown(lowering, [statement.target], next, why);
      return { ...NOTHING, next: [next] };
    }
    case "augment": {
      if (statement.target.type !== "name") return assignUnknown(lowering, [statement.target], fork(state), why);
      const sum: Expression = {
        type: "binary",
        op: statement.op,
        left: statement.target,
        right: statement.value,
        at: statement.at,
      };
      const value = lowering.evaluate(sum, scope);
      const next = fork(after(state, value));
      const { id } = statement.target;
      // Other names of a list see the change.
      const held = lowering.evaluate(statement.target, scope);
      lowering.objects.change(
        held.filter(
          ({ atom }) =>
            !(atom.type === "sequence" && atom.kind === "tuple") && !lowering.objects.isOwn(atom, id, scope),
        ),
      );
      next.scope.names.set(id, value);
      return { ...NOTHING, next: [next] };
    }
    case "if":
      return conditional(lowering, statement.branches, statement.otherwise, state);
    case "for":
      return loop(lowering, statement, state, why);
    case "try":
      return attempt(lowering, statement, state, why);
    case "raise":
      return NOTHING;
    case "assert": {
      const { yes } = truthOfValue(lowering.evaluate(statement.test, scope));
      return { ...NOTHING, next: [branch(state, yes)] };
    }
    case "global":
    case "nonlocal": {
      // What an earlier event left in it is not known.
      const next = fork(state);
      for (const name of statement.names) {
        const value = statement.type === "global" ? constantGlobal(name, scope) : undefined;
        next.scope.names.set(name, value ?? unknown(why));
      }
      return { ...NOTHING, next: [next] };
    }
    case "import": {
      const next = fork(state);
      for (const { name, as } of statement.names) {
        const [first = name] = name.split(".");
        next.scope.names.set(as ?? first, just({ type: "module", name: as ? name : first }));
      }
      return { ...NOTHING, next: [next] };
    }
    case "import-from": {
      const next = fork(state);
      for (const { name, as } of statement.names) {
        const value = statement.level > 0 || name === "*" ? unknown(why) : lowering.member(statement.module, name, why);
        next.scope.names.set(as ?? name, value);
      }
      return { ...NOTHING, next: [next] };
    }
    case "function": {
      if (reachesOut(statement) || lowering.seesChanges(statement, scope)) return lost(lowering, state, why);
      const defaults = lowering.defaults(statement.parameters, scope);
      const next = fork([...defaults.values()].reduce(after, state));
      const closure: Closure = { name: statement.name, node: statement, scope: next.scope, defaults };
      next.scope.names.set(statement.name, just({ type: "function", function: closure }));
      return { ...NOTHING, next: [next] };
    }
    case "class": {
      const next = fork(state);
      next.scope.names.set(statement.name, unknown(why));
      return { ...NOTHING, next: [next] };
    }
    default:
      return lost(lowering, state, why);
  }
}

/** A state with names of its own; a module's are the scope's, so that its functions see what is assigned later. */
function fork(state: State): State {
  const { scope } = state;
  if (!scope.outer) return state;
  return { ...state, scope: { ...scope, names: new Map(scope.names) } };
}

function assignUnknown(lowering: Lowering, targets: readonly Expression[], state: State, why: Blocker): Outcomes {
  let raises = false;
  const assign = (target: Expression): void => {
    for (const name of namesIn(target)) state.scope.names.set(name, unknown(why));
    if (target.type === "tuple" || target.type === "list") for (const item of target.items) assign(item);
    if (target.type === "starred") assign(target.value);
    if (target.type !== "subscript" && target.type !== "attribute") return;
    // `a[k] = v` and `a.b = v` change what the name stands for.
    const held = lowering.evaluate(target.object, state.scope);
    lowering.objects.change(held);
    raises ||= only(held)?.type !== "mapping" || target.type !== "subscript" || !isKey(target.index);
    const changed = rootOf(target);
    if (changed !== undefined) state.scope.names.set(changed, unknown(why));
  };
  for (const target of targets) {
    assign(target);
    // Unpacking may find more or fewer values than names.
    raises ||= target.type !== "subscript" && target.type !== "attribute";
  }
  return { ...NOTHING, next: [raises ? after(state, unknown(why)) : state] };
}

/** What a name stands for behind its assignment, where what it was given did not raise. */
function assigned(value: Value): Value {
  const [one] = value;
  return one && value.length === 1 ? just(one.atom) : value;
}

/** `name["key"] = value`, where the dict has this name alone; false of any other assignment. */
function setItem(lowering: Lowering, target: Expression, value: Value, { scope }: State): boolean {
  if (target.type !== "subscript" || target.object.type !== "name" || target.index.type !== "constant") return false;
  const { id } = target.object;
  const dict = only(lowering.evaluate(target.object, scope));
  if (dict?.type !== "mapping" || !lowering.objects.isOwn(dict, id, scope)) return false;
  const key = { type: "constant", value: target.index.value } as const;
  if (typeof key.value !== "string") return false;
  const others = dict.entries.filter((entry) => entry.key.value !== key.value);
  const next: Atom = { type: "mapping", entries: [...others, { key, value }] };
  lowering.objects.made(next);
  scope.names.set(id, just(next));
  return true;
}

/** Whether an expression is a key of a dict, whatever it comes to. */
function isKey(index: Expression): boolean {
  return index.type === "constant" || index.type === "formatted";
}

function expression(lowering: Lowering, node: Expression, state: State): Outcomes {
  if (node.type === "call" && node.callee.type === "attribute" && CHANGING.has(node.callee.name)) {
    const { object, name } = node.callee;
    const next = fork(state);
    const why = lowering.blocker(`call of .${name}`, state.scope, node.at);
    const held = lowering.evaluate(object, state.scope);
    const [item] = node.args;
    const appends = item && item.type !== "starred" && (name === "append" || name === "add");
    if (object.type === "name" && appends && held.every(({ atom }) => atom.type === "sequence")) {
      const value = lowering.evaluate(item, state.scope);
      next.scope.names.set(object.id, longer(lowering, held, value, object.id, state.scope));
      return { ...NOTHING, next: [after(next, value)] };
    }
    lowering.objects.change(held);
    if (object.type === "name") next.scope.names.set(object.id, unknown(why));
    const root = rootOf(node.callee);
    if (root !== undefined) next.scope.names.set(root, unknown(why));
    return { ...NOTHING, next: [after(next, unknown(why))] };
  }
  // A docstring.
  if (node.type === "constant") return { ...NOTHING, next: [state] };
  return { ...NOTHING, next: [after(state, lowering.evaluate(node, state.scope))] };
}

/** The list that a value is, with an item more. */
function longer(lowering: Lowering, lists: Value, item: Value, name: string, scope: Scope): Value {
  return lists.map((one) => {
    const { atom } = one;
    if (atom.type !== "sequence") return one;
    // No other name sees the change where the list was made here and has this name alone.
    if (!lowering.objects.isOwn(atom, name, scope)) lowering.objects.change([one]);
    const next: Atom = { ...atom, items: [...atom.items, item] };
    lowering.objects.made(next);
    return { ...one, atom: next };
  });
}

function conditional(
  lowering: Lowering,
  branches: readonly { readonly test: Expression; readonly body: readonly Statement[] }[],
  otherwise: readonly Statement[],
  state: State,
): Outcomes {
  const [first, ...others] = branches;
  if (!first) return executeAll(lowering, otherwise, state);
  const { test } = first;
  const value = lowering.evaluate(test.type === "named" ? test.value : test, state.scope);
  // Further inside, whether a name is assigned may depend on what stands before it.
  if (test.type === "named") state.scope.names.set(test.name, value);
  const { yes, no } = truthOfValue(value);
  const thens = apart(state, yes).map((cases) => branch(state, cases));
  for (const then of thens) narrow(lowering, test, then);
  const rest = apart(state, no).map((cases) => branch(state, cases));
  return together([
    executeAll(lowering, first.body, ...thens.filter(({ when }) => !isFalse(when))),
    ...rest.flatMap((other) => (isFalse(other.when) ? [] : conditional(lowering, others, otherwise, other))),
  ]);
}

/** Constants beyond which a name is not known to be one of them. */
const MAX_NARROWED = 8;

/** Where `name in ("a", "b")` is true of a field, the name stands for one of these texts. */
function narrow(lowering: Lowering, test: Expression, { scope, when }: State): void {
  if (test.type !== "comparison" || test.first.type !== "name" || isFalse(when)) return;
  const [link, ...links] = test.links;
  if (!link || links.length > 0 || (link.op !== "in" && link.op !== "==")) return;
  const { id } = test.first;
  const before = scope.names.get(id);
  if (!before?.some(({ atom }) => atom.type === "path" && !isEvent(atom.path))) return;
  const right = lowering.evaluate(link.right, scope);
  const held = only(right);
  const items = link.op === "==" ? [right] : held?.type === "sequence" ? held.items : [];
  if (items.length === 0 || items.length > MAX_NARROWED) return;
  const texts = new Set<string>();
  for (const item of items) {
    const atom = only(item);
    if (atom?.type !== "constant" || typeof atom.value !== "string") return;
    texts.add(atom.value);
  }
  const cases = before.flatMap((one): Value => {
    const { when, exact, atom } = one;
    if (atom.type === "constant") return typeof atom.value === "string" && texts.has(atom.value) ? [one] : [];
    if (atom.type !== "path" || isEvent(atom.path)) return [one];
    return [...texts].map((value) => ({
      when: and(when, equals(atom.path, value)),
      exact,
      atom: { type: "constant", value },
    }));
  });
  scope.names.set(id, merge(cases));
}

function attempt(lowering: Lowering, statement: Try, state: State, why: Blocker): Outcomes {
  if (statement.finally.length > 0) return lost(lowering, state, why);
  const outer = [...lowering.stops];
  lowering.stops.clear();
  const body = executeAll(lowering, statement.body, branch(state, just({ type: "constant", value: true })));
  const stops = [...lowering.stops];
  for (const one of outer) lowering.stops.add(one);
  const otherwise = executeAll(lowering, statement.otherwise, ...body.next);
  const done = follow(body, otherwise);
  const ends = [...body.returns, ...body.next, ...body.breaks, ...body.continues];
  const exact = ends.every((one) => one.exact);
  const ended = or(...ends.map(({ when }) => when));
  if (statement.handlers.length === 0) return done;
  // Which exception it is, is not known: of several handlers any may be the one, or none.
  const known = exact && takesAll(lowering, statement, state.scope, stops.length);
  // Nor whether the place where the interpreter would stop is reached.
  const raised = exact ? and(state.when, not(ended), ...(known ? [not(or(...stops))] : [])) : state.when;
  if (isFalse(raised)) return done;
  const names = new Map(state.scope.names);
  for (const name of assignedIn(statement.body)) names.set(name, unknown(why));
  const handled = statement.handlers.map(({ body: statements, name }) => {
    const scope = { ...state.scope, names: new Map(names) };
    if (name) scope.names.set(name, unknown(why));
    return executeAll(lowering, statements, { when: raised, exact: known && state.exact, scope });
  });
  return {
    returns: [...done.returns, ...handled.flatMap(({ returns }) => returns)],
    next: [...done.next, ...handled.flatMap(({ next }) => next)],
    breaks: [...done.breaks, ...handled.flatMap(({ breaks }) => breaks)],
    continues: [...done.continues, ...handled.flatMap(({ continues }) => continues)],
  };
}

function loop(lowering: Lowering, statement: For, state: State, why: Blocker): Outcomes {
  const over = lowering.evaluate(statement.iterable, state.scope);
  let outcomes = NOTHING;
  for (const one of over) {
    const begin = branch(state, [{ ...one }]);
    const items = lowering.items(just(one.atom));
    const part = items
      ? unroll(lowering, statement, items, begin, why)
      : one.atom.type === "path" && !isEvent(one.atom.path)
        ? overPath(lowering, statement, one.atom.path, begin, why)
        : one.atom.type === "constant"
          ? NOTHING
          : lost(lowering, begin, one.atom.type === "unknown" ? one.atom.why : why);
    outcomes = {
      returns: [...outcomes.returns, ...part.returns],
      next: [...outcomes.next, ...part.next],
      breaks: [],
      continues: [],
    };
  }
  return outcomes;
}

function unroll(lowering: Lowering, statement: For, items: readonly Value[], begin: State, why: Blocker): Outcomes {
  let current: State | undefined = begin;
  const returns: Case[] = [];
  const left: State[] = [];
  for (const item of items) {
    if (!current) break;
    if (lowering.exhausted) return lost(lowering, begin, why);
    const inner: State = fork(current);
    if (!bindTarget(statement.target, item, inner.scope, lowering)) return lost(lowering, begin, why);
    const { returns: some, next, breaks, continues } = executeAll(lowering, statement.body, inner);
    returns.push(...some);
    left.push(...breaks);
    current = join([...next, ...continues], begin.scope);
  }
  const ended = current ? executeAll(lowering, statement.otherwise, current) : NOTHING;
  return { ...ended, returns: [...returns, ...ended.returns], next: [...left, ...ended.next] };
}

/** A loop over the elements of an array of the event, as far as it only returns or goes on. */
function overPath(lowering: Lowering, statement: For, path: FieldPath, begin: State, why: Blocker): Outcomes {
  const { target } = statement;
  if (target.type !== "name") return lost(lowering, begin, why);
  const variable = lowering.variable();
  const element: FieldPath = { root: variable, segments: [] };
  const any: FieldPath = { ...path, segments: [...path.segments, { type: "any" }] };
  const run = (value: Value): Outcomes => {
    const scope = { ...begin.scope, names: new Map(begin.scope.names) };
    scope.names.set(target.id, value);
    for (const name of assignedIn(statement.body)) {
      const held = begin.scope.names.get(name);
      if (held) lowering.objects.change(held);
      if (held) scope.names.set(name, unknown(why));
    }
    return executeAll(lowering, statement.body, { when: TRUE, exact: true, scope });
  };
  const body = run(just({ type: "path", path: element }));
  const falls = [...body.next, ...body.continues];
  const fall = or(...falls.map(({ when }) => when));
  const fallExact = falls.every(({ exact }) => exact);
  const over = { kind: "list", path: any, variable, cases: [], skipped: fall, safe: false } as const;
  const array = isA(path, "array");

  const groups = new Map<string, { atom: Atom; when: Condition; exact: boolean }>();
  for (const { when, exact, atom } of body.returns) {
    const result: Atom =
      atom.type === "constant" ? atom : { type: "unknown", why: atom.type === "unknown" ? atom.why : why };
    const key = atomKey(result) ?? "unknown";
    const known = groups.get(key);
    groups.set(key, {
      atom: result,
      when: known ? or(known.when, when) : when,
      exact: exact && result.type === "constant" && (known?.exact ?? true),
    });
  }
  const stops = or(...[...groups.values()].map(({ when }) => when), ...body.breaks.map(({ when }) => when));
  // An element before the one that returns may raise, or return something else, which `some` does not see.
  const raises = and(not(fall), not(stops));
  const certain = isFalse(raises) && groups.size + body.breaks.length <= 1 && fallExact;
  const returns: Case[] = [...groups.values()].map(({ atom, when, exact }) => ({
    when: and(begin.when, array, some(over, when)),
    exact: begin.exact && exact && certain,
    atom,
  }));

  const scope = { ...begin.scope, names: new Map(begin.scope.names) };
  for (const name of [...assignedIn(statement.body), target.id]) scope.names.set(name, unknown(why));
  const ended: State[] = [
    { when: and(begin.when, array, every(over, fall)), exact: begin.exact && fallExact, scope },
    {
      when: and(begin.when, isA(path, "string", "object"), not(isTruthy(path))),
      exact: begin.exact,
      scope: { ...begin.scope, names: new Map(begin.scope.names) },
    },
  ];
  for (const { when } of body.breaks)
    ended.push({ when: and(begin.when, array, some(over, when)), exact: false, scope });
  // The characters of a string, the keys of an object.
  const filled = and(begin.when, isA(path, "string", "object"), isTruthy(path));
  const text = run([{ when: TRUE, exact: true, atom: { type: "string", why } }]);
  const quiet = text.returns.length === 0 && text.breaks.length === 0;
  const textFalls = [...text.next, ...text.continues];
  if (quiet && textFalls.length === 0) {
    // Each raises.
  } else if (quiet && or(...textFalls.map(({ when }) => when)) === TRUE && textFalls.every(({ exact }) => exact)) {
    ended.push({ when: filled, exact: begin.exact, scope });
  } else returns.push({ when: filled, exact: false, atom: { type: "unknown", why } });

  const behind = executeAll(lowering, statement.otherwise, ...ended);
  return { ...behind, returns: [...returns, ...behind.returns] };
}
