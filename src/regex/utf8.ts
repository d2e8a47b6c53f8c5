import type { CodePointRanges } from "../unicode/ranges.js";

/** Bytes from `first` to `last` lead to the state `target`. */
export interface Edge {
  readonly first: number;
  readonly last: number;
  readonly target: number;
}

/**
 * The code points that take `tail` continuation bytes. The ranges are wider than what UTF-8 can spell, since overlong forms
 * and what lies beyond 10FFFF do not occur in WTF-8: so a set that has all code points of a length needs one edge for all of
 * their lead bytes. `spelled` is the true range.
 */
interface Length {
  readonly tail: number;
  readonly lead: number;
  readonly spelled: readonly [number, number];
  readonly wide: readonly [number, number];
}

const LENGTHS: readonly Length[] = [
  { tail: 0, lead: 0x00, spelled: [0x00, 0x7f], wide: [0x00, 0x7f] },
  { tail: 1, lead: 0xc0, spelled: [0x80, 0x7ff], wide: [0x80, 0x7ff] },
  { tail: 2, lead: 0xe0, spelled: [0x800, 0xffff], wide: [0x0000, 0xffff] },
  { tail: 3, lead: 0xf0, spelled: [0x10000, 0x10ffff], wide: [0x00000, 0x13ffff] },
];

/**
 * Edges out of a state that reads one code point of `ranges` (in normal form, surrogates as three bytes) and goes on at
 * `next`. `addState` makes the states in between; equal edges should get the same state.
 */
export function utf8Edges(ranges: CodePointRanges, next: number, addState: (edges: readonly Edge[]) => number): Edge[] {
  return LENGTHS.flatMap((length) => tailEdges(clip(ranges, length), length.tail, length.lead, next, addState));
}

/** The part of a set that has this length, widened. */
function clip(ranges: CodePointRanges, { spelled, wide }: Length): number[] {
  const clipped: number[] = [];
  for (let i = 0; i < ranges.length; i += 2) {
    const first = Math.max(ranges[i] as number, spelled[0]);
    const last = Math.min(ranges[i + 1] as number, spelled[1]);
    if (first <= last) clipped.push(first === spelled[0] ? wide[0] : first, last === spelled[1] ? wide[1] : last);
  }
  return clipped;
}

/**
 * Edges on the byte `lead` + top digit, for numbers of `tail` + 1 digits in base 64. Numbers with the same top digit are a
 * block: a whole block needs no closer look, so that runs of whole blocks share one edge.
 */
function tailEdges(
  ranges: CodePointRanges,
  tail: number,
  lead: number,
  next: number,
  addState: (edges: readonly Edge[]) => number,
): Edge[] {
  const size = 64 ** tail;
  const edges: Edge[] = [];
  const follow = (rest: CodePointRanges) =>
    tail === 0 ? next : addState(tailEdges(rest, tail - 1, 0x80, next, addState));
  const add = (first: number, last: number, target: number) => {
    const before = edges.at(-1);
    if (before && before.last + 1 === lead + first && before.target === target) {
      edges[edges.length - 1] = { ...before, last: lead + last };
    } else edges.push({ first: lead + first, last: lead + last, target });
  };
  let block = -1;
  let partial: number[] = [];
  const flush = () => {
    if (partial.length > 0) add(block, block, follow(partial));
    partial = [];
  };
  for (let i = 0; i < ranges.length; i += 2) {
    const end = (ranges[i + 1] as number) + 1;
    for (let at = ranges[i] as number; at < end; ) {
      const digit = Math.floor(at / size);
      if (digit !== block) flush();
      block = digit;
      const whole = at % size === 0 ? Math.floor(end / size) - digit : 0;
      const to = whole > 0 ? (digit + whole) * size : Math.min(end, (digit + 1) * size);
      if (whole > 0) add(digit, digit + whole - 1, follow([0, size - 1]));
      else partial.push(at % size, (to - 1) % size);
      at = to;
    }
  }
  flush();
  return edges;
}
