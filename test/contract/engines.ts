import { readFileSync } from "node:fs";
import { evaluate, evaluateRule, type Routing } from "../../src/explain/index.js";
import { type Condition, compile, Matcher, type MatcherOptions, type Rule, type ScanOptions } from "../../src/index.js";
import { encodeWtf8 } from "../../src/unicode/wtf8.js";

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
  framed("release core, concat", {}, "concat", (event) => `{}${event}{}`),
  framed("release core, records", {}, { records: "a.b" }, (event) => `{"a":{"b":[{},${event},{}]}}`),
  framed("debug core, strict records", { wasm: debugCore, validation: "strict" }, { records: "a.b" }, (event) => {
    return `{"x":["{"],"a":{"b":[{ },\n${event}\n , {}]}}`;
  }),
];

/** The second of three events of a framed text. A byte order mark is one at the start of the text alone. */
function framed(
  name: string,
  options: MatcherOptions,
  framing: ScanOptions["framing"],
  frame: (event: string) => string,
): Engine {
  const judgeRule = (rule: Rule, event: string, { logType, logTypeField }: Routing = {}): boolean => {
    const { program } = compile([rule], { strict: true, logTypeField });
    using matcher = new Matcher(program, options);
    const verdicts: boolean[] = [];
    const visitor = { onEvent: (_: unknown, matches: readonly unknown[]) => verdicts.push(matches.length === 1) };
    matcher.scan(encodeWtf8(frame(event.replace(/^\ufeff/, ""))), visitor, { ...(framing && { framing }), logType });
    if (verdicts.length !== 3) throw new Error(`${verdicts.length} events, expected 3`);
    return verdicts[1] as boolean;
  };
  return { name, judge: (condition, event) => judgeRule({ id: "rule", condition }, event), judgeRule };
}

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
