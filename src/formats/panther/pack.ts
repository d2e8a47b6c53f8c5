// A pack in one call: its rules to compile, and the host that runs what of them is not compiled.

import type { Diagnostic } from "../../diagnostic.js";
import type { Host } from "../../rule/host.js";
import type { Rule } from "../../rule/ir.js";
import { host } from "./host.js";
import { type PackRule, rulesOf } from "./lanes.js";
import { loadPack, type Pack } from "./load.js";
import type { RunOptions } from "./run.js";

/** A pack whose rules can be compiled. */
export interface LoadedPack {
  /** Compiled and guarded rules; disabled ones too. */
  readonly rules: readonly Rule[];
  /** Every rule with its lane, those that are refused too. */
  readonly lanes: readonly PackRule[];
  readonly diagnostics: readonly Diagnostic[];
  /** For the option `hosts` of a matcher. */
  readonly host: Host;
  readonly pack: Pack;
}

/**
 * Reads a folder in the layout of panther-analysis. Nothing is thrown for what is found there. `modules` stand for those that the pack
 * imports and does not hold, `lookups` for lookup tables; both are the host's, and a compiled program needs a host with the same.
 */
export function load(folder: string, options: RunOptions = {}): LoadedPack {
  const pack = loadPack(folder, { modules: Object.keys(options.modules ?? {}) });
  const lanes = rulesOf(pack);
  const rules = lanes.flatMap(({ rule }) => rule ?? []);
  return { rules, lanes, diagnostics: pack.diagnostics, host: host(options), pack };
}
