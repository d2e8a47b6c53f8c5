// `ipaddress`: addresses and networks of both versions, as integers with a length of prefix.

import { EXCEPTIONS, newException, Raised, raise, Stopped } from "../exceptions.js";
import type { Machine } from "../machine.js";
import { dataOf, define, defineClass, method } from "../native.js";
import { toRepr } from "../text.js";
import { NOT_IMPLEMENTED, PyClass, PyInstance, PyIterator, PyModule, type Value } from "../values.js";

interface Address {
  readonly version: 4 | 6;
  readonly value: bigint;
}
interface Network extends Address {
  readonly prefix: number;
}

const ADDRESS_ERROR = new PyClass("AddressValueError", [EXCEPTIONS.get("ValueError") as PyClass], true);
const NETMASK_ERROR = new PyClass("NetmaskValueError", [EXCEPTIONS.get("ValueError") as PyClass], true);

const bitsOf = (version: 4 | 6) => (version === 4 ? 32 : 128);

function parse4(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    if (!/^(?:0|[1-9][0-9]{0,2})$/.test(part) || Number(part) > 255) return undefined;
    value = value * 256n + BigInt(part);
  }
  return value;
}

function parse6(text: string): bigint | undefined {
  // A zone is part of the address in Python.
  if (/^[0-9a-f:.]*:[0-9a-f:.]*%./is.test(text)) {
    throw new Stopped("python-unsupported", "addresses with a zone are not supported");
  }
  const halves = text.split("::");
  if (halves.length > 2 || text === "") return undefined;
  const groups = halves.map((half) => (half === "" ? [] : half.split(":")));
  const last = groups.at(-1);
  const tail = last?.at(-1);
  if (last && tail?.includes(".")) {
    const four = parse4(tail);
    if (four === undefined) return undefined;
    last.splice(-1, 1, (four >> 16n).toString(16), (four & 0xffffn).toString(16));
  }
  const count = groups.reduce((sum, group) => sum + group.length, 0);
  if (halves.length === 2 ? count > 7 : count !== 8) return undefined;
  const filled =
    halves.length === 2
      ? [...(groups[0] ?? []), ...new Array(8 - count).fill("0"), ...(groups[1] ?? [])]
      : (groups[0] ?? []);
  let value = 0n;
  for (const group of filled) {
    if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return undefined;
    value = (value << 16n) + BigInt(`0x${group}`);
  }
  return value;
}

function parseAddress(value: Value, version?: 4 | 6): Address | undefined {
  if (typeof value === "boolean") return parseAddress(value ? 1n : 0n, version);
  if (typeof value === "bigint") {
    const found = version ?? (value < 1n << 32n ? 4 : 6);
    return value >= 0n && value < 1n << BigInt(bitsOf(found)) ? { version: found, value } : undefined;
  }
  if (typeof value !== "string") return undefined;
  const four = version === 6 ? undefined : parse4(value);
  if (four !== undefined) return { version: 4, value: four };
  const six = version === 4 ? undefined : parse6(value);
  return six === undefined ? undefined : { version: 6, value: six };
}

/** Whether a text is an address to Python. Of one with a zone it throws what stops the interpreter. */
export function isAddressText(text: string): boolean {
  return parseAddress(text) !== undefined;
}

function addressText({ version, value }: Address): string {
  if (version === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join(".");
  const groups = Array.from({ length: 8 }, (_, at) => ((value >> BigInt(112 - 16 * at)) & 0xffffn).toString(16));
  // The longest run of zeros, the first of equals, is left out; a single zero is not.
  let best = { start: -1, length: 1 };
  for (let at = 0; at < 8; at++) {
    let length = 0;
    while (groups[at + length] === "0") length++;
    if (length > best.length) best = { start: at, length };
  }
  if (best.start < 0) return groups.join(":");
  return `${groups.slice(0, best.start).join(":")}::${groups.slice(best.start + best.length).join(":")}`;
}

/** Networks that are not for the public, by what they are called (IANA's special-purpose registries, as CPython 3.11 has them). */
const SPECIAL =
  "0.0.0.0/8 10.0.0.0/8 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/29 192.0.0.170/31 192.0.2.0/24 192.168.0.0/16 " +
  "198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 240.0.0.0/4 ::1/128 ::/128 100::/64 2001::/23 2001:db8::/32 fc00::/7 fe80::/10";
/** Networks whose addresses are private; one of IPv4 inside IPv6 is private where it is so itself. */
export const PRIVATE_NETWORKS: readonly string[] = SPECIAL.split(" ");
/** Addresses of IPv4 that are neither private nor global. */
export const SHARED_NETWORK = "100.64.0.0/10";
const PRIVATE = networks(`${SPECIAL} ::ffff:0:0/96`);
const SHARED = networks(SHARED_NETWORK);
const LOOPBACK = networks("127.0.0.0/8 ::1/128");
const LINK_LOCAL = networks("169.254.0.0/16 fe80::/10");
const MULTICAST = networks("224.0.0.0/4 ff00::/8");
const RESERVED = networks(
  "240.0.0.0/4 ::/8 100::/8 200::/7 400::/6 800::/5 1000::/4 4000::/3 6000::/3 8000::/3 a000::/3 c000::/3 e000::/4 f000::/5 f800::/6 fe00::/9",
);
const UNSPECIFIED = networks("0.0.0.0/32 ::/128");

function networks(text: string): readonly Network[] {
  return text.split(" ").map((one) => {
    const [address = "", prefix] = one.split("/");
    return { ...(parseAddress(address) as Address), prefix: Number(prefix) };
  });
}

function within(one: Network, { version, value, prefix }: Network): boolean {
  if (one.version !== version || one.prefix < prefix) return false;
  const shift = BigInt(bitsOf(version) - prefix);
  return one.value >> shift === value >> shift;
}

const whole = (address: Address): Network => ({ prefix: bitsOf(address.version), ...address });
/** An address of IPv4 inside IPv6 is private where it is so itself; a network is as it is. */
function unmapped(address: Address): Network {
  const isMapped = address.version === 6 && !("prefix" in address) && address.value >> 32n === 0xffffn;
  return whole(isMapped ? { version: 4, value: address.value & 0xffffffffn } : address);
}
const inAny = (one: Network, list: readonly Network[]) => list.some((network) => within(one, network));

const facts: Readonly<Record<string, (machine: Machine, self: PyInstance) => Value>> = {
  version: (_machine, self) => BigInt((self.data as Address).version),
  max_prefixlen: (_machine, self) => BigInt(bitsOf((self.data as Address).version)),
  is_private: (_machine, self) => inAny(unmapped(self.data as Address), PRIVATE),
  is_global: (_machine, self) => {
    const address = self.data as Address;
    return !inAny(unmapped(address), PRIVATE) && !inAny(whole(address), SHARED);
  },
  is_loopback: (_machine, self) => inAny(whole(self.data as Address), LOOPBACK),
  is_link_local: (_machine, self) => inAny(whole(self.data as Address), LINK_LOCAL),
  is_multicast: (_machine, self) => inAny(whole(self.data as Address), MULTICAST),
  is_reserved: (_machine, self) => inAny(whole(self.data as Address), RESERVED),
  is_unspecified: (_machine, self) => inAny(whole(self.data as Address), UNSPECIFIED),
};

function same(self: PyInstance, other: Value): Value {
  if (!(other instanceof PyInstance) || other.class !== self.class) return NOT_IMPLEMENTED;
  const [a, b] = [whole(self.data as Address), whole(other.data as Address)];
  return a.value === b.value && a.prefix === b.prefix;
}

const order = (name: string, test: (a: bigint, b: bigint) => boolean) =>
  method(name, "other", (_machine, self: PyInstance, other: Value) => {
    if (!(other instanceof PyInstance) || other.class !== self.class) return NOT_IMPLEMENTED;
    return test((self.data as Address).value, (other.data as Address).value);
  });

const common = [
  method("__eq__", "other", (_machine, self: PyInstance, other: Value) => same(self, other)),
  order("__lt__", (a, b) => a < b),
  order("__le__", (a, b) => a <= b),
  order("__gt__", (a, b) => a > b),
  order("__ge__", (a, b) => a >= b),
  method("__hash__", "", (machine, self: PyInstance) => `${self.class.name} ${textOf(machine, self)}`),
  method("__str__", "", (machine, self: PyInstance) => textOf(machine, self)),
  method("__repr__", "", (machine, self: PyInstance) => `${self.class.name}('${textOf(machine, self)}')`),
];

function textOf(_machine: Machine, self: PyInstance): string {
  const data = self.data as Network;
  return data.prefix === undefined ? addressText(data) : `${addressText(data)}/${data.prefix}`;
}

function fail(one: PyClass, message: string): Raised {
  return new Raised(newException(one, [message]));
}

function newAddress(machine: Machine, value: Value, version?: 4 | 6): PyInstance {
  if (value instanceof PyInstance && (value.class === IPV4_ADDRESS || value.class === IPV6_ADDRESS)) {
    return newAddress(machine, textOf(machine, value), version);
  }
  const found = parseAddress(value, version);
  if (found) return new PyInstance(found.version === 4 ? IPV4_ADDRESS : IPV6_ADDRESS, found);
  const shown = toRepr(machine, value);
  if (version === undefined) throw raise("ValueError", `${shown} does not appear to be an IPv4 or IPv6 address`);
  throw fail(ADDRESS_ERROR, `${shown} is no IPv${version} address`);
}

const addressClass = (version: 4 | 6) =>
  defineClass(`IPv${version}Address`, {
    create: method(`IPv${version}Address`, "address", (machine, _class: Value, value: Value) =>
      newAddress(machine, value, version),
    ),
    methods: [...common, method("__int__", "", (_machine, self: PyInstance) => (self.data as Address).value)],
    properties: {
      ...facts,
      exploded: (machine, self: PyInstance) => {
        const { version: own, value } = self.data as Address;
        if (own === 4) return textOf(machine, self);
        return (value.toString(16).padStart(32, "0").match(/.{4}/g) as string[]).join(":");
      },
      compressed: (machine, self: PyInstance) => textOf(machine, self),
      ipv4_mapped: (_machine, self: PyInstance) => {
        const { version: own, value } = self.data as Address;
        return own === 6 && value >> 32n === 0xffffn
          ? new PyInstance(IPV4_ADDRESS, { version: 4, value: value & 0xffffffffn })
          : null;
      },
    },
  });

const IPV4_ADDRESS: PyClass = addressClass(4);
const IPV6_ADDRESS: PyClass = addressClass(6);

function prefixOf(text: string, version: 4 | 6): number | undefined {
  if (/^[0-9]{1,3}$/.test(text) && Number(text) <= bitsOf(version)) return Number(text);
  const mask = version === 4 ? parse4(text) : undefined;
  if (mask === undefined) return undefined;
  const bits = mask.toString(2).padStart(32, "0");
  return /^1*0*$/.test(bits) ? bits.replaceAll("0", "").length : undefined;
}

function newNetwork(machine: Machine, value: Value, strict: Value, version?: 4 | 6): PyInstance {
  if (value instanceof PyInstance) return newNetwork(machine, textOf(machine, value), strict, version);
  const shown = toRepr(machine, value);
  const [head = "", mask, ...more] = typeof value === "string" ? value.split("/") : [];
  const address = parseAddress(typeof value === "string" ? head : value, version);
  const bad = (one: PyClass) =>
    version === undefined
      ? raise("ValueError", `${shown} does not appear to be an IPv4 or IPv6 network`)
      : fail(one, `${shown} is no IPv${version} network`);
  if (!address || more.length > 0) throw bad(ADDRESS_ERROR);
  const prefix = mask === undefined ? bitsOf(address.version) : prefixOf(mask, address.version);
  if (prefix === undefined) throw bad(NETMASK_ERROR);
  const shift = BigInt(bitsOf(address.version) - prefix);
  const base = (address.value >> shift) << shift;
  if (base !== address.value && strict !== false) throw raise("ValueError", `${value} has host bits set`);
  return new PyInstance(address.version === 4 ? IPV4_NETWORK : IPV6_NETWORK, {
    version: address.version,
    value: base,
    prefix,
  });
}

function addressAt({ version }: Network, value: bigint): PyInstance {
  return new PyInstance(version === 4 ? IPV4_ADDRESS : IPV6_ADDRESS, { version, value });
}

const networkClass = (version: 4 | 6) =>
  defineClass(`IPv${version}Network`, {
    create: method(
      `IPv${version}Network`,
      "address strict?",
      (machine, _class: Value, value: Value, strict: Value = true) => newNetwork(machine, value, strict, version),
    ),
    methods: [
      ...common,
      method("__contains__", "address", (_machine, self: PyInstance, other: Value) => {
        if (!(other instanceof PyInstance) || typeof other.data !== "object") {
          throw raise("AttributeError", "object has no attribute '_ip'");
        }
        // A network is in no network to Python.
        const data = other.data as Network;
        return data.prefix === undefined && within(whole(data), self.data as Network);
      }),
      method("subnet_of", "other", (_machine, self: PyInstance, other: Value) => {
        const data = dataOf<Network>(other, (other as PyInstance).class);
        if (data.version !== (self.data as Network).version)
          throw raise("TypeError", "networks are not of the same version");
        return within(self.data as Network, data);
      }),
      method("supernet_of", "other", (_machine, self: PyInstance, other: Value) =>
        within(dataOf<Network>(other, (other as PyInstance).class), self.data as Network),
      ),
      method("overlaps", "other", (_machine, self: PyInstance, other: Value) => {
        const [a, b] = [self.data as Network, dataOf<Network>(other, (other as PyInstance).class)];
        return within(a, b) || within(b, a);
      }),
      method("__iter__", "", (machine, self: PyInstance) => {
        const network = self.data as Network;
        let left = 1n << BigInt(bitsOf(version) - network.prefix);
        let at = network.value;
        return new PyIterator(() => {
          machine.step();
          return left-- > 0n ? addressAt(network, at++) : undefined;
        });
      }),
    ],
    properties: {
      ...facts,
      is_private: (_machine, self: PyInstance) => inAny(self.data as Network, PRIVATE),
      prefixlen: (_machine, self: PyInstance) => BigInt((self.data as Network).prefix),
      num_addresses: (_machine, self: PyInstance) => 1n << BigInt(bitsOf(version) - (self.data as Network).prefix),
      network_address: (_machine, self: PyInstance) => addressAt(self.data as Network, (self.data as Network).value),
      broadcast_address: (_machine, self: PyInstance) => {
        const { prefix, value } = self.data as Network;
        return addressAt(self.data as Network, value | ((1n << BigInt(bitsOf(version) - prefix)) - 1n));
      },
    },
  });

const IPV4_NETWORK: PyClass = networkClass(4);
const IPV6_NETWORK: PyClass = networkClass(6);

export function ipaddressModule(): PyModule {
  const names: readonly (readonly [string, Value])[] = [
    ["ip_address", define("ip_address", "address", (machine, value: Value) => newAddress(machine, value))],
    [
      "ip_network",
      define("ip_network", "address strict?", (machine, value: Value, strict: Value = true) =>
        newNetwork(machine, value, strict),
      ),
    ],
    ["IPv4Address", IPV4_ADDRESS],
    ["IPv6Address", IPV6_ADDRESS],
    ["IPv4Network", IPV4_NETWORK],
    ["IPv6Network", IPV6_NETWORK],
    ["AddressValueError", ADDRESS_ERROR],
    ["NetmaskValueError", NETMASK_ERROR],
  ];
  return new PyModule("ipaddress", new Map(names), true);
}
