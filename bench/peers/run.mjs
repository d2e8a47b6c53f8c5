// `npm run bench:peers`: Sluice beside other engines, over rule sets of growing size. Installs nothing; engines that are not there are
// named. Writes peers.json, peers.md and peers.svg into bench/results.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { machineName } from "../report.mjs";
import { generator, synthetic } from "../workloads/synthetic.mjs";
import { chart } from "./chart.mjs";
import { absence, engines } from "./engines/index.mjs";
import { race } from "./race.mjs";
import { markdown } from "./report.mjs";

const USAGE = `usage: npm run bench:peers -- [--rounds N] [--time MILLISECONDS] [--limit SECONDS] [--events N]
                              [--rules N,…] [--literals N,…] [--out FOLDER]`;
const SEED = 2654435769;

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    time: { type: "string", default: "400" },
    limit: { type: "string", default: "30" },
    events: { type: "string", default: "20000" },
    rules: { type: "string", default: "1,10,100,1000,3000" },
    literals: { type: "string", default: "100,1000,3000" },
    out: { type: "string", default: fileURLToPath(new URL("../results", import.meta.url)) },
    help: { type: "boolean", default: false },
  },
});
if (values.help) console.log(USAGE);
else await bench();

async function bench() {
  const present = engines.filter((engine) => absence(engine) === undefined);
  const skipped = engines.flatMap((engine) =>
    absence(engine) ? [{ title: engine.title, reason: absence(engine) }] : [],
  );
  for (const { title, reason } of skipped) console.log(`Skipped: ${title}: ${reason}`);

  const workload = synthetic({ seed: SEED, events: Number(values.events) });
  const bytes = workload.events();
  const groups = [];
  const folder = mkdtempSync(join(tmpdir(), "sluice-peers-"));
  try {
    writeFileSync(join(folder, "events.ndjson"), bytes);
    for (const set of ["rules", "literals"]) {
      const counts = values[set].split(",").filter(Boolean).map(Number);
      const cells = new Map(present.map(({ name }) => [name, []]));
      for (const count of counts) {
        writeFileSync(join(folder, "rules.json"), JSON.stringify(workload.rules(`${set}-${count}`)));
        for (const [name, cell] of await measure(set, count, present, folder)) cells.get(name).push(cell);
      }
      if (counts.length > 0) groups.push({ set, counts, cells: Object.fromEntries(cells) });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }

  const machine = machineName();
  const events = { count: Number(values.events), bytes: bytes.length, generator: basename(generator()) };
  const report = { machine, events, rounds: Number(values.rounds), engines: present, skipped, groups };
  mkdirSync(values.out, { recursive: true });
  writeFileSync(join(values.out, "peers.json"), `${JSON.stringify(report, undefined, 2)}\n`);
  writeFileSync(join(values.out, "peers.md"), markdown(report));
  writeFileSync(join(values.out, "peers.svg"), chart(report));
  console.log(`\n${markdown(report)}\nWrote peers.json, peers.md and peers.svg to ${values.out}`);
}

/** The cells of one set of rules, by engine. */
async function measure(set, count, present, folder) {
  const able = present.filter(({ sets }) => !sets || sets.includes(set));
  const cells = await race(able, {
    rules: join(folder, "rules.json"),
    events: join(folder, "events.ndjson"),
    rounds: Number(values.rounds),
    milliseconds: Number(values.time),
    limit: Number(values.limit) * 1000,
  });
  for (const { name } of present) if (!cells.has(name)) cells.set(name, "not run: cannot express them");
  for (const [name, cell] of cells) {
    console.log(
      `${set} ${count}: ${name}: ${typeof cell === "string" ? cell : `${cell.median.toFixed(2)} us an event`}`,
    );
  }
  return cells;
}
