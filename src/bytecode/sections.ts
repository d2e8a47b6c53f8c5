// Writing a program: records of u32 into sections, constants into the data, sections into a file.

import { SluiceError } from "../errors.js";
import { hashText } from "../plan/hash.js";
import { crc32 } from "./checksum.js";
import {
  FORMAT_VERSION,
  HEADER_BYTES,
  HEADER_CHECKSUM,
  HEADER_LENGTH,
  HEADER_LOG_TYPE,
  HEADER_MAGIC,
  HEADER_SECTIONS,
  HEADER_VERSION,
  MAGIC,
  SECTION_COUNT,
} from "./layout.js";

/** A growing array of u32, for records of a fixed size. */
export class Words {
  #words = new Uint32Array(64);
  /** Words written. */
  length = 0;
  /** The words that hold an offset in the data: the start of the data is added once it is known. */
  readonly offsets: number[] = [];

  push(...values: readonly number[]): void {
    this.#reserve(values.length);
    for (const value of values) this.#words[this.length++] = value;
  }

  pushAll(values: ArrayLike<number>): void {
    this.#reserve(values.length);
    this.#words.set(values, this.length);
    this.length += values.length;
  }

  #reserve(more: number): void {
    const { length } = this.#words;
    if (this.length + more <= length) return;
    const grown = new Uint32Array(Math.max(length * 2, this.length + more));
    grown.set(this.#words);
    this.#words = grown;
  }

  /** Changes a word that was written. */
  set(at: number, value: number): void {
    if (at >= this.length) throw new SluiceError("internal", "a word was set before it was written");
    this.#words[at] = value;
  }

  get(at: number): number {
    return this.#words[at] as number;
  }

  bytes(): Uint8Array {
    const bytes = new Uint8Array(this.length * 4);
    const view = new DataView(bytes.buffer);
    for (let at = 0; at < this.length; at++) view.setUint32(at * 4, this.#words[at] as number, true);
    return bytes;
  }
}

interface Part {
  readonly at: number;
  readonly bytes: Uint8Array;
  /** Another one of the same hash. */
  readonly before: Part | undefined;
}

/** Constants, each written once and at a multiple of 4. */
export class Data {
  readonly #parts: Part[] = [];
  /** The last part of each hash. */
  readonly #known = new Map<number, Part>();
  /** Bytes so far, a multiple of 4. */
  length = 0;

  /** Where the constant is, in bytes from the start of the data. */
  add(constant: Uint8Array): number {
    const hash = hashText(constant);
    const before = this.#known.get(hash);
    for (let part = before; part; part = part.before) if (isEqual(part.bytes, constant)) return part.at;
    const at = this.length;
    const part = { at, bytes: constant, before };
    this.#parts.push(part);
    this.#known.set(hash, part);
    this.length += Math.ceil(constant.length / 4) * 4;
    return at;
  }

  bytes(): Uint8Array {
    const all = new Uint8Array(this.length);
    for (const { at, bytes } of this.#parts) all.set(bytes, at);
    return all;
  }
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Where the section after these begins. */
export function endOf(sections: readonly Uint8Array[]): number {
  return sections.reduce((end, { length }) => end + Math.ceil(length / 4) * 4, HEADER_BYTES);
}

/** Puts sections into a file. Each begins at a multiple of 4. */
export function writeFile(
  sections: readonly Uint8Array[],
  { logTypeNode, maxBytes }: { readonly logTypeNode: number; readonly maxBytes: number },
): Uint8Array {
  if (sections.length !== SECTION_COUNT)
    throw new SluiceError("internal", `expected ${SECTION_COUNT} sections, found ${sections.length}`);
  const offsets: number[] = [];
  let end = HEADER_BYTES;
  for (const section of sections) {
    offsets.push(end);
    end += Math.ceil(section.length / 4) * 4;
  }
  if (end > maxBytes) {
    throw new SluiceError("program-too-large", `expected a program of at most ${maxBytes} bytes, found ${end}`);
  }
  const bytes = new Uint8Array(end);
  const view = new DataView(bytes.buffer);
  view.setUint32(HEADER_MAGIC, MAGIC, true);
  view.setUint32(HEADER_VERSION, FORMAT_VERSION, true);
  view.setUint32(HEADER_LENGTH, end, true);
  view.setUint32(HEADER_LOG_TYPE, logTypeNode, true);
  sections.forEach((section, i) => {
    const offset = offsets[i] as number;
    view.setUint32(HEADER_SECTIONS + i * 8, offset, true);
    view.setUint32(HEADER_SECTIONS + i * 8 + 4, section.length, true);
    bytes.set(section, offset);
  });
  view.setUint32(HEADER_CHECKSUM, crc32(bytes.subarray(HEADER_CHECKSUM + 4)), true);
  return bytes;
}
