// `npm run bench:stages`: where the time of a scan goes.

import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readArguments } from "../arguments.mjs";
import { inChild } from "../in-child.mjs";
import { machineName, table, whole } from "../report.mjs";
import { spread } from "../statistics.mjs";
import { absence, workloadsOf } from "../workloads/index.mjs";

const USAGE = "usage: npm run bench:stages -- [--only NAME,…] [--rounds N] [--json FILE]";
const MEASURE = fileURLToPath(new URL("measure.mjs", import.meta.url));
const STAGES = {
  copy: "copy",
  scan: "scan",
  walk: "walk",
  access: "access predicates",
  residuals: "residuals, records",
  report: "report to JavaScript",
};

const values = readArguments(USAGE, { only: { type: "string" } });
bench();

function bench() {
  const machine = machineName();
  console.log(machine);
  const results = [];
  for (const workload of workloadsOf(values.only?.split(","))) {
    const known = workload.options === undefined && workload.records === undefined;
    const reason = known ? absence(workload) : "the stages know no options";
    if (reason) console.log(`\nSkipped: ${workload.title}: ${reason}`);
    else results.push(measure(workload));
  }
  console.log(
    "\nA stage is the difference of two passes of one round, with it and without it: below a few ns it is noise.",
  );
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ machine, results }, undefined, 2)}\n`);
}

function measure({ name, title }) {
  const { events, bytes, rules, counted, seconds } = inChild(MEASURE, [name, values.rounds]);
  const stages = Object.fromEntries(Object.entries(seconds).map(([stage, rounds]) => [stage, spread(rounds)]));
  const total = Object.values(stages).reduce((sum, { median }) => sum + median, 0);
  const row = (label, spent) => [
    label,
    whole((spent / events) * 1e9),
    spent > 0 ? (bytes / spent / 1e9).toFixed(2) : "-",
    `${whole((spent / total) * 100)}%`,
  ];
  console.log(`\n${title}: ${whole(rules)} rules, ${whole(events)} events of ${whole(bytes / events)} bytes`);
  const perEvent = (count) => (count / events).toFixed(2);
  console.log(
    `an event: ${perEvent(counted.scan)} index entries, ${perEvent(counted.access)} candidates, ${perEvent(counted.report)} matches`,
  );
  const rows = Object.entries(stages).map(([stage, { median }]) => row(STAGES[stage], median));
  console.log(table([["stage", "ns/event", "GB/s", "share"], ...rows, row("all", total)]));
  return { name, title, rules, events, bytes, counted, seconds, stages };
}
