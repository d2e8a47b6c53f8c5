import { isDfa, MAX_STATES } from "./automaton.js";
import { beginnings } from "./beginnings.js";
import * as layout from "./layout.js";
import { Nfa } from "./nfa.js";
import { verifyTable } from "./verify-table.js";

const HEADER_WORDS = layout.REGEX_HEADER_BYTES / 4;

/**
 * Proves all that the core trusts in a compiled regex that may come from anywhere. Gives what is wrong, or undefined.
 *
 * That a search ends needs no proof: a DFA reads a byte with every transition, an NFA enters a state at most once a position.
 */
export function verifyRegex(words: Uint32Array): string | undefined {
  return isDfa(words) ? verifyTable(words) : verifyNfa(words);
}

/** Every state and edge that another word names must be there, byte ranges ascend, and the header be what the states make it. */
function verifyNfa(words: Uint32Array): string | undefined {
  if (words.length < HEADER_WORDS) return `expected a header of ${HEADER_WORDS} words, found ${words.length} words`;
  const states = words[layout.REGEX_STATE_COUNT / 4] as number;
  const edges = words[layout.REGEX_EDGE_COUNT / 4] as number;
  const start = words[layout.REGEX_START / 4] as number;
  if (states < 1 || states > MAX_STATES) return `expected 1 to ${MAX_STATES} states, found ${states}`;
  if (words.length !== HEADER_WORDS + 2 * (states + edges)) {
    return `expected the words of ${states} states and ${edges} edges, found ${words.length} words`;
  }
  if (start >= states) return `expected the start among ${states} states, found ${start}`;
  for (let state = 0; state < states; state++) {
    const problem = verifyState(words, state, states, edges);
    if (problem) return `state ${state}: ${problem}`;
  }
  return verifyHeader(words);
}

function verifyState(words: Uint32Array, state: number, states: number, edges: number): string | undefined {
  const head = words[HEADER_WORDS + 2 * state] as number;
  const target = words[HEADER_WORDS + 2 * state + 1] as number;
  const operand = head >>> 8;
  switch (head & 0xff) {
    case layout.REGEX_OP_MATCH:
      return head === layout.REGEX_OP_MATCH && target === 0 ? undefined : "a match has no operands";
    case layout.REGEX_OP_RANGE:
      if (!isByteRange(operand)) return "expected a range of bytes";
      break;
    case layout.REGEX_OP_EDGES:
      if (target + operand > edges) return `expected edges among ${edges}, found ${target} and ${operand} of them`;
      return verifyEdges(words, HEADER_WORDS + 2 * (states + target), operand, states);
    case layout.REGEX_OP_SPLIT:
      if (operand >= states) return `expected a target among ${states} states, found ${operand}`;
      break;
    case layout.REGEX_OP_ASSERT:
      if (operand >= layout.REGEX_ASSERTION_COUNT) return `unknown assertion ${operand}`;
      break;
    default:
      return `unknown operation ${head & 0xff}`;
  }
  return target < states ? undefined : `expected a target among ${states} states, found ${target}`;
}

function verifyEdges(words: Uint32Array, at: number, count: number, states: number): string | undefined {
  let next = 0;
  for (let word = at; word < at + 2 * count; word += 2) {
    const range = words[word] as number;
    const target = words[word + 1] as number;
    if (!isByteRange(range) || (range & 0xff) < next) return "expected edges whose bytes ascend";
    if (target >= states) return `expected a target among ${states} states, found ${target}`;
    next = (range >>> 8) + 1;
  }
  return undefined;
}

function isByteRange(range: number): boolean {
  return range < 0x10000 && (range & 0xff) <= range >>> 8;
}

function verifyHeader(words: Uint32Array): string | undefined {
  const { flags, firstBytes } = beginnings(new Nfa(words));
  if (words[layout.REGEX_FLAGS / 4] !== flags) return "the flags are not those of the states";
  if (!firstBytes.isAt(words, layout.REGEX_FIRST_BYTES / 4)) return "the first bytes are not those of the states";
  return undefined;
}
