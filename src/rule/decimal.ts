import { SluiceError } from "../errors.js";

const JSON_NUMBER = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/;
const MAX_EXPONENT = 1_000_000_000;

/**
 * An exact decimal number, canonical: `sign * 0.digits * 10^exponent`, `digits` without leading or trailing zeros.
 * Zero has no digits and the exponent 0. Two decimals are the same number if and only if all three parts are equal.
 */
export class Decimal {
  private constructor(
    readonly negative: boolean,
    readonly digits: string,
    readonly exponent: number,
  ) {}

  /** From JSON number text (RFC 8259, section 6), exactly. Throws `invalid-number` on anything else. */
  static parse(text: string): Decimal {
    const parts = JSON_NUMBER.exec(text);
    if (!parts) throw new SluiceError("invalid-number", `expected a JSON number, found ${JSON.stringify(text)}`);
    const [, sign, whole = "", fraction = "", power = "0"] = parts;
    const all = whole + fraction;
    let leading = 0;
    while (all[leading] === "0") leading++;
    let end = all.length;
    while (end > leading && all[end - 1] === "0") end--;
    if (leading === end) return new Decimal(false, "", 0);
    const digits = all.slice(leading, end);
    const exponent = whole.length - leading + Number(power);
    if (Math.abs(exponent) > MAX_EXPONENT) {
      throw new SluiceError("invalid-number", `expected an exponent within ±${MAX_EXPONENT}, found ${text}`);
    }
    return new Decimal(sign === "-", digits, exponent);
  }

  /** From a finite JavaScript number (its shortest decimal form) or a bigint. */
  static from(value: number | bigint): Decimal {
    return Decimal.parse(String(value));
  }

  /** Negative, zero or positive as `this` is less than, equal to or greater than `other`. */
  compare(other: Decimal): number {
    if (this.negative !== other.negative) return this.negative ? -1 : 1;
    const size = this.compareMagnitude(other);
    return this.negative ? -size : size;
  }

  private compareMagnitude(other: Decimal): number {
    if (this.digits === "" || other.digits === "") return this.digits.length - other.digits.length;
    if (this.exponent !== other.exponent) return this.exponent - other.exponent;
    return this.digits < other.digits ? -1 : this.digits > other.digits ? 1 : 0;
  }

  /** Canonical JSON number text: plain digits where that is short, an exponent otherwise. */
  toString(): string {
    const { digits, exponent } = this;
    const sign = this.negative ? "-" : "";
    if (digits === "") return "0";
    if (exponent >= digits.length && exponent <= 40) return sign + digits.padEnd(exponent, "0");
    if (exponent > 0 && exponent < digits.length)
      return `${sign}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
    if (exponent <= 0 && exponent > -20) return `${sign}0.${"0".repeat(-exponent)}${digits}`;
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : "";
    return `${sign}${digits[0]}${fraction}e${exponent - 1}`;
  }
}
