import { type RuleCost, readCosts } from "../bytecode/stats.js";
import type { Program } from "./program.js";
import type { RuleInfo } from "./types.js";

export type { AccessStats } from "../bytecode/stats.js";

/** What a rule waits for and costs. */
export interface RuleStats extends RuleCost {
  readonly id: string;
  /**
   * In how many of a million events the rule is expected to be looked at: a guess from what it and its scope wait for, made when it was
   * compiled. Undefined in programs that do not say.
   */
  readonly candidates: number | undefined;
}

/** What a program is made of. */
export interface ProgramStats {
  /** Bytes of the program. */
  readonly bytes: number;
  /** Bytes of each section, by its name in src/bytecode/FORMAT.md. */
  readonly sections: Readonly<Record<string, number>>;
  /** How many rules are judged on every event. */
  readonly always: number;
  /** How many rules of a million events are expected to be looked at, of all rules together. */
  readonly candidates: number | undefined;
  /** In the order of `program.rules`. */
  readonly rules: readonly RuleStats[];
}

/** What each rule of a program waits for and costs. */
export function programStats({ bytes, rules: infos, candidates }: Program): ProgramStats {
  const { sections, rules } = readCosts(bytes);
  return {
    bytes: bytes.length,
    sections,
    always: rules.filter(({ always }) => always).length,
    candidates: candidates?.reduce((sum, count) => sum + count, 0),
    rules: rules.map((rule, i) => ({ id: (infos[i] as RuleInfo).id, ...rule, candidates: candidates?.[i] })),
  };
}
