// The content of a JSON string to WTF-8.
//
// Runs without a backslash are copied 16 bytes at a time, so up to 16 bytes after the result are overwritten and up to 16
// after the source are read. The result is never longer than the source: the shortest escapes, 2 bytes, give 1 byte; \uXXXX
// gives at most 3 and a pair of them 4. Source and destination must not overlap.

import {
  BACKSLASH,
  hexDigit,
  LETTER_B,
  LETTER_F,
  LETTER_N,
  LETTER_R,
  LETTER_T,
  LETTER_U,
  QUOTE,
  SLASH,
} from "../ascii";
import { foldAscii, foldCodePoint } from "../unicode/fold";

/** What `unescapeFolded` returns where the text has to be folded by itself. */
export const NOT_ASCII: u32 = 0xffff_ffff;

/** What `hex4` returns where four digits are not there. */
const NO_UNIT: u32 = 0xffff_ffff;

/**
 * Unescapes `len` bytes, what is between the quotes, to `dst`, and returns the length of the result. Surrogates that are
 * escaped as a pair become one code point; a lone one becomes its 3 bytes. An invalid escape is copied as it stands.
 */
export function unescape(src: usize, len: u32, dst: usize): u32 {
  return decode(src, len, dst, false);
}

/** The same text with its case folded, as fold() would. NOT_ASCII if there seems to be a byte above 0x7f, which only fold() can judge. */
export function unescapeFolded(src: usize, len: u32, dst: usize): u32 {
  return decode(src, len, dst, true);
}

function decode(src: usize, len: u32, dst: usize, folded: bool): u32 {
  const end = src + len;
  const backslash16 = i8x16.splat(<u8>BACKSLASH);
  const start = dst;
  let at = src;
  let all = i8x16.splat(0);
  while (true) {
    const bytes = v128.load(at);
    v128.store(dst, folded ? foldAscii(bytes) : bytes);
    if (folded) all = v128.or(all, bytes);
    const found = i8x16.bitmask(i8x16.eq(bytes, backslash16));
    const plain = found == 0 ? 16 : ctz(found);
    if (at + plain >= end) return folded && i8x16.bitmask(all) ? NOT_ASCII : <u32>(dst + (end - at) - start);
    at += plain;
    dst += plain;
    if (found == 0) continue;

    // A backslash is at `at`, and was copied to `dst` already.
    const letter = at + 1 < end ? <u32>load<u8>(at, 1) : 0;
    if (letter == LETTER_U) {
      const unit = hex4(at + 2, end);
      if (unit == NO_UNIT) {
        at++;
        dst++;
        continue;
      }
      at += 6;
      let codePoint = unit;
      if (unit >> 10 == 0xd800 >> 10 && load<u16>(at) == <u16>(BACKSLASH | (LETTER_U << 8))) {
        const low = hex4(at + 2, end);
        if (low >> 10 == 0xdc00 >> 10) {
          codePoint = 0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff);
          at += 6;
        }
      }
      dst = storeCodePoint(dst, folded ? foldCodePoint(codePoint) : codePoint);
      continue;
    }
    const byte = escaped(letter);
    if (byte != 0) {
      store<u8>(dst, byte);
      at++;
    }
    at++;
    dst++;
  }
}

/** The byte that a backslash and a letter other than `u` stand for, or 0. */
// @ts-ignore: decorator
@inline
function escaped(letter: u32): u32 {
  switch (letter) {
    case QUOTE:
    case BACKSLASH:
    case SLASH:
      return letter;
    case LETTER_N:
      return 0x0a;
    case LETTER_T:
      return 0x09;
    case LETTER_R:
      return 0x0d;
    case LETTER_B:
      return 0x08;
    case LETTER_F:
      return 0x0c;
    default:
      return 0;
  }
}

/** The value of the four hexadecimal digits at `at`, or NO_UNIT where they are not there before `end`. */
export function hex4(at: usize, end: usize): u32 {
  if (at + 4 > end) return NO_UNIT;
  let value: u32 = 0;
  for (let i = 0; i < 4; i++) {
    const digit = hexDigit(load<u8>(at + i));
    if (digit > 15) return NO_UNIT;
    value = (value << 4) | digit;
  }
  return value;
}

/** Writes a code point, surrogates included, as 1 to 4 bytes; returns where the next one goes. */
function storeCodePoint(dst: usize, codePoint: u32): usize {
  if (codePoint < 0x80) {
    store<u8>(dst, codePoint);
    return dst + 1;
  }
  if (codePoint < 0x800) {
    store<u8>(dst, 0xc0 | (codePoint >> 6));
    store<u8>(dst, 0x80 | (codePoint & 0x3f), 1);
    return dst + 2;
  }
  if (codePoint < 0x10000) {
    store<u8>(dst, 0xe0 | (codePoint >> 12));
    store<u8>(dst, 0x80 | ((codePoint >> 6) & 0x3f), 1);
    store<u8>(dst, 0x80 | (codePoint & 0x3f), 2);
    return dst + 3;
  }
  store<u8>(dst, 0xf0 | (codePoint >> 18));
  store<u8>(dst, 0x80 | ((codePoint >> 12) & 0x3f), 1);
  store<u8>(dst, 0x80 | ((codePoint >> 6) & 0x3f), 2);
  store<u8>(dst, 0x80 | (codePoint & 0x3f), 3);
  return dst + 4;
}
