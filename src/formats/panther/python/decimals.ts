// Floats in decimal digits, by their exact binary value, ties to even: what C's printf writes, and Python's `round`.

/** Beyond this many places every double is exhausted. */
const MAX_PLACES = 1_100;
const view = new DataView(new ArrayBuffer(8));

/** A finite double is the first times two to the second; the sign apart. */
function binaryParts(value: number): readonly [bigint, number] {
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  return exponent === 0 ? [fraction, -1074] : [fraction | 0x10000000000000n, exponent - 1075];
}

/** A quotient of natural numbers to the nearest, ties to even. */
export function nearest(top: bigint, bottom: bigint): bigint {
  const whole = top / bottom;
  const rest = (top % bottom) * 2n;
  return rest > bottom || (rest === bottom && whole % 2n === 1n) ? whole + 1n : whole;
}

/** |value| · 10^places as an integer. */
function scaled(value: number, places: number): bigint {
  const [mantissa, exponent] = binaryParts(value);
  const ten = 10n ** BigInt(Math.abs(places));
  const two = 1n << BigInt(Math.abs(exponent));
  const top = mantissa * (places > 0 ? ten : 1n) * (exponent > 0 ? two : 1n);
  return nearest(top, (places < 0 ? ten : 1n) * (exponent < 0 ? two : 1n));
}

/** |value| with so many digits behind the point; below zero, so many zeros before it. */
export function fixed(value: number, places: number): string {
  const exact = Math.min(places, MAX_PLACES);
  const digits = String(scaled(value, exact));
  if (places <= 0) return digits === "0" ? digits : digits + "0".repeat(-places);
  const padded = digits.padStart(exact + 1, "0");
  return `${padded.slice(0, -exact)}.${padded.slice(-exact)}${"0".repeat(places - exact)}`;
}

/** |value| as one digit, so many digits behind it, and the power of ten that they are times. */
export function scientific(value: number, places: number): { readonly digits: string; readonly power: number } {
  const exact = Math.min(places, MAX_PLACES);
  const zeros = "0".repeat(places - exact);
  if (value === 0) return { digits: "0".repeat(exact + 1) + zeros, power: 0 };
  let power = Number(Math.abs(value).toExponential().split("e")[1]);
  let digits = String(scaled(value, exact - power));
  // The shortest text of a number may be in the next power of ten, and so may what it is rounded to.
  while (digits.length !== exact + 1) {
    power += digits.length > exact + 1 ? 1 : -1;
    digits = String(scaled(value, exact - power));
  }
  return { digits: digits + zeros, power };
}
