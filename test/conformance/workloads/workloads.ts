// The workloads of bench/, typed: they are plain JavaScript, since Node runs them as they are.

import type { MatcherOptions, Rule } from "../../../src/index.js";

export interface Workload {
  readonly name: string;
  readonly title: string;
  readonly options?: MatcherOptions;
  /** NDJSON. */
  events(): Buffer;
  /** Neutral rules. */
  rules(): readonly object[];
}

interface Workloads {
  workloadsOf(names: readonly string[]): readonly Workload[];
  absence(workload: Workload): string | undefined;
  sample(count: number, share: number, seed?: number): ReadonlySet<number>;
  toRules(neutral: readonly object[]): readonly Rule[];
  linesOf(bytes: Buffer): readonly string[];
}

const FILES = ["workloads/index", "workloads/neutral", "lines"];
const modules = await Promise.all(
  FILES.map((name) => import(new URL(`../../../bench/${name}.mjs`, import.meta.url).href)),
);

export const bench: Workloads = Object.assign({}, ...modules);

/** Whether every event is to be judged by the oracle, which takes hours. */
export const full = process.env.SLUICE_CONFORMANCE === "full";
