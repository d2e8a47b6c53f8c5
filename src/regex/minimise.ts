// Hopcroft's algorithm (1971) on the refinable partition of Valmari and Lehtinen ("Efficient Minimization of DFAs with Partial
// Transition Functions", 2008): O(classes × states × log states).

import type { Dfa } from "./dfa.js";

/**
 * The automaton with the fewest states and classes that accepts the same texts. Both keep their order, each new one by the first
 * that it stands for.
 */
export function minimise(dfa: Dfa): Dfa {
  return joinClasses(joinStates(dfa));
}

function joinStates(dfa: Dfa): Dfa {
  const partition = new Partition(dfa.stateCount);
  for (let state = 0; state < dfa.stateCount; state++) if (dfa.accepts[state]) partition.mark(state);
  partition.split();
  const predecessors = new Predecessors(dfa);
  // Each block is looked at once: what is split off later is the smaller part, and its turn comes.
  for (let block = 0; block < partition.count; block++) {
    const members = partition.members(block);
    for (let byteClass = 0; byteClass < dfa.classCount; byteClass++) {
      for (const state of members) predecessors.visit(state, byteClass, (before) => partition.mark(before));
      partition.split();
    }
  }
  return quotient(dfa, partition.blockOf);
}

/** The automaton whose states are the blocks. */
function quotient(dfa: Dfa, blockOf: Uint32Array): Dfa {
  const { classCount, stateCount, next } = dfa;
  const numbers = new Map<number, number>();
  const firsts: number[] = [];
  for (let state = 0; state < stateCount; state++) {
    const block = blockOf[state] as number;
    if (numbers.has(block)) continue;
    numbers.set(block, firsts.length);
    firsts.push(state);
  }
  const numberOf = (state: number) => numbers.get(blockOf[state] as number) as number;
  const rows = new Uint32Array(firsts.length * classCount);
  for (const [row, state] of firsts.entries()) {
    for (let i = 0; i < classCount; i++) rows[row * classCount + i] = numberOf(next[state * classCount + i] as number);
  }
  return {
    ...dfa,
    stateCount: firsts.length,
    start: numberOf(dfa.start),
    next: rows,
    accepts: Uint8Array.from(firsts, (state) => dfa.accepts[state] as number),
  };
}

/** Makes one class of those on which every state goes on alike. */
function joinClasses(dfa: Dfa): Dfa {
  const { classOf, classCount, stateCount, next } = dfa;
  const firsts: number[] = [];
  const joined = new Uint8Array(classCount);
  const hashes = new Int32Array(classCount);
  for (let at = 0; at < next.length; at++) {
    const byteClass = at % classCount;
    hashes[byteClass] = Math.imul(hashes[byteClass] as number, 31) + (next[at] as number);
  }
  const areAlike = (one: number, other: number): boolean => {
    if (hashes[one] !== hashes[other]) return false;
    for (let row = 0; row < next.length; row += classCount) if (next[row + one] !== next[row + other]) return false;
    return true;
  };
  for (let byteClass = 0; byteClass < classCount; byteClass++) {
    const known = firsts.findIndex((first) => areAlike(first, byteClass));
    joined[byteClass] = known < 0 ? firsts.push(byteClass) - 1 : known;
  }
  const rows = new Uint32Array(stateCount * firsts.length);
  for (let state = 0; state < stateCount; state++) {
    for (const [i, first] of firsts.entries())
      rows[state * firsts.length + i] = next[state * classCount + first] as number;
  }
  return {
    ...dfa,
    classOf: classOf.map((byteClass) => joined[byteClass] as number),
    classCount: firsts.length,
    next: rows,
  };
}

const NONE = 0xffffffff;

/** Transitions by where they lead, as linked lists. A transition is state × class count + class. */
class Predecessors {
  /** By target × class count + class: one of the transitions that lead there. */
  readonly #heads: Uint32Array;
  /** By transition: another one that leads to the same target on the same class. */
  readonly #links: Uint32Array;
  readonly #classCount: number;

  constructor({ classCount, next }: Dfa) {
    this.#classCount = classCount;
    this.#heads = new Uint32Array(next.length).fill(NONE);
    this.#links = new Uint32Array(next.length);
    for (let transition = 0; transition < next.length; transition++) {
      const target = next[transition] as number;
      const list = target * classCount + (transition % classCount);
      this.#links[transition] = this.#heads[list] as number;
      this.#heads[list] = transition;
    }
  }

  /** Visits the states that go on at `target` on a class. */
  visit(target: number, byteClass: number, visitor: (state: number) => void): void {
    let transition = this.#heads[target * this.#classCount + byteClass] as number;
    for (; transition !== NONE; transition = this.#links[transition] as number) {
      visitor(Math.floor(transition / this.#classCount));
    }
  }
}

/** States from `begin` to before `end` in the order of the partition, the first of them marked. */
interface Block {
  begin: number;
  end: number;
  marked: number;
}

/** Blocks of states, each block's next to one another. */
class Partition {
  readonly blockOf: Uint32Array;
  readonly #order: Uint32Array;
  readonly #places: Uint32Array;
  readonly #blocks: Block[];
  #touched: Block[] = [];

  /** All states in one block. */
  constructor(stateCount: number) {
    this.blockOf = new Uint32Array(stateCount);
    this.#order = Uint32Array.from({ length: stateCount }, (_, state) => state);
    this.#places = this.#order.slice();
    this.#blocks = [{ begin: 0, end: stateCount, marked: 0 }];
  }

  get count(): number {
    return this.#blocks.length;
  }

  members(block: number): Uint32Array {
    const { begin, end } = this.#blocks[block] as Block;
    return this.#order.slice(begin, end);
  }

  mark(state: number): void {
    const block = this.#blocks[this.blockOf[state] as number] as Block;
    const place = this.#places[state] as number;
    const border = block.begin + block.marked;
    if (place < border) return;
    const other = this.#order[border] as number;
    this.#order[place] = other;
    this.#places[other] = place;
    this.#order[border] = state;
    this.#places[state] = border;
    if (block.marked++ === 0) this.#touched.push(block);
  }

  /** Parts the marked states of each block from the others, and unmarks them. The smaller part is a new block. */
  split(): void {
    for (const block of this.#touched) {
      const { begin, end, marked } = block;
      block.marked = 0;
      const border = begin + marked;
      if (border === end) continue;
      const isMarkedSmaller = 2 * marked <= end - begin;
      const part = isMarkedSmaller ? { begin, end: border, marked: 0 } : { begin: border, end, marked: 0 };
      if (isMarkedSmaller) block.begin = border;
      else block.end = border;
      for (let place = part.begin; place < part.end; place++) {
        this.blockOf[this.#order[place] as number] = this.#blocks.length;
      }
      this.#blocks.push(part);
    }
    this.#touched = [];
  }
}
