// The rules of a Panther pack for the catalog, whatever lane they are in, and its policies.

import type { CatalogRule, CatalogTest } from "../catalog/index.js";
import {
  type Detection,
  loadPack,
  type Pack,
  type PackRule,
  Runner,
  rulesOf,
  runTests,
} from "../formats/panther/index.js";
import type { Severity } from "../index.js";
import type { Judge } from "./packs.js";

/** The report that names techniques, some by ids that ATT&CK does not have. */
const ATTACK = "MITRE ATT&CK";

type Logic = Pick<CatalogRule, "condition" | "opaque">;
type Body = Detection["body"];

/** Rules, each with who judges its tests. */
export type PantherRules = Map<CatalogRule, Judge>;

/** Adds the rules of a pack and gives the number of errors in it. */
export function addPantherPack(folder: string, judges: PantherRules): number {
  const pack = loadPack(folder);
  const runner = new Runner(pack);
  for (const rule of catalogRules(pack)) judges.set(rule, judgeOf(runner, rule));
  return pack.diagnostics.filter(({ severity }) => severity === "error").length;
}

function catalogRules(pack: Pack): readonly CatalogRule[] {
  const policies = pack.detections.filter(({ spec }) => spec.type === "policy");
  const queries = new Map(pack.others.flatMap(({ id, query }) => (query === undefined ? [] : [[id, query]])));
  return [
    ...rulesOf(pack).map((one) => {
      const { detection, rule } = one;
      return catalogRule(detection, rule ?? describe(detection), logicOf(one), bodyOf(detection, queries));
    }),
    ...policies.map((policy) => {
      return catalogRule(policy, describe(policy), { opaque: "it judges a resource, in Python" }, policy.body);
    }),
  ];
}

/** What is written of the rule, and of a scheduled rule what the queries ask whose rows it gets. */
function bodyOf({ spec, body }: Detection, queries: ReadonlyMap<string, string>): Body {
  if (spec.type !== "scheduled_rule") return body;
  const asked = spec.logTypes.flatMap((name): Body => {
    const query = queries.get(name);
    return query === undefined ? [] : [{ language: "sql", text: `-- ${name}\n${query.trimEnd()}\n` }];
  });
  return [...body, ...asked];
}

function logicOf({ detection, lane, rule, unguarded, obstacles, refusals }: PackRule): Logic {
  const [obstacle] = obstacles;
  const [refusal] = refusals;
  if (lane === "compiled" && rule) {
    const everything = rule.condition.type === "and" && rule.condition.children.length === 0;
    if (!everything || detection.spec.type !== "scheduled_rule") return { condition: rule.condition };
    return {
      opaque: `its scheduled query decides, and the rule takes every row of ${detection.spec.logTypes.join(", ")}`,
    };
  }
  const place = obstacle && `${obstacle.construct}, ${obstacle.file}:${obstacle.line}`;
  return {
    ...(rule && !unguarded && { condition: rule.condition }),
    opaque: refusal?.message ?? place ?? "it is Python",
  };
}

/** What the rule inherits is read when a page asks for it: tests are most of a pack. */
function catalogRule({ spec }: Detection, like: CatalogRule, { condition, opaque }: Logic, body: Body): CatalogRule {
  const { [ATTACK]: attack = [], ...reports } = spec.reports;
  let tests: readonly CatalogTest[] | undefined;
  return Object.create(like, {
    condition: { value: condition },
    opaque: { value: opaque },
    body: { value: body },
    attack: { value: attack },
    reports: { value: reports },
    tests: {
      get: () => {
        tests ??= spec.tests().map(({ name, expected }) => ({ name, expected }));
        return tests;
      },
    },
  });
}

/** What is known of a detection that is no rule. */
function describe({ spec, body }: Detection): CatalogRule {
  const { id, displayName: title, enabled, logTypes, tags, description, runbook, reference } = spec;
  return {
    ...{ id, enabled, logTypes, tags, body, vendor: "Panther", source: spec.span },
    severity: spec.severity.toLowerCase() as Severity,
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(runbook !== undefined && { runbook }),
    ...(reference !== undefined && { reference: [reference] }),
  };
}

/** Runs all tests of the rule, with their mocks, when it is first asked. */
function judgeOf(runner: Runner, rule: CatalogRule): Judge {
  let answers: readonly (boolean | string)[] | undefined;
  return (test) => {
    answers ??= [...runTests(runner, { rule: rule.id })].map(({ actual, reason }) => actual ?? reason ?? "no answer");
    return answers[rule.tests?.indexOf(test) ?? -1] ?? "not judged";
  };
}
