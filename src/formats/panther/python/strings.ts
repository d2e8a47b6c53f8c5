// String literals: where they end, what they say, and the replacement fields of f-strings (The Python Language Reference,
// 2.4.1 to 2.4.3). As in Python 3.12 an f-string may hold its own quotes inside a field; what 3.11 takes means the same.

import { PythonError, syntaxError } from "./error.js";

const PREFIX = /([a-zA-Z]{0,2})("""|'''|"|')/y;
const WORD = /[\p{ID_Start}_]\p{ID_Continue}*/uy;
const STRING_START = /(?:[rR][bBfF]?|[bB][rR]?|[fF][rR]?|[uU])?["']/y;
/** f-strings inside fields of f-strings. */
const MAX_FORMAT_DEPTH = 16;

interface Opening {
  readonly raw: boolean;
  readonly bytes: boolean;
  readonly formatted: boolean;
  readonly quote: string;
  /** Offset of the first character inside. */
  readonly content: number;
}

function openingAt(text: string, start: number): Opening {
  PREFIX.lastIndex = start;
  const [all, prefix, quote] = PREFIX.exec(text) as unknown as [string, string, string];
  const letters = prefix.toLowerCase();
  return {
    raw: letters.includes("r"),
    bytes: letters.includes("b"),
    formatted: letters.includes("f"),
    quote,
    content: start + all.length,
  };
}

/** A piece of text, or a field: offsets of its expression, and its format. */
export type StringPart =
  | { readonly type: "text"; readonly value: string }
  | {
      readonly type: "field";
      readonly start: number;
      readonly end: number;
      readonly conversion?: "s" | "r" | "a";
      readonly spec?: readonly StringPart[];
    };

export interface StringLiteral {
  readonly bytes: boolean;
  readonly formatted: boolean;
  readonly parts: readonly StringPart[];
}

/** The end of the literal that starts at `start`, its closing quote included. Throws a `PythonError`. */
export function scanString(text: string, start: number, limit: number): number {
  return new StringScanner(text, limit).string(start, 0).end;
}

/** What the literal from `start` to `end` says. Throws a `PythonError`. */
export function readString(text: string, start: number, end: number): StringLiteral {
  const { bytes, formatted } = openingAt(text, start);
  return { bytes, formatted, parts: new StringScanner(text, end).string(start, 0).parts };
}

class StringScanner {
  constructor(
    private readonly text: string,
    private readonly limit: number,
  ) {}

  string(start: number, depth: number): { readonly end: number; readonly parts: readonly StringPart[] } {
    const { text, limit } = this;
    const opening = openingAt(text, start);
    const { quote, formatted } = opening;
    if (depth > MAX_FORMAT_DEPTH) {
      const message = `expected at most ${MAX_FORMAT_DEPTH} f-strings inside each other`;
      throw new PythonError("nesting-too-deep", message, start, start + 1);
    }
    const parts: StringPart[] = [];
    let at = opening.content;
    let piece = at;
    const flush = () => {
      if (at > piece) parts.push({ type: "text", value: this.decode(piece, at, opening) });
    };
    while (at < limit) {
      const character = text[at];
      if (character === "\\") at += this.escapeLength(at, opening);
      else if (text.startsWith(quote, at)) {
        flush();
        return { end: at + quote.length, parts };
      } else if (quote.length === 1 && (character === "\n" || character === "\r")) break;
      else if (!formatted || (character !== "{" && character !== "}")) at++;
      else if (text[at + 1] === character) {
        at++;
        flush();
        at++;
        piece = at;
      } else {
        flush();
        if (character === "}") throw syntaxError('expected "}}" for a brace in an f-string, found "}"', at, at + 1);
        at = this.field(at, opening, parts, depth, 0);
        piece = at;
      }
    }
    throw syntaxError(`expected the string to end with ${quote}, found no such end`, start, opening.content);
  }

  /** Characters that a backslash keeps from ending the string or opening a field. */
  private escapeLength(at: number, { formatted, raw }: Opening): number {
    const next = this.text[at + 1];
    if (next === "\r" && this.text[at + 2] === "\n") return 3;
    if (formatted && (next === "{" || next === "}")) return 1;
    // The braces of \N{…} are no field; what it names is not known here.
    return formatted && !raw && next === "N" && this.text[at + 2] === "{" ? 3 : 2;
  }

  /** Reads the field at `{`, and gives the offset after its `}`. */
  private field(open: number, opening: Opening, parts: StringPart[], depth: number, specDepth: number): number {
    const { text } = this;
    const start = open + 1;
    let at = this.expressionEnd(start, depth);
    let end = at;
    if (text[at] === "=") {
      at = this.skipSpace(at + 1);
      parts.push({ type: "text", value: text.slice(start, at) });
    }
    const selfDocumenting = at > end;
    let conversion: string | undefined;
    if (text[at] === "!") {
      conversion = text[at + 1];
      if (conversion !== "s" && conversion !== "r" && conversion !== "a") {
        throw syntaxError("expected the conversion !s, !r or !a", at, at + 2);
      }
      at = this.skipSpace(at + 2);
    }
    let spec: StringPart[] | undefined;
    if (text[at] === ":") {
      if (specDepth > 1) throw syntaxError("expected no deeper field in a format", at, at + 1);
      spec = [];
      at = this.spec(at + 1, opening, spec, depth, specDepth);
    }
    if (at >= this.limit || text[at] !== "}") throw syntaxError('expected "}" to end the field', open, at);
    if (text.slice(start, end).trim() === "") throw syntaxError("expected an expression in the field", open, at + 1);
    while (end > start && /\s/.test(text[end - 1] as string)) end--;
    const shown = conversion ?? (selfDocumenting && spec === undefined ? "r" : undefined);
    parts.push({
      type: "field",
      start,
      end,
      ...(shown !== undefined && { conversion: shown as "s" | "r" | "a" }),
      ...(spec && { spec }),
    });
    return at + 1;
  }

  /** Reads a format up to its `}`, whose offset it gives. */
  private spec(start: number, opening: Opening, parts: StringPart[], depth: number, specDepth: number): number {
    const { text, limit } = this;
    let at = start;
    let piece = start;
    while (at < limit && text[at] !== "}" && !text.startsWith(opening.quote, at)) {
      if (text[at] === "\n" && opening.quote.length === 1) break;
      if (text[at] !== "{") {
        at++;
        continue;
      }
      if (at > piece) parts.push({ type: "text", value: this.decode(piece, at, opening) });
      at = this.field(at, opening, parts, depth, specDepth + 1);
      piece = at;
    }
    if (at > piece) parts.push({ type: "text", value: this.decode(piece, at, opening) });
    return at;
  }

  /** Offset of what ends the expression of a field: `}`, `:`, `!`, or the `=` that shows its text. */
  private expressionEnd(start: number, depth: number): number {
    const { text, limit } = this;
    let brackets = 0;
    let at = start;
    while (at < limit) {
      STRING_START.lastIndex = at;
      if (STRING_START.test(text)) {
        at = this.string(at, depth + 1).end;
        continue;
      }
      WORD.lastIndex = at;
      const word = WORD.exec(text)?.[0];
      if (word !== undefined) {
        at += word.length;
        continue;
      }
      const character = text[at] as string;
      const two = text.slice(at, at + 2);
      if ("([{".includes(character)) brackets++;
      else if (brackets > 0 && ")]}".includes(character)) brackets--;
      else if (brackets === 0) {
        if (["==", "!=", "<=", ">="].includes(two)) {
          at += 2;
          continue;
        }
        if ("}:!=".includes(character)) return at;
      }
      if (character === "#") throw syntaxError("expected no comment in an f-string", at, at + 1);
      at++;
    }
    throw syntaxError('expected "}" to end the field', start - 1, start);
  }

  private skipSpace(start: number): number {
    let at = start;
    while (at < this.limit && /\s/.test(this.text[at] as string)) at++;
    return at;
  }

  /** The text of a piece, escapes resolved and line ends made LF. */
  private decode(start: number, end: number, { raw, bytes }: Opening): string {
    const piece = this.text.slice(start, end).replace(/\r\n?/g, "\n");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is meant.
    if (bytes && /[^\x00-\x7f]/.test(piece)) throw syntaxError("expected ASCII in a bytes literal", start, end);
    if (raw || !piece.includes("\\")) return piece;
    return piece.replace(bytes ? BYTES_ESCAPE : ESCAPE, (written: string) => {
      const value = decodeEscape(written);
      if (value !== undefined) return value;
      const offset = start + this.text.slice(start, end).indexOf(written);
      throw syntaxError(`expected an escape that is known here, found ${written}`, offset, offset + written.length);
    });
  }
}

const ESCAPE = /\\(?:\n|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N(?:\{[^}]*\})?|[\s\S])/g;
const BYTES_ESCAPE = /\\(?:\n|[0-7]{1,3}|x[0-9a-fA-F]{2}|[^NuU])/g;

const SIMPLE: ReadonlyMap<string, string> = new Map([
  ["\n", ""],
  ["\\", "\\"],
  ["'", "'"],
  ['"', '"'],
  ["a", "\x07"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
]);

/** What an escape stands for; undefined where Python, or this reader, knows no such one. An unknown letter keeps its backslash. */
function decodeEscape(written: string): string | undefined {
  const body = written.slice(1);
  const simple = SIMPLE.get(body);
  if (simple !== undefined) return simple;
  if (/^[0-7]/.test(body)) return String.fromCharCode(Number.parseInt(body, 8));
  if (/^[xuU]/.test(body)) {
    const code = Number.parseInt(body.slice(1), 16);
    return body.length === 1 || code > 0x10ffff ? undefined : String.fromCodePoint(code);
  }
  return body.startsWith("N") ? undefined : written;
}
