// Exact comparison of JSON numbers, whatever their size.

import type { Decimal } from "../rule/decimal.js";

/** The number `±0.digits × 10^exponent`. `digits` has no zeros at its ends; zero has no digits, exponent 0 and no sign. */
interface Exact {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: bigint;
}

const FRACTION_OR_EXPONENT = /[.eE]/;

/** Negative, zero or positive as the number that `text` spells is less than, equal to or greater than the one `other` spells. */
export function compareNumbers(text: string, other: string): number {
  return compareExact(exactNumber(text), exactNumber(other));
}

/**
 * The same against a literal. With `double`, a number with a fraction or exponent is first rounded to the nearest double, as
 * Python reads it; one beyond the doubles becomes infinite. The literal is never rounded.
 */
export function compareWithLiteral(text: string, literal: Decimal, double: boolean): number {
  const { negative, digits, exponent } = literal;
  const bound = { negative, digits, exponent: BigInt(exponent) };
  if (!double || !FRACTION_OR_EXPONENT.test(text)) return compareExact(exactNumber(text), bound);
  const rounded = Number(text);
  return Number.isFinite(rounded) ? compareExact(exactDouble(rounded), bound) : Math.sign(rounded);
}

/** Whether `text`, a JSON number, spells zero: `0`, `-0`, `0.00`, `0e5`. */
export function isZero(text: string): boolean {
  return exactNumber(text).digits === "";
}

/** Whether `text`, a JSON number, is written without fraction and exponent. */
export function isIntegerText(text: string): boolean {
  return !FRACTION_OR_EXPONENT.test(text);
}

function exactNumber(text: string): Exact {
  const negative = text.startsWith("-");
  const [mantissa = "", power = "0"] = text.slice(negative ? 1 : 0).split(/[eE]/);
  const [whole = "", fraction = ""] = mantissa.split(".");
  const all = whole + fraction;
  let start = 0;
  while (all[start] === "0") start++;
  if (start === all.length) return { negative: false, digits: "", exponent: 0n };
  let end = all.length;
  while (all[end - 1] === "0") end--;
  return { negative, digits: all.slice(start, end), exponent: BigInt(power) + BigInt(whole.length - start) };
}

/** The exact value of a finite double (IEEE 754 binary64): `mantissa × 2^power`, written in decimal. */
function exactDouble(value: number): Exact {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(value));
  const bits = view.getBigUint64(0);
  const biased = Number(bits >> 52n);
  const fraction = bits & 0xf_ffff_ffff_ffffn;
  const mantissa = biased === 0 ? fraction : fraction + (1n << 52n);
  const power = Math.max(biased, 1) - 1075;
  const sign = value < 0 ? "-" : "";
  if (power >= 0) return exactNumber(`${sign}${mantissa << BigInt(power)}`);
  // 2^-n is 5^n × 10^-n.
  return exactNumber(`${sign}${mantissa * 5n ** BigInt(-power)}e${power}`);
}

function compareExact(left: Exact, right: Exact): number {
  if (left.negative !== right.negative) return left.negative ? -1 : 1;
  const size = compareSize(left, right);
  return left.negative ? -size : size;
}

function compareSize(left: Exact, right: Exact): number {
  if (left.digits === "" || right.digits === "") return left.digits.length - right.digits.length;
  if (left.exponent !== right.exponent) return left.exponent < right.exponent ? -1 : 1;
  if (left.digits === right.digits) return 0;
  return left.digits < right.digits ? -1 : 1;
}
