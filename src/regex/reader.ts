import { SluiceError } from "../errors.js";

/** A pattern and how far it was read, in UTF-16 units. */
export class PatternReader {
  at = 0;

  constructor(readonly pattern: string) {}

  get hasMore(): boolean {
    return this.at < this.pattern.length;
  }

  startsWith(text: string): boolean {
    return this.pattern.startsWith(text, this.at);
  }

  /** Reads `text` if it comes next, and says whether it did. */
  skip(text: string): boolean {
    const found = this.startsWith(text);
    if (found) this.at += text.length;
    return found;
  }

  /** Reads one code point; a lone surrogate is one. The caller knows that there is one. */
  take(): string {
    const character = String.fromCodePoint(this.pattern.codePointAt(this.at) as number);
    this.at += character.length;
    return character;
  }

  /** Reads up to and over `end`, and gives what is before it; undefined, and nothing read, if it does not come. */
  takeUntil(end: string): string | undefined {
    const index = this.pattern.indexOf(end, this.at);
    if (index < 0) return undefined;
    const text = this.pattern.slice(this.at, index);
    this.at = index + end.length;
    return text;
  }

  takeRest(): string {
    const text = this.pattern.slice(this.at);
    this.at = this.pattern.length;
    return text;
  }

  /** An `invalid-regex` with the position of the offending construct, which begins at `start`. */
  refusal(start: number, problem: string): SluiceError {
    const before = this.pattern.slice(0, start);
    const position = { line: before.split("\n").length, column: start - before.lastIndexOf("\n") };
    return new SluiceError("invalid-regex", `${problem} (column ${position.column} of the regular expression)`, {
      position,
    });
  }
}
