// Calls and attributes: how a name after a dot is found, bound and called (The Python Language Reference, 3.2 and 3.3).

import { EXCEPTIONS, newException, raise, Stopped } from "./exceptions.js";
import { refuseLeftOut, refuseSpecial } from "./left-out.js";
import type { Machine } from "./machine.js";
import { PyMissing, stopAtMissing } from "./missing.js";
import {
  classOf,
  type Keywords,
  NO_KEYWORDS,
  PyBuiltin,
  PyClass,
  PyFunction,
  PyInstance,
  PyMethod,
  PyModule,
  PyProperty,
  PySuper,
  PyUnbound,
  type Value,
} from "./values.js";

/** Names with two underscores reach into the interpreter of CPython. These few are plain. */
const PLAIN_DUNDERS: ReadonlySet<string> = new Set([
  "__name__",
  "__class__",
  "__init__",
  "__doc__",
  "__post_init__",
  "__eq__",
  "__str__",
]);

export function isForbidden(name: string): boolean {
  return name.startsWith("__") && name.endsWith("__") && !PLAIN_DUNDERS.has(name);
}

/** The attribute; undefined where there is none. Properties run. */
export function findAttribute(machine: Machine, object: Value, name: string): Value | undefined {
  if (object instanceof PyModule) {
    const found = object.attributes.get(name);
    if (found === undefined && name === "__name__") return object.name;
    if (found === undefined && object.native) {
      throw new Stopped("python-unsupported", `${object.name}.${name} is not supported`);
    }
    return found;
  }
  if (object instanceof PyMissing) return new PyMissing(`${object.name}.${name}`);
  if (object instanceof PyClass) return classAttribute(object, name);
  if (object instanceof PySuper) {
    const mro = classOf(object.self).mro;
    for (const one of mro.slice(mro.indexOf(object.after) + 1)) {
      const found = one.attributes.get(name);
      if (found !== undefined) return bind(machine, found, object.self);
    }
    if (name === "__init__") return new PyBuiltin("__init__", () => null);
    refuseLeftOut(classOf(object.self), name);
    return undefined;
  }
  const one = classOf(object);
  if (object instanceof PyInstance || object instanceof PyFunction) {
    const own = object.attributes.get(name);
    if (own !== undefined) return own;
  }
  const found = one.find(name);
  if (found !== undefined) return bind(machine, found, object);
  if (name === "__class__") return one;
  if (name === "__name__" && (object instanceof PyFunction || object instanceof PyBuiltin)) return object.name;
  if (object instanceof PyMethod) return findAttribute(machine, object.target, name);
  const fallback = one.find("__getattr__");
  if (fallback !== undefined) return machine.call(bind(machine, fallback, object), [name]);
  if (name === "__doc__") throw new Stopped("python-unsupported", "__doc__ is not supported");
  refuseLeftOut(one, name);
  return undefined;
}

function classAttribute(one: PyClass, name: string): Value | undefined {
  if (name === "__name__") return one.name;
  const found = one.find(name);
  if (found instanceof PyUnbound) return found.kind === "static" ? found.target : bindClass(found, one);
  if (found instanceof PyBuiltin && found.isMethod) return ofInstances(one, found);
  if (found === undefined) refuseLeftOut(one, name);
  return found;
}

/** A method of a native class, called with its instance as the first argument. */
function ofInstances(one: PyClass, { name, run }: PyBuiltin): PyBuiltin {
  return new PyBuiltin(name, (machine, args, keywords) => {
    const [self] = args;
    if (self === undefined) throw raise("TypeError", `unbound method ${one.name}.${name}() needs an argument`);
    if (!classOf(self).isSubclassOf(one)) {
      const given = classOf(self).name;
      throw raise("TypeError", `descriptor '${name}' for '${one.name}' objects doesn't apply to a '${given}' object`);
    }
    return run(machine, args, keywords);
  });
}

function bindClass(found: PyUnbound, one: PyClass): Value {
  const { target } = found;
  return target instanceof PyFunction || target instanceof PyBuiltin ? new PyMethod(one, target) : target;
}

function bind(machine: Machine, found: Value, object: Value): Value {
  if (found instanceof PyFunction) return new PyMethod(object, found);
  if (found instanceof PyBuiltin) return found.isMethod ? new PyMethod(object, found) : found;
  if (found instanceof PyProperty) return machine.call(found.getter, [object]);
  if (found instanceof PyUnbound) {
    return found.kind === "static"
      ? found.target
      : bindClass(found, object instanceof PyClass ? object : classOf(object));
  }
  return found;
}

/** The attribute; raises AttributeError where there is none. */
export function getAttribute(machine: Machine, object: Value, name: string): Value {
  const found = findAttribute(machine, object, name);
  if (found !== undefined) return found;
  if (object instanceof PyModule) throw raise("AttributeError", `module '${object.name}' has no attribute '${name}'`);
  if (object instanceof PyClass)
    throw raise("AttributeError", `type object '${object.name}' has no attribute '${name}'`);
  throw raise("AttributeError", `'${classOf(object).name}' object has no attribute '${name}'`);
}

export function setAttribute(machine: Machine, object: Value, name: string, value: Value): void {
  machine.charge(1);
  const settable =
    object instanceof PyFunction ||
    (object instanceof PyInstance &&
      (!object.class.native || object.class.isSubclassOf(EXCEPTIONS.get("Exception") as PyClass))) ||
    ((object instanceof PyClass || object instanceof PyModule) && !object.native);
  if (!settable) throw raise("AttributeError", `'${classOf(object).name}' object has no attribute '${name}'`);
  if (object instanceof PyInstance && object.class.find(name) instanceof PyProperty) {
    throw raise("AttributeError", `property '${name}' of '${object.class.name}' object has no setter`);
  }
  object.attributes.set(name, value);
}

/** The special method of a value's class, bound; undefined where the class has none. */
export function special(machine: Machine, object: Value, name: string): Value | undefined {
  if (!(object instanceof PyInstance)) return undefined;
  const found = object.class.find(name);
  return found === undefined || found === null ? undefined : bind(machine, found, object);
}

export function isCallable(value: Value): boolean {
  return (
    value instanceof PyFunction ||
    value instanceof PyBuiltin ||
    value instanceof PyMethod ||
    value instanceof PyClass ||
    value instanceof PyMissing ||
    (value instanceof PyUnbound && isCallable(value.target)) ||
    (value instanceof PyInstance && value.class.find("__call__") !== undefined)
  );
}

export function callValue(
  machine: Machine,
  target: Value,
  args: readonly Value[],
  keywords: Keywords = NO_KEYWORDS,
): Value {
  if (target instanceof PyMethod) return callValue(machine, target.target, [target.self, ...args], keywords);
  if (target instanceof PyFunction) return machine.enter(() => target.run(machine, args, keywords));
  if (target instanceof PyBuiltin) {
    machine.step();
    const [first] = args;
    if (typeof first === "string") machine.work(first.length);
    return target.run(machine, args, keywords);
  }
  if (target instanceof PyClass) return construct(machine, target, args, keywords);
  if (target instanceof PyUnbound) return callValue(machine, target.target, args, keywords);
  if (target instanceof PyMissing) throw stopAtMissing(target);
  const call = special(machine, target, "__call__");
  if (call !== undefined) return callValue(machine, call, args, keywords);
  throw raise("TypeError", `'${classOf(target).name}' object is not callable`);
}

/** A new object: by `__new__` of a native class, then by `__init__`. */
function construct(machine: Machine, one: PyClass, args: readonly Value[], keywords: Keywords): Value {
  machine.step();
  machine.charge(1);
  if (!one.native) refuseSpecial(one);
  const create = one.find("__new__");
  const object =
    create instanceof PyBuiltin
      ? create.run(machine, [one, ...args], keywords)
      : one.isSubclassOf(EXCEPTIONS.get("BaseException") as PyClass)
        ? newException(one, args)
        : new PyInstance(one);
  const initialise = one.find("__init__");
  if (initialise instanceof PyFunction || initialise instanceof PyBuiltin) {
    const result = callValue(machine, initialise, [object, ...args], keywords);
    if (result !== null) throw raise("TypeError", `__init__() should return None, not '${classOf(result).name}'`);
  } else if (!(create instanceof PyBuiltin) && object instanceof PyInstance && !object.attributes.has("args")) {
    if (one.native && one.name !== "object") {
      throw new Stopped("python-unsupported", `objects of ${one.name} are not made here`);
    }
    if (args.length + keywords.size > 0) throw raise("TypeError", `${one.name}() takes no arguments`);
  }
  return object;
}
