// Reading a program: sections of records of little-endian u32.

import * as layout from "./layout.js";

/** Where a section is in the program, in bytes. */
export interface Section {
  readonly offset: number;
  readonly length: number;
}

/** What the sections are called, and the bytes of a record of each. */
export const SECTIONS: readonly { readonly name: string; readonly recordBytes: number }[] = [
  { name: "nodes", recordBytes: layout.NODE_BYTES },
  { name: "key slots", recordBytes: 4 },
  { name: "keys", recordBytes: layout.KEY_BYTES },
  { name: "indexes", recordBytes: layout.INDEX_BYTES },
  { name: "tables", recordBytes: layout.TABLE_BYTES },
  { name: "table slots", recordBytes: 4 },
  { name: "table entries", recordBytes: layout.ENTRY_BYTES },
  { name: "postings", recordBytes: 4 },
  { name: "predicates", recordBytes: layout.PREDICATE_BYTES },
  { name: "code", recordBytes: layout.INSTRUCTION_BYTES },
  { name: "rules", recordBytes: layout.RULE_BYTES },
  { name: "groups", recordBytes: layout.GROUP_BYTES },
  { name: "always", recordBytes: 4 },
  { name: "log types", recordBytes: layout.LOG_TYPE_BYTES },
  { name: "data", recordBytes: 1 },
  { name: "meta", recordBytes: 1 },
  { name: "hosted rules", recordBytes: layout.HOSTED_BYTES },
  { name: "hosted parts", recordBytes: 4 },
  { name: "parts", recordBytes: layout.PART_BYTES },
  { name: "part texts", recordBytes: 1 },
];

const RECORD_BYTES = Uint8Array.from(SECTIONS, ({ recordBytes }) => recordBytes);

/**
 * A view of a program's bytes. It must have a whole header; before the section table is verified only `word` and `section` may be
 * called. Reading beyond the bytes throws a RangeError.
 */
export class ProgramView {
  readonly #view: DataView;
  readonly #sections: readonly Section[];
  readonly #starts: Uint32Array;

  constructor(readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#sections = SECTIONS.map((_, section) => ({
      offset: this.word(layout.HEADER_SECTIONS + section * 8),
      length: this.word(layout.HEADER_SECTIONS + section * 8 + 4),
    }));
    this.#starts = Uint32Array.from(this.#sections, ({ offset }) => offset);
  }

  /** The word at an offset in the program. */
  word(at: number): number {
    return this.#view.getUint32(at, true);
  }

  section(section: number): Section {
    return this.#sections[section] as Section;
  }

  /** How many records a section has. */
  count(section: number): number {
    return this.section(section).length / (RECORD_BYTES[section] as number);
  }

  /** The word at `field`, in bytes, of a section's record. */
  field(section: number, record: number, field: number): number {
    const start = this.#starts[section] as number;
    return this.#view.getUint32(start + record * (RECORD_BYTES[section] as number) + field, true);
  }

  /** Whether the program's data has all of these bytes. */
  isData(offset: number, length: number): boolean {
    const data = this.section(layout.SECTION_DATA);
    return offset >= data.offset && offset + length <= data.offset + data.length;
  }

  /** Bytes of the program, not copied. */
  slice(offset: number, length: number): Uint8Array {
    return this.bytes.subarray(offset, offset + length);
  }

  /** A constant that is an array of words. Its length is a multiple of 4. */
  words(offset: number, length: number): Uint32Array {
    const words = new Uint32Array(length / 4);
    for (let i = 0; i < words.length; i++) words[i] = this.word(offset + i * 4);
    return words;
  }
}
