// Arithmetic and the operators of sets and sequences (The Python Language Reference, 6.5 to 6.9).

import type { BinaryOperator } from "./ast.js";
import { special } from "./call.js";
import { contains, dictSet, iterate, newDict, newSet } from "./containers.js";
import { type Raised, raise, Stopped } from "./exceptions.js";
import { FrozenDict } from "./frozen.js";
import type { Machine } from "./machine.js";
import { isSetLike, numeric } from "./operate.js";
import { percentFormat } from "./percent.js";
import {
  classOf,
  NOT_IMPLEMENTED,
  PyBytes,
  PyClass,
  PyDict,
  PyInstance,
  PyList,
  PySet,
  PyTuple,
  PyView,
  type Value,
} from "./values.js";

const METHODS: Readonly<Record<BinaryOperator, string>> = {
  "+": "add",
  "-": "sub",
  "*": "mul",
  "/": "truediv",
  "//": "floordiv",
  "%": "mod",
  "**": "pow",
  "@": "matmul",
  "<<": "lshift",
  ">>": "rshift",
  "&": "and",
  "|": "or",
  "^": "xor",
};
/** Bits of the largest integer that may be made. */
const MAX_BITS = 1 << 20;

/** `left op right` */
export function binary(machine: Machine, op: BinaryOperator, left: Value, right: Value): Value {
  if (op === "+" && typeof left === "string" && typeof right === "string") {
    machine.charge(left.length + right.length);
    return left + right;
  }
  const a = numeric(left);
  const b = numeric(right);
  if (a !== undefined && b !== undefined) {
    if (typeof left === "boolean" && typeof right === "boolean" && (op === "&" || op === "|" || op === "^")) {
      return op === "&" ? left && right : op === "|" ? left || right : left !== right;
    }
    return arithmetic(machine, op, a, b, left, right);
  }
  const found = sequences(machine, op, left, right) ?? sets(machine, op, left, right);
  if (found !== undefined) return found;
  const result = instances(machine, op, left, right);
  if (result === undefined) throw unsupported(op, left, right);
  return result;
}

function fail(error: Raised): never {
  throw error;
}

function unsupported(op: string, left: Value, right: Value): Raised {
  if (op === "+" && typeof left === "string") {
    return raise("TypeError", `can only concatenate str (not "${classOf(right).name}") to str`);
  }
  const [one, two] = [classOf(left).name, classOf(right).name];
  return raise("TypeError", `unsupported operand type(s) for ${op}: '${one}' and '${two}'`);
}

function arithmetic(
  machine: Machine,
  op: BinaryOperator,
  a: bigint | number,
  b: bigint | number,
  left: Value,
  right: Value,
): Value {
  if (typeof a === "bigint" && typeof b === "bigint")
    return integers(machine, op, a, b) ?? fail(unsupported(op, left, right));
  return floats(op, toFloat(a), toFloat(b)) ?? fail(unsupported(op, left, right));
}

/** An integer as a float; raises OverflowError where there is none. */
export function toFloat(value: bigint | number): number {
  const float = Number(value);
  if (typeof value === "bigint" && !Number.isFinite(float))
    throw raise("OverflowError", "int too large to convert to float");
  return float;
}

function bits(value: bigint): number {
  return value >= -(1n << 62n) && value <= 1n << 62n ? 64 : value.toString(16).length * 4;
}

function bounded(machine: Machine, size: number): void {
  if (size > MAX_BITS) throw new Stopped("python-limit", `expected integers of at most ${MAX_BITS} bits`);
  machine.charge(size >> 6);
}

function integers(machine: Machine, op: BinaryOperator, a: bigint, b: bigint): Value | undefined {
  switch (op) {
    case "+":
    case "-":
      machine.work(bits(a) >> 3);
      return op === "+" ? a + b : a - b;
    case "*":
      bounded(machine, bits(a) + bits(b));
      machine.work(bits(a) + bits(b));
      return a * b;
    case "/":
      if (b === 0n) throw raise("ZeroDivisionError", "division by zero");
      return divide(a, b);
    case "//":
    case "%": {
      if (b === 0n)
        throw raise("ZeroDivisionError", op === "%" ? "integer modulo by zero" : "integer division or modulo by zero");
      // Long division takes the product of both lengths.
      if (bits(b) > 64) machine.work(bits(a) * (bits(b) >> 6));
      const rest = a % b;
      const down = rest !== 0n && rest < 0n !== b < 0n;
      if (op === "%") return down ? rest + b : rest;
      return down ? a / b - 1n : a / b;
    }
    case "**": {
      if (b < 0n) {
        if (a === 0n) throw raise("ZeroDivisionError", "0.0 cannot be raised to a negative power");
        return power(toFloat(a), toFloat(b));
      }
      const small = a >= -1n && a <= 1n;
      if (!small)
        bounded(
          machine,
          b > BigInt(MAX_BITS) ? MAX_BITS + 1 : Number(b) * (bits(a) === 64 ? a.toString(2).length : bits(a)),
        );
      return small ? (a === -1n ? (b % 2n === 0n ? 1n : -1n) : b === 0n ? 1n : a) : a ** b;
    }
    case "<<":
    case ">>":
      if (b < 0n) throw raise("ValueError", "negative shift count");
      if (op === ">>") return b > BigInt(MAX_BITS) ? (a < 0n ? -1n : 0n) : a >> b;
      if (a === 0n) return 0n;
      bounded(machine, b > BigInt(MAX_BITS) ? MAX_BITS + 1 : bits(a) + Number(b));
      return a << b;
    case "&":
      return a & b;
    case "|":
      return a | b;
    case "^":
      return a ^ b;
    default:
      return undefined;
  }
}

/** The float nearest to a quotient of integers. */
function divide(a: bigint, b: bigint): number {
  const exact = Number(a) / Number(b);
  if (Number.isSafeInteger(Number(a)) && Number.isSafeInteger(Number(b))) return exact;
  const negative = a < 0n !== b < 0n;
  const [top, bottom] = [a < 0n ? -a : a, b < 0n ? -b : b];
  // 66 bits of quotient, the last one sticky, so that they round as the whole would.
  const shift = 66 - (top.toString(2).length - bottom.toString(2).length);
  const [scaledTop, scaledBottom] = shift > 0 ? [top << BigInt(shift), bottom] : [top, bottom << BigInt(-shift)];
  const quotient = (scaledTop / scaledBottom) | (scaledTop % scaledBottom === 0n ? 0n : 1n);
  const result = Number(quotient) * 2 ** -shift;
  if (!Number.isFinite(result)) throw raise("OverflowError", "integer division result too large for a float");
  return negative ? -result : result;
}

function floats(op: BinaryOperator, a: number, b: number): number | undefined {
  switch (op) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      if (b === 0) throw raise("ZeroDivisionError", "float division by zero");
      return a / b;
    case "//":
      if (b === 0) throw raise("ZeroDivisionError", "float floor division by zero");
      return floorDivide(a, b);
    case "%":
      if (b === 0) throw raise("ZeroDivisionError", "float modulo");
      return modulo(a, b);
    case "**":
      return power(a, b);
    default:
      return undefined;
  }
}

/** What is left of a float with the sign of the divisor, zero too. */
function modulo(a: number, b: number): number {
  const rest = a % b;
  if (rest === 0) return b < 0 ? -0 : 0;
  return rest < 0 !== b < 0 ? rest + b : rest;
}

/** The quotient that goes with `modulo`: of the exact difference, not of the rounded quotient. */
function floorDivide(a: number, b: number): number {
  const rest = a % b;
  const quotient = (a - rest) / b - (rest !== 0 && rest < 0 !== b < 0 ? 1 : 0);
  if (quotient === 0) return a < 0 !== b < 0 || Object.is(a, -0) ? -0 : 0;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

function power(a: number, b: number): number {
  if (a === 0 && b < 0) throw raise("ZeroDivisionError", "0.0 cannot be raised to a negative power");
  if (a === 1 || (a === -1 && !Number.isFinite(b) && !Number.isNaN(b))) return 1;
  if (a < 0 && Number.isFinite(a) && Number.isFinite(b) && !Number.isInteger(b)) {
    throw new Stopped("python-unsupported", "complex numbers are not supported");
  }
  const result = a ** b;
  if (!Number.isFinite(result) && Number.isFinite(a) && Number.isFinite(b)) {
    throw raise("OverflowError", "(34, 'Numerical result out of range')");
  }
  return result;
}

function sequences(machine: Machine, op: BinaryOperator, left: Value, right: Value): Value | undefined {
  if (op === "%" && typeof left === "string") return percentFormat(machine, left, right);
  if (op === "*") {
    const [value, times] = typeof left === "bigint" || typeof left === "boolean" ? [right, left] : [left, right];
    if (typeof times === "bigint" || typeof times === "boolean")
      return repeat(machine, value, numeric(times) as bigint);
  }
  if (op !== "+") return undefined;
  if (left instanceof PyList && right instanceof PyList) {
    machine.charge(left.items.length + right.items.length);
    return new PyList([...left.items, ...right.items]);
  }
  if (left instanceof PyTuple && right instanceof PyTuple) {
    machine.charge(left.items.length + right.items.length);
    return new PyTuple([...left.items, ...right.items]);
  }
  if (!(left instanceof PyBytes && right instanceof PyBytes)) return undefined;
  machine.charge(left.value.length + right.value.length);
  return new PyBytes(left.value + right.value);
}

function repeat(machine: Machine, value: Value, times: bigint): Value | undefined {
  const count = times < 0n ? 0 : Number(times);
  const charge = (length: number) => {
    // Zero times anything is nothing, and nothing any number of times.
    if (length > 0) machine.charge(length * count);
  };
  if (typeof value === "string" || value instanceof PyBytes) {
    const text = typeof value === "string" ? value : value.value;
    charge(text.length);
    const repeated = text === "" ? "" : text.repeat(count);
    return typeof value === "string" ? repeated : new PyBytes(repeated);
  }
  if (!(value instanceof PyList || value instanceof PyTuple)) return undefined;
  charge(value.items.length);
  const items: Value[] = [];
  for (let left = value.items.length > 0 ? count : 0; left > 0; left--)
    for (const item of value.items) items.push(item);
  return value instanceof PyList ? new PyList(items) : new PyTuple(items);
}

function sets(machine: Machine, op: BinaryOperator, left: Value, right: Value): Value | undefined {
  if (left instanceof PyDict && right instanceof PyDict && [left, right].some((one) => one.class.name === "Counter")) {
    throw new Stopped("python-unsupported", `${op} of a Counter is not supported`);
  }
  if (op === "|" && left instanceof PyDict && right instanceof PyDict) {
    const merged = newDict(machine, []);
    for (const dict of [left, right]) {
      for (const { key, value } of dict.entries.values()) dictSet(machine, merged, key, value);
    }
    return merged;
  }
  if (left instanceof PyView && isSetLike(left) && "|&-^".includes(op) && !isSetLike(right)) {
    return sets(machine, op, left, newSet(machine, iterate(machine, right)));
  }
  if (!isSetLike(left) || !isSetLike(right)) return unionOfTypes(op, left, right);
  const frozen = left instanceof PySet && left.frozen;
  const [a, b] = [[...iterate(machine, left)], [...iterate(machine, right)]];
  switch (op) {
    case "|":
      return newSet(machine, [...a, ...b], frozen);
    case "&":
      return newSet(
        machine,
        a.filter((item) => contains(machine, right, item)),
        frozen,
      );
    case "-":
      return newSet(
        machine,
        a.filter((item) => !contains(machine, right, item)),
        frozen,
      );
    case "^": {
      const only = (items: Value[], other: Value) => items.filter((item) => !contains(machine, other, item));
      return newSet(machine, [...only(a, right), ...only(b, left)], frozen);
    }
    default:
      return undefined;
  }
}

/** `int | None`, as isinstance takes it: a tuple of classes. */
function unionOfTypes(op: BinaryOperator, left: Value, right: Value): Value | undefined {
  const isType = (value: Value) =>
    value instanceof PyClass || (value instanceof PyTuple && value.items.every((item) => item instanceof PyClass));
  if (op !== "|" || !(isType(left) || isType(right))) return undefined;
  const classes = [left, right].flatMap((side) =>
    side instanceof PyTuple ? [...side.items] : [side === null ? classOf(null) : side],
  );
  return new PyTuple(classes);
}

function instances(machine: Machine, op: BinaryOperator, left: Value, right: Value): Value | undefined {
  if (!(left instanceof PyInstance) && !(right instanceof PyInstance)) return undefined;
  for (const [self, other, name] of [
    [left, right, `__${METHODS[op]}__`],
    [right, left, `__r${METHODS[op]}__`],
  ] as const) {
    const method = special(machine, self, name);
    const result = method === undefined ? NOT_IMPLEMENTED : machine.call(method, [other]);
    if (result !== NOT_IMPLEMENTED) return result;
  }
  stopAtNative(op, left);
  stopAtNative(op, right);
  return undefined;
}

/** CPython's classes may have operators that those here have not. */
function stopAtNative(op: string, value: Value): void {
  if (value instanceof PyInstance && value.class.native) {
    throw new Stopped("python-unsupported", `${op} of a ${value.class.name} is not supported here`);
  }
}

/** `-value`, `+value`, `~value` */
export function unary(machine: Machine, op: "-" | "+" | "~", value: Value): Value {
  const number = numeric(value);
  if (number !== undefined) {
    if (op === "+") return number;
    if (op === "-") return typeof number === "bigint" ? -number : -number;
    if (typeof number === "bigint") return ~number;
  }
  const method = special(machine, value, { "-": "__neg__", "+": "__pos__", "~": "__invert__" }[op]);
  if (method !== undefined) return machine.call(method, []);
  stopAtNative(op, value);
  throw raise("TypeError", `bad operand type for unary ${op}: '${classOf(value).name}'`);
}

/** `target op value` as an assignment does it: lists, dicts and sets change in place. */
export function augment(machine: Machine, op: BinaryOperator, target: Value, value: Value): Value {
  if (target instanceof PyList && op === "+") {
    for (const item of [...iterate(machine, value)]) {
      machine.charge(1);
      target.items.push(item);
    }
    return target;
  }
  if (target instanceof PyDict && op === "|" && (value instanceof PyDict || value instanceof FrozenDict)) {
    const source = value instanceof PyDict ? value : value.container;
    for (const { key, value: item } of [...source.entries.values()]) dictSet(machine, target, key, item);
    return target;
  }
  if (target instanceof PySet && !target.frozen && isSetLike(value)) {
    const result = sets(machine, op, target, value);
    if (result instanceof PySet) {
      const entries = [...result.entries];
      target.entries.clear();
      for (const [key, item] of entries) target.entries.set(key, item);
      return target;
    }
  }
  const method = special(machine, target, `__i${METHODS[op]}__`);
  const result = method === undefined ? NOT_IMPLEMENTED : machine.call(method, [value]);
  return result === NOT_IMPLEMENTED ? binary(machine, op, target, value) : result;
}
