// The leaf functions of the core, called from JavaScript on bytes.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { vi } from "vitest";
import { encodeWtf8 } from "../../src/unicode/wtf8.js";

/** The exports of assembly/testing/leafs.ts. Texts are (pointer, length); a bool is 0 or 1. */
export interface Leafs {
  readonly memory: WebAssembly.Memory;
  equal(a: number, b: number, len: number): number;
  contains(hay: number, hayLen: number, needle: number, needleLen: number): number;
  find(hay: number, hayLen: number, needle: number, needleLen: number): number;
  compare(a: number, aLen: number, b: number, bLen: number): number;
  wildcardMatch(text: number, len: number, program: number): number;
  isNumber(text: number, len: number): number;
  isInteger(text: number, len: number): number;
  isZero(text: number, len: number): number;
  compareToDecimal(text: number, len: number, decimal: number): number;
  compareNumbers(a: number, aLen: number, b: number, bLen: number): number;
  parseAddress(text: number, len: number, out16: number): number;
  cidrContains(address16: number, family: number, net: number): number;
  unescape(src: number, len: number, dst: number): number;
  unescapeFolded(src: number, len: number, dst: number): number;
  validate(text: number, len: number, maxDepth: number, scratch: number): number;
  readonly validateOffset: WebAssembly.Global;
}

// Thousands of generated cases a test; a busy machine may need longer than the default.
vi.setConfig({ testTimeout: 30_000 });

const PADDING = 64;
const PAGE = 65_536;

const file = fileURLToPath(new URL("../../build/testing/leafs.wasm", import.meta.url));
const instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file)));
export const leafs = instance.exports as unknown as Leafs;

const start = leafs.memory.buffer.byteLength;
let next = start;

/** Frees everything that `place` and `reserve` gave out. */
export function reset(): void {
  next = start;
}

/** A region of `size` bytes and the padding that the core may touch. */
export function reserve(size: number): number {
  const at = next;
  next = (at + size + PADDING + 7) & ~7;
  const missing = next - leafs.memory.buffer.byteLength;
  if (missing > 0) leafs.memory.grow(Math.ceil(missing / PAGE));
  return at;
}

/**
 * Puts bytes, or a string as WTF-8, into the core's memory; gives pointer and length. What follows them are the bytes themselves
 * again, the padding that is likeliest to lead a function astray.
 */
export function place(value: string | Uint8Array): [pointer: number, length: number] {
  const bytes = typeof value === "string" ? encodeWtf8(value) : value;
  const at = reserve(bytes.length);
  const memory = new Uint8Array(leafs.memory.buffer);
  memory.set(bytes, at);
  for (let i = 0; i < PADDING; i++) memory[at + bytes.length + i] = bytes[i % bytes.length] ?? 0x22;
  return [at, bytes.length];
}

/** A copy of bytes in the core's memory. */
export function bytesAt(pointer: number, length: number): Uint8Array {
  return new Uint8Array(leafs.memory.buffer, pointer, length).slice();
}
