// The bytes of a set while it is built.

import { LITERALS_HEADER_BYTES } from "./literals-layout.js";

/** Pieces one after another, each at a multiple of 16. */
export class Pieces {
  readonly #pieces: { at: number; bytes: Uint8Array }[] = [];
  length: number = LITERALS_HEADER_BYTES;

  /** Adds a piece and gives its offset. */
  readonly add = (piece: Uint8Array | Uint32Array): number => {
    const at = this.length;
    this.#pieces.push({ at, bytes: piece instanceof Uint8Array ? piece : littleEndian(piece) });
    this.length = (at + piece.byteLength + 15) & ~15;
    return at;
  };

  /** All pieces behind a header. */
  join(header: Uint32Array): Uint8Array {
    const out = new Uint8Array(this.length);
    out.set(littleEndian(header));
    for (const { at, bytes } of this.#pieces) out.set(bytes, at);
    return out;
  }
}

function littleEndian(words: Uint32Array): Uint8Array {
  const out = new Uint8Array(words.length * 4);
  const view = new DataView(out.buffer);
  for (let i = 0; i < words.length; i++) view.setUint32(4 * i, words[i] as number, true);
  return out;
}
