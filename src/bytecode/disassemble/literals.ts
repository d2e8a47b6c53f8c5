// The literals of a verified literal set, for people. Its bytes are documented in src/plan/literals.ts.

import * as layout from "../../plan/literals-layout.js";
import type { ProgramView } from "../view.js";
import { quoteBytes } from "./quote.js";

const OPERATORS: ReadonlyMap<number, string> = new Map([
  [layout.CLASS_START, "starts_with"],
  [layout.CLASS_END, "ends_with"],
  [layout.CLASS_WHOLE, "=="],
]);

interface Literal {
  readonly operator: string;
  /** Where its bytes are in the program, if an entry of the set says so. */
  readonly offset: number | undefined;
  readonly length: number;
}

/** The literals of one set, by id. */
export class Literals {
  private readonly literals: (Literal | undefined)[];

  /** @param set offset of the set in the program */
  constructor(
    private readonly program: ProgramView,
    private readonly set: number,
  ) {
    this.literals = new Array(this.word(layout.LITERALS_COUNT)).fill(undefined);
    for (let layer = 0; layer < this.layerCount; layer++) {
      const at = this.word(layout.LITERALS_LAYERS) + layer * layout.LAYER_BYTES;
      const buckets = 2 ** this.word(at + layout.LAYER_BUCKET_BITS);
      const counted = this.word(at + layout.LAYER_BUCKETS) + 4 * buckets;
      this.addEntries(this.word(at + layout.LAYER_ENTRIES), counted, () => "contains");
    }
    const buckets = this.word(layout.LITERALS_BUCKET_MASK) + 1;
    this.addEntries(
      this.word(layout.LITERALS_ENTRIES),
      this.word(layout.LITERALS_BUCKETS) + 4 * buckets,
      (entry) => OPERATORS.get(this.word(entry + layout.LITERAL_OFFSET)) ?? "?",
    );
    this.addTrie(layout.LITERALS_START_TRIE, "starts_with");
    this.addTrie(layout.LITERALS_END_TRIE, "ends_with");
    this.addTrie(layout.LITERALS_WHOLE_TRIE, "==");
    this.findTexts();
  }

  get count(): number {
    return this.literals.length;
  }

  get layerCount(): number {
    return this.word(layout.LITERALS_LAYER_COUNT);
  }

  /** Where a literal has to stand, and its bytes: `starts_with "C:"`. */
  describe(id: number): string {
    const literal = this.literals[id];
    if (literal === undefined) return "nothing";
    return `${literal.operator} ${quoteBytes(this.program.slice(literal.offset ?? 0, literal.length))}`;
  }

  /** Adds the literals of entries; the word at `counted` tells how many these are. */
  private addEntries(first: number, counted: number, operatorOf: (entry: number) => string): void {
    const end = first + this.word(counted) * layout.LITERAL_BYTES;
    for (let entry = first; entry < end; entry += layout.LITERAL_BYTES) {
      this.literals[this.word(entry + layout.LITERAL_ID)] = {
        operator: operatorOf(entry),
        offset: this.set + this.word(entry + layout.LITERAL_TEXT),
        length: this.word(entry + layout.LITERAL_LENGTH),
      };
    }
  }

  /** Adds the literals that only a trie has: each is as long as its node is deep. */
  private addTrie(header: number, operator: string): void {
    const trie = this.word(header);
    if (trie === 0) return;
    const depths = new Uint32Array(this.word(trie + layout.TRIE_NODES));
    const children = this.word(trie + layout.TRIE_CHILDREN);
    const outputs = this.word(trie + layout.TRIE_OUTPUTS);
    depths.forEach((depth, node) => {
      depths.fill(depth + 1, this.word(children + 4 * node), this.word(children + 4 * node + 4));
      const output = this.word(outputs + 4 * node);
      if (output !== 0) this.literals[output - 1] ??= { operator, offset: undefined, length: depth };
    });
  }

  /** The bytes of all literals stand one after another in the order of their ids. */
  private findTexts(): void {
    let at = this.set + this.word(layout.LITERALS_TEXT);
    const end = at + this.word(layout.LITERALS_TEXT_BYTES);
    this.literals.forEach((literal, id) => {
      if (literal === undefined) return;
      const offset = literal.offset ?? at;
      const length = Math.min(literal.length, end - offset);
      this.literals[id] = { operator: literal.operator, offset, length };
      at = offset + length;
    });
  }

  private word(at: number): number {
    return this.program.word(this.set + at);
  }
}
