// How long the keys are by which literals with a place are looked up. Each length costs a look-up a text; literals that share a key
// are compared one by one.

/** Lengths to choose from: a literal is found by the longest chosen one that is not longer than itself. */
export const KEY_LENGTHS = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32];

// Prices in nanoseconds, measured on a machine of 2025; only their ratio matters.
const LOOK_UP_PRICE = 4;
const COMPARE_PRICE = 4;

/**
 * The lengths, ascending, that are expected to cost least. `keyOf` gives the key of a literal, one character a byte. Texts are expected
 * to be like the literals: a key that many of them have is expected in many texts.
 */
export function chooseKeyLengths(
  literals: readonly string[],
  keyOf: (literal: string, length: number) => string,
): number[] {
  if (literals.length === 0) return [];
  const steps = KEY_LENGTHS.length;
  // comparisons[i][j]: expected comparisons a text for the literals of ladder step j, if their keys are KEY_LENGTHS[i] long.
  const comparisons = KEY_LENGTHS.map((length) => {
    const long = literals.filter((literal) => literal.length >= length);
    const keys = long.map((literal) => keyOf(literal, length));
    const counts = new Map<string, number>();
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    const sums = new Array<number>(steps).fill(0);
    long.forEach((literal, i) => {
      const step = stepOf(literal.length);
      sums[step] = (sums[step] as number) + (counts.get(keys[i] as string) as number) / literals.length;
    });
    return sums;
  });
  const shortest = stepOf(
    literals.reduce((least, literal) => Math.min(least, literal.length), Number.POSITIVE_INFINITY),
  );
  const longest = stepOf(literals.reduce((most, literal) => Math.max(most, literal.length), 0));
  // best[i] is the cheapest way to serve the steps from i on: keys of step i up to `end`, then best[end].
  const best: { price: number; end: number }[] = [];
  best[longest + 1] = { price: 0, end: longest + 1 };
  for (let i = longest; i >= shortest; i--) {
    let price = LOOK_UP_PRICE;
    let choice = { price: Number.POSITIVE_INFINITY, end: longest + 1 };
    for (let end = i + 1; end <= longest + 1; end++) {
      price += COMPARE_PRICE * (comparisons[i]?.[end - 1] ?? 0);
      const total = price + (best[end]?.price ?? 0);
      if (total < choice.price) choice = { price: total, end };
    }
    best[i] = choice;
  }
  const lengths: number[] = [];
  for (let i = shortest; i <= longest; i = best[i]?.end ?? steps) lengths.push(KEY_LENGTHS[i] as number);
  return lengths;
}

function stepOf(length: number): number {
  return KEY_LENGTHS.findLastIndex((step) => step <= length);
}
