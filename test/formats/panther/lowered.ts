// rule() as a condition beside the interpreter, on events whose values tell Python's types and truths apart.

import { evaluate } from "../../../src/explain/index.js";
import { loadPack, type PackRule, Runner, rulesOf } from "../../../src/formats/panther/index.js";
import { readJson } from "../../../src/formats/panther/python/modules/json.js";
import type { PyDict } from "../../../src/formats/panther/python/values.js";
import { compile, Matcher, printCondition } from "../../../src/index.js";
import { ruleFiles, writePack } from "./pack.js";

/** Values that tell Python's types and truths apart. */
export const VALUES = [
  "a",
  "A",
  "ab",
  "",
  "ſ",
  "K",
  0,
  1,
  1.0,
  2.5,
  -1,
  true,
  false,
  null,
  [],
  ["a"],
  ["b", 1],
  [null],
  {},
  { a: 1 },
];
const MISSING = Symbol("missing");

/** Events that have each value at `x` and at `y`, some under keys of another case. */
function events(): readonly string[] {
  const all = [...VALUES, MISSING];
  const texts = all.flatMap((x) =>
    all.map((y) => JSON.stringify({ ...(x !== MISSING && { x }), ...(y !== MISSING && { y }) })),
  );
  const nested = all.map((value) =>
    JSON.stringify({
      X: { y: value === MISSING ? undefined : value },
      y: [{ x: value === MISSING ? undefined : value }, { x: "a" }],
    }),
  );
  return [...texts, ...nested];
}

const EVENTS = events();

export interface Lowered extends PackRule {
  /** Events on which the condition and rule() say something different. */
  readonly wrong: readonly string[];
  readonly text: string;
  /** Of a guarded rule: on how many events the interpreter need not be asked, and what says so. */
  readonly certain: number;
  readonly certainText: string;
}

export function lower(
  python: string,
  files: Readonly<Record<string, string>> = {},
  more: readonly string[] = [],
): Lowered {
  const pack = loadPack(writePack({ ...ruleFiles({ python }), ...files }));
  const [found] = rulesOf(pack);
  if (!found?.rule) throw new Error(JSON.stringify(pack.diagnostics));
  const runner = new Runner(pack);
  const loaded = runner.load(found.detection);
  if ("kind" in loaded) throw new Error(loaded.message);
  // Without its host a guarded rule is its guard alone.
  const { host, ...conditional } = found.rule;
  const certainly = host?.certain ?? { type: "or", children: [] };
  let certain = 0;
  const { condition } = conditional;
  const matcher = new Matcher(compile([{ ...conditional, logTypes: [] }]).program);
  const wrong = [...EVENTS, ...more].filter((text) => {
    const verdict = runner.judge(loaded, runner.event(readJson(runner.machine, text) as PyDict)) === true;
    const holds = evaluate(condition, text);
    if (matcher.test(text) !== holds) return true;
    if (holds && evaluate(certainly, text)) {
      certain++;
      if (!verdict) return true;
    }
    return found.lane === "compiled" ? holds !== verdict : verdict && !holds;
  });
  return { ...found, wrong, text: printCondition(condition), certain, certainText: printCondition(certainly) };
}

/** A module whose rule() has this body. */
export const rule = (body: string, above = ""): string =>
  `${above}\n\ndef rule(event):\n${body.replace(/^/gm, "    ")}\n`;
