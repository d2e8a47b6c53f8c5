// The stages of one workload in a process of its own: `node --single-threaded measure.mjs NAME ROUNDS`. Prints what it measured as JSON:
// CPU seconds of each stage, one a round, and what the stages counted.

import assert from "node:assert/strict";
import { compile, Matcher } from "../../dist/index.js";
import { timed } from "../timed.mjs";
import { workloadsOf } from "../workloads/index.mjs";
import { rulesFor } from "../workloads/judge.mjs";
import { passes } from "./core.mjs";

/** Passes that are not timed. */
const WARM_UP = 2;

const [, , name, rounds] = process.argv;
const [workload] = workloadsOf([name]);
const bytes = workload.events();
const { program } = compile(rulesFor(workload), { strict: true });
const matcher = new Matcher(program);
const scan = () => {
  let matches = 0;
  matcher.scan(bytes, () => {
    matches++;
  });
  return matches;
};
const steps = Object.entries({ ...passes(program, bytes), report: scan });

const counted = Object.fromEntries(steps.map(([stage, pass]) => [stage, pass()]));
const { events, refused } = matcher.totals;
assert.deepEqual({ events: counted.walk, matches: counted.residuals }, { events, matches: counted.report });
assert.equal(refused, 0);
for (let round = 1; round < WARM_UP; round++) for (const [, pass] of steps) pass();

const seconds = Object.fromEntries(steps.map(([stage]) => [stage, []]));
for (let round = 0; round < Number(rounds); round++) {
  let before = 0;
  for (const [stage, pass] of steps) {
    const all = timed(() => assert.equal(pass(), counted[stage]));
    seconds[stage].push(all - before);
    before = all;
  }
}
process.stdout.write(JSON.stringify({ events, bytes: bytes.length, rules: program.rules.length, counted, seconds }));
