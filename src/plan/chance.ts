// Guesses of how often predicates hold. They decide only which predicates rules wait for, never what a rule means.

import { isLiteral } from "./literals.js";
import { Rarity } from "./literals-rarity.js";
import { Mentions, type Uses } from "./mentions.js";
import type { CorePredicate, RequiredText, TextPredicate } from "./model.js";

type Lookup = Extract<CorePredicate, { kind: "table" }>;
type Numbers = Extract<CorePredicate, { kind: "numbers" }>;

/** Share of events, as guessed, that have a field which some rule reads. */
export const chanceOfPresence = 0.8;
/** And of those that have a number in it, share in which it is on the one side of a bound. */
export const chanceOfRange = 0.4;
/** Share of events, as guessed, in which a field holds an array that may hold one. */
export const chanceOfArray = 0.1;
/** What is looked for in a field is expected in fewer events than the field itself. */
const LIKELY = 0.7;
/** Positions of a text at which a literal may begin, as guessed. */
const POSITIONS = 60;
/** Bytes of a literal that are looked at: beyond, it is rare anyway. */
const LOOKED_AT = 12;

export class Chance {
  /** Made when it is first asked for: many programs have no literals to choose from. */
  #rarity: Rarity | undefined;

  readonly #mentions: Mentions;

  /** @param uses of all predicates that rules test */
  constructor(private readonly uses: Uses) {
    this.#mentions = new Mentions(uses);
  }

  ofLookup(lookup: Lookup): number {
    return Math.min(LIKELY, this.#mentions.ofTexts(lookup.node, lookup.texts));
  }

  ofNumbers(numbers: Numbers): number {
    return Math.min(LIKELY, this.#mentions.ofNumbers(numbers.node, numbers.numbers));
  }

  ofText(predicate: TextPredicate, required: RequiredText): number {
    const { kind, text } = required;
    if (!isLiteral(text)) return 1;
    if (!this.#rarity) {
      this.#rarity = new Rarity();
      this.#rarity.weigh(textsOf(this.uses));
    }
    const share = this.#rarity.first(text, Math.min(text.length, LOOKED_AT));
    const positions = kind === "contains" ? POSITIONS : 1;
    return Math.min(LIKELY, Math.max(share * positions, this.#mentions.ofText(predicate, required)));
  }
}

/** Share of events, as guessed, in which a field holds an address in one of some networks: wide ones are those of an organisation. */
export function chanceOfNetworks(networks: readonly Uint8Array[]): number {
  const shares = networks.map(([family, prefix = 0]) => 2 ** -(family === 4 ? (prefix - 96) / 5 : prefix / 20));
  return Math.min(
    LIKELY,
    shares.reduce((sum, share) => sum + share, 0),
  );
}

function textsOf(uses: Uses): readonly Uint8Array[] {
  const texts: Uint8Array[] = [];
  for (const predicate of uses.keys()) {
    for (const { text } of predicate.required ?? []) texts.push(text);
  }
  return texts;
}
