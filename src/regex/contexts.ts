import { beginnings } from "./beginnings.js";
import * as layout from "./layout.js";
import { NFA_STATES, type Nfa } from "./nfa.js";

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
  /** Bytes next to one another that every edge has all of, or none: by byte the run that it is in, and by run its class. */
  readonly runOf: Uint8Array;
  readonly classOfRun: readonly number[];
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
  const kinds = kindsFor(nfa);
  const { begins, runOf } = runsOf(nfa, kinds);
  const contextOf = begins.map((byte) => 2 * kinds.of(byte) + (firstBytes.has(byte) ? 1 : 0));
  const partition = new Partition(begins.length);
  partition.splitByContext(contextOf);
  for (let state = 0; state < nfa.stateCount; state++) partition.splitByEdges(nfa, state, runOf);

  const classOf = new Uint8Array(256);
  const classOfRun: number[] = [];
  const contexts = new Map<number, Context>();
  /** By block of the partition, in the order of their first bytes. */
  const numbers = new Map<number, number>();
  for (const [run, begin] of begins.entries()) {
    const block = partition.blockOf[run] as number;
    let number = numbers.get(block);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(block, number);
      const key = contextOf[run] as number;
      const context = contexts.get(key) ?? { kind: key >> 1, isBeginning: (key & 1) !== 0, classes: [] };
      context.classes.push(number);
      contexts.set(key, context);
    }
    classOfRun.push(number);
    classOf.fill(number, begin, begins[run + 1]);
  }
  return { classOf, count: numbers.size, contexts: [...contexts.values()], runOf, classOfRun };
}

/** The kinds that the assertions of an automaton ask for. */
interface Kinds {
  of(byte: number): number;
  /** The bytes that are of another kind than the one before. */
  readonly begins: readonly number[];
}

function kindsFor({ words, stateCount }: Nfa): Kinds {
  const begins: number[] = [];
  let hasLines = false;
  let hasWords = false;
  for (let at = NFA_STATES; at < NFA_STATES + 2 * stateCount; at += 2) {
    const word = words[at] as number;
    if ((word & 0xff) !== layout.REGEX_OP_ASSERT) continue;
    const assertion = word >>> 8;
    hasLines ||= assertion === layout.REGEX_LINE_BEGIN || assertion === layout.REGEX_LINE_END;
    hasWords ||= assertion === layout.REGEX_WORD_BOUNDARY || assertion === layout.REGEX_NOT_WORD_BOUNDARY;
  }
  if (hasLines) begins.push(0x0a, 0x0b);
  // 0-9, A-Z, _, a-z
  if (hasWords) begins.push(0x30, 0x3a, 0x41, 0x5b, 0x5f, 0x60, 0x61, 0x7b);
  const of = (byte: number) => {
    if (hasLines && byte === 0x0a) return NEWLINE;
    return hasWords && /\w/.test(String.fromCharCode(byte)) ? WORD : OTHER;
  };
  return { of, begins };
}

/** Where runs begin, also where a match may begin with a byte and with the one before not, and by byte the run that it is in. */
function runsOf({ words, stateCount }: Nfa, kinds: Kinds): { begins: readonly number[]; runOf: Uint8Array } {
  const isBegin = new Uint8Array(257);
  // Every byte but the continuation bytes may begin a match that may be empty.
  for (const byte of [0x00, 0x80, 0xc0, ...kinds.begins]) isBegin[byte] = 1;
  const edges = NFA_STATES + 2 * stateCount;
  for (let at = NFA_STATES; at < words.length; at += 2) {
    const word = words[at] as number;
    if (at < edges && (word & 0xff) !== layout.REGEX_OP_RANGE) continue;
    const range = at < edges ? word >>> 8 : word;
    isBegin[range & 0xff] = 1;
    isBegin[(range >>> 8) + 1] = 1;
  }
  const begins: number[] = [];
  const runOf = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte++) {
    if (isBegin[byte]) begins.push(byte);
    runOf[byte] = begins.length - 1;
  }
  return { begins, runOf };
}

/** A partition of the runs that is made finer and finer. */
class Partition {
  readonly blockOf: Uint8Array;
  readonly #sizes: number[];
  /** By block: how many of the runs that are parted from the others it has, and the block that these go to. */
  readonly #parted = new Uint16Array(256);
  readonly #moved = new Uint8Array(256);

  constructor(size: number) {
    this.blockOf = new Uint8Array(size);
    this.#sizes = [size];
  }

  splitByContext(contextOf: readonly number[]): void {
    for (const context of new Set(contextOf)) {
      this.#part([...contextOf.keys()].filter((run) => contextOf[run] === context));
    }
  }

  /** Parts the runs on which a state goes on at different targets. */
  splitByEdges({ words, stateCount }: Nfa, state: number, runOf: Uint8Array): void {
    const at = NFA_STATES + 2 * state;
    const [word, index] = [words[at] as number, words[at + 1] as number];
    if ((word & 0xff) === layout.REGEX_OP_RANGE) {
      this.#part(runsIn(word >>> 8, runOf));
    } else if ((word & 0xff) === layout.REGEX_OP_EDGES) {
      const byTarget = new Map<number, number[]>();
      const begin = NFA_STATES + 2 * (stateCount + index);
      for (let edge = begin; edge < begin + 2 * (word >>> 8); edge += 2) {
        const target = words[edge + 1] as number;
        byTarget.set(target, runsIn(words[edge] as number, runOf, byTarget.get(target)));
      }
      for (const runs of byTarget.values()) this.#part(runs);
    }
  }

  /** Parts some runs, which differ, from all others. */
  #part(runs: readonly number[]): void {
    const [blockOf, sizes, parted, moved] = [this.blockOf, this.#sizes, this.#parted, this.#moved];
    const touched: number[] = [];
    for (const run of runs) {
      const block = blockOf[run] as number;
      if (parted[block] === 0) touched.push(block);
      parted[block] = (parted[block] as number) + 1;
    }
    for (const block of touched) {
      const count = parted[block] as number;
      const isWhole = count === sizes[block];
      if (!isWhole) sizes[block] = (sizes[block] as number) - count;
      moved[block] = isWhole ? block : sizes.push(count) - 1;
      parted[block] = 0;
    }
    for (const run of runs) blockOf[run] = moved[blockOf[run] as number] as number;
  }
}

/** The runs of a range of bytes, behind others. */
function runsIn(range: number, runOf: Uint8Array, runs: number[] = []): number[] {
  const last = runOf[range >>> 8] as number;
  for (let run = runOf[range & 0xff] as number; run <= last; run++) runs.push(run);
  return runs;
}
