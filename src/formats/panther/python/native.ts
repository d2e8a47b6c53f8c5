// How functions and classes of Sluice are written for Python code: by their parameters.

import { raise, Stopped } from "./exceptions.js";
import type { Machine } from "./machine.js";
import {
  classOf,
  type Native,
  OBJECT,
  PyBuiltin,
  PyClass,
  PyInstance,
  PyProperty,
  PyUnbound,
  type Value,
} from "./values.js";

/** Parameters of a native function: `name` is required, `name?` is not, after `*` they are by keyword only. */
export type Body = (machine: Machine, ...args: (Value | undefined)[]) => Value;

/** A function of fixed parameters, by position or by name. */
export function define(
  name: string,
  parameters: string,
  body: (machine: Machine, ...args: never[]) => Value,
  isMethod = false,
): PyBuiltin {
  const list = parameters.split(" ").filter((one) => one !== "");
  const star = list.indexOf("*");
  const all = list
    .filter((one) => one !== "*")
    .map((one) => ({ name: one.replace("?", ""), required: !one.endsWith("?") }));
  const positional = star < 0 ? all.length : star;
  const run: Native = (machine, args, keywords) => {
    if (args.length > positional) {
      throw new Stopped("python-unsupported", `${name}() of ${args.length} arguments is not supported`);
    }
    const values: (Value | undefined)[] = [...args];
    for (const [key, value] of keywords) {
      const at = all.findIndex((one) => one.name === key);
      // CPython may know it; where it does not, this is its TypeError.
      if (at < 0) throw new Stopped("python-unsupported", `${name}() with ${key} is not supported`);
      if (values[at] !== undefined) throw raise("TypeError", `${name}() got multiple values for argument '${key}'`);
      values[at] = value;
    }
    all.forEach((one, at) => {
      if (one.required && values[at] === undefined)
        throw raise("TypeError", `${name}() missing required argument: '${one.name}'`);
    });
    return (body as Body)(machine, ...values);
  };
  return new PyBuiltin(name, run, isMethod);
}

/** A method: `self` comes first and is no parameter. */
export function method(
  name: string,
  parameters: string,
  body: (machine: Machine, ...args: never[]) => Value,
): PyBuiltin {
  return define(name, `self ${parameters}`, body, true);
}

/** A function that takes what it is given; by name only where it has a parameter for that. */
export function variadic(name: string, run: Native, isMethod = false): PyBuiltin {
  const positional: Native = (machine, args, keywords) => {
    if (keywords.size > 0) throw raise("TypeError", `${name}() takes no keyword arguments`);
    return run(machine, args, keywords);
  };
  return new PyBuiltin(name, run.length < 3 ? positional : run, isMethod);
}

export function variadicMethod(name: string, run: Native): PyBuiltin {
  return variadic(name, run, true);
}

export function addMethods(one: PyClass, methods: readonly PyBuiltin[]): void {
  for (const found of methods) one.attributes.set(found.name, found);
}

export interface ClassBody {
  readonly bases?: readonly PyClass[];
  /** Makes an instance; without it, the class cannot be called. */
  readonly create?: PyBuiltin | undefined;
  readonly methods?: readonly PyBuiltin[];
  readonly properties?: Readonly<Record<string, (machine: Machine, self: never) => Value>>;
  /** Functions and constants on the class itself. */
  readonly statics?: Readonly<Record<string, Value>>;
}

/** A class of Sluice. `create` gets the class first. */
export function defineClass(
  name: string,
  { bases = [OBJECT], create, methods = [], properties = {}, statics = {} }: ClassBody,
): PyClass {
  const one = new PyClass(name, bases, true);
  if (create) one.attributes.set("__new__", create);
  addMethods(one, methods);
  for (const [key, get] of Object.entries(properties)) {
    one.attributes.set(key, new PyProperty(define(key, "self", get as (machine: Machine, ...args: never[]) => Value)));
  }
  for (const [key, value] of Object.entries(statics)) {
    one.attributes.set(key, value instanceof PyBuiltin ? new PyUnbound(value, "static") : value);
  }
  return one;
}

export function expectText(value: Value | undefined, what: string): string {
  if (typeof value === "string") return value;
  throw raise("TypeError", `${what} must be str, not ${classOf(value ?? null).name}`);
}

export function expectInt(value: Value | undefined, what: string): bigint {
  if (typeof value === "bigint") return value;
  if (typeof value === "boolean") return value ? 1n : 0n;
  throw raise(
    "TypeError",
    `'${classOf(value ?? null).name}' object cannot be interpreted as an integer${what && ` (${what})`}`,
  );
}

/** What a native instance keeps; raises TypeError for a value of another class. */
export function dataOf<T>(value: Value | undefined, one: PyClass): T {
  if (value instanceof PyInstance && value.class.isSubclassOf(one)) return value.data as T;
  throw raise("TypeError", `expected ${one.name}, got ${classOf(value ?? null).name}`);
}
