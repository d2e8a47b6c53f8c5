// `npm run bench:guard`: fails when the hot path regresses. Three checks: `counts`, the work that the core's debug build counts,
// against bench/counts.json, to the last unit; `ratio`, the speed against `JSON.parse` in the same run, against the floor of
// bench/floor.json; `sizes`, the bars of bench/sizes.mjs.

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { BASE, contenderOf } from "./contenders/index.mjs";
import { countWork, differences } from "./counts.mjs";
import { findEvents, withFile } from "./events.mjs";
import { expectedCounts } from "./expected.mjs";
import { race } from "./race.mjs";
import { range, table, whole } from "./report.mjs";
import { importGraph, MAX_IMPORT_BYTES, MAX_WASM_BYTES, wasmBytes } from "./sizes.mjs";
import { pairwise, spread } from "./statistics.mjs";

const USAGE = `usage: npm run bench:guard -- [--update] [--only counts,ratio,sizes] [--counts FILE] [--floor FILE]
                              [--events FILE] [--rounds N] [--time MILLISECONDS]`;
const CHECKS = { counts: checkCounts, sizes: checkSizes, ratio: checkRatio };

const { values } = parseArgs({
  options: {
    update: { type: "boolean", default: false },
    only: { type: "string", default: Object.keys(CHECKS).join() },
    counts: { type: "string", default: beside("counts.json") },
    floor: { type: "string", default: beside("floor.json") },
    events: { type: "string" },
    rounds: { type: "string", default: "7" },
    time: { type: "string", default: "300" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) console.log(USAGE);
else if (values.update) update();
else await guard();

async function guard() {
  for (const name of values.only.split(",")) {
    if (!Object.hasOwn(CHECKS, name)) throw new Error(`expected a check, found ${name}\n${USAGE}`);
    if (await CHECKS[name]()) continue;
    console.error(`FAILED: ${name}`);
    process.exitCode = 1;
  }
}

function update() {
  writeFileSync(values.counts, `${JSON.stringify(countWork(), undefined, 2)}\n`);
  console.log(`wrote ${values.counts}`);
}

function checkCounts() {
  const found = differences(JSON.parse(readFileSync(values.counts, "utf8")), countWork());
  if (found.length === 0) {
    console.log("counts: the same work as committed");
    return true;
  }
  const cell = (count) => (count === undefined ? "-" : whole(count));
  const rows = found.map(({ set, counter, old, now }) => [
    `${set}: ${counter}`,
    cell(old),
    cell(now),
    change(old, now),
  ]);
  console.error(table([["counts", "committed", "now", "change"], ...rows]));
  console.error("If the change is meant: npm run bench:guard -- --update, and commit bench/counts.json.");
  return false;
}

function change(old, now) {
  if (!old || now === undefined) return "";
  const percent = (now / old - 1) * 100;
  return `${percent > 0 ? "+" : ""}${percent.toFixed(2)}%`;
}

async function checkSizes() {
  const { bytes, bare } = await importGraph();
  const rows = [
    ["WASM core", wasmBytes(), MAX_WASM_BYTES],
    ['import "sluice"', bytes, MAX_IMPORT_BYTES],
  ];
  console.log(table([["sizes", "bytes", "bar"], ...rows.map(([name, size, bar]) => [name, whole(size), whole(bar)])]));
  // The core is embedded compressed, which is what keeps room for the rest; Node itself unpacks it.
  const strangers = bare.filter((name) => name !== "node:zlib");
  if (strangers.length > 0)
    console.error(
      `import "sluice" reaches ${strangers.join(", ")}, expected no package and no Node module but node:zlib`,
    );
  return strangers.length === 0 && rows.every(([, size, bar]) => size < bar);
}

/** A race that falls short is run once more: a machine that was busy is no regression. */
async function checkRatio() {
  const floor = JSON.parse(readFileSync(values.floor, "utf8"));
  if (Object.keys(floor).length === 0) throw new Error(`expected floors in ${values.floor}, found none`);
  const { name, bytes } = findEvents(values.events);
  const expected = expectedCounts(bytes);
  return await withFile(bytes, async (events) => {
    const fast = async () => reportRatios(name, floor, await measureRatios(Object.keys(floor), events, expected));
    return (await fast()) || (await fast());
  });
}

async function measureRatios(names, events, expected) {
  const options = { events, expected, rounds: Number(values.rounds), milliseconds: Number(values.time) };
  const seconds = await race([BASE, ...names].map(contenderOf), options);
  return new Map(names.map((name) => [name, spread(pairwise(seconds.get(BASE), seconds.get(name)))]));
}

/** Whether the median of every ratio reaches its floor; prints them. */
function reportRatios(events, floor, ratios) {
  const rows = [...ratios].map(([name, ratio]) => [contenderOf(name).title, range(ratio, 2), floor[name].toFixed(2)]);
  console.log(table([[`times JSON.parse, ${events}`, "median", "floor"], ...rows]));
  return [...ratios].every(([name, { median }]) => median >= floor[name]);
}

function beside(name) {
  return fileURLToPath(new URL(name, import.meta.url));
}
