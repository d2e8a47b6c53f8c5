// Dicts, sets, lists and what else can be looped over or indexed.

import { findAttribute, special } from "./call.js";
import { raise, Stopped } from "./exceptions.js";
import { FrozenDict, FrozenList } from "./frozen.js";
import type { Machine } from "./machine.js";
import { PyMissing, stopAtMissing } from "./missing.js";
import { expectInt } from "./native.js";
import { equals, isTrue } from "./operate.js";
import { isFlat, points, textLength } from "./text.js";
import {
  classOf,
  type Key,
  PyBytes,
  PyDict,
  PyInstance,
  PyIterator,
  PyList,
  PyRange,
  PySet,
  PySlice,
  PyTuple,
  PyView,
  type Value,
} from "./values.js";

/**
 * What a value is found by: equal values have the same key, other values other keys (`1`, `1.0` and `True` are equal). Raises
 * TypeError for what can change.
 */
export function hashKey(machine: Machine, value: Value): Key {
  switch (typeof value) {
    case "string":
      // Keys of tuples begin with NUL.
      return value.charCodeAt(0) === 0 ? `\0s${value}` : value;
    case "boolean":
      return value ? 1n : 0n;
    case "number":
      return Number.isInteger(value) ? BigInt(value) : value;
    case "bigint":
      return value;
  }
  if (value === null) return null;
  if (value instanceof PyTuple) return `\0t${value.items.map((item) => partOfKey(machine, item)).join("")}`;
  if (value instanceof PySet && value.frozen) {
    return `\0z${Array.from(value.entries.values(), (item) => partOfKey(machine, item))
      .sort()
      .join("")}`;
  }
  if (value instanceof PyBytes) return `\0b${value.value}`;
  if (
    value instanceof PyList ||
    value instanceof PyDict ||
    value instanceof PySet ||
    value instanceof FrozenDict ||
    value instanceof FrozenList ||
    value instanceof PySlice
  ) {
    throw raise("TypeError", `unhashable type: '${classOf(value).name}'`);
  }
  if (value instanceof PyInstance) return keyOfInstance(machine, value);
  return value;
}

function keyOfInstance(machine: Machine, value: PyInstance): Key {
  const hash = special(machine, value, "__hash__");
  if (hash !== undefined) {
    if (!value.class.native) throw new Stopped("python-unsupported", "__hash__ of a class is not supported");
    return `\0h${partOfKey(machine, machine.call(hash, []))}`;
  }
  if (value.class.find("__eq__") !== undefined) throw raise("TypeError", `unhashable type: '${value.class.name}'`);
  return value;
}

function partOfKey(machine: Machine, value: Value): string {
  const key = hashKey(machine, value);
  const text = typeof key === "object" && key !== null ? String(machine.identity(key)) : String(key);
  machine.charge(text.length);
  return `${(typeof key)[0]}${text.length}:${text}`;
}

export function dictGet(machine: Machine, dict: PyDict, key: Value): Value | undefined {
  return dict.entries.get(hashKey(machine, key))?.value;
}

export function dictSet(machine: Machine, dict: PyDict, key: Value, value: Value): void {
  const hashed = hashKey(machine, key);
  const entry = dict.entries.get(hashed);
  if (entry) entry.value = value;
  else {
    machine.charge(1);
    dict.entries.set(hashed, { key, value });
  }
}

export function setAdd(machine: Machine, set: PySet, item: Value): void {
  const key = hashKey(machine, item);
  if (set.entries.has(key)) return;
  machine.charge(1);
  set.entries.set(key, item);
}

export function newSet(machine: Machine, items: Iterable<Value>, frozen = false): PySet {
  const set = new PySet(frozen);
  for (const item of items) setAdd(machine, set, item);
  return set;
}

export function newDict(machine: Machine, entries: Iterable<readonly [Value, Value]>): PyDict {
  const dict = new PyDict();
  for (const [key, value] of entries) dictSet(machine, dict, key, value);
  return dict;
}

export function newList(machine: Machine, items: Iterable<Value>): PyList {
  const list: Value[] = [];
  for (const item of items) {
    machine.charge(1);
    list.push(item);
  }
  return new PyList(list);
}

/** A view that Panther gives of what is in an event; other values as they are. */
export function freeze(value: Value): Value {
  if (value instanceof PyDict && value.class.name === "dict") return new FrozenDict(value);
  if (value instanceof PyList) return new FrozenList(value);
  return value;
}

/** The value of a key, in any case; undefined where it is missing. */
export function frozenGet(machine: Machine, dict: FrozenDict, key: Value): Value | undefined {
  const exact = dictGet(machine, dict.container, key);
  if (exact !== undefined) return freeze(exact);
  if (dict.container.entries.size === 0) return undefined;
  if (typeof key !== "string") throw raise("AttributeError", `'${classOf(key).name}' object has no attribute 'lower'`);
  const spelling = dict.spelling(key);
  return spelling === undefined ? undefined : freeze(dictGet(machine, dict.container, spelling) as Value);
}

/** Each value of something that can be looped over. Each counts as a step. Raises TypeError for what cannot. */
export function* iterate(machine: Machine, value: Value): Generator<Value, void, undefined> {
  for (const item of items(machine, value)) {
    machine.step();
    yield item;
  }
}

function items(machine: Machine, value: Value): Iterable<Value> {
  if (typeof value === "string") return points(value);
  if (value instanceof PyList) return growing(value);
  if (value instanceof PyTuple) return value.items;
  if (value instanceof PyDict) return unchanging(value, "keys");
  if (value instanceof PySet) return settled(value);
  if (value instanceof FrozenDict) return Array.from(value.container.entries.values(), ({ key }) => key);
  if (value instanceof FrozenList) return value.container.items.map(freeze);
  if (value instanceof PyView) return unchanging(value.dict, value.kind);
  if (value instanceof PyIterator) return drain(value);
  if (value instanceof PyRange) return count(value);
  if (value instanceof PyBytes) return Array.from(value.value, (byte) => BigInt(byte.charCodeAt(0)));
  if (value instanceof PyMissing) throw stopAtMissing(value);
  const method = special(machine, value, "__iter__");
  if (method !== undefined) {
    const iterator = machine.call(method, []);
    if (iterator !== value) return items(machine, iterator);
    return drain(new PyIterator(() => nextOf(machine, iterator)));
  }
  throw raise("TypeError", `'${classOf(value).name}' object is not iterable`);
}

/** The next value of an instance that iterates over itself; undefined at its end. */
function nextOf(machine: Machine, iterator: Value): Value | undefined {
  const method = findAttribute(machine, iterator, "__next__");
  if (method === undefined)
    throw raise("TypeError", `iter() returned non-iterator of type '${classOf(iterator).name}'`);
  return machine.call(method, []);
}

/** A list may change while it is looped over, and the loop sees it. */
function* growing(list: PyList): Generator<Value> {
  for (let at = 0; at < list.items.length; at++) yield list.items[at] as Value;
}

function* unchanging(dict: PyDict | FrozenDict, kind: "keys" | "values" | "items"): Generator<Value> {
  const { entries } = dict instanceof FrozenDict ? dict.container : dict;
  const { size } = entries;
  const shown = dict instanceof FrozenDict ? freeze : (value: Value) => value;
  for (const { key, value } of entries.values()) {
    yield kind === "keys" ? key : kind === "values" ? shown(value) : new PyTuple([key, shown(value)]);
    if (entries.size !== size) throw raise("RuntimeError", "dictionary changed size during iteration");
  }
}

function* settled({ entries }: PySet): Generator<Value> {
  const { size } = entries;
  for (const item of entries.values()) {
    if (entries.size !== size) throw raise("RuntimeError", "Set changed size during iteration");
    yield item;
  }
}

function* drain(iterator: PyIterator): Generator<Value> {
  for (let value = iterator.next(); value !== undefined; value = iterator.next()) yield value;
}

function* count({ start, step, length }: PyRange): Generator<Value> {
  for (let left = length, at = start; left > 0n; left--, at += step) yield at;
}

/** `len(value)`, as a number; undefined for what has no length. */
export function lengthOf(machine: Machine, value: Value): number | undefined {
  if (typeof value === "string") return textLength(value);
  if (value instanceof PyList || value instanceof PyTuple) return value.items.length;
  if (value instanceof PyDict || value instanceof PySet) return value.entries.size;
  if (value instanceof FrozenDict) return value.container.entries.size;
  if (value instanceof FrozenList) return value.container.items.length;
  if (value instanceof PyView) return lengthOf(machine, value.dict);
  if (value instanceof PyBytes) return value.value.length;
  if (value instanceof PyRange) {
    if (value.length >= 1n << 63n) throw raise("OverflowError", "Python int too large to convert to C ssize_t");
    return Number(value.length);
  }
  if (value instanceof PyMissing) throw stopAtMissing(value);
  const method = special(machine, value, "__len__");
  if (method === undefined) return undefined;
  const length = expectInt(machine.call(method, []), "");
  if (length < 0n) throw raise("ValueError", "__len__() should return >= 0");
  return Number(length);
}

/** An index of Python as one of JavaScript; raises IndexError where it is out of range. */
function position(index: Value, length: number, what: string): number {
  if (typeof index === "boolean") return position(index ? 1n : 0n, length, what);
  if (typeof index !== "bigint") {
    throw raise("TypeError", `${what} indices must be integers or slices, not ${classOf(index).name}`);
  }
  const at = index < 0n ? index + BigInt(length) : index;
  if (at < 0n || at >= BigInt(length)) throw raise("IndexError", `${what} index out of range`);
  return Number(at);
}

function bound(value: Value, length: number, missing: number, low: number, high: number): number {
  if (value === null) return missing;
  const index = typeof value === "boolean" ? (value ? 1n : 0n) : value;
  if (typeof index !== "bigint") {
    throw raise("TypeError", "slice indices must be integers or None or have an __index__ method");
  }
  const at = index < 0n ? index + BigInt(length) : index;
  return at < BigInt(low) ? low : at > BigInt(high) ? high : Number(at);
}

/** The indices that a slice takes of so many items. */
export function sliceIndices(slice: PySlice, length: number): number[] {
  const given = slice.step === null ? 1n : slice.step;
  const step = typeof given === "bigint" ? Number(given) : bound(given, length, 1, -length, length);
  if (step === 0) throw raise("ValueError", "slice step cannot be zero");
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
  const lower = bound(slice.lower, length, step > 0 ? 0 : length - 1, low, high);
  const upper = bound(slice.upper, length, step > 0 ? length : -1, low, high);
  const indices: number[] = [];
  for (let at = lower; step > 0 ? at < upper : at > upper; at += step) indices.push(at);
  return indices;
}

function sliceText(text: string, slice: PySlice): string {
  if (slice.step === null && isFlat(text)) {
    const { length } = text;
    return text.slice(bound(slice.lower, length, 0, 0, length), bound(slice.upper, length, length, 0, length));
  }
  const characters = points(text);
  return sliceIndices(slice, characters.length)
    .map((at) => characters[at])
    .join("");
}

/** `value[index]` */
export function getItem(machine: Machine, value: Value, index: Value): Value {
  if (value instanceof PyDict) return dictItem(machine, value, index);
  if (value instanceof FrozenDict) {
    const found = frozenGet(machine, value, index);
    if (found === undefined) throw raise("KeyError", index);
    return found;
  }
  if (index instanceof PySlice) return getSlice(machine, value, index);
  if (typeof value === "string") {
    if (isFlat(value)) return value[position(index, value.length, "string")] as string;
    const characters = points(value);
    return characters[position(index, characters.length, "string")] as string;
  }
  if (value instanceof PyList) return value.items[position(index, value.items.length, "list")] as Value;
  if (value instanceof PyTuple) return value.items[position(index, value.items.length, "tuple")] as Value;
  if (value instanceof FrozenList) {
    const { items: all } = value.container;
    return freeze(all[position(index, all.length, "tuple")] as Value);
  }
  if (value instanceof PyBytes) return BigInt(value.value.charCodeAt(position(index, value.value.length, "bytes")));
  if (value instanceof PyRange) {
    return value.start + value.step * BigInt(position(index, Number(value.length), "range object"));
  }
  if (value instanceof PyMissing) throw stopAtMissing(value);
  const method = special(machine, value, "__getitem__");
  if (method !== undefined) return machine.call(method, [index]);
  // `list[str]` and the like stand in annotations and calls, and mean the class.
  if (classOf(value).name === "type" || classOf(value).name === "typing") return value;
  throw raise("TypeError", `'${classOf(value).name}' object is not subscriptable`);
}

function dictItem(machine: Machine, dict: PyDict, key: Value): Value {
  const found = dictGet(machine, dict, key);
  if (found !== undefined) return found;
  if (dict.class.name === "Counter") return 0n;
  if (dict.factory === null) throw raise("KeyError", key);
  const made = machine.call(dict.factory, []);
  dictSet(machine, dict, key, made);
  return made;
}

function getSlice(machine: Machine, value: Value, slice: PySlice): Value {
  if (typeof value === "string") {
    const text = sliceText(value, slice);
    machine.charge(text.length);
    return text;
  }
  const take = <T>(all: readonly T[]): T[] => {
    const indices = sliceIndices(slice, all.length);
    machine.charge(indices.length);
    return indices.map((at) => all[at] as T);
  };
  if (value instanceof PyList) return new PyList(take(value.items));
  if (value instanceof PyTuple) return new PyTuple(take(value.items));
  if (value instanceof FrozenList) return new PyTuple(take(value.container.items));
  if (value instanceof PyBytes) return new PyBytes(take(value.value.split("")).join(""));
  if (value instanceof PyRange) return sliceRange(value, slice);
  throw raise("TypeError", `'${classOf(value).name}' object is not subscriptable`);
}

function sliceRange(range: PyRange, slice: PySlice): PyRange {
  const given = slice.step === null ? 1n : slice.step;
  const size = range.length;
  if (typeof given !== "bigint" || size > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new Stopped("python-unsupported", "this slice of a range is not supported");
  }
  if (given === 0n) throw raise("ValueError", "slice step cannot be zero");
  const length = Number(size);
  const [low, high] = given > 0n ? [0, length] : [-1, length - 1];
  const lower = bound(slice.lower, length, given > 0n ? 0 : length - 1, low, high);
  const upper = bound(slice.upper, length, given > 0n ? length : -1, low, high);
  const at = (index: number) => range.start + range.step * BigInt(index);
  return new PyRange(at(lower), at(upper), range.step * given);
}

/** `value[index] = item` */
export function setItem(machine: Machine, value: Value, index: Value, item: Value): void {
  if (value instanceof PyDict) dictSet(machine, value, index, item);
  else if (value instanceof PyList && index instanceof PySlice) {
    const indices = sliceIndices(index, value.items.length);
    if (index.step !== null)
      throw new Stopped("python-unsupported", "assignment to a slice with a step is not supported");
    const start = indices[0] ?? bound(index.lower, value.items.length, 0, 0, value.items.length);
    const { items: given } = newList(machine, iterate(machine, item));
    value.items = [...value.items.slice(0, start), ...given, ...value.items.slice(start + indices.length)];
  } else if (value instanceof PyList) value.items[position(index, value.items.length, "list assignment")] = item;
  else {
    const method = special(machine, value, "__setitem__");
    if (method === undefined) {
      throw raise("TypeError", `'${classOf(value).name}' object does not support item assignment`);
    }
    machine.call(method, [index, item]);
  }
}

/** `del value[index]` */
export function deleteItem(machine: Machine, value: Value, index: Value): void {
  if (value instanceof PyDict) {
    if (!value.entries.delete(hashKey(machine, index))) throw raise("KeyError", index);
  } else if (value instanceof PyList && index instanceof PySlice) {
    const gone = new Set(sliceIndices(index, value.items.length));
    value.items = value.items.filter((_, at) => !gone.has(at));
  } else if (value instanceof PyList) value.items.splice(position(index, value.items.length, "list"), 1);
  else {
    const method = special(machine, value, "__delitem__");
    if (method === undefined)
      throw raise("TypeError", `'${classOf(value).name}' object does not support item deletion`);
    machine.call(method, [index]);
  }
}

/** `item in value` */
export function contains(machine: Machine, value: Value, item: Value): boolean {
  if (typeof value === "string") {
    if (typeof item === "string") {
      machine.work(value.length);
      return value.includes(item);
    }
    throw raise("TypeError", `'in <string>' requires string as left operand, not ${classOf(item).name}`);
  }
  if (value instanceof PyDict) return value.entries.has(hashKey(machine, item));
  if (value instanceof PySet) return value.entries.has(keyForLookup(machine, item));
  if (value instanceof FrozenDict) return frozenGet(machine, value, item) !== undefined;
  if (value instanceof PyView && value.kind === "keys") return contains(machine, value.dict, item);
  if (value instanceof PyRange && typeof item === "bigint") {
    const { start, step, length } = value;
    const offset = item - start;
    return offset % step === 0n && offset / step >= 0n && offset / step < length;
  }
  if (value instanceof PyBytes) {
    if (item instanceof PyBytes) return value.value.includes(item.value);
    if (typeof item !== "bigint") throw raise("TypeError", "a bytes-like object is required");
    if (item < 0n || item > 255n) throw raise("ValueError", "byte must be in range(0, 256)");
    return value.value.includes(String.fromCharCode(Number(item)));
  }
  const method = special(machine, value, "__contains__");
  if (method !== undefined) return isTrue(machine, machine.call(method, [item]));
  if (special(machine, value, "__iter__") === undefined && value instanceof PyInstance) {
    throw raise("TypeError", `argument of type '${value.class.name}' is not iterable`);
  }
  if (lengthOf(machine, value) === undefined && !(value instanceof PyIterator || value instanceof PyInstance)) {
    throw raise("TypeError", `argument of type '${classOf(value).name}' is not iterable`);
  }
  for (const one of iterate(machine, value)) if (one === item || equals(machine, one, item)) return true;
  return false;
}

/** A set that is looked for in a set is looked for as a frozen one. */
function keyForLookup(machine: Machine, item: Value): Key {
  if (!(item instanceof PySet) || item.frozen) return hashKey(machine, item);
  return hashKey(machine, newSet(machine, item.entries.values(), true));
}
