// Entry for the tests and the benchmark of assembly/match/literals.ts.
import { findLiterals } from "../match/literals";

export { findLiterals, literalWork } from "../match/literals";

/** How many literals are found in `count` texts, each given by four u32: a set, its scratch, the text and its length. */
export function countLiterals(texts: usize, count: u32): u32 {
  let found: u32 = 0;
  for (const end = texts + ((<usize>count) << 4); texts < end; texts += 16) {
    found += findLiterals(load<u32>(texts), load<u32>(texts, 8), load<u32>(texts, 12), load<u32>(texts, 4));
  }
  return found;
}
