// The subset construction (Rabin and Scott 1959), with assertions as in RE2: a state is what the text so far leaves open (a set
// of states of the nondeterministic automaton) and what assertions can ask of the byte before. Assertions are decided when
// the next byte is known, so a match that ends with one is found one byte later, or at the end of the text.
//
// Most automata are made once, by code that has not run before, so there are few objects and few calls: sets are parts of one list.

import { type ByteClasses, classifyBytes, holds, NO_BYTE } from "./contexts.js";
import { DEAD, type Dfa, MATCHED } from "./dfa.js";
import * as layout from "./layout.js";
import { NFA_STATES, type Nfa } from "./nfa.js";

/** Visits of states and edges that one construction may take: it bounds the time that a hostile pattern can burn. */
const MAX_WORK = 2_000_000;
/** Where an assertion is left undecided. */
const UNDECIDED = -1;
/** Ends a list of links. */
const NONE = -1;

/**
 * The deterministic automaton that finds, in any text, what `nfa` finds in it. Undefined where it would have more than
 * `maxStates` states, or take too long to make.
 */
export function determinise(nfa: Nfa, maxStates: number): Dfa | undefined {
  return new SubsetConstruction(nfa, maxStates).run();
}

class SubsetConstruction {
  readonly #classes: ByteClasses;
  /** What the subsets hold, one after another, up to `#end`: states that read a byte or assert, in any order. */
  readonly #members: number[] = [];
  #end = 0;
  /** By subset: where its members begin, the kind of the byte before, whether some member asserts, its hash. */
  readonly #begins: number[] = [];
  readonly #befores: number[] = [];
  readonly #asserting: boolean[] = [];
  readonly #hashes: number[] = [];
  /** Subsets by their hashes, in the next free place where that is taken. The dead one stands for none. */
  #known = new Uint32Array(64);
  /** By the kinds of the bytes before and after: where a match begins. */
  readonly #beginnings = new Map<number, readonly number[] | undefined>();
  #next = new Uint32Array(0);
  readonly #accepts: number[] = [];
  /** Of states of the nondeterministic automaton: how many classes lead on, then class, target, class, target, … */
  readonly #steps: number[] = [0];
  /** By state: where its steps are, once they were asked for; till then zero. */
  readonly #stepsAt: Uint32Array;
  /** By class: the last of the steps with it. */
  readonly #stepped: Uint32Array;
  /** By class, where the subset at work goes on: the first of its links, each of which has a target and the next link. */
  readonly #heads: Int32Array;
  readonly #targets: number[] = [];
  readonly #links: number[] = [];
  /** By state of the nondeterministic automaton: the last search that entered it. */
  readonly #entered: Uint32Array;
  readonly #pending: number[] = [];
  #searches = 0;
  #work = 0;

  constructor(
    private readonly nfa: Nfa,
    private readonly maxStates: number,
  ) {
    this.#classes = classifyBytes(nfa);
    this.#heads = new Int32Array(this.#classes.count);
    this.#stepped = new Uint32Array(this.#classes.count);
    this.#stepsAt = new Uint32Array(nfa.stateCount);
    this.#entered = new Uint32Array(nfa.stateCount);
  }

  run(): Dfa | undefined {
    const { classOf, count } = this.#classes;
    for (const state of [DEAD, MATCHED]) {
      this.#addSubset(NO_BYTE, false, 0);
      this.#addRow().fill(state);
      this.#accepts.push(state === MATCHED ? 1 : 0);
    }
    const start = this.#stateOf(NONE, NO_BYTE);
    for (let state = start; state < this.#begins.length; state++) {
      this.#expand(state, this.#addRow());
      if (this.#begins.length > this.maxStates || this.#work > MAX_WORK) return undefined;
    }
    const stateCount = this.#begins.length;
    return {
      classOf,
      classCount: count,
      stateCount,
      start,
      next: this.#next.subarray(0, stateCount * count),
      accepts: Uint8Array.from(this.#accepts),
    };
  }

  /** The row of the next state. */
  #addRow(): Uint32Array {
    const { count } = this.#classes;
    const from = this.#accepts.length * count;
    if (from + count > this.#next.length) {
      const grown = new Uint32Array(2 * this.#next.length + 16 * count);
      grown.set(this.#next);
      this.#next = grown;
    }
    return this.#next.subarray(from, from + count);
  }

  #expand(subset: number, row: Uint32Array): void {
    let begin = this.#end;
    this.#accepts.push(this.#read(subset, NO_BYTE, true) ? 0 : 1);
    this.#end = begin;
    for (const { kind, isBeginning, classes } of this.#classes.contexts) {
      begin = this.#end;
      const isOpen = this.#read(subset, kind, isBeginning);
      if (isOpen) this.#step(begin);
      this.#end = begin;
      // Most classes lead on no member: what comes then is the same for all.
      let without: number | undefined;
      for (const byteClass of classes) {
        if (!isOpen) row[byteClass] = MATCHED;
        else if ((this.#heads[byteClass] as number) !== NONE)
          row[byteClass] = this.#stateOf(this.#heads[byteClass] as number, kind);
        else {
          without ??= this.#stateOf(NONE, kind);
          row[byteClass] = without;
        }
      }
    }
  }

  /**
   * Appends to the members the states that read the next byte, which is of a kind, and with which a match may begin; false where
   * something has matched before it.
   */
  #read(subset: number, next: number, isBeginning: boolean): boolean {
    const members = this.#members;
    const before = this.#befores[subset] as number;
    const end = this.#begins[subset + 1] ?? this.#end;
    if (this.#asserting[subset]) this.#searches++;
    for (let at = this.#begins[subset] as number; at < end; at++) {
      if (!this.#asserting[subset]) members[this.#end++] = members[at] as number;
      else if (!this.#enter(members[at] as number, before, next)) return false;
    }
    if (!isBeginning) return true;
    const begun = this.#beginning(before, next);
    for (const state of begun ?? []) members[this.#end++] = state;
    return begun !== undefined;
  }

  /** The same of a match that begins here. */
  #beginning(before: number, next: number): readonly number[] | undefined {
    const key = 4 * before + next;
    if (!this.#beginnings.has(key)) {
      const begin = this.#end;
      this.#searches++;
      const isOpen = this.#enter(this.nfa.start, before, next);
      this.#beginnings.set(key, isOpen ? this.#members.slice(begin, this.#end) : undefined);
      this.#end = begin;
    }
    return this.#beginnings.get(key);
  }

  /** Links to each class what the members from `begin` on lead to with it. */
  #step(begin: number): void {
    const [steps, heads, targets, links] = [this.#steps, this.#heads, this.#targets, this.#links];
    heads.fill(NONE);
    let link = 0;
    for (let index = begin; index < this.#end && this.#work <= MAX_WORK; index++) {
      let at = this.#stepsOf(this.#members[index] as number);
      const last = at + 2 * (steps[at] as number);
      this.#work += steps[at] as number;
      while (at < last) {
        const byteClass = steps[++at] as number;
        targets[link] = steps[++at] as number;
        links[link] = heads[byteClass] as number;
        heads[byteClass] = link++;
      }
    }
  }

  #stepsOf(state: number): number {
    const known = this.#stepsAt[state] as number;
    if (known > 0) return known;
    const { words, stateCount } = this.nfa;
    const { runOf, classOfRun } = this.#classes;
    const [steps, stepped] = [this.#steps, this.#stepped];
    const from = steps.push(0) - 1;
    const at = NFA_STATES + 2 * state;
    const [word, operand] = [words[at] as number, words[at + 1] as number];
    const isRange = (word & 0xff) === layout.REGEX_OP_RANGE;
    const edges = isRange ? at : NFA_STATES + 2 * (stateCount + operand);
    for (let i = isRange ? 1 : word >>> 8, edge = edges; i > 0; i--, edge += 2) {
      const range = isRange ? word >>> 8 : (words[edge] as number);
      const begin = steps.length;
      const last = runOf[range >>> 8] as number;
      for (let run = runOf[range & 0xff] as number; run <= last; run++) {
        const byteClass = classOfRun[run] as number;
        if ((stepped[byteClass] as number) >= begin) continue;
        stepped[byteClass] = steps.length;
        steps.push(byteClass, words[edge + 1] as number);
      }
    }
    steps[from] = (steps.length - from - 1) / 2;
    this.#stepsAt[state] = from;
    return from;
  }

  /** The state, known or new, of a text after which the automaton may be at any target of these links. */
  #stateOf(first: number, before: number): number {
    const members = this.#members;
    const begin = this.#end;
    this.#searches++;
    for (let link = first; link !== NONE; link = this.#links[link] as number) {
      if (this.#enter(this.#targets[link] as number, before, UNDECIDED)) continue;
      this.#end = begin;
      return MATCHED;
    }
    let hash = before;
    for (let at = begin; at < this.#end; at++) hash += Math.imul((members[at] as number) + 1, 0x9e3779b1);
    hash |= 0;
    const known = this.#known;
    let place = placeOf(hash, known);
    for (let state = known[place] as number; state !== DEAD; state = known[place] as number) {
      if (this.#hashes[state] === hash && this.#isLastReached(state, begin, before)) {
        this.#end = begin;
        return state;
      }
      place = (place + 1) & (known.length - 1);
    }
    let isAsserting = false;
    for (let at = begin; at < this.#end; at++)
      isAsserting ||= this.nfa.op(members[at] as number) === layout.REGEX_OP_ASSERT;
    const state = this.#addSubset(before, isAsserting, hash, begin);
    known[place] = state;
    if (2 * state > known.length) this.#growKnown();
    return state;
  }

  #growKnown(): void {
    const known = new Uint32Array(4 * this.#known.length);
    for (let state = MATCHED + 1; state < this.#begins.length; state++) {
      let place = placeOf(this.#hashes[state] as number, known);
      while (known[place] !== DEAD) place = (place + 1) & (known.length - 1);
      known[place] = state;
    }
    this.#known = known;
  }

  #addSubset(before: number, isAsserting: boolean, hash: number, begin = this.#end): number {
    this.#befores.push(before);
    this.#asserting.push(isAsserting);
    this.#hashes.push(hash);
    return this.#begins.push(begin) - 1;
  }

  /** Whether a subset is what the last search reached, which is in the members from `begin` on. */
  #isLastReached(subset: number, begin: number, before: number): boolean {
    const from = this.#begins[subset] as number;
    const to = this.#begins[subset + 1] ?? begin;
    if (this.#befores[subset] !== before || to - from !== this.#end - begin) return false;
    this.#work += to - from;
    for (let at = from; at < to; at++) {
      if (this.#entered[this.#members[at] as number] !== this.#searches) return false;
    }
    return true;
  }

  /**
   * Appends to the members the states that read a byte and that this one reaches without reading any; false if it reaches a match.
   * Where the byte after is `UNDECIDED`, assertions are among them. What the search entered before is passed over.
   */
  #enter(first: number, before: number, next: number): boolean {
    const { words } = this.nfa;
    const [entered, pending, search] = [this.#entered, this.#pending, this.#searches];
    let depth = 0;
    for (let state = first; ; state = pending[--depth] as number) {
      while (entered[state] !== search) {
        entered[state] = search;
        this.#work++;
        const at = NFA_STATES + 2 * state;
        const op = (words[at] as number) & 0xff;
        if (op === layout.REGEX_OP_MATCH) return false;
        if (op === layout.REGEX_OP_SPLIT) pending[depth++] = (words[at] as number) >>> 8;
        else if (op !== layout.REGEX_OP_ASSERT || next === UNDECIDED) {
          this.#members[this.#end++] = state;
          break;
        } else if (!holds((words[at] as number) >>> 8, before, next)) break;
        state = words[at + 1] as number;
      }
      if (depth === 0) return true;
    }
  }
}

/** Where in a table of a power of two places a hash is looked for first. */
function placeOf(hash: number, { length }: Uint32Array): number {
  return Math.imul(hash, 0x85ebca6b) >>> Math.clz32(length - 1);
}
