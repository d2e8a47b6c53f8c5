// How much work the core does for given rules and events, counted by its debug build: exact where times are noisy.

import { readFileSync } from "node:fs";
import { compile, Matcher } from "../dist/index.js";
import { rulesOf } from "./rules.mjs";

const DEBUG_CORE = new URL("../build/core.debug.wasm", import.meta.url);
const LAYOUT = new URL("../src/bytecode/layout.ts", import.meta.url);
const EVENTS = new URL("../examples/logs/cloudtrail.ndjson", import.meta.url);

// COUNTER_FIRST and COUNTER_COUNT say where the counters begin and end; all others are counters.
const COUNTER = /^export const COUNTER_(?!FIRST\b|COUNT\b)(\w+) = (\d+);/gm;

/**
 * Work over the example log, by set of rules and counter.
 *
 * @returns {Record<"one" | "all", Record<string, number>>}
 */
export function countWork() {
  const bytes = readFileSync(EVENTS);
  const wasm = readFileSync(DEBUG_CORE);
  const counters = [...readFileSync(LAYOUT, "utf8").matchAll(COUNTER)];
  const workOf = (rules) => countOf(rules, bytes, wasm, counters);
  return { one: workOf(rulesOf("one")), all: workOf(rulesOf("all")) };
}

function countOf(rules, bytes, wasm, counters) {
  const matcher = new Matcher(compile(rules, { strict: true }).program, { wasm });
  const { events, refused, matches } = matcher.scan(bytes, () => {});
  const work = Object.fromEntries(
    counters.map(([, name, number]) => [name.toLowerCase(), matcher.counter(Number(number))]),
  );
  if (!(work.bytes > 0)) throw new Error("expected a core that counts, found one that does not: npm run build");
  return { rules: rules.length, events, refused, matches, ...work };
}

/**
 * Where counts differ from those that were committed.
 *
 * @returns {{ set: string, counter: string, old: number | undefined, now: number | undefined }[]}
 */
export function differences(committed, counted) {
  return [...new Set([...Object.keys(committed), ...Object.keys(counted)])].flatMap((set) => {
    const old = committed[set] ?? {};
    const now = counted[set] ?? {};
    return [...new Set([...Object.keys(old), ...Object.keys(now)])]
      .filter((counter) => old[counter] !== now[counter])
      .map((counter) => ({ set, counter, old: old[counter], now: now[counter] }));
  });
}
