// Many networks on one field in one program, against the oracle, and what they cost.

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COUNTER_CANDIDATES, COUNTER_LOOKUPS, COUNTER_PREDICATES, COUNTER_STEPS } from "../../src/bytecode/layout.js";
import { evaluate } from "../../src/explain/index.js";
import { any, type Condition, compile, field, Matcher, not } from "../../src/index.js";

const wasm = readFileSync(new URL("../../build/core.debug.wasm", import.meta.url));

function matcherOf(conditions: readonly Condition[]): Matcher {
  const rules = conditions.map((condition, i) => ({ id: `${i}`, condition }));
  return new Matcher(compile(rules, { strict: true }).program, { wasm });
}

const indexesOf = (matcher: Matcher, event: string): number[] => matcher.match(event).map(({ index }) => index);
const cidr = (network: string): Condition => field("ip").cidr(network);

/** Addresses whose bits are taken from few bytes, so that networks of them nest and touch. */
const octet = fc.constantFrom(0, 1, 10, 127, 128, 254, 255);
const v4 = fc.array(octet, { minLength: 4, maxLength: 4 }).map((octets) => octets.join("."));
const group = fc.constantFrom("0", "1", "ffff", "fffe", "8000", "7fff", "2001");
const v6 = fc.oneof(
  fc.array(group, { minLength: 8, maxLength: 8 }).map((groups) => groups.join(":")),
  fc.tuple(group, group).map(([a, b]) => `::${a}:${b}:0`),
  fc.constantFrom("::", "::1", "::ffff:0:0", "::fffe:ffff:ffff", "::1:0:0:0"),
  v4.map((quad) => `::ffff:${quad}`),
);
const network = fc.oneof(
  fc.tuple(v4, fc.nat(32)).map(([address, prefix]) => `${address}/${prefix}`),
  fc.tuple(v6, fc.nat(128)).map(([address, prefix]) => `${address}/${prefix}`),
  fc.oneof(v4, v6),
);

describe("networks", () => {
  it("are those that the oracle finds, alone, in alternatives, denied, and of elements", () => {
    const lists = fc.array(fc.array(network, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 20 });
    const texts = fc.array(fc.oneof(v4, v6, fc.constantFrom("", "10.0.0", "1::2::3", "::1%eth0")), { maxLength: 8 });
    fc.assert(
      fc.property(lists, texts, (networks, addresses) => {
        const conditions = networks.flatMap((list) => [
          any(...list.map(cidr)),
          not(any(...list.map(cidr))),
          field("list[*]").cidr(list[0] as string),
        ]);
        const matcher = matcherOf(conditions);
        const inside = networks.flat().map((text) => text.replace(/\/.*/, ""));
        for (const ip of [...addresses, ...inside]) {
          const event = JSON.stringify({ ip, list: [7, ip, "::1"] });
          const expected = conditions.flatMap((condition, i) => (evaluate(condition, event) ? [i] : []));
          expect(indexesOf(matcher, event), event).toEqual(expected);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("are all found where every prefix of an address is one", () => {
    const prefixes = Array.from({ length: 129 }, (_, prefix) => `2001:db8::1/${prefix}`);
    const quads = Array.from({ length: 33 }, (_, prefix) => `10.20.30.40/${prefix}`);
    const matcher = matcherOf([...prefixes, ...quads].map(cidr));
    expect(indexesOf(matcher, '{"ip":"2001:db8::1"}')).toEqual(prefixes.map((_, i) => i));
    expect(indexesOf(matcher, '{"ip":"10.20.30.40"}')).toEqual(quads.map((_, i) => 129 + i));
    expect(indexesOf(matcher, '{"ip":"10.20.30.41"}')).toHaveLength(32);
    expect(indexesOf(matcher, '{"ip":"::"}')).toEqual([0, 1, 2]);
  });

  it("cost one search each event, however many there are", () => {
    const networks = Array.from({ length: 10_000 }, (_, i) => `10.${i >> 8}.${i & 255}.0/24`);
    const matcher = matcherOf([...networks, "10.0.0.0/8", "0.0.0.0/0"].map(cidr));
    expect(indexesOf(matcher, '{"ip":"10.20.30.40"}')).toEqual([20 * 256 + 30, 10_000, 10_001]);
    expect(indexesOf(matcher, '{"ip":"11.1.2.3"}')).toEqual([10_001]);
    expect(indexesOf(matcher, '{"ip":"2001:db8::1"}')).toEqual([]);
    expect(indexesOf(matcher, '{"ip":"no address"}')).toEqual([]);
    expect(matcher.counter(COUNTER_LOOKUPS)).toBe(4);
    expect(matcher.counter(COUNTER_CANDIDATES)).toBe(4);
    // Each of three addresses: a search among 10,002, and at most three steps outwards.
    expect(matcher.counter(COUNTER_STEPS)).toBeLessThanOrEqual(3 * (14 + 3));
    expect(matcher.counter(COUNTER_PREDICATES)).toBe(0);
  });

  it("of one condition are one predicate", () => {
    const networks = Array.from({ length: 1000 }, (_, i) => `2001:db8:${i.toString(16)}::/48`);
    const matcher = matcherOf([any(...networks.map(cidr)), any(...networks.toReversed().map(cidr))]);
    expect(indexesOf(matcher, '{"ip":"2001:db8:3e7::5"}')).toEqual([0, 1]);
    expect(indexesOf(matcher, '{"ip":"2001:db8:3e8::5"}')).toEqual([]);
    expect(matcher.counter(COUNTER_LOOKUPS)).toBe(2);
    expect(matcher.counter(COUNTER_CANDIDATES)).toBe(2);
  });
});
