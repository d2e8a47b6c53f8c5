// One core with one program in it: bytes go in, records come out. Status codes and addresses of the core end here.

import {
  RECORD_BYTES,
  RECORD_CODE,
  RECORD_EVENT,
  RECORD_LENGTH,
  RECORD_LINE,
  RECORD_MATCHES,
  RECORD_START,
  RUN_DOCUMENTS,
  RUN_MORE,
  STOPPED,
  STOPPED_BEHIND,
  TOTAL_EVENTS,
  TOTAL_LINES,
  TOTAL_MATCHES,
  TOTAL_REFUSED,
  TOTAL_UNREAD,
} from "../bytecode/layout.js";
import { SluiceError } from "../errors.js";
import { type CoreExports, instantiate } from "./instantiate.js";

/** Bytes behind the input that the core may write to and read. */
const PAD = 64;
/** What the core is asked for instead of more bytes than it can count: it has no room for either. */
const LARGEST_WORD = 0xffffffff;

/** What loading needs to know. */
export interface CoreOptions {
  readonly maxDepth: number;
  readonly maxEventBytes: number;
  /** Bytes that the program's regular expressions need, and those of its literal sets. */
  readonly scratchBytes: number;
  readonly literalBytes: number;
  /** Whether events have to be RFC 8259 in every byte. */
  readonly strict: boolean;
  /** Whether of equal keys the first one counts; then events may be left early. */
  readonly firstKeys: boolean;
  /** Another build of the core. */
  readonly wasm?: Uint8Array | undefined;
}

/**
 * What a run has found out about one event, as a place in the core's records: good until the next one is asked for. `start` and `length`
 * are bytes of the input, `line` counts from the run's first line, `event` counts documents from its first one.
 */
export class EventRecord {
  /** Words that have the records in them; the one at hand begins at `at`, all end at `end`. */
  constructor(
    private readonly words: Uint32Array,
    private at: number,
    private readonly end: number,
  ) {}

  get start(): number {
    return this.words[this.at + RECORD_START / 4] as number;
  }

  get length(): number {
    return this.words[this.at + RECORD_LENGTH / 4] as number;
  }

  get line(): number {
    return this.words[this.at + RECORD_LINE / 4] as number;
  }

  get event(): number {
    return this.words[this.at + RECORD_EVENT / 4] as number;
  }

  /** 0, or the REFUSED_ number that says why it was not judged. */
  get refused(): number {
    return this.words[this.at + RECORD_CODE / 4] as number;
  }

  get matches(): number {
    return this.words[this.at + RECORD_MATCHES / 4] as number;
  }

  /** A match: the index of its rule, with MATCH_ASKS where the rule's host is to be asked; rules ascend. */
  match(match: number): number {
    return this.words[this.at + RECORD_BYTES / 4 + match] as number;
  }

  /** Goes on to the next record; false if there is none. */
  next(): boolean {
    this.at += RECORD_BYTES / 4 + this.matches;
    return this.at < this.end;
  }
}

/** Where a run over documents stopped, in bytes of the input, and how many lines and documents it passed. */
export interface DocumentStop {
  readonly at: number;
  readonly lines: number;
  readonly documents: number;
  /** The last document is passed, but no comma after it. */
  readonly behind: boolean;
  /** 0, or the REFUSED_ number that says why the document at `at` cannot be read, and where it can be read no further. */
  readonly refused: number;
  readonly failedAt: number;
}

/** Totals since the program was loaded. */
export interface CoreTotals {
  readonly lines: number;
  readonly events: number;
  readonly refused: number;
  readonly matches: number;
  /** Of the events those that were left early. */
  readonly unread: number;
}

export class CoreMemory {
  private readonly core: CoreExports;
  private address = 0;
  private capacity = 0;
  private bytes = new Uint8Array(0);
  private words = new Uint32Array(0);

  /** @param program the bytes of a verified program that the core needs; throws `memory-exhausted` */
  constructor(program: Uint8Array, options: CoreOptions) {
    this.core = instantiate(options.wasm);
    const start = this.core.programStart(program.length);
    if (start === 0) throw exhausted("a program", program.length);
    new Uint8Array(this.core.memory.buffer, start, program.length).set(program);
    const { maxDepth, maxEventBytes, scratchBytes, literalBytes } = options;
    const modes = [options.strict ? 1 : 0, options.firstKeys ? 1 : 0] as const;
    if (!this.core.loadProgram(maxDepth, maxEventBytes, scratchBytes, literalBytes, ...modes)) {
      throw exhausted("the state of a program", program.length);
    }
  }

  /** Room for at least `length` bytes of input. What was in it before may be lost. */
  reserve(length: number): Uint8Array {
    if (length > this.capacity || this.address === 0) {
      this.address = this.core.reserve(Math.min(length + PAD, LARGEST_WORD));
      if (this.address === 0) {
        this.capacity = 0;
        throw exhausted("an input", length);
      }
      this.capacity = length;
    }
    return this.input();
  }

  /** The input, up to date with a memory that may have grown. The view is good until the next run. */
  input(): Uint8Array {
    const { buffer } = this.core.memory;
    if (this.bytes.buffer !== buffer || this.bytes.byteOffset !== this.address || this.bytes.length !== this.capacity) {
      this.bytes = new Uint8Array(buffer, this.address, this.capacity);
    }
    return this.bytes;
  }

  /**
   * Runs over the first `length` bytes of the input and tells `report` of each record, in order. `flags`: RUN_ numbers of the layout;
   * `logType`: 1 + the program's log type of all events, or 0.
   * The core must not be used until this returns.
   */
  run(length: number, flags: number, logType: number, report: (record: EventRecord) => void): void {
    this.report(this.core.startRun(length, flags, logType), report);
  }

  /**
   * Runs over documents of the input from byte `from` on, where one begins. With `length`, that many bytes are scanned first; without it
   * the last scan counts, with its log type, and nothing before `from` is read again.
   */
  runDocuments(
    { from, length }: { readonly from: number; readonly length?: number | undefined },
    flags: number,
    logType: number,
    report: (record: EventRecord) => void,
  ): DocumentStop {
    let stop: DocumentStop | undefined;
    const mode = flags | RUN_DOCUMENTS;
    const status = length === undefined ? this.core.continueRun(from, mode) : this.core.startRun(length, mode, logType);
    this.report(status, (record) => {
      if (record.refused < STOPPED) report(record);
      else stop = documentStop(record);
    });
    if (!stop) throw new SluiceError("internal", "the core did not say where it stopped");
    return stop;
  }

  /** The core's memory as it is now. A view costs more than the records of a short run. */
  private memoryWords(): Uint32Array {
    const { buffer } = this.core.memory;
    if (this.words.buffer !== buffer) this.words = new Uint32Array(buffer);
    return this.words;
  }

  private report(first: number, report: (record: EventRecord) => void): void {
    for (let status = first >>> 0; ; status = this.core.resume() >>> 0) {
      const size = (status & ~RUN_MORE) >>> 0;
      if (size > 0) {
        const at = (this.core.recordsStart() >>> 0) / 4;
        const record = new EventRecord(this.memoryWords(), at, at + size / 4);
        do report(record);
        while (record.next());
      }
      if ((status & RUN_MORE) === 0) return;
    }
  }

  /** Whether the first `length` bytes of the input are one JSON text. */
  validate(length: number): boolean {
    return this.core.validate(length) === 0;
  }

  totals(): CoreTotals {
    return {
      lines: this.core.total(TOTAL_LINES),
      events: this.core.total(TOTAL_EVENTS),
      refused: this.core.total(TOTAL_REFUSED),
      matches: this.core.total(TOTAL_MATCHES),
      unread: this.core.total(TOTAL_UNREAD),
    };
  }

  /** A work counter, COUNTER_ number of the layout; zero unless the core is a debug build. */
  counter(which: number): number {
    return this.core.total(which);
  }

  /** Bytes of memory in use. */
  get used(): number {
    return this.core.memoryUsed() >>> 0;
  }
}

function documentStop(record: EventRecord): DocumentStop {
  return {
    at: record.start,
    lines: record.line,
    documents: record.event,
    behind: (record.refused & STOPPED_BEHIND) !== 0,
    refused: record.refused & (STOPPED - 1),
    failedAt: record.start + record.length,
  };
}

function exhausted(what: string, bytes: number): SluiceError {
  return new SluiceError("memory-exhausted", `expected room for ${what} of ${bytes} bytes, found no more memory`);
}
