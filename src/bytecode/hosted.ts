// Rules that bring code for a host: which, and their texts, each written once.

import { encodeWtf8 } from "../unicode/wtf8.js";
import { HOSTED_DECIDES, PART_BYTES } from "./layout.js";
import { endOf, Words } from "./sections.js";

/** A rule by its index in the program, with what its host reads. */
export interface HostedCode {
  readonly rule: number;
  readonly format: string;
  readonly decides: boolean;
  readonly parts: readonly string[];
}

/** The last sections of a program, from SECTION_HOSTED on; the first of them begins at `start`. */
export function encodeHosted(rules: readonly HostedCode[], start: number): readonly Uint8Array[] {
  const ids = new Map<string, number>();
  const idOf = (text: string): number => {
    const id = ids.get(text) ?? ids.size;
    ids.set(text, id);
    return id;
  };
  const hosted = new Words();
  const lists = new Words();
  for (const { rule, format, decides, parts } of rules) {
    hosted.push(rule, idOf(format), decides ? HOSTED_DECIDES : 0, lists.length, parts.length);
    for (const part of parts) lists.push(idOf(part));
  }
  const texts = [...ids.keys()].map(encodeWtf8);
  const before = [hosted.bytes(), lists.bytes(), new Uint8Array(texts.length * PART_BYTES)];
  const joined = new Uint8Array(texts.reduce((length, text) => length + text.length, 0));
  const first = start + endOf(before) - endOf([]);
  const parts = new Words();
  let at = 0;
  for (const text of texts) {
    parts.push(first + at, text.length);
    joined.set(text, at);
    at += text.length;
  }
  return [...before.slice(0, -1), parts.bytes(), joined];
}
