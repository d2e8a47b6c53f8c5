// `sluice test`: the tests that rules bring along, in the matcher and in the oracle.

import { evaluateRule, isFor } from "../../explain/index.js";
import { Matcher, type Rule, type RuleTest, SluiceError } from "../../index.js";
import { EXIT, type ExitCode } from "../exit.js";
import { coloursFor, count, note, Output, printable } from "../output.js";
import { compileRules, noRules } from "../rules.js";
import { type SigmaFlags, sigmaOf } from "../sigma.js";

export interface TestOptions extends SigmaFlags {
  readonly json?: true;
  readonly logType?: string;
}

/** What one of the two engines says of an event; a string is why it did not judge it. */
export type Verdict = boolean | string;

export interface Result {
  readonly rule: string;
  readonly test: string;
  readonly expected: boolean;
  readonly matcher: Verdict;
  readonly oracle: Verdict;
}

export async function test(paths: readonly string[], options: TestOptions): Promise<ExitCode> {
  const pack = await compileRules(paths, { ...sigmaOf(options), includeDisabled: true });
  const { rules, program, errors } = pack;
  if (rules.length + errors === 0) throw noRules(paths, pack);
  const matcher = new Matcher(program);
  const compiled = new Map(program.rules.map(({ id }, index) => [id, index]));
  const output = new Output();
  const writeResult = options.json ? writeJson(output) : writeHuman(output);

  let passed = 0;
  let failed = 0;
  let untested = 0;
  for (const rule of rules) {
    const index = compiled.get(rule.id);
    if (index === undefined || !isFor(rule, options.logType)) continue;
    if (!rule.tests?.length) untested++;
    for (const ruleTest of rule.tests ?? []) {
      const result = run(rule, ruleTest, matcher, index, options);
      if (problem(result) === undefined) passed++;
      else failed++;
      writeResult(result);
      await output.flush();
    }
  }
  if (output.closed) return failed + errors > 0 ? EXIT.failed : EXIT.ok;
  const total = passed + failed;
  const colours = coloursFor(process.stderr);
  note(
    `${count(program.rules.length, "rule")}, ${count(total, "test")}: ${colours.green(`${passed} passed`)}, ` +
      (failed > 0 ? colours.red(`${failed} failed`) : "0 failed") +
      (errors > 0 ? `; ${count(errors, "error")} in the rules` : "") +
      (untested > 0 ? `; ${count(untested, "rule")} without tests` : ""),
  );
  return failed + errors > 0 ? EXIT.failed : EXIT.ok;
}

function run(
  rule: Rule,
  { name, expected, event }: RuleTest,
  matcher: Matcher,
  index: number,
  { logType }: TestOptions,
): Result {
  return {
    rule: rule.id,
    test: name,
    expected,
    matcher: verdict(() => matcher.match(event, { logType }).some((match) => match.index === index)),
    oracle: verdict(() => evaluateRule(rule, event, { logType })),
  };
}

function verdict(judge: () => boolean): Verdict {
  try {
    return judge();
  } catch (error) {
    if (error instanceof SluiceError) return error.message;
    throw error;
  }
}

/** Why a test failed; undefined if it passed. */
export function problem({ expected, matcher, oracle }: Result): string | undefined {
  if (typeof matcher === "boolean" && typeof oracle === "boolean" && matcher !== oracle) {
    return `matcher and oracle differ: ${says("matcher", matcher)}, ${says("oracle", oracle)}`;
  }
  if (typeof matcher === "string" || typeof oracle === "string") {
    return `not judged: ${[says("matcher", matcher), says("oracle", oracle)].join(", ")}`;
  }
  return matcher === expected ? undefined : expected ? "expected a match, found none" : "expected no match, found one";
}

function says(who: string, verdict: Verdict): string {
  return `the ${who} ${typeof verdict === "string" ? `says "${verdict}"` : verdict ? "matches" : "does not match"}`;
}

function writeJson(output: Output): (result: Result) => void {
  return (result) => {
    const reason = problem(result);
    output.line(JSON.stringify({ ...result, passed: reason === undefined, ...(reason !== undefined && { reason }) }));
  };
}

/** A heading for each rule, and below it its tests. */
function writeHuman(output: Output): (result: Result) => void {
  const colours = coloursFor(process.stdout);
  let heading: string | undefined;
  return (result) => {
    if (result.rule !== heading) output.line(colours.bold(printable(result.rule)));
    heading = result.rule;
    const reason = problem(result);
    const name = printable(result.test);
    output.line(
      reason === undefined ? `  ${colours.green("✓")} ${name}` : `  ${colours.red(`✗ ${name}`)}: ${printable(reason)}`,
    );
  };
}
