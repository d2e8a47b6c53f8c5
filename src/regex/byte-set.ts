/**
 * A set of bytes in the order in which SIMD looks 16 of them up at once: byte b is bit (b >> 4) & 7 of the byte
 * (b & 15) + (b >> 7) * 16 of 32.
 */
export class ByteSet {
  private readonly rows = new Uint8Array(32);

  /** Adds the bytes from `first` to `last`. */
  add(first: number, last: number): void {
    for (let byte = first; byte <= last; byte++) {
      this.rows[rowOf(byte)] = (this.rows[rowOf(byte)] as number) | (1 << ((byte >> 4) & 7));
    }
  }

  has(byte: number): boolean {
    return (((this.rows[rowOf(byte)] as number) >> ((byte >> 4) & 7)) & 1) !== 0;
  }

  /** As 8 words. */
  toWords(): Uint32Array {
    return new Uint32Array(this.rows.slice().buffer);
  }

  /** Whether the 8 words at an index are this set. */
  isAt(words: Uint32Array, index: number): boolean {
    return this.toWords().every((word, i) => words[index + i] === word);
  }
}

function rowOf(byte: number): number {
  return (byte & 15) + (byte >> 7) * 16;
}
