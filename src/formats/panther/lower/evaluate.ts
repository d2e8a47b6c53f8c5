// Expressions as values: what each may be, and where. Nothing is evaluated that is not asked for, and every call takes from one
// budget, so that hostile code ends.

import type { Condition, FieldPath } from "../../../rule/ir.js";
import type {
  Comprehension,
  Expression,
  FormatPart,
  FunctionDefinition,
  Lambda,
  Module,
  Place,
  Statement,
} from "../python/ast.js";
import { addressAttribute } from "./addresses.js";
import { BUILTINS, type Caller, callBuiltin, MODULE_CONSTANTS, matchPattern } from "./builtins.js";
import { CHANGING, mentions, namesIn } from "./change.js";
import { seesChanges } from "./closures.js";
import { and, isFalse, not, or, sizeOf, TRUE } from "./condition.js";
import { type Assumed, type Model, udm } from "./data-models.js";
import { runFunction, runModule } from "./execute.js";
import { hashed } from "./hash.js";
import { isExhausted } from "./intern.js";
import { callMethod, lookUp } from "./methods.js";
import { Objects } from "./objects.js";
import { combine, compareAtoms, every, isEvent, isVerdict, keyOf, negate, truthOf, truthOfValue } from "./operators.js";
import { isA, isTruthy, predicate } from "./predicates.js";
import type { RegexCall } from "./python-regex.js";
import { hasPart, partOf } from "./splits.js";
import {
  type Atom,
  afterAll,
  type Blocker,
  bind,
  type Case,
  constant,
  covered,
  given,
  just,
  merge,
  only,
  RAISES,
  type Scope,
  unknown,
  type Value,
} from "./values.js";

/** What a pack gives the lowering. */
export interface Surroundings {
  /** The module of the pack with this name. */
  module(name: string): Module | undefined;
  /** What gives events their `udm`. */
  readonly models: readonly Model[];
}

/** Constants that double are left to the interpreter, which accounts for them. */
const MAX_TEXT = 1 << 20;
const MAX_INTEGER = 1n << 1024n;
/** Expressions that are evaluated for one rule. */
const MAX_STEPS = 30_000;
const MAX_DEPTH = 40;
/** Blockers that are kept. */
const MAX_BLOCKERS = 100;
/** Predicates of a verdict in which what is not exact is kept apart. */
const MAX_APART = 300;
/** Items of a sequence that are gone through one by one. */
const MAX_ITEMS = 2_000;

export const EVENT: Atom = { type: "path", path: { segments: [] } };

export class Lowering implements Caller {
  /** What could not be lowered exactly, as it was met: the innermost expressions. */
  readonly blockers: Blocker[] = [];
  private readonly modules = new Map<string, Scope | "running">();
  private readonly others = new Map<Module, Scope>();
  readonly objects = new Objects();
  /** The data model that the event is taken to have; where it is not said, what `udm` gives has a case for each. */
  assumed: Assumed | undefined;
  /** The function of which only is asked where it is true, if there is one. */
  judge: FunctionDefinition | Lambda | undefined;
  /** Where the interpreter stops, whatever would catch what is raised there. */
  readonly stops = new Set<Condition>();
  /** What `udm` was asked for. */
  readonly asked = new Set<string>();
  private steps = 0;
  private depth = 0;
  private variables = 0;

  constructor(readonly surroundings: Surroundings) {}

  blocker(construct: string, scope: Scope, at: Place): Blocker {
    return { construct, file: scope.file, at };
  }

  /** A name for the element of a quantifier, which no other has. */
  variable(): string {
    this.variables++;
    return this.variables === 1 ? "item" : `item${this.variables}`;
  }

  /** Whether nothing more is evaluated. */
  get exhausted(): boolean {
    return this.steps > MAX_STEPS || isExhausted();
  }

  private spend(): boolean {
    this.steps++;
    return !this.exhausted;
  }

  /** The globals of a module of the pack, after it ran; undefined where there is none, or while it runs. */
  scopeOf(name: string): Scope | undefined {
    const known = this.modules.get(name);
    if (known === "running") return undefined;
    if (known) return known;
    const module = this.surroundings.module(name);
    if (!module) return undefined;
    this.modules.set(name, "running");
    const scope = this.run(module);
    this.modules.set(name, scope);
    return scope;
  }

  /** The globals of a module that no name leads to: a data model's. */
  globalsOf(module: Module): Scope {
    const known = this.others.get(module) ?? this.run(module);
    this.others.set(module, known);
    return known;
  }

  run(module: Module): Scope {
    const scope: Scope = { file: module.file, names: new Map() };
    runModule(this, module, scope);
    return scope;
  }

  /** Whether something was changed that the next event meets. */
  leavesTraces(scope: Scope): boolean {
    const scopes = [scope, ...this.modules.values(), ...this.others.values()];
    return scopes.some((one) => one !== "running" && this.objects.outlives(one));
  }

  /** A name of a module: of the pack, or of those that come with Python. */
  member(module: string, name: string, why: Blocker): Value {
    const scope = this.scopeOf(module);
    if (scope) return scope.names.get(name) ?? unknown(why);
    const full = `${module}.${name}`;
    const value = MODULE_CONSTANTS[full];
    if (value !== undefined) return constant(value);
    return just({ type: "builtin", name: full });
  }

  evaluate(node: Expression, scope: Scope): Value {
    if (!this.spend()) return unknown(this.blocker("too many steps", scope, node.at));
    this.depth++;
    const before = this.blockers.length;
    let value =
      this.depth > MAX_DEPTH * 8 ? unknown(this.blocker("too deep nesting", scope, node.at)) : this.visit(node, scope);
    this.depth--;
    const spoilt = this.objects.isSpoilt(value);
    if (spoilt) value = unknown(this.blocker("object that is changed under another name", scope, node.at));
    if (this.blockers.length === before && this.blockers.length < MAX_BLOCKERS && value.some(({ exact }) => !exact)) {
      const [why] = value.flatMap(({ exact, atom }) => (!exact && "why" in atom ? [atom.why] : []));
      this.blockers.push(why ?? this.blocker(describe(node), scope, node.at));
    }
    return value;
  }

  private visit(node: Expression, scope: Scope): Value {
    const why = this.blocker(describe(node), scope, node.at);
    switch (node.type) {
      case "constant":
        return constant(node.value);
      case "name":
        return this.lookUpName(node.id, scope, why);
      case "attribute":
        return bind(this.evaluate(node.object, scope), (atom) => this.attribute(atom, node.name, why));
      case "subscript":
        return this.subscript(node, scope, why);
      case "call":
        return this.callExpression(node, scope, why);
      case "unary":
        return this.unary(node.op, this.evaluate(node.operand, scope), why);
      case "binary":
        return bind(this.evaluate(node.left, scope), (left) =>
          bind(this.evaluate(node.right, scope), (right) => binary(node.op, left, right, why)),
        );
      case "boolean":
        return this.chain(node.op, node.values, scope);
      case "comparison":
        return this.comparison(node, scope, why);
      case "conditional": {
        const { yes, no } = truthOfValue(this.evaluate(node.test, scope));
        return merge([
          ...this.where(yes, () => this.evaluate(node.then, scope)),
          ...this.where(no, () => this.evaluate(node.otherwise, scope)),
        ]);
      }
      case "lambda":
        if (this.seesChanges(node, scope)) return unknown(why);
        return this.lambda(node, scope);
      case "list":
      case "tuple":
      case "set":
        return this.display(node.type, node.items, scope, why);
      case "dict":
        return this.mapping(node, scope, why);
      case "comprehension":
        return this.comprehension(node, scope, why);
      case "formatted":
        return this.formatted(node.parts, scope, why);
      case "named":
        // Whether it is evaluated at all may depend on what stands before it.
        for (let at: Scope | undefined = scope; at; at = at.outer)
          if (at === scope || at.names.has(node.name)) at.names.set(node.name, unknown(why));
        return this.evaluate(node.value, scope);
      default:
        return unknown(why);
    }
  }

  /** `value` where `test` is anything, which it is looked at for only if that may be. */
  private where(test: Value, value: () => Value): Value {
    const { when, exact } = covered(test);
    return isFalse(when) ? [] : given(when, value(), exact);
  }

  lookUpName(name: string, scope: Scope, why: Blocker): Value {
    for (let at: Scope | undefined = scope; at; at = at.outer) {
      const value = at.names.get(name);
      if (value) return value;
    }
    return BUILTINS.has(name) ? just({ type: "builtin", name }) : unknown(why);
  }

  private attribute(object: Atom, name: string, why: Blocker): Value {
    if (name.startsWith("__")) return unknown(why);
    if (object.type === "module") return this.member(object.name, name, why);
    if (object.type === "builtin") return just({ type: "builtin", name: `${object.name}.${name}` });
    if (object.type === "unknown") return unknown(object.why);
    if (object.type === "address") return addressAttribute(object, name, why);
    return just({ type: "method", object, name });
  }

  private unary(op: string, value: Value, why: Blocker): Value {
    if (op === "not") return negate(value);
    return bind(value, (atom) => {
      if (
        atom.type === "constant" &&
        op === "-" &&
        (typeof atom.value === "bigint" || typeof atom.value === "number")
      ) {
        return constant(-atom.value);
      }
      return unknown(why);
    });
  }

  private chain(op: "and" | "or", values: readonly Expression[], scope: Scope): Value {
    const [first, ...rest] = values;
    const left = this.evaluate(first as Expression, scope);
    if (rest.length === 0) return left;
    const { yes, no } = truthOfValue(left);
    const goes = op === "and" ? yes : no;
    if (isFalse(covered(goes).when)) return op === "and" ? no : yes;
    const right = this.chain(op, rest, scope);
    const verdicts = isVerdict(left) && isVerdict(right);
    if (verdicts && covered(left).exact && covered(right).exact) return combine(op, left, right);
    // What is not exact stays apart from what is, as long as that is little: what is known of the event may leave nothing of it.
    const { when, exact } = covered(goes);
    const apart = merge([...(op === "and" ? no : yes), ...given(when, right, exact)]);
    const size = apart.reduce((sum, one) => sum + sizeOf(one.when), 0);
    return verdicts && (size > MAX_APART || !isVerdict(apart)) ? combine(op, left, right) : apart;
  }

  private comparison(node: Extract<Expression, { type: "comparison" }>, scope: Scope, why: Blocker): Value {
    const [second, last, ...more] = node.links;
    if (second?.op === "==" && last?.op === "==" && last.right.type === "constant" && more.length === 0) {
      const text = last.right.value;
      // Both equal the text, then, which says more than that one field equals another.
      if (typeof text === "string") return this.bothEqual(node.first, second.right, text, scope, why);
    }
    const step = (left: Value, at: number): Value => {
      const link = node.links[at];
      if (!link) return constant(true);
      const right = this.evaluate(link.right, scope);
      const found = bind(left, (one) => bind(right, (other) => compareAtoms(link.op, one, other, why)));
      if (at === node.links.length - 1) return found;
      const { yes, no } = truthOfValue(found);
      return merge([...no, ...this.where(yes, () => step(right, at + 1))]);
    };
    return step(this.evaluate(node.first, scope), 0);
  }

  private bothEqual(first: Expression, second: Expression, value: string, scope: Scope, why: Blocker): Value {
    const text: Atom = { type: "constant", value };
    const right = this.evaluate(second, scope);
    return bind(this.evaluate(first, scope), (one) =>
      bind(right, (other) => combine("and", compareAtoms("==", one, text, why), compareAtoms("==", other, text, why))),
    );
  }

  private lambda(node: Extract<Expression, { type: "lambda" }>, scope: Scope): Value {
    const defaults = this.defaults(node.parameters, scope);
    const atom: Atom = { type: "function", function: { name: "<lambda>", node, scope, defaults } };
    return afterAll([...defaults.values()], just(atom));
  }

  private display(kind: "list" | "tuple" | "set", items: readonly Expression[], scope: Scope, why: Blocker): Value {
    const values: Value[] = [];
    for (const item of items) {
      if (item.type !== "starred") values.push(this.evaluate(item, scope));
      else {
        const spread = this.items(this.evaluate(item.value, scope));
        if (!spread) return unknown(why);
        values.push(...spread);
      }
    }
    const atom: Atom = { type: "sequence", kind, items: values };
    this.objects.made(atom);
    return afterAll(kind === "set" ? values.map(hashed) : values, just(atom));
  }

  private mapping(node: Extract<Expression, { type: "dict" }>, scope: Scope, why: Blocker): Value {
    const entries = new Map<string, { key: Atom & { type: "constant" }; value: Value }>();
    for (const { key, value } of node.entries) {
      if (!key) {
        const spread = only(this.evaluate(value, scope));
        if (spread?.type !== "mapping") return unknown(why);
        for (const entry of spread.entries) entries.set(`${typeof entry.key.value} ${entry.key.value}`, entry);
        continue;
      }
      const atom = only(this.evaluate(key, scope));
      if (atom?.type !== "constant") return unknown(why);
      entries.set(`${typeof atom.value} ${atom.value}`, { key: atom, value: this.evaluate(value, scope) });
    }
    const made = [...entries.values()];
    const atom: Atom = { type: "mapping", entries: made };
    this.objects.made(atom);
    return afterAll(
      made.map(({ value }) => value),
      just(atom),
    );
  }

  private formatted(parts: readonly FormatPart[], scope: Scope, why: Blocker): Value {
    const unsaid: Value = [{ when: TRUE, exact: false, atom: { type: "string", why } }];
    let text: Value = constant("");
    for (const part of parts) {
      if (typeof part !== "string" && (part.conversion || part.spec)) return unsaid;
      const more = typeof part === "string" ? constant(part) : this.evaluate(part.value, scope);
      text = bind(text, (begin) =>
        bind(more, (end) => {
          if (begin.type === "constant" && end.type === "constant" && typeof end.value === "string")
            return constant(`${begin.value}${end.value}`);
          if (!isFormatted(end)) return unsaid;
          return begin.type === "constant" && end.type === "path"
            ? formattedPath(`${begin.value}`, end.path, why)
            : just({ type: "string", why });
        }),
      );
    }
    return text;
  }

  private subscript(node: Extract<Expression, { type: "subscript" }>, scope: Scope, why: Blocker): Value {
    if (node.index.type === "slice") return unknown(why);
    return bind(this.evaluate(node.object, scope), (object) =>
      bind(this.evaluate(node.index, scope), (index) => this.item(object, index, why)),
    );
  }

  private item(object: Atom, index: Atom, why: Blocker): Value {
    if (object.type === "mapping") return lookUp(object, index, RAISES, why);
    if (index.type !== "constant") return unknown(why);
    const { value } = index;
    if (object.type === "sequence" && typeof value === "bigint" && object.kind !== "set") {
      const at = value < 0n ? object.items.length + Number(value) : Number(value);
      return object.items[at] ?? RAISES;
    }
    if (object.type === "split" && typeof value === "bigint") {
      const part = partOf(object.split, value);
      return part ? given(hasPart(part), just({ type: "part", part })) : unknown(why);
    }
    if (object.type === "path") {
      if (typeof value === "string") {
        const path = keyOf(object.path, value);
        return given(predicate(path, { kind: "exists" }), just({ type: "path", path }));
      }
      if (typeof value === "bigint" && !isEvent(object.path)) {
        if (value < 0n || value > 100_000n) return unknown(why);
        const path: FieldPath = {
          ...object.path,
          segments: [...object.path.segments, { type: "index", index: Number(value) }],
        };
        const enough = predicate(object.path, { kind: "match", value: `(?s)^.{${Math.min(1000, Number(value) + 1)}}` });
        return merge([
          ...given(predicate(path, { kind: "exists" }), just({ type: "path", path })),
          { when: enough, exact: false, atom: { type: "string", why } },
        ]);
      }
    }
    return unknown(why);
  }

  private callExpression(node: Extract<Expression, { type: "call" }>, scope: Scope, why: Blocker): Value {
    const member = this.anyEqual(node, scope, why);
    if (member) return member;
    const args: Value[] = [];
    for (const arg of node.args) {
      if (arg.type !== "starred") args.push(this.evaluate(arg, scope));
      else {
        const spread = this.items(this.evaluate(arg.value, scope));
        if (!spread) return unknown(why);
        args.push(...spread);
      }
    }
    const keywords = new Map<string, Value>();
    for (const { name, value } of node.keywords) {
      if (!name) return unknown(why);
      keywords.set(name, this.evaluate(value, scope));
    }
    // Arguments that raise do so before the call.
    const raising = [...args, ...keywords.values()].filter((value) => !neverRaises(value));
    const called = bind(this.evaluate(node.callee, scope), (callee) => this.call(callee, args, why, keywords));
    if (raising.length === 0) return called;
    const whole = and(...raising.map((value) => covered(value).when));
    if (raising.every((value) => covered(value).exact)) return given(whole, called);
    // What is exact of it stays so where no argument is what is not.
    const sure = and(...raising.map((value) => covered(value.filter(({ exact }) => exact)).when));
    const certain = called.filter(({ exact }) => exact);
    return merge([...given(sure, certain), ...given(whole, called, false)]);
  }

  /** `any(value == text(one) for one in constants)` is `value in texts`, and shorter. */
  private anyEqual(node: Extract<Expression, { type: "call" }>, scope: Scope, why: Blocker): Value | undefined {
    const [arg, ...more] = node.args;
    if (arg?.type !== "comprehension" || arg.kind !== "generator" || more.length > 0) return undefined;
    const [clause, ...others] = arg.clauses;
    const { element } = arg;
    if (!clause || others.length > 0 || clause.conditions.length > 0 || element.type !== "comparison") return undefined;
    const [link, ...links] = element.links;
    if (link?.op !== "==" || links.length > 0 || mentions(element.first, namesIn(clause.target))) return undefined;
    const callee = only(this.evaluate(node.callee, scope));
    if (callee?.type !== "builtin" || callee.name !== "any") return undefined;
    const items = this.items(this.evaluate(clause.iterable, scope));
    if (!items || items.length === 0) return undefined;
    const texts: Value[] = [];
    for (const item of items) {
      const inner: Scope = { file: scope.file, names: new Map(), outer: scope };
      if (!this.spend() || !bindTarget(clause.target, item, inner, this)) return undefined;
      const text = this.evaluate(link.right, inner);
      if (only(text)?.type !== "constant") return undefined;
      texts.push(text);
    }
    const list: Atom = { type: "sequence", kind: "list", items: texts };
    return bind(this.evaluate(element.first, scope), (atom) => compareAtoms("in", atom, list, why));
  }

  call(callee: Atom, args: readonly Value[], why: Blocker, keywords: ReadonlyMap<string, Value> = new Map()): Value {
    if (this.depth > MAX_DEPTH * 6) return unknown(why);
    switch (callee.type) {
      case "function": {
        this.depth += 6;
        const value = runFunction(this, callee.function, args, keywords, why);
        this.depth -= 6;
        return value;
      }
      case "builtin":
        return callBuiltin(callee.name, args, keywords, this, why);
      case "method":
        return this.callMethod(callee.object, callee.name, args, keywords, why);
      case "unknown":
        return unknown(callee.why);
      default:
        return unknown(why);
    }
  }

  /** Whether a function that is made in a scope sees other values of its names when it is called. */
  seesChanges(node: FunctionDefinition | Lambda, scope: Scope): boolean {
    const around: (readonly Statement[])[] = [];
    for (let at: Scope | undefined = scope; at; at = at.outer) if (at.body) around.push(at.body);
    return around.length > 0 && seesChanges(node, around);
  }

  private callMethod(
    object: Atom,
    name: string,
    args: readonly Value[],
    keywords: ReadonlyMap<string, Value>,
    why: Blocker,
  ): Value {
    if (
      object.type === "pattern" &&
      (name === "search" || name === "match" || name === "fullmatch") &&
      args.length === 1
    ) {
      return matchPattern(object, name as RegexCall, args[0] as Value, why);
    }
    if (object.type === "path" && isEvent(object.path) && name === "udm" && args.length > 0) {
      const key = only(args[0] as Value);
      if (key?.type === "constant" && typeof key.value === "string" && args.length === 1 && keywords.size === 0) {
        this.asked.add(key.value);
        return udm(key.value, this.surroundings.models, this.assumed, this, why);
      }
      return unknown(why);
    }
    if (CHANGING.has(name)) {
      this.objects.change(just(object));
      return unknown(why);
    }
    return callMethod(object, name, args, keywords, why);
  }

  defaults(
    parameters: Extract<Expression, { type: "lambda" }>["parameters"],
    scope: Scope,
  ): ReadonlyMap<string, Value> {
    const values = new Map<string, Value>();
    for (const { name, default: node } of [
      ...parameters.positionalOnly,
      ...parameters.positional,
      ...parameters.keywordOnly,
    ]) {
      if (node) values.set(name, this.evaluate(node, scope));
    }
    return values;
  }

  /** The elements of a value that are known one by one. */
  items(value: Value): readonly Value[] | undefined {
    const atom = only(value);
    if (atom?.type === "sequence") return atom.items.length > MAX_ITEMS ? undefined : atom.items;
    if (atom?.type === "mapping") return atom.entries.map(({ key }) => just(key));
    if (atom?.type === "constant" && typeof atom.value === "string" && atom.value.length <= 100) {
      return Array.from(atom.value, constant);
    }
    return undefined;
  }

  private comprehension(node: Comprehension, scope: Scope, why: Blocker): Value {
    const [clause, ...others] = node.clauses;
    if (!clause) return unknown(why);
    const { target } = clause;
    return bind(this.evaluate(clause.iterable, scope), (over) => {
      const items = this.items(just(over));
      if (items) return this.unrolled(node, items, scope, why);
      if (over.type === "path" && !isEvent(over.path) && others.length === 0 && target.type === "name") {
        return this.overPath(node, over.path, scope, why);
      }
      if (over.type === "constant") return RAISES;
      return over.type === "unknown" ? unknown(over.why) : unknown(why);
    });
  }

  /** A comprehension over items that are known one by one, if which of them pass is known too. */
  private unrolled(node: Comprehension, items: readonly Value[], scope: Scope, why: Blocker): Value {
    const [clause, ...others] = node.clauses;
    if (!clause) return unknown(why);
    const results: Value[] = [];
    for (const item of items) {
      if (!this.spend()) return unknown(why);
      const inner: Scope = { file: scope.file, names: new Map(), outer: scope };
      if (!bindTarget(clause.target, item, inner, this)) return unknown(why);
      let passes: boolean | undefined = true;
      for (const condition of clause.conditions) {
        const atom = only(this.evaluate(condition, inner));
        const truth = atom && truthOf(atom);
        if (!truth?.exact || (truth.t !== TRUE && truth.f !== TRUE)) return unknown(why);
        passes &&= truth.t === TRUE;
      }
      if (!passes) continue;
      if (others.length === 0) results.push(this.evaluate(node.element, inner));
      else {
        const nested = this.evaluate({ ...node, clauses: others }, inner);
        const atom = only(nested);
        if (atom?.type === "mapped" && items.length === 1) return nested;
        const more = this.items(nested);
        if (!more) return unknown(why);
        results.push(...more);
      }
    }
    if (node.kind === "generator") return just({ type: "sequence", kind: "list", items: results });
    const made = node.kind === "set" ? results.map(hashed) : results;
    return afterAll(made, just({ type: "sequence", kind: node.kind, items: results }));
  }

  /** A comprehension over a value of the event: an array, the characters of a string, or the keys of an object. */
  private overPath(node: Comprehension, path: FieldPath, scope: Scope, why: Blocker): Value {
    const [clause] = node.clauses;
    if (clause?.target.type !== "name") return unknown(why);
    const variable = this.variable();
    const run = (element: Value): { cases: Value; skipped: Condition; exact: boolean; safe: boolean } => {
      const inner: Scope = {
        file: scope.file,
        names: new Map([[(clause.target as { id: string }).id, element]]),
        outer: scope,
      };
      let passes: Condition = TRUE;
      let skipped: Condition = { type: "or", children: [] };
      let exact = true;
      let safe = true;
      // Where it is known to pass.
      let sure: Condition = TRUE;
      for (const condition of clause.conditions) {
        const found = this.evaluate(condition, inner);
        safe &&= neverRaises(found);
        const { yes, no } = truthOfValue(found);
        const t = covered(yes);
        const f = covered(no);
        skipped = or(skipped, and(passes, f.when));
        passes = and(passes, t.when);
        exact &&= t.exact && f.exact;
        sure = and(sure, ...(t.exact ? [t.when] : [or(...yes.filter((one) => one.exact).map(({ when }) => when))]));
      }
      const made = this.evaluate(node.element, inner);
      const value = node.kind === "set" ? hashed(made) : made;
      safe &&= neverRaises(value);
      if (exact) return { cases: given(passes, value), skipped, exact, safe };
      const cases = merge([...given(sure, value), ...given(passes, value.length > 0 ? value : unknown(why), false)]);
      return { cases, skipped, exact, safe };
    };
    const element = run(just({ type: "path", path: { root: variable, segments: [] } }));
    const { cases, skipped, safe } = element;
    const any: FieldPath = { ...path, segments: [...path.segments, { type: "any" }] };
    const mapped = { kind: node.kind, path: any, variable, cases, skipped, safe } as const;
    // A list is made before anything looks at it, and raises if one of its elements does.
    const whole = node.kind === "generator" ? TRUE : every(mapped, or(covered(cases).when, skipped));
    const known = node.kind === "generator" || safe || (element.exact && covered(cases).exact);
    const result: Case[] = [...given(and(isA(path, "array"), whole), just({ type: "mapped", mapped }), known)];
    const empty = and(isA(path, "string", "object"), not(isTruthy(path)));
    const nothing: Atom = { type: "sequence", kind: node.kind === "set" ? "set" : "list", items: [] };
    result.push({ when: empty, exact: true, atom: nothing });
    const text = run([{ when: TRUE, exact: true, atom: { type: "string", why } }]);
    const filled = and(isA(path, "string", "object"), isTruthy(path));
    if (text.cases.length === 0 && text.skipped.type === "or" && text.skipped.children.length === 0) {
      // Every character and key raises: at once in a list, when it is drawn from a generator, which is then of no use.
      return merge(result);
    }
    if (text.cases.length === 0 && text.exact && text.skipped === TRUE)
      result.push({ when: filled, exact: true, atom: nothing });
    else result.push({ when: filled, exact: false, atom: { type: "unknown", why } });
    return merge(result);
  }
}

/** Binds the names of a target to a value; false where that is not known. */
export function bindTarget(target: Expression, value: Value, scope: Scope, lowering: Lowering): boolean {
  if (target.type === "name") {
    scope.names.set(target.id, value);
    return true;
  }
  if (target.type !== "tuple" && target.type !== "list") return false;
  const items = lowering.items(value);
  if (!items || items.length !== target.items.length) return false;
  return target.items.every((one, at) => bindTarget(one, items[at] as Value, scope, lowering));
}

/** Whether it is known that a value is something everywhere, if not what. */
function neverRaises(value: Value): boolean {
  const { when, exact } = covered(value);
  return exact && when === TRUE;
}

/** Whether it becomes text without more ado. */
function isFormatted(atom: Atom): boolean {
  if (atom.type === "path") return !isEvent(atom.path);
  return ["constant", "cased", "length", "part", "string"].includes(atom.type);
}

/** A text and the value at a path behind it. Whatever the value is, it becomes text. */
function formattedPath(begin: string, end: FieldPath, why: Blocker): Value {
  const isString = isA(end, "string");
  return merge([
    ...given(isString, just({ type: "string", why, ends: { begin, end } })),
    ...given(not(isString), just({ type: "string", why, ends: { begin } })),
  ]);
}

function binary(op: string, left: Atom, right: Atom, why: Blocker): Value {
  if (left.type === "sequence" && right.type === "sequence") {
    if (left.items.length + right.items.length > MAX_ITEMS) return unknown(why);
    if (op === "+" && left.kind === right.kind && left.kind !== "set")
      return just({ ...left, items: [...left.items, ...right.items] });
    if (op === "|" && left.kind === "set" && right.kind === "set")
      return just({ ...left, items: [...left.items, ...right.items] });
  }
  if (left.type !== "constant" || right.type !== "constant") return unknown(why);
  const one = left.value;
  const other = right.value;
  if (typeof one === "string" && typeof other === "string" && op === "+") {
    return one.length + other.length > MAX_TEXT ? unknown(why) : constant(one + other);
  }
  if (typeof one === "bigint" && typeof other === "bigint") {
    if ([one, other].some((value) => value > MAX_INTEGER || value < -MAX_INTEGER)) return unknown(why);
    switch (op) {
      case "+":
        return constant(one + other);
      case "-":
        return constant(one - other);
      case "*":
        return constant(one * other);
      case "|":
        return constant(one | other);
    }
  }
  return unknown(why);
}

/** What an expression is called in a diagnostic. */
function describe(node: Expression): string {
  switch (node.type) {
    case "call": {
      const { callee } = node;
      if (callee.type === "name") return `call of ${callee.id}`;
      return callee.type === "attribute" ? `call of .${callee.name}` : "call";
    }
    case "name":
      return `name ${node.id}`;
    case "attribute":
      return `attribute .${node.name}`;
    case "binary":
      return `operator ${node.op}`;
    case "comparison":
      return `comparison ${node.links.map(({ op }) => op).join(" ")}`;
    case "comprehension":
      return node.kind === "generator" ? "generator expression" : `${node.kind} comprehension`;
    case "dict-comprehension":
      return "dict comprehension";
    case "subscript":
      return node.index.type === "slice" ? "slice" : "subscript";
    case "formatted":
      return "f-string";
    case "unsupported":
      return node.construct;
    default:
      return node.type;
  }
}
