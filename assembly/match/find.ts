// Comparing and searching byte strings. Every text is WTF-8 at (pointer, length).
//
// Invariants: up to 64 bytes past the end of a text can be read; they never influence an answer. Nothing is allocated.
//
// `find` looks for the needle's first and last byte at 16 positions at once and verifies the hits. A text made to hit
// everywhere would cost length times length, so verification has a budget that grows with the bytes passed; once it is spent,
// the rest is searched by the Two-Way algorithm, which is linear and needs no memory (Crochemore and Perrin, "Two-way
// string-matching", JACM 38(3), 1991).

/** What `find` returns where the needle is not in the text. */
export const NOT_FOUND: u32 = 0xffff_ffff;

/** Bytes that verification may compare for each byte of text passed, and before the first. */
const BUDGET_PER_BYTE: u32 = 4;
const BUDGET_START: u32 = 1024;

/** Whether `len` bytes at `a` and at `b` are the same. */
// @ts-ignore: decorator
@inline
export function equal(a: usize, b: usize, len: u32): bool {
  if (len < 8) return len == 0 || (load<u64>(a) ^ load<u64>(b)) << ((8 - len) << 3) == 0;
  return equalLong(a, b, len);
}

function equalLong(a: usize, b: usize, len: u32): bool {
  if (len < 16) {
    const tail = len - 8;
    return ((load<u64>(a) ^ load<u64>(b)) | (load<u64>(a + tail) ^ load<u64>(b + tail))) == 0;
  }
  const tail = len - 16;
  for (let i: u32 = 0; i < tail; i += 16) {
    if (v128.any_true(v128.xor(v128.load(a + i), v128.load(b + i)))) return false;
  }
  return !v128.any_true(v128.xor(v128.load(a + tail), v128.load(b + tail)));
}

/** How many bytes `a` and `b` share from their start, at most `len`. */
function commonPrefix(a: usize, b: usize, len: u32): u32 {
  for (let i: u32 = 0; i < len; i += 16) {
    const differ = i8x16.bitmask(i8x16.ne(v128.load(a + i), v128.load(b + i)));
    if (differ) return min<u32>(i + ctz(differ), len);
  }
  return len;
}

/** Byte order of two texts, -1, 0 or 1. In WTF-8 it is the order of code points. */
export function compare(a: usize, aLen: u32, b: usize, bLen: u32): i32 {
  const shorter = min<u32>(aLen, bLen);
  const same = commonPrefix(a, b, shorter);
  if (same < shorter) return load<u8>(a + same) < load<u8>(b + same) ? -1 : 1;
  return i32(aLen > bLen) - i32(aLen < bLen);
}

/** Whether the needle occurs in the text. The empty needle occurs everywhere. */
// @ts-ignore: decorator
@inline
export function contains(hay: usize, hayLen: u32, needle: usize, needleLen: u32): bool {
  return find(hay, hayLen, needle, needleLen) != NOT_FOUND;
}

/** Offset in bytes of the needle's first occurrence in the text, or NOT_FOUND. */
export function find(hay: usize, hayLen: u32, needle: usize, needleLen: u32): u32 {
  if (needleLen > hayLen) return NOT_FOUND;
  if (needleLen < 2) return needleLen == 0 ? 0 : findByte(hay, hayLen, load<u8>(needle));
  const last = needleLen - 1;
  const first16 = i8x16.splat(load<u8>(needle));
  const last16 = i8x16.splat(load<u8>(needle + last));
  const starts = hayLen - last;
  let work: u32 = 0;
  for (let at: u32 = 0; at < starts; at += 16) {
    let hits = i8x16.bitmask(
      v128.and(i8x16.eq(v128.load(hay + at), first16), i8x16.eq(v128.load(hay + at + last), last16)),
    );
    if (hits == 0) continue;
    if (starts - at < 16) hits &= (1 << (starts - at)) - 1;
    while (hits) {
      const start = at + ctz(hits);
      const same = commonPrefix(hay + start, needle, last);
      if (same == last) return start;
      hits &= hits - 1;
      work += same;
      if (work > BUDGET_START + BUDGET_PER_BYTE * at) return findLinear(hay, hayLen, needle, needleLen, start + 1);
    }
  }
  return NOT_FOUND;
}

function findByte(hay: usize, hayLen: u32, byte: u8): u32 {
  const wanted = i8x16.splat(byte);
  for (let at: u32 = 0; at < hayLen; at += 16) {
    const hits = i8x16.bitmask(i8x16.eq(v128.load(hay + at), wanted));
    if (hits) {
      const start = at + ctz(hits);
      return start < hayLen ? start : NOT_FOUND;
    }
  }
  return NOT_FOUND;
}

/** The period of the part that `maximalSuffix` found last. */
let suffixPeriod: u32 = 0;

/** Where the needle's greatest suffix begins, by byte order or by its reverse; its period goes to `suffixPeriod`. */
function maximalSuffix(needle: usize, needleLen: u32, reversed: bool): u32 {
  let before: u32 = -1; // One before the suffix; it wraps, and adding to it wraps back.
  let candidate: u32 = 0;
  let offset: u32 = 1;
  let period: u32 = 1;
  while (candidate + offset < needleLen) {
    const a = load<u8>(needle + candidate + offset);
    const b = load<u8>(needle + (before + offset));
    if (a == b) {
      if (offset == period) {
        candidate += period;
        offset = 1;
      } else {
        offset++;
      }
    } else if (a < b != reversed) {
      candidate += offset;
      offset = 1;
      period = candidate - before;
    } else {
      before = candidate++;
      offset = period = 1;
    }
  }
  suffixPeriod = period;
  return before + 1;
}

/** `find` from the offset `from` in time linear in the text, whatever the bytes. The needle is not empty. */
function findLinear(hay: usize, hayLen: u32, needle: usize, needleLen: u32, from: u32): u32 {
  // The critical factorisation: needle = left + right, where `cut` is the length of left.
  const forward = maximalSuffix(needle, needleLen, false);
  const forwardPeriod = suffixPeriod;
  const backward = maximalSuffix(needle, needleLen, true);
  const cut = max<u32>(forward, backward);
  let period = forward > backward ? forwardPeriod : suffixPeriod;
  const periodic = equal(needle, needle + period, cut);
  if (!periodic) period = max<u32>(cut, needleLen - cut) + 1;

  // In a periodic needle the first `known` bytes are known to match after a shift by the period.
  let known: u32 = 0;
  let at = from;
  while (at <= hayLen - needleLen) {
    let i = max<u32>(cut, known);
    i += commonPrefix(needle + i, hay + at + i, needleLen - i);
    if (i < needleLen) {
      at += i - cut + 1;
      known = 0;
      continue;
    }
    let left = cut;
    while (left > known && load<u8>(needle + left - 1) == load<u8>(hay + at + left - 1)) left--;
    if (left <= known) return at;
    at += period;
    known = periodic ? needleLen - period : 0;
  }
  return NOT_FOUND;
}
