// What is searched, and for what: the values of the fields of real Windows events, and the literals that Sigma's rules look for in them.

import { Random } from "../../examples/logs/random.mjs";

/**
 * @typedef {object} Literal
 * @property {string} path the field in whose values it is looked for
 * @property {"any" | "start" | "end" | "whole"} anchor where in a value it has to stand
 * @property {string} text
 */

const ANCHORS = { contains: "any", startsWith: "start", endsWith: "end", eq: "whole", in: "whole" };

/**
 * The different literals of neutral rules, shuffled by a seed.
 *
 * @param {readonly object[]} rules
 * @param {(text: string) => string} inForm
 * @returns {Literal[]}
 */
export function literalsOf(rules, inForm) {
  const literals = new Map();
  const collect = (clause) => {
    for (const child of clause.all ?? clause.any ?? (clause.not ? [clause.not] : [])) collect(child);
    const anchor = ANCHORS[clause.op];
    if (!anchor) return;
    for (const text of [clause.value].flat()) {
      if (typeof text === "string") add(literals, { path: clause.path, anchor, text: inForm(text) });
    }
  };
  for (const rule of rules) collect(rule);
  return shuffled([...literals.values()], new Random(1));
}

/** So many literals: as many of `given` as there are, and beyond those variants of them, with four characters more in the middle. */
export function enlarged(given, count) {
  const literals = new Map();
  for (const literal of given.slice(0, count)) add(literals, literal);
  const random = new Random(2);
  while (literals.size < count) {
    const { path, anchor, text } = random.pick(given);
    const half = text.length >> 1;
    add(literals, { path, anchor, text: text.slice(0, half) + random.hex(4) + text.slice(half) });
  }
  return [...literals.values()];
}

/**
 * @template T
 * @param {readonly T[]} list
 * @param {(one: T) => string} keyOf
 * @returns {Map<string, T[]>}
 */
export function groupBy(list, keyOf) {
  const groups = new Map();
  for (const one of list) {
    const key = keyOf(one);
    if (groups.has(key)) groups.get(key).push(one);
    else groups.set(key, [one]);
  }
  return groups;
}

function add(literals, literal) {
  if (literal.text.length > 0) literals.set(`${literal.path} ${literal.anchor} ${literal.text}`, literal);
}

function shuffled(list, random) {
  for (let i = list.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [list[i], list[j]] = [list[j], list[i]];
  }
  return list;
}

/**
 * The string values at the top of events, in the order in which they stand there.
 *
 * @param {readonly string[]} events JSON
 * @param {(text: string) => string} inForm
 * @returns {{ path: string, text: string }[]}
 */
export function valuesOf(events, inForm) {
  const values = [];
  for (const event of events) {
    for (const [path, text] of Object.entries(JSON.parse(event))) {
      if (typeof text === "string") values.push({ path, text: inForm(text) });
    }
  }
  return values;
}
