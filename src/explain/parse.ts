// The oracle's own JSON parser: strict RFC 8259, and iterative, so that no nesting overflows the stack.

import { SluiceError } from "../errors.js";
import { type JsonObject, type JsonValue, quote } from "./value.js";

/** How events are parsed. */
export interface ParseOptions {
  /** Deepest nesting of arrays and objects. Default 1,024. */
  readonly maxDepth?: number;
  /** Which of equal keys counts, as the matcher's option of this name. Default `"last"`. */
  readonly duplicateKeys?: JsonObject["duplicateKeys"];
}

/**
 * Parses one event: a JSON object (RFC 8259), with whitespace around it; a byte order mark before it is skipped. Throws
 * `event-refused` with what was found where: the offset counts bytes for bytes and UTF-16 units for a string. Bytes must be valid
 * UTF-8, and a string valid UTF-16 (escapes may still spell lone surrogates).
 */
export function parseEvent(input: string | Uint8Array, options: ParseOptions = {}): JsonObject {
  const value = parseJson(input, options);
  if (value.type !== "object") throw new SluiceError("event-refused", `expected an object, found ${value.type}`);
  return value;
}

/** As `parseEvent`, for any JSON value at the top. */
export function parseJson(input: string | Uint8Array, options: ParseOptions = {}): JsonValue {
  const text = typeof input === "string" ? input : decode(input);
  const offset = (at: number): number => (typeof input === "string" ? at : Buffer.byteLength(text.slice(0, at)));
  return new Parser(text, options.maxDepth ?? 1024, options.duplicateKeys ?? "last", offset).parse();
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    const replaced = Buffer.from(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
    const at = bytes.findIndex((byte, index) => byte !== replaced[index]);
    const place = at === -1 ? "at the end" : `at offset ${at}`;
    throw new SluiceError("event-refused", `expected UTF-8, found an invalid sequence ${place}`, { cause });
  }
}

/** An array or object that has not ended yet. */
type Open =
  | { readonly type: "array"; readonly elements: JsonValue[] }
  | { readonly type: "object"; readonly members: Map<string, JsonValue>; key: string };

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

class Parser {
  private at = 0;
  private readonly open: Open[] = [];
  /** All but RFC 8259's `unescaped`; surrogates, which it has in pairs only, are looked at one by one. */
  private readonly notPlain = /[^ !#-[\]-\ud7ff\ue000-\uffff]/g;

  constructor(
    private readonly text: string,
    private readonly maxDepth: number,
    private readonly duplicateKeys: JsonObject["duplicateKeys"],
    private readonly offset: (at: number) => number,
  ) {}

  parse(): JsonValue {
    if (this.text.startsWith("\uFEFF")) this.at = 1;
    for (;;) {
      let value = this.scalarOrOpening();
      while (value !== undefined) {
        const parent = this.open.at(-1);
        if (parent === undefined) return this.ended(value);
        this.add(parent, value);
        value = this.commaOrClosing(parent);
      }
    }
  }

  /** A scalar or an empty container; undefined where a container begins that has something in it. */
  private scalarOrOpening(): JsonValue | undefined {
    this.skipSpace();
    const first = this.text[this.at];
    if (first === "[") return this.openArray();
    if (first === "{") return this.openObject();
    if (first === '"') return { type: "string", value: this.string() };
    if (first === "t") return this.word("true", { type: "boolean", value: true });
    if (first === "f") return this.word("false", { type: "boolean", value: false });
    if (first === "n") return this.word("null", { type: "null" });
    if (first === "-" || this.digit()) return { type: "number", text: this.number() };
    throw this.unexpected("a value");
  }

  private openArray(): JsonValue | undefined {
    this.enter();
    if (this.skip("]")) return { type: "array", elements: [] };
    this.open.push({ type: "array", elements: [] });
    return undefined;
  }

  private openObject(): JsonValue | undefined {
    this.enter();
    if (this.skip("}")) return { type: "object", duplicateKeys: this.duplicateKeys, members: new Map() };
    this.open.push({ type: "object", members: new Map(), key: this.key() });
    return undefined;
  }

  private enter(): void {
    if (this.open.length >= this.maxDepth) {
      throw this.refused(`expected at most ${this.maxDepth} levels of nesting, found more`);
    }
    this.at++;
    this.skipSpace();
  }

  private add(parent: Open, value: JsonValue): void {
    if (parent.type === "array") {
      parent.elements.push(value);
    } else if (this.duplicateKeys === "last" || !parent.members.has(parent.key)) {
      // Deleted first, so that a key that comes again moves to the end.
      parent.members.delete(parent.key);
      parent.members.set(parent.key, value);
    }
  }

  /** After a value inside `parent`: undefined where another follows, else `parent`, which has ended. */
  private commaOrClosing(parent: Open): JsonValue | undefined {
    this.skipSpace();
    const closing = parent.type === "array" ? "]" : "}";
    if (this.skip(closing)) {
      this.open.pop();
      return parent.type === "array"
        ? { type: "array", elements: parent.elements }
        : { type: "object", duplicateKeys: this.duplicateKeys, members: parent.members };
    }
    if (!this.skip(",")) throw this.unexpected(`"," or "${closing}"`);
    if (parent.type === "object") {
      this.skipSpace();
      parent.key = this.key();
    }
    return undefined;
  }

  private key(): string {
    if (this.text[this.at] !== '"') throw this.unexpected("a key");
    const key = this.string();
    this.skipSpace();
    if (!this.skip(":")) throw this.unexpected('":"');
    return key;
  }

  private string(): string {
    this.at++;
    let value = "";
    let start = this.at;
    for (;;) {
      this.skipPlain();
      const character = this.text[this.at];
      if (character === '"') break;
      if (character === "\\") {
        value += this.text.slice(start, this.at) + this.escape();
        start = this.at;
      } else {
        this.skipPair();
      }
    }
    value += this.text.slice(start, this.at);
    this.at++;
    return value;
  }

  /** To the next unit of a string that is not simply itself, or to the end. */
  private skipPlain(): void {
    this.notPlain.lastIndex = this.at;
    this.at = this.notPlain.exec(this.text)?.index ?? this.text.length;
  }

  /** Takes a surrogate pair. A lone surrogate has no UTF-8 form, and a control character must be escaped. */
  private skipPair(): void {
    if ((this.text.codePointAt(this.at) ?? 0) <= 0xffff) throw this.unexpected("a string's next character");
    this.at += 2;
  }

  private escape(): string {
    this.at++;
    const letter = this.text[this.at] ?? "";
    const character = ESCAPES[letter];
    if (character !== undefined) {
      this.at++;
      return character;
    }
    if (letter !== "u") throw this.unexpected("an escape");
    const digits = this.text.slice(this.at + 1, this.at + 5);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) {
      this.at++;
      throw this.unexpected("four hexadecimal digits");
    }
    this.at += 5;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  private number(): string {
    const start = this.at;
    this.skip("-");
    if (!this.skip("0")) this.digits();
    if (this.skip(".")) this.digits();
    if (this.skip("e") || this.skip("E")) {
      if (!this.skip("+")) this.skip("-");
      this.digits();
    }
    return this.text.slice(start, this.at);
  }

  private digits(): void {
    if (!this.digit()) throw this.unexpected("a digit");
    while (this.digit()) this.at++;
  }

  private digit(): boolean {
    const character = this.text[this.at];
    return character !== undefined && character >= "0" && character <= "9";
  }

  private word(word: string, value: JsonValue): JsonValue {
    if (!this.text.startsWith(word, this.at)) throw this.unexpected("a value");
    this.at += word.length;
    return value;
  }

  private ended(value: JsonValue): JsonValue {
    this.skipSpace();
    if (this.at < this.text.length) throw this.unexpected("the end");
    return value;
  }

  private skip(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private skipSpace(): void {
    while (this.skip(" ") || this.skip("\n") || this.skip("\r") || this.skip("\t"));
  }

  private unexpected(expected: string): SluiceError {
    const codePoint = this.text.codePointAt(this.at);
    const found = codePoint === undefined ? "the end" : quote(String.fromCodePoint(codePoint));
    return this.refused(`expected ${expected}, found ${found}`);
  }

  private refused(message: string): SluiceError {
    return new SluiceError("event-refused", `${message} at offset ${this.offset(this.at)}`);
  }
}
