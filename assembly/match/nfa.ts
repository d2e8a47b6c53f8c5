// Simulates a nondeterministic automaton, laid out as src/regex/automaton.ts says. All states that the text so far can be in
// are followed at once, so time is at most states × bytes, whatever the pattern and the text.
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

import { hasByte, skipTo } from "./byte-set";
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
import { countStep } from "./regex-steps";

/** Before the first and after the last byte. */
const NO_BYTE: u32 = 256;

/** Whether the NFA at `program` matches somewhere in `length` bytes of text. */
export function searchNfa(program: usize, text: usize, length: u32, scratch: usize): bool {
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
      } else position = skipTo(program + REGEX_FIRST_BYTES, position, end);
      if (position == end && !(flags & REGEX_FLAG_NULLABLE)) return false;
    }
    const before: u32 = position > text ? load<u8>(position - 1) : NO_BYTE;
    const byte: u32 = position < end ? load<u8>(position) : NO_BYTE;
    if (canBegin(program, flags, byte) && (position == text || !(flags & REGEX_FLAG_ANCHORED))) {
      size = insert(members, places, size, start);
    }

    let nextSize: u32 = 0;
    for (let i: u32 = 0; i < size; i++) {
      countStep();
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
    countStep();
    const swapped = members;
    members = nextMembers;
    nextMembers = swapped;
    size = nextSize;
    position++;
  }
}

/** Adds a state to a sparse set unless it is there, and returns the set's new size. */
// @ts-ignore: decorator
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
// @ts-ignore: decorator
@inline
function canBegin(program: usize, flags: u32, byte: u32): bool {
  if (byte == NO_BYTE) return (flags & REGEX_FLAG_NULLABLE) != 0;
  return hasByte(program + REGEX_FIRST_BYTES, byte);
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

// @ts-ignore: decorator
@inline
function isWord(byte: u32): bool {
  return byte - 0x30 < 10 || (byte | 0x20) - 0x61 < 26 || byte == 0x5f;
}
