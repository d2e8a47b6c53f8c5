// `npm run bench:workloads`: how many times faster than `JSON.parse` Sluice goes through each workload, and what its rules cost besides.

import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { inChild } from "../in-child.mjs";
import { range, table, whole } from "../report.mjs";
import { pairwise, spread } from "../statistics.mjs";
import { absence, workloadsOf } from "./index.mjs";
import { generator } from "./synthetic.mjs";

const USAGE = "usage: npm run bench:workloads -- [--only NAME,…] [--rounds N] [--json FILE]";
const MEASURE = fileURLToPath(new URL("measure.mjs", import.meta.url));

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    rounds: { type: "string", default: "9" },
    json: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) console.log(USAGE);
else bench();

function bench() {
  const machine = `${cpus()[0].model}, ${process.platform} ${process.arch}, Node ${process.version}`;
  console.log(`${machine}; synthetic events by ${basename(generator())}`);
  const wanted = workloadsOf(values.only?.split(","));
  const present = wanted.filter((workload) => absence(workload) === undefined);
  const results = present.map(measure);
  if (results.length > 0) console.log(`\n${speeds(results)}\n\n${costs(results)}\n`);
  console.log(
    "Median (smallest to largest) of the rounds; ratios are of the two passes of one round. Times are CPU time.",
  );
  for (const workload of wanted) {
    if (absence(workload)) console.log(`Skipped: ${workload.title}: ${absence(workload)}`);
  }
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ machine, results }, undefined, 2)}\n`);
}

function measure({ name, title, bar, goal }) {
  const measured = inChild(MEASURE, [name, values.rounds]);
  const { bytes, events, parseSeconds, scanSeconds } = measured;
  const result = {
    ...{ name, title, bar, goal, ...measured },
    timesParse: spread(pairwise(parseSeconds, scanSeconds)),
    gigabytesPerSecond: spread(scanSeconds.map((seconds) => bytes / seconds / 1e9)),
    nanosecondsPerEvent: spread(scanSeconds.map((seconds) => (seconds / events) * 1e9)),
    parse: spread(parseSeconds),
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
  const rows = results.map(({ title, rules, compileSeconds, parse, programBytes, memoryBytes }) => [
    title,
    whole(rules),
    whole(compileSeconds * 1e3),
    (compileSeconds / parse.median).toFixed(2),
    whole(programBytes),
    whole(memoryBytes),
  ]);
  const head = ["", "rules", "compile, ms", "of JSON.parse of all events", "program, bytes", "matcher memory, bytes"];
  return table([head, ...rows]);
}
