// `sluice/panther/host`: runs what programs hold of Panther's rules. No parser, of YAML or of Python, is reached from here.

import { SluiceError } from "../../errors.js";
import type { EventView, Host, HostedInput, HostFailure, HostPart, HostRunner } from "../../rule/host.js";
import { type Alert, makeAlert } from "./alert.js";
import { FORMAT, readDetection, readLibrary } from "./parts.js";
import { Raised, Stopped } from "./python/exceptions.js";
import { viewJson } from "./python/modules/json-view.js";
import { PyDict } from "./python/values.js";
import { type Failure, type Library, type LoadedRule, Runner, type RunOptions, type Subject } from "./run.js";

export type { Alert } from "./alert.js";
export type { EmbeddedFunction, EmbeddedModule } from "./embed.js";
export type { Failure, RunOptions } from "./run.js";

/** The host of Panther's rules, for the option `hosts` of a matcher. `modules` and `lookups` are those that the pack was loaded with. */
export function host(options: RunOptions = {}): Host {
  return { format: FORMAT, load: (rules) => new PantherRunner(rules, options) };
}

/** A match of `sluice`, as far as an alert needs it. */
export interface Alerting {
  readonly index: number;
  readonly host: HostRunner | undefined;
  bytes(): Uint8Array;
}

/**
 * What Panther's alert of a match says. Throws `host-missing` where the matcher was not given the host, or the rule is not Panther's. A
 * function that fails is among the alert's `failures`.
 */
export function alert(match: Alerting): Alert {
  if (!(match.host instanceof PantherRunner))
    throw new SluiceError("host-missing", "expected a match of a Panther rule, of a matcher with Panther's host");
  return match.host.alert(match.index, match.bytes());
}

/** A rule that was read, in the runner of its pack. */
interface Ready {
  readonly runner: Runner<Library>;
  readonly rule: LoadedRule;
}

/** The library of one pack: rules with the same texts share a runner, and with it imported helpers. */
interface Shared {
  readonly parts: readonly HostPart[];
  runner?: Runner<Library>;
}

class PantherRunner implements HostRunner {
  private readonly rules: ReadonlyMap<number, { readonly input: HostedInput; readonly library: Shared }>;
  private readonly ready = new Map<number, Ready | HostFailure>();
  /** The event that was judged last, as each runner has it. */
  private readonly last = new Map<
    Runner<Library>,
    { readonly event: EventView; readonly subject: Subject | HostFailure }
  >();

  constructor(
    rules: readonly HostedInput[],
    private readonly options: RunOptions,
  ) {
    const libraries: Shared[] = [];
    this.rules = new Map(rules.map((input) => [input.index, { input, library: libraryOf(input, libraries) }]));
  }

  evaluate(index: number, event: EventView): boolean | HostFailure {
    const ready = this.rule(index);
    if ("code" in ready) return ready;
    const { runner, rule } = ready;
    let last = this.last.get(runner);
    if (last?.event !== event) {
      last = { event, subject: this.guarded(() => subjectOf(runner, rule, event.bytes)) };
      this.last.set(runner, last);
    }
    const { subject } = last;
    if ("code" in subject) return subject;
    if (event.duplicateKeys === "first")
      return { code: "python-unsupported", message: "Panther reads the last of equal keys, the matcher the first" };
    return this.guarded(() => {
      const answer = runner.judge(rule, subject);
      return typeof answer === "boolean" ? answer : failureOf(answer);
    });
  }

  alert(index: number, bytes: Uint8Array): Alert {
    const ready = this.rule(index);
    const made = "code" in ready ? ready : this.guarded(() => this.makeAlert(ready, bytes));
    if ("code" in made) throw new SluiceError("event-refused", `no alert can be made: ${made.message} [${made.code}]`);
    return made;
  }

  private makeAlert({ runner, rule }: Ready, bytes: Uint8Array): Alert | HostFailure {
    const subject = subjectOf(runner, rule, bytes);
    if ("code" in subject) return subject;
    // The functions of an alert may read what rule() noted of the event in its module. It matched, so its answer is known.
    runner.judge(rule, subject);
    return makeAlert(runner, rule, subject);
  }

  private rule(index: number): Ready | HostFailure {
    const known = this.ready.get(index);
    if (known) return known;
    const ready = this.guarded(() => this.load(index));
    this.ready.set(index, ready);
    return ready;
  }

  private load(index: number): Ready | HostFailure {
    const found = this.rules.get(index);
    if (!found) throw new SluiceError("internal", `the host has no rule ${index}`);
    const { input, library } = found;
    library.runner ??= new Runner(readLibrary(library.parts.map((part) => part.text())), this.options);
    const { runner } = library;
    const loaded = runner.load(readDetection(input.parts.slice(0, 2).map((part) => part.text())));
    return "kind" in loaded ? failureOf(loaded) : { runner, rule: loaded };
  }

  /** A damaged or hostile program holds trees that no parser makes: what comes of them is that rule's failure, and the rest goes on. */
  private guarded<T>(work: () => T): T | HostFailure {
    try {
      return work();
    } catch (error) {
      const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      return { code: "host-failed", message };
    }
  }
}

function libraryOf({ parts: [, , ...parts] }: HostedInput, libraries: Shared[]): Shared {
  const known = libraries.find(
    (one) => one.parts.length === parts.length && one.parts.every((part, i) => part === parts[i]),
  );
  if (known) return known;
  const library = { parts };
  libraries.push(library);
  return library;
}

const UTF_8 = new TextDecoder("utf-8", { fatal: true });

function subjectOf(runner: Runner<Library>, { detection }: LoadedRule, bytes: Uint8Array): Subject | HostFailure {
  const { machine } = runner;
  try {
    const text = UTF_8.decode(bytes);
    const value = machine.run(() => viewJson(machine, text));
    if (value instanceof PyDict) return runner.subject(detection, value);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof Raised || error instanceof Stopped)) throw error;
  }
  return { code: "invalid-json", message: "expected an event that is a JSON object in UTF-8" };
}

function failureOf({ code, message, file, line }: Failure): HostFailure {
  return { code, message, ...(file !== undefined && { file }), ...(line !== undefined && { line }) };
}
