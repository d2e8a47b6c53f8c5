// Literal sets in the core's memory, called from JavaScript.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildLiterals, type Literal, literalScratchBytes } from "../../src/plan/literals.js";
import { LITERALS_SEEN_BYTES } from "../../src/plan/literals-layout.js";

interface LiteralCore {
  readonly memory: WebAssembly.Memory;
  findLiterals(set: number, text: number, length: number, scratch: number): number;
  readonly literalWork: WebAssembly.Global;
}

const PADDING = 64;
const PAGE = 65_536;
const module = new WebAssembly.Module(
  readFileSync(fileURLToPath(new URL("../../build/testing/literals.wasm", import.meta.url))),
);

/** A set in a memory of its own: set, scratch, then room for a text. All other bytes of the memory are FILL. */
export class LiteralMatcher {
  readonly #core = new WebAssembly.Instance(module).exports as unknown as LiteralCore;
  readonly #set: number;
  readonly #scratch: number;
  readonly #scratchBytes: number;
  readonly #list: number;
  readonly #text: number;

  constructor(readonly bytes: Uint8Array) {
    this.#set = this.#core.memory.buffer.byteLength;
    this.#scratch = this.#set + align(bytes.length) + PADDING;
    this.#scratchBytes = literalScratchBytes(bytes);
    this.#list = this.#scratch + new DataView(bytes.buffer, bytes.byteOffset).getUint32(LITERALS_SEEN_BYTES, true);
    this.#text = this.#scratch + align(this.#scratchBytes) + PADDING;
    this.#reserve(this.#text + PAGE);
    const memory = new Uint8Array(this.#core.memory.buffer);
    memory.fill(FILL, this.#set);
    memory.set(bytes, this.#set);
    memory.fill(0, this.#scratch, this.#scratch + this.#scratchBytes);
  }

  #reserve(end: number): void {
    const missing = end - this.#core.memory.buffer.byteLength;
    if (missing > 0) this.#core.memory.grow(Math.ceil(missing / PAGE));
  }

  /** The ids found in the text, ascending; `beyond` are the bytes behind it in memory. */
  find(text: Uint8Array, beyond: Uint8Array = text): number[] {
    this.#reserve(this.#text + text.length + PADDING);
    const memory = new Uint8Array(this.#core.memory.buffer);
    memory.set(text, this.#text);
    for (let i = 0; i < PADDING; i++) memory[this.#text + text.length + i] = beyond[i % beyond.length] ?? 0;
    const found = this.#core.findLiterals(this.#set, this.#text, text.length, this.#scratch);
    return [...new Uint32Array(this.#core.memory.buffer, this.#list, found)].toSorted((a, b) => a - b);
  }

  /** Work done so far, in comparisons of at most 16 bytes. */
  get work(): number {
    return (this.#core.literalWork.value as number) >>> 0;
  }

  /** Whether the set is as it was, the seen and the walked bits are zero, and nothing was written between and behind the parts. */
  get isClean(): boolean {
    const memory = new Uint8Array(this.#core.memory.buffer);
    const filled = (from: number, to: number, value: number): boolean =>
      memory.subarray(from, to).every((byte) => byte === value);
    const listEnd = this.#list + 4 * new DataView(this.bytes.buffer, this.bytes.byteOffset).getUint32(0, true);
    return (
      Buffer.compare(memory.subarray(this.#set, this.#set + this.bytes.length), this.bytes) === 0 &&
      filled(this.#set + this.bytes.length, this.#scratch, FILL) &&
      filled(this.#scratch, this.#list, 0) &&
      filled(Math.min(align(listEnd), this.#scratch + this.#scratchBytes), this.#scratch + this.#scratchBytes, 0) &&
      filled(this.#scratch + this.#scratchBytes, this.#text, FILL)
    );
  }
}

const FILL = 0xa5;

function align(size: number): number {
  return (size + 7) & ~7;
}

/** What the set should find: each literal by itself. */
export function findNaively(literals: readonly Literal[], text: Uint8Array): number[] {
  const hay = Buffer.from(text);
  return literals.flatMap(({ bytes, anchor }, id) => {
    const last = hay.length - bytes.length;
    const at = (start: number): boolean => start >= 0 && hay.subarray(start, start + bytes.length).equals(bytes);
    const holds = {
      any: () => hay.includes(Buffer.from(bytes)),
      start: () => at(0),
      end: () => at(last),
      whole: () => last === 0 && at(0),
    };
    return holds[anchor]() ? [id] : [];
  });
}

export function matcherOf(literals: readonly Literal[]): LiteralMatcher {
  return new LiteralMatcher(buildLiterals(literals));
}
