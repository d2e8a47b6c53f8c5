import * as layout from "./layout.js";
import type { Edge } from "./utf8.js";

/** Where the words of the first state are; those of the others follow, then those of the edges. */
export const NFA_STATES = layout.REGEX_HEADER_BYTES / 4;

/** Reads a serialised nondeterministic automaton, all of whose targets and edges are in bounds. */
export class Nfa {
  readonly stateCount: number;
  readonly start: number;

  constructor(readonly words: Uint32Array) {
    this.stateCount = words[layout.REGEX_STATE_COUNT / 4] as number;
    this.start = words[layout.REGEX_START / 4] as number;
  }

  /** One of `REGEX_OP_…`. */
  op(state: number): number {
    return (this.words[NFA_STATES + 2 * state] as number) & 0xff;
  }

  /** The first target of a split, the assertion of an assertion. */
  operand(state: number): number {
    return (this.words[NFA_STATES + 2 * state] as number) >>> 8;
  }

  /** Where a state that reads nothing goes on. */
  target(state: number): number {
    return this.words[NFA_STATES + 2 * state + 1] as number;
  }

  /** The edges of a state that reads a byte, by ascending bytes. */
  edges(state: number): Edge[] {
    const operand = this.operand(state);
    const target = this.target(state);
    if (this.op(state) === layout.REGEX_OP_RANGE) return [{ first: operand & 0xff, last: operand >>> 8, target }];
    const at = NFA_STATES + 2 * (this.stateCount + target);
    return Array.from({ length: operand }, (_, i) => {
      const range = this.words[at + 2 * i] as number;
      return { first: range & 0xff, last: range >>> 8, target: this.words[at + 2 * i + 1] as number };
    });
  }
}
