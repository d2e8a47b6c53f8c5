// The verdict of strict validation on an event that the walk has passed: a closer look at what the scan has listed, and where a doubt
// remains, the exact and slower validate().

import { COMMA } from "../ascii";
import { REFUSED_INVALID_JSON, REFUSED_INVALID_UTF8 } from "../layout";
import { brackets, doubts, maxDepth, scalars, specials, spellings } from "../memory";
import { areEscapes, isUtf8 } from "./strict-characters";
import { NOT_UTF8, VALID, scalarEnd, validate } from "./validate";

// The first entries that may reach into the next event. Each list ends with the highest address there is.
let scalar: usize = 0;
let doubt: usize = 0;
let special: usize = 0;

/** Begins with the events of a new scan. */
export function rewindLists(): void {
  scalar = scalars;
  doubt = doubts;
  special = specials;
}

/**
 * Why the event from `first` up to `end` is not valid: 0 or a REFUSED_ number. `doubtful`: the walk found a token in the wrong kind of
 * container. Events are asked for in their order.
 */
export function faultOf(first: usize, end: usize, doubtful: bool): u32 {
  while (load<u32>(scalar) < first) scalar += 4;
  for (; load<u32>(scalar) < end; scalar += 4) doubtful = !isScalar(load<u32>(scalar), end) || doubtful;
  while (load<u32>(doubt) <= first - 64) doubt += 4;
  doubtful = load<u32>(doubt) < end || doubtful;
  while (load<u32>(special) <= first - 64) special += 4;
  for (let block = special; load<u32>(block) < end; block += 4) doubtful = !isSpelledWell(block) || doubtful;
  if (!doubtful) return 0;
  const fault = validate(first, <u32>(end - first), maxDepth, brackets);
  if (fault == VALID) return 0;
  return fault == NOT_UTF8 ? REFUSED_INVALID_UTF8 : REFUSED_INVALID_JSON;
}

/** Whether a scalar begins at `at`, and ends before `end` where a value may end. */
// @ts-ignore: decorator
@inline
function isScalar(at: usize, end: usize): bool {
  const after = scalarEnd(at, end);
  const byte = <u32>load<u8>(after);
  return bool(after) && (byte <= 0x20 || byte == COMMA || (byte | 0x20) == 0x7d);
}

/** Whether the characters and escapes of a special block are valid. */
function isSpelledWell(entry: usize): bool {
  const at = <usize>load<u32>(entry);
  return areEscapes(load<u64>(spellings + ((entry - specials) << 1)), at) && isUtf8(at);
}
