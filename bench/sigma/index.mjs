// The workloads of Sigma: SigmaHQ's rules over real Windows events, and what they may cost.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/**
 * @typedef {object} SigmaWorkload
 * @property {string} name
 * @property {string} title
 * @property {number} bar times JSON.parse, at least
 * @property {number} goal times JSON.parse, to aim at
 * @property {readonly string[]} files of SLUICE_DATA that it needs
 * @property {string} events the file of them, NDJSON in gzip
 * @property {import("../../dist/formats/sigma/index.js").SigmaOptions} options how the rules are loaded
 */

/** The folder of SLUICE_DATA that holds the rules. */
export const RULES = "sigma";

/** What all rules together may cost: seconds from files to a program, from parsed YAML to a program, bytes. */
export const COST_BARS = { seconds: 4, parsedSeconds: 1.5, programBytes: 8_000_000, memoryBytes: 64_000_000 };

const ROUTED = { pipeline: "windows" };
const UNROUTED = {};

/** Ways to load all rules, whose cost is measured. */
export const COST_WAYS = { routed: ROUTED, unrouted: UNROUTED };

/** @type {readonly SigmaWorkload[]} */
export const workloads = [
  workload("windows-routed", "windows-50mb, routed", { bar: 2, goal: 2.8 }, "windows-50mb", ROUTED),
  workload("windows-unrouted", "windows-50mb, unrouted", { bar: 1.2, goal: 2 }, "windows-50mb", UNROUTED),
  workload("process-routed", "windows-process, routed", { bar: 1.4, goal: 2 }, "windows-process", ROUTED),
];

function workload(name, title, bars, file, options) {
  const events = `${file}.ndjson.gz`;
  return { name, title, ...bars, files: [RULES, events], events, options };
}

/** The folder of the rules. */
export function rulesFolder() {
  return join(process.env.SLUICE_DATA, RULES);
}

/** @param {SigmaWorkload} workload */
export function eventsOf({ events }) {
  return gunzipSync(readFileSync(join(process.env.SLUICE_DATA, events)));
}

/**
 * The rules for Windows. Those of other products have nothing to look for in these events.
 *
 * @template {import("../../dist/index.js").Rule} R
 * @param {readonly R[]} rules
 */
export function windowsRules(rules) {
  return rules.filter(({ logTypes = [] }) => logTypes.some((name) => /^windows\b/.test(name)));
}
