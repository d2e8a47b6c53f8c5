// Guesses of how often predicates hold. They decide only which predicates rules wait for, never what a rule means.

import { isLiteral } from "./literals.js";
import { Rarity } from "./literals-rarity.js";
import type { CorePredicate, RequiredText, TextPredicate } from "./model.js";

type Lookup = Extract<CorePredicate, { kind: "table" }>;
type Numbers = Extract<CorePredicate, { kind: "numbers" }>;

/** Share of events, as guessed, that have a field which some rule reads. */
export const chanceOfPresence = 0.8;
/** And of those that have a number in it, share in which it is on the one side of a bound. */
export const chanceOfRange = 0.4;
/** Share of events, as guessed, in which a field holds an array that may hold one. */
export const chanceOfArray = 0.1;
/** Positions of a text at which a literal may begin, as guessed. */
const POSITIONS = 60;
/** Bytes of a literal that are looked at: beyond, it is rare anyway. */
const LOOKED_AT = 12;

/** How many different texts the rules look for where a predicate looks: the more there are, the rarer each is taken to be. */
export interface Distinct {
  ofLookup(lookup: Lookup): number;
  ofNumbers(numbers: Numbers): number;
  ofText(predicate: TextPredicate, required: RequiredText): number;
}

export class Chance {
  /** Made when it is first asked for: many programs have no literals to choose from. */
  private rarity: Rarity | undefined;

  /** @param texts of all predicates of literals */
  constructor(
    private readonly texts: readonly Uint8Array[],
    private readonly distinct: Distinct,
  ) {}

  ofLookup(lookup: Lookup): number {
    return Math.min(0.5, lookup.texts.size / (1 + this.distinct.ofLookup(lookup)));
  }

  ofNumbers(numbers: Numbers): number {
    return Math.min(0.5, numbers.numbers.length / (1 + this.distinct.ofNumbers(numbers)));
  }

  ofText(predicate: TextPredicate, required: RequiredText): number {
    const { kind, text } = required;
    if (!isLiteral(text)) return 1;
    this.rarity ??= new Rarity(this.texts);
    const [share = 1] = this.rarity.grams(text.subarray(0, LOOKED_AT), Math.min(text.length, LOOKED_AT));
    const positions = kind === "contains" ? POSITIONS : 1;
    return Math.min(0.5, Math.max(share * positions, 1 / (2 + this.distinct.ofText(predicate, required))));
  }
}
