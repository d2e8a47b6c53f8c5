// Numbers of other values: `int`, `float`, `round` (The Python Standard Library, Built-in Functions).

import { binary, toFloat } from "../arithmetic.js";
import { findAttribute, special } from "../call.js";
import { fixed, nearest } from "../decimals.js";
import { raise, Stopped } from "../exceptions.js";
import type { Machine } from "../machine.js";
import { expectInt } from "../native.js";
import { numeric } from "../operate.js";
import { MAX_DIGITS, toRepr } from "../text.js";
import { classOf, PyBytes, PyInstance, type Value } from "../values.js";

/** Each digit has one place in it, so that it is read in linear time. */
const FLOAT_TEXT =
  /^[-+]?(?:(?:[0-9](?:_?[0-9])*(?:\.(?:[0-9](?:_?[0-9])*)?)?|\.[0-9](?:_?[0-9])*)(?:[eE][-+]?[0-9](?:_?[0-9])*)?|inf(?:inity)?|nan)$/i;

/** `int(value, base)` */
export function toInt(machine: Machine, value: Value, base: Value | undefined): bigint {
  if (base !== undefined || typeof value === "string" || value instanceof PyBytes) {
    const text = typeof value === "string" ? value : value instanceof PyBytes ? value.value : undefined;
    if (text === undefined) throw raise("TypeError", "int() can't convert non-string with explicit base");
    return parseInteger(machine, text, base === undefined ? 10 : Number(expectInt(base, "")));
  }
  if (typeof value === "number") {
    if (Number.isNaN(value)) throw raise("ValueError", "cannot convert float NaN to integer");
    if (!Number.isFinite(value)) throw raise("OverflowError", "cannot convert float infinity to integer");
    return BigInt(Math.trunc(value));
  }
  const number = numeric(value);
  if (typeof number === "bigint") return number;
  const convert = value instanceof PyInstance ? findAttribute(machine, value, "__int__") : undefined;
  if (convert !== undefined) return expectInt(machine.call(convert, []), "__int__");
  throw raise(
    "TypeError",
    `int() argument must be a string, a bytes-like object or a real number, not '${classOf(value).name}'`,
  );
}

/** Digits of other scripts than ASCII's are digits too. */
function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    if (digit <= "9") return digit;
    let zero = digit.codePointAt(0) as number;
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && (digit.codePointAt(0) as number) - zero < 9) zero--;
    return String((digit.codePointAt(0) as number) - zero);
  });
}

function parseInteger(machine: Machine, given: string, base: number): bigint {
  const bad = () => raise("ValueError", `invalid literal for int() with base ${base}: ${toRepr(machine, given)}`);
  if (base !== 0 && (base < 2 || base > 36)) throw raise("ValueError", "int() base must be >= 2 and <= 36, or 0");
  const text = asciiDigits(given.trim()).toLowerCase();
  const [, sign = "", prefix = "", body = ""] = /^([-+]?)(0[xob](?=_?[0-9a-f]))?(.*)$/s.exec(text) ?? [];
  const radix = { "0x": 16, "0o": 8, "0b": 2 }[prefix];
  const fits = radix !== undefined && (base === 0 || base === radix);
  const actual = fits ? radix : base === 0 ? 10 : base;
  const digits = fits ? body.replace(/^_/, "") : prefix + body;
  if (!/^[0-9a-z]+(?:_[0-9a-z]+)*$/.test(digits)) throw bad();
  const clean = digits.replaceAll("_", "");
  for (const digit of clean) if (Number.parseInt(digit, 36) >= actual) throw bad();
  if (base === 0 && !fits && /^0+[1-9]/.test(clean)) throw bad();
  const powerOfTwo = [2, 4, 8, 16, 32].includes(actual);
  if (clean.length > MAX_DIGITS && !powerOfTwo) {
    throw raise("ValueError", `Exceeds the limit (${MAX_DIGITS} digits) for integer string conversion`);
  }
  machine.charge(clean.length);
  let value = 0n;
  if (actual === 10) value = BigInt(clean);
  else for (const digit of clean) value = value * BigInt(actual) + BigInt(Number.parseInt(digit, 36));
  return sign === "-" ? -value : value;
}

/** `float(value)` */
export function parseFloatText(machine: Machine, value: Value): number {
  const number = numeric(value);
  if (number !== undefined) return toFloat(number);
  const convert = special(machine, value, "__float__");
  if (convert !== undefined) {
    const float = machine.call(convert, []);
    if (typeof float === "number") return float;
    throw raise("TypeError", `__float__ returned non-float (type ${classOf(float).name})`);
  }
  if (value instanceof PyBytes) throw new Stopped("python-unsupported", "float() of bytes is not supported");
  if (typeof value !== "string") {
    throw raise("TypeError", `float() argument must be a string or a real number, not '${classOf(value).name}'`);
  }
  const text = asciiDigits(value.trim());
  if (!FLOAT_TEXT.test(text)) {
    throw raise("ValueError", `could not convert string to float: ${toRepr(machine, value)}`);
  }
  const sign = text.startsWith("-") ? -1 : 1;
  if (/nan/i.test(text)) return Number.NaN;
  if (/inf/i.test(text)) return sign * Number.POSITIVE_INFINITY;
  return Number(text.replaceAll("_", ""));
}

/** Rounds half to even by the exact binary value, as Python does. */
export function round(machine: Machine, value: Value, digits: Value | undefined): Value {
  const number = numeric(value);
  if (number === undefined) {
    const found = special(machine, value, "__round__");
    if (found !== undefined) return machine.call(found, digits === undefined ? [] : [digits]);
    throw raise("TypeError", `type ${classOf(value).name} doesn't define __round__ method`);
  }
  if (typeof number === "bigint") {
    if (digits === undefined || digits === null || expectInt(digits, "") >= 0n) return number;
    const unit = binary(machine, "**", 10n, -expectInt(digits, "")) as bigint;
    return number < 0n ? -nearest(-number, unit) * unit : nearest(number, unit) * unit;
  }
  if (digits === undefined || digits === null) {
    if (!Number.isFinite(number)) return toInt(machine, number, undefined);
    const floor = Math.floor(number);
    const rest = number - floor;
    return BigInt(rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor);
  }
  const places = Number(expectInt(digits, ""));
  if (!Number.isFinite(number) || number === 0 || places > 323) return number;
  const rounded = Number(fixed(number, Math.max(places, -309))) * (number < 0 ? -1 : 1);
  if (!Number.isFinite(rounded)) throw raise("OverflowError", "rounded value too large to represent");
  return rounded;
}
