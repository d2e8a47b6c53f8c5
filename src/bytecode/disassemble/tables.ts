// What the tables of a verified program find, for people.

import * as layout from "../layout.js";
import type { ProgramView } from "../view.js";
import { describeDecimal, describeNetwork } from "./constants.js";
import { Literals } from "./literals.js";
import { quoteBytes } from "./quote.js";

export class Tables {
  /** The literal sets of the tables that have one. Tables may share a set. */
  private readonly sets = new Map<number, Literals>();

  constructor(private readonly program: ProgramView) {
    const read = new Map<number, Literals>();
    for (let table = 0; table < program.count(layout.SECTION_TABLES); table++) {
      if (this.field(table, layout.TABLE_TYPE) !== layout.TABLE_LITERALS) continue;
      const at = this.field(table, layout.TABLE_SET);
      const set = read.get(at) ?? new Literals(program, at);
      read.set(at, set);
      this.sets.set(table, set);
    }
  }

  /** What kind of table it is, and how large. */
  describe(table: number, entries: number): string {
    const set = this.sets.get(table);
    if (set) return `${entries} literals, ${set.layerCount} layers, ${this.field(table, layout.TABLE_SET_BYTES)} bytes`;
    if (this.field(table, layout.TABLE_TYPE) === layout.TABLE_PRESENCE) return "presence";
    if (this.field(table, layout.TABLE_TYPE) === layout.TABLE_ARRAY) return "array";
    if (this.isNumbers(table)) {
      const ranges = this.field(table, layout.TABLE_RISING) + this.field(table, layout.TABLE_FALLING);
      return `${entries} numbers, rules wait for ${ranges} ranges`;
    }
    if (this.field(table, layout.TABLE_TYPE) === layout.TABLE_NETWORKS) return `${entries} networks`;
    return `${entries} texts, ${this.field(table, layout.TABLE_MASK) + 1} slots`;
  }

  /** One of the numbers of a table, counted from 0. */
  describeBound(table: number, bound: number): string {
    return this.describeEntry(table, this.field(table, layout.TABLE_ENTRY_FIRST) + bound);
  }

  private isNumbers(table: number): boolean {
    return this.field(table, layout.TABLE_TYPE) === layout.TABLE_NUMBERS;
  }

  /** The text that an entry is found by, quoted; a number; a network; a literal with where it has to stand; `exists` or `is_array`. */
  describeEntry(table: number, entry: number): string {
    const set = this.sets.get(table);
    if (set) return set.describe(entry - this.field(table, layout.TABLE_ENTRY_FIRST));
    if (this.field(table, layout.TABLE_TYPE) === layout.TABLE_PRESENCE) return "exists";
    if (this.field(table, layout.TABLE_TYPE) === layout.TABLE_ARRAY) return "is_array";
    const offset = this.program.field(layout.SECTION_TABLE_ENTRIES, entry, layout.ENTRY_TEXT);
    if (this.isNumbers(table)) return describeDecimal(this.program, offset);
    const length = this.program.field(layout.SECTION_TABLE_ENTRIES, entry, layout.ENTRY_LENGTH);
    const bytes = this.program.slice(offset, length);
    return this.field(table, layout.TABLE_TYPE) === layout.TABLE_NETWORKS ? describeNetwork(bytes) : quoteBytes(bytes);
  }

  private field(table: number, at: number): number {
    return this.program.field(layout.SECTION_TABLES, table, at);
  }
}
