import { MAX_DFA_ROW_BYTES, type Regex } from "./automaton.js";
import { DEAD, type Dfa, MATCHED } from "./dfa.js";
import * as layout from "./layout.js";
import { skipsOf } from "./skips.js";

/** Lays a minimal DFA out as the core reads it. Undefined if its rows are too many or too long. */
export function encodeTable(dfa: Dfa): Regex | undefined {
  const { classOf, classCount, stateCount } = dfa;
  const rowBytes = 2 * (classCount + 1);
  const rowsBytes = stateCount * rowBytes;
  if (rowsBytes > MAX_DFA_ROW_BYTES) return undefined;

  const skips = skipsOf(dfa);
  const others = Array.from({ length: stateCount }, (_, state) => state).filter(
    (state) => state !== DEAD && state !== MATCHED && !skips.has(state),
  );
  const order = [DEAD, MATCHED, ...skips.keys(), ...others];
  const names = new Uint16Array(stateCount);
  for (const [index, state] of order.entries()) names[state] = index * rowBytes;

  const skipsAt = layout.REGEX_ROWS + Math.ceil(rowsBytes / 4) * 4;
  const words = new Uint32Array((skipsAt + skips.size * layout.REGEX_SKIP_BYTES) / 4);
  words[layout.REGEX_STATE_COUNT / 4] = stateCount;
  words[layout.REGEX_CLASS_COUNT / 4] = classCount;
  words[layout.REGEX_START / 4] = names[dfa.start] as number;
  words[layout.REGEX_FLAGS / 4] = layout.REGEX_FLAG_DFA;
  words[layout.REGEX_SKIP_COUNT / 4] = skips.size;
  new Uint8Array(words.buffer).set(classOf, layout.REGEX_CLASSES);
  const rows = new Uint16Array(words.buffer, layout.REGEX_ROWS, rowsBytes / 2);
  for (const [index, state] of order.entries()) {
    const row = index * (classCount + 1);
    for (let byteClass = 0; byteClass < classCount; byteClass++) {
      rows[row + byteClass] = names[dfa.next[state * classCount + byteClass] as number] as number;
    }
    const skip = skips.has(state) ? index - 2 : 0;
    rows[row + classCount] = (dfa.accepts[state] as number) | (skip << 1);
  }
  for (const [index, set] of [...skips.values()].entries()) {
    words.set(set.toWords(), (skipsAt + index * layout.REGEX_SKIP_BYTES) / 4);
  }
  return { words };
}
