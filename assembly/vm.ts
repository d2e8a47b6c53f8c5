// Conditions: branching code, and quantifiers, which run code on each element of an array. Targets are smaller than the instruction that
// names them, and a quantifier's body holds only quantifiers of a deeper level, so every run ends (src/bytecode/verify.ts proves both).

import {
  CODE_FIRST, COUNTER_ELEMENTS, INSTRUCTION_BYTES, INSTRUCTION_FALSE, INSTRUCTION_PREDICATE, INSTRUCTION_TRUE, PREDICATE_BYTES,
} from "./layout";
import { count } from "./count";
import { elementAt, elementEntry, firstElement, nextElement, openArray } from "./json/value";
import { clearBelow, setSlot, walkValue } from "./json/walk";
import { code, memos, predicates, resetArena, slots, stamps } from "./memory";
import { entryOf, levelOf, valueOf } from "./match/operand";
import { holds } from "./match/predicate";
import { beginRecall } from "./match/recall";

/** Stamps are taken from here: larger than any given before. */
let clock: u64 = 0;

/** Begins an event (level 0) or an element: what was remembered of the last one is forgotten. */
export function begin(level: u32): void {
  store<u64>(stamps + <usize>level * 8, ++clock);
  resetArena(level);
  if (!level) beginRecall();
}

/** Runs the code at `pc` and gives its verdict, one of the CODE_ numbers before CODE_FIRST; that of scopes and bodies is CODE_NO or not. */
export function run(pc: u32): u32 {
  while (pc >= CODE_FIRST) {
    const at = code + <usize>(pc - CODE_FIRST) * INSTRUCTION_BYTES;
    pc = holds(load<u32>(at, INSTRUCTION_PREDICATE)) ? load<u32>(at, INSTRUCTION_TRUE) : load<u32>(at, INSTRUCTION_FALSE);
  }
  return pc;
}

/** Some bits of what run() looks at first, so that it is loaded. */
// @ts-ignore: decorator
@inline
export function firstOf(pc: u32): u64 {
  if (pc < CODE_FIRST) return 0;
  const predicate = load<u32>(code + <usize>(pc - CODE_FIRST) * INSTRUCTION_BYTES, INSTRUCTION_PREDICATE);
  return load<u64>(memos + <usize>predicate * 8) ^ load<u64>(predicates + <usize>predicate * PREDICATE_BYTES);
}

/** Whether the code at `body` is true of an element of the array that `node` holds; `element` is the element's node. */
export function some(node: u32, element: u32, body: u32): bool {
  const array = valueOf(node);
  if (!array || load<u8>(array) != openArray) return false;
  const level = levelOf(element);
  let more = firstElement(array, entryOf(node));
  while (more) {
    count(COUNTER_ELEMENTS, 1);
    const at = elementAt;
    const entry = elementEntry;
    begin(level);
    store<u32>(slots + <usize>element * 8, 0);
    clearBelow(element);
    setSlot(element, at, entry);
    walkValue(element, at, entry);
    if (run(body)) return true;
    more = nextElement(at, entry);
  }
  return false;
}
