// Checks of the bytes in a 64-byte block: is it UTF-8, are its escapes JSON's? Both say "no" too often rather than too seldom: a block
// also fails for what a neighbouring line left at its border.

import { LETTER_U } from "../ascii";
import { equal, mask } from "./scan";
import { hexEnd } from "./validate";

// What two bytes in a row can have wrong, a bit each (Keiser and Lemire, "Validating UTF-8 In Less Than One Instruction Per Byte", 2021).
// @ts-ignore: decorator
@inline const TOO_SHORT: u8 = 0x01; //      a lead byte and no continuation
// @ts-ignore: decorator
@inline const TOO_LONG: u8 = 0x02; //       ASCII and a continuation
// @ts-ignore: decorator
@inline const OVERLONG_3: u8 = 0x04;
// @ts-ignore: decorator
@inline const TOO_LARGE: u8 = 0x08; //      above U+10FFFF
// @ts-ignore: decorator
@inline const SURROGATE: u8 = 0x10;
// @ts-ignore: decorator
@inline const OVERLONG_2: u8 = 0x20;
// @ts-ignore: decorator
@inline const OVERLONG_4: u8 = 0x40; //     F5 to FF before 80 to 8F, too
// @ts-ignore: decorator
@inline const TWO_CONTINUATIONS: u8 = 0x80; // right only as third or fourth byte
// @ts-ignore: decorator
@inline const ANY_LOW: u8 = TOO_SHORT | TOO_LONG | TWO_CONTINUATIONS; // for which the lead's low half does not matter
// @ts-ignore: decorator
@inline const LARGE: u8 = ANY_LOW | TOO_LARGE | OVERLONG_4;

/** Errors that the high half of the first byte allows. */
// @ts-ignore: decorator
@inline
function byFirstHigh(half: v128): v128 {
  return i8x16.swizzle(
    i8x16(
      TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,
      TWO_CONTINUATIONS, TWO_CONTINUATIONS, TWO_CONTINUATIONS, TWO_CONTINUATIONS,
      TOO_SHORT | OVERLONG_2, TOO_SHORT, TOO_SHORT | OVERLONG_3 | SURROGATE, TOO_SHORT | TOO_LARGE | OVERLONG_4,
    ),
    half,
  );
}

/** Errors that the low half of the first byte allows. */
// @ts-ignore: decorator
@inline
function byFirstLow(half: v128): v128 {
  return i8x16.swizzle(
    i8x16(
      ANY_LOW | OVERLONG_2 | OVERLONG_3 | OVERLONG_4, ANY_LOW | OVERLONG_2, ANY_LOW, ANY_LOW,
      ANY_LOW | TOO_LARGE, LARGE, LARGE, LARGE, LARGE, LARGE, LARGE, LARGE, LARGE, LARGE | SURROGATE, LARGE, LARGE,
    ),
    half,
  );
}

/** Errors that the high half of the second byte allows. */
// @ts-ignore: decorator
@inline
function bySecondHigh(half: v128): v128 {
  return i8x16.swizzle(
    i8x16(
      TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
      TOO_LONG | TWO_CONTINUATIONS | OVERLONG_2 | OVERLONG_3 | OVERLONG_4,
      TOO_LONG | TWO_CONTINUATIONS | OVERLONG_2 | OVERLONG_3 | TOO_LARGE,
      TOO_LONG | TWO_CONTINUATIONS | OVERLONG_2 | SURROGATE | TOO_LARGE,
      TOO_LONG | TWO_CONTINUATIONS | OVERLONG_2 | SURROGATE | TOO_LARGE,
      TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
    ),
    half,
  );
}

/** Not zero where one of the 16 bytes at `at` cannot follow the three before it. */
// @ts-ignore: decorator
@inline
function misfits(at: usize): v128 {
  const first = v128.load(at - 1);
  const low = i8x16.splat(0x0f);
  const pairs = v128.and(
    v128.and(byFirstHigh(i8x16.shr_u(first, 4)), byFirstLow(v128.and(first, low))),
    bySecondHigh(i8x16.shr_u(v128.load(at), 4)),
  );
  // From E0 a third byte must follow, from F0 a fourth: these differences have the high bit, and so must have TWO_CONTINUATIONS.
  const third = i8x16.sub_sat_u(v128.load(at - 2), i8x16.splat(0x60));
  const fourth = i8x16.sub_sat_u(v128.load(at - 3), i8x16.splat(0x70));
  return v128.xor(v128.and(v128.or(third, fourth), i8x16.splat(<i8>0x80)), pairs);
}

// @ts-ignore: decorator
@inline
function fits(at: usize): bool {
  return !v128.any_true(v128.or(v128.or(misfits(at), misfits(at + 16)), v128.or(misfits(at + 32), misfits(at + 48))));
}

// @ts-ignore: decorator
@inline
function isAscii(at: usize): bool {
  return !i8x16.bitmask(
    v128.or(v128.or(v128.load(at), v128.load(at, 16)), v128.or(v128.load(at, 32), v128.load(at, 48))),
  );
}

/** Whether the characters that begin in the block at `at` are UTF-8. */
export function isUtf8(at: usize): bool {
  return isAscii(at) || (fits(at) && (load<i8>(at, 63) >= 0 || fits(at + 64)));
}

/** Not zero for the bytes that may follow a backslash: a bit for each high half that occurs (2, 5, 6, 7), by low half and by high half. */
// @ts-ignore: decorator
@inline
function escapable(bytes: v128): v128 {
  const low = i8x16.swizzle(i8x16(0, 0, 0x0d, 0, 8, 8, 4, 0, 0, 0, 0, 0, 2, 0, 4, 1), v128.and(bytes, i8x16.splat(0x0f)));
  const high = i8x16.swizzle(i8x16(0, 0, 1, 0, 0, 2, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0), i8x16.shr_u(bytes, 4));
  return i8x16.ne(v128.and(low, high), i8x16.splat(0));
}

/** Whether the bytes of the block at `at` that `escapees` has a bit for may each follow a backslash, and the digits follow each `u`. */
// @ts-ignore: decorator
@inline
export function areEscapes(escapees: u64, at: usize): bool {
  if (!escapees) return true;
  const a = v128.load(at);
  const b = v128.load(at, 16);
  const c = v128.load(at, 32);
  const d = v128.load(at, 48);
  if (escapees & ~mask(escapable(a), escapable(b), escapable(c), escapable(d))) return false;
  for (let units = escapees & equal(a, b, c, d, <i8>LETTER_U); units; units &= units - 1) {
    const digits = at + <usize>ctz(units) + 1;
    if (hexEnd(digits, digits + 4) != digits + 4) return false;
  }
  return true;
}
