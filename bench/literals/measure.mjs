// Sets of one size in a process of its own: `node --single-threaded measure.mjs COUNT FORM ROUNDS`, FORM being `folded` or `cased`. Prints
// what it measured as JSON.

import assert from "node:assert/strict";
import { timed } from "../timed.mjs";
import { sample, workloadsOf } from "../workloads/index.mjs";
import { searchOf } from "./core.mjs";
import { enlarged, groupBy, literalsOf, valuesOf } from "./material.mjs";
import { NaiveSet } from "./naive.mjs";

/** Of the events of `windows`. */
const SHARE = 0.2;

const [, , count, form, rounds] = process.argv;
/** Cases are folded in advance, and only those of ASCII: the search gets texts that are. */
const inForm = (text) => (form === "folded" ? text.replace(/[A-Z]+/g, (upper) => upper.toLowerCase()) : text);

const [workload] = workloadsOf(["windows"]);
const literals = enlarged(literalsOf(workload.rules(), inForm), Number(count));
const values = valuesOf(someEvents(), inForm);

const { bytes, setBytes, search } = searchOf(literals, values);
const found = search();
assert.equal(found, foundNaively());
const seconds = [];
for (let round = 0; round < Number(rounds); round++) seconds.push(timed(() => assert.equal(search(), found)));
process.stdout.write(JSON.stringify({ count: literals.length, form, bytes, setBytes, found, seconds }));

/** A share of the events: as many as the naive search gets through in some seconds. */
function someEvents() {
  const lines = workload.events().toString().split("\n").slice(0, -1);
  const chosen = sample(lines.length, SHARE);
  return lines.filter((_, i) => chosen.has(i));
}

/** The same answer for each different value of a field is asked for once. */
function foundNaively() {
  const sets = new Map();
  for (const [path, group] of groupBy(literals, ({ path }) => path)) sets.set(path, new NaiveSet(group));
  const answers = new Map();
  let sum = 0;
  for (const { path, text } of values) {
    const set = sets.get(path);
    if (!set) continue;
    const key = `${path}\n${text}`;
    if (!answers.has(key)) answers.set(key, set.count(text));
    sum += answers.get(key);
  }
  return sum;
}
