// Cuts notation text into tokens, one ahead of the reader, so that the first mistake in the text is the one reported.
// A newline is a token only where it ends a conjunct: not inside () or [], and not before a line that begins with `and` or
// `or`. Several newlines, with the blanks and comments between them, are one token.

import { type ErrorCode, type Position, SluiceError } from "../../errors.js";
import { MAX_TEXT_LENGTH } from "../limits.js";
import { nearest } from "../nearest.js";
import { quote } from "./quote.js";

/** `string` is a JSON string, `raw` one in single quotes; any other character that begins no token is a symbol of its own. */
export type TokenType = "word" | "string" | "raw" | "number" | "symbol" | "newline" | "end";

export interface Token {
  readonly type: TokenType;
  /** As written. */
  readonly text: string;
  /** What a string stands for; of any other token its text. */
  readonly value: string;
  /** Offset of the first UTF-16 unit. */
  readonly start: number;
}

const BLANK = /(?:[ \t\r]|#[^\n]*)*/y;
const BLANK_LINES = /(?:[ \t\r\n]|#[^\n]*)*/y;
const CONTINUATION = /(?:and|or)(?![A-Za-z0-9_@-])/y;
const WORD = /[A-Za-z_@][A-Za-z0-9_@-]*/y;
const NUMBER = /-?[0-9](?:[0-9A-Za-z_.]|[+-](?<=[eE][+-]))*/y;
const OPERATOR = /[=!<>&|]+/y;
const MAX_SHOWN_LENGTH = 40;

/** Reads tokens from a text, with one token of lookahead. Errors carry the given code. */
export class TokenCursor {
  #offset = 0;
  #brackets = 0;
  #previousEnd = 0;
  #lookahead: Token;

  constructor(
    private readonly text: string,
    private readonly code: ErrorCode,
  ) {
    if (text.length > MAX_TEXT_LENGTH) {
      throw new SluiceError(code, `expected at most ${MAX_TEXT_LENGTH} characters, found ${text.length}`, {
        position: { line: 1, column: 1 },
      });
    }
    this.#lookahead = this.#read();
  }

  /** The next token, not yet taken. */
  get token(): Token {
    return this.#lookahead;
  }

  /** Whether the next token follows the last one taken without a blank between them. */
  get adjacent(): boolean {
    return this.#lookahead.start === this.#previousEnd;
  }

  take(): Token {
    const token = this.#lookahead;
    this.#previousEnd = this.#offset;
    this.#lookahead = this.#read();
    return token;
  }

  /** Whether the next token is this word or symbol. */
  at(text: string): boolean {
    const { type } = this.#lookahead;
    return this.#lookahead.text === text && (type === "word" || type === "symbol");
  }

  /** Takes the next token if it is this word or symbol. */
  accept(text: string): boolean {
    const found = this.at(text);
    if (found) this.take();
    return found;
  }

  /** Takes this word or symbol, or throws; `place` completes the message: `after "some"`. */
  expect(text: string, place: string): Token {
    if (!this.at(text)) throw this.error(`${quote(text)} ${place}`);
    return this.take();
  }

  skipNewline(): void {
    if (this.#lookahead.type === "newline") this.take();
  }

  /** `expected X, found Y` at a token (the next one), with the nearest of `candidates` if the token is like one of them. */
  error(expected: string, options: { at?: Token; candidates?: Iterable<string>; cause?: unknown } = {}): SluiceError {
    const { at = this.#lookahead, candidates = [], cause } = options;
    const meant = at.type === "word" || at.type === "symbol" ? nearest(at.text, candidates) : undefined;
    const hint = meant === undefined ? "" : `; did you mean ${quote(meant)}?`;
    return this.errorAt(at.start, `expected ${expected}, found ${describe(at)}${hint}`, cause);
  }

  /** An error about the text at an offset. */
  errorAt(offset: number, message: string, cause?: unknown): SluiceError {
    const options = { position: positionOf(this.text, offset) };
    return new SluiceError(this.code, message, cause === undefined ? options : { ...options, cause });
  }

  #read(): Token {
    this.#scan(this.#brackets > 0 ? BLANK_LINES : BLANK);
    const start = this.#offset;
    const first = this.text[start];
    if (first === undefined) return this.#tokenOf("end", start, start);
    if (first === "\n") {
      this.#scan(BLANK_LINES);
      return this.#follows(CONTINUATION) ? this.#read() : this.#tokenOf("newline", start, this.#offset);
    }
    if (first === '"') return this.#readString(start);
    if (first === "'") return this.#readRaw(start);
    if (this.#scan(WORD)) return this.#tokenOf("word", start, this.#offset);
    if (this.#scan(NUMBER)) return this.#tokenOf("number", start, this.#offset);
    if (this.#scan(OPERATOR)) return this.#tokenOf("symbol", start, this.#offset);
    if (first === "(" || first === "[") this.#brackets += 1;
    if (first === ")" || first === "]") this.#brackets = Math.max(0, this.#brackets - 1);
    return this.#tokenOf("symbol", start, start + String.fromCodePoint(this.text.codePointAt(start) ?? 0).length);
  }

  #readString(start: number): Token {
    let end = start + 1;
    while (this.text[end] !== '"') {
      const unit = this.text.charCodeAt(end);
      if (Number.isNaN(unit) || unit === 0x0a) throw this.#unterminated(start, end, '"');
      if (unit < 0x20) throw this.errorAt(end, `expected an escape in a string, found the control character ${unit}`);
      end += this.text[end] === "\\" && end + 1 < this.text.length ? 2 : 1;
    }
    const text = this.text.slice(start, end + 1);
    try {
      return this.#tokenOf("string", start, end + 1, JSON.parse(text));
    } catch (cause) {
      throw this.errorAt(start, `expected a string with JSON escapes, found ${shorten(text)}`, cause);
    }
  }

  #readRaw(start: number): Token {
    let end = start + 1;
    while (this.text[end] !== "'" || this.text[end + 1] === "'") {
      if (end >= this.text.length || this.text[end] === "\n") throw this.#unterminated(start, end, "'");
      end += this.text[end] === "'" ? 2 : 1;
    }
    return this.#tokenOf("raw", start, end + 1, this.text.slice(start + 1, end).replaceAll("''", "'"));
  }

  #unterminated(start: number, end: number, delimiter: string): SluiceError {
    const found = end >= this.text.length ? "end of text" : "end of line";
    return this.errorAt(start, `expected ${delimiter} at the end of the string, found ${found}`);
  }

  #tokenOf(type: TokenType, start: number, end: number, value?: string): Token {
    this.#offset = end;
    const text = this.text.slice(start, end);
    return { type, text, value: value ?? text, start };
  }

  /** Moves past what the pattern matches here; false where that is nothing. */
  #scan(pattern: RegExp): boolean {
    pattern.lastIndex = this.#offset;
    if (!pattern.test(this.text)) return false;
    const moved = pattern.lastIndex > this.#offset;
    this.#offset = pattern.lastIndex;
    return moved;
  }

  #follows(pattern: RegExp): boolean {
    pattern.lastIndex = this.#offset;
    return pattern.test(this.text);
  }
}

function describe(token: Token): string {
  switch (token.type) {
    case "newline":
      return "end of line";
    case "end":
      return "end of text";
    case "string":
    case "raw":
      return `the string ${shorten(token.text)}`;
    case "number":
      return `the number ${shorten(token.text)}`;
    case "word":
    case "symbol":
      return quote(shorten(token.text));
  }
}

function shorten(text: string): string {
  return text.length <= MAX_SHOWN_LENGTH ? text : `${text.slice(0, MAX_SHOWN_LENGTH)}…`;
}

function positionOf(text: string, offset: number): Position {
  const lineStart = offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < lineStart; at = text.indexOf("\n", at + 1)) line += 1;
  return { line, column: offset - lineStart + 1 };
}
