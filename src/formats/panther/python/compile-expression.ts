// Expressions as closures: each node becomes a function of a frame, once, so that running it looks nothing up in the tree.

import { binary, unary } from "./arithmetic.js";
import type {
  Call,
  CompareOperator,
  Comparison,
  ComprehensionClause,
  Expression,
  FormatPart,
  FunctionDefinition,
  Lambda,
  Place,
} from "./ast.js";
import { bindArguments } from "./bind.js";
import { findAttribute, getAttribute, isForbidden } from "./call.js";
import { NameCompiler } from "./compile-names.js";
import { contains, dictSet, getItem, iterate, newList, setAdd } from "./containers.js";
import { raise } from "./exceptions.js";
import { convert, format } from "./format.js";
import { type Evaluate, enclosing, type Frame } from "./frame.js";
import { FrozenDict } from "./frozen.js";
import { compare, differs, equals, isSame, isTrue } from "./operate.js";
import { declareExpression, declareTarget, parameterNames, Scope } from "./scope.js";
import { toText } from "./text.js";
import {
  classOf,
  ELLIPSIS,
  type Keywords,
  NO_KEYWORDS,
  PyBytes,
  PyDict,
  PyFunction,
  PyIterator,
  PyList,
  PySet,
  PySlice,
  PySuper,
  PyTuple,
  type Value,
} from "./values.js";

export class ExpressionCompiler extends NameCompiler {
  expression(node: Expression, scope: Scope | undefined): Evaluate {
    switch (node.type) {
      case "constant": {
        const { value } = node;
        return () => value;
      }
      case "bytes": {
        const value = new PyBytes(node.value);
        return () => value;
      }
      case "ellipsis":
        return () => ELLIPSIS;
      case "formatted":
        return this.formatted(node.parts, scope);
      case "name":
        return this.load(node.id, scope);
      case "attribute":
        return this.attribute(node.object, node.name, scope);
      case "subscript": {
        const object = this.expression(node.object, scope);
        const index = this.expression(node.index, scope);
        return (frame) => getItem(frame.machine, object(frame), index(frame));
      }
      case "slice": {
        const [lower, upper, step] = [node.lower, node.upper, node.step].map((part) =>
          part ? this.expression(part, scope) : () => null,
        ) as [Evaluate, Evaluate, Evaluate];
        return (frame) => new PySlice(lower(frame), upper(frame), step(frame));
      }
      case "call":
        return this.call(node, scope);
      case "unary": {
        const operand = this.expression(node.operand, scope);
        const { op } = node;
        if (op === "not") return (frame) => !isTrue(frame.machine, operand(frame));
        return (frame) => unary(frame.machine, op, operand(frame));
      }
      case "binary": {
        const left = this.expression(node.left, scope);
        const right = this.expression(node.right, scope);
        const { op } = node;
        return (frame) => binary(frame.machine, op, left(frame), right(frame));
      }
      case "boolean":
        return this.boolean(node.op, node.values, scope);
      case "comparison":
        return this.comparison(node, scope);
      case "conditional": {
        const [test, then, otherwise] = [node.test, node.then, node.otherwise].map((part) =>
          this.expression(part, scope),
        ) as [Evaluate, Evaluate, Evaluate];
        return (frame) => (isTrue(frame.machine, test(frame)) ? then(frame) : otherwise(frame));
      }
      case "lambda":
        return this.lambda(node, scope);
      case "list": {
        const items = this.items(node.items, scope);
        return (frame) => new PyList(items(frame));
      }
      case "tuple": {
        const items = this.items(node.items, scope);
        return (frame) => new PyTuple(items(frame));
      }
      case "set": {
        const items = this.items(node.items, scope);
        return (frame) => {
          const set = new PySet();
          for (const item of items(frame)) setAdd(frame.machine, set, item);
          return set;
        };
      }
      case "dict":
        return this.dict(node.entries, scope);
      case "comprehension":
        return this.comprehension(node.kind, node.element, node.clauses, scope);
      case "dict-comprehension":
        return this.dictComprehension(node.key, node.value, node.clauses, scope);
      case "named": {
        const value = this.expression(node.value, scope);
        const store = this.storeName(node.name, scope);
        return (frame) => {
          const found = value(frame);
          store(frame, found);
          return found;
        };
      }
      case "starred":
        return this.refusal("a star here");
      case "unsupported":
        return this.refusal(node.construct);
    }
  }

  // Operators

  private formatted(parts: readonly FormatPart[], scope: Scope | undefined): Evaluate {
    const pieces = parts.map((part): ((frame: Frame) => string) => {
      if (typeof part === "string") return () => part;
      const value = this.expression(part.value, scope);
      const { conversion } = part;
      const spec = part.spec && this.formatted(part.spec, scope);
      if (!spec && conversion === undefined) return (frame) => formatPlain(frame, value(frame));
      return (frame) =>
        format(frame.machine, convert(frame.machine, value(frame), conversion), (spec?.(frame) as string) ?? "");
    });
    return (frame) => {
      let text = "";
      for (const piece of pieces) text += piece(frame);
      frame.machine.charge(text.length);
      return text;
    };
  }

  private attribute(node: Expression, name: string, scope: Scope | undefined): Evaluate {
    if (isForbidden(name)) return this.refusal(`the attribute ${name}`);
    const object = this.expression(node, scope);
    return (frame) => getAttribute(frame.machine, object(frame), name);
  }

  private boolean(op: "and" | "or", nodes: readonly Expression[], scope: Scope | undefined): Evaluate {
    const values = nodes.map((node) => this.expression(node, scope));
    const last = values.pop() as Evaluate;
    const stopsAt = op === "or";
    return (frame) => {
      for (const value of values) {
        const found = value(frame);
        if (isTrue(frame.machine, found) === stopsAt) return found;
      }
      return last(frame);
    };
  }

  private comparison(node: Comparison, scope: Scope | undefined): Evaluate {
    const first = this.expression(node.first, scope);
    const links = node.links.map(({ op, right }) => ({ test: COMPARISONS[op], right: this.expression(right, scope) }));
    const [only] = links;
    if (links.length === 1 && only) return (frame) => only.test(frame, first(frame), only.right(frame));
    return (frame) => {
      let left = first(frame);
      for (const { test, right } of links) {
        const value = right(frame);
        if (!test(frame, left, value)) return false;
        left = value;
      }
      return true;
    };
  }

  // Displays and comprehensions

  /** Values of a display or of positional arguments, stars spread. */
  private items(nodes: readonly Expression[], scope: Scope | undefined): (frame: Frame) => Value[] {
    const parts = nodes.map((node) => ({
      value: this.expression(node.type === "starred" ? node.value : node, scope),
      star: node.type === "starred",
    }));
    return (frame) => {
      const values: Value[] = [];
      for (const { value, star } of parts) {
        if (star)
          for (const item of newList(frame.machine, iterate(frame.machine, value(frame))).items) values.push(item);
        else values.push(value(frame));
      }
      frame.machine.charge(values.length);
      return values;
    };
  }

  private dict(
    nodes: readonly { readonly key?: Expression; readonly value: Expression }[],
    scope: Scope | undefined,
  ): Evaluate {
    const entries = nodes.map(({ key, value }) => ({
      key: key && this.expression(key, scope),
      value: this.expression(value, scope),
    }));
    return (frame) => {
      const dict = new PyDict();
      for (const { key, value } of entries) {
        if (key) {
          const found = key(frame);
          dictSet(frame.machine, dict, found, value(frame));
        } else for (const [name, item] of mappingEntries(frame, value(frame))) dictSet(frame.machine, dict, name, item);
      }
      return dict;
    };
  }

  private comprehension(
    kind: "list" | "set" | "generator",
    element: Expression,
    clauses: readonly ComprehensionClause[],
    scope: Scope | undefined,
  ): Evaluate {
    const inner = comprehensionScope(clauses, scope);
    const value = this.expression(element, inner);
    const rounds = this.rounds(clauses, inner, scope);
    return (frame) => {
      const { machine } = frame;
      const [own, each] = rounds(frame);
      if (kind === "generator") {
        const values = (function* () {
          for (const _ of each()) yield value(own);
        })();
        return new PyIterator(() => {
          const { done, value: next } = values.next();
          return done ? undefined : (next as Value);
        });
      }
      const list: Value[] = [];
      const set = new PySet();
      for (const _ of each()) {
        if (kind === "set") setAdd(machine, set, value(own));
        else {
          machine.charge(1);
          list.push(value(own));
        }
      }
      return kind === "set" ? set : new PyList(list);
    };
  }

  private dictComprehension(
    keyNode: Expression,
    valueNode: Expression,
    clauses: readonly ComprehensionClause[],
    scope: Scope | undefined,
  ): Evaluate {
    const inner = comprehensionScope(clauses, scope);
    const key = this.expression(keyNode, inner);
    const value = this.expression(valueNode, inner);
    const rounds = this.rounds(clauses, inner, scope);
    return (frame) => {
      const [own, each] = rounds(frame);
      const dict = new PyDict();
      for (const _ of each()) {
        const found = key(own);
        dictSet(frame.machine, dict, found, value(own));
      }
      return dict;
    };
  }

  /**
   * What runs the clauses of a comprehension: a frame, and a generator that stops in it at each round. The first iterable is
   * evaluated at once, outside.
   */
  private rounds(
    nodes: readonly ComprehensionClause[],
    inner: Scope,
    outer: Scope | undefined,
  ): (frame: Frame) => readonly [Frame, () => Generator<undefined>] {
    const clauses = nodes.map((clause, at) => ({
      iterable: this.expression(clause.iterable, at === 0 ? outer : inner),
      store: this.target(clause.target, inner),
      conditions: clause.conditions.map((condition) => this.expression(condition, inner)),
    }));
    const [head] = clauses;
    return (frame) => {
      const { machine, module } = frame;
      const own: Frame = {
        machine,
        module,
        slots: new Array(inner.size),
        outer: enclosing(frame),
        ...(frame.function && { function: frame.function }),
      };
      const source = head?.iterable(frame) as Value;
      const first = iterate(machine, source);
      // Loops over nothing that can be looped over fail at once, as in Python.
      let peeked: IteratorResult<Value, void> | undefined = source instanceof PyIterator ? undefined : first.next();
      function* all(): Generator<Value> {
        if (peeked && !peeked.done) yield peeked.value;
        if (peeked?.done) return;
        peeked = undefined;
        yield* first;
      }
      function* from(at: number): Generator<undefined> {
        const clause = clauses[at];
        if (!clause) {
          yield undefined;
          return;
        }
        for (const item of at === 0 ? all() : iterate(machine, clause.iterable(own))) {
          clause.store(own, item);
          if (clause.conditions.every((condition) => isTrue(machine, condition(own)))) yield* from(at + 1);
        }
      }
      return [own, () => from(0)];
    };
  }

  // Functions and calls

  private lambda(node: Lambda, scope: Scope | undefined): Evaluate {
    const inner = new Scope(scope, "function");
    for (const name of parameterNames(node.parameters)) inner.declare(name);
    declareExpression(inner, node.body);
    const body = this.expression(node.body, inner);
    return this.makeFunction("<lambda>", node, inner, body, scope);
  }

  /** What makes the function when its definition runs: defaults are evaluated then. */
  protected makeFunction(
    name: string,
    node: Lambda | FunctionDefinition,
    inner: Scope,
    body: Evaluate,
    scope: Scope | undefined,
  ): (frame: Frame) => PyFunction {
    const { parameters } = node;
    const { positionalOnly, positional, keywordOnly } = parameters;
    const defaults = [...positionalOnly, ...positional, ...keywordOnly].flatMap((parameter) =>
      parameter.default ? [{ name: parameter.name, value: this.expression(parameter.default, scope) }] : [],
    );
    const place: Place = node.at;
    const simple = parameters.rest === undefined && parameters.keywords === undefined && keywordOnly.length === 0;
    const count = positionalOnly.length + positional.length;
    return (frame) => {
      const outer = enclosing(frame);
      const { module } = frame;
      const values = new Map(defaults.map((one) => [one.name, one.value(frame)]));
      const made: PyFunction = new PyFunction(
        name,
        (machine, args, keywords) => {
          const slots: (Value | undefined)[] = new Array(inner.size);
          if (simple && args.length === count && keywords.size === 0)
            for (let at = 0; at < count; at++) slots[at] = args[at];
          else bindArguments(machine, { name, parameters }, slots, args, keywords, values);
          return body({ machine, module, slots, outer, function: made });
        },
        place,
      );
      return made;
    };
  }

  private call(node: Call, scope: Scope | undefined): Evaluate {
    const args = this.items(node.args, scope);
    const keywords = this.keywords(node, scope);
    const { callee } = node;
    if (callee.type === "name" && callee.id === "super" && node.args.length === 0) return superOf;
    if (callee.type === "attribute" && !isForbidden(callee.name)) {
      const object = this.expression(callee.object, scope);
      const { name } = callee;
      return (frame) => {
        const target = getAttribute(frame.machine, object(frame), name);
        return frame.machine.call(target, args(frame), keywords(frame));
      };
    }
    const target = this.expression(callee, scope);
    return (frame) => {
      const found = target(frame);
      return frame.machine.call(found, args(frame), keywords(frame));
    };
  }

  private keywords(node: Call, scope: Scope | undefined): (frame: Frame) => Keywords {
    if (node.keywords.length === 0) return () => NO_KEYWORDS;
    const parts = node.keywords.map(({ name, value }) => ({ name, value: this.expression(value, scope) }));
    return (frame) => {
      const found = new Map<string, Value>();
      for (const { name, value } of parts) {
        const entries = name === undefined ? mappingEntries(frame, value(frame)) : [[name, value(frame)] as const];
        for (const [key, item] of entries) {
          if (typeof key !== "string") throw raise("TypeError", "keywords must be strings");
          if (found.has(key)) throw raise("TypeError", `got multiple values for keyword argument '${key}'`);
          found.set(key, item);
        }
      }
      return found;
    };
  }
}

function formatPlain({ machine }: Frame, value: Value): string {
  return typeof value === "object" && value !== null ? format(machine, value, "") : toText(machine, value);
}

function superOf(frame: Frame): Value {
  const owner = frame.function?.owner;
  const self = frame.slots[0];
  if (!owner || self === undefined) throw raise("RuntimeError", "super(): no arguments");
  return new PySuper(self, owner);
}

/** Key and value of what `**` spreads. */
function mappingEntries({ machine }: Frame, value: Value): (readonly [Value, Value])[] {
  if (value instanceof PyDict) return Array.from(value.entries.values(), (entry) => [entry.key, entry.value] as const);
  if (value instanceof FrozenDict || findAttribute(machine, value, "keys") !== undefined) {
    const keys = machine.call(getAttribute(machine, value, "keys"), []);
    return Array.from(iterate(machine, keys), (key) => [key, getItem(machine, value, key)] as const);
  }
  throw raise("TypeError", `'${classOf(value).name}' object is not a mapping`);
}

function comprehensionScope(clauses: readonly ComprehensionClause[], scope: Scope | undefined): Scope {
  const inner = new Scope(scope, "comprehension");
  for (const { target } of clauses) declareTarget(inner, target);
  return inner;
}

const COMPARISONS: Readonly<Record<CompareOperator, (frame: Frame, left: Value, right: Value) => boolean>> = {
  "==": ({ machine }, left, right) => equals(machine, left, right),
  "!=": ({ machine }, left, right) => differs(machine, left, right),
  "<": ({ machine }, left, right) => compare(machine, "<", left, right),
  "<=": ({ machine }, left, right) => compare(machine, "<=", left, right),
  ">": ({ machine }, left, right) => compare(machine, ">", left, right),
  ">=": ({ machine }, left, right) => compare(machine, ">=", left, right),
  in: ({ machine }, left, right) => contains(machine, right, left),
  "not in": ({ machine }, left, right) => !contains(machine, right, left),
  is: (_frame, left, right) => isSame(left, right),
  "is not": (_frame, left, right) => !isSame(left, right),
};
