// The literal search of the core by itself: one set a field, over values that lie in its memory.

import { readFileSync } from "node:fs";
import { buildLiterals, literalScratchBytes } from "../../build/literals.mjs";
import { groupBy } from "./material.mjs";

const WASM = new URL("../../build/testing/literals.wasm", import.meta.url);
/** Bytes behind a text that the core may read. */
const PADDING = 64;
const PAGE = 65_536;

/**
 * Puts the sets of all literals, and the values of fields that have one, into a memory.
 *
 * @param {readonly import("./material.mjs").Literal[]} literals no two alike
 * @param {readonly { path: string, text: string }[]} values
 * @returns {{ bytes: number, setBytes: number, search: () => number }} bytes of the values, of the sets, and a search of all values, which
 *   gives how often a literal was found in one
 */
export function searchOf(literals, values) {
  const { memory, countLiterals } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(WASM))).exports;
  let top = memory.buffer.byteLength;
  const reserve = (bytes) => {
    const at = top;
    top = (at + bytes + PADDING + 15) & ~15;
    const missing = top - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    return at;
  };
  const put = (bytes) => {
    const at = reserve(bytes.length);
    new Uint8Array(memory.buffer).set(bytes, at);
    return at;
  };

  const sets = new Map();
  let setBytes = 0;
  for (const [path, group] of groupBy(literals, ({ path }) => path)) {
    const set = buildLiterals(group.map(({ anchor, text }) => ({ anchor, bytes: Buffer.from(text) })));
    setBytes += set.length;
    sets.set(path, { set: put(set), scratch: reserve(literalScratchBytes(set)) });
  }
  const searched = values.filter(({ path }) => sets.has(path));
  const list = reserve(searched.length * 16);
  let bytes = 0;
  searched.forEach(({ path, text }, i) => {
    const { set, scratch } = sets.get(path);
    const encoded = Buffer.from(text);
    bytes += encoded.length;
    const record = [set, scratch, put(encoded), encoded.length];
    new Uint32Array(memory.buffer).set(record, list / 4 + 4 * i);
  });
  return { bytes, setBytes, search: () => countLiterals(list, searched.length) >>> 0 };
}
