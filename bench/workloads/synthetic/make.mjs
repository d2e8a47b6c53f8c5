// Writes a synthetic workload: `node bench/workloads/synthetic/make.mjs FOLDER [SEED] [EVENTS]`. The same seed and number of events
// give the same bytes. Into FOLDER go events.ndjson, rules-N.json and literals-N.json, the first N rules of their kind, as neutral rules.

import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { Catalog } from "./catalog.mjs";
import { makeEvents } from "./events.mjs";
import { makeLiterals, makeRules } from "./rules.mjs";

const RULE_COUNTS = [1, 10, 100, 1_000, 3_000];
const LITERAL_COUNTS = [100, 1_000, 3_000];
const LINES_AT_ONCE = 5_000;

const [, , folder, seed = "53", events = "100000"] = process.argv;
if (!folder) throw new Error("expected: node bench/workloads/synthetic/make.mjs FOLDER [SEED] [EVENTS]");
mkdirSync(folder, { recursive: true });
const catalog = new Catalog(Number(seed));
writeEvents(makeEvents(catalog, Number(events)));
writeSets("rules", RULE_COUNTS, makeRules(catalog, RULE_COUNTS.at(-1)));
writeSets("literals", LITERAL_COUNTS, makeLiterals(catalog, LITERAL_COUNTS.at(-1)));

function writeEvents(made) {
  const file = openSync(join(folder, "events.ndjson"), "w");
  let lines = [];
  const flush = () => {
    if (lines.length > 0) writeSync(file, `${lines.join("\n")}\n`);
    lines = [];
  };
  for (const event of made) {
    lines.push(JSON.stringify(event));
    if (lines.length === LINES_AT_ONCE) flush();
  }
  flush();
  closeSync(file);
}

function writeSets(name, counts, rules) {
  for (const count of counts) {
    const text = rules.slice(0, count).map((rule) => JSON.stringify(rule));
    writeFileSync(join(folder, `${name}-${count}.json`), `[\n${text.join(",\n")}\n]\n`);
  }
}
