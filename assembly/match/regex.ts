// Regular expressions over WTF-8 text, in the form that src/regex/automaton.ts gave them, in time linear in the text. Up to 16
// bytes past the end of a text can be read.

import { searchDfa } from "./dfa";
import { searchNfa } from "./nfa";
import { REGEX_FLAG_DFA, REGEX_FLAGS } from "./regex-layout";

/**
 * Whether the regex at `program` matches somewhere in `length` bytes of text. The program passed verifyRegex. `scratch` is
 * aligned to 4 and has as many bytes as `regexScratchBytes` of src/regex/automaton.ts says.
 */
export function search(program: usize, text: usize, length: u32, scratch: usize): bool {
  if (load<u32>(program, REGEX_FLAGS) & REGEX_FLAG_DFA) return searchDfa(program, text, length);
  return searchNfa(program, text, length, scratch);
}
