// The path tree: that following any key or index of it leads to a child that lies deeper, inside its parent's descendants, so that
// walks end, never leave the nodes, and never recurse deeper than MAX_PATH.

import { hashKey } from "../../plan/hash.js";
import * as layout from "../layout.js";
import type { ProgramView } from "../view.js";
import { damaged } from "./damage.js";

/** What the path tree proved to be. */
export interface Tree {
  /** Quantifier level of each node. */
  readonly levels: Uint8Array;
  /** 1 for each node that is the root of a quantifier's elements. */
  readonly elements: Uint8Array;
  /** 1 for each node that stands for every scalar at or below the one before it. */
  readonly anywhere: Uint8Array;
}

const NODE_FLAGS_MASK =
  layout.NODE_HAS_KEYS | layout.NODE_HAS_NOCASE_KEYS | layout.NODE_DEFERRED | layout.NODE_ANYWHERE;
/** The flags that a node's keys make. */
const KEY_FLAGS_MASK = layout.NODE_HAS_KEYS | layout.NODE_HAS_NOCASE_KEYS;

/** What says that a node has something. */
const NODE_COUNTS = [
  layout.NODE_FLAGS,
  layout.NODE_SUBTREE,
  layout.NODE_KEY_COUNT,
  layout.NODE_INDEX_COUNT,
  layout.NODE_TABLE_COUNT,
];

export function verifyTree(program: ProgramView): Tree {
  const count = program.count(layout.SECTION_NODES);
  if (count < 2) damaged("tree", `expected node 0 and the event, found ${count} nodes`);
  for (const field of NODE_COUNTS) {
    if (program.field(layout.SECTION_NODES, 0, field) !== 0) damaged("tree", "expected nothing in node 0");
  }
  const { parents, tree } = verifyNesting(program, count);
  new Links(program, parents, tree.anywhere).verify();
  return tree;
}

/** Proves that nodes nest by their numbers alone, and finds each one's parent: 0 for a root. */
function verifyNesting(program: ProgramView, count: number): { parents: Uint32Array; tree: Tree } {
  const parents = new Uint32Array(count);
  const levels = new Uint8Array(count);
  const elements = new Uint8Array(count);
  const anywhere = new Uint8Array(count);
  const around: { readonly node: number; readonly last: number }[] = [];
  for (let node = 1; node < count; node++) {
    while ((around.at(-1)?.last ?? count) < node) around.pop();
    const parent = around.at(-1);
    const flags = program.field(layout.SECTION_NODES, node, layout.NODE_FLAGS);
    const level = flags >>> layout.NODE_LEVEL_SHIFT;
    const last = node + program.field(layout.SECTION_NODES, node, layout.NODE_SUBTREE);
    if (last > (parent?.last ?? count - 1))
      damaged("tree", `node ${node}: expected descendants up to ${parent?.last ?? count - 1}, found ${last}`);
    if (flags & 0xff & ~NODE_FLAGS_MASK) damaged("tree", `node ${node}: found unknown flags ${flags & 0xff}`);
    if (around.length > layout.MAX_PATH)
      damaged("tree", `node ${node}: expected at most ${layout.MAX_PATH} nodes above it`);
    if (parent) {
      if (level !== levels[parent.node]) damaged("tree", `node ${node}: expected its parent's level, found ${level}`);
      parents[node] = parent.node;
    } else {
      if (node === 1 ? level !== 0 : level < 1 || level > layout.MAX_LEVEL) {
        damaged(
          "tree",
          `node ${node}: expected a root's level, ${node === 1 ? "0" : `1 to ${layout.MAX_LEVEL}`}, found ${level}`,
        );
      }
      if (node > 1) elements[node] = 1;
    }
    if (flags & layout.NODE_ANYWHERE) {
      // The core takes the node before it for its parent, and sets its value as it pleases.
      if (parent?.node !== node - 1 || last !== node || flags & layout.NODE_DEFERRED)
        damaged("tree", `node ${node}: expected ** right behind its parent, without descendants, not deferred`);
      anywhere[node] = 1;
    }
    levels[node] = level;
    around.push({ node, last });
  }
  return { parents, tree: { levels, elements, anywhere } };
}

/** Verifies keys and indexes, which stand in the order of their nodes without a gap. */
class Links {
  /** 1 for each node that a key or an index of its parent leads to, and for each `**`, to which none may. */
  readonly #linked: Uint8Array;
  #nextKey = 0;
  #nextSlot = 0;
  #nextIndex = 0;

  constructor(
    private readonly program: ProgramView,
    private readonly parents: Uint32Array,
    anywhere: Uint8Array,
  ) {
    this.#linked = anywhere.slice();
  }

  verify(): void {
    for (let node = 1; node < this.parents.length; node++) {
      const keyFlags = this.#verifyKeys(node);
      this.#verifyIndexes(node);
      const flags = this.#node(node, layout.NODE_FLAGS);
      if ((flags & KEY_FLAGS_MASK) !== keyFlags) {
        damaged("tree", `node ${node}: expected the flags ${keyFlags} for its keys, found ${flags & 0xff}`);
      }
      if (this.parents[node] === 0 && flags & layout.NODE_DEFERRED)
        damaged("tree", `node ${node}: a root cannot be deferred`);
    }
    for (let node = 1; node < this.parents.length; node++) {
      if (this.parents[node] !== 0 && this.#linked[node] === 0)
        damaged("tree", `node ${node}: expected a key or an index that leads to it`);
    }
    this.#verifyEnd(layout.SECTION_KEYS, "keys", this.#nextKey);
    this.#verifyEnd(layout.SECTION_KEY_SLOTS, "key slots", this.#nextSlot);
    this.#verifyEnd(layout.SECTION_INDEXES, "indexes", this.#nextIndex);
  }

  /** Gives the flags that the node's keys make. */
  #verifyKeys(node: number): number {
    const first = this.#node(node, layout.NODE_KEY_FIRST);
    const count = this.#node(node, layout.NODE_KEY_COUNT);
    this.#verifyRange(layout.SECTION_KEYS, `node ${node}: keys`, first, count, this.#nextKey);
    this.#nextKey += count;
    if (count === 0) return 0;

    let flags = layout.NODE_HAS_KEYS;
    for (let key = first; key < first + count; key++) {
      const length = this.#key(key, layout.KEY_LENGTH);
      const keyFlags = this.#key(key, layout.KEY_FLAGS);
      if (!this.program.isData(this.#key(key, layout.KEY_TEXT), length))
        damaged("tree", `key ${key}: expected its text in the data`);
      if (keyFlags & ~layout.KEY_NOCASE) damaged("tree", `key ${key}: found unknown flags ${keyFlags}`);
      if (keyFlags & layout.KEY_NOCASE) flags |= layout.NODE_HAS_NOCASE_KEYS;
      this.#link(node, this.#key(key, layout.KEY_NODE), `key ${key}`);
    }
    this.#verifyChains(node, first, count);
    return flags;
  }

  /** Proves that the hash slots lead to each of its keys once, in ascending order, from the slot of its hash. */
  #verifyChains(node: number, first: number, count: number): void {
    const shift = this.#node(node, layout.NODE_KEY_SHIFT);
    if (shift < 1 || shift > 31) damaged("tree", `node ${node}: expected a key shift from 1 to 31, found ${shift}`);
    const firstSlot = this.#node(node, layout.NODE_KEY_SLOTS);
    const slots = 2 ** (32 - shift);
    this.#verifyRange(layout.SECTION_KEY_SLOTS, `node ${node}: key slots`, firstSlot, slots, this.#nextSlot);
    this.#nextSlot += slots;

    let chained = 0;
    for (let slot = 0; slot < slots; slot++) {
      let least = first;
      let next = this.program.field(layout.SECTION_KEY_SLOTS, firstSlot + slot, 0);
      while (next !== 0) {
        const key = next - 1;
        if (key < least || key >= first + count) {
          damaged("tree", `node ${node}: expected a chain of its keys in ascending order, found key ${key}`);
        }
        const length = this.#key(key, layout.KEY_LENGTH);
        const text = this.program.slice(this.#key(key, layout.KEY_TEXT), length);
        if (hashKey(text) >>> shift !== slot) {
          damaged("tree", `key ${key}: expected it in the chain of its hash, found it in that of slot ${slot}`);
        }
        chained++;
        least = key + 1;
        next = this.#key(key, layout.KEY_NEXT);
      }
    }
    if (chained !== count) damaged("tree", `node ${node}: expected chains of ${count} keys, found ${chained}`);
  }

  #verifyIndexes(node: number): void {
    const first = this.#node(node, layout.NODE_INDEX_FIRST);
    const count = this.#node(node, layout.NODE_INDEX_COUNT);
    this.#verifyRange(layout.SECTION_INDEXES, `node ${node}: indexes`, first, count, this.#nextIndex);
    this.#nextIndex += count;
    let least = 0;
    for (let index = first; index < first + count; index++) {
      const value = this.program.field(layout.SECTION_INDEXES, index, layout.INDEX_VALUE);
      if (value < least) damaged("tree", `index ${index}: expected indexes in ascending order, found ${value}`);
      least = value + 1;
      const child = this.program.field(layout.SECTION_INDEXES, index, layout.INDEX_NODE);
      this.#link(node, child, `index ${index}`);
      if (this.#node(child, layout.NODE_FLAGS) & layout.NODE_DEFERRED)
        damaged("tree", `index ${index}: its node cannot be deferred`);
    }
  }

  #link(node: number, child: number, from: string): void {
    if (child >= this.parents.length || this.parents[child] !== node || this.#linked[child] === 1) {
      damaged("tree", `${from}: expected a child of node ${node} that nothing else leads to, found node ${child}`);
    }
    this.#linked[child] = 1;
  }

  #verifyRange(section: number, what: string, first: number, count: number, expected: number): void {
    if (first !== expected) damaged("tree", `${what}: expected them from ${expected}, found them from ${first}`);
    const total = this.program.count(section);
    if (first + count > total)
      damaged("tree", `${what}: expected them among ${total}, found them up to ${first + count}`);
  }

  #verifyEnd(section: number, what: string, used: number): void {
    const count = this.program.count(section);
    if (used !== count) damaged("tree", `expected ${used} ${what}, found ${count}`);
  }

  #node(node: number, field: number): number {
    return this.program.field(layout.SECTION_NODES, node, field);
  }

  #key(key: number, field: number): number {
    return this.program.field(layout.SECTION_KEYS, key, field);
  }
}
