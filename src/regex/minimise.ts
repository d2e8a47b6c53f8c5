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
  const { stateCount, classCount, accepts } = dfa;
  const partition = new Partition(stateCount);
  for (let state = 0; state < stateCount; state++) if (accepts[state]) partition.mark(state);
  partition.split();
  const { heads, links } = predecessorsOf(dfa);
  // Each block is looked at once: what is split off later is the smaller part, and its turn comes.
  for (let block = 0; block < partition.count; block++) {
    const members = partition.members(block);
    for (let byteClass = 0; byteClass < classCount; byteClass++) {
      for (let i = 0; i < members.length; i++) {
        let before = heads[(members[i] as number) * classCount + byteClass] as number;
        for (; before !== 0; before = links[(before - 1) * classCount + byteClass] as number)
          partition.mark(before - 1);
      }
      partition.split();
    }
  }
  return quotient(dfa, partition.blockOf);
}

/** The automaton whose states are the blocks. */
function quotient(dfa: Dfa, blockOf: Uint32Array): Dfa {
  const { classCount, stateCount, next, accepts } = dfa;
  /** By block, one more than its number. */
  const numbers = new Uint32Array(stateCount);
  const firsts: number[] = [];
  for (let state = 0; state < stateCount; state++) {
    const block = blockOf[state] as number;
    if (numbers[block] === 0) numbers[block] = firsts.push(state);
  }
  const numberOf = Uint32Array.from(blockOf, (block) => (numbers[block] as number) - 1);
  const rows = new Uint32Array(firsts.length * classCount);
  let to = 0;
  for (const state of firsts) {
    const from = state * classCount;
    for (let at = from; at < from + classCount; at++) rows[to++] = numberOf[next[at] as number] as number;
  }
  return {
    ...dfa,
    stateCount: firsts.length,
    start: numberOf[dfa.start] as number,
    next: rows,
    accepts: Uint8Array.from(firsts, (state) => accepts[state] as number),
  };
}

/** Makes one class of those on which every state goes on alike. */
function joinClasses(dfa: Dfa): Dfa {
  const { classOf, classCount, stateCount, next } = dfa;
  const firsts: number[] = [];
  const joined = new Uint8Array(classCount);
  const hashes = new Int32Array(classCount);
  for (let at = 0; at < next.length; ) {
    for (let byteClass = 0; byteClass < classCount; byteClass++)
      hashes[byteClass] = Math.imul(hashes[byteClass] as number, 31) + (next[at++] as number);
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
  if (firsts.length === classCount) return dfa;
  const rows = new Uint32Array(stateCount * firsts.length);
  let to = 0;
  for (let row = 0; row < next.length; row += classCount) {
    for (const first of firsts) rows[to++] = next[row + first] as number;
  }
  return {
    ...dfa,
    classOf: classOf.map((byteClass) => joined[byteClass] as number),
    classCount: firsts.length,
    next: rows,
  };
}

/**
 * The states before each one, as linked lists. By state × class count + class, and one more than a state, or zero at the end of
 * a list: `heads` has a state that goes on at this one with the class, `links` another one that goes on where this one does.
 */
function predecessorsOf({ stateCount, classCount, next }: Dfa): { heads: Uint32Array; links: Uint32Array } {
  const heads = new Uint32Array(next.length);
  const links = new Uint32Array(next.length);
  let at = 0;
  for (let state = 1; state <= stateCount; state++) {
    for (let byteClass = 0; byteClass < classCount; byteClass++, at++) {
      const list = (next[at] as number) * classCount + byteClass;
      links[at] = heads[list] as number;
      heads[list] = state;
    }
  }
  return { heads, links };
}

/** Blocks of states, each block's next to one another, the marked ones first. */
class Partition {
  readonly blockOf: Uint32Array;
  count = 1;
  readonly #order: Uint32Array;
  /** By state: where it is in the order. */
  readonly #places: Uint32Array;
  /** By block: where it begins and ends in the order, and how many of its states are marked. */
  readonly #begins: Uint32Array;
  readonly #ends: Uint32Array;
  readonly #marked: Uint32Array;
  readonly #touched: number[] = [];

  /** All states in one block. */
  constructor(stateCount: number) {
    this.blockOf = new Uint32Array(stateCount);
    this.#order = new Uint32Array(stateCount);
    for (let state = 0; state < stateCount; state++) this.#order[state] = state;
    this.#places = this.#order.slice();
    this.#begins = new Uint32Array(stateCount);
    this.#ends = new Uint32Array(stateCount);
    this.#ends[0] = stateCount;
    this.#marked = new Uint32Array(stateCount);
  }

  members(block: number): Uint32Array {
    return this.#order.slice(this.#begins[block], this.#ends[block]);
  }

  mark(state: number): void {
    const [order, places] = [this.#order, this.#places];
    const block = this.blockOf[state] as number;
    const place = places[state] as number;
    const marked = this.#marked[block] as number;
    const border = (this.#begins[block] as number) + marked;
    if (place < border) return;
    const other = order[border] as number;
    order[place] = other;
    places[other] = place;
    order[border] = state;
    places[state] = border;
    this.#marked[block] = marked + 1;
    if (marked === 0) this.#touched.push(block);
  }

  /** Parts the marked states of each block from the others, and unmarks them. The smaller part is a new block. */
  split(): void {
    if (this.#touched.length === 0) return;
    for (const block of this.#touched) {
      const begin = this.#begins[block] as number;
      const end = this.#ends[block] as number;
      const marked = this.#marked[block] as number;
      this.#marked[block] = 0;
      const border = begin + marked;
      if (border === end) continue;
      const isMarkedSmaller = 2 * marked <= end - begin;
      const made = this.count++;
      this.#begins[made] = isMarkedSmaller ? begin : border;
      this.#ends[made] = isMarkedSmaller ? border : end;
      if (isMarkedSmaller) this.#begins[block] = border;
      else this.#ends[block] = border;
      for (let place = this.#begins[made] as number; place < (this.#ends[made] as number); place++) {
        this.blockOf[this.#order[place] as number] = made;
      }
    }
    this.#touched.length = 0;
  }
}
