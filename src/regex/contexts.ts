import { beginnings } from "./beginnings.js";
import { ByteSet } from "./byte-set.js";
import * as layout from "./layout.js";
import type { Nfa } from "./nfa.js";
import type { Edge } from "./utf8.js";

/** What assertions look at: the neighbour on one side of a position. A kind that no assertion asks for does not occur. */
export const NO_BYTE = 0;
export const NEWLINE = 1;
export const WORD = 2;
export const OTHER = 3;

/** Classes of bytes that look alike to assertions, and before which a match can begin or cannot. */
export interface Context {
  readonly kind: number;
  readonly isBeginning: boolean;
  readonly classes: number[];
}

/** Bytes that an automaton cannot tell apart are of one class. */
export interface ByteClasses {
  /** The class of each of the 256 bytes. */
  readonly classOf: Uint8Array;
  readonly count: number;
  readonly contexts: readonly Context[];
}

export function holds(assertion: number, before: number, next: number): boolean {
  switch (assertion) {
    case layout.REGEX_TEXT_BEGIN:
      return before === NO_BYTE;
    case layout.REGEX_TEXT_END:
      return next === NO_BYTE;
    case layout.REGEX_LINE_BEGIN:
      return before === NO_BYTE || before === NEWLINE;
    case layout.REGEX_LINE_END:
      return next === NO_BYTE || next === NEWLINE;
    case layout.REGEX_WORD_BOUNDARY:
      return (before === WORD) !== (next === WORD);
    default:
      return (before === WORD) === (next === WORD);
  }
}

/** Parts the bytes by the edges of an automaton, by its assertions, and by whether a match can begin with them. */
export function classifyBytes(nfa: Nfa): ByteClasses {
  const { firstBytes } = beginnings(nfa);
  const partition = new BytePartition();
  const assertions = new Set<number>();
  for (let state = 0; state < nfa.stateCount; state++) {
    if (nfa.op(state) === layout.REGEX_OP_ASSERT) assertions.add(nfa.operand(state));
    else if (nfa.op(state) === layout.REGEX_OP_RANGE || nfa.op(state) === layout.REGEX_OP_EDGES)
      partition.splitByEdges(nfa, state);
  }
  const kindOf = kindsFor(assertions);
  for (const kind of [NEWLINE, WORD]) partition.split((byte) => kindOf(byte) === kind);
  partition.split((byte) => firstBytes.has(byte));

  const contexts = new Map<string, Context>();
  for (let byte = 0, seen = 0; byte < 256; byte++) {
    if ((partition.classOf[byte] as number) < seen) continue;
    const kind = kindOf(byte);
    const isBeginning = firstBytes.has(byte);
    const key = `${kind} ${isBeginning}`;
    const context = contexts.get(key) ?? { kind, isBeginning, classes: [] };
    context.classes.push(seen++);
    contexts.set(key, context);
  }
  return { classOf: partition.classOf, count: partition.count, contexts: [...contexts.values()] };
}

/** The kind of a byte, where only these assertions ask for it. */
function kindsFor(assertions: ReadonlySet<number>): (byte: number) => number {
  const hasLines = assertions.has(layout.REGEX_LINE_BEGIN) || assertions.has(layout.REGEX_LINE_END);
  const hasWords = assertions.has(layout.REGEX_WORD_BOUNDARY) || assertions.has(layout.REGEX_NOT_WORD_BOUNDARY);
  return (byte) => {
    if (hasLines && byte === 0x0a) return NEWLINE;
    return hasWords && /\w/.test(String.fromCharCode(byte)) ? WORD : OTHER;
  };
}

/** A partition of the bytes that is made finer and finer. Classes are numbered in the order of their first bytes. */
class BytePartition {
  readonly classOf = new Uint8Array(256);
  count = 1;
  private readonly done = new Set<string>();

  /** Parts the bytes on which a state goes on at different targets. */
  splitByEdges(nfa: Nfa, state: number): void {
    const byTarget = new Map<number, Edge[]>();
    for (const edge of nfa.edges(state)) {
      const edges = byTarget.get(edge.target);
      if (edges) edges.push(edge);
      else byTarget.set(edge.target, [edge]);
    }
    for (const edges of byTarget.values()) {
      const key = edges.map(({ first, last }) => (first << 8) | last).join();
      if (this.done.has(key)) continue;
      this.done.add(key);
      const set = new ByteSet();
      for (const { first, last } of edges) set.add(first, last);
      this.split((byte) => set.has(byte));
    }
  }

  split(isMember: (byte: number) => boolean): void {
    const renamed = new Int16Array(512).fill(-1);
    this.count = 0;
    for (let byte = 0; byte < 256; byte++) {
      const key = 2 * (this.classOf[byte] as number) + (isMember(byte) ? 1 : 0);
      if (renamed[key] === -1) renamed[key] = this.count++;
      this.classOf[byte] = renamed[key] as number;
    }
  }
}
