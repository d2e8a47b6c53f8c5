// Modules and statements as closures. A statement says what it does to the flow: nothing, or `break`, `continue`, `return`.

import { augment } from "./arithmetic.js";
import type {
  Augment,
  ClassDefinition,
  For,
  FunctionDefinition,
  If,
  Import,
  ImportFrom,
  Match,
  Module,
  Raise,
  Statement,
  Try,
  While,
} from "./ast.js";
import { findAttribute, getAttribute, isForbidden, setAttribute } from "./call.js";
import { ExpressionCompiler } from "./compile-expression.js";
import { getItem, iterate, setItem } from "./containers.js";
import { exceptionClass, newException, Raised, raise, Stopped } from "./exceptions.js";
import type { Evaluate, Frame } from "./frame.js";
import { enclosing } from "./frame.js";
import type { Machine } from "./machine.js";
import { compilePattern } from "./match.js";
import { PyMissing } from "./missing.js";
import { isTrue } from "./operate.js";
import { declareBody, parameterNames, Scope } from "./scope.js";
import {
  classOf,
  OBJECT,
  PyClass,
  PyFunction,
  PyInstance,
  type PyModule,
  PyProperty,
  PyTuple,
  PyUnbound,
  type Value,
} from "./values.js";

type Flow = undefined | "break" | "continue" | "return";
type Execute = (frame: Returning) => Flow;

/** A frame whose function may have returned something. */
interface Returning extends Frame {
  returned?: Value;
  /** The exceptions that handlers around are busy with, for a bare `raise`. */
  handling?: Raised[];
}

/**
 * What runs a module's statements in its globals. Nothing is looked up by text again: names, operators and constants are
 * settled here. `builtins` are the names that every module sees.
 */
export function compileModule(
  module: Module,
  builtins: ReadonlyMap<string, Value>,
): (machine: Machine, globals: PyModule) => void {
  const compiler = new StatementCompiler(builtins, module.file);
  const body = compiler.body(module.body, undefined);
  return (machine, globals) => void body({ machine, module: globals, slots: [], outer: undefined });
}

class StatementCompiler extends ExpressionCompiler {
  body(statements: readonly Statement[], scope: Scope | undefined): Execute {
    const all = statements.map((statement) => this.placed(statement, scope));
    const [only] = all;
    if (all.length === 1 && only) return only;
    return (frame) => {
      for (const execute of all) {
        const flow = execute(frame);
        if (flow !== undefined) return flow;
      }
      return undefined;
    };
  }

  /** A statement that counts as a step and puts its place on what it raises. */
  private placed(statement: Statement, scope: Scope | undefined): Execute {
    const execute = this.statement(statement, scope);
    const place = { ...statement.at, file: this.file };
    return (frame) => {
      frame.machine.step();
      try {
        return execute(frame);
      } catch (error) {
        if (error instanceof Raised || error instanceof Stopped) error.place ??= place;
        throw error;
      }
    };
  }

  private statement(node: Statement, scope: Scope | undefined): Execute {
    switch (node.type) {
      case "expression": {
        const value = this.expression(node.value, scope);
        return (frame) => void value(frame);
      }
      case "return": {
        const value = node.value ? this.expression(node.value, scope) : () => null;
        return (frame) => {
          frame.returned = value(frame);
          return "return";
        };
      }
      case "assign": {
        const value = this.expression(node.value, scope);
        const stores = node.targets.map((target) => this.target(target, scope));
        return (frame) => {
          const found = value(frame);
          for (const store of stores) store(frame, found);
          return undefined;
        };
      }
      case "annotated": {
        if (!node.value) return () => undefined;
        const value = this.expression(node.value, scope);
        const store = this.target(node.target, scope);
        return (frame) => void store(frame, value(frame));
      }
      case "augment":
        return this.augment(node, scope);
      case "if":
        return this.if(node, scope);
      case "for":
        return this.for(node, scope);
      case "while":
        return this.while(node, scope);
      case "try":
        return this.try(node, scope);
      case "raise":
        return this.raise(node, scope);
      case "pass":
      case "global":
      case "nonlocal":
        return () => undefined;
      case "break":
      case "continue": {
        const { type } = node;
        return () => type;
      }
      case "delete": {
        const deletions = node.targets.map((target) => this.deletion(target, scope));
        return (frame) => {
          for (const remove of deletions) remove(frame);
          return undefined;
        };
      }
      case "assert": {
        const test = this.expression(node.test, scope);
        const message = node.message && this.expression(node.message, scope);
        return (frame) => {
          if (isTrue(frame.machine, test(frame))) return undefined;
          throw raise("AssertionError", ...(message ? [message(frame)] : []));
        };
      }
      case "import":
        return this.import(node, scope);
      case "import-from":
        return this.importFrom(node, scope);
      case "function":
        return this.function(node, scope);
      case "class":
        return this.class(node, scope);
      case "match":
        return this.match(node, scope);
      case "unsupported":
        return this.refusal(node.construct);
    }
  }

  private augment(node: Augment, scope: Scope | undefined): Execute {
    const { op, target } = node;
    const value = this.expression(node.value, scope);
    // What stands before the brackets or the dot is evaluated once.
    if (target.type === "subscript") {
      const object = this.expression(target.object, scope);
      const index = this.expression(target.index, scope);
      return (frame) => {
        const { machine } = frame;
        const [held, at] = [object(frame), index(frame)];
        const before = getItem(machine, held, at);
        setItem(machine, held, at, augment(machine, op, before, value(frame)));
        return undefined;
      };
    }
    if (target.type === "attribute" && !isForbidden(target.name)) {
      const object = this.expression(target.object, scope);
      const { name } = target;
      return (frame) => {
        const { machine } = frame;
        const held = object(frame);
        const before = getAttribute(machine, held, name);
        setAttribute(machine, held, name, augment(machine, op, before, value(frame)));
        return undefined;
      };
    }
    const load = this.expression(target, scope);
    const store = this.target(target, scope);
    return (frame) => {
      const before = load(frame);
      store(frame, augment(frame.machine, op, before, value(frame)));
      return undefined;
    };
  }

  private if(node: If, scope: Scope | undefined): Execute {
    const branches = node.branches.map(({ test, body }) => ({
      test: this.expression(test, scope),
      body: this.body(body, scope),
    }));
    const otherwise = this.body(node.otherwise, scope);
    return (frame) => {
      for (const { test, body } of branches) if (isTrue(frame.machine, test(frame))) return body(frame);
      return otherwise(frame);
    };
  }

  private for(node: For, scope: Scope | undefined): Execute {
    const iterable = this.expression(node.iterable, scope);
    const store = this.target(node.target, scope);
    const body = this.body(node.body, scope);
    const otherwise = this.body(node.otherwise, scope);
    return (frame) => {
      for (const item of iterate(frame.machine, iterable(frame))) {
        store(frame, item);
        const flow = body(frame);
        if (flow === "break") return undefined;
        if (flow === "return") return flow;
      }
      return otherwise(frame);
    };
  }

  private while(node: While, scope: Scope | undefined): Execute {
    const test = this.expression(node.test, scope);
    const body = this.body(node.body, scope);
    const otherwise = this.body(node.otherwise, scope);
    return (frame) => {
      while (isTrue(frame.machine, test(frame))) {
        frame.machine.step();
        const flow = body(frame);
        if (flow === "break") return undefined;
        if (flow === "return") return flow;
      }
      return otherwise(frame);
    };
  }

  private try(node: Try, scope: Scope | undefined): Execute {
    const body = this.body(node.body, scope);
    const otherwise = this.body(node.otherwise, scope);
    const final = node.finally.length > 0 ? this.body(node.finally, scope) : undefined;
    const handlers = node.handlers.map((handler) => ({
      exception: handler.exception && this.expression(handler.exception, scope),
      store: handler.name === undefined ? undefined : this.storeName(handler.name, scope),
      clear: handler.name === undefined ? undefined : this.clearName(handler.name, scope),
      body: this.body(handler.body, scope),
    }));
    const handle = (frame: Returning, error: Raised): Flow => {
      for (const { exception, store, clear, body: run } of handlers) {
        if (exception && !handles(exception(frame), error.exception)) continue;
        store?.(frame, error.exception);
        frame.handling ??= [];
        frame.handling.push(error);
        try {
          return run(frame);
        } finally {
          // The name of the exception is gone behind the handler.
          clear?.(frame);
          frame.handling.pop();
        }
      }
      throw error;
    };
    const guarded = (frame: Returning): Flow => {
      let flow: Flow;
      try {
        flow = body(frame);
      } catch (error) {
        if (!(error instanceof Raised)) throw error;
        return handle(frame, error);
      }
      return flow ?? otherwise(frame);
    };
    if (!final) return guarded;
    return (frame) => {
      let flow: Flow;
      try {
        flow = guarded(frame);
      } catch (error) {
        // What no handler may catch ends the run: no Python code comes after it.
        if (!(error instanceof Raised)) throw error;
        const after = final(frame);
        if (after === undefined) throw error;
        return after;
      }
      const { returned } = frame;
      const after = final(frame);
      if (after === undefined && returned !== undefined) frame.returned = returned;
      return after ?? flow;
    };
  }

  private raise(node: Raise, scope: Scope | undefined): Execute {
    const value = node.exception && this.expression(node.exception, scope);
    const cause = node.cause && this.expression(node.cause, scope);
    return (frame) => {
      if (!value) throw frame.handling?.at(-1) ?? raise("RuntimeError", "No active exception to reraise");
      const found = value(frame);
      cause?.(frame);
      throw new Raised(toException(frame.machine, found));
    };
  }

  private import(node: Import, scope: Scope | undefined): Execute {
    const names = node.names.map(({ name, as }) => {
      const top = name.split(".")[0] as string;
      return { name, top: as === undefined ? top : name, store: this.storeName(as ?? top, scope) };
    });
    return (frame) => {
      const { machine } = frame;
      for (const { name, top, store } of names) {
        machine.importModule(machine, name);
        store(frame, machine.importModule(machine, top));
      }
      return undefined;
    };
  }

  private importFrom(node: ImportFrom, scope: Scope | undefined): Execute {
    const { module, level } = node;
    if (level > 0) return this.refusal("an import relative to a package");
    const names = node.names.map(({ name, as }) => ({ name, store: this.storeName(as ?? name, scope) }));
    return (frame) => {
      const { machine } = frame;
      const found = machine.importModule(machine, module);
      for (const { name, store } of names) {
        if (found instanceof PyMissing) {
          store(frame, new PyMissing(`${found.name}.${name}`));
          continue;
        }
        if (isForbidden(name)) throw new Stopped("python-unsupported", `the name ${name} is not supported`);
        const value = findAttribute(machine, found, name);
        if (value === undefined) throw raise("ImportError", `cannot import name '${name}' from '${module}'`);
        store(frame, value);
      }
      return undefined;
    };
  }

  private function(node: FunctionDefinition, scope: Scope | undefined): Execute {
    const inner = new Scope(scope, "function");
    for (const name of parameterNames(node.parameters)) inner.declare(name);
    declareBody(inner, node.body);
    const execute = this.body(node.body, inner);
    const run: Evaluate = (frame) => {
      const returning: Returning = frame;
      return execute(returning) === "return" ? (returning.returned as Value) : null;
    };
    const make = this.makeFunction(node.name, node, inner, run, scope);
    const decorate = this.decorated(node.decorators, scope);
    const store = this.storeName(node.name, scope);
    return (frame) => void store(frame, decorate(frame, make(frame)));
  }

  private decorated(
    nodes: FunctionDefinition["decorators"],
    scope: Scope | undefined,
  ): (frame: Frame, made: Value) => Value {
    const decorators = nodes.map((decorator) => this.expression(decorator, scope));
    if (decorators.length === 0) return (_frame, made) => made;
    return (frame, made) => {
      const found = decorators.map((decorator) => decorator(frame));
      return found.reduceRight((value, decorator) => frame.machine.call(decorator, [value]), made);
    };
  }

  private class(node: ClassDefinition, scope: Scope | undefined): Execute {
    const inner = new Scope(scope, "class");
    const body = this.body(node.body, inner);
    const bases = node.bases.map((base) => this.expression(base, scope));
    const decorate = this.decorated(node.decorators, scope);
    const store = this.storeName(node.name, scope);
    const plain = node.keywords.every(
      ({ name, value }) => name === "metaclass" && "id" in value && value.id === "ABCMeta",
    );
    if (!plain) return this.refusal("a class with a metaclass or keywords");
    return (frame) => {
      const { machine, module } = frame;
      const found = bases.map((base) => base(frame));
      const missing = found.find((base) => base instanceof PyMissing);
      if (missing) return void store(frame, new PyMissing(`${(missing as PyMissing).name} (extended by ${node.name})`));
      const one = new PyClass(node.name, classBases(found));
      if (!one.isConsistent) {
        const names = found.map((base) => (base as PyClass).name).join(", ");
        throw raise("TypeError", `Cannot create a consistent method resolution order (MRO) for bases ${names}`);
      }
      const names = one.attributes;
      const outer = enclosing(frame);
      body({ machine, module, slots: [], outer, names });
      for (const value of names.values()) own(value, one);
      store(frame, decorate(frame, one));
      return undefined;
    };
  }

  private match(node: Match, scope: Scope | undefined): Execute {
    const subject = this.expression(node.subject, scope);
    const cases = node.cases.map(({ pattern, guard, body }) => ({
      matches: compilePattern(pattern, {
        value: (value) => this.expression(value, scope),
        store: (name) => this.storeName(name, scope),
      }),
      guard: guard && this.expression(guard, scope),
      body: this.body(body, scope),
    }));
    return (frame) => {
      const value = subject(frame);
      for (const { matches, guard, body } of cases) {
        if (matches(frame, value) && (!guard || isTrue(frame.machine, guard(frame)))) return body(frame);
      }
      return undefined;
    };
  }
}

/** Whether an `except` of this value takes an exception. */
function handles(handler: Value, exception: PyInstance): boolean {
  if (handler instanceof PyTuple) return handler.items.some((one) => handles(one, exception));
  if (handler instanceof PyMissing) return false;
  if (handler instanceof PyClass && handler.isSubclassOf(exceptionClass("BaseException"))) {
    return exception.class.isSubclassOf(handler);
  }
  throw raise("TypeError", "catching classes that do not inherit from BaseException is not allowed");
}

function toException(machine: Machine, value: Value): PyInstance {
  const made = value instanceof PyClass ? machine.call(value, []) : value;
  if (made instanceof PyInstance && made.class.isSubclassOf(exceptionClass("BaseException"))) {
    if (!made.attributes.has("args"))
      made.attributes.set("args", newException(made.class, []).attributes.get("args") as Value);
    return made;
  }
  throw raise("TypeError", "exceptions must derive from BaseException");
}

function classBases(found: readonly Value[]): readonly PyClass[] {
  if (found.length === 0) return [OBJECT];
  return found.map((base) => {
    if (base instanceof PyClass && (base.bases.length === 0 || isExtensible(base))) return base;
    throw new Stopped(
      "python-unsupported",
      `a class that extends ${base instanceof PyClass ? base.name : classOf(base).name} is not supported`,
    );
  });
}

/** Native classes whose values are no instances cannot be extended. */
function isExtensible(base: PyClass): boolean {
  return base.mro.every(
    (one) => !one.native || one === OBJECT || one.attributes.get("__new__") === undefined || one.name === "ABC",
  );
}

/** Tells the functions of a class where `super()` looks from. */
function own(value: Value, one: PyClass): void {
  if (value instanceof PyFunction) value.owner ??= one;
  else if (value instanceof PyProperty) own(value.getter, one);
  else if (value instanceof PyUnbound) own(value.target, one);
}
