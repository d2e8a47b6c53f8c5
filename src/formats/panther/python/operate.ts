// Truth, equality and order (The Python Language Reference, 6.10 and 6.11).

import { special } from "./call.js";
import { contains, dictGet, iterate, lengthOf } from "./containers.js";
import { raise, Stopped } from "./exceptions.js";
import { FrozenDict, FrozenList } from "./frozen.js";
import type { Machine } from "./machine.js";
import { PyMissing, stopAtMissing } from "./missing.js";
import { compareText } from "./text.js";
import {
  classOf,
  NOT_IMPLEMENTED,
  PyBytes,
  PyDict,
  PyInstance,
  PyList,
  PyRange,
  PySet,
  PyTuple,
  PyView,
  type Value,
} from "./values.js";

/** Containers inside each other that are compared. */
const MAX_HEIGHT = 200;

export function isTrue(machine: Machine, value: Value): boolean {
  switch (typeof value) {
    case "boolean":
      return value;
    case "string":
      return value !== "";
    case "bigint":
      return value !== 0n;
    case "number":
      return value !== 0;
  }
  if (value === null) return false;
  if (value instanceof PyInstance) {
    const method = special(machine, value, "__bool__");
    if (method !== undefined) {
      const truth = machine.call(method, []);
      if (typeof truth === "boolean") return truth;
      throw raise("TypeError", `__bool__ should return bool, returned ${classOf(truth).name}`);
    }
  }
  return lengthOf(machine, value) !== 0;
}

/** `left is right`. Numbers and texts are one where they are equal, as CPython has it for those in one module. */
export function isSame(left: Value, right: Value): boolean {
  return Object.is(left, right);
}

type Plain = bigint | number;

/** A number as such: booleans are integers. Undefined for anything else. */
export function numeric(value: Value): Plain | undefined {
  if (typeof value === "bigint" || typeof value === "number") return value;
  return typeof value === "boolean" ? (value ? 1n : 0n) : undefined;
}

/** `left == right` */
export function equals(machine: Machine, left: Value, right: Value, height = 0): boolean {
  if (typeof left === "string" || typeof right === "string") {
    if (typeof left === "string") machine.work(left.length);
    return left === right;
  }
  const numbers = [numeric(left), numeric(right)];
  // biome-ignore lint/suspicious/noDoubleEquals: of an integer and a float, exactly.
  if (numbers[0] !== undefined && numbers[1] !== undefined) return numbers[0] == numbers[1];
  if (left === null || right === null || typeof left !== "object" || typeof right !== "object") {
    return instancesEqual(machine, left, right);
  }
  machine.step();
  if (height > MAX_HEIGHT) throw raise("RecursionError", "maximum recursion depth exceeded in comparison");
  const a = sequence(left);
  const b = sequence(right);
  if (a && b && (a.kind === b.kind || a.kind === "frozen" || b.kind === "frozen")) {
    return (
      a.items.length === b.items.length &&
      a.items.every((item, at) => item === b.items[at] || equals(machine, item, b.items[at] as Value, height + 1))
    );
  }
  const one = left instanceof FrozenDict ? left.container : left;
  const other = right instanceof FrozenDict ? right.container : right;
  if (one instanceof PyDict && other instanceof PyDict) return dictsEqual(machine, one, other, height);
  if (isSetLike(left) && isSetLike(right)) {
    return lengthOf(machine, left) === lengthOf(machine, right) && isSubset(machine, left, right);
  }
  if (left instanceof PyBytes && right instanceof PyBytes) return left.value === right.value;
  if (left instanceof PyRange && right instanceof PyRange) {
    const { length } = left;
    if (length !== right.length || length === 0n) return length === right.length;
    return left.start === right.start && (length === 1n || left.step === right.step);
  }
  return instancesEqual(machine, left, right);
}

/** Comparisons of classes that give other things than truth would be values of their own. */
function expectTruth(result: Value): boolean {
  if (typeof result === "boolean") return result;
  throw new Stopped("python-unsupported", `a comparison that gives a ${classOf(result).name} is not supported`);
}

function stopAtUnknown(value: Value): void {
  if (value instanceof PyMissing) throw stopAtMissing(value);
}

/** `left != right` */
export function differs(machine: Machine, left: Value, right: Value): boolean {
  for (const [self, other] of [
    [left, right],
    [right, left],
  ] as const) {
    const method = special(machine, self, "__ne__");
    const result = method === undefined ? NOT_IMPLEMENTED : machine.call(method, [other]);
    if (result !== NOT_IMPLEMENTED) return expectTruth(result);
  }
  return !equals(machine, left, right);
}

function instancesEqual(machine: Machine, left: Value, right: Value): boolean {
  for (const [self, other] of [
    [left, right],
    [right, left],
  ] as const) {
    const method = special(machine, self, "__eq__");
    if (method === undefined) continue;
    const result = machine.call(method, [other]);
    if (result !== NOT_IMPLEMENTED) return expectTruth(result);
  }
  stopAtUnknown(left);
  stopAtUnknown(right);
  return left === right;
}

function sequence(value: Value): { readonly kind: string; readonly items: readonly Value[] } | undefined {
  if (value instanceof PyList) return { kind: "list", items: value.items };
  if (value instanceof PyTuple) return { kind: "tuple", items: value.items };
  return value instanceof FrozenList ? { kind: "frozen", items: value.container.items } : undefined;
}

function dictsEqual(machine: Machine, left: PyDict, right: PyDict, height: number): boolean {
  if (left.entries.size !== right.entries.size) return false;
  for (const { key, value } of left.entries.values()) {
    const other = dictGet(machine, right, key);
    if (other === undefined || !equals(machine, value, other, height + 1)) return false;
  }
  return true;
}

/** A set, or the keys or items of a dict. */
export function isSetLike(value: Value): value is PySet | PyView {
  return value instanceof PySet || (value instanceof PyView && value.kind !== "values");
}

export function isSubset(machine: Machine, left: Value, right: Value): boolean {
  for (const item of iterate(machine, left)) if (!contains(machine, right, item)) return false;
  return true;
}

export type Order = "<" | "<=" | ">" | ">=";
const METHODS = { "<": "__lt__", "<=": "__le__", ">": "__gt__", ">=": "__ge__" } as const;
const MIRRORED = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;

function holds(op: Order, order: number): boolean {
  return op === "<" ? order < 0 : op === "<=" ? order <= 0 : op === ">" ? order > 0 : order >= 0;
}

/** `left < right` and the like. Raises TypeError for values that have no order. */
export function compare(machine: Machine, op: Order, left: Value, right: Value, height = 0): boolean {
  if (typeof left === "string" && typeof right === "string") {
    machine.work(Math.min(left.length, right.length));
    return holds(op, compareText(left, right));
  }
  const numbers = [numeric(left), numeric(right)];
  const [a, b] = numbers;
  if (a !== undefined && b !== undefined)
    return op === "<" ? a < b : op === "<=" ? a <= b : op === ">" ? a > b : a >= b;
  machine.step();
  if (height > MAX_HEIGHT) throw raise("RecursionError", "maximum recursion depth exceeded in comparison");
  const lists = [sequence(left), sequence(right)];
  if (lists[0] && lists[1] && lists[0].kind === lists[1].kind && lists[0].kind !== "frozen") {
    const [x, y] = [lists[0].items, lists[1].items];
    for (let at = 0; at < Math.min(x.length, y.length); at++) {
      if (!equals(machine, x[at] as Value, y[at] as Value)) {
        return compare(machine, op, x[at] as Value, y[at] as Value, height + 1);
      }
    }
    return holds(op, x.length - y.length);
  }
  if (isSetLike(left) && isSetLike(right)) {
    const [small, large] = op.startsWith("<") ? [left, right] : [right, left];
    if (op.length === 1 && lengthOf(machine, small) === lengthOf(machine, large)) return false;
    return isSubset(machine, small, large);
  }
  if (left instanceof PyBytes && right instanceof PyBytes) return holds(op, compareText(left.value, right.value));
  for (const [self, other, method] of [
    [left, right, METHODS[op]],
    [right, left, METHODS[MIRRORED[op]]],
  ] as const) {
    const found = special(machine, self, method);
    const result = found === undefined ? NOT_IMPLEMENTED : machine.call(found, [other]);
    if (result !== NOT_IMPLEMENTED) return expectTruth(result);
  }
  stopAtUnknown(left);
  stopAtUnknown(right);
  const [one, two] = [classOf(left).name, classOf(right).name];
  throw raise("TypeError", `'${op}' not supported between instances of '${one}' and '${two}'`);
}

/** The values in order, equal ones as they came. */
export function sorted(machine: Machine, items: readonly Value[], key: Value, reverse: boolean): Value[] {
  machine.charge(items.length);
  const keyed = items.map((item) => ({ item, by: key === null ? item : machine.call(key, [item]) }));
  if (reverse) keyed.reverse();
  // The order is asked of Python, one way only: `<`.
  keyed.sort((a, b) => {
    machine.step();
    return compare(machine, "<", a.by, b.by) ? -1 : compare(machine, "<", b.by, a.by) ? 1 : 0;
  });
  if (reverse) keyed.reverse();
  return keyed.map(({ item }) => item);
}
