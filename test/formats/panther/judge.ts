// Rules of a pack as the interpreter judges them.

import { type Failure, loadPack, Runner } from "../../../src/formats/panther/index.js";
import { readJson } from "../../../src/formats/panther/python/modules/json.js";
import type { PyDict } from "../../../src/formats/panther/python/values.js";
import { ruleFiles, writePack } from "./pack.js";

export function runnerOf(files: Readonly<Record<string, string>>): Runner {
  return new Runner(loadPack(writePack(files)));
}

/** A loaded rule; throws where the pack refuses it. */
export function load(runner: Runner, at = 0) {
  const detection = runner.pack.detections[at];
  if (!detection) throw new Error(runner.pack.diagnostics.map(({ message }) => message).join());
  const rule = runner.load(detection);
  if ("kind" in rule) throw new Error(rule.message);
  return rule;
}

/** The verdict of a rule on an event, or what failed. */
export function judge(python: string, event: object, more: Readonly<Record<string, string>> = {}): boolean | string {
  const runner = runnerOf({ ...ruleFiles({ python }), ...more });
  const detection = runner.pack.detections[0];
  if (!detection) return runner.pack.diagnostics.map(({ code }) => code).join();
  const rule = runner.load(detection);
  if ("kind" in rule) return said(rule);
  const verdict = runner.judge(rule, runner.event(readJson(runner.machine, JSON.stringify(event)) as PyDict));
  return typeof verdict === "boolean" ? verdict : said(verdict);
}

const said = ({ kind, message }: Failure) => `${kind}: ${message}`;
/** A module whose rule() returns this. */
export const rule = (body: string) => `def rule(event):\n    return ${body}\n`;
