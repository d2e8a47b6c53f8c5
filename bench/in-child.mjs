import { execFileSync } from "node:child_process";

/**
 * Runs a module in a process of its own, `node --single-threaded MODULE ARGS…`, and gives the JSON that it prints.
 *
 * @param {string} module path
 * @param {readonly string[]} args
 */
export function inChild(module, args) {
  const options = { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], maxBuffer: 1 << 26 };
  return JSON.parse(execFileSync(process.execPath, ["--single-threaded", module, ...args], options));
}
