// `npm run bench:workloads`: how many times faster than `JSON.parse` Sluice goes through each workload, and what its rules cost besides.

import { writeFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { readArguments } from "../arguments.mjs";
import { inChild } from "../in-child.mjs";
import { machineName, range, table, whole } from "../report.mjs";
import { pairwise, spread } from "../statistics.mjs";
import { absence, workloadsOf } from "./index.mjs";
import { generator } from "./synthetic.mjs";

const USAGE = "usage: npm run bench:workloads -- [--only NAME,…] [--rounds N] [--json FILE]";
/** A matcher may take twice its program, a chunk, and this much. */
const FIXED_BYTES = 8 * 1024 * 1024;
const CHUNK_BYTES = 256 * 1024;
/** The cost of 3,000 rules over that of 1, at most. */
const MAX_GROWTH = 1.3;
const MEASURE = fileURLToPath(new URL("measure.mjs", import.meta.url));

const values = readArguments(USAGE, { only: { type: "string" } });
bench();

function bench() {
  const machine = machineName();
  console.log(`${machine}; synthetic events by ${basename(generator())}`);
  const wanted = workloadsOf(values.only?.split(","));
  const present = wanted.filter((workload) => absence(workload) === undefined);
  const results = present.map(measure);
  if (results.length > 0)
    console.log(`\n${speeds(results)}\n\n${costs(results)}\n\n${growth(results)}${overPlain(results)}`);
  console.log(
    "Median (smallest to largest) of the rounds; ratios are of the two passes of one round. Times are CPU time.",
  );
  for (const workload of wanted) {
    if (absence(workload)) console.log(`Skipped: ${workload.title}: ${absence(workload)}`);
  }
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ machine, results }, undefined, 2)}\n`);
}

function measure({ name, title, bar, goal, costs, maxProgramBytes }) {
  const measured = inChild(MEASURE, [name, values.rounds]);
  const { bytes, events, parseSeconds, scanSeconds, plainSeconds } = measured;
  const result = {
    ...{ name, title, bar, goal, maxProgramBytes, ...measured },
    timesParse: spread(pairwise(parseSeconds, scanSeconds)),
    gigabytesPerSecond: spread(scanSeconds.map((seconds) => bytes / seconds / 1e9)),
    nanosecondsPerEvent: spread(scanSeconds.map((seconds) => (seconds / events) * 1e9)),
    parse: spread(parseSeconds),
    ...(costs && { costs, timesPlain: spread(pairwise(scanSeconds, plainSeconds)) }),
  };
  console.log(`${title}: ${result.timesParse.median.toFixed(2)} times JSON.parse`);
  return result;
}

function speeds(results) {
  const rows = results.map(({ title, bar, goal, timesParse, gigabytesPerSecond, nanosecondsPerEvent, ...of }) => [
    title,
    whole(of.events),
    whole(of.matches),
    `${whole(of.checked.matches)} of ${whole(of.checked.events)}`,
    gigabytesPerSecond.median.toFixed(3),
    whole(nanosecondsPerEvent.median),
    whole((of.parse.median / of.events) * 1e9),
    range(timesParse, 2),
    bar.toFixed(1),
    goal.toFixed(1),
    timesParse.median >= goal ? "goal" : timesParse.median >= bar ? "bar" : "below",
  ]);
  const head = [
    "",
    "events",
    "matches",
    "checked",
    "GB/s",
    "ns/event",
    "JSON.parse",
    "times",
    "bar",
    "goal",
    "reached",
  ];
  return table([head, ...rows]);
}

/** The compiler is compared with `JSON.parse` of all events of the workload. */
function costs(results) {
  const rows = results.map(({ title, rules, parse, programBytes, maxProgramBytes, memoryBytes, ...times }) => [
    title,
    whole(rules),
    whole(times.compileSeconds * 1e3),
    (times.compileSeconds / parse.median).toFixed(2),
    whole(spread(times.warmCompileSeconds).median * 1e3),
    (spread(times.warmCompileSeconds).median / parse.median).toFixed(2),
    whole(spread(times.recompileSeconds).median * 1e3),
    whole(programBytes),
    maxProgramBytes ? whole(maxProgramBytes) : "",
    whole(memoryBytes),
    whole(2 * programBytes + CHUNK_BYTES + FIXED_BYTES),
  ]);
  const head = [
    "",
    "rules",
    "compile, ms",
    "of JSON.parse of all events",
    "warm, ms",
    "of JSON.parse",
    "again with 1 changed, ms",
    "program, bytes",
    "bar",
    "memory, bytes",
    "bar",
  ];
  return table([head, ...rows]);
}

/** How little the number of rules matters, where both workloads were measured. */
function growth(results) {
  const costOf = (name) => results.find((result) => result.name === name)?.nanosecondsPerEvent.median;
  const factor = costOf("rules-3000") / costOf("rules-1");
  return Number.isNaN(factor)
    ? ""
    : `3,000 rules cost ${factor.toFixed(2)} times as much as 1 rule; bar: ${MAX_GROWTH}.\n`;
}

/** What the options of a workload cost, where that has a bar. */
function overPlain(results) {
  return results
    .filter(({ timesPlain }) => timesPlain)
    .map(({ title, timesPlain, costs }) => {
      return `${title}: ${range(timesPlain, 2)} times what it costs without its options; bar: ${costs}.\n`;
    })
    .join("");
}
