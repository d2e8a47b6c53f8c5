import { ByteSet } from "./byte-set.js";
import * as layout from "./layout.js";
import type { Nfa } from "./nfa.js";

/** How a match can begin. */
export interface Beginnings {
  /** `REGEX_FLAG_ANCHORED` and `REGEX_FLAG_NULLABLE`. */
  readonly flags: number;
  readonly firstBytes: ByteSet;
}

/** Finds out from the states of an automaton how a match can begin. */
export function beginnings(nfa: Nfa): Beginnings {
  const firstBytes = new ByteSet();
  const reading = firstReading(nfa, true);
  const isNullable = reading.some((state) => nfa.op(state) === layout.REGEX_OP_MATCH);
  if (isNullable) {
    firstBytes.add(0x00, 0x7f);
    firstBytes.add(0xc0, 0xff);
  } else {
    for (const { first, last } of reading.flatMap((state) => nfa.edges(state))) firstBytes.add(first, last);
  }
  const isAnchored = firstReading(nfa, false).length === 0;
  return {
    flags: (isAnchored ? layout.REGEX_FLAG_ANCHORED : 0) | (isNullable ? layout.REGEX_FLAG_NULLABLE : 0),
    firstBytes,
  };
}

/**
 * The states that match or read a byte and that the start reaches without reading any. Assertions are taken to hold, the
 * begin of the text only where `atTextBegin` is set.
 */
function firstReading(nfa: Nfa, atTextBegin: boolean): number[] {
  const reading: number[] = [];
  const reached = new Set([nfa.start]);
  // A set that grows while it is walked is walked to its new end.
  for (const state of reached) {
    const op = nfa.op(state);
    if (op === layout.REGEX_OP_SPLIT) reached.add(nfa.operand(state)).add(nfa.target(state));
    else if (op !== layout.REGEX_OP_ASSERT) reading.push(state);
    else if (atTextBegin || nfa.operand(state) !== layout.REGEX_TEXT_BEGIN) reached.add(nfa.target(state));
  }
  return reading;
}
