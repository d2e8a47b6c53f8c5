// Regular expressions: a simulation of the automaton that src/regex/automaton.ts lays out, over WTF-8 text. All states that
// the text so far can be in are followed at once, so time is at most states × bytes, whatever the pattern and the text.
//
// Invariants
// - The program passed verifyRegex: every state, edge and target is in bounds.
// - Scratch has 16 bytes a state: two sparse sets (Briggs and Torczon 1993), for this position and for the next:
//
//     members[states]   the set's states in the order in which they came in
//     places[states]    where in `members` a state is; only to be believed if that member is the state
//
//   So a set is emptied by forgetting its size, and what the scratch holds at first does not matter.
// - A set is also its own work list: states that read nothing add their targets to the set that is being walked.

import {
  REGEX_EDGE_BYTES,
  REGEX_FIRST_BYTES,
  REGEX_FLAG_ANCHORED,
  REGEX_FLAG_NULLABLE,
  REGEX_FLAGS,
  REGEX_HEADER_BYTES,
  REGEX_LINE_BEGIN,
  REGEX_LINE_END,
  REGEX_OP_ASSERT,
  REGEX_OP_EDGES,
  REGEX_OP_MATCH,
  REGEX_OP_RANGE,
  REGEX_START,
  REGEX_STATE_BYTES,
  REGEX_STATE_COUNT,
  REGEX_TEXT_BEGIN,
  REGEX_TEXT_END,
  REGEX_WORD_BOUNDARY,
} from "./regex-layout";

/** Before the first and after the last byte. */
const NO_BYTE: u32 = 256;

/** In builds that count: states entered and positions looked at, since the module was made. */
export let regexSteps: u64 = 0;

/**
 * Whether the regex at `program` matches somewhere in `length` bytes of text. `scratch` is aligned to 4 and has as many bytes
 * as `regexScratchBytes` of src/regex/automaton.ts says.
 */
export function search(program: usize, text: usize, length: u32, scratch: usize): bool {
  const count: usize = load<u32>(program, REGEX_STATE_COUNT);
  const start = load<u32>(program, REGEX_START);
  const flags = load<u32>(program, REGEX_FLAGS);
  const states = program + REGEX_HEADER_BYTES;
  const edges = states + count * REGEX_STATE_BYTES;
  const places = count << 2;
  const end = text + length;
  let members = scratch;
  let nextMembers = scratch + (count << 3);
  let size: u32 = 0;
  let position = text;

  while (true) {
    if (size == 0) {
      if (flags & REGEX_FLAG_ANCHORED) {
        if (position != text) return false;
      } else position = skipToFirstByte(program + REGEX_FIRST_BYTES, position, end);
      if (position == end && !(flags & REGEX_FLAG_NULLABLE)) return false;
    }
    const before: u32 = position > text ? load<u8>(position - 1) : NO_BYTE;
    const byte: u32 = position < end ? load<u8>(position) : NO_BYTE;
    if (canBegin(program, flags, byte) && (position == text || !(flags & REGEX_FLAG_ANCHORED))) {
      size = insert(members, places, size, start);
    }

    let nextSize: u32 = 0;
    for (let i: u32 = 0; i < size; i++) {
      if (COUNT) regexSteps++;
      const state = states + <usize>load<u32>(members + (<usize>i << 2)) * REGEX_STATE_BYTES;
      const head = load<u32>(state);
      const target = load<u32>(state, 4);
      const op = head & 0xff;
      if (op == REGEX_OP_RANGE) {
        if (byte - ((head >>> 8) & 0xff) <= (head >>> 16) - ((head >>> 8) & 0xff)) {
          nextSize = insert(nextMembers, places, nextSize, target);
        }
      } else if (op == REGEX_OP_EDGES) {
        let edge = edges + <usize>target * REGEX_EDGE_BYTES;
        const lastEdge = edge + <usize>(head >>> 8) * REGEX_EDGE_BYTES;
        while (edge < lastEdge && load<u8>(edge, 1) < byte) edge += REGEX_EDGE_BYTES;
        if (edge < lastEdge && load<u8>(edge) <= byte) {
          nextSize = insert(nextMembers, places, nextSize, load<u32>(edge, 4));
        }
      } else if (op == REGEX_OP_MATCH) {
        return true;
      } else if (op == REGEX_OP_ASSERT) {
        if (holds(head >>> 8, before, byte)) size = insert(members, places, size, target);
      } else {
        size = insert(members, places, size, head >>> 8);
        size = insert(members, places, size, target);
      }
    }

    if (position == end) return false;
    if (COUNT) regexSteps++;
    const swapped = members;
    members = nextMembers;
    nextMembers = swapped;
    size = nextSize;
    position++;
  }
}

/** Adds a state to a sparse set unless it is there, and returns the set's new size. */
// @ts-expect-error: decorator
@inline
function insert(members: usize, places: usize, size: u32, state: u32): u32 {
  const place = members + places + (<usize>state << 2);
  const at = load<u32>(place);
  if (at < size && load<u32>(members + (<usize>at << 2)) == state) return size;
  store<u32>(members + (<usize>size << 2), state);
  store<u32>(place, size);
  return size + 1;
}

/** Whether a match can begin before this byte. A continuation byte is never among the first bytes. */
// @ts-expect-error: decorator
@inline
function canBegin(program: usize, flags: u32, byte: u32): bool {
  if (byte == NO_BYTE) return (flags & REGEX_FLAG_NULLABLE) != 0;
  return hasByte(program + REGEX_FIRST_BYTES, byte);
}

/** Whether a set of bytes (32 bytes, as the program's header has them) has this one. */
// @ts-expect-error: decorator
@inline
function hasByte(set: usize, byte: u32): bool {
  const row: u32 = load<u8>(set + (byte & 15) + ((byte >>> 7) << 4));
  return ((row >>> ((byte >>> 4) & 7)) & 1) != 0;
}

function holds(assertion: u32, before: u32, byte: u32): bool {
  switch (assertion) {
    case REGEX_TEXT_BEGIN:
      return before == NO_BYTE;
    case REGEX_TEXT_END:
      return byte == NO_BYTE;
    case REGEX_LINE_BEGIN:
      return before == NO_BYTE || before == 0x0a;
    case REGEX_LINE_END:
      return byte == NO_BYTE || byte == 0x0a;
    case REGEX_WORD_BOUNDARY:
      return isWord(before) != isWord(byte);
    default:
      return isWord(before) == isWord(byte);
  }
}

// @ts-expect-error: decorator
@inline
function isWord(byte: u32): bool {
  return byte - 0x30 < 10 || (byte | 0x20) - 0x61 < 26 || byte == 0x5f;
}

/** The next byte that is in a set, or the end. */
function skipToFirstByte(set: usize, position: usize, end: usize): usize {
  const rowsBelow80 = v128.load(set);
  const rowsFrom80 = v128.load(set, 16);
  const columns = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128);
  const low = i8x16.splat(0x0f);
  while (position + 16 <= end) {
    if (COUNT) regexSteps++;
    const bytes = v128.load(position);
    const row = v128.and(bytes, low);
    const isHigh = v128.shr<i8>(bytes, 7);
    const rows = v128.bitselect(v128.swizzle(rowsFrom80, row), v128.swizzle(rowsBelow80, row), isHigh);
    const column = v128.swizzle(columns, v128.shr<u8>(bytes, 4));
    const found = v128.bitmask<i8>(v128.ne<i8>(v128.and(rows, column), i8x16.splat(0)));
    if (found != 0) return position + ctz(found);
    position += 16;
  }
  while (position < end) {
    if (COUNT) regexSteps++;
    const byte: u32 = load<u8>(position);
    if (hasByte(set, byte)) break;
    position++;
  }
  return position;
}
