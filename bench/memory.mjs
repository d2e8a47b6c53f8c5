// `npm run bench:memory`: that memory stays flat, however many events a scanner was given.

import assert from "node:assert/strict";
import { parseArgs } from "node:util";
import { compile, Matcher } from "../dist/index.js";
import { table, whole } from "./report.mjs";
import { toRules } from "./workloads/neutral.mjs";
import { synthetic } from "./workloads/synthetic.mjs";

const USAGE = "usage: npm run bench:memory -- [--events N] [--chunk BYTES]";
const SEED = 2654435769;
/** Events that are made; the scanner is given them again and again. */
const MADE = 100_000;
const READINGS = 10;
/** What the heap may grow by after the first reading: code that is compiled anew, and other things that come once. */
const HEAP_SLACK = 2_000_000;

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "10000000" },
    chunk: { type: "string", default: "1000000" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) console.log(USAGE);
else bench(Number(values.events), Number(values.chunk));

function bench(wanted, chunkBytes) {
  const workload = synthetic({ seed: SEED, events: MADE });
  const bytes = workload.events();
  const { program } = compile(toRules(workload.rules("rules-3000")), { strict: true });
  const matcher = new Matcher(program);
  let matches = 0;
  const scanner = matcher.scanner(() => {
    matches++;
  });
  const passes = Math.ceil(wanted / MADE);
  const readings = [];
  for (let pass = 1; pass <= passes; pass++) {
    for (let at = 0; at < bytes.length; at += chunkBytes) scanner.write(bytes.subarray(at, at + chunkBytes));
    if (pass % Math.ceil(passes / READINGS) === 0) readings.push({ events: pass * MADE, ...read(matcher) });
  }
  const stats = scanner.end();
  assert.equal(stats.events, passes * MADE);
  assert.equal(stats.matches, matches);
  assert.equal(matches % passes, 0, "expected the same matches in every pass");

  console.log(
    table([
      ["events", "resident, bytes", "heap, bytes", "matcher, bytes"],
      ...readings.map((reading) => Object.values(reading).map(whole)),
    ]),
  );
  const [first, last] = [readings[0], readings.at(-1)];
  assert.equal(last.matcher, first.matcher, "expected the memory of the matcher not to grow");
  assert.ok(
    last.heap - first.heap < HEAP_SLACK,
    `expected the heap not to grow, found ${last.heap - first.heap} bytes more`,
  );
  console.log(`\nFlat: ${whole(matches)} matches in ${whole(passes * MADE)} events.`);
}

function read(matcher) {
  globalThis.gc();
  const { rss, heapUsed } = process.memoryUsage();
  return { resident: rss, heap: heapUsed, matcher: matcher.totals.memoryBytes };
}
