// `collections`, `functools`, `itertools`, `copy`, `typing`, `abc`: containers and functions of functions.

import { binary } from "../arithmetic.js";
import { deepCopy, updateDict } from "../builtins/containers.js";
import { dictGet, dictSet, getItem, iterate, newList, setItem } from "../containers.js";
import { raise, Stopped } from "../exceptions.js";
import { MAPPING, SEQUENCE } from "../frozen.js";
import type { Machine } from "../machine.js";
import { define, defineClass, expectInt, method, variadic, variadicMethod } from "../native.js";
import { equals, sorted } from "../operate.js";
import {
  DICT,
  FROZENSET,
  LIST,
  OBJECT,
  orElse,
  PyBuiltin,
  PyClass,
  PyDict,
  PyFunction,
  PyInstance,
  PyIterator,
  PyList,
  PyModule,
  PyProperty,
  PyTuple,
  SET,
  TUPLE,
  TYPE,
  type Value,
} from "../values.js";

/** A native module of functions and classes, by their own names or by others. */
export function moduleOf(name: string, members: readonly (readonly [string, Value] | PyBuiltin | PyClass)[]): PyModule {
  const entries = members.map((one) =>
    one instanceof PyBuiltin || one instanceof PyClass ? ([one.name, one] as const) : one,
  );
  return new PyModule(name, new Map(entries), true);
}

const DEFAULTDICT = defineClass("defaultdict", {
  bases: [DICT],
  create: variadicMethod("defaultdict", (machine, [one, factory, source], keywords) => {
    const dict = new PyDict(one as PyClass);
    dict.factory = factory ?? null;
    updateDict(machine, dict, source, keywords);
    return dict;
  }),
});
const ORDERED_DICT = defineClass("OrderedDict", {
  bases: [DICT],
  methods: [
    method("move_to_end", "key last?", (machine, self: PyDict, key: Value) => {
      const value = getItem(machine, self, key);
      machine.call(DICT.find("pop") as Value, [self, key]);
      setItem(machine, self, key, value);
      return null;
    }),
  ],
});
const COUNTER = defineClass("Counter", {
  bases: [DICT],
  create: variadicMethod("Counter", (machine, [one, source], keywords) => {
    const dict = new PyDict(one as PyClass);
    if (source instanceof PyDict) updateDict(machine, dict, source, keywords);
    else if (source !== undefined && source !== null) {
      for (const item of iterate(machine, source)) {
        dictSet(machine, dict, item, binary(machine, "+", dictGet(machine, dict, item) ?? 0n, 1n));
      }
    }
    if (!(source instanceof PyDict)) updateDict(machine, dict, undefined, keywords);
    return dict;
  }),
  methods: [
    variadicMethod("update", (machine, [self, source], keywords) => {
      const dict = self as PyDict;
      const add = (key: Value, count: Value) =>
        dictSet(machine, dict, key, binary(machine, "+", orElse(dictGet(machine, dict, key), 0n), count));
      if (source instanceof PyDict) for (const { key, value } of [...source.entries.values()]) add(key, value);
      else if (source !== undefined && source !== null) for (const item of iterate(machine, source)) add(item, 1n);
      for (const [key, count] of keywords) add(key, count);
      return null;
    }),
    method("most_common", "n?", (machine, self: PyDict, count: Value = null) => {
      const pairs = [...self.entries.values()].map(({ key, value }) => new PyTuple([key, value]));
      const second = define("second", "pair", (_machine, pair: PyTuple) => pair.items[1] as Value);
      const all = sorted(machine, pairs, second, true);
      return new PyList(count === null ? all : all.slice(0, Number(expectInt(count, "n"))));
    }),
  ],
});

/** `namedtuple(name, fields)`: a tuple whose items have names. */
const namedtuple = define("namedtuple", "typename field_names", (machine, name: Value, fields: Value) => {
  const names =
    typeof fields === "string" ? fields.split(/[\s,]+/).filter(Boolean) : ([...iterate(machine, fields)] as string[]);
  const one: PyClass = new PyClass(name as string, [TUPLE]);
  for (const [at, field] of names.entries()) {
    const get = define(field, "self", (_machine, self: PyTuple) => self.items[at] as Value);
    one.attributes.set(field, new PyProperty(get));
  }
  const parameters = names.join(" ");
  one.attributes.set(
    "__new__",
    method(name as string, parameters, (_machine, self: PyClass, ...items: Value[]) => new PyTuple(items, self)),
  );
  one.attributes.set("_fields", new PyTuple(names));
  one.attributes.set(
    "_asdict",
    method("_asdict", "", (own, self: PyTuple) => {
      const dict = new PyDict();
      names.forEach((field, at) => void dictSet(own, dict, field, self.items[at] as Value));
      return dict;
    }),
  );
  return one;
});

const abstract = (name: string) => new PyClass(name, [OBJECT], true);
const ABSTRACT: readonly PyClass[] = [
  MAPPING,
  SEQUENCE,
  ...[
    "MutableMapping",
    "MutableSequence",
    "Set",
    "MutableSet",
    "Iterable",
    "Collection",
    "Container",
    "Sized",
    "Callable",
    "Hashable",
    "Iterator",
  ].map(abstract),
];

export function collectionsModules(): readonly PyModule[] {
  const abc = moduleOf("collections.abc", ABSTRACT);
  return [moduleOf("collections", [DEFAULTDICT, ORDERED_DICT, COUNTER, namedtuple, ["abc", abc]]), abc];
}

const PARTIAL = defineClass("partial", {
  create: variadicMethod(
    "partial",
    (_machine, [one, target, ...args], keywords) => new PyInstance(one as PyClass, { target, args, keywords }),
  ),
  methods: [
    variadicMethod("__call__", (machine, [self, ...more], keywords) => {
      const held = (self as PyInstance).data as { target: Value; args: Value[]; keywords: Map<string, Value> };
      return machine.call(held.target, [...held.args, ...more], new Map([...held.keywords, ...keywords]));
    }),
  ],
});

/** Decorators that only remember results: rules are pure, so that they may as well not. */
const passThrough = (name: string) =>
  variadic(name, (_machine, args, _keywords) => {
    const [target] = args;
    if (target instanceof PyFunction) return target;
    return variadic(name, (_inner, [decorated]) => decorated as Value);
  });

export function functoolsModule(): PyModule {
  const reduce = variadic("reduce", (machine, [target, values, start]) => {
    let total = start;
    for (const value of iterate(machine, values as Value))
      total = total === undefined ? value : machine.call(target as Value, [total, value]);
    if (total === undefined) throw raise("TypeError", "reduce() of empty iterable with no initial value");
    return total;
  });
  return moduleOf("functools", [reduce, PARTIAL, passThrough("lru_cache"), passThrough("cache"), passThrough("wraps")]);
}

function iterator(values: Iterator<Value>): PyIterator {
  return new PyIterator(() => {
    const next = values.next();
    return next.done ? undefined : next.value;
  });
}

function* chained(machine: Machine, iterables: Iterable<Value>): Generator<Value> {
  for (const one of iterables) yield* iterate(machine, one);
}

function* combinations(items: readonly Value[], size: number, start = 0): Generator<Value[]> {
  if (size === 0) yield [];
  for (let at = start; at + size <= items.length && size > 0; at++) {
    for (const rest of combinations(items, size - 1, at + 1)) yield [items[at] as Value, ...rest];
  }
}

function* product(lists: readonly (readonly Value[])[]): Generator<Value[]> {
  const [first, ...others] = lists;
  if (!first) yield [];
  else for (const item of first) for (const rest of product(others)) yield [item, ...rest];
}

function* tuples(machine: Machine, all: Iterable<Value[]>): Generator<Value> {
  for (const items of all) {
    machine.step();
    machine.charge(items.length);
    yield new PyTuple(items);
  }
}

export function itertoolsModule(): PyModule {
  const chain = new PyClass("chain", [OBJECT], true);
  chain.attributes.set(
    "__new__",
    variadicMethod("chain", (machine, [, ...iterables]) => iterator(chained(machine, iterables))),
  );
  chain.attributes.set(
    "from_iterable",
    define("from_iterable", "iterable", (machine, all: Value) => iterator(chained(machine, iterate(machine, all)))),
  );
  const islice = variadic("islice", (machine, [values, ...bounds]) => {
    if (bounds.length > 2) throw new Stopped("python-unsupported", "islice with a step is not supported");
    const [low, high] = bounds.length === 1 ? [0n, bounds[0] as Value] : (bounds as [Value, Value]);
    const from = low === null ? 0 : Number(expectInt(low, ""));
    const to = high === null ? Number.POSITIVE_INFINITY : Number(expectInt(high, ""));
    return iterator(
      (function* () {
        let at = 0;
        if (to <= 0) return;
        for (const value of iterate(machine, values as Value)) {
          if (at++ >= from) yield value;
          if (at >= to) return;
        }
      })(),
    );
  });
  const list = (machine: Machine, value: Value) => newList(machine, iterate(machine, value)).items;
  const groupby = define("groupby", "iterable key?", (machine, values: Value, key: Value = null) => {
    const groups: PyTuple[] = [];
    let last: { by: Value; items: PyList } | undefined;
    for (const value of iterate(machine, values)) {
      const by = key === null ? value : machine.call(key, [value]);
      if (!last || !equals(machine, last.by, by)) {
        last = { by, items: new PyList([]) };
        groups.push(new PyTuple([by, last.items]));
      }
      last.items.items.push(value);
    }
    return iterator(groups[Symbol.iterator]());
  });
  return moduleOf("itertools", [
    chain,
    islice,
    groupby,
    define("combinations", "iterable r", (machine, values: Value, size: Value) =>
      iterator(tuples(machine, combinations(list(machine, values), Number(expectInt(size, "r"))))),
    ),
    variadic("product", (machine, lists, keywords) => {
      if (keywords.size > 0) throw new Stopped("python-unsupported", "product() with keywords is not supported");
      return iterator(tuples(machine, product(lists.map((one) => list(machine, one)))));
    }),
    variadic("zip_longest", (_machine, _args, _keywords) => {
      throw new Stopped("python-unsupported", "itertools.zip_longest is not supported");
    }),
  ]);
}

export function copyModule(): PyModule {
  return moduleOf("copy", [
    define("deepcopy", "x", (machine, value: Value) => deepCopy(machine, value)),
    define("copy", "x", (machine, value: Value) =>
      value instanceof PyList || value instanceof PyDict
        ? machine.call(value.class.find("copy") as Value, [value])
        : value,
    ),
  ]);
}

/** Annotations are not evaluated but where they are used as values; there each is subscripted to itself. */
const TYPING = defineClass("typing", { methods: [method("__getitem__", "item", (_machine, self: Value) => self)] });

export function typingModule(): PyModule {
  const generic =
    "Any Union Optional Callable Iterable Iterator Literal Final ClassVar Type NoReturn Generator Annotated".split(" ");
  const names: (readonly [string, Value])[] = generic.map((name) => [name, new PyInstance(TYPING)] as const);
  return moduleOf("typing", [
    ...names,
    ["Dict", DICT],
    ["List", LIST],
    ["Set", SET],
    ["FrozenSet", FROZENSET],
    ["Tuple", TUPLE],
    ["Mapping", MAPPING],
    ["Sequence", SEQUENCE],
    ["TYPE_CHECKING", false],
    ["Protocol", OBJECT],
    variadic("cast", (_machine, [, value]) => value as Value),
    variadic("TypeVar", (_machine, _args, _keywords) => new PyInstance(TYPING)),
  ]);
}

export function abcModule(): PyModule {
  return moduleOf("abc", [
    new PyClass("ABC", [OBJECT], true),
    ["ABCMeta", TYPE],
    variadic("abstractmethod", (_machine, [target]) => target as Value),
  ]);
}
