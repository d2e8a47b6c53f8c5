// CRC-32 as in zlib and PNG (ISO 3309, reflected polynomial 0xedb88320), four bytes at a time ("slicing by 4", Kounavis and Berry,
// "A systematic approach to building high performance software-based CRC generators", 2005).

/** TABLES[n * 256 + byte]: what a byte does to the remainder from n bytes away. */
const TABLES = makeTables();

function makeTables(): Uint32Array {
  const tables = new Uint32Array(4 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let remainder = byte;
    for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb88320 : 0);
    tables[byte] = remainder;
  }
  for (let i = 256; i < tables.length; i++) {
    const nearer = tables[i - 256] as number;
    tables[i] = (nearer >>> 8) ^ (tables[nearer & 0xff] as number);
  }
  return tables;
}

/** CRC-32 of the bytes: unsigned 32 bits. */
export function crc32(bytes: Uint8Array): number {
  const { length } = bytes;
  let remainder = 0xffffffff;
  let at = 0;
  for (; at + 4 <= length; at += 4) {
    const first = remainder ^ (bytes[at] as number);
    remainder =
      (TABLES[768 + (first & 0xff)] as number) ^
      (TABLES[512 + (((first >>> 8) ^ (bytes[at + 1] as number)) & 0xff)] as number) ^
      (TABLES[256 + (((first >>> 16) ^ (bytes[at + 2] as number)) & 0xff)] as number) ^
      (TABLES[((first >>> 24) ^ (bytes[at + 3] as number)) & 0xff] as number);
  }
  for (; at < length; at++) {
    remainder = (remainder >>> 8) ^ (TABLES[(remainder ^ (bytes[at] as number)) & 0xff] as number);
  }
  return ~remainder >>> 0;
}
