// Methods of lists, tuples, dicts, sets and views, and of the read-only views of events.

import {
  contains,
  deleteItem,
  dictGet,
  dictSet,
  freeze,
  frozenGet,
  getItem,
  hashKey,
  iterate,
  newDict,
  newList,
  newSet,
  setAdd,
} from "../containers.js";
import { raise, Stopped } from "../exceptions.js";
import { FROZEN_DICT, FROZEN_LIST, FrozenDict, FrozenList, MAPPING, SEQUENCE } from "../frozen.js";
import type { Machine } from "../machine.js";
import { addMethods, expectInt, method, variadicMethod } from "../native.js";
import { equals, isSetLike, isSubset, isTrue, sorted } from "../operate.js";
import {
  DICT,
  FROZENSET,
  isInstance,
  type Keywords,
  LIST,
  orElse,
  PyBytes,
  PyDict,
  PyList,
  PySet,
  PyTuple,
  PyUnbound,
  PyView,
  SET,
  TUPLE,
  type Value,
} from "../values.js";

/** `index`, `count` and the like, of what has items. */
function sequenceMethods(items: (self: never) => readonly Value[]) {
  return [
    method("index", "value start? stop?", (machine, self: never, value: Value, start?: Value, stop?: Value) => {
      const all = items(self);
      const place = (given: Value | undefined, missing: number) => {
        const index = given === undefined ? missing : Number(expectInt(given, ""));
        return index < 0 ? Math.max(0, index + all.length) : index;
      };
      const [from, to] = [place(start, 0), place(stop, all.length)];
      const at = all.findIndex(
        (item, index) => index >= from && index < to && (item === value || equals(machine, item, value)),
      );
      if (at < 0) throw raise("ValueError", "value is not in list");
      return BigInt(at);
    }),
    method("count", "value", (machine, self: never, value: Value) =>
      BigInt(items(self).filter((item) => item === value || equals(machine, item, value)).length),
    ),
  ];
}

function installLists(): void {
  addMethods(LIST, [
    ...sequenceMethods((self: PyList) => self.items),
    method("append", "object", (machine, self: PyList, value: Value) => {
      machine.charge(1);
      self.items.push(value);
      return null;
    }),
    method("extend", "iterable", (machine, self: PyList, values: Value) => {
      for (const item of newList(machine, iterate(machine, values)).items) self.items.push(item);
      return null;
    }),
    method("insert", "index object", (machine, self: PyList, index: Value, value: Value) => {
      machine.charge(1);
      self.items.splice(Number(expectInt(index, "")), 0, value);
      return null;
    }),
    method("pop", "index?", (machine, self: PyList, index?: Value) => {
      if (self.items.length === 0) throw raise("IndexError", "pop from empty list");
      const found = getItem(machine, self, orElse(index, -1n));
      deleteItem(machine, self, orElse(index, -1n));
      return found;
    }),
    method("remove", "value", (machine, self: PyList, value: Value) => {
      const at = self.items.findIndex((item) => item === value || equals(machine, item, value));
      if (at < 0) throw raise("ValueError", "list.remove(x): x not in list");
      self.items.splice(at, 1);
      return null;
    }),
    method("clear", "", (_machine, self: PyList) => {
      self.items = [];
      return null;
    }),
    method("copy", "", (machine, self: PyList) => newList(machine, self.items)),
    method("reverse", "", (_machine, self: PyList) => {
      self.items.reverse();
      return null;
    }),
    method("sort", "* key? reverse?", (machine, self: PyList, key?: Value, reverse?: Value) => {
      self.items = sorted(machine, self.items, key ?? null, reverse !== undefined && isTrue(machine, reverse));
      return null;
    }),
  ]);
  addMethods(
    TUPLE,
    sequenceMethods((self: PyTuple) => self.items),
  );
}

/** What `update` and `dict()` take: a mapping or pairs, and keywords. */
export function updateDict(machine: Machine, dict: PyDict, source: Value | undefined, keywords: Keywords): void {
  if (source instanceof PyDict) {
    for (const { key, value } of [...source.entries.values()]) dictSet(machine, dict, key, value);
  } else if (source instanceof FrozenDict) {
    for (const { key, value } of [...source.container.entries.values()]) dictSet(machine, dict, key, freeze(value));
  } else if (source !== undefined) {
    for (const pair of iterate(machine, source)) {
      const { items } = newList(machine, iterate(machine, pair));
      if (items.length !== 2) {
        throw raise("ValueError", `dictionary update sequence element has length ${items.length}; 2 is required`);
      }
      dictSet(machine, dict, items[0] as Value, items[1] as Value);
    }
  }
  for (const [key, value] of keywords) dictSet(machine, dict, key, value);
}

export function copyDict(machine: Machine, dict: PyDict): PyDict {
  const copy = new PyDict(dict.class);
  copy.factory = dict.factory;
  for (const { key, value } of dict.entries.values()) dictSet(machine, copy, key, value);
  return copy;
}

const views = [
  method("keys", "", (_machine, self: PyDict | FrozenDict) => new PyView(self, "keys")),
  method("values", "", (_machine, self: PyDict | FrozenDict) => new PyView(self, "values")),
  method("items", "", (_machine, self: PyDict | FrozenDict) => new PyView(self, "items")),
];

function installDicts(): void {
  addMethods(DICT, [
    ...views,
    method("get", "key default?", (machine, self: PyDict, key: Value, fallback: Value = null) =>
      orElse(dictGet(machine, self, key), fallback),
    ),
    method("pop", "key default?", (machine, self: PyDict, key: Value, fallback?: Value) => {
      const found = orElse(dictGet(machine, self, key), fallback);
      if (found === undefined) throw raise("KeyError", key);
      self.entries.delete(hashKey(machine, key));
      return found;
    }),
    method("popitem", "", (_machine, self: PyDict) => {
      const last = [...self.entries].at(-1);
      if (!last) throw raise("KeyError", "popitem(): dictionary is empty");
      self.entries.delete(last[0]);
      return new PyTuple([last[1].key, last[1].value]);
    }),
    method("setdefault", "key default?", (machine, self: PyDict, key: Value, fallback: Value = null) => {
      const found = dictGet(machine, self, key);
      if (found === undefined) dictSet(machine, self, key, fallback);
      return orElse(found, fallback);
    }),
    variadicMethod("update", (machine, [self, source], keywords) => {
      updateDict(machine, self as PyDict, source, keywords);
      return null;
    }),
    method("copy", "", (machine, self: PyDict) => copyDict(machine, self)),
    method("clear", "", (_machine, self: PyDict) => {
      self.entries.clear();
      return null;
    }),
  ]);
  const fromKeys = method("fromkeys", "keys value?", (machine, one: Value, keys: Value, value: Value = null) => {
    if (one !== DICT) throw new Stopped("python-unsupported", "fromkeys of this class is not supported");
    return newDict(
      machine,
      Array.from(iterate(machine, keys), (key) => [key, value] as const),
    );
  });
  DICT.attributes.set("fromkeys", new PyUnbound(fromKeys, "class"));
  addMethods(FROZEN_DICT, [
    ...views,
    method("get", "key default?", (machine, self: FrozenDict, key: Value, fallback: Value = null) =>
      orElse(frozenGet(machine, self, key), fallback),
    ),
    method("copy", "", (machine, self: FrozenDict) => deepCopy(machine, self.container)),
    method("to_dict", "", (machine, self: FrozenDict) => deepCopy(machine, self.container)),
  ]);
  addMethods(FROZEN_LIST, [
    ...sequenceMethods((self: FrozenList) => self.container.items),
    method("copy", "", (machine, self: FrozenList) => deepCopy(machine, new PyList([...self.container.items]))),
    method("as_list", "", (machine, self: FrozenList) => deepCopy(machine, new PyList([...self.container.items]))),
  ]);
}

/** A copy of lists, dicts, tuples and sets all the way down; other values are shared, as they do not change. */
export function deepCopy(machine: Machine, value: Value, height = 0): Value {
  if (height > 200) throw raise("RecursionError", "maximum recursion depth exceeded");
  machine.step();
  const below = (item: Value) => deepCopy(machine, item, height + 1);
  if (value instanceof PyList) return newList(machine, value.items.map(below));
  if (value instanceof PyTuple) return new PyTuple(value.items.map(below), value.class);
  if (value instanceof PySet) return newSet(machine, value.entries.values(), value.frozen);
  if (value instanceof FrozenDict) return deepCopy(machine, value.container, height);
  if (value instanceof FrozenList) return new FrozenList(deepCopy(machine, value.container, height) as PyList);
  if (!(value instanceof PyDict)) return value;
  const copy = new PyDict(value.class);
  copy.factory = value.factory;
  for (const entry of value.entries.values()) dictSet(machine, copy, entry.key, below(entry.value));
  return copy;
}

type SetOperation = (machine: Machine, self: PySet, others: readonly PySet[]) => Iterable<Value>;

const union: SetOperation = (_machine, self, others) => [self, ...others].flatMap((set) => [...set.entries.values()]);
const intersection: SetOperation = (machine, self, others) =>
  [...self.entries.values()].filter((item) => others.every((other) => contains(machine, other, item)));
const difference: SetOperation = (machine, self, others) =>
  [...self.entries.values()].filter((item) => !others.some((other) => contains(machine, other, item)));
const symmetric: SetOperation = (machine, self, others) => [
  ...difference(machine, self, others),
  ...others.flatMap((other) => [...difference(machine, other, [self])]),
];

function toSet(machine: Machine, value: Value): PySet {
  return value instanceof PySet ? value : newSet(machine, iterate(machine, value));
}

function setMethods(one: typeof SET): void {
  const combine = (name: string, operation: SetOperation) =>
    variadicMethod(name, (machine, [self, ...others]) => {
      const sets = others.map((other) => toSet(machine, other));
      return newSet(machine, operation(machine, self as PySet, sets), (self as PySet).frozen);
    });
  addMethods(one, [
    combine("union", union),
    combine("intersection", intersection),
    combine("difference", difference),
    combine("symmetric_difference", symmetric),
    method("issubset", "other", (machine, self: PySet, other: Value) => isSubset(machine, self, toSet(machine, other))),
    method("issuperset", "other", (machine, self: PySet, other: Value) =>
      isSubset(machine, toSet(machine, other), self),
    ),
    method("isdisjoint", "other", (machine, self: PySet, other: Value) => {
      for (const item of iterate(machine, other)) if (contains(machine, self, item)) return false;
      return true;
    }),
    method("copy", "", (machine, self: PySet) => newSet(machine, self.entries.values(), self.frozen)),
  ]);
}

function installSets(): void {
  setMethods(SET);
  setMethods(FROZENSET);
  const change = (name: string, operation: SetOperation) =>
    variadicMethod(name, (machine, [self, ...others]) => {
      const set = self as PySet;
      const result = newSet(
        machine,
        operation(
          machine,
          set,
          others.map((other) => toSet(machine, other)),
        ),
      );
      set.entries.clear();
      for (const [key, item] of result.entries) set.entries.set(key, item);
      return null;
    });
  addMethods(SET, [
    change("update", union),
    change("intersection_update", intersection),
    change("difference_update", difference),
    method("add", "element", (machine, self: PySet, item: Value) => {
      setAdd(machine, self, item);
      return null;
    }),
    method("discard", "element", (machine, self: PySet, item: Value) => {
      self.entries.delete(hashKey(machine, item));
      return null;
    }),
    method("remove", "element", (machine, self: PySet, item: Value) => {
      if (!self.entries.delete(hashKey(machine, item))) throw raise("KeyError", item);
      return null;
    }),
    method("pop", "", (_machine, self: PySet) => {
      const first = self.entries.entries().next();
      if (first.done) throw raise("KeyError", "pop from an empty set");
      self.entries.delete(first.value[0]);
      return first.value[1];
    }),
    method("clear", "", (_machine, self: PySet) => {
      self.entries.clear();
      return null;
    }),
  ]);
}

export function installContainers(): void {
  installLists();
  installDicts();
  installSets();
}

/** isinstance against the abstract classes of collections.abc. */
export function isAbstract(value: Value, name: string): boolean {
  const sized =
    value instanceof PyDict || value instanceof FrozenDict || value instanceof PySet || value instanceof PyView;
  const listed =
    value instanceof PyList || value instanceof PyTuple || value instanceof FrozenList || typeof value === "string";
  switch (name) {
    case "Mapping":
      return value instanceof PyDict || value instanceof FrozenDict || isInstance(value, MAPPING);
    case "MutableMapping":
      return value instanceof PyDict;
    case "Sequence":
      return listed || isInstance(value, SEQUENCE) || value instanceof PyBytes;
    case "MutableSequence":
      return value instanceof PyList;
    case "Set":
      return isSetLike(value);
    case "MutableSet":
      return value instanceof PySet && !value.frozen;
    case "Iterable":
    case "Collection":
    case "Container":
    case "Sized":
      return sized || listed;
    default:
      return false;
  }
}
