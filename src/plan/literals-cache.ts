// Literal sets are what takes longest to build of a program, and most of them are the same again when one rule of many changes.

import { hashText } from "./hash.js";
import { buildLiterals, type Literal } from "./literals.js";
import { Rarity } from "./literals-rarity.js";

interface Known {
  readonly literals: readonly Literal[];
  readonly set: Uint8Array;
}

/** Builds literal sets, and keeps those of the last program for the next one. */
export class LiteralCache {
  #last = new Map<number, Known[]>();
  #current = new Map<number, Known[]>();
  readonly #rarity = new Rarity();

  /** As `buildLiterals`. The set is not to be changed, nor are the literals. */
  readonly build = (literals: readonly Literal[]): Uint8Array => {
    const hash = hashLiterals(literals);
    const isAlike = (known: Known): boolean => isEqual(known.literals, literals);
    const found = this.#current.get(hash)?.find(isAlike) ?? this.#last.get(hash)?.find(isAlike);
    const known = found ?? { literals, set: buildLiterals(literals, this.#rarity) };
    const alike = this.#current.get(hash);
    if (!alike) this.#current.set(hash, [known]);
    else if (!alike.includes(known)) alike.push(known);
    return known.set;
  };

  /** A program is done: sets that it did not ask for are given up. */
  turn(): void {
    this.#last = this.#current;
    this.#current = new Map();
  }
}

function hashLiterals(literals: readonly Literal[]): number {
  let hash = literals.length;
  for (const { bytes } of literals) hash = Math.imul(hash, 31) + hashText(bytes);
  return hash | 0;
}

function isEqual(a: readonly Literal[], b: readonly Literal[]): boolean {
  return a.length === b.length && a.every((literal, i) => isSame(literal, b[i] as Literal));
}

function isSame(a: Literal, b: Literal): boolean {
  if (a.anchor !== b.anchor || a.bytes.length !== b.bytes.length) return false;
  return a.bytes === b.bytes || a.bytes.every((byte, i) => byte === b.bytes[i]);
}
