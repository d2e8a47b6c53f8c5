import { BlockList, isIPv4, isIPv6 } from "node:net";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { encodeCidr, verifyCidr } from "../../src/plan/cidr.js";
import { bytesAt, leafs, place, reserve, reset } from "./leafs.js";

beforeEach(reset);

/** Family and the 16 bytes in hexadecimal, as the core reads them. */
function parse(text: string): [family: number, hex: string] {
  reset();
  const out = reserve(16);
  const family = leafs.parseAddress(...place(text), out);
  return [family, family === 0 ? "" : Buffer.from(bytesAt(out, 16)).toString("hex")];
}

function contains(network: string, address: string): boolean {
  reset();
  const out = reserve(16);
  const family = leafs.parseAddress(...place(address), out);
  return family !== 0 && leafs.cidrContains(out, family, place(encodeCidr(network))[0]) === 1;
}

const v4 = fc.ipV4();
const v6 = fc.oneof(
  fc.ipV6(),
  fc.ipV4().map((quad) => `::ffff:${quad}`),
);
const nearlyAddress = fc.oneof(
  fc.string({
    unit: fc.constantFrom("0", "1", "25", "256", ".", ":", "::", "f", "FFFF", "g", "%", "/"),
    maxLength: 17,
  }),
  fc.tuple(fc.oneof(v4, v6), fc.nat(45), fc.constantFrom(":", ".", "0", "%", " ", "")).map(([text, at, junk]) => {
    return text.slice(0, at) + junk + text.slice(at + 1);
  }),
);

describe("parseAddress", () => {
  test.each([
    ["0.0.0.0", 4, "00000000000000000000ffff00000000"],
    ["255.255.255.255", 4, "00000000000000000000ffffffffffff"],
    ["::ffff:1.2.3.4", 4, "00000000000000000000ffff01020304"],
    ["::FFFF:102:304", 4, "00000000000000000000ffff01020304"],
    ["0:0:0:0:0:ffff:102:304", 4, "00000000000000000000ffff01020304"],
    ["0::ffff:1.2.3.4", 4, "00000000000000000000ffff01020304"],
    ["::1.2.3.4", 6, "00000000000000000000000001020304"],
    ["::", 6, "00000000000000000000000000000000"],
    ["::1", 6, "00000000000000000000000000000001"],
    ["1::", 6, "00010000000000000000000000000000"],
    ["2001:db8::8:800:200C:417A", 6, "20010db80000000000080800200c417a"],
    ["1:2:3:4:5:6:7:8", 6, "00010002000300040005000600070008"],
    ["1:2:3:4:5:6:7::", 6, "00010002000300040005000600070000"],
    ["::2:3:4:5:6:7:8", 6, "00000002000300040005000600070008"],
    ["1:2:3:4:5:6:1.2.3.4", 6, "00010002000300040005000601020304"],
    ["ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", 6, "ffffffffffffffffffffffffffffffff"],
  ])("%s is IPv%i %s", (text, family, hex) => {
    expect(parse(text)).toEqual([family, hex]);
  });

  test.each([
    "",
    " ",
    "1",
    "1.2.3",
    "1.2.3.4.5",
    "1.2.3.",
    ".1.2.3",
    "1..2.3",
    "1.2.3.256",
    "1.2.3.1000",
    "01.2.3.4",
    "1.2.3.00",
    "1.2.3.4 ",
    " 1.2.3.4",
    "1.2.3.4/32",
    "0x1.2.3.4",
    "1.2.3.-4",
    "1,2,3,4",
    "１.2.3.4",
    ":",
    ":::",
    "1:",
    ":1",
    "1::2::3",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4::5:6:7:8",
    "::1:2:3:4:5:6:7:8",
    "1:2:3:4:5:6:7:8::",
    "12345::",
    "g::",
    "::1%eth0",
    "[::1]",
    "::1.2.3",
    "::01.2.3.4",
    "1.2.3.4::",
    "1:2:3:4:5:6:7:1.2.3.4",
    "::1:2:3:4:5:6:7:1.2.3.4",
    "::1.2.3.4:5",
    "::ffff:1.2.3.4.5",
    "1:2:3:4:5:6:7:8".repeat(20),
    "cloudtrail.amazonaws.com",
    "AWS Internal",
  ])("%j is no address", (text) => {
    expect(parse(text)[0]).toBe(0);
  });

  test("accepts what node:net accepts, zones apart", () => {
    fc.assert(
      fc.property(fc.oneof(v4, v6, nearlyAddress), (text) => {
        const expected = (isIPv4(text) || isIPv6(text)) && !text.includes("%");
        expect(parse(text)[0] !== 0).toBe(expected);
      }),
      { numRuns: 3000 },
    );
  });

  test("reads the bytes that encodeCidr reads", () => {
    fc.assert(
      fc.property(fc.oneof(v4, v6), (text) => {
        const net = encodeCidr(text);
        expect(parse(text)).toEqual([net[0], Buffer.from(net.subarray(4)).toString("hex")]);
      }),
    );
  });
});

describe("cidrContains", () => {
  test.each([
    ["10.0.0.0/8", "10.255.0.1", true],
    ["10.0.0.0/8", "11.0.0.0", false],
    ["10.1.2.3/8", "10.9.9.9", true],
    ["10.0.0.0/8", "::ffff:10.1.1.1", true],
    ["10.0.0.0/8", "::10.1.1.1", false],
    ["0.0.0.0/0", "255.1.2.3", true],
    ["0.0.0.0/0", "::1", false],
    ["1.2.3.4", "1.2.3.4", true],
    ["1.2.3.4", "1.2.3.5", false],
    ["1.2.3.4/31", "1.2.3.5", true],
    ["::/0", "2001:db8::1", true],
    ["::/0", "1.2.3.4", false],
    ["::ffff:0:0/96", "1.2.3.4", true],
    ["::ffff:0:0/96", "::1", false],
    ["::ffff:0:0/95", "1.2.3.4", false],
    ["::fffe:0:0/95", "::fffe:1:2", true],
    ["::ffff:10.0.0.0/104", "10.1.1.1", true],
    ["::ffff:10.0.0.0/104", "11.1.1.1", false],
    ["2001:db8::/32", "2001:db8:ffff::", true],
    ["2001:db8::/32", "2001:db9::", false],
    ["2001:db8::/63", "2001:db8:0:1::", true],
    ["2001:db8::/64", "2001:db8:0:1::", false],
    ["2001:db8::/64", "2001:db8::ffff:0:0:0", true],
    ["2001:db8::/65", "2001:db8:0:0:8000::", false],
    ["::1", "::1", true],
    ["::1", "::2", false],
    ["::1", "not an address", false],
  ])("%s contains %s: %j", (network, address, expected) => {
    expect(contains(network, address)).toBe(expected);
  });

  test("agrees with BlockList where the address is in the network's family", () => {
    const flip = (text: string, bit: number): string => {
      const bytes = Buffer.from(parse(text)[1], "hex");
      bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (0x80 >> (bit & 7));
      if (isIPv4(text)) return bytes.subarray(12).join(".");
      return (bytes.toString("hex").match(/.{4}/g) as string[]).join(":");
    };
    const four = fc.tuple(v4, fc.nat(32), v4, fc.option(fc.integer({ min: 96, max: 127 })));
    const six = fc.tuple(fc.ipV6(), fc.nat(128), fc.ipV6(), fc.option(fc.nat(127)));
    fc.assert(
      fc.property(fc.oneof(four, six), ([network, prefix, other, bit]) => {
        const address = bit === null ? other : flip(network, bit);
        // BlockList finds IPv4 addresses in IPv6 networks; here they are never inside.
        fc.pre(parse(network)[0] === parse(address)[0]);
        const list = new BlockList();
        list.addSubnet(network, prefix, isIPv4(network) ? "ipv4" : "ipv6");
        expect(contains(`${network}/${prefix}`, address)).toBe(list.check(address, isIPv4(address) ? "ipv4" : "ipv6"));
      }),
      { numRuns: 3000 },
    );
  });
});

describe("encodeCidr", () => {
  test("accepts the addresses that node:net accepts, zones apart", () => {
    const accepts = (text: string): boolean => {
      try {
        return encodeCidr(text).length > 0;
      } catch {
        return false;
      }
    };
    const address = fc.oneof(v4, v6, nearlyAddress).filter((text) => !text.includes("/"));
    fc.assert(
      fc.property(address, (text) => {
        expect(accepts(text)).toBe((isIPv4(text) || isIPv6(text)) && !text.includes("%"));
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    "",
    "/",
    "/8",
    "1.2.3.4/",
    "1.2.3.4/33",
    "1.2.3.4/-1",
    "1.2.3.4/+1",
    "1.2.3.4/08",
    "1.2.3.4/8 ",
    "1.2.3.4/8/8",
    "1.2.3.4/a",
    "1.2.3.4/8\n",
    "1.2.3/8",
    "01.2.3.4/8",
    "::/129",
    "::/1000",
    "::1%eth0/64",
    "[::1]/64",
    "10.0.0.0/255.0.0.0",
    " 10.0.0.0/8",
    "x".repeat(1000),
  ])("refuses %j", (text) => {
    expect(() => encodeCidr(text)).toThrow(expect.objectContaining({ code: "invalid-argument" }));
  });

  test("says what it found and what it expected", () => {
    expect(() => encodeCidr("10.0.0/8")).toThrow('expected an IP address or network, found "10.0.0/8"');
    expect(() => encodeCidr("10.0.0.0/33")).toThrow(
      'expected a prefix length from 0 to 32 after the slash, found "10.0.0.0/33"',
    );
  });

  test("writes the same bytes for two spellings of one network", () => {
    expect(encodeCidr("10.1.2.3/8")).toEqual(encodeCidr("::ffff:a00:0/104"));
  });

  test("verifyCidr accepts what it writes", () => {
    const network = fc.oneof(fc.tuple(v4, fc.nat(32)), fc.tuple(v6, fc.nat(128)));
    fc.assert(fc.property(network, ([address, prefix]) => verifyCidr(encodeCidr(`${address}/${prefix}`))));
  });

  test.each([
    ["another family", 0, 6],
    ["an unknown family", 0, 5],
    ["a prefix that is too long", 1, 129],
    ["a prefix that is too short for IPv4", 1, 95],
    ["bytes that should be zero", 3, 1],
    ["host bits", 19, 1],
  ])("verifyCidr refuses %s", (_, at, value) => {
    const bytes = encodeCidr("10.0.0.0/8");
    bytes[at] = value;
    expect(verifyCidr(bytes)).toBe(false);
    expect(verifyCidr(encodeCidr("::/0").subarray(0, 19))).toBe(false);
  });
});
