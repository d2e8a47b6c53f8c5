// How often a text may be expected to have what a rule looks for, judged by what all rules look for: texts that rules name, whole or in
// part, resemble the texts there are. `.exe` ends most names of programs, in events as in rules, and what forty rules look for is no rarity.

import type { Decimal } from "../rule/decimal.js";
import { utf8Key } from "./hash.js";
import type { CorePredicate, RequiredText, TextPredicate } from "./model.js";
import type { PathNode } from "./paths.js";

type Place = RequiredText["kind"] | "whole" | "number";

/** How many rules test a predicate. */
export type Uses = ReadonlyMap<CorePredicate, number>;

/** The places whose texts may have a literal in the place that is the key. */
const SOURCES: Readonly<Record<Place, readonly Place[]>> = {
  whole: ["whole"],
  number: ["number"],
  starts_with: ["whole", "starts_with"],
  ends_with: ["whole", "ends_with"],
  contains: ["whole", "starts_with", "ends_with", "contains"],
};
/** Longer literals are seldom parts of others: only those who name the same one count for them. */
const MAX_PART = { whole: 0, number: 0, starts_with: 32, ends_with: 16, contains: 12 };
/** Of more texts than these only every second, third, … is searched for parts. */
const SEARCHED_TEXTS = 600;

/** What the rules mention at each node. */
export class Mentions {
  readonly #nodes = new Map<PathNode, NodeMentions>();

  constructor(uses: Uses) {
    for (const [predicate, count] of uses) {
      if (predicate.kind === "table") {
        for (const text of predicate.texts) this.#at(predicate.node).add(utf8Key(text), "whole", count);
      } else if (predicate.kind === "numbers") {
        for (const number of predicate.numbers) this.#at(predicate.node).add(String(number), "number", count);
      } else if (predicate.required) {
        for (const { key, kind } of predicate.required) this.#at(predicate.node).add(key, kind, count);
      }
    }
  }

  /** Share of the texts that have a required text where the predicate looks. */
  ofText({ node }: TextPredicate, { kind, key }: RequiredText): number {
    return this.#at(node).share(key, kind);
  }

  /** Share of the texts that are one of these. */
  ofTexts(node: PathNode, texts: Iterable<string>): number {
    let share = 0;
    for (const text of texts) share += this.#at(node).share(utf8Key(text), "whole");
    return share;
  }

  /** Share of the numbers that are one of these. */
  ofNumbers(node: PathNode, numbers: Iterable<Decimal>): number {
    let share = 0;
    for (const number of numbers) share += this.#at(node).share(String(number), "number");
    return share;
  }

  #at(node: PathNode): NodeMentions {
    let mentions = this.#nodes.get(node);
    if (!mentions) {
      mentions = new NodeMentions();
      this.#nodes.set(node, mentions);
    }
    return mentions;
  }
}

class NodeMentions {
  /** By place and text, how many rules look for it. */
  readonly #counts: Readonly<Record<Place, Map<string, number>>> = {
    whole: new Map(),
    number: new Map(),
    starts_with: new Map(),
    ends_with: new Map(),
    contains: new Map(),
  };
  readonly #founds = new Map<Place, ReadonlyMap<string, number>>();
  /** Of all places: a literal in one place is rarer than in any. */
  #total = 0;

  add(text: string, place: Place, count: number): void {
    const counts = this.#counts[place];
    counts.set(text, (counts.get(text) ?? 0) + count);
    this.#total += count;
  }

  share(text: string, place: Place): number {
    let founds = this.#founds.get(place);
    if (!founds) {
      founds = this.#find(place);
      this.#founds.set(place, founds);
    }
    return ((founds.get(text) ?? 0) + 1) / (this.#total + 2);
  }

  /** For each literal looked for in a place, how many rules name a text that has it there. */
  #find(place: Place): ReadonlyMap<string, number> {
    const literals = this.#counts[place];
    const parts = new Parts(place, literals);
    const sources = SOURCES[place].map((source) => this.#counts[source]);
    const stride = Math.ceil(sources.reduce((sum, { size }) => sum + size, 1) / SEARCHED_TEXTS);
    const found = new Map<string, number>();
    let index = 0;
    for (const source of sources) {
      for (const [text, count] of source) {
        if (literals.has(text)) found.set(text, (found.get(text) ?? 0) + count);
        if (index++ % stride !== 0) continue;
        for (const part of parts.of(text)) found.set(part, (found.get(part) ?? 0) + stride * count);
      }
    }
    return found;
  }
}

/** Finds the literals that are proper parts of a text in a place. */
class Parts {
  readonly #lengths = new Set<number>();
  /** Where literals may stand anywhere: for each two bytes a bit for each length of the literals that begin with them. */
  readonly #heads: Uint16Array;

  constructor(
    private readonly place: Place,
    private readonly literals: ReadonlyMap<string, unknown>,
  ) {
    this.#heads = new Uint16Array(place === "contains" ? 65_536 : 0);
    for (const literal of literals.keys()) {
      if (literal.length > MAX_PART[place]) continue;
      this.#lengths.add(literal.length);
      if (place === "contains") this.#addHead(literal);
    }
  }

  #addHead(literal: string): void {
    const { length } = literal;
    const first = pairAt(literal, 0);
    // One byte is followed by any.
    const last = length === 1 ? first | 0xff : first;
    for (let pair = first; pair <= last; pair++) this.#heads[pair] = (this.#heads[pair] as number) | (1 << length);
  }

  of(text: string): ReadonlySet<string> {
    const found = new Set<string>();
    const { length } = text;
    const add = (from: number, to: number): void => {
      const part = text.slice(from, to);
      if (to <= length && this.literals.has(part)) found.add(part);
    };
    if (this.place === "contains") {
      for (let at = 0; at < length; at++) {
        for (let sizes = this.#heads[pairAt(text, at)] as number; sizes !== 0; sizes &= sizes - 1)
          add(at, at + 31 - Math.clz32(sizes & -sizes));
      }
    } else {
      for (const size of this.#lengths) {
        if (this.place === "starts_with") add(0, size);
        else if (size < length) add(length - size, length);
      }
    }
    found.delete(text);
    return found;
  }
}

/** The byte at an offset and the next one; zero stands for what is behind the end. */
function pairAt(text: string, at: number): number {
  return (text.charCodeAt(at) << 8) | text.charCodeAt(at + 1);
}
