// Reads all of a stream of documents but the events in them: strictly, byte by byte, cut anywhere, and without keeping anything but the
// brackets that are open and a key that may be on the path.
//
// Without a path the documents are the events. With one, events are the elements of the array at that path in each document.

import type { Segment } from "../../rule/ir.js";
import { foldString } from "../../unicode/fold.js";
import type { RefusalCode } from "../types.js";
import { beginNumber, continueNumber, isNumber, nameFrom, TOKEN } from "./token.js";
import { COLON, COMMA, isSpace, NEWLINE, OPEN_ARRAY, OPEN_OBJECT } from "./trail.js";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const CLOSE_OBJECT = 0x7d;
const LETTER_U = 0x75;
const ESCAPES: ReadonlySet<number> = new Set(Buffer.from('"\\/bfnrt'));

/** What may come next. */
type State =
  | "value"
  | "element or end"
  | "key or end"
  | "key"
  | "colon"
  | "end"
  | "string"
  | "escape"
  | "hex"
  | "number"
  | "name";

/** A key of the path. */
type Key = Extract<Segment, { readonly type: "key" }>;

/** Where something begins. */
export interface Start {
  readonly offset: number;
  readonly line: number;
}

/**
 * Why a reading stopped: `more`: it is at its end; `event`: an event begins; `other`: a value has ended that stands where events do, but is
 * no object; `document`: a document with events in it has ended. Anything else says what is wrong.
 */
export type Stop = "more" | "event" | "other" | "document" | RefusalCode;

export class Outline {
  /** Line of the next byte. */
  line = 1;
  /** Where the value began that stands in the place of an event; undefined if there is none. */
  other: Start | undefined;
  /** Where the document began, and whether the array was found in it. Of use with a path only. */
  document: Start = { offset: 0, line: 1 };
  found = false;
  stop: Stop = "more";
  #state: State = "value";
  /** A bracket a depth. */
  readonly #open: number[] = [];
  /** How many keys of the path lead to the innermost object that is on it; its depth is one more. */
  #reached = 0;
  /** The last key was the next one of the path. */
  #hit = false;
  /** The depth at which values are events; -1 where none are. */
  #eventDepth: number;
  #inKey = false;
  /** The bytes of a key that may be on the path. */
  #key: number[] | undefined;
  #hexLeft = 0;
  #number: number = TOKEN.none;
  #name = "";

  constructor(
    private readonly path: readonly Key[],
    private readonly maxDepth: number,
  ) {
    this.#eventDepth = path.length === 0 ? 0 : -1;
  }

  /** Forgets the document that was begun. */
  reset(): void {
    this.#open.length = 0;
    this.#state = "value";
    this.#reached = 0;
    this.#hit = false;
    this.#eventDepth = this.path.length === 0 ? 0 : -1;
    this.other = undefined;
  }

  /** Takes note that an event was passed; `behind`: and nothing after it, else the comma, too. */
  passed(behind: boolean): void {
    this.#state = behind && this.#open.length > 0 ? "end" : "value";
  }

  /** Reads from `at` on; `offset` is that of the piece. Gives the index of the first byte that was not read; `stop` tells why. */
  read(piece: Uint8Array, at: number, offset: number): number {
    this.stop = "more";
    while (at < piece.length && this.stop === "more") {
      if (this.#state === "string") at = this.#readString(piece, at);
      else if (this.#take(piece[at] as number, offset + at)) at++;
    }
    return at;
  }

  /** Takes the end of the stream for the end of a number; anything else that is begun is wrong. */
  end(): void {
    this.stop = "more";
    if (this.#state === "number" && isNumber(this.#number) && this.#open.length === 0) this.#ended();
    else if (this.#state !== "value" || this.#open.length > 0) {
      const string = this.#state === "string" || this.#state === "escape" || this.#state === "hex";
      this.stop = string ? "unterminated-string" : this.#open.length > 0 ? "unbalanced-brackets" : "invalid-json";
    }
  }

  /** Whether the byte was read: it is not where the reading stops at it, or where it only ends what came before. */
  #take(byte: number, offset: number): boolean {
    switch (this.#state) {
      case "number":
        return this.#takeNumber(byte);
      case "name":
        return this.#takeName(byte);
      case "escape":
        return this.#takeEscape(byte);
      case "hex":
        return this.#takeHex(byte);
    }
    if (isSpace(byte)) {
      if (byte === NEWLINE) this.line++;
      return true;
    }
    switch (this.#state) {
      case "value":
        return this.#beginValue(byte, offset);
      case "element or end":
        return byte === CLOSE_ARRAY ? this.#close(byte) : this.#beginValue(byte, offset);
      case "key or end":
        return byte === CLOSE_OBJECT ? this.#close(byte) : this.#beginKey(byte);
      case "key":
        return this.#beginKey(byte);
      case "colon":
        return byte === COLON ? this.#expect("value") : this.#fail("invalid-json");
      default:
        return this.#takeEnd(byte);
    }
  }

  #beginValue(byte: number, offset: number): boolean {
    const depth = this.#open.length;
    if (depth === this.#eventDepth) {
      if (byte === OPEN_OBJECT) {
        this.stop = "event";
        return false;
      }
      this.other = { offset, line: this.line };
    } else if (depth === 0) {
      this.document = { offset, line: this.line };
      this.found = false;
    }
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) return this.#push(byte);
    if (byte === QUOTE) return this.#beginString(false);
    this.#number = beginNumber(byte);
    if (this.#number !== TOKEN.none) return this.#expect("number");
    const name = nameFrom(byte);
    if (name === undefined) {
      if (this.other?.offset === offset) this.other = undefined;
      return this.#fail("invalid-json");
    }
    this.#name = name.slice(1);
    return this.#expect("name");
  }

  #push(bracket: number): boolean {
    if (this.#open.length === this.maxDepth) return this.#fail("nesting-too-deep");
    if (this.#hit) {
      this.#hit = false;
      const last = this.#reached + 1 === this.path.length;
      if (last && bracket === OPEN_ARRAY) {
        this.found = true;
        this.#eventDepth = this.#open.length + 1;
      } else if (!last && bracket === OPEN_OBJECT) this.#reached++;
    }
    this.#open.push(bracket);
    return this.#expect(bracket === OPEN_OBJECT ? "key or end" : "element or end");
  }

  #close(bracket: number): boolean {
    // The two brackets of a pair are two apart.
    if (this.#open.at(-1) !== bracket - 2) return this.#fail("mismatched-brackets");
    this.#open.pop();
    if (this.#open.length < this.#eventDepth) this.#eventDepth = -1;
    if (this.#reached > 0 && this.#open.length === this.#reached) this.#reached--;
    this.#ended();
    return true;
  }

  #takeEnd(byte: number): boolean {
    if (byte === COMMA) return this.#expect(this.#open.at(-1) === OPEN_OBJECT ? "key" : "value");
    if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) return this.#close(byte);
    return this.#fail("invalid-json");
  }

  /** A value has ended. */
  #ended(): void {
    this.#hit = false;
    const depth = this.#open.length;
    this.#state = depth === 0 ? "value" : "end";
    if (depth === this.#eventDepth) this.stop = "other";
    else if (depth === 0) this.stop = "document";
  }

  #beginKey(byte: number): boolean {
    return byte === QUOTE ? this.#beginString(true) : this.#fail("invalid-json");
  }

  #beginString(isKey: boolean): boolean {
    this.#inKey = isKey;
    this.#key = isKey && this.#open.length === this.#reached + 1 && this.#eventDepth < 0 ? [] : undefined;
    return this.#expect("string");
  }

  #readString(piece: Uint8Array, at: number): number {
    for (; at < piece.length; at++) {
      const byte = piece[at] as number;
      if (byte < 0x20) {
        this.#fail(byte === NEWLINE ? "unterminated-string" : "invalid-json");
        return at;
      }
      if (byte === QUOTE) {
        this.#endString();
        return at + 1;
      }
      this.#keep(byte);
      if (byte === BACKSLASH) {
        this.#state = "escape";
        return at + 1;
      }
    }
    return at;
  }

  #endString(): void {
    if (this.#inKey) {
      this.#hit = this.#key !== undefined && this.#isNext(this.#key);
      this.#state = "colon";
    } else this.#ended();
  }

  /** Whether a key is the next one of the path. */
  #isNext(bytes: readonly number[]): boolean {
    const { name, nocase } = this.path[this.#reached] as Key;
    // Nearly always it is spelled as it is looked for.
    if (bytes.length === name.length && bytes.every((byte, i) => byte < 0x80 && byte === name.charCodeAt(i)))
      return true;
    const key = JSON.parse(
      `"${new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(bytes))}"`,
    ) as string;
    return nocase ? foldString(key) === foldString(name) : key === name;
  }

  /** Keeps a byte of a key, unless the key is longer than any spelling of the one that is looked for: `\uXXXX` for each unit. */
  #keep(byte: number): void {
    if (!this.#key) return;
    if (this.#key.length < (this.path[this.#reached] as Key).name.length * 6) this.#key.push(byte);
    else this.#key = undefined;
  }

  #takeEscape(byte: number): boolean {
    this.#keep(byte);
    if (byte === LETTER_U) {
      this.#hexLeft = 4;
      return this.#expect("hex");
    }
    if (ESCAPES.has(byte)) return this.#expect("string");
    return this.#fail(byte === NEWLINE ? "unterminated-string" : "invalid-json");
  }

  #takeHex(byte: number): boolean {
    this.#keep(byte);
    const digit = (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
    if (!digit) return this.#fail(byte === NEWLINE ? "unterminated-string" : "invalid-json");
    if (--this.#hexLeft === 0) this.#state = "string";
    return true;
  }

  #takeNumber(byte: number): boolean {
    const next = continueNumber(this.#number, byte);
    if (next !== TOKEN.none) {
      this.#number = next;
      return true;
    }
    if (!isNumber(this.#number)) return this.#fail("invalid-json");
    this.#ended();
    return false;
  }

  #takeName(byte: number): boolean {
    if (byte !== this.#name.charCodeAt(0)) return this.#fail("invalid-json");
    this.#name = this.#name.slice(1);
    if (this.#name === "") this.#ended();
    return true;
  }

  #expect(state: State): boolean {
    this.#state = state;
    return true;
  }

  #fail(code: RefusalCode): boolean {
    this.stop = code;
    return false;
  }
}
