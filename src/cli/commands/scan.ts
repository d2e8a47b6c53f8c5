// `sluice scan`: which rules match which events of a log.

import { type Match, Matcher, type Program, type Refusal, type RuleError, SluiceError } from "../../index.js";
import { alertsOf, humanAlerts, jsonAlerts } from "../alerts.js";
import { EXIT, type ExitCode, UsageError } from "../exit.js";
import { type FramingOptions, scanOptions } from "../framing.js";
import { hostsOf } from "../hosts.js";
import { InputError, readInput, STDIN, totalSize } from "../input.js";
import { humanMatch, jsonMatch, type MatchText, placeOf } from "../matches.js";
import { coloursFor, count, note, Output, printable } from "../output.js";
import { loadProgram } from "../program.js";
import { Progress } from "../progress.js";
import { compileSomeRules } from "../rules.js";
import { type SigmaFlags, sigmaOf } from "../sigma.js";

/** Most refused lines that are printed one by one. */
const MOST_REFUSALS = 10;

export interface ScanOptions extends FramingOptions, SigmaFlags {
  readonly rules: readonly string[];
  readonly program?: string;
  readonly json?: true;
  readonly outputs?: true;
  readonly alerts?: true;
  readonly limit?: number;
  readonly logTypeField?: string;
  readonly failOnRefused?: true;
}

export async function scan(files: readonly string[], options: ScanOptions): Promise<ExitCode> {
  const names = files.length > 0 ? files : [STDIN];
  if (names.indexOf(STDIN) !== names.lastIndexOf(STDIN)) throw new UsageError("standard input can be read only once");
  const { program, errors } = await loadRunnable(options);
  const matcher = await matcherOf(program);
  const run = new Scan(matcher, options, await totalSize(names), await textOf(program, options));
  const unreadable = await run.readAll(names);
  if (unreadable) return EXIT.usage;
  return options.failOnRefused && errors + run.refused + run.failed > 0 ? EXIT.failed : EXIT.ok;
}

async function loadRunnable(options: ScanOptions): Promise<{ program: Program; errors: number }> {
  const { rules, program, logTypeField, logSource } = options;
  if (program === undefined && rules.length === 0) throw new UsageError("expected rules (-r) or a program (-p)");
  if (program === undefined) return compileSomeRules(rules, { ...sigmaOf(options), logTypeField });
  if (rules.length > 0) throw new UsageError("expected rules (-r) or a program (-p), found both");
  if (logTypeField !== undefined) throw new UsageError("--log-type-field goes into a program when it is compiled");
  if (logSource !== undefined) throw new UsageError("--log-source goes into a program when it is compiled");
  return { program: await loadProgram(program), errors: 0 };
}

async function matcherOf(program: Program): Promise<Matcher> {
  try {
    return new Matcher(program, { hosts: await hostsOf(program) });
  } catch (error) {
    if (error instanceof SluiceError && error.code === "host-missing") throw new UsageError(printable(error.message));
    throw error;
  }
}

async function textOf(program: Program, { json, outputs, alerts }: ScanOptions): Promise<MatchText> {
  const colours = coloursFor(process.stdout);
  const text = json ? jsonMatch : humanMatch(colours, outputs === true);
  if (!alerts) return text;
  const alertOf = await alertsOf(program);
  return json ? jsonAlerts(text, alertOf) : humanAlerts(text, colours, alertOf);
}

/** One run over all inputs. */
class Scan {
  refused = 0;
  failed = 0;
  private events = 0;
  private bytes = 0;
  private matches = 0;
  private file = "";
  private readonly output = new Output();
  private readonly progress: Progress;
  private readonly limit: number;

  constructor(
    private readonly matcher: Matcher,
    private readonly options: ScanOptions,
    size: number | undefined,
    private readonly text: MatchText,
  ) {
    this.progress = new Progress(size);
    this.limit = options.limit ?? Number.POSITIVE_INFINITY;
  }

  /** Gives whether an input could not be read. */
  async readAll(names: readonly string[]): Promise<boolean> {
    const start = performance.now();
    let unreadable = false;
    try {
      for (const name of names) {
        if (!(await this.read(name))) unreadable = true;
        if (this.stopped) break;
      }
    } finally {
      this.progress.stop();
    }
    if (!this.output.closed) this.summarise((performance.now() - start) / 1000);
    return unreadable;
  }

  private get stopped(): boolean {
    return this.matches >= this.limit || this.output.closed;
  }

  /** Gives whether the input could be read to its end, or as far as it was wanted. What came before an error is judged too. */
  private async read(name: string): Promise<boolean> {
    this.file = name;
    const visitor = {
      onMatch: (match: Match) => this.report(match),
      onRefused: (refusal: Refusal) => this.refuse(refusal),
      onError: (error: RuleError) => this.fail(error),
    };
    const scanner = this.matcher.scanner(visitor, scanOptions(this.options));
    let failure: InputError | undefined;
    try {
      for await (const chunk of readInput(name, (bytes) => this.progress.add(bytes))) {
        scanner.write(chunk);
        await this.output.flush();
        if (this.stopped) break;
      }
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      failure = error;
    }
    const { bytes, events } = this.stopped ? scanner.stats : scanner.end();
    this.bytes += bytes;
    this.events += events;
    await this.output.flush();
    if (failure) this.note(`sluice: ${failure.message}`);
    return !failure;
  }

  private report(match: Match): void {
    if (this.stopped) return;
    this.matches++;
    // The bar may be on the line where this goes.
    if (process.stdout.isTTY && !this.output.pending) this.progress.clear();
    const rule = this.matcher.program.rules[match.index];
    if (rule) this.output.line(this.text(match, rule, this.file));
  }

  private refuse(refusal: Refusal): void {
    if (this.stopped) return;
    this.refused++;
    if (this.refused > MOST_REFUSALS) return;
    this.note(`${placeOf(this.file, refusal)}: refused at byte ${refusal.offset}: ${refusal.code}`);
  }

  private fail({ rule, failure, ...place }: RuleError): void {
    if (this.stopped) return;
    this.failed++;
    if (this.failed > MOST_REFUSALS) return;
    const where = failure.file === undefined ? "" : ` (${failure.file}:${failure.line})`;
    this.note(`${placeOf(this.file, place)}: ${printable(`${rule} failed: ${failure.message}${where}`)}`);
  }

  private note(text: string): void {
    this.progress.clear();
    note(text);
  }

  private summarise(seconds: number): void {
    if (this.refused > MOST_REFUSALS) note(`… ${count(this.refused - MOST_REFUSALS, "more refused line")}`);
    if (this.failed > MOST_REFUSALS) note(`… ${count(this.failed - MOST_REFUSALS, "more failure")} of rules`);
    const rate = Math.round(this.events / seconds).toLocaleString("en-US");
    const speed = (this.bytes / 1e6 / seconds).toFixed(1);
    const limit = this.matches >= this.limit ? " (the limit)" : "";
    note(
      `${count(this.events, "event")}, ${count(this.matches, "match")}${limit}, ${this.refused.toLocaleString("en-US")} refused${this.failed > 0 ? `, ${count(this.failed, "failure")} of rules` : ""}; ` +
        `${rate} events/s, ${speed} MB/s`,
    );
  }
}
