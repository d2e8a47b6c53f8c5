// The whole ABI. The host writes a verified program at programStart(), calls loadProgram() and reserve(), writes events at the address that
// reserve() gave, and reads records at recordsStart() after each startRun(), continueRun() or resume().

import { clearTotals, total as totalOf } from "./count";
import { validate as validateText, validateOffset as offset } from "./json/validate";
import { wantAwaited } from "./json/wanted";
import { brackets, ensure, input, layoutInput, layoutState, maxDepth, programStart as start, records, used } from "./memory";
import { makeRawFilters } from "./match/raw-filter";
import { forget } from "./match/recall";

export { continueRun, resume, startRun } from "./run";

/** Room for a program of `bytes`; gives the address to write it to, 0 if there is no memory. */
export function programStart(bytes: u32): usize {
  return ensure(start() + bytes + 64) ? start() : 0;
}

/**
 * Takes the program. Events that are deeper than `depth` or longer than `eventBytes` will be refused; `scratchBytes` and
 * `literalBytes` are what the program's regular expressions and literal sets need; `strict` events have to be RFC 8259 in every byte;
 * of equal keys the first one counts if `first`, and then events may be left early.
 * False: out of memory.
 */
export function loadProgram(depth: u32, eventBytes: u32, scratchBytes: u32, literalBytes: u32, strict: bool, first: bool): bool {
  clearTotals();
  if (!layoutState(depth, eventBytes, scratchBytes, literalBytes, strict, first)) return false;
  forget();
  wantAwaited();
  makeRawFilters();
  return true;
}

/** Makes room for inputs of `capacity` bytes; gives the address of the input, 0 if there is no memory. Loses what is in the old one. */
export function reserve(capacity: u32): usize {
  return layoutInput(capacity) ? input : 0;
}

/** Where records are; moves with reserve(). */
export function recordsStart(): usize {
  return records;
}

/** 0 if the first `length` bytes of the input are one JSON text (RFC 8259), else why not; then validateOffset() tells where. */
export function validate(length: u32): i32 {
  return validateText(input, length, maxDepth, brackets);
}

export function validateOffset(): u32 {
  return offset;
}

/** A total or a work counter since loadProgram(). */
export function total(which: u32): f64 {
  return <f64>totalOf(which);
}

/** Bytes of memory in use. */
export function memoryUsed(): usize {
  return used();
}
