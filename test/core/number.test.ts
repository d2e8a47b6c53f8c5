import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { type DecimalInterval, doubleBounds, encodeDecimal, verifyDecimal } from "../../src/plan/number.js";
import { Decimal } from "../../src/rule/decimal.js";
import { leafs, place, reset } from "./leafs.js";

const GRAMMAR = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

beforeEach(reset);

/** Order of two number texts by exact value, by big integers. */
function exactOrder(a: string, b: string): number {
  const scaled = (text: string): [bigint, number] => {
    const [mantissa = "", power = "0"] = text.toLowerCase().split("e");
    const [whole = "", fraction = ""] = mantissa.split(".");
    return [
      BigInt(whole.replace("-", "") + fraction) * (text.startsWith("-") ? -1n : 1n),
      Number(power) - fraction.length,
    ];
  };
  const [x, xPower] = scaled(a);
  const [y, yPower] = scaled(b);
  const low = Math.min(xPower, yPower);
  const difference = x * 10n ** BigInt(xPower - low) - y * 10n ** BigInt(yPower - low);
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}

function compareToDecimal(text: string, literal: string): number {
  const [decimal] = place(encodeDecimal(Decimal.parse(literal)));
  return leafs.compareToDecimal(...place(text), decimal);
}

const digits = fc.oneof(
  fc.string({ unit: fc.constantFrom("0", "0", "1", "9"), maxLength: 25 }),
  fc.bigInt({ min: 0n, max: 2n ** 70n }).map(String),
);
const power = fc
  .tuple(fc.constantFrom("e", "E"), fc.constantFrom("", "+", "-"), fc.constantFrom("", "0", "00"), fc.nat(40))
  .map((parts) => parts.join(""));
const numberText = fc
  .tuple(fc.constantFrom("", "-"), digits, fc.option(digits), fc.option(power, { nil: "" }))
  .map(([minus, whole, fraction, power]) => {
    return minus + (whole.replace(/^0+/, "") || "0") + (fraction ? `.${fraction}` : "") + power;
  });

/** The same value, written in another way. */
function respell(text: string, shift: number): string {
  const [mantissa = "", power = "0"] = text.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const sign = whole.startsWith("-") ? "-" : "";
  const moved = `${whole.replace("-", "")}${fraction}${"0".repeat(shift)}`;
  return `${sign}${moved.replace(/^0+(?=.)/, "")}e${Number(power) - fraction.length - shift}`;
}

describe("isNumber, isInteger and isZero", () => {
  test.each([
    "",
    "-",
    "+1",
    "0",
    "-0",
    "00",
    "01",
    "-01",
    "1",
    "10",
    "1.",
    ".1",
    "1.0",
    "-0.0",
    "1e",
    "1e+",
    "1e5",
    "1E-05",
    "1e5.0",
    "0e0",
    "0.0e-9",
    "1 ",
    " 1",
    "1a",
    "0x10",
    "NaN",
    "Infinity",
    "-Infinity",
    "--1",
    "1..2",
    "1e1e1",
    "1_0",
    "１",
    "9".repeat(500),
    "0.10",
    "1.e1",
    "-e1",
  ])("%j", (text) => {
    expect(leafs.isNumber(...place(text)) === 1).toBe(GRAMMAR.test(text));
    if (!GRAMMAR.test(text)) return;
    expect(leafs.isInteger(...place(text)) === 1).toBe(/^-?[0-9]+$/.test(text));
    expect(leafs.isZero(...place(text)) === 1).toBe(/^[-0.]*(?:[eE]|$)/.test(text));
  });

  test("isNumber is the grammar of RFC 8259, section 6", () => {
    const nearly = fc.string({ unit: fc.constantFrom("0", "1", "9", ".", "-", "+", "e", "E", " "), maxLength: 8 });
    fc.assert(
      fc.property(fc.oneof(nearly, numberText), (text) => {
        reset();
        expect(leafs.isNumber(...place(text)) === 1).toBe(GRAMMAR.test(text));
      }),
      { numRuns: 5000 },
    );
  });
});

describe("compareToDecimal and compareNumbers", () => {
  const huge = "1".repeat(1000);
  const huger = `2${"1".repeat(999)}`;
  test.each<[string, string, number]>([
    ["0", "-0.0e5", 0],
    ["0", "1e-400", -1],
    ["0", "-1e-400", 1],
    ["1", "1.0", 0],
    ["1", "10e-1", 0],
    ["100", "1e2", 0],
    ["-1", "1", -1],
    ["-2", "-1", -1],
    ["9007199254740993", "9007199254740992", 1],
    ["9223372036854775807", "9223372036854775808", -1],
    ["-9223372036854775808", "-9223372036854775807", -1],
    ["5", "9223372036854775808", -1],
    ["5", "-9999999999999999999", 1],
    ["18446744073709551616", "18446744073709551615", 1],
    ["0.1", "0.10000000000000000000000000000001", -1],
    ["1e400", "1e401", -1],
    ["123.456", "123456e-3", 0],
    ["0.000123", "1.23e-4", 0],
    ["99999999999999999999.5", "1e20", -1],
  ])("%s against %s is %i", (a, b, expected) => {
    expect(compareToDecimal(a, b)).toBe(expected);
    expect(leafs.compareNumbers(...place(a), ...place(b))).toBe(expected);
    expect(leafs.compareNumbers(...place(b), ...place(a))).toBe(0 - expected);
  });

  test.each<[string, string, number]>([
    [`1e${huge}`, "1e999999999", 1],
    [`1e-${huge}`, "1e-999999999", -1],
    [`-1e${huge}`, "-1e999999999", -1],
    [`0e${huge}`, "0", 0],
    [`1e${"0".repeat(1000)}1`, "10", 0],
    [`1e-${"0".repeat(1000)}`, "1", 0],
    ["1e1099511627776", "1e999999999", 1],
    ["1e9223372036854775808", "1", 1],
  ])("an exponent of any size decides: %.20s… against %s is %i", (text, literal, expected) => {
    expect(compareToDecimal(text, literal)).toBe(expected);
  });

  test.each<[string, string, number]>([
    [`1e${huge}`, `1e${huge}`, 0],
    [`1e${huge}`, `10e${huge.slice(0, -1)}0`, 0],
    [`1e${huge}`, `1e${huger}`, -1],
    [`1e-${huge}`, `1e-${huger}`, 1],
    [`1e-${huge}`, `1e${huge}`, -1],
    [`-1e${huge}`, `-1e-${huge}`, -1],
    [`1e1${"0".repeat(50)}`, `10e${"9".repeat(50)}`, 0],
    [`1e1${"0".repeat(50)}`, `11e${"9".repeat(50)}`, -1],
    [`0.1e-${"9".repeat(50)}`, `1e-1${"0".repeat(50)}`, 0],
    [`0.${"0".repeat(5000)}1e5001`, "1", 0],
  ])("exponents of any length compare exactly: %.12s… against %.12s… is %i", (a, b, expected) => {
    expect(leafs.compareNumbers(...place(a), ...place(b))).toBe(expected);
    expect(leafs.compareNumbers(...place(b), ...place(a))).toBe(0 - expected);
  });

  test("is the order of exact values", () => {
    const pair = fc.oneof(
      fc.tuple(numberText, numberText),
      fc.tuple(numberText, fc.nat(5)).map(([text, shift]) => [text, respell(text, shift)] as const),
      // Equal up to one digit near the end.
      fc
        .tuple(numberText, fc.nat(3))
        .map(([text, shift]) => [text, respell(text, shift).replace(/.(?=e)/, "1")] as const),
    );
    fc.assert(
      fc.property(pair, ([a, b]) => {
        reset();
        const expected = exactOrder(a, b);
        expect(compareToDecimal(a, b)).toBe(expected);
        expect(leafs.compareNumbers(...place(a), ...place(b))).toBe(expected);
      }),
      { numRuns: 4000 },
    );
  });

  test("millions of digits take time linear in their count", () => {
    const million = "7".repeat(3_000_000);
    const started = performance.now();
    expect(leafs.compareNumbers(...place(million), ...place(`${million}.01`))).toBe(-1);
    expect(performance.now() - started).toBeLessThan(4000);
  });
});

describe("verifyDecimal", () => {
  const encoded = numberText.map((text) => encodeDecimal(Decimal.parse(text)));

  test("accepts what encodeDecimal writes, and no other length", () => {
    fc.assert(
      fc.property(encoded, (bytes) => {
        expect(verifyDecimal(bytes)).toBe(true);
        expect(verifyDecimal(bytes.subarray(0, -4))).toBe(false);
        expect(verifyDecimal(Uint8Array.from([...bytes, 0, 0, 0, 0]))).toBe(false);
      }),
    );
  });

  test.each<[string, string, number, number]>([
    ["an unknown flag", "15", 0, 4],
    ["an integer that is not said to be one", "15", 0, 0],
    ["another integer", "15", 8, 16],
    ["a digit that is none", "15", 20, 0x2f],
    ["a leading zero", "15", 20, 0x30],
    ["a trailing zero", "15", 21, 0x30],
    ["more digits than there are bytes for", "15", 19, 0x80],
    ["padding that is not zero", "15", 23, 1],
    ["an exponent out of range", "0.5", 7, 0x7f],
    ["a negative zero", "0", 0, 3],
  ])("refuses %s", (_, literal, at, value) => {
    const bytes = encodeDecimal(Decimal.parse(literal));
    bytes[at] = value;
    expect(verifyDecimal(bytes)).toBe(false);
  });
});

describe("doubleBounds", () => {
  const kinds = ["eq", "lt", "lte", "gt", "gte"] as const;
  const signs = { eq: [0], lt: [-1], lte: [-1, 0], gt: [1], gte: [0, 1] };

  function inside(x: Decimal, bounds: DecimalInterval | "empty"): boolean {
    if (bounds === "empty") return false;
    const { lo, loInclusive, hi, hiInclusive } = bounds;
    const low = lo === undefined ? 1 : x.compare(lo);
    const high = hi === undefined ? -1 : x.compare(hi);
    return (low > 0 || (low === 0 && loInclusive)) && (high < 0 || (high === 0 && hiInclusive));
  }

  /** Every digit of a finite double. */
  function exactly(value: number): Decimal {
    const bits = new DataView(new ArrayBuffer(8));
    bits.setFloat64(0, value);
    const exponent = Number((bits.getBigUint64(0) >> 52n) & 0x7ffn);
    const fraction = bits.getBigUint64(0) & ((1n << 52n) - 1n);
    const significand = exponent === 0 ? fraction : fraction | (1n << 52n);
    const power = Math.max(exponent, 1) - 1075;
    const scaled = power < 0 ? significand * 5n ** BigInt(-power) : significand << BigInt(power);
    return Decimal.parse(`${value < 0 ? "-" : ""}${scaled}e${Math.min(power, 0)}`);
  }

  function check(x: Decimal, literal: Decimal): void {
    const rounded = Number(x.toString());
    const order = Number.isFinite(rounded) ? Math.sign(exactly(rounded).compare(literal)) : Math.sign(rounded);
    for (const kind of kinds) {
      const expected = signs[kind].includes(order);
      expect(inside(x, doubleBounds(literal, kind)), `${x} ${kind} ${literal}`).toBe(expected);
    }
  }

  const max = exactly(Number.MAX_VALUE);
  const toInfinity = Decimal.from(2n ** 1024n - 2n ** 970n);
  const tieAboveOne = Decimal.parse("1.00000000000000011102230246251565404236316680908203125");
  const halfLeast = Decimal.parse(`${5n ** 1075n}e-1075`);
  const landmarks = [
    ...["0", "1", "-1", "0.1", "0.5", "1e-400", "-1e-400", "1e400", "-1e400", "1e999999999", "1e-999999999"].map(
      Decimal.parse,
    ),
    ...["9007199254740992", "9007199254740993", "9007199254740994", "4.9e-324", "2.2250738585072014e-308"].map(
      Decimal.parse,
    ),
    ...["1.0000000000000002", "1.00000000000000011", "1.00000000000000012"].map(Decimal.parse),
    ...[0.1, -0.1, 5e-324, 2 ** -1022, 2 ** -1022 - 5e-324, 1 + Number.EPSILON, 1 - Number.EPSILON / 2].map(exactly),
    ...[max, toInfinity, Decimal.parse(`-${toInfinity}`), Decimal.parse(`-${max}`), tieAboveOne, halfLeast],
    ...[2n ** 1024n, 2n ** 1024n - 2n ** 970n - 1n, 2n ** 1024n - 2n ** 970n + 1n].map((value) => Decimal.from(value)),
  ];

  test("at the ends of the range, around zero and at ties", () => {
    for (const literal of landmarks) for (const x of landmarks) check(x, literal);
  });

  test("has no equal where the literal is no double", () => {
    expect(doubleBounds(Decimal.parse("0.1"), "eq")).toBe("empty");
    expect(doubleBounds(exactly(0.1), "eq")).not.toBe("empty");
    expect(doubleBounds(Decimal.parse("1e400"), "eq")).toBe("empty");
  });

  const double = fc.double({ noNaN: true, noDefaultInfinity: true });
  /** A double, the midpoint above it, or what is next to either. */
  const near = fc.tuple(double, fc.constantFrom(0, 1, 2), fc.constantFrom(-1, 0, 1)).map(([value, half, nudge]) => {
    const unit = exactly(value === 0 ? 5e-324 : 2 ** Math.max(Math.floor(Math.log2(Math.abs(value))) - 52, -1074));
    const power = 1200;
    const integer = (decimal: Decimal): bigint => {
      const zeros = decimal.exponent + power - decimal.digits.length;
      return (
        BigInt(decimal.digits || "0") * 10n ** BigInt(decimal.digits === "" ? 0 : zeros) * (decimal.negative ? -1n : 1n)
      );
    };
    return Decimal.parse(`${integer(exactly(value)) + (integer(unit) * BigInt(half)) / 2n + BigInt(nudge)}e-${power}`);
  });

  test("is what rounding and comparing gives", () => {
    const literal = fc.oneof(near, double.map(exactly), numberText.map(Decimal.parse));
    const sameRegion = near.chain((x) =>
      fc.constantFrom(x, exactly(Number(x.toString()) || 0)).map((c) => [x, c] as const),
    );
    const finite = sameRegion.filter(([x]) => Number.isFinite(Number(x.toString())));
    fc.assert(
      fc.property(fc.oneof(finite, fc.tuple(near, literal)), ([x, c]) => check(x, c)),
      { numRuns: 2000 },
    );
  });
});
