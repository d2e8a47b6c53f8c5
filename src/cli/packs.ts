// Rules of all formats for the catalog, with who judges their tests.

import {
  type Attack,
  type Catalog,
  type CatalogOptions,
  type CatalogRule,
  type CatalogTest,
  catalog,
  readStix,
} from "../catalog/index.js";
import type { SigmaOptions } from "../formats/sigma/index.js";
import { compile, Matcher, type Rule, SluiceError } from "../index.js";
import { UsageError } from "./exit.js";
import { loadFormats } from "./formats.js";
import { InputError, readInput } from "./input.js";
import { count, note, printable } from "./output.js";
import { pantherPack } from "./panther.js";
import { addPantherPack } from "./panther-rules.js";
import { sigmaLoadOptions } from "./pipelines.js";
import { expectPaths, noRules } from "./rules.js";
import { type SigmaFlags, sigmaOf } from "./sigma.js";

/** What the engine says of a rule's test, or why it says nothing. */
export type Judge = (test: CatalogTest) => boolean | string;

export interface PackOptions extends SigmaFlags {
  /** A STIX bundle to take ATT&CK from. */
  readonly attack?: string;
}

/** The catalog of the rules in files, folders and Panther packs. Throws a `UsageError` where there are none. */
export async function loadCatalog(paths: readonly string[], options: PackOptions): Promise<Catalog> {
  if (paths.length === 0) throw new UsageError("expected rules: files, folders or Panther packs");
  await expectPaths(paths);
  const { attack } = options;
  // A catalog compares rules by the names that they have themselves.
  const sigma = sigmaLoadOptions(sigmaOf(options), "none");
  const judges = new Map<CatalogRule, Judge>();
  const others = paths.filter((path) => pantherPack([path]) === undefined);
  let errors = 0;
  for (const path of paths) if (!others.includes(path)) errors += addPantherPack(path, judges);
  if (others.length > 0) errors += addFormats(others, sigma, judges);
  if (judges.size === 0) throw noRules(paths, { rules: [], errors });
  if (errors > 0)
    note(`${count(errors, "error")} in the rules: what they concern is left out; sluice check lists them`);
  const judge: CatalogOptions["judge"] = (rule, test) => judges.get(rule)?.(test) ?? "not judged";
  return catalog([...judges.keys()], { judge, ...(attack !== undefined && { attack: await readAttack(attack) }) });
}

/** Throws a `UsageError` that says so where the catalog has no rule with this id. */
export function unknownRule(id: string, { rules }: Catalog): UsageError {
  return new UsageError(`no rule ${printable(id)} among ${count(rules.length, "rule")}`);
}

function addFormats(paths: readonly string[], sigma: SigmaOptions, judges: Map<CatalogRule, Judge>): number {
  const loaded = loadFormats(paths, sigma);
  for (const rule of loaded.flatMap(({ rules }) => rules)) judges.set(rule, matcherJudge(rule));
  return loaded.flatMap(({ diagnostics }) => diagnostics).filter(({ severity }) => severity === "error").length;
}

/** Compiles the rule when it is first asked. */
function matcherJudge(rule: Rule): Judge {
  let matcher: Matcher | string | undefined;
  return ({ event }) => {
    if (event === undefined) return "the test has no event";
    const { program, diagnostics } = compile([rule], { includeDisabled: true });
    matcher ??= program.rules.length === 1 ? new Matcher(program) : (diagnostics[0]?.message ?? "not compiled");
    if (typeof matcher === "string") return matcher;
    try {
      return matcher.test(event);
    } catch (error) {
      if (error instanceof SluiceError) return error.message;
      throw error;
    }
  };
}

async function readAttack(file: string): Promise<Attack> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of readInput(file)) chunks.push(chunk);
  } catch (error) {
    throw error instanceof InputError ? new UsageError(error.message) : error;
  }
  return readStix(Buffer.concat(chunks).toString("utf8"));
}
