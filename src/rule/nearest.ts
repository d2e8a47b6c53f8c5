const MAX_WORD_LENGTH = 40;

/**
 * The candidate that a misspelt word most probably means: the fewest edits away (Levenshtein distance, case ignored), the
 * first of several, and undefined where more than a third of the longer of the two, or all of it, would have to change.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > MAX_WORD_LENGTH) return undefined;
  let best: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const edits = distance(word.toLowerCase(), candidate.toLowerCase());
    const longer = Math.max(word.length, candidate.length);
    if (edits < fewest && edits < longer && edits <= Math.ceil(longer / 3)) {
      best = candidate;
      fewest = edits;
    }
  }
  return best;
}

/** Insertions, deletions and replacements of one UTF-16 unit that turn `from` into `to`, one matrix row at a time. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let line = 1; line <= from.length; line++) {
    const next = [line];
    for (let column = 1; column <= to.length; column++) {
      const replace = (row[column - 1] ?? 0) + (from[line - 1] === to[column - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
