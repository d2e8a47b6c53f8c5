// Runs a deterministic automaton, laid out as src/regex/automaton.ts says:
//
//   header | class of each byte, 256 | rows: (classes + 1) × u16 a state | skip sets: 32 bytes each
//
// Invariants
// - The program passed verifyRegex: every class, state and skip set is in bounds.
// - A state is the offset of its row, and rows come in this order: dead, matched, states that skip, all others. So one
//   comparison a byte tells whether there is more to do than to look the next state up.

import { skipTo } from "./byte-set";
import {
  REGEX_CLASS_COUNT, REGEX_CLASSES, REGEX_ROWS, REGEX_SKIP_BYTES, REGEX_SKIP_COUNT, REGEX_START, REGEX_STATE_COUNT,
} from "./regex-layout";
import { countStep } from "./regex-steps";

/** Whether the DFA at `program` matches somewhere in `length` bytes of text. */
export function searchDfa(program: usize, text: usize, length: u32): bool {
  const rowBytes = (load<u32>(program, REGEX_CLASS_COUNT) + 1) << 1;
  const lastSkipping = (load<u32>(program, REGEX_SKIP_COUNT) + 1) * rowBytes;
  const end = text + length;
  let state = load<u32>(program, REGEX_START);
  let position = text;

  while (true) {
    if (state <= lastSkipping) {
      if (state <= rowBytes) return state != 0;
      const stop = skipTo(skipSet(program, state, rowBytes), position, end);
      if (stop != position) state = nextState(program, state, load<u8>(stop - 1));
      position = stop;
    }
    do {
      if (position == end) return (rowEnd(program, state, rowBytes) & 1) != 0;
      countStep();
      state = nextState(program, state, load<u8>(position));
      position++;
    } while (state > lastSkipping);
  }
}

// @ts-ignore: decorator
@inline
function nextState(program: usize, state: u32, byte: u32): u32 {
  return load<u16>(program + state + (<u32>load<u8>(program + byte, REGEX_CLASSES) << 1), REGEX_ROWS);
}

/** The last halfword of a row: bit 0 for a match where the text ends, then the number of the skip set. */
// @ts-ignore: decorator
@inline
function rowEnd(program: usize, state: u32, rowBytes: u32): u32 {
  return load<u16>(program + state + rowBytes - 2, REGEX_ROWS);
}

// @ts-ignore: decorator
@inline
function skipSet(program: usize, state: u32, rowBytes: u32): usize {
  const rowsBytes = (load<u32>(program, REGEX_STATE_COUNT) * rowBytes + 3) & ~3;
  return program + REGEX_ROWS + rowsBytes + (rowEnd(program, state, rowBytes) >>> 1) * REGEX_SKIP_BYTES;
}
