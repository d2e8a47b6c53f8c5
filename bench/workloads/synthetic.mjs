// Synthetic workloads, made once and kept under build/workloads.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const KEPT = fileURLToPath(new URL("../../build/workloads", import.meta.url));
const OWN = fileURLToPath(new URL("synthetic/make.mjs", import.meta.url));

/** The generator, called as synthetic/make.mjs says: `tools/workload.mjs` beside the folder of SLUICE_DATA, or the own one. */
export function generator() {
  const given = process.env.SLUICE_DATA && join(process.env.SLUICE_DATA, "../tools/workload.mjs");
  return given && existsSync(given) ? given : OWN;
}

/**
 * A synthetic workload; `rules` gives a set of it by name: `rules-1` to `rules-3000`, `literals-100` to `literals-3000`.
 *
 * @param {{ seed: number, events: number }} options
 * @returns {{ events: () => Buffer, rules: (set: string) => object[] }}
 */
export function synthetic({ seed, events }) {
  const make = generator();
  const folder = join(KEPT, `${versionOf(make)}-${seed}-${events}`);
  if (!existsSync(folder)) build(make, folder, [String(seed), String(events)]);
  return {
    events: () => readFileSync(join(folder, "events.ndjson")),
    rules: (set) => JSON.parse(readFileSync(join(folder, `${set}.json`), "utf8")),
  };
}

/** Another one for other generators. */
function versionOf(make) {
  const files = make === OWN ? readdirSync(dirname(make)).map((name) => join(dirname(make), name)) : [make];
  const hash = createHash("sha256");
  for (const file of files.toSorted()) hash.update(readFileSync(file));
  return hash.digest("hex").slice(0, 8);
}

/** Several processes may want the same workload at once: each makes it in a folder of its own, and the first one is kept. */
function build(make, folder, args) {
  mkdirSync(KEPT, { recursive: true });
  const unfinished = mkdtempSync(join(KEPT, "unfinished-"));
  try {
    execFileSync(process.execPath, [make, unfinished, ...args], { stdio: "pipe" });
    renameSync(unfinished, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}
