// From a stream of bytes, cut anywhere, to batches of whole lines. A line that is cut is kept in a buffer of its own, so that any number
// of streams can share a matcher.

const NEWLINE = 0x0a;
const RETURN = 0x0d;
/** Longest line ending. */
const ENDING = 2;

/** Takes the batches. */
export interface LineSink {
  /** Whole lines; the last one of the stream may lack its newline. `offset` is that of the first byte. Gives the number of lines. */
  lines(bytes: Uint8Array, line: number, offset: number): number;
  /** One line that is longer than the limit; `length` is without its line ending. */
  tooLong(line: number, offset: number, length: number): void;
}

export class LineSplitter {
  #line = 1;
  #offset = 0;
  /** Bytes of the cut line so far. They are in `held`, unless they are too many: then only the last two are kept. */
  #cut = 0;
  #held = new Uint8Array(0);
  #tail: readonly number[] = [];
  readonly #limit: number;

  /**
   * @param maxLine longest line in bytes, line ending apart, that is worth keeping
   * @param batchBytes how much goes into a batch, unless a single line is longer
   */
  constructor(
    private readonly sink: LineSink,
    maxLine: number,
    private readonly batchBytes: number,
  ) {
    this.#limit = maxLine + ENDING;
  }

  write(chunk: Uint8Array): void {
    let at = 0;
    if (this.#cut > 0) {
      const end = chunk.indexOf(NEWLINE) + 1;
      this.#extend(chunk.subarray(0, end || chunk.length));
      if (end === 0) return;
      this.#flush();
      at = end;
    }
    while (at < chunk.length) {
      const end = this.#batchEnd(chunk, at);
      if (end === 0) {
        this.#extend(chunk.subarray(at));
        return;
      }
      this.#pass(chunk.subarray(at, end));
      at = end;
    }
  }

  /** Takes what is left as the last line. */
  end(): void {
    if (this.#cut > 0) this.#flush();
  }

  /** The byte after the last newline of the batch that begins at `at`; 0 if there is no newline at all. */
  #batchEnd(chunk: Uint8Array, at: number): number {
    const window = chunk.subarray(at, at + this.batchBytes);
    const last = window.lastIndexOf(NEWLINE);
    return last < 0 ? chunk.indexOf(NEWLINE, at + window.length) + 1 : at + last + 1;
  }

  #extend(part: Uint8Array): void {
    const length = this.#cut + part.length;
    this.#tail = [...this.#tail, ...part.subarray(-ENDING)].slice(-ENDING);
    if (length <= this.#limit) {
      if (length > this.#held.length) {
        const grown = new Uint8Array(Math.min(this.#limit, Math.max(4096, length * 2)));
        grown.set(this.#held.subarray(0, this.#cut));
        this.#held = grown;
      }
      this.#held.set(part, this.#cut);
    }
    this.#cut = length;
  }

  #flush(): void {
    const length = this.#cut;
    this.#cut = 0;
    const tail = this.#tail;
    this.#tail = [];
    if (length > this.#limit) this.#skip(length, tail);
    else this.#pass(this.#held.subarray(0, length));
  }

  #pass(bytes: Uint8Array): void {
    // More than a batch is a single line.
    if (bytes.length > this.batchBytes && bytes.length > this.#limit) {
      this.#skip(bytes.length, [...bytes.subarray(-ENDING)]);
      return;
    }
    const [line, offset] = [this.#line, this.#offset];
    this.#offset += bytes.length;
    this.#line += this.sink.lines(bytes, line, offset);
  }

  #skip(length: number, tail: readonly number[]): void {
    const [line, offset] = [this.#line, this.#offset];
    this.#offset += length;
    this.#line++;
    const [beforeLast, last] = tail;
    const ending = last !== NEWLINE ? 0 : beforeLast === RETURN ? 2 : 1;
    this.sink.tooLong(line, offset, length - ending);
  }
}
