// One contender in a process of its own, started by race.mjs: `node child.mjs NAME EVENTS EXPECTED WARMUP`: EXPECTED is the
// counts that every pass must see, as JSON. It warms up for WARMUP milliseconds, reports "ready", and then answers each message
// `{ milliseconds }` with `{ seconds }`, the median of the passes that fit into that time.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Bench } from "tinybench";
import { contenderOf } from "./contenders/index.mjs";
import { rulesOf } from "./rules.mjs";

const [name, events, expected, warmUp] = process.argv.slice(2);
const contender = contenderOf(name);
const counts = JSON.parse(expected);
const { prepare } = await import(`./contenders/${contender.module}`);
const pass = prepare(readFileSync(events), rulesOf(contender.rules));

sample(Number(warmUp));
process.send("ready");
process.on("message", ({ milliseconds }) => process.send({ seconds: sample(milliseconds) }));

/** Median seconds of a pass, of at least one; a first one is not timed. Throws if any pass sees something else than expected. */
function sample(milliseconds) {
  const bench = new Bench({ time: milliseconds, iterations: 1, warmup: false, throws: true });
  bench.add(name, () => assert.deepEqual(pass(), counts, `${name}: a pass saw other counts than expected`));
  bench.runSync();
  return bench.tasks[0].result.latency.p50 / 1000;
}
