// Names and targets as closures: where a name's value is, and where an assignment puts one.

import type { Expression } from "./ast.js";
import { isForbidden, setAttribute } from "./call.js";
import { deleteItem, iterate, setItem } from "./containers.js";
import { raise, Stopped } from "./exceptions.js";
import type { Evaluate, Frame } from "./frame.js";
import type { Scope } from "./scope.js";
import { orElse, PyList, type Value } from "./values.js";

/** Stores a value where a target says. */
export type Store = (frame: Frame, value: Value) => void;

export abstract class NameCompiler {
  /** @param builtins names that every module sees */
  constructor(
    protected readonly builtins: ReadonlyMap<string, Value>,
    protected readonly file: string,
  ) {}

  abstract expression(node: Expression, scope: Scope | undefined): Evaluate;

  /** What refuses a construct when it is reached. */
  protected refusal(construct: string): () => never {
    return () => {
      throw new Stopped("python-unsupported", `${construct} is not supported`);
    };
  }

  protected load(name: string, scope: Scope | undefined): Evaluate {
    if (scope?.kind === "class") {
      const outside = this.loadFrom(name, scope.parent, 1);
      return (frame) => {
        const own = frame.names?.get(name);
        return own === undefined ? outside(frame) : own;
      };
    }
    return this.loadFrom(name, scope, 0);
  }

  private loadFrom(name: string, scope: Scope | undefined, start: number): Evaluate {
    const found = resolve(name, scope, start);
    if (!found) return this.loadGlobal(name);
    const { hops, slot, own } = found;
    return (frame) => {
      let at = frame;
      for (let left = hops; left > 0; left--) at = at.outer as Frame;
      const value = at.slots[slot];
      if (value !== undefined) return value;
      if (own) {
        throw raise(
          "UnboundLocalError",
          `cannot access local variable '${name}' where it is not associated with a value`,
        );
      }
      throw raise(
        "NameError",
        `cannot access free variable '${name}' where it is not associated with a value in enclosing scope`,
      );
    };
  }

  private loadGlobal(name: string): Evaluate {
    const builtin = this.builtins.get(name);
    return ({ module }) => {
      const value = orElse(module.attributes.get(name), builtin);
      if (value !== undefined) return value;
      if (name === "__name__") return module.name;
      throw raise("NameError", `name '${name}' is not defined`);
    };
  }

  /** Where `name = …` in this scope goes. */
  protected storeName(name: string, scope: Scope | undefined): Store {
    if (scope?.kind === "class" && !scope.globals.has(name))
      return (frame, value) => void frame.names?.set(name, value);
    const found = resolve(name, scope, 0);
    if (!found)
      return ({ module, machine }, value) => {
        machine.charge(1);
        module.attributes.set(name, value);
      };
    const { hops, slot } = found;
    return (frame, value) => {
      let at = frame;
      for (let left = hops; left > 0; left--) at = at.outer as Frame;
      at.slots[slot] = value;
    };
  }

  /** Where an assignment to a target goes; tuples and lists unpack. */
  target(node: Expression, scope: Scope | undefined): Store {
    switch (node.type) {
      case "name":
        return this.storeName(node.id, scope);
      case "attribute": {
        const object = this.expression(node.object, scope);
        const { name } = node;
        if (isForbidden(name)) return this.refusal(`the attribute ${name}`);
        return (frame, value) => setAttribute(frame.machine, object(frame), name, value);
      }
      case "subscript": {
        const object = this.expression(node.object, scope);
        const index = this.expression(node.index, scope);
        return (frame, value) => setItem(frame.machine, object(frame), index(frame), value);
      }
      case "tuple":
      case "list":
        return this.unpack(node.items, scope);
      default:
        return this.refusal(node.type === "unsupported" ? node.construct : `assignment to a ${node.type}`);
    }
  }

  private unpack(targets: readonly Expression[], scope: Scope | undefined): Store {
    const star = targets.findIndex(({ type }) => type === "starred");
    const stores = targets.map((one) => this.target(one.type === "starred" ? one.value : one, scope));
    const after = star < 0 ? 0 : targets.length - star - 1;
    return (frame, value) => {
      const { machine } = frame;
      const items: Value[] = [];
      for (const item of iterate(machine, value)) {
        items.push(item);
        machine.charge(1);
        if (star < 0 && items.length > targets.length) {
          throw raise("ValueError", `too many values to unpack (expected ${targets.length})`);
        }
      }
      if (items.length < (star < 0 ? targets.length : targets.length - 1)) {
        const least = star < 0 ? `${targets.length}` : `at least ${targets.length - 1}`;
        throw raise("ValueError", `not enough values to unpack (expected ${least}, got ${items.length})`);
      }
      stores.forEach((store, at) => {
        if (star < 0 || at < star) store(frame, items[at] as Value);
        else if (at === star) store(frame, new PyList(items.slice(star, items.length - after)));
        else store(frame, items[items.length - (targets.length - at)] as Value);
      });
    };
  }

  /** What makes a name of this scope unbound, whether it was bound or not. */
  protected clearName(name: string, scope: Scope | undefined): (frame: Frame) => void {
    const found = scope && scope.kind !== "class" ? resolve(name, scope, 0) : undefined;
    if (!found) return (frame) => void (scope?.kind === "class" ? frame.names : frame.module.attributes)?.delete(name);
    const { hops, slot } = found;
    return (frame) => {
      let at = frame;
      for (let left = hops; left > 0; left--) at = at.outer as Frame;
      at.slots[slot] = undefined;
    };
  }

  /** What `del target` does. */
  deletion(node: Expression, scope: Scope | undefined): (frame: Frame) => void {
    if (node.type === "subscript") {
      const object = this.expression(node.object, scope);
      const index = this.expression(node.index, scope);
      return (frame) => deleteItem(frame.machine, object(frame), index(frame));
    }
    if (node.type !== "name") return this.refusal("del of this");
    const { id } = node;
    const load = this.load(id, scope);
    const found = scope && scope.kind !== "class" ? resolve(id, scope, 0) : undefined;
    return (frame) => {
      load(frame);
      if (found?.hops === 0) frame.slots[found.slot] = undefined;
      else (frame.names ?? frame.module.attributes).delete(id);
    };
  }
}

interface Resolved {
  readonly hops: number;
  readonly slot: number;
  /** Whether it is of the function that asks. */
  readonly own: boolean;
}

/** The slot that a name has; undefined for a global. `start` frames are passed before the scope's own. */
function resolve(name: string, scope: Scope | undefined, start: number): Resolved | undefined {
  let hops = start;
  for (let one = scope; one; one = one.parent) {
    // The names of a class body are not seen from the functions in it.
    if (one.kind === "class") continue;
    if (one.globals.has(name)) return undefined;
    const slot = one.slot(name);
    if (slot !== undefined) return { hops, slot, own: one === scope };
    hops++;
  }
  return undefined;
}
