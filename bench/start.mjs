// How long a process takes to its first match.

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { spread } from "./statistics.mjs";

const PROGRAM = fileURLToPath(new URL("first-match.mjs", import.meta.url));
/** The bar for import, compile and first match together. */
export const MAX_START_MILLISECONDS = 50;

/**
 * Runs fresh processes one after another. Milliseconds: `first` from before the import to after the first match, `process` from
 * the start of the process.
 */
export function measureStart(runs = 15) {
  const times = Array.from({ length: runs }, () => JSON.parse(execFileSync(process.execPath, [PROGRAM])));
  return { first: spread(times.map(({ first }) => first)), process: spread(times.map((time) => time.process)) };
}
