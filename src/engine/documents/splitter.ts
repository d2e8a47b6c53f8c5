// From a stream of documents, cut anywhere, to windows of it for the core, which judges as many events of a window as stand one after another.
// All else is read here: what is between events and around arrays of them (outline.ts), an event that is cut (extent.ts), which is kept
// until it is whole, and what is left of a document that is damaged.

import type { Framing } from "../framing.js";
import { MARK } from "../refusals.js";
import type { RefusalCode } from "../types.js";
import { Extent } from "./extent.js";
import { Outline, type Start } from "./outline.js";
import { NEWLINE, OPEN_OBJECT, Trail } from "./trail.js";

/** Where something in the stream is; `record`: its index among the records of its envelope. */
export interface Place extends Start {
  readonly record?: number;
}

/** Where the core stopped in a window, and how many newlines and events it passed. */
export interface Stopped {
  readonly at: number;
  readonly lines: number;
  readonly events: number;
  /** The last event is passed, but not the comma that has to follow. */
  readonly behind: boolean;
  /** Why the event at `at` could not be read; undefined if something else is there. */
  readonly fault: RefusalCode | undefined;
  /** Where it could be read no further. */
  readonly failedAt: number;
}

/** Judges events. */
export interface DocumentSink {
  /** Takes a window of the stream. */
  load(bytes: Uint8Array): void;
  /** Judges the events from byte `from` of the window on, where one begins; `place` is where that byte is. `commas`: they are elements. */
  judge(from: number, place: Place, commas: boolean): Stopped;
  /** Hears of bytes that were not judged. */
  refuse(code: RefusalCode, place: Place, length: number): void;
}

export class DocumentSplitter {
  readonly #outline: Outline;
  readonly #trail = new Trail();
  readonly #isRecords: boolean;
  #piece: Uint8Array = new Uint8Array(0);
  /** Of the piece's first byte. */
  #offset = 0;
  /** The index of the next event in its envelope. */
  #record = 0;
  /** Which part of the piece the core has. */
  #window = { start: 0, end: 0 };
  /** An event that is cut, and where it began. */
  #cut: { readonly place: Place; readonly extent: Extent } | undefined;
  /** What came of it, unless it is too long. */
  #held = new Uint8Array(0);
  #heldLength = 0;
  /** Bytes that are not judged: the rest of a document, from where it is damaged. */
  #damage: { readonly code: RefusalCode; readonly place: Place } | undefined;
  /** How much of a byte order mark was seen. */
  #mark = 0;

  /**
   * @param maxEvent longest event in bytes
   * @param batchBytes how much goes into a window, unless a single event is longer
   */
  constructor(
    private readonly sink: DocumentSink,
    framing: Exclude<Framing, { readonly type: "ndjson" }>,
    private readonly maxDepth: number,
    private readonly maxEvent: number,
    private readonly batchBytes: number,
  ) {
    this.#isRecords = framing.type === "records";
    this.#outline = new Outline(framing.type === "records" ? framing.path : [], maxDepth);
  }

  /** Newlines so far. */
  get newlines(): number {
    return this.#outline.line - 1 + (this.#cut?.extent.newlines ?? 0);
  }

  write(piece: Uint8Array): void {
    this.#piece = piece;
    this.#window = { start: 0, end: 0 };
    let at = this.#skipMark();
    while (at < piece.length) {
      if (this.#damage) at = this.#resync(at);
      else if (this.#cut) at = this.#extend(at);
      else at = this.#read(at);
    }
    this.#trail.pass(piece, this.#offset);
    this.#offset += piece.length;
    this.#piece = new Uint8Array(0);
  }

  /** Takes the end of the stream as the end of what is begun. */
  end(): void {
    const cut = this.#cut;
    if (this.#mark > 0 && this.#mark < MARK.length)
      this.#damage = { code: "invalid-json", place: { offset: 0, line: 1 } };
    if (cut) {
      this.#cut = undefined;
      this.#outline.line += cut.extent.newlines;
      this.#damage = { code: cut.extent.unfinished, place: cut.place };
    } else if (!this.#damage) {
      this.#outline.end();
      this.#stopped(0);
    }
    if (this.#damage) this.#refuseDamage(0);
  }

  /** Reads up to an event, and judges the events that stand there. */
  #read(at: number): number {
    const next = this.#outline.read(this.#piece, at, this.#offset);
    return this.#outline.stop === "event" ? this.#judge(next) : this.#stopped(next);
  }

  /** Takes note of why the outline stopped before `at`. */
  #stopped(at: number): number {
    const outline = this.#outline;
    const { stop } = outline;
    const length = (start: Start): number => this.#offset + at - start.offset;
    if (stop === "other" && outline.other) {
      this.sink.refuse("not-an-object", this.#place(outline.other), length(outline.other));
      outline.other = undefined;
      this.#record++;
    } else if (stop === "document") {
      if (!outline.found) this.sink.refuse("no-records", outline.document, length(outline.document));
      this.#record = 0;
    } else if (stop !== "more" && stop !== "event" && stop !== "other") {
      const torn = this.#piece[at] === OPEN_OBJECT && this.#trail.startsDocument(this.#piece, at);
      this.#damage = {
        code: torn ? "unbalanced-brackets" : stop,
        place: outline.other ? this.#place(outline.other) : this.#startAt(at),
      };
    }
    return at;
  }

  /** Judges the events from the one at `at` on, and gives the index of what is something else. */
  #judge(at: number): number {
    const outline = this.#outline;
    const piece = this.#piece;
    let size = this.batchBytes;
    while (true) {
      if (at < this.#window.start || at >= this.#window.end) this.#load(at, Math.min(at + size, piece.length));
      const { start, end } = this.#window;
      const stopped = this.sink.judge(at - start, this.#place(this.#startAt(at)), this.#isRecords);
      at = start + stopped.at;
      outline.line += stopped.lines;
      if (stopped.events > 0) this.#pass(stopped.events, stopped.behind);
      const { fault } = stopped;
      if (!fault) return at;
      const cut =
        start + stopped.failedAt === end && (fault === "unbalanced-brackets" || fault === "unterminated-string");
      if (cut && end < piece.length && end - at <= this.maxEvent) {
        this.#window = { start: 0, end: 0 };
        size = Math.max(this.batchBytes, 2 * (end - at));
      } else if (cut || fault === "nesting-too-deep") {
        this.#cut = { place: this.#place(this.#startAt(at)), extent: new Extent(this.maxDepth) };
        return at;
      } else {
        this.#damage = { code: fault, place: this.#place(this.#startAt(at)) };
        return at + 1;
      }
    }
  }

  #load(start: number, end: number): void {
    this.#window = { start, end };
    this.sink.load(this.#piece.subarray(start, end));
  }

  #pass(events: number, behind: boolean): void {
    this.#outline.passed(behind);
    this.#record += events;
  }

  /** Goes on with the event that is cut, and judges it when it is whole. */
  #extend(at: number): number {
    const cut = this.#cut;
    if (!cut) return at;
    const { extent, place } = cut;
    const end = extent.feed(this.#piece, at, this.#trail);
    this.#hold(this.#piece.subarray(at, end), extent.tooDeep);
    if (!extent.ended) return end;
    this.#cut = undefined;
    const length = this.#offset + end - place.offset;
    if (extent.fault) this.#damage = { code: extent.fault, place };
    else if (extent.tooDeep) this.sink.refuse("nesting-too-deep", place, length);
    else if (length > this.maxEvent) this.sink.refuse("event-too-large", place, length);
    else {
      this.#window = { start: 0, end: 0 };
      this.sink.load(this.#held.subarray(0, this.#heldLength));
      const { fault } = this.sink.judge(0, place, this.#isRecords);
      if (fault) this.#damage = { code: fault, place };
    }
    this.#heldLength = 0;
    this.#outline.line += extent.newlines;
    if (!this.#damage) this.#pass(1, true);
    return end;
  }

  #hold(part: Uint8Array, tooDeep: boolean): void {
    const length = this.#heldLength + part.length;
    if (!tooDeep && length <= this.maxEvent) {
      if (length > this.#held.length) {
        const grown = new Uint8Array(Math.min(this.maxEvent, Math.max(4096, length * 2)));
        grown.set(this.#held.subarray(0, this.#heldLength));
        this.#held = grown;
      }
      this.#held.set(part, this.#heldLength);
    }
    this.#heldLength = length;
  }

  /** Looks for the next document that is sure to be one, and gives its index, or that of the end. */
  #resync(at: number): number {
    const piece = this.#piece;
    while (at < piece.length) {
      if (piece[at] === OPEN_OBJECT && this.#trail.startsDocument(piece, at)) {
        this.#refuseDamage(at);
        return at;
      }
      const newline = piece.indexOf(NEWLINE, at);
      if (newline < 0) break;
      this.#outline.line++;
      at = newline + 1;
    }
    return piece.length;
  }

  /** Refuses what is damaged, up to the white space before `at`. */
  #refuseDamage(at: number): void {
    if (!this.#damage) return;
    const { code, place } = this.#damage;
    this.#damage = undefined;
    this.#outline.reset();
    this.#record = 0;
    this.sink.refuse(code, place, Math.max(0, this.#trail.solidEnd(this.#piece, at, this.#offset) - place.offset));
  }

  /** Passes a byte order mark, and damage where only a part of one is. */
  #skipMark(): number {
    let at = 0;
    while (at < this.#piece.length && this.#mark < MARK.length && this.#offset + at === this.#mark) {
      if (this.#piece[at] !== MARK[this.#mark]) {
        if (this.#mark > 0) this.#damage = { code: "invalid-json", place: { offset: 0, line: 1 } };
        this.#mark = MARK.length;
        break;
      }
      this.#mark++;
      at++;
    }
    return at;
  }

  #startAt(at: number): Start {
    return { offset: this.#offset + at, line: this.#outline.line };
  }

  #place(start: Start): Place {
    return this.#isRecords ? { offset: start.offset, line: start.line, record: this.#record } : start;
  }
}
