// The log type of an event: the one that the run was given, or the text of the program's log type node. It says which rules, groups and
// tables are looked at; where nothing says it, all are.

import { LOG_TYPE_BITS, LOG_TYPE_BYTES, LOG_TYPE_LENGTH, LOG_TYPE_TEXT } from "../layout";
import { groupCount, logTypeCount, logTypeNode, logTypes, program, ruleCount } from "../memory";
import { compare } from "./find";
import { text, textLength, textStart } from "./operand";

/** Where the bits of the event's log type begin, by what they are of; all 0 if it has none. */
export let ruleBits: usize = 0;
export let groupBits: usize = 0;
export let tableBits: usize = 0;

/** 1 + the log type of all events of the run, 0 if each has its own. */
let ofRun: u32 = 0;

export function beginLogType(logType: u32): void {
  ofRun = logTypeCount ? logType : 0;
  ruleBits = groupBits = tableBits = 0;
  if (ofRun) take(ofRun - 1);
}

/** Finds the log type of the event that was walked. */
export function findLogType(): void {
  if (ofRun || !logTypeNode || !logTypeCount) return;
  if (text(logTypeNode, 0)) take(search());
  else ruleBits = groupBits = tableBits = 0;
}

/** The log type that the text names; the first one if it is none of the others. */
function search(): u32 {
  let low: u32 = 1;
  let high = logTypeCount;
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = logTypes + <usize>middle * LOG_TYPE_BYTES;
    const order = compare(textStart, textLength, program + load<u32>(at, LOG_TYPE_TEXT), load<u32>(at, LOG_TYPE_LENGTH));
    if (!order) return middle;
    if (order < 0) high = middle;
    else low = middle + 1;
  }
  return 0;
}

function take(logType: u32): void {
  ruleBits = program + load<u32>(logTypes + <usize>logType * LOG_TYPE_BYTES, LOG_TYPE_BITS);
  groupBits = ruleBits + (<usize>ruleCount + 63) / 64 * 8;
  tableBits = groupBits + (<usize>groupCount + 63) / 64 * 8;
}

/** Whether something for the event's log type waits for a table. */
// @ts-ignore: decorator
@inline
export function isForTable(table: u32): bool {
  return !tableBits || ((load<u64>(tableBits + <usize>(table >> 6) * 8) >> (table & 63)) & 1) != 0;
}

/** Whether something for the event's log type waits for a table from `first` to before `end`. */
export function isForAny(first: u32, end: u32): bool {
  for (let table = first; table < end; table++) if (isForTable(table)) return true;
  return false;
}
