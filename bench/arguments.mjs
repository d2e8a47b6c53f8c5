// What the commands of the benchmarks are told.

import { parseArgs } from "node:util";

/**
 * The options of a benchmark's command: `--rounds N`, `--json FILE`, `--help`, and its own. With `--help` the usage is printed and the process
 * ends; an option that is not known throws.
 *
 * @param {string} usage a line or more
 * @param {import("node:util").ParseArgsOptionsConfig} [own] options of this command alone
 * @returns {Record<string, string | undefined>} the values by name, as they were written
 */
export function readArguments(usage, own = {}) {
  const common = { rounds: { type: "string", default: "9" }, json: { type: "string" }, help: { type: "boolean" } };
  const { values } = parseArgs({ options: { ...common, ...own } });
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  return values;
}
