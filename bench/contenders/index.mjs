// Who is compared. Every contender is a module with `prepare(bytes, rules)`, which gives a pass: a function that goes over all
// events once and returns `{ events, refused, matches }`.

import { createRequire } from "node:module";

/** The contender that the others are compared with. */
export const BASE = "json-parse";

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {string} title
 * @property {string} module file in this folder
 * @property {"none" | "one" | "some" | "all"} rules
 * @property {string} [requires] npm package without which it is skipped; bench/package.json installs it
 */

/** @type {readonly Contender[]} */
export const contenders = [
  { name: BASE, title: "JSON.parse alone", module: "json-parse.mjs", rules: "none" },
  { name: "closures", title: "JSON.parse + closure, 1 rule", module: "closures.mjs", rules: "one" },
  { name: "simdjson", title: "simdjson lazyParse, 1 rule", module: "simdjson.mjs", rules: "one", requires: "simdjson" },
  { name: "sluice-one", title: "Sluice, 1 rule", module: "sluice.mjs", rules: "one" },
  { name: "sluice-some", title: "Sluice, 25 example rules", module: "sluice.mjs", rules: "some" },
  { name: "sluice-all", title: "Sluice, all example rules", module: "sluice.mjs", rules: "all" },
];

/** The contender of a name. */
export function contenderOf(name) {
  const found = contenders.find((contender) => contender.name === name);
  if (!found) throw new Error(`expected one of ${contenders.map((contender) => contender.name)}, found ${name}`);
  return found;
}

/** Why a contender cannot run here; undefined if it can. */
export function absence({ requires }) {
  if (!requires) return undefined;
  try {
    createRequire(import.meta.url)(requires);
    return undefined;
  } catch (error) {
    return `${requires} does not load (npm ci --prefix bench installs it): ${error.message.split("\n")[0]}`;
  }
}
