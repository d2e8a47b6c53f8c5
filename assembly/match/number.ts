// JSON number texts (RFC 8259, section 6), read and compared by exact value without big numbers.
//
// A number other than zero is sign * 0.DIGITS * 10^exponent, where DIGITS begins with the text's first digit that is not 0.
// With equal signs the exponents decide, with equal exponents the digits, compared in place: the dot is stepped over, and
// the end of a text reads as zeros. src/plan/number.ts documents the bytes of a decimal that a program holds.

import { DOT, isDigit, LETTER_E, LOWER_BIT, MINUS, PLUS, ZERO } from "../ascii";

/** Digits that always fit an i64. */
const SMALL_DIGITS: u32 = 18;
/**
 * Written exponents saturate here. It is far above what the place of the dot can add (texts are shorter than 2^32) and above
 * the exponents of decimals in a program (10^9), so a saturated exponent still decides.
 */
const POWER_LIMIT: i64 = 1 << 40;

const NEGATIVE: u32 = 1;
const HAS_INTEGER: u32 = 2;

function digitsEnd(at: usize, end: usize): usize {
  while (at < end && isDigit(load<u8>(at))) at++;
  return at;
}

/** Where the number that begins at `at` ends, or 0 if none begins there. What follows it is the caller's to judge. */
export function numberEnd(at: usize, end: usize): usize {
  if (at < end && load<u8>(at) == MINUS) at++;
  const whole = at;
  at = digitsEnd(at, end);
  if (at == whole) return 0;
  if (load<u8>(whole) == ZERO) at = whole + 1;
  if (at < end && load<u8>(at) == DOT) {
    const fraction = at + 1;
    at = digitsEnd(fraction, end);
    if (at == fraction) return 0;
  }
  if (at < end && (load<u8>(at) | LOWER_BIT) == LETTER_E) {
    at++;
    if (at < end && (load<u8>(at) == PLUS || load<u8>(at) == MINUS)) at++;
    const power = at;
    at = digitsEnd(power, end);
    if (at == power) return 0;
  }
  return at;
}

/** Whether a text is exactly one JSON number. */
// @ts-ignore: decorator
@inline
export function isNumber(text: usize, len: u32): bool {
  return numberEnd(text, text + len) == text + len && len != 0;
}

/** Whether a JSON number is written without a fraction and an exponent. */
export function isInteger(text: usize, len: u32): bool {
  const end = text + len;
  return digitsEnd(text + usize(load<u8>(text) == MINUS), end) == end;
}

/** Whether a JSON number is zero, however it is written. */
export function isZero(text: usize, len: u32): bool {
  read(text, len);
  return sign == 0;
}

// What `read` found in the text it read last.
/** -1, 0 or 1. */
let sign: i32 = 0;
/** First digit that is not 0. Where there is none, as in zero, this and all below is undefined. */
let digits: usize = 0;
/** End of whole and fraction. */
let digitsStop: usize = 0;
/** The exponent by the place of the dot alone. */
let place: i64 = 0;
/** The written exponent: its sign, and its digits without leading zeros (none: 0). */
let powerNegative: bool = false;
let power: usize = 0;
let powerStop: usize = 0;

/** Takes a JSON number apart. */
function read(text: usize, len: u32): void {
  const end = text + len;
  const negative = load<u8>(text) == MINUS;
  let at = text + usize(negative);
  const wholeEnd = digitsEnd(at, end);
  let stop = wholeEnd;
  if (stop < end && load<u8>(stop) == DOT) stop = digitsEnd(stop + 1, end);
  while (at < stop && (load<u8>(at) == ZERO || load<u8>(at) == DOT)) at++;
  if (at == stop) {
    sign = 0;
    return;
  }
  sign = negative ? -1 : 1;
  digits = at;
  digitsStop = stop;
  // In `0.00123` the first digit is 3 places after the dot, and the exponent -2; in `123.4` it is 3.
  place = at < wholeEnd ? <i64>(wholeEnd - at) : -(<i64>(at - wholeEnd - 1));
  powerNegative = false;
  power = powerStop = end;
  if (stop == end) return;
  at = stop + 1;
  powerNegative = load<u8>(at) == MINUS;
  if (powerNegative || load<u8>(at) == PLUS) at++;
  while (at < end && load<u8>(at) == ZERO) at++;
  power = at;
}

/** The written exponent that `read` found, at most POWER_LIMIT either way. */
function readPower(): i64 {
  let value: i64 = 0;
  for (let at = power; at < powerStop && value < POWER_LIMIT; at++) value = value * 10 + (load<u8>(at) - ZERO);
  value = min<i64>(value, POWER_LIMIT);
  return powerNegative ? -value : value;
}

/**
 * The written exponent (aNegative, a, aEnd) less the one that `read` found last, at most about POWER_LIMIT either way. Exact for
 * exponents of any length: digits are subtracted from the top, and a difference that has left the limit cannot come back.
 */
function powerDifference(aNegative: bool, a: usize, aEnd: usize): i64 {
  const aCount = aEnd - a;
  const bCount = powerStop - power;
  let b = power;
  let difference: i64 = 0;
  for (let count = max<usize>(aCount, bCount); count > 0; count--) {
    difference *= 10;
    if (count <= aCount) {
      const digit = <i64>(load<u8>(a++) - ZERO);
      difference += aNegative ? -digit : digit;
    }
    if (count <= bCount) {
      const digit = <i64>(load<u8>(b++) - ZERO);
      difference -= powerNegative ? -digit : digit;
    }
    if (difference > POWER_LIMIT || difference < -POWER_LIMIT) break;
  }
  return difference;
}

/** Order of 0.AAA… and 0.BBB…: -1, 0 or 1. The digits may hold one dot each, which counts for nothing. */
function compareDigits(a: usize, aEnd: usize, b: usize, bEnd: usize): i32 {
  while (a < aEnd || b < bEnd) {
    if (a < aEnd && load<u8>(a) == DOT) a++;
    if (b < bEnd && load<u8>(b) == DOT) b++;
    const x = a < aEnd ? <u32>load<u8>(a++) : ZERO;
    const y = b < bEnd ? <u32>load<u8>(b++) : ZERO;
    if (x != y) return x < y ? -1 : 1;
  }
  return 0;
}

/** What `isSmall` read. */
export let small: i64 = 0;

/** Whether a JSON number is written as an integer of at most 18 digits; its value goes to `small`. */
export function isSmall(text: usize, len: u32): bool {
  const negative = load<u8>(text) == MINUS;
  const count = len - u32(negative);
  if (count > SMALL_DIGITS) return false;
  const end = text + len;
  let value: i64 = 0;
  for (let at = end - count; at < end; at++) {
    const digit = <u32>load<u8>(at) - ZERO;
    if (digit > 9) return false;
    value = value * 10 + digit;
  }
  small = negative ? -value : value;
  return true;
}

// @ts-ignore: decorator
@inline
function order(a: i64, b: i64): i32 {
  return i32(a > b) - i32(a < b);
}

/** Order of a JSON number and the decimal at `decimal`, by exact value: -1, 0 or 1. */
export function compareToDecimal(text: usize, len: u32, decimal: usize): i32 {
  const flags = load<u32>(decimal);
  if (flags & HAS_INTEGER && isSmall(text, len)) return order(small, load<i64>(decimal, 8));
  read(text, len);
  const count = load<u32>(decimal, 16);
  const decimalSign = count == 0 ? 0 : flags & NEGATIVE ? -1 : 1;
  if (sign != decimalSign || sign == 0) return order(sign, decimalSign);
  let size = order(place + readPower(), load<i32>(decimal, 4));
  if (size == 0) size = compareDigits(digits, digitsStop, decimal + 20, decimal + 20 + count);
  return sign * size;
}

/** The same of a number that `isSmall`, whose value is `value`. */
// @ts-ignore: decorator
@inline
export function compareSmallToDecimal(value: i64, text: usize, len: u32, decimal: usize): i32 {
  return load<u32>(decimal) & HAS_INTEGER ? order(value, load<i64>(decimal, 8)) : compareToDecimal(text, len, decimal);
}

/** Order of two JSON numbers by exact value: -1, 0 or 1. */
export function compareNumbers(a: usize, aLen: u32, b: usize, bLen: u32): i32 {
  if (isSmall(a, aLen)) {
    const first = small;
    if (isSmall(b, bLen)) return order(first, small);
  }
  read(a, aLen);
  const aSign = sign;
  const aDigits = digits;
  const aStop = digitsStop;
  const aPlace = place;
  const aPowerNegative = powerNegative;
  const aPower = power;
  const aPowerStop = powerStop;
  read(b, bLen);
  if (aSign != sign || sign == 0) return order(aSign, sign);
  let size = order(aPlace - place + powerDifference(aPowerNegative, aPower, aPowerStop), 0);
  if (size == 0) size = compareDigits(aDigits, aStop, digits, digitsStop);
  return sign * size;
}
