// A compiled regex, as the core runs it over the bytes of WTF-8 text (assembly/match/regex.ts). It is a section of the program
// format: words of 32 bits, little-endian. There are two forms, told apart by a flag.
//
// A match begins between code points only: where the next byte is no continuation byte, or at the end of the text. As every
// consuming path reads whole code points, assertions too are looked at only there. Overlong forms and code points beyond
// 10FFFF, which WTF-8 has not, may match what has their lead byte.
//
// The nondeterministic form (NFA, run by assembly/match/nfa.ts)
//
//   header   0  number of states S, at least 1
//            1  number of edges E
//            2  start state
//            3  flags: 1 anchored (a match can begin only where the text begins), 2 nullable (a match may be empty)
//            4  first bytes, 8 words: the set of bytes (byte-set.ts) that a match can begin with. If nullable, every byte that is
//               no continuation byte.
//   states  12  S records of two words
//   edges 12+2S E records of two words: first byte | last byte << 8, target state
//
//   state       word 0                               word 1
//   match       0
//   range       1 | first << 8 | last << 16          target: one edge
//   edges       2 | number of edges << 8             index of the first edge; the bytes of its edges ascend
//   split       3 | target << 8                      other target; reads nothing
//   assert      4 | assertion << 8                   target; reads nothing, and holds at this position
//
// States that read nothing may form a loop, as in (a*)*: the core enters each state at most once a position.
//
// The deterministic form (DFA, run by assembly/match/dfa.ts): the same language as a table, one lookup a byte. Its states know
// what the NFA's may be open at this position, and all that assertions can ask of the byte before (determinise.ts).
//
//   header   0  number of states S, at least 2
//            1  number of classes C, 1 to 256
//            2  start state
//            3  flags: 4
//            4  number of skip states K
//   classes  5  256 bytes: the class of each byte
//   rows    69  S rows of C + 1 halfwords: for each class the state that comes next; then 1 if a text that ends here matches,
//               + 2 × the number of the skip set. Padded to a whole word, 65,536 bytes at most
//   skips       K sets of bytes (byte-set.ts): those that stop a skip state
//
// A state is named by the offset of its row in the rows. State 0 is dead: nothing will match. The next one has matched. Then
// come the K skip states, where many texts stay for long (before the first byte of a match, or in `.*`): the core looks for the
// next byte that stops it, 16 at once, and then goes on from the state that the last byte before that leads to (skips.ts).

import * as layout from "./layout.js";

/** A compiled regex. The words are what the core runs. */
export interface Regex {
  readonly words: Uint32Array;
}

/** Targets and counts have 24 bits in the first word of an NFA's state. */
export const MAX_STATES = 0xffffff;
/** A state of a DFA is named in 16 bits. */
export const MAX_DFA_ROW_BYTES = 0x10000;

export function isDfa(words: Uint32Array): boolean {
  return ((words[layout.REGEX_FLAGS / 4] ?? 0) & layout.REGEX_FLAG_DFA) !== 0;
}

/**
 * Bytes of scratch that the core needs to run a regex: for an NFA two sparse sets of states, each an array of members and one
 * of places, four bytes a state. A DFA needs none.
 */
export function regexScratchBytes(words: Uint32Array): number {
  return isDfa(words) ? 0 : 16 * (words[layout.REGEX_STATE_COUNT / 4] ?? 0);
}
