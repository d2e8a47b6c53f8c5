// The constants of a verified program, for people. Their bytes are documented in src/plan/number.ts, src/plan/wildcard.ts,
// src/plan/cidr.ts and src/regex/automaton.ts.

import * as regex from "../../regex/layout.js";
import * as layout from "../layout.js";
import type { ProgramView } from "../view.js";
import { quoteBytes } from "./quote.js";

/** Most characters of a pattern or digits of a number that are shown. */
const MAX_SHOWN = 60;

/** The constant of a text predicate. */
export function describeConstant(program: ProgramView, kind: number, offset: number, length: number): string {
  switch (kind) {
    case layout.KIND_WILDCARD:
      return describeWildcard(program, offset);
    case layout.KIND_REGEX:
      return describeRegex(program, offset);
    default:
      return quoteBytes(program.slice(offset, length));
  }
}

/** `-1.25e10` for minus 0.125 times ten to the eleventh. */
export function describeDecimal(program: ProgramView, offset: number): string {
  const sign = program.word(offset) & 1 ? "-" : "";
  const exponent = program.word(offset + 4) | 0;
  const count = program.word(offset + 16);
  if (count === 0) return "0";
  const digits = String.fromCharCode(...program.slice(offset + 20, Math.min(count, MAX_SHOWN)));
  const more = count > MAX_SHOWN ? `… (${count} digits)` : "";
  if (more === "" && exponent >= count && exponent <= MAX_SHOWN) return sign + digits.padEnd(exponent, "0");
  if (more === "" && exponent > 0 && exponent < count)
    return `${sign}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
  return `${sign}0.${digits}${more === "" ? "" : "…"}e${exponent}${more.slice(1)}`;
}

/** Quoted literals with `*` and `?` between them. A long pattern is cut. */
function describeWildcard(program: ProgramView, offset: number): string {
  const count = program.word(offset + 4);
  const pieces: string[] = [];
  let shown = 0;
  let at = offset + 8;
  for (let piece = 0; piece < count && shown < MAX_SHOWN; piece++) {
    const text = describePiece(program, at, piece === 1);
    shown += text.length;
    pieces.push(text);
    at += program.word(at);
  }
  // The last piece is stored second.
  const [first = "", last, ...between] = pieces;
  const ordered = [first, ...between];
  if (pieces.length < count) ordered.push("…");
  if (last !== undefined) ordered.push(last);
  return ordered.join(" * ").trim();
}

function describePiece(program: ProgramView, at: number, reversed: boolean): string {
  const runs: string[] = [];
  let segment = at + 8;
  let shown = 0;
  let count = program.word(at + 4);
  for (; count > 0 && shown < MAX_SHOWN; count--) {
    const skip = program.word(segment);
    const length = program.word(segment + 4);
    const marks = skip > 8 ? `?{${skip}}` : "?".repeat(skip);
    const literal = length === 0 ? "" : quoteBytes(program.slice(segment + 8, length));
    runs.push([marks, literal].filter((run) => run !== "").join(" "));
    if (reversed && marks !== "" && literal !== "") runs[runs.length - 1] = `${literal} ${marks}`;
    shown += marks.length + literal.length;
    segment += 8 + Math.ceil(length / 4) * 4;
  }
  if (count > 0) runs.push("…");
  return (reversed ? runs.reverse() : runs).join(" ");
}

function describeRegex(program: ProgramView, offset: number): string {
  const states = program.word(offset + regex.REGEX_STATE_COUNT);
  const flags = program.word(offset + regex.REGEX_FLAGS);
  if (flags & regex.REGEX_FLAG_DFA) {
    return `DFA (${states} states, ${program.word(offset + regex.REGEX_CLASS_COUNT)} classes of bytes)`;
  }
  const notes = [
    `${states} states`,
    `${program.word(offset + regex.REGEX_EDGE_COUNT)} edges`,
    ...(flags & regex.REGEX_FLAG_ANCHORED ? ["anchored"] : []),
    ...(flags & regex.REGEX_FLAG_NULLABLE ? ["may be empty"] : []),
  ];
  return `NFA (${notes.join(", ")})`;
}

/** `10.0.0.0/8`. */
export function describeNetwork(bytes: Uint8Array): string {
  const [family, prefix = 0] = bytes;
  if (family === 4) return `${bytes.subarray(16, 20).join(".")}/${prefix - 96}`;
  const groups = Array.from({ length: 8 }, (_, i) =>
    (((bytes[4 + 2 * i] as number) << 8) | (bytes[5 + 2 * i] as number)).toString(16),
  );
  return `${groups.join(":")}/${prefix}`;
}
