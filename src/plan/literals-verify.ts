// Proves all that the core trusts in a literal set that may come from anywhere.

import { MAX_BUCKET_WORK } from "./literals-buckets.js";
import { MAX_CLASS_BUCKET, MAX_CLASSES } from "./literals-classes.js";
import { MAX_FILTER_BITS, MAX_LAYERS, MAX_STEP } from "./literals-layers.js";
import * as layout from "./literals-layout.js";
import { scratchOf } from "./literals-scratch.js";
import { buildFails, type Trie } from "./literals-trie.js";

/** Longest literal, in bytes. */
export const MAX_LITERAL_BYTES = 65_536;
/** Most buckets, as a logarithm. */
const MAX_BUCKET_BITS = 24;

/** What is wrong with a set. */
class Invalid extends Error {}

function expect(holds: boolean, problem: string): asserts holds {
  if (!holds) fail(problem);
}

/** For loops, where `expect` would make a text each time. */
function fail(problem: string): never {
  throw new Invalid(problem);
}

/**
 * Whether the core can search with these bytes: gives what is wrong, or undefined. Every offset, bucket, entry and node lies inside the
 * bytes, every text takes a number of steps that is linear in it, and nothing outside the scratch is written. Whether the tables find what
 * they should is not proved.
 */
export function verifyLiterals(set: Uint8Array): string | undefined {
  try {
    new Verifier(set).verify();
    return undefined;
  } catch (error) {
    if (error instanceof Invalid) return error.message;
    throw error;
  }
}

class Verifier {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  verify(): void {
    expect(this.#bytes.length >= layout.LITERALS_HEADER_BYTES, "expected the header of a literal set");
    const count = this.#word(layout.LITERALS_COUNT);
    const text = this.#word(layout.LITERALS_TEXT);
    this.#region(text, this.#word(layout.LITERALS_TEXT_BYTES) + layout.LITERALS_PADDING, "the literals");
    const nodes = this.#layers();
    this.#classes();
    for (const trie of [layout.LITERALS_START_TRIE, layout.LITERALS_END_TRIE, layout.LITERALS_WHOLE_TRIE]) {
      if (this.#word(trie) !== 0) this.#trie(this.#word(trie), false);
    }
    // A literal has at least one byte.
    expect(count <= this.#word(layout.LITERALS_TEXT_BYTES), `expected at most a literal a byte, found ${count}`);
    const scratch = scratchOf(count, nodes);
    const right =
      this.#word(layout.LITERALS_SEEN_BYTES) === scratch.seen &&
      this.#word(layout.LITERALS_WALKED) === scratch.walked &&
      this.#word(layout.LITERALS_SCRATCH_BYTES) === scratch.bytes;
    expect(right, "the parts of the scratch are not those of the literals");
  }

  #word(at: number): number {
    return this.#view.getUint32(at, true);
  }

  #region(at: number, length: number, what: string): void {
    expect(at + length <= this.#bytes.length, `expected ${what} inside the set, found ${length} bytes at ${at}`);
  }

  /** Gives the number of nodes of the largest automaton. */
  #layers(): number {
    const at = this.#word(layout.LITERALS_LAYERS);
    const count = this.#word(layout.LITERALS_LAYER_COUNT);
    expect(count <= MAX_LAYERS, `expected at most ${MAX_LAYERS} layers, found ${count}`);
    this.#region(at, count * layout.LAYER_BYTES, "the layers");
    let nodes = 0;
    for (let i = 0; i < count; i++) nodes = Math.max(nodes, this.#layer(at + i * layout.LAYER_BYTES));
    return nodes;
  }

  /** Gives the number of nodes of the layer's automaton. */
  #layer(at: number): number {
    const gram = this.#word(at + layout.LAYER_GRAM);
    const step = this.#word(at + layout.LAYER_STEP);
    const filter = this.#word(at + layout.LAYER_FILTER);
    const bits = this.#word(at + layout.LAYER_FILTER_BITS);
    if (this.#word(at + layout.LAYER_KIND) === layout.LAYER_NIBBLES) {
      const right = gram >= layout.MIN_NIBBLE_GRAM && gram <= layout.MAX_NIBBLE_GRAM;
      expect(right, `expected grams of 1 to 3 bytes, found ${gram}`);
      this.#region(filter, gram * layout.NIBBLE_POSITION_BYTES, "a filter");
    } else {
      expect(this.#word(at + layout.LAYER_KIND) === layout.LAYER_GRAMS, "unknown kind of layer");
      expect(gram >= 1 && gram <= 8, `expected grams of 1 to 8 bytes, found ${gram}`);
      expect(step >= 1 && step <= MAX_STEP, `expected a step of 1 to ${MAX_STEP} bytes, found ${step}`);
      expect(
        bits >= 5 && bits <= MAX_FILTER_BITS,
        `expected a filter of 2^5 to 2^${MAX_FILTER_BITS} bits, found ${bits}`,
      );
      this.#region(filter, 2 ** (bits - 3), "a filter");
    }
    expect(this.#word(at + layout.LAYER_SHORTEST) >= gram, "expected literals as long as their grams");
    const trie = this.#word(at + layout.LAYER_TRIE);
    const bucketBits = this.#word(at + layout.LAYER_BUCKET_BITS);
    expect(
      bucketBits >= 1 && bucketBits <= MAX_BUCKET_BITS,
      `expected 2 to 2^${MAX_BUCKET_BITS} buckets, found 2^${bucketBits}`,
    );
    const buckets = this.#word(at + layout.LAYER_BUCKETS);
    const entries = this.#word(at + layout.LAYER_ENTRIES);
    this.#buckets(buckets, 2 ** bucketBits, entries, trie ? undefined : { work: MAX_BUCKET_WORK });
    return trie ? this.#trie(trie, true) : 0;
  }

  #classes(): void {
    const count = this.#word(layout.LITERALS_CLASS_COUNT);
    const at = this.#word(layout.LITERALS_CLASSES);
    expect(count <= MAX_CLASSES, `expected at most ${MAX_CLASSES} classes, found ${count}`);
    this.#region(at, count * layout.CLASS_BYTES, "the classes");
    for (let i = 0; i < count; i++) {
      const anchor = this.#word(at + i * layout.CLASS_BYTES + layout.CLASS_ANCHOR);
      expect(anchor >= layout.CLASS_START && anchor <= layout.CLASS_WHOLE, `unknown anchor ${anchor}`);
    }
    const mask = this.#word(layout.LITERALS_BUCKET_MASK);
    expect((mask & (mask + 1)) === 0 && mask < 2 ** MAX_BUCKET_BITS, "expected a mask of low bits");
    this.#buckets(this.#word(layout.LITERALS_BUCKETS), mask + 1, this.#word(layout.LITERALS_ENTRIES), {
      entries: MAX_CLASS_BUCKET,
    });
  }

  #buckets(
    starts: number,
    count: number,
    entries: number,
    bound: { work?: number; entries?: number } | undefined,
  ): void {
    const most = { work: Infinity, entries: Infinity, ...bound };
    this.#region(starts, 4 * (count + 1), "the buckets");
    this.#region(entries, this.#word(starts + 4 * count) * layout.LITERAL_BYTES, "the entries");
    let end = this.#word(starts);
    for (let bucket = 1; bucket <= count; bucket++) {
      const begin = end;
      end = this.#word(starts + 4 * bucket);
      expect(begin <= end, "expected buckets in order");
      expect(end <= this.#word(starts + 4 * count), "expected entries of a bucket among all");
      if (end - begin > most.entries)
        fail(`expected at most ${most.entries} entries in a bucket, found ${end - begin}`);
      let work = 0;
      for (let i = begin; i < end; i++) work += 1 + (this.#entry(entries + i * layout.LITERAL_BYTES) >>> 4);
      if (work > most.work) fail(`expected at most ${most.work} units of work in a bucket, found ${work}`);
    }
  }

  /** Gives the length of the entry's literal. */
  #entry(at: number): number {
    const id = this.#word(at + layout.LITERAL_ID);
    const text = this.#word(at + layout.LITERAL_TEXT);
    const length = this.#word(at + layout.LITERAL_LENGTH);
    const first = this.#word(layout.LITERALS_TEXT);
    const last = first + this.#word(layout.LITERALS_TEXT_BYTES);
    if (id >= this.#word(layout.LITERALS_COUNT)) fail(`expected the id of a literal, found ${id}`);
    if (length < 1 || length > MAX_LITERAL_BYTES)
      fail(`expected a literal of 1 to ${MAX_LITERAL_BYTES} bytes, found ${length}`);
    if (text < first || text + length > last) fail(`expected a literal among all, found ${length} bytes at ${text}`);
    return length;
  }

  /** Gives the number of nodes. */
  #trie(at: number, automaton: boolean): number {
    this.#region(at, layout.TRIE_BYTES, "a trie");
    const nodes = this.#word(at + layout.TRIE_NODES);
    expect(nodes >= 1, "expected a trie with a root");
    const children = this.#words(this.#word(at + layout.TRIE_CHILDREN), nodes + 1);
    const outputs = this.#words(this.#word(at + layout.TRIE_OUTPUTS), nodes);
    const labelsAt = this.#word(at + layout.TRIE_LABELS);
    this.#region(labelsAt, nodes, "the labels of a trie");
    const labels = this.#bytes.subarray(labelsAt, labelsAt + nodes);
    expect(children[0] === 1 && children[nodes] === nodes, "expected every node but the root to be a child");
    for (let node = 0; node < nodes; node++) {
      const begin = children[node] as number;
      const end = children[node + 1] as number;
      expect(begin > node && begin <= end && end <= nodes, "expected children behind their node, in order");
      for (let child = begin + 1; child < end; child++) {
        expect((labels[child - 1] as number) < (labels[child] as number), "expected children whose labels ascend");
      }
    }
    const count = this.#word(layout.LITERALS_COUNT);
    expect(
      outputs.every((output) => output <= count),
      "expected outputs among the literals",
    );
    if (automaton) this.#fails(at, { children, outputs, labels });
    return nodes;
  }

  #fails(at: number, trie: Trie): void {
    const nodes = trie.labels.length;
    const fails = this.#words(this.#word(at + layout.TRIE_FAILS), nodes);
    const links = this.#words(this.#word(at + layout.TRIE_LINKS), nodes);
    const right = buildFails(trie);
    const same = fails.every((fail, i) => fail === right.fails[i]) && links.every((link, i) => link === right.links[i]);
    expect(same, "the fails are not those of the trie");
  }

  #words(at: number, count: number): Uint32Array {
    this.#region(at, 4 * count, "the nodes of a trie");
    const words = new Uint32Array(count);
    for (let i = 0; i < count; i++) words[i] = this.#word(at + 4 * i);
    return words;
  }
}
