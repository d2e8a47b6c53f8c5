// What stands before a byte of a stream that comes in pieces.

export const NEWLINE = 0x0a;
export const OPEN_OBJECT = 0x7b;
export const OPEN_ARRAY = 0x5b;
export const COMMA = 0x2c;
export const COLON = 0x3a;

/** JSON's white space. */
export function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === NEWLINE || byte === 0x0d || byte === 0x09;
}

export class Trail {
  /** The last byte before the piece, and the last one that is no white space; -1 where there is none. */
  #last = -1;
  #solid = -1;
  #end = 0;

  /**
   * Whether the `{` at `at` begins a document, whatever comes before it: it is the first byte of its line, and the last byte before it that
   * is no white space is no `[`, `,` or `:`, so that no value may stand there.
   */
  startsDocument(piece: Uint8Array, at: number): boolean {
    if ((at > 0 ? piece[at - 1] : this.#last) !== NEWLINE) return false;
    const before = lastSolid(piece, at);
    const byte = before < 0 ? this.#solid : piece[before];
    return byte !== OPEN_ARRAY && byte !== COMMA && byte !== COLON;
  }

  /** The offset after the last byte before `at` that is no white space; `offset` is that of the piece. */
  solidEnd(piece: Uint8Array, at: number, offset: number): number {
    const before = lastSolid(piece, at);
    return before < 0 ? this.#end : offset + before + 1;
  }

  /** Takes the end of a piece. */
  pass(piece: Uint8Array, offset: number): void {
    const before = lastSolid(piece, piece.length);
    if (before >= 0) {
      this.#solid = piece[before] as number;
      this.#end = offset + before + 1;
    }
    if (piece.length > 0) this.#last = piece[piece.length - 1] as number;
  }
}

function lastSolid(piece: Uint8Array, at: number): number {
  do at--;
  while (at >= 0 && isSpace(piece[at]));
  return at;
}
