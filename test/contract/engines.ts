import { readFileSync } from "node:fs";
import { evaluate } from "../../src/explain/index.js";
import { type Condition, compile, Matcher, type MatcherOptions } from "../../src/index.js";

/** One way to judge an event. The contract suite runs the same cases over each. */
export interface Engine {
  readonly name: string;
  judge(condition: Condition, event: string): boolean;
}

const debugCore = readFileSync(new URL("../../build/core.debug.wasm", import.meta.url));

export const engines: readonly Engine[] = [
  { name: "oracle", judge: evaluate },
  { name: "release core", judge: (condition, event) => judge(condition, event, {}) },
  { name: "debug core", judge: (condition, event) => judge(condition, event, { wasm: debugCore }) },
  { name: "release core, strict", judge: (condition, event) => judge(condition, event, { validation: "strict" }) },
  {
    name: "debug core, strict",
    judge: (condition, event) => judge(condition, event, { wasm: debugCore, validation: "strict" }),
  },
];

function judge(condition: Condition, event: string, options: MatcherOptions): boolean {
  const { program } = compile([{ id: "rule", condition }], { strict: true });
  using matcher = new Matcher(program, options);
  const matched = matcher.match(event).length === 1;
  if (matcher.test(event) !== matched) throw new Error("test() and match() differ");
  return matched;
}
