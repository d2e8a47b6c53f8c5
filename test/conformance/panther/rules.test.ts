// Every rule of a pack over every test event of the pack whose log type it is for, and over the events of its own tests: rule(),
// and title() and dedup() where it matches, are what CPython says.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type Detection, loadPack, type Pack, Runner } from "../../../src/formats/panther/index.js";
import { modelPath } from "../../../src/formats/panther/jsonpath.js";
import { readJson, writeJson } from "../../../src/formats/panther/python/modules/json.js";
import type { PyDict, Value } from "../../../src/formats/panther/python/values.js";
import type { LoadedRule, Subject } from "../../../src/formats/panther/run.js";
import { yamlValue } from "../../../src/formats/panther/yaml-value.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const folder = process.env.PANTHER_PACK;
const hasPython = spawnSync("python3", ["--version"]).status === 0;

type Text = string | null | { readonly error: string } | { readonly type: string };
type Answer =
  | { readonly error: string }
  | { readonly match: false }
  | { readonly match: true; readonly title: Text; readonly dedup: Text };

/** Refused here and so not compared: what each was refused for. */
class Refused {
  constructor(readonly message: string) {}
}

function textOf(runner: Runner, rule: LoadedRule, name: string, event: Subject): Text | Refused {
  const outcome = runner.call(rule, name, event);
  if (!outcome) return null;
  if ("value" in outcome) {
    const { value } = outcome;
    return typeof value === "string" ? value : { type: typeName(value) };
  }
  const { kind, message } = outcome.failure;
  return kind === "refused" ? new Refused(message) : { error: message.split(":")[0] as string };
}

function typeName(value: Value): string {
  if (value === null) return "NoneType";
  if (typeof value === "bigint") return "int";
  if (typeof value === "number") return "float";
  return typeof value === "boolean" ? "bool" : (value as PyDict).class.name;
}

function judge(runner: Runner, rule: LoadedRule, text: string): Answer | Refused {
  const event = runner.subject(rule.detection, readJson(runner.machine, text) as PyDict);
  const verdict = runner.judge(rule, event);
  if (verdict === false) return { match: false };
  if (verdict !== true) {
    return verdict.kind === "refused"
      ? new Refused(verdict.message)
      : { error: verdict.message.split(":")[0] as string };
  }
  const title = textOf(runner, rule, "title", event);
  const dedup = textOf(runner, rule, "dedup", event);
  if (title instanceof Refused) return title;
  return dedup instanceof Refused ? dedup : { match: true, title, dedup };
}

/** The events of all tests, as JSON, by what they are for. */
function eventsByType(runner: Runner, pack: Pack): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  for (const { spec } of pack.detections) {
    for (const { event } of spec.tests()) {
      const text = runner.machine.run(() => writeJson(runner.machine, yamlValue(event)));
      for (const type of spec.logTypes) found.set(type, (found.get(type) ?? new Set()).add(text));
    }
  }
  return new Map([...found].map(([type, texts]) => [type, [...texts]]));
}

function describePack(root: string, pack: Pack): object {
  return {
    globals: Object.fromEntries([...pack.helpers].map(([name, { module }]) => [name, module.file])),
    models: pack.dataModels
      .filter(({ spec }) => spec.enabled)
      .map(({ spec, module }) => ({
        types: spec.logTypes,
        file: module ? join(root, relative(root, module.file)) : null,
        mappings: spec.mappings.map(({ name, path, method }) =>
          path ? { name, path: modelPath(path) } : { name, method },
        ),
      })),
  };
}

type Printed = readonly (readonly Answer[] | Answer)[];

/** What CPython says of each task, its sets ordered by a seed. */
function runPython(pack: string, tasks: readonly { readonly task: object }[], seed: number): Printed {
  const printed = execFileSync("python3", [join(here, "judge.py"), pack], {
    input: tasks.map(({ task }) => `${JSON.stringify(task)}\n`).join(""),
    env: { ...process.env, PYTHONHASHSEED: String(seed) },
    maxBuffer: 1 << 30,
    stdio: ["pipe", "pipe", "ignore"],
  });
  return printed
    .toString()
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as readonly Answer[] | Answer);
}

function matched(answer: Answer): boolean | undefined {
  return "match" in answer ? answer.match : undefined;
}

describe.skipIf(!folder || !hasPython)("rules say what CPython says (PANTHER_PACK, python3)", () => {
  it("of every event of their log types", () => {
    const root = folder as string;
    const pack = loadPack(root);
    const runner = new Runner(pack);
    const events = eventsByType(runner, pack);
    const tasks = pack.detections.flatMap((detection) => taskOf(detection, events));
    const scratch = mkdtempSync(join(tmpdir(), "sluice-"));
    writeFileSync(join(scratch, "pack.json"), JSON.stringify(describePack(root, pack)));
    // CPython orders sets differently from run to run: what depends on that, it does not say.
    const [theirs, ...again] = [0, 1, 2].map((seed) => runPython(join(scratch, "pack.json"), tasks, seed)) as [
      Printed,
      Printed,
      Printed,
    ];
    rmSync(scratch, { recursive: true });
    const differences: string[] = [];
    const counts = { rules: 0, events: 0, matches: 0, refused: 0, unjudged: 0, unordered: 0 };
    for (const [at, { detection, task }] of tasks.entries()) {
      const rule = runner.load(detection);
      const answers = theirs[at] as readonly Answer[] | Answer;
      // Without the packages that it imports CPython cannot run it either.
      if (!Array.isArray(answers) || "kind" in rule) {
        counts.unjudged++;
        continue;
      }
      counts.rules++;
      for (const [index, text] of task.events.entries()) {
        const ours = judge(runner, rule, text);
        counts.events++;
        if (ours instanceof Refused) {
          counts.refused++;
          continue;
        }
        if ("match" in ours && ours.match) counts.matches++;
        const [mine, other, ...others] = [
          ours,
          answers[index],
          ...again.map((one) => (one[at] as readonly Answer[])[index]),
        ].map((one) => JSON.stringify(one));
        const unordered = others.some((one) => one !== other);
        if (unordered) counts.unordered++;
        if (unordered ? matched(ours) !== matched(answers[index] as Answer) : mine !== other) {
          differences.push(`${detection.spec.id}: ${mine} is ${other} of ${text.slice(0, 200)}`);
        }
      }
    }
    console.log(counts, `${differences.length} differences`);
    expect(counts.rules).toBeGreaterThan(0);
    expect(differences.slice(0, 40)).toEqual([]);
  });
});

function taskOf(detection: Detection, byType: ReadonlyMap<string, readonly string[]>) {
  const { spec, module } = detection;
  if (!module) return [];
  const events = new Set(spec.logTypes.flatMap((type) => byType.get(type) ?? []));
  const task = { rule: module.file, function: spec.type === "policy" ? "policy" : "rule", events: [...events] };
  return events.size > 0 ? [{ detection, task }] : [];
}
