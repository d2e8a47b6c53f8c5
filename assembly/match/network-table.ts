// Tables of networks: one binary search among the networks of all rules of a node finds every one that holds an address.
//
// Networks ascend by their first address, the wider before the narrower. Two of them are apart or one is in the other, so those that
// hold an address are the last one that begins at or before it and what is around that, as far as it reaches. Prefixes around one another
// get shorter with every step: there are at most MOST_AROUND.

import { COUNTER_STEPS, ENTRY_BYTES, ENTRY_PARENT, ENTRY_TEXT } from "../layout";
import { count } from "../count";
import { program, tableEntries } from "../memory";
import { ADDRESS_AT, cidrContains, parseAddress } from "./cidr";
import { textLength, textStart } from "./operand";

/** Prefixes of 0 to 128 bits. */
const MOST_AROUND = 129;

/** The networks that were found, the narrowest first, counted from the first entry of the table. */
export const foundNetworks = memory.data(MOST_AROUND * 4, 4);

const address = memory.data(16, 16);

// @ts-ignore: decorator
@inline
function networkAt(entry: u32): usize {
  return program + load<u32>(tableEntries + <usize>entry * ENTRY_BYTES, ENTRY_TEXT);
}

/** Finds the networks that hold the text at hand among the entries from `first` to before `end`, and gives how many there are. */
export function findNetworks(first: u32, end: u32): u32 {
  const family = parseAddress(textStart, textLength, address);
  if (!family) return 0;
  const high = bswap(load<u64>(address));
  const low = bswap(load<u64>(address, 8));
  let from = first;
  for (let to = end; from < to; ) {
    count(COUNTER_STEPS, 1);
    const middle = (from + to) >> 1;
    const start = networkAt(middle) + ADDRESS_AT;
    const startHigh = bswap(load<u64>(start));
    if (startHigh > high || (startHigh == high && bswap(load<u64>(start, 8)) > low)) to = middle;
    else from = middle + 1;
  }
  let found: u32 = 0;
  let next = from - first;
  while (next) {
    count(COUNTER_STEPS, 1);
    const entry = first + next - 1;
    if (cidrContains(address, family, networkAt(entry))) {
      store<u32>(foundNetworks + <usize>found * 4, next - 1);
      found++;
    }
    next = load<u32>(tableEntries + <usize>entry * ENTRY_BYTES, ENTRY_PARENT);
  }
  return found;
}
