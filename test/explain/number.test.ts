import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareNumbers, compareWithLiteral, isZero } from "../../src/explain/number.js";
import { Decimal } from "../../src/rule/decimal.js";

/** JSON number texts over a few digits, so that many are equal or close. */
const numbers = fc
  .tuple(
    fc.constantFrom("", "-"),
    fc.constantFrom("0", "1", "9", "10", "15", "100", "9007199254740992", "9007199254740993"),
    fc.constantFrom("", ".0", ".5", ".50", ".001", ".9999999999999999999"),
    fc.constantFrom("", "e0", "E1", "e-1", "e+02", "e-3", "e16"),
  )
  .map((parts) => parts.join(""));

/** The number × 10^40, whole for every text above. */
function scaled(text: string): bigint {
  const [mantissa = "", power = "0"] = text.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  return BigInt(whole + fraction) * 10n ** BigInt(40 + Number(power) - fraction.length);
}

function sign(value: number | bigint): number {
  return value < 0 ? -1 : value > 0 ? 1 : 0;
}

describe("numbers compare exactly", () => {
  test("as whole numbers of the same scale do", () => {
    fc.assert(
      fc.property(numbers, numbers, (left, right) => {
        const expected = sign(scaled(left) - scaled(right));
        expect(sign(compareNumbers(left, right))).toBe(expected);
        expect(sign(compareWithLiteral(left, Decimal.parse(right), false))).toBe(expected);
        expect(isZero(left)).toBe(scaled(left) === 0n);
      }),
      { numRuns: 2000 },
    );
  });

  test("with exponents that no machine could expand", () => {
    const nines = "9".repeat(100);
    expect(compareNumbers(`1e${nines}`, `10e${nines}`)).toBeLessThan(0);
    expect(compareNumbers(`1e-${nines}`, "0")).toBeGreaterThan(0);
    expect(compareNumbers(`-1e${nines}`, `-1e-${nines}`)).toBeLessThan(0);
    expect(compareNumbers(`0.${"0".repeat(5000)}1`, "1e-5001")).toBe(0);
  });

  test("with a million digits", () => {
    const digits = `1${"0".repeat(1_000_000)}1`;
    expect(compareNumbers(digits, digits)).toBe(0);
    expect(compareNumbers(digits, `${digits}.0000000001`)).toBeLessThan(0);
  });
});

describe("double", () => {
  /** Texts with a fraction or exponent, so that they are rounded. */
  const rounded = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value.toExponential());
  const compareDouble = (text: string, literal: string): number =>
    sign(compareWithLiteral(text, Decimal.parse(literal), true));

  test("rounds every spelling of a double to the double's exact value", () => {
    fc.assert(
      fc.property(rounded, fc.constantFrom("", "0", "00000000000000000000000001"), (text, tail) => {
        const [mantissa = "", power = ""] = text.split("e");
        const longer = `${mantissa}${mantissa.includes(".") ? "" : "."}0${tail}e${power}`;
        expect(compareDouble(longer, exactly(Number(longer)))).toBe(0);
      }),
    );
  });

  test("orders as the doubles themselves do", () => {
    fc.assert(
      fc.property(rounded, rounded, (left, right) => {
        expect(compareDouble(left, exactly(Number(right)))).toBe(sign(Number(left) - Number(right)));
      }),
    );
  });

  test.each([
    ["5e-324", "0", 1],
    ["2e-324", "0", 0],
    ["-2e-324", "0", 0],
    ["1e400", "1e999999999", 1],
    ["-1e400", "-1e999999999", -1],
    ["9007199254740993", "9007199254740992", 1],
    ["9007199254740993.0", "9007199254740992", 0],
    ["0.1", "0.1", 1],
    ["0.3", "0.3", -1],
  ])("%s against %s", (text, literal, expected) => {
    expect(compareDouble(text, literal)).toBe(expected);
  });
});

/** The exact value of a finite double: doubled n times it is whole, and 2^-n is 5^n × 10^-n. */
function exactly(value: number): string {
  let scaledUp = value;
  let doublings = 0;
  while (!Number.isInteger(scaledUp)) {
    scaledUp *= 2;
    doublings++;
  }
  return `${BigInt(scaledUp) * 5n ** BigInt(doublings)}e-${doublings}`;
}
