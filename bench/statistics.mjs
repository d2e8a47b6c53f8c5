/**
 * The middle value, the mean of two if the count is even.
 *
 * @param {readonly number[]} values at least one
 */
export function median(values) {
  const sorted = values.toSorted((left, right) => left - right);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** Median, smallest and largest of at least one value. */
export function spread(values) {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/**
 * How many times faster than `base` each round was. Pairs of one round stand next to each other in time, so a machine that is
 * slow for a while slows both and leaves their ratio alone.
 *
 * @param {readonly number[]} base seconds a pass, one a round
 * @param {readonly number[]} seconds the same rounds of the other
 */
export function pairwise(base, seconds) {
  return seconds.map((time, round) => base[round] / time);
}
