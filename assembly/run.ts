// A run: event after event of the input, each scanned, walked and judged, and reported in records. A run stops before an event whose
// record might not fit, and goes on when it is resumed.

import {
  RECORD_BYTES, RECORD_CODE, RECORD_LENGTH, RECORD_LINE, RECORD_MATCHES, RECORD_START, REFUSED_MEMORY, REFUSED_NOT_OBJECT, REFUSED_SIZE,
  REFUSED_TRAILING,
  RULE_BYTES, RULE_CODE, RULE_GROUP, RUN_ALL, RUN_FIRST, RUN_LINES, RUN_MORE, TOTAL_EVENTS, TOTAL_LINES, TOTAL_MATCHES, TOTAL_REFUSED,
} from "./layout";
import { tally } from "./count";
import { indexEnd, scan, specialsEnd } from "./json/scan";
import { faultOf, rewindLists } from "./json/strict-check";
import { scanStrict } from "./json/strict-scan";
import { isSpace, openObject, skipSpace } from "./json/value";
import { clearTouched, misplaced, refusal, rewindElements, walkEvent } from "./json/walk";
import { beginLogType, ruleBits } from "./match/log-type";
import { findCandidates, isEntered } from "./match/table";
import {
  PAD, candidates, clearExhausted, exhausted, index, input, maxEventBytes, nodeCount, records, recordsEnd, ruleCount, rules, specials, strict, summary,
} from "./memory";
import { begin, run } from "./vm";

const NEWLINE: u8 = 0x0a;

let mode: u32 = 0;
let line: u32 = 0; //     lines before the next event
let start: usize = 0; //  its first byte
let entry: usize = 0; //  its first index entry
let end: usize = 0; //    after the last index entry of the run
let special: usize = 0; // the first special block that may reach into it
let out: usize = 0; //    the next record

/**
 * Begins a run over the first `length` bytes of the input, as resume() does. `logType`: 1 + the log type of all events, or 0. Behind them the host has left room for a line end and
 * PAD bytes.
 */
export function startRun(length: u32, flags: u32, logType: u32): u32 {
  const lines = bool(flags & RUN_LINES);
  const last = input + length;
  const closed = lines && length > 0 && load<u8>(last - 1) == NEWLINE;
  memory.fill(last, 0x20, PAD);
  if (!closed) store<u8>(last, NEWLINE);
  const newlines: u64 = lines ? u64.MAX_VALUE : 0;
  if (strict) {
    scanStrict(length + usize(!closed), newlines);
    rewindLists();
    rewindElements();
  } else scan(length + usize(!closed), newlines);
  end = indexEnd;
  if (!lines) {
    store<u32>(end, last);
    end += 4;
  }
  beginLogType(logType);
  mode = flags;
  line = 0;
  start = input;
  entry = index;
  special = specials;
  return resume();
}

/** Goes on with the run until it is done or the records are full. Gives the bytes of records, and RUN_MORE if there is more. */
export function resume(): u32 {
  const lastRecord = recordsEnd - RECORD_BYTES - ruleCount * 4;
  out = records;
  while (entry < end) {
    if (out > lastRecord) return <u32>(out - records) | RUN_MORE;
    nextEvent();
  }
  return <u32>(out - records);
}

function nextEvent(): void {
  const lines = bool(mode & RUN_LINES);
  const first = lines ? skipBlank(start) : skipSpace(start);
  if (lines && load<u8>(first) == NEWLINE) return endLine(entry);
  if (load<u8>(first) != openObject) return refuse(REFUSED_NOT_OBJECT, entry);

  while (special < specialsEnd && load<u32>(special) + 64 <= first) special += 4;
  const after = walkEvent(entry, special < specialsEnd ? load<u32>(special) : usize.MAX_VALUE);
  if (!after) refuse(refusal, entry);
  else {
    const close = load<u32>(after - 4);
    const lineEnd = load<u32>(after);
    if (load<u8>(lineEnd) != NEWLINE || skipSpace(close + 1) < lineEnd) refuse(REFUSED_TRAILING, after);
    else if (eventLength(lineEnd) > maxEventBytes) refuse(REFUSED_SIZE, after);
    else {
      const fault = strict ? faultOf(first, lineEnd, misplaced) : 0;
      if (fault) refuse(fault, after);
      else judge(after);
    }
  }
  clearTouched(nodeCount);
}

/** Skips white space, but no line end. */
function skipBlank(at: usize): usize {
  while (isSpace(load<u8>(at)) && load<u8>(at) != NEWLINE) at++;
  return at;
}

/** Leaves the line that ends at the index entry `last`. */
function endLine(last: usize): void {
  start = load<u32>(last) + 1;
  entry = last + 4;
  line++;
  tally(TOTAL_LINES, 1);
}

/** Reports the line as refused; its end is at the index entry `from` or after it. */
function refuse(code: u32, from: usize): void {
  while (load<u8>(load<u32>(from)) != NEWLINE) from += 4;
  writeRecord(load<u32>(from), code, 0);
  tally(TOTAL_REFUSED, 1);
  endLine(from);
}

/** Bytes of the line without its line ending. */
function eventLength(lineEnd: usize): u32 {
  const length = <u32>(lineEnd - start);
  return mode & RUN_LINES && length > 0 && load<u8>(lineEnd - 1) == 0x0d ? length - 1 : length;
}

function writeRecord(lineEnd: usize, code: u32, matches: u32): void {
  store<u32>(out, start - input, RECORD_START);
  store<u32>(out, eventLength(lineEnd), RECORD_LENGTH);
  store<u32>(out, line, RECORD_LINE);
  store<u32>(out, code, RECORD_CODE);
  store<u32>(out, matches, RECORD_MATCHES);
  out += RECORD_BYTES + matches * 4;
}

/** Judges the event that was walked; its line ends at the index entry `last`. */
function judge(last: usize): void {
  begin(0);
  findCandidates();
  const matches = judgeCandidates(out + RECORD_BYTES);
  if (exhausted) {
    clearExhausted();
    return refuse(REFUSED_MEMORY, last);
  }
  tally(TOTAL_EVENTS, 1);
  tally(TOTAL_MATCHES, matches);
  if (matches || mode & RUN_ALL) writeRecord(load<u32>(last), 0, matches);
  endLine(last);
}

/** Writes the candidates that match to `to`, in ascending order, and gives their number. No candidate is left. */
function judgeCandidates(to: usize): u32 {
  let matches: u32 = 0;
  const groups = (ruleCount + 4095) >> 12;
  for (let group: u32 = 0; group < groups; group++) {
    let words = load<u64>(summary + <usize>group * 8);
    store<u64>(summary + <usize>group * 8, 0);
    for (; words; words &= words - 1) {
      const word = (group << 6) + <u32>ctz(words);
      let bits = load<u64>(candidates + <usize>word * 8);
      store<u64>(candidates + <usize>word * 8, 0);
      if (ruleBits) bits &= load<u64>(ruleBits + <usize>word * 8);
      for (; bits; bits &= bits - 1) {
        if (matches && mode & RUN_FIRST) continue;
        const rule = (word << 6) + <u32>ctz(bits);
        const at = rules + <usize>rule * RULE_BYTES;
        if (!isEntered(load<u32>(at, RULE_GROUP)) || !run(load<u32>(at, RULE_CODE))) continue;
        store<u32>(to + <usize>matches * 4, rule);
        matches++;
      }
    }
  }
  return matches;
}
