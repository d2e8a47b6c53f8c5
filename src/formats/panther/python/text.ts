// Text as Python sees it, code point by code point, and how values are written: `str` and `repr`.

import { special } from "./call.js";
import { iterate } from "./containers.js";
import { EXCEPTIONS, raise, Stopped } from "./exceptions.js";
import { FrozenDict, FrozenList } from "./frozen.js";
import type { Machine } from "./machine.js";
import { PyMissing, stopAtMissing } from "./missing.js";
import { numeric } from "./operate.js";
import {
  classOf,
  ELLIPSIS,
  NOT_IMPLEMENTED,
  PyBuiltin,
  PyBytes,
  type PyClass,
  PyDict,
  PyFunction,
  PyInstance,
  PyList,
  PyMethod,
  PyModule,
  PyRange,
  PySet,
  PySlice,
  PyTuple,
  PyView,
  type Value,
} from "./values.js";

const SURROGATE = /[\ud800-\udfff]/;
/** CPython's bound on digits that are read or written. */
export const MAX_DIGITS = 4300;
/** Containers inside each other that are written or compared. */
const MAX_HEIGHT = 200;

/** Whether code points and UTF-16 units are the same. */
export function isFlat(text: string): boolean {
  return !SURROGATE.test(text);
}

/** The code points of a text, each as text. */
export function points(text: string): string[] {
  return isFlat(text) ? text.split("") : Array.from(text);
}

export function textLength(text: string): number {
  return isFlat(text) ? text.length : Array.from(text).length;
}

/** Python's lower(): the full mapping, with the final sigma. */
export function lower(text: string): string {
  return text.toLowerCase();
}

/** Order of two texts by code point. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  if (isFlat(left) && isFlat(right)) return left < right ? -1 : 1;
  const [a, b] = [Array.from(left), Array.from(right)];
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const difference = (a[at]?.codePointAt(0) ?? 0) - (b[at]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

export function integerText(value: bigint): string {
  // 4,300 digits have about 14,284 bits: longer ones are not even written.
  const text = value > 1n << 14_300n || value < -(1n << 14_300n) ? "" : String(value);
  if (text === "" || text.length > (value < 0n ? MAX_DIGITS + 1 : MAX_DIGITS)) {
    throw raise("ValueError", `Exceeds the limit (${MAX_DIGITS} digits) for integer string conversion`);
  }
  return text;
}

/** A float as `repr` writes it: the shortest digits that read back, with an exponent below -4 and from 16 on. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const [mantissa, power] = Math.abs(value).toExponential().split("e") as [string, string];
  const digits = mantissa.replace(".", "");
  const exponent = Number(power);
  const sign = value < 0 ? "-" : "";
  if (exponent < -4 || exponent >= 16) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : "";
    return `${sign}${digits[0]}${fraction}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return `${sign}${whole}.${digits.slice(exponent + 1) || "0"}`;
}

/** What `repr` escapes: what Unicode does not call printable, and all spaces but the ordinary one. */
const UNPRINTABLE = /[\p{C}\p{Z}\\'"]/gu;

export function reprText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const body = text.replace(UNPRINTABLE, (character) => {
    if (character === " ") return character;
    if (character === "'" || character === '"') return character === quote ? `\\${character}` : character;
    const simple = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" }[character];
    return simple ?? escapePoint(character.codePointAt(0) as number);
  });
  return quote + body + quote;
}

function escapePoint(code: number): string {
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, "0")}`;
  return `\\U${code.toString(16).padStart(8, "0")}`;
}

/** `ascii()`: `repr` with everything beyond ASCII escaped. */
export function asciiText(text: string): string {
  return text.replace(/[^\p{ASCII}]/gu, (character) => escapePoint(character.codePointAt(0) as number));
}

function reprBytes(bytes: string): string {
  const quote = bytes.includes("'") && !bytes.includes('"') ? '"' : "'";
  let body = "";
  for (const character of bytes) {
    const code = character.charCodeAt(0);
    const simple = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" }[character];
    if (character === quote) body += `\\${character}`;
    else body += simple ?? (code < 0x20 || code > 0x7e ? `\\x${code.toString(16).padStart(2, "0")}` : character);
  }
  return `b${quote}${body}${quote}`;
}

/** `str(value)` */
export function toText(machine: Machine, value: Value): string {
  if (typeof value === "string") return value;
  if (value instanceof PyInstance) {
    const method = special(machine, value, "__str__");
    if (method !== undefined) return expectText(machine.call(method, []), "__str__");
    if (isException(value)) return exceptionText(machine, value);
  }
  return toRepr(machine, value);
}

function isException(value: PyInstance): boolean {
  return value.class.isSubclassOf(EXCEPTIONS.get("BaseException") as PyClass);
}

function exceptionText(machine: Machine, exception: PyInstance): string {
  const args = exception.attributes.get("args");
  const items = args instanceof PyTuple ? args.items : [];
  if (items.length === 0) return "";
  if (items.length > 1) return toRepr(machine, args as PyTuple);
  const keyError = exception.class.isSubclassOf(EXCEPTIONS.get("KeyError") as PyClass);
  return keyError ? toRepr(machine, items[0] as Value) : toText(machine, items[0] as Value);
}

function expectText(value: Value, method: string): string {
  if (typeof value === "string") return value;
  throw raise("TypeError", `${method} returned non-string (type ${classOf(value).name})`);
}

/** `repr(value)` */
export function toRepr(machine: Machine, value: Value, height = 0): string {
  const isContainer = value instanceof PyList || value instanceof PyDict;
  const text = isContainer
    ? machine.once(value, () => writeRepr(machine, value, height))
    : writeRepr(machine, value, height);
  if (text === undefined) return value instanceof PyList ? "[...]" : "{...}";
  machine.charge(text.length);
  return text;
}

function writeRepr(machine: Machine, value: Value, height: number): string {
  switch (typeof value) {
    case "string":
      return reprText(value);
    case "boolean":
      return value ? "True" : "False";
    case "bigint":
      return integerText(value);
    case "number":
      return floatText(value);
  }
  if (value === null) return "None";
  if (height > MAX_HEIGHT)
    throw raise("RecursionError", "maximum recursion depth exceeded while getting the repr of an object");
  const all = (items: Iterable<Value>) => Array.from(items, (item) => toRepr(machine, item, height + 1)).join(", ");
  if (value instanceof PyList) return `[${all(value.items)}]`;
  if (value instanceof PyTuple && value.class.find("_fields") !== undefined) return reprNamed(machine, value, height);
  if (value instanceof PyTuple) return value.items.length === 1 ? `(${all(value.items)},)` : `(${all(value.items)})`;
  if (value instanceof PyDict) return reprDict(machine, value, height);
  if (value instanceof PySet) {
    const items = value.entries.size > 0 ? `{${all(value.entries.values())}}` : "";
    if (value.frozen) return `frozenset(${items})`;
    return items || "set()";
  }
  if (value instanceof FrozenDict) return `${value.class.name}(${toRepr(machine, value.container, height + 1)})`;
  if (value instanceof FrozenList) {
    return `ImmutableList(${toRepr(machine, new PyTuple(value.container.items), height + 1)})`;
  }
  if (value instanceof PyBytes) return reprBytes(value.value);
  if (value instanceof PyRange)
    return `range(${value.start}, ${value.stop}${value.step === 1n ? "" : `, ${value.step}`})`;
  if (value instanceof PySlice) return `slice(${all([value.lower, value.upper, value.step])})`;
  if (value instanceof PyView) return `${value.class.name}([${all(iterate(machine, value))}])`;
  if (value instanceof PyMissing) throw stopAtMissing(value);
  if (value === ELLIPSIS) return "Ellipsis";
  if (value === NOT_IMPLEMENTED) return "NotImplemented";
  return reprObject(machine, value, all);
}

function reprDict(machine: Machine, dict: PyDict, height: number): string {
  const entries = Array.from(
    dict.entries.values(),
    ({ key, value }) => `${toRepr(machine, key, height + 1)}: ${toRepr(machine, value, height + 1)}`,
  );
  const text = `{${entries.join(", ")}}`;
  const { name } = dict.class;
  if (name === "dict") return text;
  if (name === "defaultdict") return `defaultdict(${toRepr(machine, dict.factory, height + 1)}, ${text})`;
  if (dict.entries.size === 0) return `${name}()`;
  if (name === "Counter") return `Counter(${reprCounts(machine, dict, height)})`;
  const pairs = Array.from(dict.entries.values(), ({ key, value }) => new PyTuple([key, value]));
  return `${name}(${toRepr(machine, new PyList(pairs), height + 1)})`;
}

/** The most frequent first. */
function reprCounts(machine: Machine, dict: PyDict, height: number): string {
  const counts = new PyDict();
  const pairs = Array.from(dict.entries, ([hashed, entry]) => ({ hashed, entry }));
  const isNumber = pairs.every(({ entry }) => numeric(entry.value) !== undefined);
  if (isNumber) pairs.sort((a, b) => Number(numeric(b.entry.value)) - Number(numeric(a.entry.value)));
  for (const { hashed, entry } of pairs) counts.entries.set(hashed, entry);
  return toRepr(machine, counts, height + 1);
}

function reprNamed(machine: Machine, value: PyTuple, height: number): string {
  const fields = value.class.find("_fields") as PyTuple;
  const parts = value.items.map((item, at) => `${String(fields.items[at])}=${toRepr(machine, item, height + 1)}`);
  return `${value.class.name}(${parts.join(", ")})`;
}

function reprObject(machine: Machine, value: Value, all: (items: Iterable<Value>) => string): string {
  if (value instanceof PyInstance) {
    const method = special(machine, value, "__repr__");
    if (method !== undefined) return expectText(machine.call(method, []), "__repr__");
    if (isException(value)) {
      const args = value.attributes.get("args");
      return `${value.class.name}(${all(args instanceof PyTuple ? args.items : [])})`;
    }
  }
  if (value instanceof PyInstance && value.class.native && !isException(value)) {
    throw new Stopped("python-unsupported", `repr of a ${value.class.name} is not supported`);
  }
  // CPython writes an address here, so that nothing can rest on this text.
  if (value instanceof PyModule) return `<module '${value.name}'>`;
  if (value instanceof PyFunction || value instanceof PyBuiltin) return `<function ${value.name}>`;
  if (value instanceof PyMethod) return `<bound method ${value.target.name}>`;
  if (classOf(value).name === "type") return `<class '${(value as PyClass).name}'>`;
  return `<${classOf(value).name} object>`;
}
