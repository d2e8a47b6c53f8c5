import { MAX_DFA_ROW_BYTES } from "./automaton.js";
import * as layout from "./layout.js";

/**
 * What is wrong with the words of a DFA, or undefined: all states, classes and skip sets that are named must be there. What is
 * in a skip set is not looked at: it decides how far a search skips, but never beyond the text.
 */
export function verifyTable(words: Uint32Array): string | undefined {
  if (words.length < layout.REGEX_ROWS / 4) return `expected a header and classes, found ${words.length} words`;
  const states = words[layout.REGEX_STATE_COUNT / 4] as number;
  const classes = words[layout.REGEX_CLASS_COUNT / 4] as number;
  const skips = words[layout.REGEX_SKIP_COUNT / 4] as number;
  if (words[layout.REGEX_FLAGS / 4] !== layout.REGEX_FLAG_DFA) return "a DFA has no other flags";
  if (classes < 1 || classes > 256) return `expected 1 to 256 classes, found ${classes}`;
  const rowBytes = 2 * (classes + 1);
  const rowsBytes = states * rowBytes;
  if (states < 2 || rowsBytes > MAX_DFA_ROW_BYTES) {
    return `expected 2 or more states in ${MAX_DFA_ROW_BYTES} bytes, found ${states} of ${rowBytes} bytes`;
  }
  if (skips > states - 2) return `expected at most ${states - 2} states that skip, found ${skips}`;
  const skipsAt = (layout.REGEX_ROWS + Math.ceil(rowsBytes / 4) * 4) / 4;
  if (words.length !== skipsAt + (skips * layout.REGEX_SKIP_BYTES) / 4) {
    return `expected the words of ${states} states, ${skips} of which skip, found ${words.length} words`;
  }
  const classOf = new Uint8Array(words.buffer, words.byteOffset + layout.REGEX_CLASSES, 256);
  if (classOf.some((byteClass) => byteClass >= classes)) return `expected bytes of ${classes} classes`;
  const isState = (name: number) => name < rowsBytes && name % rowBytes === 0;
  if (!isState(words[layout.REGEX_START / 4] as number)) return `expected the start among ${states} states`;

  const rows = new Uint16Array(words.buffer, words.byteOffset + layout.REGEX_ROWS, rowsBytes / 2);
  for (let state = 0; state < states; state++) {
    const row = rows.subarray(state * (classes + 1), (state + 1) * (classes + 1));
    if (!row.subarray(0, classes).every(isState)) return `state ${state}: expected to go on at one of ${states} states`;
    const skip = state >= 2 && state < 2 + skips ? state - 2 : 0;
    if ((row[classes] as number) >> 1 !== skip) return `state ${state}: expected skip set ${skip}`;
  }
  return undefined;
}
