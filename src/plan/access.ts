// Access predicates: for each rule a set of predicates of which at least one must hold for the rule to match, so that a rule is looked
// at only where one does (Whang et al., "Indexing Boolean Expressions", VLDB 2009). Lookups of strings, numbers and addresses, literals in texts,
// the mere presence of a field and its being an array serve as such; of several possible sets the one that holds most rarely is taken.

import { type Chance, chanceOfArray, chanceOfNetworks, chanceOfPresence, chanceOfRange } from "./chance.js";
import { isLiteral } from "./literals.js";
import type { CorePredicate, Logic, RequiredText, TextPredicate } from "./model.js";

/** Makes the predicates that stand for what other predicates need. */
export interface AccessPredicates {
  /** The predicate that `required` holds of the text of the other one's node. */
  textOf(predicate: TextPredicate, required: RequiredText): CorePredicate;
  /** The predicate that the node has a value, with `**` that what is around it has; undefined where every event has. */
  presenceOf(predicate: CorePredicate): CorePredicate | undefined;
  /** The predicate that the value of the node is an array. */
  arrayOf(predicate: CorePredicate): CorePredicate;
}

export interface Access {
  readonly predicates: readonly CorePredicate[];
  /** Share of events, as guessed, in which one of them holds. */
  readonly chance: number;
}

/** Chooses access predicates for the conditions of one program. */
export class AccessChooser {
  /** Of predicates that were asked for: rules share many. */
  readonly #known = new Map<CorePredicate, Access | undefined>();

  constructor(
    private readonly made: AccessPredicates,
    private readonly chance: Chance,
  ) {}

  /**
   * The rarest access predicates of a condition among those that are not to be avoided; undefined if there are none, as where it can be
   * true of an event that has none of its fields.
   */
  choose(logic: Logic, isAvoided?: (predicate: CorePredicate) => boolean): Access | undefined {
    switch (logic.type) {
      case "not":
        return undefined;
      case "test":
        return this.#ofPredicate(logic.predicate, isAvoided);
      case "and":
        return rarest(logic.children.map((child) => this.choose(child, isAvoided)));
      case "or":
        return anyOf(logic.children.map((child) => this.choose(child, isAvoided)));
    }
  }

  #ofPredicate(predicate: CorePredicate, isAvoided?: (predicate: CorePredicate) => boolean): Access | undefined {
    if (!this.#known.has(predicate)) this.#known.set(predicate, this.#find(predicate));
    const access = this.#known.get(predicate);
    return isAvoided && access?.predicates.some(isAvoided) ? undefined : access;
  }

  #find(predicate: CorePredicate): Access | undefined {
    const { chance, made } = this;
    if (predicate.node.level > 0 || predicate.kind === "is_null") return undefined;
    if (predicate.kind === "table") return { predicates: [predicate], chance: chance.ofLookup(predicate) };
    if (predicate.kind === "numbers") return { predicates: [predicate], chance: chance.ofNumbers(predicate) };
    if (predicate.kind === "networks") return { predicates: [predicate], chance: chanceOfNetworks(predicate.networks) };
    if (predicate.bound) return { predicates: [predicate], chance: chanceOfRange };
    if (predicate.kind === "some" || predicate.kind === "array") {
      return { predicates: [made.arrayOf(predicate)], chance: chanceOfArray };
    }
    const texts = predicate.required && this.#ofTexts(predicate, predicate.required);
    if (texts && texts.chance <= chanceOfPresence) return texts;
    const present = made.presenceOf(predicate);
    return rarest([texts || undefined, present && { predicates: [present], chance: chanceOfPresence }]);
  }

  #ofTexts(predicate: TextPredicate, required: readonly RequiredText[]): Access | undefined {
    if (!required.every(({ text }) => isLiteral(text))) return undefined;
    return anyOf(
      required.map((one) => ({
        predicates: [this.made.textOf(predicate, one)],
        chance: this.chance.ofText(predicate, one),
      })),
    );
  }
}

function rarest(choices: readonly (Access | undefined)[]): Access | undefined {
  let best: Access | undefined;
  for (const choice of choices) if (choice && (!best || choice.chance < best.chance)) best = choice;
  return best;
}

/** Undefined as soon as one of the alternatives has no access. They are taken to be independent of one another. */
function anyOf(choices: readonly (Access | undefined)[]): Access | undefined {
  if (choices.length === 1) return choices[0];
  const predicates = new Set<CorePredicate>();
  let none = 1;
  for (const choice of choices) {
    if (!choice) return undefined;
    for (const predicate of choice.predicates) predicates.add(predicate);
    none *= 1 - choice.chance;
  }
  return { predicates: [...predicates], chance: 1 - none };
}
