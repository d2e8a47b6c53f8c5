// `npm run bench:sigma`: how many times faster than `JSON.parse` SigmaHQ's rules for Windows go through real Windows events, which of them
// match how often, and what all of SigmaHQ's rules cost to load.

import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readArguments } from "../arguments.mjs";
import { inChild } from "../in-child.mjs";
import { machineName, range, table, whole } from "../report.mjs";
import { pairwise, spread } from "../statistics.mjs";
import { absence } from "../workloads/index.mjs";
import { COST_BARS, COST_WAYS, RULES, workloads } from "./index.mjs";

const USAGE = "usage: npm run bench:sigma -- [--only NAME,…|cost] [--rounds N] [--top N] [--json FILE]";
const MEASURE = fileURLToPath(new URL("measure.mjs", import.meta.url));
const COST = fileURLToPath(new URL("cost.mjs", import.meta.url));
/** Fresh processes that load the rules, at most: each takes seconds. */
const COST_ROUNDS = 3;

const values = readArguments(USAGE, { only: { type: "string" }, top: { type: "string", default: "10" } });
bench();

function bench() {
  const machine = machineName();
  console.log(machine);
  const names = values.only?.split(",");
  const known = [...workloads.map(({ name }) => name), "cost"];
  for (const name of names ?? []) {
    if (!known.includes(name)) throw new Error(`expected some of ${known.join()}, found ${name}`);
  }
  const wanted = workloads.filter(({ name }) => !names || names.includes(name));
  const results = wanted.filter((workload) => !absence(workload)).map(measure);
  const costs = (!names || names.includes("cost")) && !absence({ files: [RULES] }) ? measureCosts() : [];
  if (results.length > 0) console.log(`\n${speeds(results)}`);
  if (costs.length > 0) console.log(`\n${costTable(costs)}`);
  for (const result of results) console.log(`\n${result.title}: ${matchTable(result)}`);
  console.log(
    "\nMedian (smallest to largest) of the rounds; ratios are of the two passes of one round. Times are CPU time.",
  );
  for (const workload of wanted) if (absence(workload)) console.log(`Skipped: ${workload.title}: ${absence(workload)}`);
  if (values.json !== undefined) {
    writeFileSync(values.json, `${JSON.stringify({ machine, results, costs }, undefined, 2)}\n`);
  }
}

function measure({ name, title, bar, goal }) {
  const measured = inChild(MEASURE, [name, values.rounds]);
  const { bytes, events, parseSeconds, scanSeconds } = measured;
  const result = {
    ...{ name, title, bar, goal, ...measured },
    timesParse: spread(pairwise(parseSeconds, scanSeconds)),
    gigabytesPerSecond: spread(scanSeconds.map((seconds) => bytes / seconds / 1e9)),
    eventsPerSecond: spread(scanSeconds.map((seconds) => events / seconds)),
  };
  console.log(`${title}: ${result.timesParse.median.toFixed(2)} times JSON.parse`);
  return result;
}

function speeds(results) {
  const rows = results.map(({ title, bar, goal, timesParse, gigabytesPerSecond, eventsPerSecond, ...of }) => [
    title,
    whole(of.rules),
    whole(of.events),
    whole(of.matches),
    `${whole(of.matchingEvents)} + ${whole(of.checked)} whole`,
    gigabytesPerSecond.median.toFixed(3),
    whole(eventsPerSecond.median),
    range(timesParse, 2),
    bar.toFixed(1),
    goal.toFixed(1),
    timesParse.median >= goal ? "goal" : timesParse.median >= bar ? "bar" : "below",
    whole(of.programBytes),
    whole(of.memoryBytes),
  ]);
  const asked = ["", "rules", "events", "matches", "events checked"];
  const reached = ["GB/s", "events/s", "times JSON.parse", "bar", "goal", "reached"];
  return table([[...asked, ...reached, "program, bytes", "memory, bytes"], ...rows]);
}

/** Takes a part of each way by turns, so that all see the same machine. */
function measureCosts() {
  const ways = Object.keys(COST_WAYS);
  const rounds = Array.from({ length: Math.min(COST_ROUNDS, Number(values.rounds)) }, () => ({
    yaml: inChild(COST, ["yaml"]),
    ...Object.fromEntries(ways.map((way) => [way, inChild(COST, [way])])),
  }));
  return ways.map((way) => {
    const seconds = rounds.map((round) => round[way].loadSeconds + round[way].compileSeconds);
    const [{ rules, refused, programBytes, memoryBytes }] = rounds.map((round) => round[way]);
    return {
      ...{ way, rules, refused, programBytes, memoryBytes },
      loadSeconds: spread(rounds.map((round) => round[way].loadSeconds)),
      compileSeconds: spread(rounds.map((round) => round[way].compileSeconds)),
      seconds: spread(seconds),
      parsedSeconds: spread(rounds.map((round, i) => seconds[i] - round.yaml.seconds)),
    };
  });
}

function costTable(costs) {
  const rows = costs.map(({ way, rules, refused, ...cost }) => [
    `all rules, ${way}`,
    whole(rules),
    whole(refused),
    range(cost.loadSeconds, 2),
    range(cost.compileSeconds, 2),
    range(cost.seconds, 2),
    range(cost.parsedSeconds, 2),
    whole(cost.programBytes),
    whole(cost.memoryBytes),
  ]);
  const { seconds, parsedSeconds, programBytes, memoryBytes } = COST_BARS;
  const bars = [
    "bar",
    "",
    "",
    "",
    "",
    seconds.toFixed(1),
    parsedSeconds.toFixed(1),
    ...[programBytes, memoryBytes].map(whole),
  ];
  const head = [
    "",
    "rules",
    "refused",
    "load, s",
    "compile, s",
    "both, s",
    "both without YAML, s",
    "program, bytes",
    "memory, bytes",
  ];
  return table([head, ...rows, bars]);
}

function matchTable({ matches, byRule }) {
  const top = byRule.slice(0, Number(values.top));
  const rest = matches - top.reduce((sum, rule) => sum + rule.matches, 0);
  const lines = top.map((rule) => `${whole(rule.matches).padStart(7)}  ${rule.id}  ${rule.title}`);
  const others = byRule.length - top.length;
  if (others > 0) lines.push(`${whole(rest).padStart(7)}  of ${whole(others)} other rules`);
  return `${whole(matches)} matches of ${whole(byRule.length)} rules\n${lines.join("\n")}`;
}
