// Sets of 32 bytes that say of each byte whether it is in, laid out as src/regex/byte-set.ts says, so that SIMD looks 16 bytes
// up at once: byte b is bit (b >> 4) & 7 of the row (b & 15) + (b >> 7) * 16.
//
// Invariant: up to 16 bytes past the end of a text can be read; they never influence an answer.

import { countStep } from "./regex-steps";

// @ts-ignore: decorator
@inline
export function hasByte(set: usize, byte: u32): bool {
  const row: u32 = load<u8>(set + (byte & 15) + ((byte >>> 7) << 4));
  return ((row >>> ((byte >>> 4) & 7)) & 1) != 0;
}

/** The next position whose byte is in the set, or the end. */
export function skipTo(set: usize, position: usize, end: usize): usize {
  const rowsBelow80 = v128.load(set);
  const rowsFrom80 = v128.load(set, 16);
  const columns = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128);
  const low = i8x16.splat(0x0f);
  for (; position < end; position += 16) {
    countStep();
    const bytes = v128.load(position);
    const row = v128.and(bytes, low);
    const isHigh = v128.shr<i8>(bytes, 7);
    const rows = v128.bitselect(v128.swizzle(rowsFrom80, row), v128.swizzle(rowsBelow80, row), isHigh);
    const column = v128.swizzle(columns, v128.shr<u8>(bytes, 4));
    const found = v128.bitmask<i8>(v128.ne<i8>(v128.and(rows, column), i8x16.splat(0)));
    if (found) return min(position + ctz(found), end);
  }
  return end;
}
