// One engine in a process of its own: `node --single-threaded child.mjs ENGINE RULES EVENTS`, two files. It reports `{ ready }` and then
// answers
//
//   { check: [i, …] }     with { matches: [[index, …], …] }: the rules that match these events
//   { milliseconds }      with { first, last, matches, seconds }: what it saw in the events from `first` up to `last`, going on where it
//                         stopped before, in about that time and at least one event

import { readFileSync } from "node:fs";
import { linesOf } from "../lines.mjs";

/** A block of events takes at most this share of the time, so that the clock costs nothing and the time is kept. */
const BLOCK_SHARE = 0.1;

const [, , name, rules, events] = process.argv;
const { prepare } = await import(`./engines/${name}.mjs`);
const bytes = readFileSync(events);
const lines = linesOf(bytes);
const engine = prepare(JSON.parse(readFileSync(rules, "utf8")), { lines, bytes });
let next = 0;

process.on("message", async ({ check, milliseconds }) => {
  process.send(check ? { matches: await matchesOf(check) } : await run(milliseconds / 1000));
});
process.send({ ready: true });

async function matchesOf(indexes) {
  const matches = [];
  for (const i of indexes) matches.push(await engine.matches(i));
  return matches;
}

/** CPU seconds: other processes of a busy machine do not add to them. */
async function run(budget) {
  const first = next;
  let matches = 0;
  let seconds = 0;
  for (let size = 1; seconds < budget && next < lines.length; ) {
    const last = Math.min(next + size, lines.length);
    const before = process.cpuUsage();
    matches += await engine.count(next, last);
    const { user, system } = process.cpuUsage(before);
    const block = (user + system) / 1e6;
    seconds += block;
    next = last;
    if (block < (budget * BLOCK_SHARE) / 2) size *= 2;
  }
  const last = next;
  if (next === lines.length) next = 0;
  return { first, last, matches, seconds };
}
