// `npm run bench`: what Sluice costs, beside what else one would do with the same events. bench/README.md says what to believe.

import { writeFileSync } from "node:fs";
import { readArguments } from "./arguments.mjs";
import { absence, BASE, contenders } from "./contenders/index.mjs";
import { findEvents, withFile } from "./events.mjs";
import { expectedCounts } from "./expected.mjs";
import { race } from "./race.mjs";
import { machineName, range, table, whole } from "./report.mjs";
import { rulesOf } from "./rules.mjs";
import { importGraph, MAX_IMPORT_BYTES, MAX_WASM_BYTES, wasmBytes } from "./sizes.mjs";
import { MAX_START_MILLISECONDS, measureStart } from "./start.mjs";
import { pairwise, spread } from "./statistics.mjs";

const USAGE = "usage: npm run bench -- [--events FILE] [--rounds N] [--time MILLISECONDS] [--json FILE]";

const values = readArguments(USAGE, { events: { type: "string" }, time: { type: "string", default: "300" } });
await bench();

async function bench() {
  const rounds = Number(values.rounds);
  const milliseconds = Number(values.time);

  const { name, bytes } = findEvents(values.events);
  const machine = machineName();
  const expected = expectedCounts(bytes);
  console.log(machine);
  console.log(`${name}: ${whole(expected.none.events)} events, ${whole(bytes.length)} bytes`);
  console.log(`1 rule: ${whole(expected.one.matches)} matches`);
  console.log(`${rulesOf("all").length} example rules: ${whole(expected.all.matches)} matches`);

  const absent = new Map(contenders.map((contender) => [contender, absence(contender)]));
  const present = contenders.filter((contender) => absent.get(contender) === undefined);
  const seconds = await withFile(bytes, (events) => race(present, { events, expected, rounds, milliseconds }));
  const results = present.map(({ name, title }) => summary(name, title, seconds, bytes.length, expected.none.events));
  console.log(`\n${comparison(results)}\n`);
  console.log(`Median (smallest to largest) of ${rounds} rounds; ratios are of the two passes of one round.`);
  for (const [{ title }, reason] of absent) if (reason) console.log(`Skipped: ${title}: ${reason}`);

  const { files, bytes: importBytes, bare } = await importGraph();
  const sizes = { wasmBytes: wasmBytes(), importBytes, importFiles: files.length, bareImports: bare };
  const start = measureStart();
  console.log(`\n${footprint(sizes, start)}`);

  if (values.json !== undefined) {
    const events = { name, bytes: bytes.length, expected };
    const skipped = Object.fromEntries([...absent].flatMap(([{ name }, reason]) => (reason ? [[name, reason]] : [])));
    const report = { machine, node: process.version, rounds, milliseconds, events, results, skipped, sizes, start };
    writeFileSync(values.json, `${JSON.stringify(report, undefined, 2)}\n`);
  }
}

function summary(name, title, seconds, bytes, events) {
  const own = seconds.get(name);
  return {
    name,
    title,
    seconds: own,
    gigabytesPerSecond: spread(own.map((time) => bytes / time / 1e9)),
    eventsPerSecond: spread(own.map((time) => events / time)),
    nanosecondsPerEvent: spread(own.map((time) => (time / events) * 1e9)),
    timesBase: spread(pairwise(seconds.get(BASE), own)),
  };
}

function comparison(results) {
  const rows = results.map(({ title, gigabytesPerSecond, eventsPerSecond, nanosecondsPerEvent, timesBase }) => [
    title,
    range(gigabytesPerSecond, 3),
    whole(eventsPerSecond.median),
    whole(nanosecondsPerEvent.median),
    range(timesBase, 2),
  ]);
  return table([["", "GB/s", "events/s", "ns/event", "times JSON.parse"], ...rows]);
}

function footprint({ wasmBytes, importBytes, importFiles, bareImports }, { first, process }) {
  return table([
    ["", "", "bar"],
    ["WASM core, bytes", whole(wasmBytes), `< ${whole(MAX_WASM_BYTES)}`],
    [`import "sluice", bytes of ${importFiles} files`, whole(importBytes), `< ${whole(MAX_IMPORT_BYTES)}`],
    ['import "sluice", packages and Node modules', bareImports.join(", ") || "none", "none"],
    ["import, compile, first match, ms", range(first, 1), `< ${MAX_START_MILLISECONDS}`],
    ["the same from the start of the process, ms", range(process, 1), ""],
  ]);
}
