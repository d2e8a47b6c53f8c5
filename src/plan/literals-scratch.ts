// The parts of the memory that the core needs to search with a literal set. Bytes, at multiples of 8.

export interface Scratch {
  /** A bit for each id; the list of the ids found begins behind it. */
  readonly seen: number;
  /** Where the bits for the nodes of the largest automaton begin. */
  readonly walked: number;
  readonly bytes: number;
}

/** `nodes` is 0 where the set has no automaton. */
export function scratchOf(literals: number, nodes: number): Scratch {
  const seen = Math.ceil(literals / 64) * 8;
  const walked = seen + Math.ceil(literals / 2) * 8;
  return { seen, walked, bytes: walked + (nodes === 0 ? 0 : Math.floor(nodes / 64 + 1) * 8) };
}
