// A compiled regex: a nondeterministic automaton over the bytes of WTF-8 text, as the core runs it
// (assembly/match/regex.ts). It is a section of the program format. All words are 32 bits, little-endian.
//
//   header   0  number of states S, at least 1
//            1  number of edges E
//            2  start state
//            3  flags: 1 anchored (a match can begin only where the text begins), 2 nullable (a match may be empty)
//            4  first bytes, 8 words: the bytes that a match can begin with. Byte b is bit (b >> 4) & 7 of the byte
//               (b & 15) + (b >> 7) * 16, the order in which SIMD looks 16 bytes up at once. If nullable, every
//               byte that is no continuation byte.
//   states  12  S records of two words
//   edges 12+2S E records of two words: first byte | last byte << 8, target state
//
//   state       word 0                               word 1
//   match       0
//   range       1 | first << 8 | last << 16          target: one edge
//   edges       2 | number of edges << 8             index of the first edge; the bytes of its edges ascend
//   split       3 | target << 8                      other target; reads nothing
//   assert      4 | assertion << 8                   target; reads nothing, and holds at this position
//
// A match begins between code points only: where the next byte is no continuation byte, or at the end of the text. As every
// consuming path reads whole code points, assertions too are looked at only there. Overlong forms and code points beyond
// 10FFFF, which WTF-8 has not, may match what has their lead byte.
//
// States that read nothing may form a loop, as in (a*)*: the core enters each state at most once a position.

import { SluiceError } from "../errors.js";
import type { Assertion } from "./ast.js";
import { beginnings } from "./beginnings.js";
import * as layout from "./layout.js";
import type { Edge } from "./utf8.js";

/** A compiled regex. The words are what the core runs. */
export interface Regex {
  readonly words: Uint32Array;
}

/** Targets and counts have 24 bits in a state's first word. */
export const MAX_STATES = 0xffffff;

const HEADER_WORDS = layout.REGEX_HEADER_BYTES / 4;
/** States asked for, equal ones too, for every state allowed: bounds the time that a regex of many equal parts takes. */
const MAX_REQUESTS = 64;

const ASSERTIONS: Readonly<Record<Assertion, number>> = {
  "text-begin": layout.REGEX_TEXT_BEGIN,
  "text-end": layout.REGEX_TEXT_END,
  "line-begin": layout.REGEX_LINE_BEGIN,
  "line-end": layout.REGEX_LINE_END,
  "word-boundary": layout.REGEX_WORD_BOUNDARY,
  "not-word-boundary": layout.REGEX_NOT_WORD_BOUNDARY,
};

/**
 * Bytes of scratch that the core needs to run a regex: two sparse sets of states, each an array of members and one of
 * places, four bytes a state.
 */
export function regexScratchBytes(words: Uint32Array): number {
  return 16 * (words[layout.REGEX_STATE_COUNT / 4] ?? 0);
}

/** Builds the states from the last to the first. Equal states are one state. */
export class AutomatonBuilder {
  private readonly states: number[] = [];
  private readonly edges: number[] = [];
  private readonly known = new Map<string, number>();
  private requests = 0;

  constructor(private readonly maxStates: number) {}

  match(): number {
    return this.add(layout.REGEX_OP_MATCH, 0, 0);
  }

  /** A state that reads a byte. Without edges it leads nowhere. */
  bytes(edges: readonly Edge[]): number {
    const [edge] = edges;
    if (edge && edges.length === 1) {
      return this.add(layout.REGEX_OP_RANGE, edge.first | (edge.last << 8), edge.target);
    }
    const key = edges.map(({ first, last, target }) => `${first}-${last}:${target}`).join();
    return this.share(key, () => {
      const index = this.edges.length / 2;
      for (const { first, last, target } of edges) this.edges.push(first | (last << 8), target);
      return this.append(layout.REGEX_OP_EDGES, edges.length, index);
    });
  }

  /** A state that goes on at both. */
  split(target: number, other: number): number {
    return target === other ? target : this.add(layout.REGEX_OP_SPLIT, target, other);
  }

  assertion(assertion: Assertion, target: number): number {
    return this.add(layout.REGEX_OP_ASSERT, ASSERTIONS[assertion], target);
  }

  /** A split with targets to come: the head of a loop. */
  openSplit(): number {
    this.requests++;
    return this.append(layout.REGEX_OP_SPLIT, 0, 0);
  }

  closeSplit(state: number, target: number, other: number): void {
    this.states[2 * state] = layout.REGEX_OP_SPLIT | (target << 8);
    this.states[2 * state + 1] = other;
  }

  finish(start: number): Regex {
    const words = new Uint32Array(HEADER_WORDS + this.states.length + this.edges.length);
    words[layout.REGEX_STATE_COUNT / 4] = this.states.length / 2;
    words[layout.REGEX_EDGE_COUNT / 4] = this.edges.length / 2;
    words[layout.REGEX_START / 4] = start;
    words.set(this.states, HEADER_WORDS);
    words.set(this.edges, HEADER_WORDS + this.states.length);
    const { flags, firstBytes } = beginnings(words);
    words[layout.REGEX_FLAGS / 4] = flags;
    words.set(firstBytes, layout.REGEX_FIRST_BYTES / 4);
    return { words };
  }

  private add(op: number, operand: number, target: number): number {
    return this.share(`${op} ${operand} ${target}`, () => this.append(op, operand, target));
  }

  private share(key: string, make: () => number): number {
    if (++this.requests > MAX_REQUESTS * this.maxStates) this.tooLarge();
    let state = this.known.get(key);
    if (state === undefined) {
      state = make();
      this.known.set(key, state);
    }
    return state;
  }

  private append(op: number, operand: number, target: number): number {
    const state = this.states.length / 2;
    if (state >= this.maxStates) this.tooLarge();
    this.states.push(op | (operand << 8), target);
    return state;
  }

  private tooLarge(): never {
    throw new SluiceError("regex-too-large", `the regular expression needs more than ${this.maxStates} states`);
  }
}
