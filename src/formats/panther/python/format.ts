// Format strings: the mini-language of f-strings and `format` (The Python Standard Library, string: Format Specification
// Mini-Language), `str.format`, and the `%` operator.

import { getAttribute, special } from "./call.js";
import { getItem } from "./containers.js";
import { raise, Stopped } from "./exceptions.js";
import { FrozenDict } from "./frozen.js";
import type { Machine } from "./machine.js";
import { asciiText, floatText, integerText, points, textLength, toRepr, toText } from "./text.js";
import { classOf, type Keywords, PyDict, PyTuple, type Value } from "./values.js";

const SPEC = /^(?:(.)?([<>=^]))?([-+ ])?(z)?(#)?(0)?([0-9]+)?([_,])?(?:\.([0-9]+))?([bcdeEfFgGnosxX%])?$/su;
/** Widths and precisions beyond this are no format that anyone reads. */
const MAX_WIDTH = 100_000;
/** Characters of a field of `str.format`. */
const MAX_FIELD = 1_000;

interface Spec {
  readonly fill: string;
  readonly align: string | undefined;
  readonly sign: string;
  readonly alternate: boolean;
  readonly width: number;
  readonly grouping: string;
  readonly precision: number | undefined;
  readonly type: string | undefined;
}

function parseSpec(text: string): Spec {
  const parts = SPEC.exec(text);
  if (!parts) throw raise("ValueError", "Invalid format specifier");
  const [, fill, align, sign, , alternate, zero, width, grouping, precision, type] = parts;
  const numbers = [Number(width ?? 0), Number(precision ?? 0)];
  if (numbers.some((number) => number > MAX_WIDTH))
    throw new Stopped("python-limit", `expected a width of at most ${MAX_WIDTH}`);
  return {
    fill: fill ?? (zero ? "0" : " "),
    align: align ?? (zero ? "=" : undefined),
    sign: sign ?? "-",
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
  const text = formatTyped(machine, value, spec);
  machine.charge(text.length);
  return text;
}

function formatTyped(machine: Machine, value: Value, text: string): string {
  if (typeof value === "string") return formatText(value, parseSpec(text));
  if (typeof value === "bigint") return formatInteger(value, parseSpec(text));
  if (typeof value === "number") return formatFloat(value, parseSpec(text));
  if (typeof value === "boolean") {
    const spec = parseSpec(text);
    return spec.type === undefined || spec.type === "s"
      ? formatText(toText(machine, value), { ...spec, align: spec.align ?? ">" })
      : formatInteger(value ? 1n : 0n, spec);
  }
  throw raise("TypeError", `unsupported format string passed to ${classOf(value).name}.__format__`);
}

function formatText(value: string, spec: Spec): string {
  if (spec.type !== undefined && spec.type !== "s") {
    throw raise("ValueError", `Unknown format code '${spec.type}' for object of type 'str'`);
  }
  if (spec.align === "=") {
    // A bare zero before the width means zeros after the text.
    if (spec.fill === "0") return pad(value, { ...spec, align: "<" });
    throw raise("ValueError", "'=' alignment not allowed in string format specifier");
  }
  const cut = spec.precision === undefined ? value : points(value).slice(0, spec.precision).join("");
  return pad(cut, { ...spec, align: spec.align ?? "<" });
}

function pad(text: string, { fill, align, width }: Spec, sign = ""): string {
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

function signOf(negative: boolean, sign: string): string {
  return negative ? "-" : sign === "-" ? "" : sign;
}

const BASES: Readonly<Record<string, readonly [radix: number, prefix: string]>> = {
  b: [2, "0b"],
  o: [8, "0o"],
  x: [16, "0x"],
  X: [16, "0X"],
};

function formatInteger(value: bigint, spec: Spec): string {
  const { type } = spec;
  if (type !== undefined && "eEfFgG%".includes(type)) return formatFloat(Number(value), spec);
  if (spec.precision !== undefined) throw raise("ValueError", "Precision not allowed in integer format specifier");
  if (type === "s") throw raise("ValueError", "Unknown format code 's' for object of type 'int'");
  const aligned = { ...spec, align: spec.align ?? ">" };
  if (type === "c") return pad(String.fromCodePoint(Number(value)), { ...aligned, align: spec.align ?? "<" });
  const size = value < 0n ? -value : value;
  const base = type === undefined ? undefined : BASES[type];
  const plain = base ? size.toString(base[0]) : integerText(size);
  const digits = group(type === "X" ? plain.toUpperCase() : plain, spec.grouping, base ? 4 : 3);
  const prefix = base && spec.alternate ? base[1] : "";
  return padNumber(digits, aligned, signOf(value < 0n, spec.sign) + prefix);
}

/** Zeros before a grouped number are grouped like it. */
function padNumber(digits: string, spec: Spec, sign: string): string {
  if (spec.align !== "=" || spec.fill !== "0" || spec.grouping === "") return pad(digits, spec, sign);
  const whole = /^[0-9]+/.exec(digits.replaceAll(spec.grouping, ""))?.[0] ?? "";
  const rest = digits.replaceAll(spec.grouping, "").slice(whole.length);
  let padded = whole;
  while (group(padded, spec.grouping).length + rest.length + sign.length < spec.width) padded = `0${padded}`;
  return sign + group(padded, spec.grouping) + rest;
}

function formatFloat(value: number, spec: Spec): string {
  const { type, precision } = spec;
  if (type !== undefined && !"eEfFgGn%".includes(type)) {
    throw raise("ValueError", `Unknown format code '${type}' for object of type 'float'`);
  }
  const size = Math.abs(value);
  const negative = value < 0 || Object.is(value, -0);
  let text: string;
  if (!Number.isFinite(value)) text = Number.isNaN(value) ? "nan" : "inf";
  else if (type === "f" || type === "F") text = fixed(size, precision ?? 6);
  else if (type === "%") text = `${fixed(size * 100, precision ?? 6)}%`;
  else if (type === "e" || type === "E") text = exponential(size, precision ?? 6);
  else if (type === undefined && precision === undefined) text = floatText(size);
  else text = general(size, precision ?? 6, type === undefined, spec.alternate);
  if (type !== undefined && "EFG".includes(type)) text = text.toUpperCase();
  const [whole, fraction = ""] = splitAt(text, text.search(/[^0-9]/));
  const digits = group(whole, spec.grouping) + fraction;
  return padNumber(digits, { ...spec, align: spec.align ?? ">" }, signOf(negative && !Number.isNaN(value), spec.sign));
}

function splitAt(text: string, at: number): readonly [string, string] {
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at)];
}

/** Rounded to the nearest, ties by the exact binary value, as C has it. */
export function fixed(value: number, precision: number): string {
  if (value < 1e21 && precision <= 100) return value.toFixed(precision);
  const whole = value < 1e21 ? value.toFixed(100) : `${BigInt(value)}.${"0".repeat(100)}`;
  return whole + "0".repeat(Math.max(0, precision - 100));
}

function exponential(value: number, precision: number): string {
  const [mantissa, power] = value.toExponential(Math.min(precision, 100)).split("e") as [string, string];
  return `${mantissa}e${power[0]}${power.slice(1).padStart(2, "0")}`;
}

function general(value: number, precision: number, asRepr: boolean, keepZeros: boolean): string {
  const digits = Math.max(1, Math.min(precision, 100));
  const power = value === 0 ? 0 : Number(value.toExponential(digits - 1).split("e")[1]);
  const strip = (text: string) => (keepZeros || !text.includes(".") ? text : text.replace(/\.?0+$/, ""));
  if (power < -4 || power >= digits) {
    const [mantissa, exponent] = exponential(value, digits - 1).split("e") as [string, string];
    return `${strip(mantissa)}e${exponent}`;
  }
  const text = strip(value.toFixed(Math.min(100, digits - 1 - power)));
  return asRepr && !text.includes(".") ? `${text}.0` : text;
}

export function convert(machine: Machine, value: Value, conversion: string | undefined): Value {
  if (conversion === undefined) return value;
  if (conversion === "s") return toText(machine, value);
  const repr = toRepr(machine, value);
  return conversion === "r" ? repr : asciiText(repr);
}

/** `text.format(*args, **keywords)` */
export function formatString(
  machine: Machine,
  text: string,
  args: readonly Value[],
  keywords: Keywords,
  depth = 0,
): string {
  if (depth > 2) throw raise("ValueError", "Max string recursion exceeded");
  let automatic = 0;
  const field = (body: string): string => {
    if (body.length > MAX_FIELD)
      throw new Stopped("python-limit", `expected a field of at most ${MAX_FIELD} characters`);
    const [, path = "", conversion, spec] = /^([^!:]*)(?:!([sra]))?(?::([\s\S]*))?$/.exec(body) ?? [];
    const [, first = "", rest = ""] = /^([^.[]*)(.*)$/s.exec(path) ?? [];
    let value: Value | undefined;
    if (first === "") value = args[automatic++];
    else value = /^[0-9]+$/.test(first) ? args[Number(first)] : keywords.get(first);
    if (value === undefined) {
      if (first !== "" && !/^[0-9]+$/.test(first)) throw raise("KeyError", first);
      throw raise("IndexError", "Replacement index out of range for positional args tuple");
    }
    for (const [, name, index] of rest.matchAll(/\.([^.[]+)|\[([^\]]*)\]/g)) {
      if (name?.startsWith("__")) throw new Stopped("python-unsupported", `the attribute ${name} is not supported`);
      value =
        name !== undefined
          ? getAttribute(machine, value, name)
          : getItem(machine, value, /^[0-9]+$/.test(index as string) ? BigInt(index as string) : (index as string));
    }
    const inner = spec === undefined ? "" : formatString(machine, spec, args, keywords, depth + 1);
    return format(machine, convert(machine, value, conversion), inner);
  };
  let result = "";
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string;
    if ((character === "{" || character === "}") && text[at + 1] === character) {
      result += character;
      at++;
    } else if (character === "}") throw raise("ValueError", "Single '}' encountered in format string");
    else if (character !== "{") result += character;
    else {
      let open = 1;
      let end = at + 1;
      for (; end < text.length && open > 0; end++) open += text[end] === "{" ? 1 : text[end] === "}" ? -1 : 0;
      if (open > 0) throw raise("ValueError", "Single '{' encountered in format string");
      result += field(text.slice(at + 1, end - 1));
      at = end - 1;
    }
  }
  machine.charge(result.length);
  return result;
}

const PERCENT = /%(?:\(([^)]{0,256})\))?([-+ #0]*)(\*|[0-9]+)?(?:\.([0-9]+))?[hlL]?([\s\S])/g;

/** `text % value` */
export function percentFormat(machine: Machine, text: string, value: Value): string {
  const items = value instanceof PyTuple ? [...value.items] : [value];
  const mapping = value instanceof PyDict || value instanceof FrozenDict ? value : undefined;
  const result = text.replace(
    PERCENT,
    (_all, name: string | undefined, flags: string, width, precision, type: string) => {
      if (type === "%") return "%";
      if (width === "*") throw new Stopped("python-unsupported", "%* is not supported");
      const item = name === undefined ? items.shift() : mapping && getItem(machine, mapping, name);
      if (item === undefined) throw raise("TypeError", "not enough arguments for format string");
      return percentItem(machine, item, flags, width ?? "", precision, type);
    },
  );
  if (!mapping && items.length > 0 && value instanceof PyTuple) {
    throw raise("TypeError", "not all arguments converted during string formatting");
  }
  if (!mapping && !(value instanceof PyTuple) && items.length > 0) {
    throw raise("TypeError", "not all arguments converted during string formatting");
  }
  machine.charge(result.length);
  return result;
}

function percentItem(
  machine: Machine,
  item: Value,
  flags: string,
  width: string,
  precision: string | undefined,
  type: string,
): string {
  const align = flags.includes("-") ? "<" : "sra".includes(type) ? ">" : "";
  if ("sra".includes(type)) {
    const text = convert(machine, item, type) as string;
    return format(machine, text, `${align}${width}${precision === undefined ? "" : `.${precision}`}`);
  }
  const sign = flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
  const zero = flags.includes("0") && align === "" ? "0" : "";
  if ("diuxXoc".includes(type)) {
    if (typeof item !== "bigint" && typeof item !== "boolean" && typeof item !== "number") {
      throw raise("TypeError", `%${type} format: a real number is required, not ${classOf(item).name}`);
    }
    const integer = typeof item === "number" ? BigInt(Math.trunc(item)) : BigInt(item);
    return format(machine, integer, `${align}${sign}${zero}${width}${"iu".includes(type) ? "d" : type}`);
  }
  if (!"eEfFgG".includes(type)) throw raise("ValueError", `unsupported format character '${type}'`);
  const number = typeof item === "boolean" ? (item ? 1n : 0n) : item;
  if (typeof number !== "bigint" && typeof number !== "number") {
    throw raise("TypeError", `must be real number, not ${classOf(item).name}`);
  }
  return format(
    machine,
    Number(number),
    `${align}${sign}${zero}${width}${precision === undefined ? "" : `.${precision}`}${type}`,
  );
}
