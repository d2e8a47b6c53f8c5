// Which literals occur in a text, found so simply that it is unlikely to be wrong: at every position, those that begin as the text does there
// are compared.

/** So many first characters of a literal are looked up; of a shorter one, all. */
const LOOKED_UP = 6;

/** Finds the literals of one field. */
export class NaiveSet {
  #byStart = new Map();

  /** @param {readonly import("./material.mjs").Literal[]} literals no two alike */
  constructor(literals) {
    for (const literal of literals) {
      const start = literal.text.slice(0, LOOKED_UP);
      if (this.#byStart.has(start)) this.#byStart.get(start).push(literal);
      else this.#byStart.set(start, [literal]);
    }
  }

  /** How many of the literals occur in a text. */
  count(text) {
    const found = new Set();
    for (let at = 0; at < text.length; at++) {
      for (let length = 1; length <= LOOKED_UP && at + length <= text.length; length++) {
        for (const literal of this.#byStart.get(text.slice(at, at + length)) ?? []) {
          if (isAt(literal, text, at)) found.add(literal);
        }
      }
    }
    return found.size;
  }
}

function isAt({ anchor, text: literal }, text, at) {
  const fromStart = at === 0 || anchor === "any" || anchor === "end";
  const toEnd = at + literal.length === text.length || anchor === "any" || anchor === "start";
  return fromStart && toEnd && text.startsWith(literal, at);
}
