import type { Span } from "../diagnostic.js";
import type { Position } from "../errors.js";

/** Offsets of a text (UTF-16 units from 0) to lines and columns (from 1) and back. A line ends with LF. */
export class LineIndex {
  private readonly starts: readonly number[];
  /** Index of the line that was found last: what is asked for next is seldom far from it. */
  private last = 0;

  constructor(private readonly text: string) {
    const starts = [0];
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
    this.starts = starts;
  }

  position(offset: number): Position {
    let low = this.lineStart(this.last + 1) <= offset ? this.last : 0;
    let high = this.lineStart(low + 3) > offset ? Math.min(low + 1, this.starts.length - 1) : this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.lineStart(middle + 1) <= offset) low = middle;
      else high = middle - 1;
    }
    this.last = low;
    return { line: low + 1, column: offset - this.lineStart(low + 1) + 1 };
  }

  /** Clamped to the text: a position past it is its end. */
  offset(position: Position): number {
    return Math.min(this.lineStart(position.line) + position.column - 1, this.text.length);
  }

  /** A line without its line ending; empty past the end of the text. */
  line(line: number): string {
    return this.text.slice(this.lineStart(line), this.lineStart(line + 1)).replace(/\r?\n$/, "");
  }

  /** Offset of the first character of a line. */
  lineStart(line: number): number {
    return this.starts[line - 1] ?? this.text.length;
  }
}

/** A text and the file it came from. A byte order mark is not part of the text. */
export class Source {
  readonly text: string;
  private index: LineIndex | undefined;

  constructor(
    readonly file: string,
    text: string,
  ) {
    this.text = text.startsWith("\uFEFF") ? text.slice(1) : text;
  }

  get lines(): LineIndex {
    this.index ??= new LineIndex(this.text);
    return this.index;
  }

  /** The text between two offsets, without what the lines after the first are indented as far as it. */
  excerpt(start: number, end: number): string {
    const { column } = this.lines.position(start);
    const text = this.text.slice(start, end).trimEnd();
    return column === 1 ? text : text.replace(/\n +/g, (indented) => `\n${indented.slice(column)}`);
  }

  /** The span of two offsets, the end exclusive. */
  span(start: number, end: number): Span {
    const from = this.lines.position(start);
    const to = this.lines.position(Math.max(start, end));
    return { file: this.file, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  }
}
