// One core with one program in it: bytes go in, records come out. Status codes and addresses of the core end here.

import {
  RECORD_BYTES,
  RECORD_CODE,
  RECORD_LENGTH,
  RECORD_LINE,
  RECORD_MATCHES,
  RECORD_START,
  RUN_MORE,
  TOTAL_EVENTS,
  TOTAL_LINES,
  TOTAL_MATCHES,
  TOTAL_REFUSED,
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
  /** Another build of the core. */
  readonly wasm?: Uint8Array | undefined;
}

/**
 * What a run has found out about one event, as a place in the core's records: good until the next one is asked for. `start` and `length`
 * are bytes of the input, `line` counts from the run's first line.
 */
export class EventRecord {
  /** Words of all records; the one at hand begins at `at`. */
  constructor(
    private readonly words: Uint32Array,
    private at: number,
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

  /** 0, or the REFUSED_ number that says why it was not judged. */
  get refused(): number {
    return this.words[this.at + RECORD_CODE / 4] as number;
  }

  get matches(): number {
    return this.words[this.at + RECORD_MATCHES / 4] as number;
  }

  /** Index of the rule of a match; they ascend. */
  rule(match: number): number {
    return this.words[this.at + RECORD_BYTES / 4 + match] as number;
  }

  /** Goes on to the next record; false if there is none. */
  next(): boolean {
    this.at += RECORD_BYTES / 4 + this.matches;
    return this.at < this.words.length;
  }
}

/** Totals since the program was loaded. */
export interface CoreTotals {
  readonly lines: number;
  readonly events: number;
  readonly refused: number;
  readonly matches: number;
}

export class CoreMemory {
  private readonly core: CoreExports;
  private address = 0;
  private capacity = 0;
  private bytes = new Uint8Array(0);

  /** @param program the bytes of a verified program that the core needs; throws `memory-exhausted` */
  constructor(program: Uint8Array, options: CoreOptions) {
    this.core = instantiate(options.wasm);
    const start = this.core.programStart(program.length);
    if (start === 0) throw exhausted("a program", program.length);
    new Uint8Array(this.core.memory.buffer, start, program.length).set(program);
    const { maxDepth, maxEventBytes, scratchBytes, literalBytes, strict } = options;
    if (!this.core.loadProgram(maxDepth, maxEventBytes, scratchBytes, literalBytes, strict ? 1 : 0)) {
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
    for (let status = this.core.startRun(length, flags, logType) >>> 0; ; status = this.core.resume() >>> 0) {
      const size = (status & ~RUN_MORE) >>> 0;
      if (size > 0) {
        const record = new EventRecord(new Uint32Array(this.core.memory.buffer, this.core.recordsStart(), size / 4), 0);
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

function exhausted(what: string, bytes: number): SluiceError {
  return new SluiceError("memory-exhausted", `expected room for ${what} of ${bytes} bytes, found no more memory`);
}
