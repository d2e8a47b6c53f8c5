// Wildcard patterns as the core reads them. All numbers are u32, little-endian, at multiples of 4.
//
//   pattern   minLength, pieces, then the pieces: the first, the last (if there is more than one), those between in order
//   piece     byteLength (of all of it), segments, then the segments
//   segment   skip, length, then `length` bytes of WTF-8 and zeros up to a multiple of 4
//
// A pattern is cut into pieces at its runs of `*`. A segment is `skip` code points of any kind, then a literal. The segments of
// the last piece of several are stored from last to first, since it is matched from the end of the text; `skip` then counts
// code points after the literal. `?` goes to the piece before the `*` that it touches (`*?` is `?*`), so a piece in the middle
// begins with a literal, by which it is found. `minLength` is the length in bytes of the shortest text that can match.

import { encodeWtf8 } from "../unicode/wtf8.js";

const WORD = 4;

/** Skips `number` code points, or matches the bytes. */
type Run = number | number[];
type Piece = Run[];

/**
 * Encodes a pattern: `*` is any text, `?` one code point, `\` takes the next code point literally, a trailing `\` is itself.
 * `fold` is applied to every literal code point; a pattern that ignores case is matched against texts folded the same way.
 */
export function encodeWildcard(pattern: string, fold: (text: string) => string): Uint8Array {
  const [first = [], ...rest] = parsePieces(pattern, fold);
  const last = rest.pop();
  const stored = last ? [first, last.toReversed(), ...rest] : [first];
  const shortest = stored.flat().reduce<number>((sum, run) => sum + (typeof run === "number" ? run : run.length), 0);
  const out: number[] = [];
  pushWord(out, shortest);
  pushWord(out, stored.length);
  for (const piece of stored) {
    const segments = encodeSegments(piece);
    pushWord(out, 2 * WORD + segments.bytes.length);
    pushWord(out, segments.count);
    for (const byte of segments.bytes) out.push(byte);
  }
  return Uint8Array.from(out);
}

/** A literal that every match of a pattern has, and where. */
export interface WildcardLiteral {
  readonly bytes: Uint8Array;
  readonly place: "contains" | "starts_with" | "ends_with";
}

/** The longest literal of a pattern, undefined if it has none. `fold` as for `encodeWildcard`. */
export function longestLiteral(pattern: string, fold: (text: string) => string): WildcardLiteral | undefined {
  const pieces = parsePieces(pattern, fold);
  let longest: WildcardLiteral | undefined;
  for (const [p, piece] of pieces.entries()) {
    for (const [r, run] of piece.entries()) {
      if (typeof run === "number" || (longest && run.length <= longest.bytes.length)) continue;
      const isFirst = p === 0 && r === 0;
      const isLast = p === pieces.length - 1 && r === piece.length - 1;
      longest = { bytes: Uint8Array.from(run), place: isFirst ? "starts_with" : isLast ? "ends_with" : "contains" };
    }
  }
  return longest;
}

function parsePieces(pattern: string, fold: (text: string) => string): Piece[] {
  const points = Array.from(pattern);
  let piece: Piece = [];
  const pieces = [piece];
  let afterStar = false;
  for (let i = 0; i < points.length; i++) {
    let point = points[i] as string;
    if (point === "*") {
      afterStar = true;
    } else if (point === "?") {
      const run = piece.at(-1);
      if (typeof run === "number") piece[piece.length - 1] = run + 1;
      else piece.push(1);
    } else {
      if (point === "\\" && i + 1 < points.length) point = points[++i] as string;
      if (afterStar) {
        piece = [];
        pieces.push(piece);
        afterStar = false;
      }
      // One code point at a time, so that two lone surrogates around a `\` do not become one code point.
      const bytes = encodeWtf8(fold(point));
      const run = piece.at(-1);
      if (typeof run === "object") run.push(...bytes);
      else piece.push([...bytes]);
    }
  }
  if (afterStar) pieces.push([]);
  return pieces;
}

function encodeSegments(piece: Piece): { bytes: number[]; count: number } {
  const bytes: number[] = [];
  let count = 0;
  let skip = 0;
  const push = (literal: readonly number[]): void => {
    pushWord(bytes, skip);
    pushWord(bytes, literal.length);
    for (const byte of literal) bytes.push(byte);
    while (bytes.length % WORD !== 0) bytes.push(0);
    count++;
    skip = 0;
  };
  for (const run of piece) {
    if (typeof run === "number") skip = run;
    else push(run);
  }
  if (skip > 0) push([]);
  return { bytes, count };
}

function pushWord(out: number[], value: number): void {
  out.push(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24);
}

/** Whether the bytes are one pattern, whole, that the core can follow without leaving them. */
export function verifyWildcard(bytes: Uint8Array): boolean {
  if (bytes.length < 2 * WORD || bytes.length % WORD !== 0) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pieces = view.getUint32(WORD, true);
  let shortest = 0;
  let at = 2 * WORD;
  for (let index = 0; index < pieces; index++) {
    if (at + 2 * WORD > bytes.length) return false;
    const end = at + view.getUint32(at, true);
    const segments = view.getUint32(at + WORD, true);
    if (end > bytes.length) return false;
    at += 2 * WORD;
    for (let segment = 0; segment < segments; segment++) {
      if (at + 2 * WORD > end) return false;
      const skip = view.getUint32(at, true);
      const length = view.getUint32(at + WORD, true);
      if (skip + length === 0) return false;
      if (index >= 2 && segment === 0 && (skip > 0 || length === 0)) return false;
      shortest += skip + length;
      at += 2 * WORD + Math.ceil(length / WORD) * WORD;
    }
    if (at !== end) return false;
    if (index >= 2 && segments === 0) return false;
  }
  return pieces > 0 && at === bytes.length && shortest === view.getUint32(0, true);
}
