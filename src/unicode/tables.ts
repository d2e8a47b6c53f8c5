/**
 * Unpacks what assembly/generate-unicode.mjs packs: non-negative integers as base64 digits, five bits each, least
 * significant first; 32 is set in all digits of a number but its last.
 */
export function decodeVarints(text: string): number[] {
  const values: number[] = [];
  let value = 0;
  let shift = 0;
  for (let at = 0; at < text.length; at++) {
    const digit = digitOf(text.charCodeAt(at));
    value |= (digit & 31) << shift;
    shift += 5;
    if (digit < 32) {
      values.push(value);
      value = 0;
      shift = 0;
    }
  }
  return values;
}

function digitOf(unit: number): number {
  if (unit >= 97) return unit - 97 + 26;
  if (unit >= 65) return unit - 65;
  if (unit >= 48) return unit - 48 + 52;
  return unit === 43 ? 62 : 63;
}
