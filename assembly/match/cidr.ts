// IP addresses and networks. An address is 16 bytes, big-endian; IPv4 is ::ffff:a.b.c.d (RFC 4291, section 2.5.5.2), in
// whatever notation it came. src/plan/cidr.ts documents the bytes of a network.

import { COLON, DOT, hexDigit, ZERO } from "../ascii";

/** Where the bytes of a network have its address. */
export const ADDRESS_AT: usize = 4;
const LONGEST_V4: u32 = 15;
const LONGEST_V6: u32 = 45;
/** More bytes than a `::` can come after. */
const NO_GAP: u32 = 17;

/** Bytes 8 to 15 of every IPv4 address begin so, read little-endian: 00 00 ff ff. */
const MAPPED: u32 = 0xffff_0000;

/** Reads a text that is exactly one address into 16 bytes at `out`. Its family, 4 or 6; 0 if it is none. */
export function parseAddress(text: usize, len: u32, out: usize): u32 {
  if (len > LONGEST_V6) return 0;
  store<u64>(out, 0);
  store<u32>(out, MAPPED, 8);
  if (parseV4(text, len, out + 12)) return 4;
  if (!parseV6(text, len, out)) return 0;
  return load<u64>(out) == 0 && load<u32>(out, 8) == MAPPED ? 4 : 6;
}

/** A dotted quad to 4 bytes at `out`: 0 to 255 each, without leading zeros. Up to 16 bytes of the text and behind it are read. */
function parseV4(text: usize, len: u32, out: usize): bool {
  if (len > LONGEST_V4) return false;
  const bytes = v128.load(text);
  const all = ((<u32>1) << len) - 1;
  const dots = <u32>i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(<i8>DOT))) & all;
  const digits = <u32>i8x16.bitmask(i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(<i8>ZERO)), i8x16.splat(10))) & all;
  if ((dots | digits) != all || popcnt(dots) != 3) return false;
  let start: u32 = 0;
  let ends = dots | (all + 1);
  for (let octet: usize = 0; octet < 4; octet++) {
    const end = <u32>ctz(ends);
    const count = end - start;
    if (count - 1 > 2) return false;
    // The last digit comes into the highest byte, and zeros below the first one: how many there are is no matter.
    const word = (load<u32>(text + start) << ((4 - count) << 3)) & 0x0f0f0f0f;
    const value = (word >> 24) + ((word >> 16) & 0xff) * 10 + ((word >> 8) & 0xff) * 100;
    if (value > 255 || (count > 1 && load<u8>(text + start) == ZERO)) return false;
    store<u8>(out + octet, value);
    ends &= ends - 1;
    start = end + 1;
  }
  return true;
}

/** Groups of 1 to 4 hexadecimal digits, one `::` for a run of zeros, and at the end perhaps a dotted quad. */
function parseV6(text: usize, len: u32, out: usize): bool {
  const end = text + len;
  let at = text;
  let filled: u32 = 0; // Bytes written.
  let gap: u32 = NO_GAP; // Bytes written before `::`.
  if (len >= 2 && load<u16>(text) == <u16>(COLON | (COLON << 8))) {
    gap = 0;
    at += 2;
  }
  while (at < end) {
    if (filled == 16) return false;
    const start = at;
    let group: u32 = 0;
    while (at < end) {
      const digit = hexDigit(load<u8>(at));
      if (digit > 15) break;
      group = (group << 4) | digit;
      at++;
    }
    const count = at - start;
    if (at < end && load<u8>(at) == DOT) {
      if (filled > 12 || !parseV4(start, <u32>(end - start), out + filled)) return false;
      filled += 4;
      break;
    }
    if (count == 0 || count > 4) return false;
    store<u8>(out + filled, group >> 8);
    store<u8>(out + filled, group, 1);
    filled += 2;
    if (at == end) break;
    if (load<u8>(at) != COLON) return false;
    at++;
    if (at == end) return false;
    if (load<u8>(at) == COLON) {
      if (gap != NO_GAP) return false;
      gap = filled;
      at++;
    }
  }
  if (gap == NO_GAP) return filled == 16;
  if (filled == 16) return false;
  const moved = filled - gap;
  memory.copy(out + 16 - moved, out + gap, moved);
  memory.fill(out + gap, 0, 16 - filled);
  return true;
}

/** Whether an address that `parseAddress` read is inside the network at `net`. Families never mix. */
export function cidrContains(address: usize, family: u32, net: usize): bool {
  if (load<u8>(net) != family) return false;
  const prefix = <u64>load<u8>(net, 1);
  const high = bswap(load<u64>(address) ^ load<u64>(net, ADDRESS_AT));
  if (prefix <= 64) return prefix == 0 || high >> (64 - prefix) == 0;
  const low = bswap(load<u64>(address, 8) ^ load<u64>(net, ADDRESS_AT + 8));
  return high == 0 && low >> (128 - prefix) == 0;
}
