import type { Diagnostic } from "../diagnostic.js";
import type { Host, HostFailure, HostRunner } from "../rule/host.js";
import type { FieldPath, Rule } from "../rule/ir.js";
import type { Matcher } from "./matcher.js";
import type { Program } from "./program.js";

/** How `compile` builds a program. */
export interface CompileOptions {
  /** Compile rules with `enabled: false` too. Default false. */
  readonly includeDisabled?: boolean;
  /** Throw `diagnostics-fatal` if any diagnostic was found, warnings included. Default false. */
  readonly strict?: boolean;
  /** Largest program in bytes, up to 1 GiB. Default 64 MiB. */
  readonly maxProgramBytes?: number;
  /** Most automaton states of one regex; a rule with a larger one is refused as `regex-too-large`. Default 10,000. */
  readonly maxRegexStates?: number;
  /**
   * Path of the field that holds an event's log type, without `[*]` and `**`: of an event where it is a string, only rules for that log
   * type are looked at, and rules without log types. Default: none.
   */
  readonly logTypeField?: string | FieldPath | undefined;
  /** Most predicates of one rule; a rule that has more is refused as `too-many-predicates`. Default 10,000. */
  readonly maxPredicates?: number;
}

/** What `compile` gives: the rules that compiled, and what is wrong with those that did not. */
export interface CompileResult {
  readonly program: Program;
  readonly diagnostics: readonly Diagnostic[];
  /**
   * Compiles rules with the same options, and gives what `compile` would give, in less time: what was made of rules that are
   * still the same objects, and tables in which nothing changed, are used again. So rules are not to be changed but replaced.
   */
  recompile(rules: Iterable<Rule>): CompileResult;
}

/** How a matcher reads events. */
export interface MatcherOptions {
  /** Largest event in bytes; a longer one is refused as `event-too-large`. Default 16 MiB. */
  readonly maxEventBytes?: number;
  /** Deepest nesting; a deeper event is refused as `nesting-too-deep`. Default 1,024. */
  readonly maxDepth?: number;
  /**
   * Which invalid events are refused. `"strict"`: all; an event is one JSON object of RFC 8259, in UTF-8, or refused as `invalid-json` or
   * `invalid-utf8` if for no other reason. `"lazy"`, the default: those whose brackets or strings do not end or that are no object; others
   * are refused or judged, whichever costs less. On valid events both give the same answers.
   */
  readonly validation?: "lazy" | "strict";
  /**
   * Which of equal keys of one object counts: `"last"`, the default, as `JSON.parse` has it, or `"first"`; the others are ignored with
   * all that is in them, by rules and by the fields of matches. Keys that differ in case alone are equal where a rule ignores case.
   *
   * With `"first"` an event is left early, for the newline, once all fields that rules wait for are known and no rule is a candidate.
   * What stands behind the last of these fields is then not looked at or checked: where it is torn or no JSON, the event may be refused
   * or count as one without matches. On valid events the answers are those of the first keys. `stats.unread` counts these events. No
   * event is left if `validation` is `"strict"` or if some rule waits for no field, because all that it asks for is negated.
   */
  readonly duplicateKeys?: "last" | "first";
  /** What runs the code of rules that conditions alone do not decide; a program says which it needs. Default: none. */
  readonly hosts?: readonly Host[];
  /** Bytes that are handed to the core at once. Default 256 KiB. */
  readonly chunkBytes?: number;
  /** Another build of the core, such as the debug build, which counts its work. Default: the one that is built in. */
  readonly wasm?: Uint8Array;
}

/** What is said of the events of one call or scan. */
export interface EventOptions {
  /**
   * Log type of all events, whatever they hold: only rules that have it in `logTypes` are looked at, and rules without log types. Default:
   * what the program's `logTypeField` holds, else all rules are looked at.
   */
  readonly logType?: string | undefined;
}

/** How a stream is cut into events, and what is said of them. */
export interface ScanOptions extends EventOptions {
  /**
   * `"ndjson"`, the default: a line is an event. `"concat"`: documents one after another, with newlines in them or none between them.
   * `{ records: PATH }`: each document has an array at this path of keys (`"Records"`, `"a.b"`), and its elements are the events.
   */
  readonly framing?: "ndjson" | "concat" | { readonly records: string };
}

/**
 * Why an event was refused. `invalid-json`: in strict validation, and for what stands between events in other framings than NDJSON.
 * `no-records`: a document without the array that the events should be in.
 */
export type RefusalCode =
  | "unterminated-string"
  | "unbalanced-brackets"
  | "mismatched-brackets"
  | "trailing-bytes"
  | "not-an-object"
  | "nesting-too-deep"
  | "event-too-large"
  | "memory-exhausted"
  | "no-records"
  | "invalid-json"
  | "invalid-utf8";

/**
 * An event that was not judged, or in other framings than NDJSON what is left of a damaged document. `line` counts from 1 and is that of the
 * first byte; `offset` and `length` are bytes from the start of the input; `record` is the index of the event in its array.
 */
export interface Refusal {
  readonly code: RefusalCode;
  readonly line: number;
  readonly offset: number;
  readonly length: number;
  readonly record?: number | undefined;
}

/** The event that `onEvent` is told of. `bytes` is a view that is valid until the callback returns. */
export interface ScannedEvent {
  readonly bytes: Uint8Array;
  readonly line: number;
  readonly offset: number;
  readonly length: number;
  readonly record?: number | undefined;
}

/**
 * One rule that is true of one event. `rule`, `index`, `line`, `offset` and `length` can be kept; fields are read from the
 * event's bytes, which are there until the callback returns (for `match()`: until the next call on the matcher). Reading
 * later throws `match-expired`; `detach()` gives a match that owns a copy of the bytes.
 */
export interface Match {
  /** Id of the rule. */
  readonly rule: string;
  /** Index of the rule in `program.rules`. */
  readonly index: number;
  /** Line of the event's first byte, from 1. */
  readonly line: number;
  /** First byte of the event, from the start of the input. */
  readonly offset: number;
  /** Bytes of the event, without its line ending. */
  readonly length: number;
  /** Index of the event among the records of its document, where the framing is `records`. */
  readonly record?: number | undefined;
  /**
   * The value at a path (`"userIdentity.arn"`, or a parsed path) as `JSON.parse` would give it; undefined where it is missing.
   * With `[*]` or `**` an array of what the elements have, undefined if none has it.
   */
  get(path: string | FieldPath): unknown;
  /** The JSON text at a path, digits and escapes as written; undefined where it is missing. With `[*]` or `**` the text of an array. */
  raw(path: string | FieldPath): string | undefined;
  /** The rule's output fields that the event has, in the rule's order, keyed by path. */
  outputs(): Record<string, unknown>;
  /** What loaded the rule's code; undefined where it has none, or its host was not given. For functions of its format, such as `alert`. */
  readonly host: HostRunner | undefined;
  /** A copy of the event's bytes. */
  bytes(): Uint8Array;
  /** The same match on a copy of its bytes, valid for ever. */
  detach(): Match;
}

/** What a scan reports to: a function of each match, or an object of callbacks. Order: event, then rule. */
export type Visitor = ((match: Match) => void) | VisitorCallbacks;
export interface VisitorCallbacks {
  onMatch?(match: Match): void;
  /** Once for every event that was judged, after its `onMatch` calls; `matches` is empty where no rule is true. */
  onEvent?(event: ScannedEvent, matches: readonly Match[]): void;
  onRefused?(refusal: Refusal): void;
  /** A rule that its host has no answer for; it is taken for not true. Before the event's `onMatch` calls. */
  onError?(error: RuleError): void;
}

/** A rule whose code failed on an event. */
export interface RuleError extends Pick<Match, "rule" | "index" | "line" | "offset" | "length" | "record"> {
  readonly failure: HostFailure;
}

/**
 * What a scan saw. `events` counts judged events only; `lines` counts every line, empty ones too; `unread` counts those of the events
 * that were left early, which `duplicateKeys: "first"` allows.
 */
export interface ScanStats {
  readonly bytes: number;
  readonly lines: number;
  readonly events: number;
  readonly refused: number;
  readonly matches: number;
  readonly unread: number;
  /** How often the host of a rule had no answer. */
  readonly errors: number;
}

/** A scan of a stream that comes in pieces, cut anywhere. */
export interface Scanner {
  /** Takes the next piece. Events that it completes are reported before it returns. */
  write(chunk: Uint8Array): void;
  /** Takes what is left as the last event, and gives the totals. Later calls throw `scanner-ended`. */
  end(): ScanStats;
  /**
   * Goes on with the rules of another matcher: each event that was not judged yet is judged by them alone, also if a part of it was written
   * before. Throws `invalid-argument` if the limits of the two differ in `maxEventBytes` or `maxDepth`, `matcher-busy` in a callback.
   */
  swap(matcher: Matcher): void;
  /** The totals so far. */
  readonly stats: ScanStats;
}

/** What a program knows of one of its rules. */
export interface RuleInfo {
  readonly id: string;
  readonly title?: string;
  readonly severity?: string;
  readonly logTypes?: readonly string[];
  readonly tags?: readonly string[];
  readonly attack?: readonly string[];
  readonly outputs: readonly FieldPath[];
}
