// Built-in functions and the built-in classes as they are called (The Python Standard Library, Built-in Functions).

import { binary } from "../arithmetic.js";
import { findAttribute, getAttribute, isCallable, isForbidden, setAttribute, special } from "../call.js";
import { freeze, hashKey, iterate, lengthOf, newList, newSet } from "../containers.js";
import { EXCEPTIONS, raise, Stopped } from "../exceptions.js";
import { format } from "../format.js";
import { FrozenList } from "../frozen.js";
import type { Machine } from "../machine.js";
import { define, expectInt, expectText, method, variadic, variadicMethod } from "../native.js";
import { compare, isTrue, numeric, sorted } from "../operate.js";
import { asciiText, toRepr, toText } from "../text.js";
import {
  BOOL,
  BYTES,
  CLASS_METHOD,
  classOf,
  DICT,
  ELLIPSIS,
  FLOAT,
  FROZENSET,
  INT,
  isInstance,
  LIST,
  NOT_IMPLEMENTED,
  OBJECT,
  orElse,
  PROPERTY,
  type PyBuiltin,
  PyBytes,
  PyClass,
  PyDict,
  PyInstance,
  PyIterator,
  PyList,
  PyProperty,
  PyRange,
  PySet,
  PyTuple,
  PyUnbound,
  RANGE,
  SET,
  STATIC_METHOD,
  STR,
  TUPLE,
  TYPE,
  type Value,
} from "../values.js";
import { decodeBytes, installBytes } from "./bytes.js";
import { installContainers, isAbstract, updateDict } from "./containers.js";
import { parseFloatText, round, toInt } from "./numbers.js";
import { installStrings } from "./strings.js";

function extreme(name: "min" | "max") {
  return variadic(name, (machine, args, keywords) => {
    const key = keywords.get("key") ?? null;
    if (args.length === 0) throw raise("TypeError", `${name} expected at least 1 argument, got 0`);
    for (const given of keywords.keys()) {
      if (given !== "key" && given !== "default") {
        throw raise("TypeError", `${name}() got an unexpected keyword argument '${given}'`);
      }
    }
    if (args.length > 1 && keywords.has("default")) {
      throw raise("TypeError", `Cannot specify a default for ${name}() with multiple positional arguments`);
    }
    const values = args.length === 1 ? [...iterate(machine, args[0] as Value)] : args;
    const [first, ...rest] = values;
    if (first === undefined) {
      const fallback = keywords.get("default");
      if (fallback !== undefined) return fallback;
      throw raise("ValueError", `${name}() iterable argument is empty`);
    }
    const by = (value: Value) => (key === null ? value : machine.call(key, [value]));
    let best = first;
    let bestKey = by(first);
    for (const value of rest) {
      const found = by(value);
      if (compare(machine, name === "min" ? "<" : ">", found, bestKey)) [best, bestKey] = [value, found];
    }
    return best;
  });
}

/** isinstance and issubclass take a class, or tuples of classes. */
function isOneOf(test: (one: PyClass) => boolean, classes: Value, name: string): boolean {
  if (classes instanceof PyTuple) return classes.items.some((one) => isOneOf(test, one, name));
  if (classes instanceof PyClass) return test(classes);
  if (classes === null) return test(classOf(null));
  throw raise("TypeError", `${name}() arg 2 must be a type, a tuple of types, or a union`);
}

function lazily(
  machine: Machine,
  next: (sources: Iterator<Value>[]) => Value | undefined,
  iterables: readonly Value[],
): PyIterator {
  const sources = iterables.map((one) => iterate(machine, one)[Symbol.iterator]());
  let ended = false;
  return new PyIterator(() => {
    if (ended) return undefined;
    const value = next(sources);
    if (value === undefined) ended = true;
    return value;
  });
}

function nextOfAll(sources: Iterator<Value>[]): Value[] | undefined {
  const values: Value[] = [];
  for (const source of sources) {
    const { done, value } = source.next();
    if (done) return undefined;
    values.push(value);
  }
  return values;
}

const functions: readonly PyBuiltin[] = [
  define("len", "obj", (machine, value: Value) => {
    const length = lengthOf(machine, value);
    if (length === undefined) throw raise("TypeError", `object of type '${classOf(value).name}' has no len()`);
    return BigInt(length);
  }),
  define("any", "iterable", (machine, values: Value) => {
    for (const value of iterate(machine, values)) if (isTrue(machine, value)) return true;
    return false;
  }),
  define("all", "iterable", (machine, values: Value) => {
    for (const value of iterate(machine, values)) if (!isTrue(machine, value)) return false;
    return true;
  }),
  define("sum", "iterable start?", (machine, values: Value, start: Value = 0n) => {
    if (typeof start === "string") throw raise("TypeError", "sum() can't sum strings [use ''.join(seq) instead]");
    let total: Value = start;
    for (const value of iterate(machine, values)) total = binary(machine, "+", total, value);
    return total;
  }),
  extreme("min"),
  extreme("max"),
  define("abs", "x", (machine, value: Value) => {
    const number = numeric(value);
    if (typeof number === "number") return Math.abs(number);
    if (number !== undefined) return number < 0n ? -number : number;
    const found = special(machine, value, "__abs__");
    if (found !== undefined) return machine.call(found, []);
    if (value instanceof PyInstance) throw new Stopped("python-unsupported", "abs() of this is not supported");
    throw raise("TypeError", `bad operand type for abs(): '${classOf(value).name}'`);
  }),
  define("round", "number ndigits?", round),
  define(
    "divmod",
    "x y",
    (machine, x: Value, y: Value) => new PyTuple([binary(machine, "//", x, y), binary(machine, "%", x, y)]),
  ),
  define("pow", "base exp mod?", (machine, base: Value, exp: Value, mod?: Value) => {
    if (mod !== undefined) throw new Stopped("python-unsupported", "pow with a modulus is not supported");
    return binary(machine, "**", base, exp);
  }),
  define(
    "sorted",
    "iterable * key? reverse?",
    (machine, values: Value, key?: Value, reverse?: Value) =>
      new PyList(
        sorted(machine, [...iterate(machine, values)], key ?? null, reverse !== undefined && isTrue(machine, reverse)),
      ),
  ),
  define("reversed", "sequence", (machine, values: Value) => {
    if (values instanceof PySet || values instanceof PyIterator) {
      throw raise("TypeError", `'${classOf(values).name}' object is not reversible`);
    }
    if (values instanceof PyInstance) throw new Stopped("python-unsupported", "reversed() of this is not supported");
    const all = newList(machine, iterate(machine, values)).items.reverse();
    let at = 0;
    return new PyIterator(() => all[at++]);
  }),
  define("enumerate", "iterable start?", (machine, values: Value, start: Value = 0n) => {
    let index = expectInt(start, "start");
    return lazily(
      machine,
      ([source]) => {
        const { done, value } = (source as Iterator<Value>).next();
        return done ? undefined : new PyTuple([index++, value]);
      },
      [values],
    );
  }),
  variadic("zip", (machine, iterables, keywords) => {
    if (keywords.size > 0) throw new Stopped("python-unsupported", "zip() with keywords is not supported");
    if (iterables.length === 0) return new PyIterator(() => undefined);
    return lazily(
      machine,
      (sources) => {
        const values = nextOfAll(sources);
        return values && new PyTuple(values);
      },
      iterables,
    );
  }),
  variadic("map", (machine, [target, ...iterables]) => {
    if (iterables.length === 0) throw raise("TypeError", "map() must have at least two arguments.");
    return lazily(
      machine,
      (sources) => {
        const values = nextOfAll(sources);
        return values && machine.call(target as Value, values);
      },
      iterables,
    );
  }),
  define("filter", "function iterable", (machine, target: Value, values: Value) =>
    lazily(
      machine,
      ([source]) => {
        for (;;) {
          const { done, value } = (source as Iterator<Value>).next();
          if (done) return undefined;
          if (isTrue(machine, target === null ? value : machine.call(target, [value]))) return value;
        }
      },
      [values],
    ),
  ),
  define("iter", "iterable", (machine, values: Value) => {
    if (values instanceof PyIterator) return values;
    const source = iterate(machine, values);
    const first = source.next();
    let pending: IteratorResult<Value, void> | undefined = first;
    return new PyIterator(() => {
      const found = pending ?? source.next();
      pending = undefined;
      return found.done ? undefined : found.value;
    });
  }),
  define("next", "iterator default?", (machine, source: Value, fallback?: Value) => {
    let found: Value | undefined;
    if (source instanceof PyIterator) found = source.next();
    else {
      const step = special(machine, source, "__next__");
      if (step === undefined) throw raise("TypeError", `'${classOf(source).name}' object is not an iterator`);
      if (fallback !== undefined)
        throw new Stopped("python-unsupported", "next() of this with a default is not supported");
      found = machine.call(step, []);
    }
    if (found === undefined && fallback === undefined) throw raise("StopIteration");
    return orElse(found, fallback as Value);
  }),
  define("isinstance", "obj classes", (_machine, value: Value, classes: Value) =>
    isOneOf((one) => isInstance(value, one) || (one.native && isAbstract(value, one.name)), classes, "isinstance"),
  ),
  define("issubclass", "cls classes", (_machine, value: Value, classes: Value) => {
    if (!(value instanceof PyClass)) throw raise("TypeError", "issubclass() arg 1 must be a class");
    return isOneOf((one) => value.isSubclassOf(one), classes, "issubclass");
  }),
  define("callable", "obj", (_machine, value: Value) => isCallable(value)),
  define(
    "hasattr",
    "obj name",
    (machine, value: Value, name: Value) => findAttribute(machine, value, plainName(name)) !== undefined,
  ),
  define("getattr", "obj name default?", (machine, value: Value, name: Value, fallback?: Value) => {
    const found = orElse(findAttribute(machine, value, plainName(name)), fallback);
    return found === undefined ? getAttribute(machine, value, plainName(name)) : found;
  }),
  define("setattr", "obj name value", (machine, object: Value, name: Value, value: Value) => {
    setAttribute(machine, object, plainName(name), value);
    return null;
  }),
  define("repr", "obj", (machine, value: Value) => toRepr(machine, value)),
  define("ascii", "obj", (machine, value: Value) => asciiText(toRepr(machine, value))),
  define("format", "value spec?", (machine, value: Value, spec: Value = "") =>
    format(machine, value, expectText(spec, "format() argument 2")),
  ),
  define("hash", "obj", (machine, value: Value) => {
    const key = hashKey(machine, value);
    const modulus = (1n << 61n) - 1n;
    if (typeof key === "bigint") {
      const hash = key < 0n ? -(-key % modulus) : key % modulus;
      return hash === -1n ? -2n : hash;
    }
    // CPython's are other numbers in every process, or of the digits of a float.
    throw new Stopped("python-unsupported", `hash() of a ${classOf(value).name} is not supported`);
  }),
  define("id", "obj", (machine, value: Value) => {
    if (typeof value !== "object") throw new Stopped("python-unsupported", "id() of a plain value is not supported");
    return BigInt(value === null ? 0 : machine.identity(value));
  }),
  define("chr", "i", (_machine, code: Value) => {
    const point = Number(expectInt(code, ""));
    if (point < 0 || point > 0x10ffff) throw raise("ValueError", "chr() arg not in range(0x110000)");
    return String.fromCodePoint(point);
  }),
  define("ord", "c", (_machine, value: Value) => {
    if (value instanceof PyBytes && value.value.length === 1) return BigInt(value.value.charCodeAt(0));
    if (typeof value !== "string") {
      throw raise("TypeError", `ord() expected string of length 1, but ${classOf(value).name} found`);
    }
    const text = value;
    const code = text.codePointAt(0);
    if (code === undefined || String.fromCodePoint(code) !== text) {
      throw raise("TypeError", "ord() expected a character");
    }
    return BigInt(code);
  }),
  define("bin", "n", (machine, value: Value) => format(machine, expectInt(value, ""), "#b")),
  define("oct", "n", (machine, value: Value) => format(machine, expectInt(value, ""), "#o")),
  define("hex", "n", (machine, value: Value) => format(machine, expectInt(value, ""), "#x")),
  // Rules that print for their author say nothing here.
  variadic("print", (_machine, _args, _keywords) => null),
];

function plainName(name: Value): string {
  const text = expectText(name, "attribute name");
  if (isForbidden(text)) throw new Stopped("python-unsupported", `the attribute ${text} is not supported`);
  return text;
}

/** Names that reach out of the rule. Calling them is refused by name. */
const REFUSED = [
  "eval",
  "exec",
  "compile",
  "open",
  "input",
  "globals",
  "locals",
  "vars",
  "dir",
  "delattr",
  "breakpoint",
  "__import__",
  "memoryview",
  "bytearray",
  "complex",
];

function classes(): void {
  const create = (one: PyClass, parameters: string, body: (machine: Machine, ...args: never[]) => Value) =>
    one.attributes.set("__new__", method(one.name, parameters, body));
  create(
    STR,
    "object? encoding? errors?",
    (machine, _class: Value, value?: Value, encoding?: Value, errors?: Value) => {
      if (value instanceof PyBytes && (encoding !== undefined || errors !== undefined)) {
        return decodeBytes(value.value, encoding, errors);
      }
      if (encoding !== undefined || errors !== undefined) {
        const what = typeof value === "string" ? "decoding str is not supported" : "str() needs bytes to decode";
        throw raise("TypeError", what);
      }
      return value === undefined ? "" : toText(machine, value);
    },
  );
  create(INT, "x? base?", (machine, _class: Value, value: Value = 0n, base?: Value) => toInt(machine, value, base));
  create(BOOL, "x?", (machine, _class: Value, value: Value = false) => isTrue(machine, value));
  create(FLOAT, "x?", (machine, _class: Value, value: Value = 0n) => parseFloatText(machine, value));
  create(LIST, "iterable?", (machine, _class: Value, values?: Value) =>
    newList(machine, values === undefined ? [] : iterate(machine, values)),
  );
  create(TUPLE, "iterable?", (machine, one: PyClass, values?: Value) => {
    if (values instanceof FrozenList) return new PyTuple(values.container.items.map(freeze));
    return new PyTuple(values === undefined ? [] : newList(machine, iterate(machine, values)).items, one);
  });
  create(SET, "iterable?", (machine, _class: Value, values?: Value) =>
    newSet(machine, values === undefined ? [] : iterate(machine, values)),
  );
  create(FROZENSET, "iterable?", (machine, _class: Value, values?: Value) =>
    newSet(machine, values === undefined ? [] : iterate(machine, values), true),
  );
  DICT.attributes.set(
    "__new__",
    variadicMethod("dict", (machine, [one, source], keywords) => {
      const dict = new PyDict(one as PyClass);
      updateDict(machine, dict, source, keywords);
      return dict;
    }),
  );
  create(RANGE, "start stop? step?", (_machine, _class: Value, start: Value, stop?: Value, step?: Value) => {
    const [low, high] = stop === undefined ? [0n, expectInt(start, "")] : [expectInt(start, ""), expectInt(stop, "")];
    const by = step === undefined ? 1n : expectInt(step, "");
    if (by === 0n) throw raise("ValueError", "range() arg 3 must not be zero");
    return new PyRange(low, high, by);
  });
  create(TYPE, "object", (_machine, _class: Value, value: Value) => classOf(value));
  create(PROPERTY, "fget", (_machine, _class: Value, getter: Value) => new PyProperty(getter));
  create(STATIC_METHOD, "function", (_machine, _class: Value, target: Value) => new PyUnbound(target, "static"));
  create(CLASS_METHOD, "function", (_machine, _class: Value, target: Value) => new PyUnbound(target, "class"));
  const fromBytes = define(
    "from_bytes",
    "bytes byteorder? * signed?",
    (_machine, bytes: Value, order: Value = "big", signed?: Value) => {
      if (!(bytes instanceof PyBytes)) throw new Stopped("python-unsupported", "from_bytes of this is not supported");
      if (order !== "big" && order !== "little")
        throw raise("ValueError", "byteorder must be either 'little' or 'big'");
      const text = bytes.value;
      const list = Array.from(text, (c) => BigInt(c.charCodeAt(0)));
      if (order === "little") list.reverse();
      const value = list.reduce((total, byte) => total * 256n + byte, 0n);
      const negative = signed === true && list.length > 0 && (list[0] as bigint) >= 128n;
      return negative ? value - (1n << BigInt(8 * list.length)) : value;
    },
  );
  INT.attributes.set("from_bytes", new PyUnbound(fromBytes, "static"));
  INT.attributes.set(
    "bit_length",
    method("bit_length", "", (_machine, self: bigint) => {
      const size = self < 0n ? -self : self;
      return size === 0n ? 0n : BigInt(size.toString(2).length);
    }),
  );
  FLOAT.attributes.set(
    "is_integer",
    method("is_integer", "", (_machine, self: number) => Number.isInteger(self)),
  );
}

/** The names that every module of Python code sees. The native classes get their methods here, once. */
export const BUILTINS: ReadonlyMap<string, Value> = install();

function install(): Map<string, Value> {
  installStrings();
  installBytes();
  installContainers();
  classes();
  const names = new Map<string, Value>(functions.map((one) => [one.name, one]));
  for (const one of [STR, INT, BOOL, FLOAT, LIST, TUPLE, SET, FROZENSET, DICT, RANGE, TYPE, OBJECT, BYTES, PROPERTY]) {
    names.set(one.name, one);
  }
  names.set(STATIC_METHOD.name, STATIC_METHOD);
  names.set(CLASS_METHOD.name, CLASS_METHOD);
  for (const [name, one] of EXCEPTIONS) names.set(name, one);
  names.set("EnvironmentError", EXCEPTIONS.get("OSError") as PyClass);
  names.set("Ellipsis", ELLIPSIS);
  names.set("NotImplemented", NOT_IMPLEMENTED);
  for (const name of REFUSED) {
    names.set(
      name,
      variadic(name, (_machine, _args, _keywords) => {
        throw new Stopped("python-unsupported", `${name}() is not supported`);
      }),
    );
  }
  return names;
}

/** Whether a name is refused wherever it is called. */
export function isRefused(name: string): boolean {
  return REFUSED.includes(name);
}
