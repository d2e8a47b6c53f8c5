// Wildcard patterns, anchored at both ends. src/plan/wildcard.ts documents the bytes of a pattern and verifies them.
//
// The piece before the first `*` is matched at the start of the text, the piece after the last at its end, and each piece
// between them where it first occurs in what is left: leftmost is enough, since a piece takes a fixed number of code points.
// Time is at most the text's length times the longest piece's.

import { equal, find, NOT_FOUND } from "./find";

const HEADER: usize = 8;
const PIECE_HEADER: usize = 8;
const SEGMENT_HEADER: usize = 8;

/** Whether a text matches the pattern at `program`. */
export function wildcardMatch(text: usize, len: u32, program: usize): bool {
  if (len < load<u32>(program)) return false;
  const end = text + len;
  const pieces = load<u32>(program, 4);
  const prefix = program + HEADER;
  let from = matchForward(prefix, text, end);
  if (from == 0) return false;
  if (pieces == 1) return from == end;
  const suffix = prefix + load<u32>(prefix);
  const until = matchBackward(suffix, from, end);
  if (until == 0) return false;
  let piece = suffix + load<u32>(suffix);
  for (let i: u32 = 2; i < pieces; i++) {
    from = search(piece, from, until);
    if (from == 0) return false;
    piece += load<u32>(piece);
  }
  return true;
}

/** Where the piece ends if it begins at `from`, or 0. */
// @ts-ignore: decorator
@inline
function matchForward(piece: usize, from: usize, end: usize): usize {
  return matchSegments(piece + PIECE_HEADER, load<u32>(piece, 4), from, end);
}

function matchSegments(segment: usize, count: u32, from: usize, end: usize): usize {
  let at = from;
  for (; count > 0; count--) {
    for (let skip = load<u32>(segment); skip > 0; skip--) {
      if (at == end) return 0;
      at = nextCodePoint(at, end);
    }
    const length = load<u32>(segment, 4);
    if (<u32>(end - at) < length || !equal(at, segment + SEGMENT_HEADER, length)) return 0;
    at += length;
    segment = segmentAfter(segment, length);
  }
  return at;
}

/** Where the piece begins if it ends at `end`, or 0. Its segments are stored from the last to the first. */
function matchBackward(piece: usize, start: usize, end: usize): usize {
  let at = end;
  let segment = piece + PIECE_HEADER;
  for (let count = load<u32>(piece, 4); count > 0; count--) {
    for (let skip = load<u32>(segment); skip > 0; skip--) {
      if (at == start) return 0;
      at = previousCodePoint(at, start);
    }
    const length = load<u32>(segment, 4);
    if (<u32>(at - start) < length || !equal(at - length, segment + SEGMENT_HEADER, length)) return 0;
    at -= length;
    segment = segmentAfter(segment, length);
  }
  return at;
}

/** Where the piece's first occurrence in a text ends, or 0. The piece begins with a literal. */
function search(piece: usize, from: usize, until: usize): usize {
  const others = load<u32>(piece, 4) - 1;
  const first = piece + PIECE_HEADER;
  const length = load<u32>(first, 4);
  while (true) {
    const hit = find(from, <u32>(until - from), first + SEGMENT_HEADER, length);
    if (hit == NOT_FOUND) return 0;
    const end = matchSegments(segmentAfter(first, length), others, from + hit + length, until);
    if (end != 0) return end;
    from += hit + 1;
  }
}

// @ts-ignore: decorator
@inline
function segmentAfter(segment: usize, length: u32): usize {
  return segment + SEGMENT_HEADER + ((length + 3) & ~3);
}

// A code point is any byte and the continuation bytes after it. On bytes that are no WTF-8 this still ends, inside the text,
// and both directions agree.

// @ts-ignore: decorator
@inline
function nextCodePoint(at: usize, end: usize): usize {
  do {
    at++;
  } while (at < end && isContinuation(at));
  return at;
}

// @ts-ignore: decorator
@inline
function previousCodePoint(at: usize, start: usize): usize {
  do {
    at--;
  } while (at > start && isContinuation(at));
  return at;
}

// @ts-ignore: decorator
@inline
function isContinuation(at: usize): bool {
  return (load<u8>(at) & 0xc0) == 0x80;
}
