// Strict validation: is a text exactly one RFC 8259 JSON text in valid UTF-8?
//
// One pass, no recursion. The stack in `scratch` holds the opening bracket of each container around the innermost one, whose
// bracket is kept at hand; its closing bracket is 2 above it in ASCII, for both kinds. Up to 16 bytes past the end are read,
// and every step forward is checked against the end.

import {
  BACKSLASH,
  COLON,
  COMMA,
  hexDigit,
  LETTER_B,
  LETTER_F,
  LETTER_N,
  LETTER_R,
  LETTER_T,
  LETTER_U,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SLASH,
  SPACE,
} from "../ascii";
import { numberEnd } from "../match/number";

export const VALID: i32 = 0;
export const SYNTAX: i32 = 1;
export const TOO_DEEP: i32 = 2;
export const NOT_UTF8: i32 = 3;
export const UNTERMINATED_STRING: i32 = 4;

/**
 * Where the last text that was refused is at fault, in bytes from its start: at an unterminated string's opening quote, else at
 * the first byte of the wrong token, escape or character.
 */
export let validateOffset: u32 = 0;

/** Why a step below failed, and at which address. */
let faultCode: i32 = 0;
let faultAt: usize = 0;

// Read little-endian.
const TRUE: u32 = 0x65757274;
const ALSE: u32 = 0x65736c61;
const NULL: u32 = 0x6c6c756e;

/**
 * VALID, or why the text is refused; `validateOffset` then says where. `maxDepth` is the number of containers that may be open
 * at once, and of bytes at `scratch`.
 */
export function validate(text: usize, len: u32, maxDepth: u32, scratch: usize): i32 {
  const end = text + len;
  const fault = check(text, end, maxDepth, scratch);
  validateOffset = fault == VALID ? 0 : <u32>(faultAt - text);
  return fault;
}

function check(text: usize, end: usize, maxDepth: u32, scratch: usize): i32 {
  let depth: u32 = 0;
  let open: u32 = 0; // Bracket of the innermost container, 0 outside of all.
  let at = skipSpace(text, end);
  while (true) {
    // A value begins here.
    if (at >= end) return fail(SYNTAX, end);
    const byte = <u32>load<u8>(at);
    if (byte == QUOTE) {
      at = stringEnd(at, end);
      if (at == 0) return faultCode;
    } else if (byte == OPEN_BRACE || byte == OPEN_BRACKET) {
      if (depth == maxDepth) return fail(TOO_DEEP, at);
      store<u8>(scratch + depth++, open);
      open = byte;
      at = skipSpace(at + 1, end);
      // An empty container's closing bracket is left to the loop below.
      if (at >= end || load<u8>(at) != open + 2) {
        if (open == OPEN_BRACE) {
          at = keyEnd(at, end);
          if (at == 0) return faultCode;
        }
        continue;
      }
    } else {
      at = scalarEnd(at, end);
      if (at == 0) return faultCode;
    }

    // A value ended here, or an empty container is about to.
    while (true) {
      at = skipSpace(at, end);
      if (open == 0) return at == end ? VALID : fail(SYNTAX, at);
      if (at >= end) return fail(SYNTAX, end);
      const next = <u32>load<u8>(at);
      if (next == COMMA) {
        at = skipSpace(at + 1, end);
        if (open == OPEN_BRACE) {
          at = keyEnd(at, end);
          if (at == 0) return faultCode;
        }
        break;
      }
      if (next != open + 2) return fail(SYNTAX, at);
      at++;
      open = load<u8>(scratch + --depth);
    }
  }
}

// @ts-ignore: decorator
@inline
function fail(code: i32, at: usize): i32 {
  faultCode = code;
  faultAt = at;
  return code;
}

/** The first byte that is no whitespace, at most `end`. */
// @ts-ignore: decorator
@inline
function skipSpace(at: usize, end: usize): usize {
  return load<u8>(at) > SPACE ? at : skipSpaces(at, end);
}

function skipSpaces(at: usize, end: usize): usize {
  for (; at < end; at += 16) {
    const bytes = v128.load(at);
    const space = v128.or(
      v128.or(i8x16.eq(bytes, i8x16.splat(0x20)), i8x16.eq(bytes, i8x16.splat(0x0a))),
      v128.or(i8x16.eq(bytes, i8x16.splat(0x0d)), i8x16.eq(bytes, i8x16.splat(0x09))),
    );
    const other = i8x16.bitmask(space) ^ 0xffff;
    if (other) return min<usize>(at + ctz(other), end);
  }
  return end;
}

/** After a key and its colon, and the whitespace after each, or 0. */
function keyEnd(at: usize, end: usize): usize {
  if (at >= end || load<u8>(at) != QUOTE) {
    fail(SYNTAX, at);
    return 0;
  }
  at = stringEnd(at, end);
  if (at == 0) return 0;
  at = skipSpace(at, end);
  if (at >= end || load<u8>(at) != COLON) {
    fail(SYNTAX, at);
    return 0;
  }
  return skipSpace(at + 1, end);
}

/** After the number, `true`, `false` or `null` at `at`, or 0. */
export function scalarEnd(at: usize, end: usize): usize {
  const word = load<u32>(at);
  let after: usize = 0;
  if (word == TRUE || word == NULL) after = at + 4;
  else if (<u8>word == LETTER_F && load<u32>(at, 1) == ALSE) after = at + 5;
  else after = numberEnd(at, end);
  if (after == 0 || after > end) {
    fail(SYNTAX, at);
    return 0;
  }
  return after;
}

/** After the string whose opening quote is at `quote`, or 0. */
// @ts-ignore: decorator
@inline
function stringEnd(quote: usize, end: usize): usize {
  const bytes = v128.load(quote, 1);
  const special = specials(bytes);
  if (special) {
    const at = quote + 1 + ctz(special);
    if (load<u8>(at) == QUOTE && at < end) return at + 1;
  }
  return longStringEnd(quote, end);
}

/** Bits of the bytes that do not go into a string as they are, or need a check: quote, backslash, control, not ASCII. */
// @ts-ignore: decorator
@inline
function specials(bytes: v128): i32 {
  return i8x16.bitmask(
    v128.or(
      v128.or(i8x16.eq(bytes, i8x16.splat(<u8>QUOTE)), i8x16.eq(bytes, i8x16.splat(<u8>BACKSLASH))),
      i8x16.lt_s(bytes, i8x16.splat(<u8>SPACE)), // Signed: bytes from 0x80 are negative.
    ),
  );
}

function longStringEnd(quote: usize, end: usize): usize {
  let at = quote + 1;
  while (at < end) {
    const special = specials(v128.load(at));
    if (special == 0) {
      at += 16;
      continue;
    }
    at += ctz(special);
    if (at >= end) break;
    const byte = <u32>load<u8>(at);
    if (byte == QUOTE) return at + 1;
    if (byte < SPACE) {
      fail(SYNTAX, at);
      return 0;
    }
    at = byte == BACKSLASH ? escapeEnd(quote, at, end) : multibyteEnd(at, end);
    if (at == 0) return 0;
  }
  fail(UNTERMINATED_STRING, quote);
  return 0;
}

/** After the escape whose backslash is at `at`, in the string that begins at `quote`, or 0. */
function escapeEnd(quote: usize, at: usize, end: usize): usize {
  const letter = <u32>load<u8>(at, 1);
  const after = at + (letter == LETTER_U ? 6 : 2);
  if (after > end) {
    // Cut off by the end of the text, or by the end of the string before it.
    const cut = at + 1 == end || (letter == LETTER_U && hexEnd(at + 2, end) == end);
    fail(cut ? UNTERMINATED_STRING : SYNTAX, cut ? quote : at);
    return 0;
  }
  if (letter == LETTER_U ? hexEnd(at + 2, after) == after : isEscape(letter)) return after;
  fail(SYNTAX, at);
  return 0;
}

/** Whether a backslash may stand before this byte, `u` apart. */
// @ts-ignore: decorator
@inline
function isEscape(letter: u32): bool {
  switch (letter) {
    case QUOTE:
    case BACKSLASH:
    case SLASH:
    case LETTER_B:
    case LETTER_F:
    case LETTER_N:
    case LETTER_R:
    case LETTER_T:
      return true;
    default:
      return false;
  }
}

/** After the hexadecimal digits from `at`, at most `end`. */
export function hexEnd(at: usize, end: usize): usize {
  while (at < end && hexDigit(load<u8>(at)) < 16) at++;
  return at;
}

/** After the run of characters above ASCII that begins at `at`, or 0 (RFC 3629, section 4). */
function multibyteEnd(at: usize, end: usize): usize {
  while (at < end && load<u8>(at) >= 0x80) {
    const word = load<u32>(at); // The lead byte is lowest.
    let size: usize = 0;
    if ((word & 0xc0e0) == 0x80c0) {
      if (word & 0x1e) size = 2; // Lead C0 and C1 would be overlong.
    } else if ((word & 0xc0c0f0) == 0x8080e0) {
      const top = word & 0x200f; // E0 80..9F is overlong, ED A0..BF a surrogate.
      if (top != 0 && top != 0x200d) size = 3;
    } else if ((word & 0xc0c0c0f8) == 0x808080f0) {
      const plane = ((word & 7) << 2) | ((word >> 12) & 3);
      if (plane - 1 < 16) size = 4;
    }
    if (size == 0 || at + size > end) {
      fail(NOT_UTF8, at);
      return 0;
    }
    at += size;
  }
  return at;
}
