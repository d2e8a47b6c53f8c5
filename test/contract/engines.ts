import { readFileSync } from "node:fs";
import { evaluate, evaluateRule, type Routing } from "../../src/explain/index.js";
import { type Condition, compile, Matcher, type MatcherOptions, type Rule } from "../../src/index.js";

/** One way to judge an event. The contract suite runs the same cases over each. */
export interface Engine {
  readonly name: string;
  judge(condition: Condition, event: string): boolean;
  judgeRule(rule: Rule, event: string, routing?: Routing): boolean;
}

const debugCore = readFileSync(new URL("../../build/core.debug.wasm", import.meta.url));

export const engines: readonly Engine[] = [
  { name: "oracle", judge: evaluate, judgeRule: evaluateRule },
  core("release core", {}),
  core("debug core", { wasm: debugCore }),
  core("release core, strict", { validation: "strict" }),
  core("debug core, strict", { wasm: debugCore, validation: "strict" }),
];

function core(name: string, options: MatcherOptions): Engine {
  const judgeRule = (rule: Rule, event: string, { logType, logTypeField }: Routing = {}): boolean => {
    const { program } = compile([rule], { strict: true, logTypeField });
    using matcher = new Matcher(program, options);
    const matched = matcher.match(event, { logType }).length === 1;
    if (matcher.test(event, { logType }) !== matched) throw new Error("test() and match() differ");
    return matched;
  };
  return { name, judge: (condition, event) => judgeRule({ id: "rule", condition }, event), judgeRule };
}
