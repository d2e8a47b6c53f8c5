import { RUN_ALL, RUN_LINES } from "../bytecode/layout.js";
import { SluiceError } from "../errors.js";
import type { CoreMemory, EventRecord } from "../wasm/core-memory.js";
import { LineSplitter } from "./lines.js";
import { EventBytes, EventMatch } from "./match.js";
import { blankMark, refusalCode } from "./refusals.js";
import type { Match, Refusal, RuleInfo, Scanner, ScanStats, Visitor, VisitorCallbacks } from "./types.js";

type Place = Omit<Refusal, "code">;

/** Scans one stream through a core that it has to itself only while it takes a piece. */
export class StreamScanner implements Scanner {
  private readonly visitor: VisitorCallbacks;
  private readonly flags: number;
  private readonly lines: LineSplitter;
  private core: CoreMemory | undefined;
  private ended = false;
  private readonly counts = { bytes: 0, lines: 0, events: 0, refused: 0, matches: 0 };

  constructor(
    visitor: Visitor,
    private readonly options: { readonly maxEventBytes: number; readonly chunkBytes: number; readonly logType: number },
    private readonly info: (index: number) => RuleInfo,
    private readonly exclusively: (work: (core: CoreMemory) => void) => void,
  ) {
    this.visitor = typeof visitor === "function" ? { onMatch: visitor } : visitor;
    this.flags = RUN_LINES | (this.visitor.onEvent ? RUN_ALL : 0);
    this.lines = new LineSplitter(
      {
        lines: (bytes, line, offset) => this.run(bytes, line, offset),
        tooLong: (line, offset, length) => this.refuseLong(line, offset, length),
      },
      options.maxEventBytes,
      options.chunkBytes,
    );
  }

  get stats(): ScanStats {
    return { ...this.counts };
  }

  write(chunk: Uint8Array): void {
    this.work(() => {
      this.counts.bytes += chunk.length;
      this.lines.write(chunk);
    });
  }

  end(): ScanStats {
    this.work(() => this.lines.end());
    this.ended = true;
    return this.stats;
  }

  /** A callback that throws ends the scan: what it was not told of yet is lost, so going on would be silent about a gap. */
  private work(step: () => void): void {
    if (this.ended) throw new SluiceError("scanner-ended", "the scan has ended, by end() or by a callback that threw");
    this.exclusively((core) => {
      this.core = core;
      this.ended = true;
      step();
      this.ended = false;
    });
  }

  private run(bytes: Uint8Array, line: number, offset: number): number {
    const core = this.core as CoreMemory;
    const input = core.reserve(bytes.length);
    input.set(bytes);
    const mark = offset === 0 ? blankMark(input.subarray(0, bytes.length)) : 0;

    const before = core.totals();
    core.run(bytes.length, this.flags, this.options.logType, (record) => {
      const skipped = record.start === 0 ? mark : 0;
      const start = record.start + skipped;
      const place = { line: line + record.line, offset: offset + start, length: record.length - skipped };
      if (record.refused) this.visitor.onRefused?.({ code: refusalCode(record.refused), ...place });
      else this.report(record, core.input().subarray(start, start + place.length), place);
    });
    const after = core.totals();
    this.counts.lines += after.lines - before.lines;
    this.counts.events += after.events - before.events;
    this.counts.refused += after.refused - before.refused;
    this.counts.matches += after.matches - before.matches;
    return after.lines - before.lines;
  }

  private report(record: EventRecord, view: Uint8Array, { line, offset, length }: Place): void {
    const { onMatch, onEvent } = this.visitor;
    const event = new EventBytes(view, line, offset, length);
    try {
      if (!onEvent) {
        for (let i = 0; i < record.matches; i++) this.visitor.onMatch?.(this.matchOf(event, record, i));
        return;
      }
      const matches = Array.from({ length: record.matches }, (_, i) => this.matchOf(event, record, i));
      if (onMatch) for (const match of matches) this.visitor.onMatch?.(match);
      this.visitor.onEvent?.({ bytes: view, line, offset, length }, matches);
    } finally {
      event.expire();
    }
  }

  private matchOf(event: EventBytes, record: EventRecord, match: number): Match {
    const index = record.rule(match);
    return new EventMatch(event, this.info(index), index);
  }

  private refuseLong(line: number, offset: number, length: number): void {
    this.counts.lines++;
    this.counts.refused++;
    this.visitor.onRefused?.({ code: "event-too-large", line, offset, length });
  }
}
