import { RUN_ALL, RUN_COMMAS, RUN_LINES } from "../bytecode/layout.js";
import { SluiceError } from "../errors.js";
import type { CoreMemory, CoreTotals, EventRecord } from "../wasm/core-memory.js";
import { DocumentSplitter, type Place, type Stopped } from "./documents/splitter.js";
import { type Framing, readFraming } from "./framing.js";
import { type Hosts, ruleOf } from "./hosts.js";
import { LineSplitter } from "./lines.js";
import { EventBytes, EventMatch } from "./match.js";
import type { Matcher } from "./matcher.js";
import type { DuplicateKeys } from "./read.js";
import { blankMark, refusalCode } from "./refusals.js";
import type {
  EventOptions,
  Match,
  RefusalCode,
  RuleInfo,
  Scanner,
  ScanOptions,
  ScanStats,
  Visitor,
  VisitorCallbacks,
} from "./types.js";

const NEWLINE = 0x0a;

/** What a scanner has of its matcher. */
export interface Judge {
  readonly limits: { readonly maxEventBytes: number; readonly maxDepth: number; readonly chunkBytes: number };
  readonly duplicateKeys: DuplicateKeys;
  readonly hosts: Hosts | undefined;
  info(index: number): RuleInfo;
  /** 1 + the log type in its program, or 0. */
  logType(options: EventOptions): number;
  /** Lends the core for as long as `work` takes. Throws `matcher-busy` or `matcher-disposed`. */
  exclusively(work: (core: CoreMemory) => void): void;
}

/** Cuts a stream into what the core takes. */
interface Splitter {
  write(chunk: Uint8Array): void;
  end(): void;
}

/** Scans one stream through a core that it has to itself only while it takes a piece. */
export class StreamScanner implements Scanner {
  readonly #visitor: VisitorCallbacks;
  readonly #flags: number;
  #logType: number;
  readonly #splitter: Splitter;
  #core: CoreMemory | undefined;
  #ended = false;
  readonly #counts = { bytes: 0, lines: 0, events: 0, refused: 0, matches: 0, unread: 0, errors: 0 };

  constructor(
    visitor: Visitor,
    private readonly options: ScanOptions,
    private judge: Judge,
    private readonly judgeOf: (matcher: Matcher) => Judge,
  ) {
    this.#visitor = typeof visitor === "function" ? { onMatch: visitor } : visitor;
    this.#flags = this.#visitor.onEvent ? RUN_ALL : 0;
    this.#logType = judge.logType(options);
    const framing = readFraming(options);
    this.#splitter = framing.type === "ndjson" ? this.#splitLines() : this.#splitDocuments(framing);
  }

  get stats(): ScanStats {
    return { ...this.#counts };
  }

  write(chunk: Uint8Array): void {
    this.#work(() => {
      this.#counts.bytes += chunk.length;
      this.#splitter.write(chunk);
    });
  }

  end(): ScanStats {
    this.#work(() => this.#splitter.end());
    this.#ended = true;
    return this.stats;
  }

  swap(matcher: Matcher): void {
    const next = this.judgeOf(matcher);
    for (const name of ["maxEventBytes", "maxDepth"] as const) {
      const [expected, found] = [this.judge.limits[name], next.limits[name]];
      if (found === expected) continue;
      throw new SluiceError("invalid-argument", `expected a matcher with ${name} ${expected}, found ${found}`);
    }
    // Neither may be at work: this could be in a callback.
    this.judge.exclusively(() => {});
    next.exclusively(() => {});
    this.#logType = next.logType(this.options);
    this.judge = next;
  }

  /** A callback that throws ends the scan: what it was not told of yet is lost, so going on would be silent about a gap. */
  #work(step: () => void): void {
    if (this.#ended) throw new SluiceError("scanner-ended", "the scan has ended, by end() or by a callback that threw");
    this.judge.exclusively((core) => {
      this.#core = core;
      this.#ended = true;
      step();
      this.#ended = false;
    });
  }

  #splitLines(): Splitter {
    const { maxEventBytes, chunkBytes } = this.judge.limits;
    const sink = {
      lines: (bytes: Uint8Array, line: number, offset: number) => this.#runLines(bytes, line, offset),
      tooLong: (line: number, offset: number, length: number) => {
        this.#counts.lines++;
        this.#refuse("event-too-large", { line, offset }, length);
      },
    };
    return new LineSplitter(sink, maxEventBytes, chunkBytes);
  }

  #runLines(bytes: Uint8Array, line: number, offset: number): number {
    const core = this.#core as CoreMemory;
    const input = core.reserve(bytes.length);
    input.set(bytes);
    const mark = offset === 0 ? blankMark(input.subarray(0, bytes.length)) : 0;

    const before = core.totals();
    core.run(bytes.length, this.#flags | RUN_LINES, this.#logType, (record) => {
      const skipped = record.start === 0 ? mark : 0;
      const start = record.start + skipped;
      const place = { line: line + record.line, offset: offset + start };
      this.#take(record, core, start, record.length - skipped, place);
    });
    return this.#count(core, before).lines;
  }

  #splitDocuments(framing: Exclude<Framing, { readonly type: "ndjson" }>): Splitter {
    const { maxDepth, maxEventBytes, chunkBytes } = this.judge.limits;
    let length: number | undefined;
    const sink = {
      load: (bytes: Uint8Array) => {
        (this.#core as CoreMemory).reserve(bytes.length).set(bytes);
        length = bytes.length;
      },
      judge: (from: number, place: Place, commas: boolean): Stopped => {
        const scanned = length;
        length = undefined;
        return this.#runDocuments({ from, length: scanned }, place, commas);
      },
      refuse: (code: RefusalCode, place: Place, bytes: number) => this.#refuse(code, place, bytes),
    };
    const splitter = new DocumentSplitter(sink, framing, maxDepth, maxEventBytes, chunkBytes);
    let unfinished = 0;
    // Runs may be short: they are counted together.
    const counted = (step: () => void): void => {
      const core = this.#core as CoreMemory;
      const before = core.totals();
      step();
      this.#count(core, before);
      this.#counts.lines = splitter.newlines;
    };
    return {
      write: (chunk) => {
        counted(() => splitter.write(chunk));
        if (chunk.length > 0) unfinished = chunk[chunk.length - 1] === NEWLINE ? 0 : 1;
      },
      end: () => {
        counted(() => splitter.end());
        this.#counts.lines += unfinished;
      },
    };
  }

  #runDocuments(
    input: { readonly from: number; readonly length: number | undefined },
    first: Place,
    commas: boolean,
  ): Stopped {
    const core = this.#core as CoreMemory;
    const stop = core.runDocuments(input, this.#flags | (commas ? RUN_COMMAS : 0), this.#logType, (record) => {
      const line = first.line + record.line;
      const offset = first.offset + record.start - input.from;
      const place =
        first.record === undefined ? { line, offset } : { line, offset, record: first.record + record.event };
      this.#take(record, core, record.start, record.length, place);
    });
    const { at, lines, documents: events, behind, refused, failedAt } = stop;
    return { at, lines, events, behind, failedAt, fault: refused === 0 ? undefined : refusalCode(refused) };
  }

  /** Adds what the core has counted since `before`, and gives it. */
  #count(core: CoreMemory, before: CoreTotals): CoreTotals {
    const after = core.totals();
    const lines = after.lines - before.lines;
    const events = after.events - before.events;
    const refused = after.refused - before.refused;
    const matches = after.matches - before.matches;
    const unread = after.unread - before.unread;
    this.#counts.lines += lines;
    this.#counts.events += events;
    this.#counts.refused += refused;
    this.#counts.matches += matches;
    this.#counts.unread += unread;
    return { lines, events, refused, matches, unread };
  }

  #take(record: EventRecord, core: CoreMemory, start: number, length: number, place: Place): void {
    if (record.refused) this.#visitor.onRefused?.({ code: refusalCode(record.refused), ...place, length });
    else {
      const event = new EventBytes(core.input(), start, length, place, this.judge.duplicateKeys);
      try {
        this.#report(record, event, place);
      } finally {
        event.expire();
      }
    }
  }

  #report(record: EventRecord, event: EventBytes, place: Place): void {
    const visitor = this.#visitor;
    const decided = this.#decide(record, event, place);
    const count = decided ? decided.length : record.matches;
    const matches: Match[] | undefined = visitor.onEvent && [];
    for (let i = 0; i < count; i++) {
      const match = this.#matchOf(event, decided ? (decided[i] as number) : ruleOf(record.match(i)));
      if (matches) matches.push(match);
      else visitor.onMatch?.(match);
    }
    if (!matches) return;
    for (const match of matches) visitor.onMatch?.(match);
    visitor.onEvent?.({ bytes: event.bytes, ...place, length: event.length }, matches);
  }

  /** The rules that are true of an event, where hosts decide some; else undefined, and the core's verdict stands. */
  #decide(record: EventRecord, event: EventBytes, place: Place): readonly number[] | undefined {
    const { hosts } = this.judge;
    if (!hosts?.decide || !hosts.concern(record)) return undefined;
    const rules = hosts.judge(record, event, (index, failure) => {
      this.#counts.errors++;
      this.#visitor.onError?.({ rule: this.judge.info(index).id, index, ...place, length: event.length, failure });
    });
    this.#counts.matches -= record.matches - rules.length;
    return rules;
  }

  #matchOf(event: EventBytes, index: number): Match {
    return new EventMatch(event, this.judge.info(index), index, this.judge.hosts?.runner(index));
  }

  #refuse(code: RefusalCode, place: Place, length: number): void {
    this.#counts.refused++;
    this.#visitor.onRefused?.({ code, ...place, length });
  }
}
