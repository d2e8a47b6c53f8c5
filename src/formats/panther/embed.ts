// Values and functions of an embedder as Python sees them, and back.

import { dictSet, newList, newSet } from "./python/containers.js";
import { raise, Stopped } from "./python/exceptions.js";
import { FrozenDict, FrozenList } from "./python/frozen.js";
import type { Machine } from "./python/machine.js";
import { variadic } from "./python/native.js";
import { toText } from "./python/text.js";
import { classOf, PyDict, PyList, PyModule, PySet, PyTuple, type Value } from "./python/values.js";

/** Functions get and give plain values: null, booleans, numbers, bigints, texts, arrays, objects, sets. */
export type EmbeddedFunction = (...args: readonly unknown[]) => unknown;
/** What a module of the embedder's holds, by name: functions and plain values. */
export type EmbeddedModule = Readonly<Record<string, unknown>>;

const MAX_DEPTH = 100;

/** A plain value in Python: whole numbers become integers, others floats. Throws a `Stopped` for what is not plain. */
export function toPython(machine: Machine, value: unknown, depth = 0): Value {
  if (depth > MAX_DEPTH)
    throw new Stopped("python-limit", `expected at most ${MAX_DEPTH} levels in a value of the embedder`);
  switch (typeof value) {
    case "undefined":
      return null;
    case "boolean":
    case "string":
    case "bigint":
      return value;
    case "number":
      return Number.isSafeInteger(value) ? BigInt(value) : value;
    case "function":
      return toFunction(value.name, value as EmbeddedFunction);
  }
  if (value === null) return null;
  const below = (item: unknown) => toPython(machine, item, depth + 1);
  if (Array.isArray(value)) return newList(machine, value.map(below));
  if (value instanceof Set) {
    return newSet(machine, Array.from(value, below));
  }
  if (typeof value === "object") {
    const dict = new PyDict();
    for (const [key, item] of Object.entries(value)) dictSet(machine, dict, key, below(item));
    return dict;
  }
  throw new Stopped("python-unsupported", `a value of type ${typeof value} cannot be passed to Python`);
}

/** A value of Python in JavaScript: integers become numbers where they are safe, dicts objects without a prototype. */
export function toJavaScript(machine: Machine, value: Value, depth = 0): unknown {
  if (depth > MAX_DEPTH) throw raise("RecursionError", "maximum recursion depth exceeded");
  const below = (item: Value) => toJavaScript(machine, item, depth + 1);
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  if (value === null || typeof value !== "object") return value;
  if (value instanceof FrozenDict || value instanceof FrozenList) return below(value.container);
  if (value instanceof PyList || value instanceof PyTuple) return value.items.map(below);
  if (value instanceof PySet) return new Set(Array.from(value.entries.values(), below));
  if (value instanceof PyDict) {
    const object: Record<string, unknown> = Object.create(null);
    for (const { key, value: item } of value.entries.values()) object[toText(machine, key)] = below(item);
    return object;
  }
  throw new Stopped("python-unsupported", `a ${classOf(value).name} cannot be passed to a function of the embedder`);
}

function toFunction(name: string, run: EmbeddedFunction): Value {
  return variadic(name, (machine, args, keywords) => {
    const plain = args.map((argument) => toJavaScript(machine, argument));
    if (keywords.size > 0) {
      const named = Array.from(keywords, ([key, value]) => [key, toJavaScript(machine, value)] as const);
      plain.push(Object.fromEntries(named));
    }
    return toPython(machine, run(...plain));
  });
}

/** A module of the embedder's. Arguments by name come last, as one object. */
export function toModule(machine: Machine, name: string, members: EmbeddedModule): PyModule {
  const entries = Object.entries(members).map(([key, value]) => [key, toPython(machine, value)] as const);
  return new PyModule(name, new Map(entries), true);
}
