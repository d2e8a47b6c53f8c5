// Tries over literals, and the automaton of Aho and Corasick, in the form that assembly/match/literals-trie.ts draws.

import * as layout from "./literals-layout.js";

/** A literal of a trie. */
export interface TrieLiteral {
  readonly id: number;
  readonly bytes: Uint8Array;
}

/** The arrays of a trie, one element a node (`children` has one more). */
export interface Trie {
  readonly children: Uint32Array;
  readonly outputs: Uint32Array;
  readonly labels: Uint8Array;
}

/** The trie of literals that differ from each other. */
export function buildTrie(literals: readonly TrieLiteral[]): Trie {
  const sorted = literals.toSorted((a, b) => compareBytes(a.bytes, b.bytes));
  const children: number[] = [];
  const outputs: number[] = [];
  const labels: number[] = [0];
  // The literals under node i are those from first[i] to last[i] (exclusive) of `sorted`, alike in their first depth[i] bytes.
  const first = [0];
  const last = [sorted.length];
  const depth = [0];
  for (let node = 0; node < labels.length; node++) {
    children.push(labels.length);
    const at = depth[node] as number;
    const end = last[node] as number;
    let from = first[node] as number;
    const shortest = sorted[from];
    const ends = shortest !== undefined && from < end && shortest.bytes.length === at;
    outputs.push(ends ? shortest.id + 1 : 0);
    if (ends) from++;
    while (from < end) {
      const label = sorted[from]?.bytes[at] as number;
      let to = from + 1;
      while (to < end && sorted[to]?.bytes[at] === label) to++;
      labels.push(label);
      first.push(from);
      last.push(to);
      depth.push(at + 1);
      from = to;
    }
  }
  children.push(labels.length);
  return { children: Uint32Array.from(children), outputs: Uint32Array.from(outputs), labels: Uint8Array.from(labels) };
}

/** For each node the node of its longest proper suffix, and the nearest one on that way that has an output, or 0. */
export function buildFails({ children, outputs, labels }: Trie): { fails: Uint32Array; links: Uint32Array } {
  const fails = new Uint32Array(labels.length);
  const links = new Uint32Array(labels.length);
  const childOf = (node: number, label: number): number => {
    let low = children[node] as number;
    const end = children[node + 1] as number;
    for (let high = end; low < high; ) {
      const middle = (low + high) >>> 1;
      if ((labels[middle] as number) < label) low = middle + 1;
      else high = middle;
    }
    return low < end && labels[low] === label ? low : 0;
  };
  for (let node = 0; node < labels.length; node++) {
    for (let child = children[node] as number; child < (children[node + 1] as number); child++) {
      let suffix = node;
      let fail = 0;
      while (suffix !== 0 && fail === 0) {
        suffix = fails[suffix] as number;
        fail = childOf(suffix, labels[child] as number);
      }
      fails[child] = fail;
      links[child] = outputs[fail] === 0 ? (links[fail] as number) : fail;
    }
  }
  return { fails, links };
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) {
    if (a[i] !== b[i]) return (a[i] as number) - (b[i] as number);
  }
  return a.length - b.length;
}

/** Adds a trie to a set by `add`, which gives the offset of what it added. */
export function encodeTrie(
  literals: readonly TrieLiteral[],
  automaton: boolean,
  add: (piece: Uint8Array | Uint32Array) => number,
): { offset: number; nodes: number } {
  const trie = buildTrie(literals);
  const header = new Uint32Array(layout.TRIE_BYTES / 4);
  header[layout.TRIE_NODES / 4] = trie.labels.length;
  header[layout.TRIE_CHILDREN / 4] = add(trie.children);
  header[layout.TRIE_LABELS / 4] = add(trie.labels);
  header[layout.TRIE_OUTPUTS / 4] = add(trie.outputs);
  if (automaton) {
    const { fails, links } = buildFails(trie);
    header[layout.TRIE_FAILS / 4] = add(fails);
    header[layout.TRIE_LINKS / 4] = add(links);
  }
  return { offset: add(header), nodes: trie.labels.length };
}
