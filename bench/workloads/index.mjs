// The workloads: which events and which rules, and how fast Sluice has to be at them.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { Random } from "../../examples/logs/random.mjs";
import { synthetic } from "./synthetic.mjs";

/** The rules of examples/rules, which are not neutral. */
export const EXAMPLES = "examples";

const EVENTS = 100_000;
const SEED = 2654435769;
/** Three accounts' rules and events as one workload. */
const SEEDS = [SEED, 1, 2];
const WINDOWS_RULES = "windows-rules.json.gz";

/**
 * @typedef {object} Workload
 * @property {string} name
 * @property {string} title
 * @property {number} bar times JSON.parse, at least
 * @property {number} goal times JSON.parse, to aim at
 * @property {number} [maxProgramBytes] at most
 * @property {readonly string[]} files of SLUICE_DATA that it needs
 * @property {() => Buffer} events NDJSON
 * @property {() => readonly object[] | typeof EXAMPLES} rules neutral rules (neutral.mjs)
 * @property {object} [options] of the matcher
 * @property {number} [costs] times what the same costs without the options, at most
 * @property {string} [records] the events are scanned as records at this key of one envelope
 */

/** @type {readonly Workload[]} */
export const workloads = [
  {
    ...{ name: "rules-1", title: "synthetic rules, 1", bar: 5.5, goal: 7, files: [] },
    ...fromSeed("rules-1"),
  },
  {
    ...{ name: "rules-3000", title: "synthetic rules, 3,000", bar: 5, goal: 6.5, files: [] },
    maxProgramBytes: 2_000_000,
    ...fromSeed("rules-3000"),
  },
  {
    ...{ name: "rules-9000", title: "synthetic rules, three seeds, 9,000", bar: 4.5, goal: 6.5, files: [] },
    events: () => Buffer.concat(thirds().map(({ events }) => events())),
    rules: () =>
      thirds().flatMap(({ rules }, i) => rules("rules-3000").map((rule) => ({ ...rule, id: `${i}.${rule.id}` }))),
  },
  {
    ...{ name: "literals-3000", title: "synthetic literals, 3,000", bar: 3, goal: 5, files: [] },
    ...fromSeed("literals-3000"),
  },
  {
    ...{ name: "early-exit", title: "synthetic rules, 3,000, early exit", bar: 7, goal: 12, files: [] },
    ...fromSeed("rules-3000"),
    options: { duplicateKeys: "first" },
  },
  {
    ...{ name: "cloudtrail", title: "cloudtrail-50mb, example rules", bar: 5, goal: 7 },
    files: ["cloudtrail-50mb.ndjson.gz"],
    events: () => read("cloudtrail-50mb.ndjson.gz"),
    rules: () => EXAMPLES,
  },
  {
    // Four fifths of what the same events as lines have to reach.
    ...{ name: "cloudtrail-records", title: "cloudtrail-50mb in one envelope, example rules", bar: 4, goal: 5.6 },
    files: ["cloudtrail-50mb.ndjson.gz"],
    events: () => read("cloudtrail-50mb.ndjson.gz"),
    rules: () => EXAMPLES,
    records: "Records",
  },
  {
    // What lazy validation has to reach, at most 1.6 times as slow.
    ...{ name: "cloudtrail-strict", title: "cloudtrail-50mb, example rules, strict", bar: 3.1, goal: 4.4, costs: 1.6 },
    files: ["cloudtrail-50mb.ndjson.gz"],
    events: () => read("cloudtrail-50mb.ndjson.gz"),
    rules: () => EXAMPLES,
    options: { validation: "strict" },
  },
  {
    ...{ name: "windows", title: "windows-50mb, windows-rules", bar: 1.5, goal: 2.5 },
    maxProgramBytes: 8_000_000,
    ...fromFiles("windows-50mb.ndjson.gz", WINDOWS_RULES),
  },
  {
    ...{ name: "windows-process", title: "windows-process, windows-rules", bar: 1, goal: 2 },
    maxProgramBytes: 8_000_000,
    ...fromFiles("windows-process.ndjson.gz", WINDOWS_RULES),
  },
];

/**
 * Workloads by name; all without a name.
 *
 * @param {readonly string[]} [names]
 */
export function workloadsOf(names = []) {
  for (const name of names) {
    if (!workloads.some((workload) => workload.name === name)) {
      throw new Error(`expected workloads of ${workloads.map(({ name }) => name).join()}, found ${name}`);
    }
  }
  return workloads.filter(({ name }) => names.length === 0 || names.includes(name));
}

/** Why a workload cannot run here; undefined if it can. */
export function absence({ files }) {
  const folder = process.env.SLUICE_DATA;
  const missing = files.filter((file) => !folder || !existsSync(join(folder, file)));
  return missing.length > 0 ? `SLUICE_DATA has no ${missing.join(" and no ")}` : undefined;
}

/**
 * A seeded choice of about `share` of the numbers below `count`; the same each time.
 *
 * @returns {Set<number>}
 */
export function sample(count, share, seed = 53) {
  const random = new Random(seed);
  const chosen = new Set();
  for (let i = 0; i < count; i++) if (random.next() < share) chosen.add(i);
  return chosen;
}

function fromSeed(set) {
  const made = () => synthetic({ seed: SEED, events: EVENTS });
  return { events: () => made().events(), rules: () => made().rules(set) };
}

function thirds() {
  return SEEDS.map((seed) => synthetic({ seed, events: Math.ceil(EVENTS / SEEDS.length) }));
}

function fromFiles(events, rules) {
  return { files: [events, rules], events: () => read(events), rules: () => JSON.parse(read(rules)) };
}

function read(file) {
  return gunzipSync(readFileSync(join(process.env.SLUICE_DATA, file)));
}
