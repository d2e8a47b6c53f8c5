import { RUN_FIRST } from "../bytecode/layout.js";
import { SluiceError } from "../errors.js";
import { encodeWtf8 } from "../unicode/wtf8.js";
import { CoreMemory, type CoreTotals } from "../wasm/core-memory.js";
import { Hosts, ruleOf } from "./hosts.js";
import { EventBytes, EventMatch } from "./match.js";
import { readDuplicateKeys, readLimits, readValidation } from "./options.js";
import type { Program } from "./program.js";
import { blankMark, refusalCode } from "./refusals.js";
import { type Judge, StreamScanner } from "./scanner.js";
import type {
  EventOptions,
  Match,
  MatcherOptions,
  RefusalCode,
  RuleInfo,
  Scanner,
  ScanOptions,
  ScanStats,
  Visitor,
} from "./types.js";

/**
 * A program loaded into a core of its own. Synchronous; not re-entrant: calling a matcher from one of its callbacks throws
 * `matcher-busy`. A callback that throws ends its scan and leaves the matcher usable.
 *
 * @example
 * using matcher = new Matcher(program);
 * for (const match of matcher.match('{"eventName":"StopLogging"}')) console.log(match.rule);
 */
export class Matcher {
  /** The program that it runs. */
  readonly program: Program;
  readonly #limits: ReturnType<typeof readLimits>;
  readonly #judge: Judge;
  readonly #duplicateKeys: ReturnType<typeof readDuplicateKeys>;
  /** Undefined where no rule brings code for a host. */
  readonly #hosts: Hosts | undefined;
  #core: CoreMemory | undefined;
  #busy = false;
  #last: EventBytes | undefined;

  /** Throws `invalid-argument` for an option out of range, `host-missing` for a program that needs a host that is not there, `memory-exhausted`. */
  constructor(program: Program, options: MatcherOptions = {}) {
    this.program = program;
    this.#limits = readLimits(options);
    this.#duplicateKeys = readDuplicateKeys(options);
    this.#hosts = program.hosted.size > 0 ? new Hosts(program, options.hosts ?? []) : undefined;
    this.#judge = {
      limits: this.#limits,
      duplicateKeys: this.#duplicateKeys,
      hosts: this.#hosts,
      info: (index) => this.#info(index),
      logType: (of) => this.#logType(of),
      exclusively: (work) => this.#exclusively(work),
    };
    const { coreLength, scratchBytes, literalBytes } = program.verified;
    const { maxDepth, maxEventBytes } = this.#limits;
    this.#core = new CoreMemory(program.bytes.subarray(0, coreLength), {
      maxDepth,
      maxEventBytes,
      scratchBytes,
      literalBytes,
      strict: readValidation(options),
      firstKeys: this.#duplicateKeys === "first",
      wasm: options.wasm,
    });
  }

  /**
   * The rules that are true of one event, by index; the event is a whole JSON object, white space and newlines allowed. Throws
   * `event-refused`. The matches' fields can be read until the next call of this matcher.
   */
  match(event: Uint8Array | string, options: EventOptions = {}): readonly Match[] {
    return this.#exclusively((core) => {
      const input = this.#load(core, event);
      const length = input.length;
      const found = judge(core, length, 0, this.#logType(options));
      const bytes = this.#eventOf(core, length);
      this.#last = bytes;
      return this.#decide(found, bytes).map(
        (index) => new EventMatch(bytes, this.#info(index), index, this.#hosts?.runner(index)),
      );
    });
  }

  /** Whether any rule is true of one event; as `match`, without the matches. */
  test(event: Uint8Array | string, options: EventOptions = {}): boolean {
    return this.#exclusively((core) => {
      const { length } = this.#load(core, event);
      const found = judge(core, length, this.#hosts?.decide ? 0 : RUN_FIRST, this.#logType(options));
      if (!this.#hosts?.decide) return found.length > 0;
      return this.#decide(found, this.#eventOf(core, length)).length > 0;
    });
  }

  /** Scans a buffer of events: NDJSON unless the options say otherwise. */
  scan(bytes: Uint8Array, visitor: Visitor, options: ScanOptions = {}): ScanStats {
    const scanner = this.scanner(visitor, options);
    scanner.write(bytes);
    return scanner.end();
  }

  /**
   * Scans a stream of events that comes in pieces: NDJSON unless the options say otherwise. Scanners of one matcher can be used in turns.
   * Throws `invalid-argument` or `invalid-path` for a framing that there is not.
   */
  scanner(visitor: Visitor, options: ScanOptions = {}): Scanner {
    this.#alive();
    return new StreamScanner(visitor, options, this.#judge, (matcher) => matcher.#judge);
  }

  /** Whether bytes are exactly one JSON text: RFC 8259, UTF-8 without byte order mark, any value at the top, nesting up to `maxDepth`. */
  validate(bytes: Uint8Array): boolean {
    return this.#exclusively((core) => {
      core.reserve(bytes.length).set(bytes);
      return core.validate(bytes.length);
    });
  }

  /** What its scans and calls have seen in total, and bytes of WebAssembly memory in use. */
  get totals(): CoreTotals & { readonly errors: number; readonly memoryBytes: number } {
    const core = this.#alive();
    const { errors = 0, rejected = 0 } = this.#hosts ?? {};
    const totals = core.totals();
    return { ...totals, matches: totals.matches - rejected, errors, memoryBytes: core.used };
  }

  /** A work counter of the core (`COUNTER_` number of src/bytecode/layout.ts); zero unless `wasm` is a debug build. */
  counter(which: number): number {
    return this.#alive().counter(which);
  }

  /** Lets go of the core's memory. Later calls throw `matcher-disposed`. */
  dispose(): void {
    this.#alive();
    this.#last?.expire();
    this.#core = undefined;
  }

  [Symbol.dispose](): void {
    if (this.#core) this.dispose();
  }

  #alive(): CoreMemory {
    if (this.#busy) throw new SluiceError("matcher-busy", "the matcher is in use: a callback must not call it");
    if (!this.#core) throw new SluiceError("matcher-disposed", "the matcher was disposed of");
    return this.#core;
  }

  #exclusively<T>(work: (core: CoreMemory) => T): T {
    const core = this.#alive();
    this.#last?.expire();
    this.#last = undefined;
    this.#busy = true;
    try {
      return work(core);
    } finally {
      this.#busy = false;
    }
  }

  /** Writes one event into the core's memory. */
  #load(core: CoreMemory, event: Uint8Array | string): Uint8Array {
    const bytes = typeof event === "string" ? encodeWtf8(event) : event;
    if (bytes.length > this.#limits.maxEventBytes) throw refused("event-too-large");
    const input = core.reserve(bytes.length);
    input.set(bytes);
    blankMark(input);
    return input.subarray(0, bytes.length);
  }

  #eventOf(core: CoreMemory, length: number): EventBytes {
    return new EventBytes(core.input(), 0, length, { line: 1, offset: 0 }, this.#duplicateKeys);
  }

  /** The rules of those matches that their hosts say are true, too. */
  #decide(matches: readonly number[], event: EventBytes): readonly number[] {
    if (!this.#hosts?.decide) return matches.map(ruleOf);
    const found = { matches: matches.length, match: (match: number) => matches[match] as number };
    return this.#hosts.judge(found, event, () => {});
  }

  #logType({ logType }: EventOptions): number {
    return this.program.logTypeNumber(logType);
  }

  #info(index: number): RuleInfo {
    return this.program.rules[index] as RuleInfo;
  }
}

/** The matches of the event in the core's memory, as its records have them. */
function judge(core: CoreMemory, length: number, flags: number, logType: number): readonly number[] {
  let matches: readonly number[] = [];
  core.run(length, flags, logType, (record) => {
    if (record.refused) throw refused(refusalCode(record.refused));
    matches = Array.from({ length: record.matches }, (_, match) => record.match(match));
  });
  return matches;
}

function refused(code: RefusalCode): SluiceError {
  return new SluiceError("event-refused", `the event cannot be judged: ${code}`);
}
