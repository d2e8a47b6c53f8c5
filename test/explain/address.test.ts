import { BlockList, isIP } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { networkContains, parseNetwork } from "../../src/explain/address.js";

const v4 = fc.ipV4().filter((text) => isIP(text) === 4 && !/(^|\.)0[0-9]/.test(text));
const v6 = fc.ipV6().filter((text) => isIP(text) === 6);

describe("networks", () => {
  test("contain what node:net says, in one family", () => {
    const pairs = fc.oneof(
      fc.tuple(fc.constant("ipv4" as const), v4, v4, fc.integer({ min: 0, max: 32 })),
      fc.tuple(fc.constant("ipv6" as const), v6, v6, fc.integer({ min: 0, max: 128 })),
    );
    fc.assert(
      fc.property(pairs, ([family, base, address, prefix]) => {
        const list = new BlockList();
        list.addSubnet(base, prefix, family);
        const network = parseNetwork(`${base}/${prefix}`);
        if (isMapped(base) || isMapped(address)) return;
        expect(networkContains(network, address)).toBe(list.check(address, family));
        expect(networkContains(network, base)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test("hold no text that node:net takes for no address", () => {
    const pieces = fc.constantFrom("0", "1", "255", "256", "01", "ffff", "10000", ".", ":", "::", "g", " ", "1.2.3.4");
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join("");
        const inside = ["0.0.0.0/0", "::/0"].some((network) => networkContains(parseNetwork(network), text));
        expect(inside).toBe(isIP(text) !== 0);
      }),
      { numRuns: 5000 },
    );
  });

  test.each([
    "",
    "10.0.0.0/33",
    "10.0.0.0/-1",
    "10.0.0.0/08",
    "10.0.0.0/",
    "10.0.0.0/8/8",
    "10.0.0/8",
    "10.0.0.0 /8",
    "/8",
    "::/129",
    "::1%eth0",
    "[::1]",
    "example.com",
  ])("refuse %j as a literal", (text) => {
    expect(() => parseNetwork(text)).toThrow(expect.objectContaining({ code: "invalid-argument" }));
  });
});

function isMapped(address: string): boolean {
  return networkContains(parseNetwork("::ffff:0:0/96"), address) && address.includes(":");
}
