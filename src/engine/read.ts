// Reads fields of one event from its bytes, for matches only. The event was judged, so its brackets balance; anything else that is
// wrong with it ends a search without a result.

import type { FieldPath, Segment } from "../rule/ir.js";
import { foldString } from "../unicode/fold.js";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Where a value is: its first byte, and the byte after its last. */
export interface Slice {
  readonly start: number;
  readonly end: number;
}

/** Which of equal keys counts. */
export type DuplicateKeys = "first" | "last";

/** The values at a path, in order: at most one unless the path has a `[*]` or a `**`. */
export function locate(bytes: Uint8Array, path: FieldPath, duplicateKeys: DuplicateKeys): readonly Slice[] {
  const start = skipSpace(bytes, 0);
  let found: Slice[] = [{ start, end: valueEnd(bytes, start) }];
  for (const segment of path.segments) found = found.flatMap((value) => step(bytes, value, segment, duplicateKeys));
  return found;
}

function step(bytes: Uint8Array, value: Slice, segment: Segment, duplicateKeys: DuplicateKeys): Slice[] {
  if (segment.type === "key") {
    const isWanted = segment.nocase
      ? (key: string) => foldString(key) === foldString(segment.name)
      : (key: string) => key === segment.name;
    const member = findMember(bytes, value, isWanted, duplicateKeys);
    return member ? [member] : [];
  }
  if (segment.type === "anywhere") return readScalars(bytes, value, duplicateKeys);
  const elements = readElements(bytes, value);
  if (segment.type === "any") return elements;
  const element = elements[segment.index];
  return element ? [element] : [];
}

/** All that is no container, at a value or below it. The event's depth, which has a limit, bounds the recursion. */
function readScalars(bytes: Uint8Array, value: Slice, duplicateKeys: DuplicateKeys): Slice[] {
  const below = (inner: Slice) => readScalars(bytes, inner, duplicateKeys);
  const first = bytes[value.start];
  if (first === OPEN_ARRAY) return readElements(bytes, value).flatMap(below);
  if (first !== OPEN_OBJECT) return [value];
  const members = new Map<string, Slice>();
  for (const [key, member] of readMembers(bytes, value)) {
    if (duplicateKeys === "last" || !members.has(key)) members.set(key, member);
  }
  return [...members.values()].flatMap(below);
}

function findMember(
  bytes: Uint8Array,
  object: Slice,
  isWanted: (key: string) => boolean,
  duplicateKeys: DuplicateKeys,
): Slice | undefined {
  let found: Slice | undefined;
  for (const [key, member] of readMembers(bytes, object)) {
    if (!isWanted(key)) continue;
    found = member;
    if (duplicateKeys === "first") break;
  }
  return found;
}

/** The members of an object; equal keys come again. */
function* readMembers(bytes: Uint8Array, object: Slice): Generator<readonly [key: string, value: Slice]> {
  if (bytes[object.start] !== OPEN_OBJECT) return;
  let at = skipSpace(bytes, object.start + 1);
  while (bytes[at] === QUOTE) {
    const keyEnd = valueEnd(bytes, at);
    const key = parseText(bytes, { start: at, end: keyEnd });
    const colon = skipSpace(bytes, keyEnd);
    if (bytes[colon] !== COLON) break;
    const start = skipSpace(bytes, colon + 1);
    const end = valueEnd(bytes, start);
    if (typeof key === "string") yield [key, { start, end }];
    at = skipSpace(bytes, end);
    if (bytes[at] !== COMMA) break;
    at = skipSpace(bytes, at + 1);
  }
}

function readElements(bytes: Uint8Array, array: Slice): Slice[] {
  const elements: Slice[] = [];
  if (bytes[array.start] !== OPEN_ARRAY) return elements;
  let at = skipSpace(bytes, array.start + 1);
  while (at < array.end && bytes[at] !== CLOSE_ARRAY) {
    const end = valueEnd(bytes, at);
    elements.push({ start: at, end });
    at = skipSpace(bytes, end);
    if (bytes[at] !== COMMA) break;
    at = skipSpace(bytes, at + 1);
  }
  return elements;
}

function skipSpace(bytes: Uint8Array, at: number): number {
  while (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09) at++;
  return at;
}

/** The byte after the value that begins at `at`. */
function valueEnd(bytes: Uint8Array, at: number): number {
  const first = bytes[at];
  if (first === QUOTE) return stringEnd(bytes, at);
  if (first !== OPEN_OBJECT && first !== OPEN_ARRAY) return tokenEnd(bytes, at);
  let depth = 0;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = stringEnd(bytes, at);
      continue;
    }
    at++;
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth++;
    else if ((byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) && --depth === 0) break;
  }
  return at;
}

function stringEnd(bytes: Uint8Array, quote: number): number {
  for (let at = quote + 1; at < bytes.length; at++) {
    if (bytes[at] === BACKSLASH) at++;
    else if (bytes[at] === QUOTE) return at + 1;
  }
  return bytes.length;
}

function tokenEnd(bytes: Uint8Array, at: number): number {
  while (at < bytes.length) {
    const byte = bytes[at] as number;
    if (byte <= 0x20 || byte === COMMA || byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) break;
    at++;
  }
  return at;
}

/** A value's JSON text. */
export function sliceText(bytes: Uint8Array, { start, end }: Slice): string {
  return new TextDecoder().decode(bytes.subarray(start, end));
}

/** A value as `JSON.parse` has it; undefined where it is no JSON. */
export function parseText(bytes: Uint8Array, slice: Slice): unknown {
  try {
    return JSON.parse(sliceText(bytes, slice));
  } catch {
    return undefined;
  }
}
