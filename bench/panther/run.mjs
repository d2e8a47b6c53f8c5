// `npm run bench:panther`: what a whole Panther pack costs to load, to compile and as a program, and how many times faster than `JSON.parse`
// its rules of one log type go through events: compiled, guarded and unguarded ones apart.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { findEvents, withFile } from "../events.mjs";
import { inChild } from "../in-child.mjs";
import { machineName, range, table, whole } from "../report.mjs";
import { pairwise, spread } from "../statistics.mjs";

const USAGE =
  "usage: npm run bench:panther -- [CHECKOUT] [--events FILE] [--log-type TYPE] [--rounds N] [--json FILE]; " +
  "CHECKOUT is a folder in the layout of panther-analysis, by default $PANTHER_PACK";
const PACK = fileURLToPath(new URL("pack.mjs", import.meta.url));
const RATE = fileURLToPath(new URL("rate.mjs", import.meta.url));
const START = fileURLToPath(new URL("start.mjs", import.meta.url));
/** What the whole pack may take: seconds from the folder to rules, milliseconds from the bytes of a program to a matcher. */
const BARS = { load: 5, start: 150, rate: 2.5 };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    events: { type: "string" },
    "log-type": { type: "string", default: "AWS.CloudTrail" },
    rounds: { type: "string", default: "7" },
    json: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
const [pack = process.env.PANTHER_PACK] = positionals;
if (values.help || pack === undefined) console.log(USAGE);
else await bench(pack);

async function bench(folder) {
  const machine = machineName();
  const logType = values["log-type"];
  const { name, bytes } = findEvents(values.events);
  console.log(`${machine}\n${name}: ${whole(bytes.length)} bytes as ${logType}`);
  const programs = mkdtempSync(join(tmpdir(), "sluice-panther-"));
  try {
    await withFile(bytes, (events) => {
      const cost = inChild(PACK, [folder, logType, programs, events]);
      const start = inChild(START, [join(programs, "pack.bin")]);
      const rates = cost.groups.map((group) => {
        const measured = inChild(RATE, [join(programs, `${group.name}.bin`), events, logType, values.rounds]);
        return { ...group, ...measured, timesParse: spread(pairwise(measured.parseSeconds, measured.scanSeconds)) };
      });
      report({ cost, start, rates });
      if (values.json !== undefined)
        writeFileSync(values.json, `${JSON.stringify({ machine, cost, start, rates }, undefined, 2)}\n`);
    });
  } finally {
    rmSync(programs, { recursive: true });
  }
}

function report({ cost, start, rates }) {
  const lanes = Object.entries(cost.lanes).map(([lane, count]) => `${whole(count)} ${lane}`);
  console.log(`\n${lanes.join(", ")}; ${whole(cost.checked)} verdicts are those of the interpreter\n`);
  console.log(
    table([
      ["", "", "bar"],
      ["load the pack, s", cost.loadSeconds.toFixed(2), `< ${BARS.load}`],
      ["compile its rules, s", cost.compileSeconds.toFixed(2), ""],
      ["bytes of the program", whole(cost.programBytes), ""],
      ["load the program, ms", (start.seconds * 1e3).toFixed(0), `< ${BARS.start}`],
    ]),
  );
  const rows = rates.map(({ title, rules, matches, calls, hostSeconds, timesParse }) => [
    title,
    whole(rules),
    whole(matches),
    whole(calls),
    calls > 0 ? ((hostSeconds / calls) * 1e6).toFixed(1) : "",
    range(timesParse, 2),
  ]);
  const head = ["", "rules", "matches", "calls of rule()", "µs a call", `times JSON.parse, bar ${BARS.rate}`];
  console.log(`\n${table([head, ...rows])}`);
  for (const { title, ids } of rates) if (ids.length > 0) console.log(`\n${title}: ${ids.join(", ")}`);
  console.log(
    "\nMedian (smallest to largest) of the rounds; ratios are of the two passes of one round. Times are CPU time.",
  );
}
