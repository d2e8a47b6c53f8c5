// What `text.split(separator)` gives, as patterns of the whole text: its parts are what stands between the separators.

import type { Condition, FieldPath } from "../../../rule/ir.js";
import { and, FALSE } from "./condition.js";
import { escapePattern, isA, predicate, type TextKind, text } from "./predicates.js";

/** A string at a path and the one character that it is split at. */
export interface Split {
  readonly path: FieldPath;
  readonly separator: string;
}

/** A part of it, counted from 0; -1 is the last one. */
export interface Part extends Split {
  readonly index: number;
}

/** Parts beyond which none is told apart. */
const MAX_INDEX = 20;
/** Characters that stand for themselves in a class of a pattern, and those that do behind a backslash. */
const PLAIN = /^[a-zA-Z0-9 @:,;=_]$/;
const PUNCTUATION = /^[!-/<>?[-`{-~]$/;

/** Whether conditions can say what is between such separators. */
export function canSplit(separator: string): boolean {
  return PLAIN.test(separator) || PUNCTUATION.test(separator);
}

/** The part with an index; undefined where conditions cannot say what it is. */
export function partOf({ path, separator }: Split, index: bigint): Part | undefined {
  return index >= -1n && index <= MAX_INDEX ? { path, separator, index: Number(index) } : undefined;
}

/** Where a string has such a part. */
export function hasPart({ path, separator, index }: Part): Condition {
  if (index <= 0) return isA(path, "string");
  if (index === 1) return text(path, "contains", separator);
  return predicate(path, { kind: "match", value: `\\A${before(separator, index)}` });
}

/** `kind` of a part, which is there, and `value`. */
export function testPart(part: Part, kind: TextKind, value: string): Condition {
  const { path, separator, index } = part;
  if (value.includes(separator)) return FALSE;
  if (value === "" && kind !== "eq") return hasPart(part);
  const body = escapePattern(value);
  const others = `${notIn(separator)}*`;
  const own = escaped(separator);
  const begin = index < 0 ? `(?:\\A|${own})` : `\\A${before(separator, index)}`;
  const end = index < 0 ? "\\z" : `(?:${own}|\\z)`;
  const pattern = {
    eq: begin + body + end,
    starts_with: begin + body + (index < 0 ? others + end : ""),
    ends_with: (index < 0 ? "" : begin + others) + body + end,
    contains: index < 0 ? body + others + end : begin + others + body,
  }[kind];
  return predicate(path, { kind: "match", value: pattern });
}

/** Where a part is there and not empty. */
export function isFilledPart(part: Part): Condition {
  const { path, separator, index } = part;
  const one = notIn(separator);
  return predicate(path, { kind: "match", value: index < 0 ? `${one}\\z` : `\\A${before(separator, index)}${one}` });
}

/** Where one of the parts of a string equals `value`. */
export function hasItem({ path, separator }: Split, value: string): Condition {
  if (value.includes(separator)) return FALSE;
  const own = escaped(separator);
  return and(
    isA(path, "string"),
    predicate(path, { kind: "match", value: `(?:\\A|${own})${escapePattern(value)}(?:${own}|\\z)` }),
  );
}

function before(separator: string, parts: number): string {
  const one = `${notIn(separator)}*${escaped(separator)}`;
  return parts > 1 ? `(?:${one}){${parts}}` : parts === 1 ? one : "";
}

function notIn(separator: string): string {
  return `[^${escaped(separator)}]`;
}

function escaped(separator: string): string {
  return PLAIN.test(separator) ? separator : `\\${separator}`;
}
