// Decimals as the core reads them, and comparisons of doubles as comparisons of decimals.
//
// A decimal is a multiple of 4 bytes, little-endian:
//   0   u32  flags: 1 negative, 2 the value is an integer within ±(2^63 - 1)
//   4   i32  exponent
//   8   i64  the value, if flag 2 is set, else 0
//   16  u32  count of digits; zero has none
//   20  ASCII digits, and zeros up to a multiple of 4
// The number is sign * 0.DIGITS * 10^exponent, digits without leading or trailing `0`.

import { Decimal } from "../rule/decimal.js";
import type { OrderKind } from "../rule/ir.js";

const NEGATIVE = 1;
const HAS_INTEGER = 2;
const DIGITS_AT = 20;
const MAX_INTEGER = 2n ** 63n - 1n;
/** Digits of MAX_INTEGER. */
const INTEGER_DIGITS = 19;
/** What `compareToDecimal` of the core relies on; `Decimal` keeps it too. */
const MAX_EXPONENT = 1_000_000_000;

type DecimalParts = Pick<Decimal, "negative" | "digits" | "exponent">;

/** Encodes a decimal for `compareToDecimal` of the core. */
export function encodeDecimal(decimal: DecimalParts): Uint8Array {
  const { negative, digits, exponent } = decimal;
  const bytes = new Uint8Array(DIGITS_AT + Math.ceil(digits.length / 4) * 4);
  const view = new DataView(bytes.buffer);
  const integer = integerOf(decimal);
  view.setUint32(0, (negative ? NEGATIVE : 0) | (integer === undefined ? 0 : HAS_INTEGER), true);
  view.setInt32(4, exponent, true);
  view.setBigInt64(8, integer ?? 0n, true);
  view.setUint32(16, digits.length, true);
  for (let i = 0; i < digits.length; i++) bytes[DIGITS_AT + i] = digits.charCodeAt(i);
  return bytes;
}

/** The value, if it is an integer within ±MAX_INTEGER. */
function integerOf({ negative, digits, exponent }: DecimalParts): bigint | undefined {
  if (digits.length > exponent || exponent > INTEGER_DIGITS) return undefined;
  const magnitude = BigInt(digits.padEnd(exponent, "0"));
  if (magnitude > MAX_INTEGER) return undefined;
  return negative ? -magnitude : magnitude;
}

/** Whether the bytes are exactly what `encodeDecimal` writes for some decimal. */
export function verifyDecimal(bytes: Uint8Array): boolean {
  if (bytes.length < DIGITS_AT) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const negative = (view.getUint32(0, true) & NEGATIVE) !== 0;
  const exponent = view.getInt32(4, true);
  const count = view.getUint32(16, true);
  if (count > bytes.length - DIGITS_AT) return false;
  const digits = new TextDecoder("latin1").decode(bytes.subarray(DIGITS_AT, DIGITS_AT + count));
  if (!/^[0-9]*$/.test(digits) || digits.startsWith("0") || digits.endsWith("0")) return false;
  if (count === 0 ? negative || exponent !== 0 : Math.abs(exponent) > MAX_EXPONENT) return false;
  const expected = encodeDecimal({ negative, digits, exponent });
  return expected.length === bytes.length && expected.every((byte, i) => byte === bytes[i]);
}

/** The numbers between two bounds; without a bound it is open on that side. */
export interface DecimalInterval {
  readonly lo?: Decimal;
  readonly loInclusive: boolean;
  readonly hi?: Decimal;
  readonly hiInclusive: boolean;
}

/**
 * The exact numbers x for which `round(x) KIND literal` holds, where round is to the nearest IEEE 754 double, ties to even, and
 * numbers beyond the largest double round to infinity. The literal itself is taken as it stands: `eq` with one that is no
 * double holds of nothing.
 */
export function doubleBounds(literal: Decimal, kind: "eq" | OrderKind): DecimalInterval | "empty" {
  // The greatest double that is not above the literal, and whether it is the literal.
  let below = ordinalOf(Number(literal.toString()));
  if (compareOrdinal(below, literal) > 0) below--;
  const exact = compareOrdinal(below, literal) === 0;
  switch (kind) {
    case "eq":
      return exact ? { ...roundingFrom(below), ...roundingTo(below) } : "empty";
    case "lt":
      return { loInclusive: false, ...roundingTo(exact ? below - 1n : below) };
    case "lte":
      return { loInclusive: false, ...roundingTo(below) };
    case "gt":
      return { ...roundingFrom(below + 1n), hiInclusive: false };
    case "gte":
      return { ...roundingFrom(exact ? below : below + 1n), hiInclusive: false };
  }
}

/** The interval from where the first of some begins to where the last ends; all of them have both ends. */
export function hullOf(intervals: readonly DecimalInterval[]): DecimalInterval {
  return intervals.reduce((hull, next) => ({
    ...(hull.lo && next.lo && next.lo.compare(hull.lo) < 0 ? startOf(next) : startOf(hull)),
    ...(hull.hi && next.hi && next.hi.compare(hull.hi) > 0 ? endOf(next) : endOf(hull)),
  }));
}

function startOf({ lo, loInclusive }: DecimalInterval): Pick<DecimalInterval, "lo" | "loInclusive"> {
  return lo ? { lo, loInclusive } : { loInclusive };
}

function endOf({ hi, hiInclusive }: DecimalInterval): Pick<DecimalInterval, "hi" | "hiInclusive"> {
  return hi ? { hi, hiInclusive } : { hiInclusive };
}

// Doubles are numbered in order: 0 is zero, 1 the least positive double, -1 its negative, up to ±INFINITY. The number of a
// positive double is its bits. An even number has an even significand: ties round to it.

const INFINITY = 0x7ffn << 52n;
/** Values are counted in units of 2^-1075, half the least positive double, so that midpoints are integers too. */
const UNIT_POWER = 1075n;

function ordinalOf(value: number): bigint {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, Math.abs(value));
  const magnitude = bits.getBigUint64(0);
  return value < 0 ? -magnitude : magnitude;
}

/** Value of a double in units. Infinity counts as 2^1024, the double that would follow the largest. */
function unitsOf(ordinal: bigint): bigint {
  if (ordinal < 0n) return -unitsOf(-ordinal);
  const exponent = ordinal >> 52n;
  const fraction = ordinal & ((1n << 52n) - 1n);
  return exponent === 0n ? fraction << 1n : (fraction | (1n << 52n)) << exponent;
}

function fromUnits(units: bigint): Decimal {
  return Decimal.parse(`${units * 5n ** UNIT_POWER}e-${UNIT_POWER}`);
}

function compareOrdinal(ordinal: bigint, literal: Decimal): number {
  if (ordinal === INFINITY) return 1;
  if (ordinal === -INFINITY) return -1;
  return fromUnits(unitsOf(ordinal)).compare(literal);
}

/** Where the numbers that round to this double or one above it begin. */
function roundingFrom(ordinal: bigint): Pick<DecimalInterval, "lo" | "loInclusive"> {
  if (ordinal === -INFINITY) return { loInclusive: false };
  return { lo: midpoint(ordinal - 1n, ordinal), loInclusive: ordinal % 2n === 0n };
}

/** Where the numbers that round to this double or one below it end. */
function roundingTo(ordinal: bigint): Pick<DecimalInterval, "hi" | "hiInclusive"> {
  if (ordinal === INFINITY) return { hiInclusive: false };
  return { hi: midpoint(ordinal, ordinal + 1n), hiInclusive: ordinal % 2n === 0n };
}

function midpoint(a: bigint, b: bigint): Decimal {
  return fromUnits((unitsOf(a) + unitsOf(b)) / 2n);
}
