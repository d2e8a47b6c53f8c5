// `npm run bench:literals`: how fast values are searched for literals, by how many there are.

import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readArguments } from "../arguments.mjs";
import { inChild } from "../in-child.mjs";
import { machineName, range, table, whole } from "../report.mjs";
import { spread } from "../statistics.mjs";
import { absence, workloadsOf } from "../workloads/index.mjs";

const USAGE = "usage: npm run bench:literals -- [--counts N,…] [--rounds N] [--json FILE]";
const MEASURE = fileURLToPath(new URL("measure.mjs", import.meta.url));

const values = readArguments(USAGE, { counts: { type: "string", default: "100,300,1000,3000,10000,30000,100000" } });
bench();

function bench() {
  const machine = machineName();
  console.log(machine);
  const reason = absence(workloadsOf(["windows"])[0]);
  if (reason) return console.log(`Skipped: ${reason}`);
  const head = ["literals", "form", "MB of values", "MB of sets", "found", "GB/s"];
  const results = [];
  for (const count of values.counts.split(",")) {
    for (const form of ["folded", "cased"]) results.push(inChild(MEASURE, [count, form, values.rounds]));
  }
  console.log(table([head, ...results.map(rowOf)]));
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ machine, results }, undefined, 2)}\n`);
}

function rowOf({ count, form, bytes, setBytes, found, seconds }) {
  const speed = spread(seconds.map((time) => bytes / time / 1e9));
  return [whole(count), form, (bytes / 1e6).toFixed(1), (setBytes / 1e6).toFixed(2), whole(found), range(speed, 2)];
}
