// The core with its stages to be run one by one, for bench/stages. Each takes the lines of one input, which are all events that can be judged:
// what is refused, and white space around events, is left to the core's own run.

import { RUN_LINES, RUN_MORE, TOTAL_MATCHES } from "../layout";
import { total } from "../count";
import { indexEnd, scan, specialsEnd } from "../json/scan";
import { clearTouched, walkEvent } from "../json/walk";
import { findCandidates } from "../match/table";
import { PAD, candidates, index, input, nodeCount, ruleCount, specials, summary } from "../memory";
import { resume, startRun } from "../run";
import { begin } from "../vm";

export { loadProgram, programStart, reserve } from "../index";

/** Scans `length` bytes of whole lines and gives the number of index entries. */
export function scanLines(length: u32): u32 {
  memory.fill(input + length, 0x20, PAD);
  scan(length, u64.MAX_VALUE, false);
  return <u32>((indexEnd - index) >> 2);
}

/** Walks every event of the last scan and gives their number. */
export function walkLines(): u32 {
  return eachEvent(false);
}

/** Walks every event of the last scan, finds its candidates, and gives the number of rules that were candidates. */
export function findLines(): u32 {
  return eachEvent(true);
}

/** The core's own run over `length` bytes of whole lines; gives the matches since the program was loaded. */
export function judgeLines(length: u32): u32 {
  let status = startRun(length, RUN_LINES, 0);
  while (status & RUN_MORE) status = resume();
  return <u32>total(TOTAL_MATCHES);
}

function eachEvent(find: bool): u32 {
  let found: u32 = 0;
  let special = specials;
  let start: usize = input;
  for (let entry = index; entry < indexEnd; ) {
    while (special < specialsEnd && load<u32>(special) + 64 <= start) special += 4;
    const after = walkEvent(entry, special < specialsEnd ? load<u32>(special) : usize.MAX_VALUE, false);
    if (!after) unreachable();
    if (find) {
      begin(0);
      findCandidates();
      found += dropCandidates();
    } else found++;
    clearTouched(nodeCount);
    start = load<u32>(after) + 1;
    entry = after + 4;
  }
  return found;
}

/** Forgets the candidates and gives their number. */
function dropCandidates(): u32 {
  let dropped: u32 = 0;
  const groups = (ruleCount + 4095) >> 12;
  for (let group: u32 = 0; group < groups; group++) {
    let words = load<u64>(summary + <usize>group * 8);
    store<u64>(summary + <usize>group * 8, 0);
    for (; words; words &= words - 1) {
      const word = candidates + ((<usize>group << 6) + <usize>ctz(words)) * 8;
      dropped += <u32>popcnt(load<u64>(word));
      store<u64>(word, 0);
    }
  }
  return dropped;
}
