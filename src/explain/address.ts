// IP addresses and networks as plain big integers.

import { SluiceError } from "../errors.js";

interface Address {
  readonly bits: bigint;
  /** 32 for IPv4, 128 for IPv6. */
  readonly width: 32 | 128;
}

/** The addresses whose first `prefix` bits are those of `bits`. */
export interface Network extends Address {
  readonly prefix: number;
}

const MAPPED_PREFIX = 96;
const MAPPED = 0xffffn;
const LONGEST_ADDRESS = "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255".length;

/**
 * Parses CIDR notation, `10.0.0.0/8` or `2001:db8::/32`, or one address. Bits after the prefix are ignored. A network of
 * IPv4-mapped IPv6 addresses (inside ::ffff:0:0/96) is the IPv4 network. Throws `invalid-argument` on anything else.
 */
export function parseNetwork(text: string): Network {
  const slash = text.indexOf("/");
  const address = parseAnyAddress(slash === -1 ? text : text.slice(0, slash));
  const prefix = slash === -1 ? address?.width : parseDecimal(text.slice(slash + 1), address?.width ?? 0);
  if (address === undefined || prefix === undefined) {
    throw new SluiceError("invalid-argument", `expected an address or network, found ${JSON.stringify(text)}`);
  }
  if (isMapped(address) && prefix >= MAPPED_PREFIX) return { ...unmapped(address), prefix: prefix - MAPPED_PREFIX };
  return { ...address, prefix };
}

/** Whether `text` is exactly one address and in the network. An IPv4-mapped IPv6 address is the IPv4 address. */
export function networkContains(network: Network, text: string): boolean {
  const parsed = parseAnyAddress(text);
  if (parsed === undefined) return false;
  const address = isMapped(parsed) ? unmapped(parsed) : parsed;
  const rest = BigInt(network.width - network.prefix);
  return address.width === network.width && address.bits >> rest === network.bits >> rest;
}

function isMapped(address: Address): boolean {
  return address.width === 128 && address.bits >> 32n === MAPPED;
}

function unmapped(address: Address): Address {
  return { bits: address.bits & 0xffff_ffffn, width: 32 };
}

function parseAnyAddress(text: string): Address | undefined {
  if (text.length > LONGEST_ADDRESS) return undefined;
  const v4 = parseV4(text);
  if (v4 !== undefined) return { bits: v4, width: 32 };
  const v6 = parseV6(text);
  return v6 === undefined ? undefined : { bits: v6, width: 128 };
}

/** Four decimal octets without leading zeros. */
function parseV4(text: string): bigint | undefined {
  const octets = text.split(".").map((octet) => parseDecimal(octet, 255));
  return octets.length === 4 ? joined(octets, 8n) : undefined;
}

/** RFC 4291, section 2.2: eight groups, one run of zero groups as `::`, the last two groups also as an IPv4 address. */
function parseV6(text: string): bigint | undefined {
  const [head = "", tail, ...more] = text.split("::");
  if (more.length > 0) return undefined;
  if (tail === undefined) {
    const groups = parseGroups(head, true);
    return groups.length === 8 ? joined(groups, 16n) : undefined;
  }
  const before = parseGroups(head, false);
  const after = parseGroups(tail, true);
  const missing = 8 - before.length - after.length;
  return missing >= 1 ? joined([...before, ...Array(missing).fill(0), ...after], 16n) : undefined;
}

/** Groups between single colons; undefined for what is none. `last`: the text ends here, so an IPv4 address may. */
function parseGroups(text: string, last: boolean): (number | undefined)[] {
  if (text === "") return [];
  const parts = text.split(":");
  return parts.flatMap((part, index) => {
    if (last && index === parts.length - 1 && part.includes(".")) {
      const v4 = parseV4(part);
      return v4 === undefined ? [undefined] : [Number(v4 >> 16n), Number(v4 & 0xffffn)];
    }
    return [/^[0-9a-fA-F]{1,4}$/.test(part) ? Number.parseInt(part, 16) : undefined];
  });
}

function joined(parts: readonly (number | undefined)[], width: bigint): bigint | undefined {
  let bits = 0n;
  for (const part of parts) {
    if (part === undefined) return undefined;
    bits = (bits << width) | BigInt(part);
  }
  return bits;
}

function parseDecimal(text: string, most: number): number | undefined {
  if (!/^(0|[1-9][0-9]{0,2})$/.test(text)) return undefined;
  const value = Number(text);
  return value <= most ? value : undefined;
}
