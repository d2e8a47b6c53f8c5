// Totals since load(), and the work counters of debug builds: exact where times are noisy.

import { COUNTER_COUNT } from "./layout";

const totals = memory.data(8 * COUNTER_COUNT, 8);

/** Adds to a total that every build keeps. */
// @ts-ignore: decorator
@inline
export function tally(total: u32, by: u32): void {
  store<u64>(totals + total * 8, load<u64>(totals + total * 8) + by);
}

/** Adds to a work counter, in builds that count. */
// @ts-ignore: decorator
@inline
export function count(counter: u32, by: u32): void {
  if (COUNT) tally(counter, by);
}

/** A total or counter since the last load(). */
export function total(which: u32): u64 {
  return load<u64>(totals + which * 8);
}

export function clearTotals(): void {
  memory.fill(totals, 0, 8 * COUNTER_COUNT);
}
