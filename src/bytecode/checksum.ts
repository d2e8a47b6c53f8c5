// CRC-32 as in zlib and PNG (ISO 3309, reflected polynomial 0xedb88320): unsigned 32 bits.

export { crc32 } from "node:zlib";
