// A run: event after event of the input, each scanned, walked and judged, and reported in records. A run stops before an event whose
// record might not fit, and goes on when it is resumed.
//
// Events are lines, or one, or documents: objects one after another, with white space or a comma between two. Whatever else there may be
// between documents is the host's to read: the run stops there, and the host continues it where the next document begins.

import {
  CODE_ASK, CODE_NO, MATCH_ASKS, RECORD_BYTES, RECORD_CODE, RECORD_EVENT, RECORD_LENGTH, RECORD_LINE, RECORD_MATCHES, RECORD_START, REFUSED_MEMORY, REFUSED_NOT_OBJECT,
  REFUSED_SIZE, REFUSED_TRAILING, REFUSED_UNBALANCED, REFUSED_UNTERMINATED_STRING, RULE_BYTES, RULE_CODE, RULE_GROUP, RUN_ALL, RUN_COMMAS,
  RUN_DOCUMENTS, RUN_FIRST, RUN_LINES, RUN_MORE, STOPPED, STOPPED_BEHIND, TOTAL_EVENTS, TOTAL_LINES, TOTAL_MATCHES, TOTAL_REFUSED,
  TOTAL_UNREAD,
} from "./layout";
import { COMMA } from "./ascii";
import { tally } from "./count";
import { MORE, STEP, beginDocuments, beginScan, hasNewlines, indexEnd, nextNewline, scan, scanMore, skipTo, specialsEnd } from "./json/scan";
import { faultOf, rewindLists } from "./json/strict-check";
import { scanStrict } from "./json/strict-scan";
import { isSpace, openObject, skipSpace } from "./json/value";
import { clearTouched, failedAt, left, misplaced, refusal, rewindElements, settledAt, walkEvent } from "./json/walk";
import { beginLogType, ruleBits } from "./match/log-type";
import { dropCandidates, findCandidates, isEntered } from "./match/table";
import {
  PAD, candidates, clearExhausted, exhausted, index, input, leavesEarly, maxEventBytes, nodeCount, records, recordsEnd, ruleCount, rules, specials, strict, summary,
} from "./memory";
import { begin, firstOf, run } from "./vm";

const NEWLINE: u8 = 0x0a;

let mode: u32 = 0;
let line: u32 = 0; //     lines before the next event, or before `counted`
let counted: usize = 0; // in documents, newlines are counted up to here
let event: u32 = 0; //    documents before the next one
let start: usize = 0; //  its first byte
let entry: usize = 0; //  its first index entry
let end: usize = 0; //    after the last byte of the run
let stepwise: bool = false; // it is scanned as far as the walk asks, and events may be left early
let special: usize = 0; // the first special block that may reach into it
let out: usize = 0; //    the next record
let ahead: u64 = 0; //    what listCandidates() loaded: it is of no use but to have been loaded

/** What is guessed to be enough for the value that settles an event, and most bytes that are scanned at once to come to it. */
const SETTLING_BYTES: usize = 64;
const LONGEST_REACH: usize = 1024;

/**
 * Begins a run over the first `length` bytes of the input, as resume() does. Behind them the host has left room for a line end and PAD bytes.
 * `logType`: 1 + the log type of all events, or 0.
 */
export function startRun(length: u32, flags: u32, logType: u32): u32 {
  const lines = bool(flags & RUN_LINES);
  const documents = bool(flags & RUN_DOCUMENTS);
  const last = input + length;
  const closed = lines && length > 0 && load<u8>(last - 1) == NEWLINE;
  memory.fill(last, 0x20, PAD);
  // What ends documents that lack their end must be no white space.
  if (!closed) store<u8>(last, documents ? 0 : NEWLINE);
  const newlines: u64 = lines || documents ? u64.MAX_VALUE : 0;
  end = last + usize(!closed);
  stepwise = leavesEarly && !documents;
  beginDocuments();
  if (stepwise) beginScan(end - input, newlines);
  else if (strict) {
    scanStrict(end - input, newlines, documents);
    rewindLists();
    rewindElements();
  } else scan(end - input, newlines, documents);
  if (!lines && !stepwise) store<u32>(indexEnd, last);
  beginLogType(logType);
  entry = index;
  special = specials;
  return continueRun(0, flags);
}

/**
 * Goes on with the scanned input at its byte `from`, and counts lines and documents from there. Among documents, an object begins there,
 * and no byte before it has to be read again.
 */
export function continueRun(from: u32, flags: u32): u32 {
  mode = flags;
  start = input + from;
  counted = start;
  line = 0;
  event = 0;
  return resume();
}

/** Goes on with the run until it is done or the records are full. Gives the bytes of records, and RUN_MORE if there is more. */
export function resume(): u32 {
  const lastRecord = recordsEnd - RECORD_BYTES - ruleCount * 4;
  out = records;
  if (mode & RUN_DOCUMENTS) return resumeDocuments(lastRecord - RECORD_BYTES);
  while (start < end) {
    if (out > lastRecord) return <u32>(out - records) | RUN_MORE;
    nextEvent();
  }
  return <u32>(out - records);
}

function resumeDocuments(lastRecord: usize): u32 {
  do {
    if (out > lastRecord) return <u32>(out - records) | RUN_MORE;
  } while (nextDocument());
  return <u32>(out - records);
}

/** Judges the document at `start`, and passes what separates it from the next. False: it stopped there. */
function nextDocument(): bool {
  while (load<u32>(entry) < start) entry += 4;
  const after = walkNext(start);
  if (!after) {
    clearTouched(nodeCount);
    return stop(refusal, refusal == REFUSED_UNBALANCED || refusal == REFUSED_UNTERMINATED_STRING ? failedAt : start);
  }
  const close = load<u32>(after - 4);
  const length = <u32>(close + 1 - start);
  let fault: u32 = length > maxEventBytes ? REFUSED_SIZE : 0;
  if (!fault && strict) fault = faultOf(start, close + 1, misplaced);
  if (!fault && !judge(length)) fault = REFUSED_MEMORY;
  if (fault) {
    writeRecord(length, fault, 0);
    tally(TOTAL_REFUSED, 1);
  }
  clearTouched(nodeCount);
  event++;
  entry = after;
  start = skipSpace(close + 1);
  if (mode & RUN_COMMAS) {
    if (load<u8>(start) != COMMA) return stop(STOPPED_BEHIND, start);
    start = skipSpace(start + 1);
  }
  return load<u8>(start) == openObject || stop(0, start);
}

/** Tells where the run over documents stopped, at `start`, and where it could read no further. */
function stop(code: u32, failed: usize): bool {
  writeRecord(<u32>(failed - start), STOPPED | code, 0);
  return false;
}

/** Walks the event whose first byte is `first`. */
function walkNext(first: usize): usize {
  begin(0);
  while (special < specialsEnd && load<u32>(special) + 64 <= first) special += 4;
  return walkEvent(entry, special < specialsEnd ? load<u32>(special) : usize.MAX_VALUE, stepwise);
}

function nextEvent(): void {
  const lines = bool(mode & RUN_LINES);
  if (stepwise) scanTo(entry);
  const first = lines ? skipBlank(start) : skipSpace(start);
  if (lines && load<u8>(first) == NEWLINE) return endLine(entry);
  if (load<u8>(first) != openObject) return refuse(REFUSED_NOT_OBJECT, entry);

  const after = walkNext(first);
  if (left) leave();
  else if (!after) refuse(refusal, entry);
  else {
    if (stepwise) scanTo(after);
    const close = load<u32>(after - 4);
    const lineEnd = load<u32>(after);
    if (load<u8>(lineEnd) != NEWLINE || skipSpace(close + 1) < lineEnd) refuse(REFUSED_TRAILING, after);
    else if (eventLength(lineEnd) > maxEventBytes) refuse(REFUSED_SIZE, after);
    else {
      const fault = strict ? faultOf(first, lineEnd, misplaced) : 0;
      if (fault) refuse(fault, after);
      else if (judge(eventLength(lineEnd))) endLine(after);
      else refuse(REFUSED_MEMORY, after);
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
  entry = last + 4;
  endLineAt(load<u32>(last));
}

function endLineAt(lineEnd: usize): void {
  start = lineEnd + 1;
  line++;
  tally(TOTAL_LINES, 1);
}

/** Scans so far that there is an entry at `at` of the index. */
function scanTo(at: usize): void {
  while (load<u8>(load<u32>(at)) == MORE) scanMore(STEP);
}

/**
 * Leaves the event, which no rule can match, for the next line; what is left of it is not looked at. The next event is taken to be
 * like this one: it is scanned at once as far as this one had to be.
 */
function leave(): void {
  const reach = min(settledAt > start ? settledAt - start + SETTLING_BYTES : STEP, LONGEST_REACH);
  const lineEnd = mode & RUN_LINES ? nextNewline() : end - 1;
  entry = indexEnd;
  if (lineEnd + 1 < end) {
    skipTo(lineEnd + 1);
    scanMore((reach + 63) & ~63);
  }
  const length = eventLength(lineEnd);
  if (length > maxEventBytes) {
    writeRecord(length, REFUSED_SIZE, 0);
    tally(TOTAL_REFUSED, 1);
  } else {
    if (mode & RUN_ALL) writeRecord(length, 0, 0);
    tally(TOTAL_EVENTS, 1);
    tally(TOTAL_UNREAD, 1);
  }
  endLineAt(lineEnd);
}

/** Reports the line as refused; its end is at the index entry `from` or after it. */
function refuse(code: u32, from: usize): void {
  while (load<u8>(load<u32>(from)) != NEWLINE) {
    if (stepwise && load<u8>(load<u32>(from)) == MORE) scanMore(STEP);
    else from += 4;
  }
  if (stepwise) {
    dropCandidates();
    clearExhausted();
  }
  writeRecord(eventLength(load<u32>(from)), code, 0);
  tally(TOTAL_REFUSED, 1);
  endLine(from);
}

/** Bytes of the line without its line ending. */
function eventLength(lineEnd: usize): u32 {
  const length = <u32>(lineEnd - start);
  return mode & RUN_LINES && length > 0 && load<u8>(lineEnd - 1) == 0x0d ? length - 1 : length;
}

function writeRecord(length: u32, code: u32, matches: u32): void {
  if (mode & RUN_DOCUMENTS) countLines();
  store<u32>(out, start - input, RECORD_START);
  store<u32>(out, length, RECORD_LENGTH);
  store<u32>(out, line, RECORD_LINE);
  store<u32>(out, code, RECORD_CODE);
  store<u32>(out, matches, RECORD_MATCHES);
  store<u32>(out, event, RECORD_EVENT);
  out += RECORD_BYTES + matches * 4;
}

/** Counts the newlines before the next document. In what is written for machines there are none. */
function countLines(): void {
  if (!hasNewlines) {
    counted = start;
    return;
  }
  const newline = i8x16.splat(NEWLINE);
  for (; counted + 16 <= start; counted += 16) line += <u32>popcnt(i8x16.bitmask(i8x16.eq(v128.load(counted), newline)));
  const rest = (1 << <u32>(start - counted)) - 1;
  line += <u32>popcnt(i8x16.bitmask(i8x16.eq(v128.load(counted), newline)) & rest);
  counted = start;
}

/** Judges the event that was walked. False: there is not enough memory for it. */
function judge(length: u32): bool {
  findCandidates();
  const matches = judgeCandidates(out + RECORD_BYTES);
  if (exhausted) {
    clearExhausted();
    return false;
  }
  tally(TOTAL_EVENTS, 1);
  tally(TOTAL_MATCHES, matches);
  if (matches || mode & RUN_ALL) writeRecord(length, 0, matches);
  return true;
}

/** Writes the candidates that match to `to`, in ascending order, and gives their number. No candidate is left. */
function judgeCandidates(to: usize): u32 {
  const end = listCandidates(to);
  let matched = to;
  for (let next = to; next < end; next += 4) {
    const rule = load<u32>(next);
    const at = rules + <usize>rule * RULE_BYTES;
    if (!isEntered(load<u32>(at, RULE_GROUP))) continue;
    const verdict = run(load<u32>(at, RULE_CODE));
    if (verdict == CODE_NO) continue;
    store<u32>(matched, verdict == CODE_ASK ? rule | MATCH_ASKS : rule);
    matched += 4;
    if (mode & RUN_FIRST) break;
  }
  return <u32>(matched - to) >> 2;
}

/**
 * Writes the candidates to `to`, in ascending order, and gives the end of the list. What is looked at first of each is loaded already: it is
 * seldom in a cache, and here one candidate need not wait for the other.
 */
function listCandidates(to: usize): usize {
  let loaded: u64 = 0;
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
        const rule = (word << 6) + <u32>ctz(bits);
        store<u32>(to, rule);
        to += 4;
        loaded ^= firstOf(load<u32>(rules + <usize>rule * RULE_BYTES, RULE_CODE));
      }
    }
  }
  ahead = loaded;
  return to;
}
