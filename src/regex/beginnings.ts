import * as layout from "./layout.js";

/** What the header of a compiled regex says of how a match can begin. */
export interface Beginnings {
  readonly flags: number;
  readonly firstBytes: Uint32Array;
}

const HEADER_WORDS = layout.REGEX_HEADER_BYTES / 4;

/** Finds out from its states how a match can begin. All targets and edges must be in bounds. */
export function beginnings(words: Uint32Array): Beginnings {
  const isAnchored = firstReading(words, false).length === 0;
  const bytes = new Uint8Array(4 * (layout.REGEX_HEADER_BYTES / 4 - layout.REGEX_FIRST_BYTES / 4));
  const reading = firstReading(words, true);
  const isNullable = reading.some((state) => op(words, state) === layout.REGEX_OP_MATCH);
  if (isNullable) {
    addBytes(bytes, 0x00, 0x7f);
    addBytes(bytes, 0xc0, 0xff);
  } else {
    for (const state of reading) addEdges(bytes, words, state);
  }
  return {
    flags: (isAnchored ? layout.REGEX_FLAG_ANCHORED : 0) | (isNullable ? layout.REGEX_FLAG_NULLABLE : 0),
    firstBytes: new Uint32Array(bytes.buffer),
  };
}

/**
 * The states that match or read a byte and that the start reaches without reading any. Assertions are taken to hold, the
 * begin of the text only where `atTextBegin` is set.
 */
function firstReading(words: Uint32Array, atTextBegin: boolean): number[] {
  const reading: number[] = [];
  const reached = new Set([words[layout.REGEX_START / 4] as number]);
  // A set that grows while it is walked is walked to its new end.
  for (const state of reached) {
    const operand = (words[HEADER_WORDS + 2 * state] as number) >>> 8;
    const target = words[HEADER_WORDS + 2 * state + 1] as number;
    if (op(words, state) === layout.REGEX_OP_SPLIT) reached.add(operand).add(target);
    else if (op(words, state) !== layout.REGEX_OP_ASSERT) reading.push(state);
    else if (atTextBegin || operand !== layout.REGEX_TEXT_BEGIN) reached.add(target);
  }
  return reading;
}

function op(words: Uint32Array, state: number): number {
  return (words[HEADER_WORDS + 2 * state] as number) & 0xff;
}

function addEdges(bytes: Uint8Array, words: Uint32Array, state: number): void {
  const operand = (words[HEADER_WORDS + 2 * state] as number) >>> 8;
  if (op(words, state) === layout.REGEX_OP_RANGE) {
    addBytes(bytes, operand & 0xff, operand >>> 8);
    return;
  }
  const edges = HEADER_WORDS + 2 * (words[layout.REGEX_STATE_COUNT / 4] as number);
  const first = words[HEADER_WORDS + 2 * state + 1] as number;
  for (let edge = first; edge < first + operand; edge++) {
    const range = words[edges + 2 * edge] as number;
    addBytes(bytes, range & 0xff, range >>> 8);
  }
}

function addBytes(bytes: Uint8Array, first: number, last: number): void {
  for (let byte = first; byte <= last; byte++) {
    const at = (byte & 15) + (byte >> 7) * 16;
    bytes[at] = (bytes[at] as number) | (1 << ((byte >> 4) & 7));
  }
}
