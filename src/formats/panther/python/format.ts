// Format strings: the mini-language of f-strings and `format` (The Python Standard Library, string: Format Specification
// Mini-Language).

import { toFloat } from "./arithmetic.js";
import { special } from "./call.js";
import { fixed, scientific } from "./decimals.js";
import { raise, Stopped } from "./exceptions.js";
import type { Machine } from "./machine.js";
import { asciiText, floatText, integerText, points, textLength, toRepr, toText } from "./text.js";
import { classOf, type Value } from "./values.js";

const SPEC = /^(?:(.)?([<>=^]))?([-+ ])?(z)?(#)?(0)?([0-9]+)?([_,])?(?:\.([0-9]+))?([bcdeEfFgGnosxX%])?$/su;
/** Widths and precisions beyond this are no format that anyone reads. */
export const MAX_WIDTH = 100_000;

interface Spec {
  readonly fill: string;
  readonly align: string | undefined;
  readonly sign: string | undefined;
  /** A zero before the width: zeros behind the sign, unless an alignment is given. */
  readonly zero: boolean;
  /** `z`: no minus before what is rounded to zero. */
  readonly coerced: boolean;
  readonly alternate: boolean;
  readonly width: number;
  readonly grouping: string;
  readonly precision: number | undefined;
  readonly type: string | undefined;
}

function parseSpec(text: string): Spec {
  const parts = SPEC.exec(text);
  if (!parts) throw raise("ValueError", "Invalid format specifier");
  const [, fill, align, sign, coerced, alternate, zero, width, grouping, precision, type] = parts;
  const numbers = [Number(width ?? 0), Number(precision ?? 0)];
  if (numbers.some((number) => number > MAX_WIDTH))
    throw new Stopped("python-limit", `expected a width of at most ${MAX_WIDTH}`);
  return {
    fill: fill ?? (zero ? "0" : " "),
    align,
    sign,
    zero: zero !== undefined,
    coerced: coerced !== undefined,
    alternate: alternate !== undefined,
    width: numbers[0] as number,
    grouping: grouping ?? "",
    precision: precision === undefined ? undefined : numbers[1],
    type,
  };
}

/** `format(value, spec)` */
export function format(machine: Machine, value: Value, spec: string): string {
  const method = special(machine, value, "__format__");
  if (method !== undefined) return toText(machine, machine.call(method, [spec]));
  if (spec === "") return toText(machine, value);
  const text = formatTyped(value, spec);
  machine.charge(text.length);
  return text;
}

function formatTyped(value: Value, text: string): string {
  if (typeof value === "string") return formatText(value, parseSpec(text));
  if (typeof value === "bigint") return formatInteger(value, parseSpec(text));
  if (typeof value === "number") return formatFloat(value, parseSpec(text));
  if (typeof value === "boolean") return formatInteger(value ? 1n : 0n, parseSpec(text), "bool");
  throw raise("TypeError", `unsupported format string passed to ${classOf(value).name}.__format__`);
}

function formatText(value: string, spec: Spec): string {
  if (spec.type !== undefined && spec.type !== "s") {
    throw raise("ValueError", `Unknown format code '${spec.type}' for object of type 'str'`);
  }
  if (spec.sign !== undefined) throw raise("ValueError", "Sign not allowed in string format specifier");
  if (spec.coerced) throw raise("ValueError", "Negative zero coercion (z) not allowed in string format specifier");
  if (spec.alternate) throw raise("ValueError", "Alternate form (#) not allowed in string format specifier");
  if (spec.grouping !== "") throw raise("ValueError", `Cannot specify '${spec.grouping}' with 's'.`);
  if (spec.align === "=") throw raise("ValueError", "'=' alignment not allowed in string format specifier");
  const cut = spec.precision === undefined ? value : points(value).slice(0, spec.precision).join("");
  return pad(cut, { ...spec, align: spec.align ?? "<" });
}

export function pad(text: string, { fill, align, width }: Pick<Spec, "fill" | "align" | "width">, sign = ""): string {
  const missing = width - textLength(sign + text);
  if (missing <= 0) return sign + text;
  if (align === "=") return sign + fill.repeat(missing) + text;
  if (align === "<") return sign + text + fill.repeat(missing);
  if (align === "^") return fill.repeat(missing >> 1) + sign + text + fill.repeat(missing - (missing >> 1));
  return fill.repeat(missing) + sign + text;
}

function group(digits: string, separator: string, size = 3): string {
  if (separator === "") return digits;
  const parts: string[] = [];
  for (let end = digits.length; end > 0; end -= size) parts.unshift(digits.slice(Math.max(0, end - size), end));
  return parts.join(separator);
}

function signOf(negative: boolean, sign = "-"): string {
  return negative ? "-" : sign === "-" ? "" : sign;
}

const BASES: Readonly<Record<string, readonly [radix: number, prefix: string]>> = {
  b: [2, "0b"],
  o: [8, "0o"],
  x: [16, "0x"],
  X: [16, "0X"],
};

function formatInteger(value: bigint, spec: Spec, className = "int"): string {
  const { type, grouping } = spec;
  if (type !== undefined && "eEfFgG%".includes(type)) return formatFloat(toFloat(value), spec);
  if (spec.precision !== undefined) throw raise("ValueError", "Precision not allowed in integer format specifier");
  if (spec.coerced) throw raise("ValueError", "Negative zero coercion (z) not allowed in integer format specifier");
  if (type === "s") throw raise("ValueError", `Unknown format code 's' for object of type '${className}'`);
  const base = type === undefined ? undefined : BASES[type];
  if (grouping !== "" && ((base && grouping === ",") || type === "c" || type === "n")) {
    throw raise("ValueError", `Cannot specify '${grouping}' with '${type}'.`);
  }
  if (type === "c") return formatPoint(value, spec);
  const size = value < 0n ? -value : value;
  const plain = base ? size.toString(base[0]) : integerText(size);
  const digits = group(type === "X" ? plain.toUpperCase() : plain, grouping, base ? 4 : 3);
  const prefix = base && spec.alternate ? base[1] : "";
  return padNumber(digits, spec, signOf(value < 0n, spec.sign) + prefix);
}

function formatPoint(value: bigint, spec: Spec): string {
  if (spec.sign !== undefined) throw raise("ValueError", "Sign not allowed with integer format specifier 'c'");
  if (spec.alternate) throw raise("ValueError", "Alternate form (#) not allowed with integer format specifier 'c'");
  return padNumber(character(value), spec, "");
}

/** The character of a code point, as `%c` makes it. */
export function character(value: bigint): string {
  if (value < 0n || value > 0x10ffffn) throw raise("OverflowError", "%c arg not in range(0x110000)");
  return String.fromCodePoint(Number(value));
}

/** Zeros before a grouped number are grouped like it, to the right without an alignment. */
function padNumber(digits: string, spec: Spec, sign: string): string {
  const align = spec.align ?? (spec.zero ? "=" : ">");
  if (align !== "=" || spec.fill !== "0" || spec.grouping === "") return pad(digits, { ...spec, align }, sign);
  const bare = digits.replaceAll(spec.grouping, "");
  const whole = /^[0-9a-fA-F]+/.exec(bare)?.[0] ?? "";
  const rest = bare.slice(whole.length);
  const size = spec.type !== undefined && spec.type in BASES ? 4 : 3;
  let padded = whole;
  while (group(padded, spec.grouping, size).length + rest.length + sign.length < spec.width) padded = `0${padded}`;
  return sign + group(padded, spec.grouping, size) + rest;
}

function formatFloat(value: number, spec: Spec): string {
  const { type } = spec;
  if (type !== undefined && !"eEfFgGn%".includes(type)) {
    throw raise("ValueError", `Unknown format code '${type}' for object of type 'float'`);
  }
  if (type === "n" && spec.grouping !== "") throw raise("ValueError", `Cannot specify '${spec.grouping}' with 'n'.`);
  const text = floatDigits(type === "%" ? value * 100 : value, type, spec.precision, spec.alternate);
  const [whole, fraction] = splitAt(text, text.search(/[^0-9]/));
  const digits = group(whole, spec.grouping) + fraction + (type === "%" ? "%" : "");
  const isZero = spec.coerced && !/[1-9a-z]/i.test(text.replace(/e.*/i, ""));
  const negative = !Number.isNaN(value) && (value < 0 || Object.is(value, -0)) && !isZero;
  return padNumber(digits, spec, signOf(negative, spec.sign));
}

/** |value| by a format type of floats, without sign, groups and padding. */
export function floatDigits(
  value: number,
  type: string | undefined,
  precision: number | undefined,
  alternate: boolean,
): string {
  const size = Math.abs(value);
  const point = alternate && precision === 0 ? "." : "";
  let text: string;
  if (!Number.isFinite(value)) text = Number.isNaN(value) ? "nan" : "inf";
  else if (type === "f" || type === "F" || type === "%") text = fixed(size, precision ?? 6) + point;
  else if (type === "e" || type === "E") text = exponential(size, precision ?? 6, point);
  else if (type === undefined && precision === undefined) text = floatText(size);
  else text = general(size, precision ?? 6, type === undefined, alternate);
  return type !== undefined && "EFG".includes(type) ? text.toUpperCase() : text;
}

function splitAt(text: string, at: number): readonly [string, string] {
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at)];
}

function powerText(power: number): string {
  return `e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

function exponential(value: number, precision: number, point: string): string {
  const { digits, power } = scientific(value, precision);
  return digits.slice(0, 1) + (precision > 0 ? `.${digits.slice(1)}` : point) + powerText(power);
}

function general(value: number, precision: number, asRepr: boolean, keepZeros: boolean): string {
  const size = Math.max(1, precision);
  const { digits, power } = scientific(value, size - 1);
  const strip = (text: string) => (keepZeros ? text : text.replace(/\.?0*$/, ""));
  // A format without a type keeps a digit behind the point, and room for it.
  if (power < -4 || power >= (asRepr ? size - 1 : size)) {
    return strip(`${digits.slice(0, 1)}.${digits.slice(1)}`) + powerText(power);
  }
  const text =
    power < 0 ? `0.${"0".repeat(-power - 1)}${digits}` : `${digits.slice(0, power + 1)}.${digits.slice(power + 1)}`;
  const stripped = strip(text);
  return asRepr && !stripped.includes(".") ? `${stripped}.0` : stripped;
}

export function convert(machine: Machine, value: Value, conversion: string | undefined): Value {
  if (conversion === undefined) return value;
  if (conversion === "s") return toText(machine, value);
  const repr = toRepr(machine, value);
  return conversion === "r" ? repr : asciiText(repr);
}
