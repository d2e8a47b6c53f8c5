import { ByteSet } from "./byte-set.js";
import { type Dfa, MATCHED } from "./dfa.js";

/**
 * A state skips if at most so many of the printable ASCII characters stop it. Where more do, texts stop it so soon that looking
 * for the next such byte costs more than it saves.
 */
const MAX_STOPS = 8;

/** The printable ASCII characters. */
const FIRST_CHARACTER = 0x20;
const CHARACTERS = 0x7f - FIRST_CHARACTER;

/**
 * The states that skip, each with the bytes that stop it. Over all other bytes a text stays in a group of states that go on
 * alike, so that the last of these bytes alone tells the state that comes out. For `.*` the group is one state; before the
 * first byte of `\bfoo` it is two, one after a word character and one after any other.
 */
export function skipsOf(dfa: Dfa): Map<number, ByteSet> {
  const { next, classCount, stateCount } = dfa;
  const characters = charactersOf(dfa);
  const isFew = (classes: readonly number[]) => {
    return classes.reduce((sum, byteClass) => sum + (characters[byteClass] as number), 0) <= MAX_STOPS;
  };
  /** Characters on which a state goes on as another one does. */
  const alikeIn = (state: number, other: number): number => {
    let sum = 0;
    for (let byteClass = 0; byteClass < classCount; byteClass++) {
      if (next[state * classCount + byteClass] === next[other * classCount + byteClass])
        sum += characters[byteClass] as number;
    }
    return sum;
  };
  const staying = new Set<number>();
  for (let state = MATCHED + 1; state < stateCount; state++) {
    let returning = 0;
    for (let byteClass = 0; byteClass < classCount; byteClass++)
      if (next[state * classCount + byteClass] === state) returning += characters[byteClass] as number;
    if (returning > MAX_STOPS) staying.add(state);
  }
  const skips = new Map<number, ByteSet>();
  for (const state of staying) {
    const targets = [...new Set(rowOf(dfa, state))];
    const alike = targets.filter((target) => staying.has(target) && CHARACTERS - alikeIn(state, target) <= MAX_STOPS);
    const stops = [[state], alike].map((group) => stopsOf(dfa, state, group)).find(isFew);
    if (stops) skips.set(state, bytesOf(dfa, stops));
  }
  return skips;
}

/** By class: how many printable ASCII characters it has. */
function charactersOf({ classOf, classCount }: Dfa): Uint8Array {
  const characters = new Uint8Array(classCount);
  for (const byteClass of classOf.subarray(FIRST_CHARACTER, FIRST_CHARACTER + CHARACTERS))
    characters[byteClass] = (characters[byteClass] as number) + 1;
  return characters;
}

function rowOf({ next, classCount }: Dfa, state: number): Uint32Array {
  return next.subarray(state * classCount, (state + 1) * classCount);
}

/** The classes on which two states do not go on at the same state. */
function differences(dfa: Dfa, state: number, other: number): number[] {
  const [row, otherRow] = [rowOf(dfa, state), rowOf(dfa, other)];
  const classes: number[] = [];
  for (let byteClass = 0; byteClass < row.length; byteClass++)
    if (row[byteClass] !== otherRow[byteClass]) classes.push(byteClass);
  return classes;
}

/** The classes on which a state leaves a group, or on which the states of the group do not go on alike. */
function stopsOf(dfa: Dfa, state: number, group: readonly number[]): number[] {
  const stops = new Set(group.flatMap((other) => differences(dfa, state, other)));
  rowOf(dfa, state).forEach((target, byteClass) => {
    if (!group.includes(target)) stops.add(byteClass);
  });
  return [...stops];
}

function bytesOf({ classOf }: Dfa, classes: readonly number[]): ByteSet {
  const set = new ByteSet();
  for (const [byte, byteClass] of classOf.entries()) if (classes.includes(byteClass)) set.add(byte, byte);
  return set;
}
