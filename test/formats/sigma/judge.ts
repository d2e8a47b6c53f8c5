import { evaluateRule } from "../../../src/explain/index.js";
import { parse, type SigmaOptions } from "../../../src/formats/sigma/index.js";
import { compile, Matcher } from "../../../src/index.js";

/** A Sigma rule around the text of its detection section. */
export function ruleOf(detection: string, id = "11111111-2222-4333-8444-555555555555"): string {
  const section = detection.trim().replace(/^/gm, "  ");
  return `title: T\nid: ${id}\nlogsource: { product: test }\ndetection:\n${section}\n`;
}

/** A rule of one selection, given as a YAML value. */
export function selectionOf(selection: string): string {
  return ruleOf(`selection: ${selection}\ncondition: selection`);
}

/** What is wrong with a text: `line:column code` of each diagnostic. */
export function complaints(text: string, options: SigmaOptions = {}): string[] {
  return parse({ file: "r.yml", text }, options).diagnostics.map(
    ({ span, code }) => `${span?.line}:${span?.column} ${code}`,
  );
}

/** Codes of what is wrong with a selection. */
export function codes(selection: string, options: SigmaOptions = {}): string[] {
  return parse({ file: "r.yml", text: selectionOf(selection) }, options).diagnostics.map(({ code }) => code);
}

/** The verdict on an event, which the matcher and the reference evaluator have to agree on. */
export function judge(text: string, event: unknown, options: SigmaOptions = {}): boolean {
  return judgeEach(text, [event], options)[0] as boolean;
}

/** The verdicts of one rule on several events. */
export function judgeEach(text: string, events: readonly unknown[], options: SigmaOptions = {}): boolean[] {
  const { rules, diagnostics } = parse({ file: "r.yml", text }, options);
  const [rule] = rules;
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (!rule || rules.length > 1 || errors.length > 0) throw new Error(JSON.stringify(diagnostics));
  const matcher = new Matcher(compile([rule], { strict: true }).program);
  return events.map((event) => {
    const json = typeof event === "string" ? event : JSON.stringify(event);
    const matched = matcher.match(json).length === 1;
    if (matched !== evaluateRule(rule, json)) throw new Error(`matcher and oracle differ on ${json}`);
    return matched;
  });
}

/** The verdict of a selection. */
export function selects(selection: string, event: unknown, options: SigmaOptions = {}): boolean {
  return judge(selectionOf(selection), event, options);
}
