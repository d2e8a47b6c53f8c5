// Numbers as YAML spells them, in the spelling of JSON.

const BASED = /^0(?:x[0-9a-fA-F]+|o[0-7]+)$/;
const DECIMAL = /^([-+]?)([0-9]*)(\.[0-9]*)?([eE][-+]?[0-9]+)?$/;
/** Longest number in base 8 or 16: rewriting it takes more than linear time. */
const MAX_BASED_LENGTH = 1_000;

/** A number of the YAML core schema as JSON number text; undefined for infinities, NaN and absurdly long `0x` and `0o` numbers. */
export function jsonNumber(text: string): string | undefined {
  if (BASED.test(text)) return text.length > MAX_BASED_LENGTH ? undefined : String(BigInt(text));
  const parts = DECIMAL.exec(text);
  if (!parts) return undefined;
  const [, sign, whole = "", fraction = "", exponent = ""] = parts;
  const digits = whole.replace(/^0+(?=[0-9])/, "") || "0";
  return (sign === "-" ? "-" : "") + digits + (fraction === "." ? ".0" : fraction) + exponent;
}
