// `sluice test` of a Panther pack: its own tests with their mocks, as Panther runs them.

import { loadPack, Runner, runTests, type TestFilter, type TestResult } from "../../formats/panther/index.js";
import { printDiagnostics } from "../diagnostics.js";
import { EXIT, type ExitCode, UsageError } from "../exit.js";
import { coloursFor, count, note, Output, printable } from "../output.js";
import { Progress } from "../progress.js";

export interface PantherTestOptions extends TestFilter {
  readonly json?: true;
}

/** Runs the tests of a pack. What is refused is listed with its reason and counted apart. */
export async function testPanther(folder: string, { json, ...filter }: PantherTestOptions): Promise<ExitCode> {
  const pack = loadPack(folder);
  const runner = new Runner(pack);
  const output = new Output();
  const write = json ? writeJson : writeRow;
  const progress = new Progress(pack.detections.length, process.stderr, "rules");
  const counts = { passed: 0, failed: 0, refused: 0 };
  const refused = new Map<string, string>();
  let rule: string | undefined;
  let rules = 0;
  for (const result of runTests(runner, filter)) {
    if (result.rule !== rule) {
      rules++;
      progress.add(1);
    }
    rule = result.rule;
    counts[result.status]++;
    if (result.status === "refused") refused.set(result.rule, result.reason ?? "");
    progress.clear();
    write(output, result);
    await output.flush();
  }
  progress.stop();
  if (rules === 0) throw new UsageError(`no tests in ${printable(folder)} that the filter takes`);
  const errors = printDiagnostics([...pack.diagnostics, ...runner.diagnostics]);
  const colours = coloursFor(process.stderr);
  for (const [id, reason] of refused) note(colours.yellow(`refused: ${printable(id)}: ${printable(reason)}`));
  note(
    `${count(rules, "rule")}, ${count(counts.passed + counts.failed, "test")}: ${colours.green(`${counts.passed} passed`)}, ` +
      (counts.failed > 0 ? colours.red(`${counts.failed} failed`) : "0 failed") +
      (counts.refused > 0 ? `; ${count(counts.refused, "refused test")} of ${count(refused.size, "rule")}` : "") +
      (errors > 0 ? `; ${count(errors, "error")} in the pack` : ""),
  );
  return counts.failed > 0 ? EXIT.failed : EXIT.ok;
}

function writeJson(output: Output, result: TestResult): void {
  output.line(JSON.stringify(result));
}

const MARKS = { passed: "✓", failed: "✗", refused: "-" } as const;

/** One row a test: a mark, the rule, the test, and what is wrong. */
function writeRow(output: Output, { rule, test, status, reason }: TestResult): void {
  const colours = coloursFor(process.stdout);
  const paint = { passed: colours.green, failed: colours.red, refused: colours.yellow }[status];
  const why = reason === undefined ? "" : `  ${printable(reason)}`;
  output.line(`${paint(MARKS[status])} ${printable(rule).padEnd(48)} ${printable(test)}${why}`);
}
