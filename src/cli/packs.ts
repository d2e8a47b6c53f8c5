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
import {
  type Detection,
  loadPack,
  type Pack,
  type PackRule,
  Runner,
  ruleOf,
  rulesOf,
  runTests,
} from "../formats/panther/index.js";
import { compile, Matcher, type Rule, SluiceError } from "../index.js";
import { UsageError } from "./exit.js";
import { loadFormats } from "./formats.js";
import { InputError, readInput } from "./input.js";
import { count, note, printable } from "./output.js";
import { pantherPack } from "./panther.js";
import { expectPaths, noRules } from "./rules.js";

/** The report of Panther packs that names techniques, some by ids that ATT&CK does not have. */
const ATTACK = "MITRE ATT&CK";

/** What the engine says of a rule's test, or why it says nothing. */
type Judge = (test: CatalogTest) => boolean | string;

export interface PackOptions {
  /** A STIX bundle to take ATT&CK from. */
  readonly attack?: string;
}

/** The catalog of the rules in files, folders and Panther packs. Throws a `UsageError` where there are none. */
export async function loadCatalog(paths: readonly string[], { attack }: PackOptions): Promise<Catalog> {
  if (paths.length === 0) throw new UsageError("expected rules: files, folders or Panther packs");
  await expectPaths(paths);
  const judges = new Map<CatalogRule, Judge>();
  const others = paths.filter((path) => pantherPack([path]) === undefined);
  let errors = 0;
  for (const path of paths) if (!others.includes(path)) errors += addPantherPack(path, judges);
  if (others.length > 0) errors += addFormats(others, judges);
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

function addFormats(paths: readonly string[], judges: Map<CatalogRule, Judge>): number {
  const loaded = loadFormats(paths);
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

function addPantherPack(folder: string, judges: Map<CatalogRule, Judge>): number {
  const pack = loadPack(folder);
  const runner = new Runner(pack);
  for (const rule of pantherRules(pack)) judges.set(rule, pantherJudge(runner, rule));
  return pack.diagnostics.filter(({ severity }) => severity === "error").length;
}

/** The rules of a pack, those in the compiled lane with all their logic, and its policies. */
function pantherRules(pack: Pack): readonly CatalogRule[] {
  const policies = pack.detections.filter(({ spec }) => spec.type === "policy");
  return [
    ...rulesOf(pack).map((packRule) => pantherRule(packRule.detection, logicOf(packRule))),
    ...policies.map((detection) => pantherRule(detection, { opaque: "it judges a resource, in Python" })),
  ];
}

function logicOf({ lane, rule, unguarded, obstacles }: PackRule): Pick<CatalogRule, "condition" | "opaque"> {
  const [obstacle] = obstacles;
  const why = obstacle ? `${obstacle.construct}, ${obstacle.file}:${obstacle.line}` : "it is Python";
  return {
    ...(rule && !unguarded && { condition: rule.condition }),
    ...(lane !== "compiled" && { opaque: why }),
  };
}

/** What the rule inherits is read when a page asks for it: tests are most of a pack. */
function pantherRule(
  detection: Detection,
  { condition, opaque }: Pick<CatalogRule, "condition" | "opaque">,
): CatalogRule {
  const { [ATTACK]: attack = [], ...reports } = detection.spec.reports;
  let tests: readonly CatalogTest[] | undefined;
  return Object.create(ruleOf(detection, condition ?? { type: "and", children: [] }), {
    condition: { value: condition },
    opaque: { value: opaque },
    attack: { value: attack },
    reports: { value: reports },
    tests: {
      get: () => {
        tests ??= detection.spec.tests().map(({ name, expected }) => ({ name, expected }));
        return tests;
      },
    },
  });
}

/** Runs all tests of the rule, with their mocks, when it is first asked. */
function pantherJudge(runner: Runner, rule: CatalogRule): Judge {
  let answers: readonly (boolean | string)[] | undefined;
  return (test) => {
    answers ??= [...runTests(runner, { rule: rule.id })].map(({ actual, reason }) => actual ?? reason ?? "no answer");
    return answers[rule.tests?.indexOf(test) ?? -1] ?? "not judged";
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
