// Networks as the core reads them, 20 bytes:
//   0  u8  family, 4 or 6
//   1  u8  prefix length in bits of the 16 bytes: 96 to 128 for IPv4, 0 to 128 for IPv6
//   2      two zeros
//   4      16 bytes of network address, big-endian, IPv4 as ::ffff:a.b.c.d; zeros after the prefix

import { SluiceError } from "../errors.js";

const ADDRESS_AT = 4;
const ADDRESS_BYTES = 16;
const CIDR_BYTES = ADDRESS_AT + ADDRESS_BYTES;
/** What IPv4 addresses begin with (RFC 4291, section 2.5.5.2). */
const MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];
const MAPPED_BITS = MAPPED.length * 8;

/**
 * Encodes a network, `10.0.0.0/8` or `2001:db8::/32`, or a single address. Bits after the prefix are ignored. A prefix of at
 * least 96 bits in ::ffff:0:0/96 is an IPv4 network. Throws `invalid-argument`.
 */
export function encodeCidr(text: string): Uint8Array {
  const [, address = "", prefixText] = /^([^/]*)(?:\/(.*))?$/s.exec(text) ?? [];
  const parsed = parseAddress(address);
  if (!parsed) throw new SluiceError("invalid-argument", `expected an IP address or network, found ${quote(text)}`);
  const width = address.includes(":") ? 128 : 32;
  const length = prefixText === undefined ? width : parsePrefix(prefixText, width);
  if (length === undefined) {
    const found = `found ${quote(text)}`;
    throw new SluiceError("invalid-argument", `expected a prefix length from 0 to ${width} after the slash, ${found}`);
  }
  const prefix = length + 128 - width;
  const bytes = new Uint8Array(CIDR_BYTES);
  bytes[0] = prefix >= MAPPED_BITS && MAPPED.every((byte, i) => byte === parsed[i]) ? 4 : 6;
  bytes[1] = prefix;
  for (let i = 0; i < ADDRESS_BYTES; i++) bytes[ADDRESS_AT + i] = (parsed[i] ?? 0) & prefixMask(prefix, i);
  return bytes;
}

/** The bits of byte `i` that a prefix of `length` bits covers. */
function prefixMask(length: number, i: number): number {
  const bits = Math.min(Math.max(length - i * 8, 0), 8);
  return (0xff00 >> bits) & 0xff;
}

function parsePrefix(text: string, width: number): number | undefined {
  if (!/^(?:0|[1-9][0-9]{0,2})$/.test(text)) return undefined;
  const length = Number(text);
  return length <= width ? length : undefined;
}

/** The 16 bytes of an address (RFC 4291, section 2.2), or undefined where the text is none. */
function parseAddress(text: string): readonly number[] | undefined {
  if (!text.includes(":")) {
    const quad = parseQuad(text);
    return quad && [...MAPPED, ...quad];
  }
  const halves = text.split("::");
  const before = parseGroups(halves[0] as string, halves.length === 1);
  if (halves.length === 1) return before?.length === ADDRESS_BYTES ? before : undefined;
  const after = parseGroups(halves[1] as string, true);
  if (halves.length > 2 || !before || !after) return undefined;
  const zeros = ADDRESS_BYTES - before.length - after.length;
  return zeros < 2 ? undefined : [...before, ...new Array<number>(zeros).fill(0), ...after];
}

/** The bytes of groups between colons; the last one may be a dotted quad where the address ends. */
function parseGroups(text: string, atEnd: boolean): readonly number[] | undefined {
  if (text === "") return [];
  const bytes: number[] = [];
  const groups = text.split(":");
  for (const [i, group] of groups.entries()) {
    const quad = atEnd && i === groups.length - 1 ? parseQuad(group) : undefined;
    if (quad) bytes.push(...quad);
    else if (/^[0-9A-Fa-f]{1,4}$/.test(group))
      bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff);
    else return undefined;
  }
  return bytes;
}

function parseQuad(text: string): readonly number[] | undefined {
  const octets = text.split(".");
  const valid =
    octets.length === 4 && octets.every((octet) => /^(?:0|[1-9][0-9]{0,2})$/.test(octet) && Number(octet) < 256);
  return valid ? octets.map(Number) : undefined;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

/** Whether the bytes are exactly what `encodeCidr` writes for some network. */
export function verifyCidr(bytes: Uint8Array): boolean {
  if (bytes.length !== CIDR_BYTES) return false;
  const [family = 0, prefix = 0, zero2, zero3, ...address] = bytes;
  if (prefix > 128 || zero2 !== 0 || zero3 !== 0) return false;
  const isV4 = prefix >= MAPPED_BITS && MAPPED.every((byte, i) => byte === address[i]);
  return family === (isV4 ? 4 : 6) && address.every((byte, i) => (byte & ~prefixMask(prefix, i)) === 0);
}
