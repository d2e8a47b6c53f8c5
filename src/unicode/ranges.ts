/**
 * A set of code points as inclusive pairs: `[first, last, first, last, …]`. A set is in normal form if the pairs ascend and
 * neither overlap nor touch; everything here gives normal form.
 */
export type CodePointRanges = readonly number[];

export const MAX_CODE_POINT = 0x10ffff;

/** Sorts and joins pairs that come in any order. */
export function normaliseRanges(pairs: CodePointRanges): CodePointRanges {
  const starts: number[] = [];
  for (let i = 0; i < pairs.length; i += 2) starts.push(i);
  starts.sort((a, b) => (pairs[a] as number) - (pairs[b] as number));
  const joined: number[] = [];
  for (const i of starts) {
    const [first, last] = [pairs[i] as number, pairs[i + 1] as number];
    const end = joined.at(-1);
    if (end === undefined || first > end + 1) joined.push(first, last);
    else if (last > end) joined[joined.length - 1] = last;
  }
  return joined;
}

/** All code points, surrogates too, that a set in normal form does not have. */
export function negateRanges(ranges: CodePointRanges): CodePointRanges {
  const negated: number[] = [];
  let next = 0;
  for (let i = 0; i < ranges.length; i += 2) {
    const first = ranges[i] as number;
    if (next < first) negated.push(next, first - 1);
    next = (ranges[i + 1] as number) + 1;
  }
  if (next <= MAX_CODE_POINT) negated.push(next, MAX_CODE_POINT);
  return negated;
}
