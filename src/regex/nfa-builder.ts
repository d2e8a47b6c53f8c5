import { SluiceError } from "../errors.js";
import type { Assertion } from "./ast.js";
import type { Regex } from "./automaton.js";
import { beginnings } from "./beginnings.js";
import * as layout from "./layout.js";
import { Nfa } from "./nfa.js";
import type { Edge } from "./utf8.js";

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

/** Builds a nondeterministic automaton, its states from the last to the first. Equal states are one state. */
export class AutomatonBuilder {
  readonly #states: number[] = [];
  readonly #edges: number[] = [];
  readonly #known = new Map<string, number>();
  #requests = 0;

  constructor(private readonly maxStates: number) {}

  match(): number {
    return this.#add(layout.REGEX_OP_MATCH, 0, 0);
  }

  /** A state that reads a byte. Without edges it leads nowhere. */
  bytes(edges: readonly Edge[]): number {
    const [edge] = edges;
    if (edge && edges.length === 1) {
      return this.#add(layout.REGEX_OP_RANGE, edge.first | (edge.last << 8), edge.target);
    }
    const key = edges.map(({ first, last, target }) => `${first}-${last}:${target}`).join();
    return this.#share(key, () => {
      const index = this.#edges.length / 2;
      for (const { first, last, target } of edges) this.#edges.push(first | (last << 8), target);
      return this.#append(layout.REGEX_OP_EDGES, edges.length, index);
    });
  }

  /** A state that goes on at both. */
  split(target: number, other: number): number {
    return target === other ? target : this.#add(layout.REGEX_OP_SPLIT, target, other);
  }

  assertion(assertion: Assertion, target: number): number {
    return this.#add(layout.REGEX_OP_ASSERT, ASSERTIONS[assertion], target);
  }

  /** A split with targets to come: the head of a loop. */
  openSplit(): number {
    this.#requests++;
    return this.#append(layout.REGEX_OP_SPLIT, 0, 0);
  }

  closeSplit(state: number, target: number, other: number): void {
    this.#states[2 * state] = layout.REGEX_OP_SPLIT | (target << 8);
    this.#states[2 * state + 1] = other;
  }

  finish(start: number): Regex {
    const words = new Uint32Array(HEADER_WORDS + this.#states.length + this.#edges.length);
    words[layout.REGEX_STATE_COUNT / 4] = this.#states.length / 2;
    words[layout.REGEX_EDGE_COUNT / 4] = this.#edges.length / 2;
    words[layout.REGEX_START / 4] = start;
    words.set(this.#states, HEADER_WORDS);
    words.set(this.#edges, HEADER_WORDS + this.#states.length);
    const { flags, firstBytes } = beginnings(new Nfa(words));
    words[layout.REGEX_FLAGS / 4] = flags;
    words.set(firstBytes.toWords(), layout.REGEX_FIRST_BYTES / 4);
    return { words };
  }

  #add(op: number, operand: number, target: number): number {
    return this.#share(`${op} ${operand} ${target}`, () => this.#append(op, operand, target));
  }

  #share(key: string, make: () => number): number {
    if (++this.#requests > MAX_REQUESTS * this.maxStates) this.#tooLarge();
    let state = this.#known.get(key);
    if (state === undefined) {
      state = make();
      this.#known.set(key, state);
    }
    return state;
  }

  #append(op: number, operand: number, target: number): number {
    const state = this.#states.length / 2;
    if (state >= this.maxStates) this.#tooLarge();
    this.#states.push(op | (operand << 8), target);
    return state;
  }

  #tooLarge(): never {
    throw new SluiceError("regex-too-large", `the regular expression needs more than ${this.maxStates} states`);
  }
}
