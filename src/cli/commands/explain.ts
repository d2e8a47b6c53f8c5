// `sluice explain`: why a rule matches an event, or why not.

import { type Explanation, explainRule, formatExplanation, isFor, type Role } from "../../explain/index.js";
import { compile, Matcher, type Rule, SluiceError } from "../../index.js";
import { EXIT, type ExitCode, UsageError } from "../exit.js";
import { InputError, readInput } from "../input.js";
import { type Colours, coloursFor, note, Output, printable } from "../output.js";
import { loadRules, printDiagnostics } from "../rules.js";

export interface ExplainOptions {
  readonly rules: readonly string[];
  readonly rule: string;
  readonly line?: number;
  readonly logType?: string;
}

/** An event to explain, and what the matcher says of it. */
interface Judged {
  readonly bytes: Uint8Array;
  readonly line: number;
  readonly matched: boolean;
}

export async function explain(file: string, options: ExplainOptions): Promise<ExitCode> {
  const rule = await findRule(options);
  const { program, diagnostics } = compile([rule], { includeDisabled: true });
  if (printDiagnostics(diagnostics) > 0) throw new UsageError(`the rule ${printable(rule.id)} does not compile`);
  const event = await findEvent(file, options, new Matcher(program));
  const explanation = explainEvent(rule, event, file);

  const colours = coloursFor(process.stdout);
  const output = new Output();
  const isMeant = isFor(rule, options.logType);
  const holds = explanation.verdict && isMeant;
  const verdict = holds ? colours.green("matches") : colours.red("does not match");
  output.line(`${colours.bold(printable(rule.id))} ${verdict} ${printable(file)}:${event.line}`);
  if (!isMeant) output.line(`the rule is for other log types: ${(rule.logTypes ?? []).map(printable).join(", ")}`);
  output.line(formatExplanation(explanation, { style: style(colours) }));
  await output.flush();
  if (event.matched === holds) return EXIT.ok;
  note(`matcher and oracle differ: the matcher ${event.matched ? "matches" : "does not match"}`);
  return EXIT.failed;
}

async function findRule({ rules: paths, rule: id }: ExplainOptions): Promise<Rule> {
  if (paths.length === 0) throw new UsageError("expected rules (-r)");
  const { rules } = await loadRules(paths);
  const found = rules.find((rule) => rule.id === id);
  if (found) return found;
  const known = rules.slice(0, 5).map((rule) => printable(rule.id));
  const some = known.length === 0 ? "" : `; there are ${known.join(", ")}${rules.length > known.length ? ", …" : ""}`;
  throw new UsageError(`no rule ${printable(id)} in ${paths.map(printable).join(", ")}${some}`);
}

/** The event on a line, or the first one. Reads no further than needed. */
async function findEvent(file: string, { line, logType }: ExplainOptions, matcher: Matcher): Promise<Judged> {
  let found: Judged | undefined;
  let refused: string | undefined;
  const scanner = matcher.scanner(
    {
      onEvent: (event, matches) => {
        if (found || (line !== undefined && event.line !== line)) return;
        found = { bytes: event.bytes.slice(), line: event.line, matched: matches.length > 0 };
      },
      onRefused: (refusal) => {
        if (refusal.line === line) refused = refusal.code;
      },
    },
    { logType },
  );
  try {
    for await (const chunk of readInput(file)) {
      scanner.write(chunk);
      if (found || (line !== undefined && scanner.stats.lines >= line)) break;
    }
    if (!found) scanner.end();
  } catch (error) {
    throw error instanceof InputError ? new UsageError(error.message) : error;
  }
  if (found) return found;
  if (line === undefined) throw new UsageError(`${printable(file)} has no event`);
  const place = `${printable(file)}:${line}`;
  throw new UsageError(refused === undefined ? `${place}: there is no event` : `${place}: refused: ${refused}`);
}

/** The oracle reads JSON strictly: an event that the matcher judged in spite of an error in it has no explanation. */
function explainEvent(rule: Rule, event: Judged, file: string): Explanation {
  try {
    return explainRule(rule, event.bytes);
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
    throw new UsageError(`${printable(file)}:${event.line}: ${printable(error.message)} [${error.code}]`);
  }
}

function style(colours: Colours): (text: string, role: Role) => string {
  const paint = { true: colours.green, false: colours.red, value: colours.cyan };
  return (text, role) => paint[role](text);
}
