// The subset construction (Rabin and Scott 1959), with assertions as in RE2: a state is what the text so far leaves open (a set
// of states of the nondeterministic automaton) and what assertions can ask of the byte before. Assertions are decided when
// the next byte is known, so a match that ends with one is found one byte later, or at the end of the text.

import { type ByteClasses, classifyBytes, holds, NO_BYTE } from "./contexts.js";
import { DEAD, type Dfa, MATCHED } from "./dfa.js";
import * as layout from "./layout.js";
import type { Nfa } from "./nfa.js";

/** Visits of states and edges that one construction may take: it bounds the time that a hostile pattern can burn. */
const MAX_WORK = 2_000_000;

/**
 * The deterministic automaton that finds, in any text, what `nfa` finds in it. Undefined where it would have more than
 * `maxStates` states, or take too long to make.
 */
export function determinise(nfa: Nfa, maxStates: number): Dfa | undefined {
  return new SubsetConstruction(nfa).run(maxStates);
}

/** States of the nondeterministic automaton, and the kind of the byte before. */
interface Subset {
  /** They read a byte or assert, in any order. */
  readonly members: readonly number[];
  readonly hasAssertions: boolean;
  readonly before: number;
}

/** Stands for the dead and the matched state, from which nothing has to be followed. */
const CLOSED: Subset = { members: [], hasAssertions: false, before: NO_BYTE };

class SubsetConstruction {
  readonly #classes: ByteClasses;
  readonly #subsets: Subset[] = [CLOSED, CLOSED];
  /** By a hash of their subsets, which does not depend on the order of members. */
  readonly #known = new Map<number, readonly number[]>();
  /** By the kinds of the bytes before and after: where a match begins. */
  readonly #beginnings = new Map<string, readonly number[] | undefined>();
  readonly #next: number[] = [];
  readonly #accepts: number[] = [];
  /** By state of the nondeterministic automaton, once it was asked for: class, target, class, target, … */
  readonly #steps: number[][] = [];
  /** By class: where the subset at work goes on. */
  readonly #targets: number[][];
  /** By state of the nondeterministic automaton: the last search that entered it. */
  readonly #entered: Uint32Array;
  #searches = 0;
  #work = 0;

  constructor(private readonly nfa: Nfa) {
    this.#classes = classifyBytes(nfa);
    this.#targets = Array.from({ length: this.#classes.count }, () => []);
    this.#entered = new Uint32Array(nfa.stateCount);
  }

  run(maxStates: number): Dfa | undefined {
    const { classOf, count } = this.#classes;
    for (const state of [DEAD, MATCHED]) {
      for (let i = 0; i < count; i++) this.#next.push(state);
      this.#accepts.push(state === MATCHED ? 1 : 0);
    }
    const start = this.#stateOf([], NO_BYTE);
    for (let state = start; state < this.#subsets.length; state++) {
      this.#expand(this.#subsets[state] as Subset);
      if (this.#subsets.length > maxStates || this.#work > MAX_WORK) return undefined;
    }
    return {
      classOf,
      classCount: count,
      stateCount: this.#subsets.length,
      start,
      next: Uint32Array.from(this.#next),
      accepts: Uint8Array.from(this.#accepts),
    };
  }

  /** Appends the transitions of a state. */
  #expand(subset: Subset): void {
    this.#accepts.push(this.#reading(subset, NO_BYTE, true) ? 0 : 1);
    const row = this.#next.length;
    for (const { kind, isBeginning, classes } of this.#classes.contexts) {
      const reading = this.#reading(subset, kind, isBeginning);
      for (const state of reading ?? []) this.#step(state);
      for (const byteClass of classes) {
        this.#next[row + byteClass] = reading ? this.#stateOf(this.#targets[byteClass] as number[], kind) : MATCHED;
      }
      for (const targets of this.#targets) if (targets.length > 0) targets.length = 0;
    }
  }

  /**
   * The states that read the next byte, which is of a kind, and with which a match may begin; undefined where something has
   * matched before it.
   */
  #reading({ members, hasAssertions, before }: Subset, next: number, isBeginning: boolean): number[] | undefined {
    const ongoing = hasAssertions ? this.#follow(members, { before, next }) : members;
    const begun = isBeginning ? this.#beginning(before, next) : [];
    return ongoing && begun && [...ongoing, ...begun];
  }

  /** The same of a match that begins here. */
  #beginning(before: number, next: number): readonly number[] | undefined {
    const key = `${before}${next}`;
    if (!this.#beginnings.has(key)) this.#beginnings.set(key, this.#follow([this.nfa.start], { before, next }));
    return this.#beginnings.get(key);
  }

  /** Adds to `targets` what a state that reads a byte leads to. */
  #step(state: number): void {
    const steps = this.#stepsOf(state);
    for (let i = 0; i < steps.length && this.#work <= MAX_WORK; i += 2, this.#work++) {
      this.#targets[steps[i] as number]?.push(steps[i + 1] as number);
    }
  }

  #stepsOf(state: number): readonly number[] {
    const known = this.#steps[state];
    if (known) return known;
    const steps: number[] = [];
    for (const { first, last, target } of this.nfa.edges(state)) {
      const classes = new Set(this.#classes.classOf.subarray(first, last + 1));
      for (const byteClass of classes) steps.push(byteClass, target);
    }
    this.#steps[state] = steps;
    return steps;
  }

  /** The state, known or new, of a text after which the automaton may be at any of `targets`. */
  #stateOf(targets: readonly number[], before: number): number {
    const members = this.#follow(targets);
    if (!members) return MATCHED;
    let hash = before;
    for (const state of members) hash = (hash + Math.imul(state + 1, 0x9e3779b1)) | 0;
    const bucket = this.#known.get(hash) ?? [];
    for (const state of bucket) {
      if (this.#isLastReached(this.#subsets[state] as Subset, members.length, before)) return state;
    }
    const hasAssertions = members.some((state) => this.nfa.op(state) === layout.REGEX_OP_ASSERT);
    const state = this.#subsets.push({ members, hasAssertions, before }) - 1;
    this.#known.set(hash, [...bucket, state]);
    return state;
  }

  /** Whether a subset is what the last search reached, which is so many states. */
  #isLastReached(subset: Subset, size: number, before: number): boolean {
    if (subset.before !== before || subset.members.length !== size) return false;
    this.#work += size;
    for (const state of subset.members) if (this.#entered[state] !== this.#searches) return false;
    return true;
  }

  /**
   * The states that read a byte and that these reach without reading any; undefined if they reach a match. Without `position`
   * assertions are left undecided, and are among the states.
   */
  #follow(states: readonly number[], position?: { before: number; next: number }): number[] | undefined {
    const reached: number[] = [];
    const pending: number[] = [];
    this.#searches++;
    for (const first of states) {
      for (let state: number | undefined = first; state !== undefined; state = pending.pop()) {
        if (this.#entered[state] === this.#searches || this.#work > MAX_WORK) continue;
        this.#entered[state] = this.#searches;
        this.#work++;
        const op = this.nfa.op(state);
        if (op === layout.REGEX_OP_MATCH) return undefined;
        if (op === layout.REGEX_OP_SPLIT) pending.push(this.nfa.operand(state), this.nfa.target(state));
        else if (op !== layout.REGEX_OP_ASSERT || !position) reached.push(state);
        else if (holds(this.nfa.operand(state), position.before, position.next)) pending.push(this.nfa.target(state));
      }
    }
    return reached;
  }
}
