// How far an object goes that is cut: bracket by bracket, as the core walks the whole one, so that both find the same end.

import type { RefusalCode } from "../types.js";
import { NEWLINE, OPEN_ARRAY, OPEN_OBJECT, type Trail } from "./trail.js";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const CLOSE_OBJECT = 0x7d;

export class Extent {
  /** Newlines so far. */
  newlines = 0;
  /** It is deeper than the limit: brackets are only counted. */
  tooDeep = false;
  /** Its end was found, or what makes an end impossible. */
  ended = false;
  /** What makes an end impossible. */
  fault: RefusalCode | undefined;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #open = new Uint8Array(64);

  constructor(private readonly maxDepth: number) {}

  /** What to say of it if nothing more comes. */
  get unfinished(): RefusalCode {
    if (this.tooDeep) return "nesting-too-deep";
    return this.#inString ? "unterminated-string" : "unbalanced-brackets";
  }

  /** Takes more of it. Gives the index after its last byte, or that of the byte that makes an end impossible. */
  feed(piece: Uint8Array, at: number, trail: Trail): number {
    for (; at < piece.length; at++) {
      const byte = piece[at] as number;
      if (this.#escaped) {
        this.#escaped = false;
        if (byte === QUOTE || byte === BACKSLASH) continue;
      }
      if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) this.#inString = !this.#inString;
      else if (byte === NEWLINE) {
        if (this.#inString) return this.#fail("unterminated-string", at);
        this.newlines++;
      } else if (this.#inString) continue;
      else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        if (byte === OPEN_OBJECT && this.#depth > 0 && trail.startsDocument(piece, at)) {
          return this.#fail("unbalanced-brackets", at);
        }
        this.#push(byte);
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        this.#depth--;
        // The two brackets of a pair are two apart.
        if (!this.tooDeep && this.#open[this.#depth] !== byte - 2) return this.#fail("mismatched-brackets", at);
        if (this.#depth > 0) continue;
        this.ended = true;
        return at + 1;
      }
    }
    return at;
  }

  #push(bracket: number): void {
    if (this.#depth >= this.maxDepth) this.tooDeep = true;
    if (!this.tooDeep) {
      if (this.#depth === this.#open.length) {
        const grown = new Uint8Array(this.#depth * 2);
        grown.set(this.#open);
        this.#open = grown;
      }
      this.#open[this.#depth] = bracket;
    }
    this.#depth++;
  }

  #fail(fault: RefusalCode, at: number): number {
    this.ended = true;
    this.fault = this.tooDeep ? "nesting-too-deep" : fault;
    return at;
  }
}
