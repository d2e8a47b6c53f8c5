// Rules that conditions alone do not decide: a format that has code of its own in its rules brings a host, which runs that code.

import type { Condition } from "./ir.js";

/** What a rule brings along for the host of its format. */
export interface HostedRule {
  /** Name of the format, which is that of its host. */
  readonly format: string;
  /**
   * The rule's condition is a guard: necessary, not sufficient, and where it holds the host says whether the rule is true. Otherwise the
   * condition decides alone, and the host is for what is to be said of a match.
   */
  readonly decides: boolean;
  /** Where this holds beside the condition of a rule that its host decides, the rule is true and the host need not be asked. */
  readonly certain?: Condition | undefined;
  /** Texts that the host reads. A text that several rules have is stored once in a program. */
  readonly parts: readonly string[];
}

/** A text of a rule, read when it is asked for. The same object for all rules of a program that have it. */
export interface HostPart {
  /** Throws `program-damaged` where it is no text. */
  text(): string;
}

/** A rule as a host gets it. */
export interface HostedInput {
  /** What the host is asked for it by. */
  readonly index: number;
  readonly id: string;
  readonly decides: boolean;
  readonly parts: readonly HostPart[];
}

/** The event that is judged, the same object for all rules of it. Its bytes are good until the host returns. */
export interface EventView {
  /** A JSON object, perhaps with white space around it; unless events are validated strictly, not all of its bytes are proved to be JSON. */
  readonly bytes: Uint8Array;
  /** Which of equal keys of one object counts. */
  readonly duplicateKeys: "last" | "first";
}

/** Why a host has no answer. */
export interface HostFailure {
  /** Stable, of the host's own. */
  readonly code: string;
  readonly message: string;
  /** Where in the rule's source. */
  readonly file?: string;
  readonly line?: number;
}

/** The rules of one program, ready to run. */
export interface HostRunner {
  /** Whether the rule with this index is true of an event. Never throws for what is in a rule or an event: that is a failure. */
  evaluate(index: number, event: EventView): boolean | HostFailure;
}

/** Runs the code of a format's rules. It has no state: that of a program is in its runner. */
export interface Host {
  readonly format: string;
  /** Takes all rules of its format. Throws a `SluiceError` where they are not what its format writes. */
  load(rules: readonly HostedInput[]): HostRunner;
}
