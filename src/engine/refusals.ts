import {
  REFUSED_DEPTH,
  REFUSED_INVALID_JSON,
  REFUSED_INVALID_UTF8,
  REFUSED_MEMORY,
  REFUSED_MISMATCHED,
  REFUSED_NOT_OBJECT,
  REFUSED_SIZE,
  REFUSED_TRAILING,
  REFUSED_UNBALANCED,
  REFUSED_UNTERMINATED_STRING,
} from "../bytecode/layout.js";
import { SluiceError } from "../errors.js";
import type { RefusalCode } from "./types.js";

const CODES: ReadonlyMap<number, RefusalCode> = new Map([
  [REFUSED_UNTERMINATED_STRING, "unterminated-string"],
  [REFUSED_UNBALANCED, "unbalanced-brackets"],
  [REFUSED_MISMATCHED, "mismatched-brackets"],
  [REFUSED_TRAILING, "trailing-bytes"],
  [REFUSED_NOT_OBJECT, "not-an-object"],
  [REFUSED_DEPTH, "nesting-too-deep"],
  [REFUSED_SIZE, "event-too-large"],
  [REFUSED_MEMORY, "memory-exhausted"],
  [REFUSED_INVALID_JSON, "invalid-json"],
  [REFUSED_INVALID_UTF8, "invalid-utf8"],
]);

/** The name of the core's REFUSED_ number. */
export function refusalCode(refused: number): RefusalCode {
  const code = CODES.get(refused);
  if (!code) throw new SluiceError("internal", `the core refused an event for an unknown reason: ${refused}`);
  return code;
}

/** UTF-8's byte order mark. */
export const MARK: readonly number[] = [0xef, 0xbb, 0xbf];
const SPACE = 0x20;

/** Replaces a byte order mark at the start of an input by spaces, which mean nothing, and gives its length. */
export function blankMark(input: Uint8Array): number {
  if (!MARK.every((byte, i) => input[i] === byte)) return 0;
  input.fill(SPACE, 0, MARK.length);
  return MARK.length;
}
