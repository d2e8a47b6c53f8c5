// Who is compared. Every engine is a module with `prepare(rules, { lines, bytes })`, which gives an engine over these events:
//
//   matches(i)           indexes of the rules that match event i, ascending
//   count(first, last)   number of matches of the events from `first` up to, but not including, `last`
//
// Either may be a promise. What is timed is count(), from the event's text to the verdicts.

import { createRequire } from "node:module";

/**
 * @typedef {object} Engine
 * @property {string} name also of its module
 * @property {string} title
 * @property {string} [requires] npm package, which bench/peers/package.json has
 * @property {string} lacks clauses that the engine cannot express by itself, and what was done about them
 * @property {readonly string[]} [sets] sets of rules that it can express at all; otherwise all
 * @property {boolean} [judges] false: it only parses, and finds no matches
 */

/** @type {readonly Engine[]} */
export const engines = [
  { name: "json-parse", title: "`JSON.parse` alone, ready strings", lacks: "judges nothing", judges: false },
  {
    name: "json-rules-engine",
    title: "json-rules-engine",
    requires: "json-rules-engine",
    lacks: "exists, contains, startsWith, endsWith, wildcard, regex, nocase: operators added",
  },
  {
    name: "json-logic-engine",
    title: "json-logic-engine, compiled",
    requires: "json-logic-engine",
    lacks:
      "contains in what may be no string, startsWith, endsWith, wildcard, regex, nocase: methods added; exists: only “not null”",
  },
  {
    name: "sift",
    title: "sift",
    requires: "sift",
    lacks: "contains, startsWith, endsWith, wildcard, nocase: as regular expressions",
  },
  {
    name: "cel",
    title: "cel-js (marcbachmann)",
    requires: "@marcbachmann/cel-js",
    lacks:
      "wildcard: as a regular expression; nocase: of ASCII only; what may be missing or no string: guarded by has() and type()",
  },
  { name: "closures", title: "`JSON.parse` + closures by hand", lacks: "nothing" },
  {
    name: "map",
    title: "`JSON.parse` + Map on eventName by hand",
    lacks: "rules without equality on eventName: literals not run",
    sets: ["rules"],
  },
  { name: "sluice", title: "Sluice, bytes", lacks: "nothing" },
];

/** Why an engine cannot run here; undefined if it can. */
export function absence({ requires }) {
  if (!requires) return undefined;
  try {
    createRequire(import.meta.url).resolve(requires);
    return undefined;
  } catch {
    return `${requires} is not installed: npm ci --prefix bench/peers`;
  }
}
