import type { RegexOptions } from "../../src/regex/compile.js";

/** Both forms of a compiled regex, each with the options that ask for it. What is too large for a DFA is an NFA in both. */
export const engines: readonly (readonly [name: string, options: RegexOptions])[] = [
  ["dfa", {}],
  ["nfa", { maxDfaStates: 0 }],
];

/** Enough NFA states for all generated patterns but repetitions of large classes, such as \pL{1000}. */
export const MAX_STATES = 50_000;
