// `sluice explain`: why a rule matches an event, or why not.

import { type Explanation, explainRule, formatExplanation, isFor, type Role } from "../../explain/index.js";
import {
  compile,
  type Host,
  type Match,
  Matcher,
  type Refusal,
  type Rule,
  type ScannedEvent,
  SluiceError,
} from "../../index.js";
import { printDiagnostics } from "../diagnostics.js";
import { EXIT, type ExitCode, UsageError } from "../exit.js";
import { type FramingOptions, scanOptions } from "../framing.js";
import { hostsOf } from "../hosts.js";
import { InputError, readInput } from "../input.js";
import { placeOf } from "../matches.js";
import { type Colours, coloursFor, note, Output, printable } from "../output.js";
import { loadRules } from "../rules.js";
import type { SigmaFlags } from "../sigma.js";

export interface ExplainOptions extends FramingOptions, SigmaFlags {
  readonly rules: readonly string[];
  readonly rule: string;
  readonly line?: number;
  readonly record?: number;
}

/** An event to explain, and what the matcher says of it. */
interface Judged {
  readonly bytes: Uint8Array;
  readonly line: number;
  readonly record: number | undefined;
  readonly matched: boolean;
}

export async function explain(file: string, options: ExplainOptions): Promise<ExitCode> {
  const rule = await findRule(options);
  const { program, diagnostics } = compile([rule], { includeDisabled: true });
  if (printDiagnostics(diagnostics) > 0) throw new UsageError(`the rule ${printable(rule.id)} does not compile`);
  const hosts = await hostsOf(program);
  const event = await findEvent(file, options, new Matcher(program, { hosts }));
  const explanation = explainEvent(rule, event, file, hosts);

  const colours = coloursFor(process.stdout);
  const output = new Output();
  const isMeant = isFor(rule, options.logType);
  const holds = explanation.verdict && isMeant;
  const verdict = holds ? colours.green("matches") : colours.red("does not match");
  output.line(`${colours.bold(printable(rule.id))} ${verdict} ${placeOf(file, event)}`);
  if (!isMeant) output.line(`the rule is for other log types: ${(rule.logTypes ?? []).map(printable).join(", ")}`);
  output.line(formatExplanation(explanation, { style: style(colours) }));
  for (const { name, fields, by } of rule.renamed ?? []) {
    output.line(colours.dim(printable(`${fields.join(", ")}: ${name} in the rule, renamed by ${by}`)));
  }
  await output.flush();
  if (event.matched === holds) return EXIT.ok;
  note(`matcher and oracle differ: the matcher ${event.matched ? "matches" : "does not match"}`);
  return EXIT.failed;
}

async function findRule({ rules: paths, rule: id, ...options }: ExplainOptions): Promise<Rule> {
  if (paths.length === 0) throw new UsageError("expected rules (-r)");
  const { rules } = await loadRules(paths, options);
  const found = rules.find((rule) => rule.id === id);
  if (found) return found;
  const known = rules.slice(0, 5).map((rule) => printable(rule.id));
  const some = known.length === 0 ? "" : `; there are ${known.join(", ")}${rules.length > known.length ? ", …" : ""}`;
  throw new UsageError(`no rule ${printable(id)} in ${paths.map(printable).join(", ")}${some}`);
}

/** The first event, or the first one at the place that is asked for. Reads no further than needed. */
async function findEvent(file: string, options: ExplainOptions, matcher: Matcher): Promise<Judged> {
  const { line, record } = options;
  if (record !== undefined && options.records === undefined) throw new UsageError("--record needs --records");
  const isWanted = (at: { readonly line: number; readonly record?: number | undefined }): boolean =>
    (line === undefined || at.line === line) && (record === undefined || at.record === record);
  let found: Judged | undefined;
  let refused: string | undefined;
  const onEvent = (event: ScannedEvent, matches: readonly Match[]): void => {
    if (found || !isWanted(event)) return;
    found = { bytes: event.bytes.slice(), line: event.line, record: event.record, matched: matches.length > 0 };
  };
  const onRefused = (refusal: Refusal): void => {
    if (isWanted(refusal)) refused ??= refusal.code;
  };
  const framing = scanOptions(options);
  const isLines = framing.framing === "ndjson";
  const scanner = matcher.scanner({ onEvent, onRefused }, framing);
  try {
    for await (const chunk of readInput(file)) {
      scanner.write(chunk);
      if (found || (isLines && line !== undefined && scanner.stats.lines >= line)) break;
    }
    if (!found) scanner.end();
  } catch (error) {
    throw error instanceof InputError ? new UsageError(error.message) : error;
  }
  if (found) return found;
  if (line === undefined && record === undefined) throw new UsageError(`${printable(file)} has no event`);
  const place = line === undefined ? `${printable(file)}[${record}]` : placeOf(file, { line, record });
  throw new UsageError(refused === undefined ? `${place}: there is no event` : `${place}: refused: ${refused}`);
}

/** The oracle reads JSON strictly: an event that the matcher judged in spite of an error in it has no explanation. */
function explainEvent(rule: Rule, event: Judged, file: string, hosts: readonly Host[]): Explanation {
  try {
    return explainRule(rule, event.bytes, { hosts });
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
    throw new UsageError(`${placeOf(file, event)}: ${printable(error.message)} [${error.code}]`);
  }
}

function style(colours: Colours): (text: string, role: Role) => string {
  const paint = { true: colours.green, false: colours.red, value: colours.cyan };
  return (text, role) => paint[role](text);
}
