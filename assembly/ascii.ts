// Names of the bytes that JSON, numbers and addresses are made of.

export const SPACE: u32 = 0x20;
export const QUOTE: u32 = 0x22;
export const PLUS: u32 = 0x2b;
export const COMMA: u32 = 0x2c;
export const MINUS: u32 = 0x2d;
export const DOT: u32 = 0x2e;
export const SLASH: u32 = 0x2f;
export const ZERO: u32 = 0x30;
export const COLON: u32 = 0x3a;
export const OPEN_BRACKET: u32 = 0x5b;
export const BACKSLASH: u32 = 0x5c;
export const LETTER_A: u32 = 0x61;
export const LETTER_B: u32 = 0x62;
export const LETTER_E: u32 = 0x65;
export const LETTER_F: u32 = 0x66;
export const LETTER_N: u32 = 0x6e;
export const LETTER_R: u32 = 0x72;
export const LETTER_T: u32 = 0x74;
export const LETTER_U: u32 = 0x75;
export const OPEN_BRACE: u32 = 0x7b;

/** A letter with this bit is the small one. */
export const LOWER_BIT: u32 = 0x20;

// @ts-ignore: decorator
@inline
export function isDigit(byte: u32): bool {
  return byte - ZERO < 10;
}

/** Value of a hexadecimal digit; above 15 for any other byte. */
// @ts-ignore: decorator
@inline
export function hexDigit(byte: u32): u32 {
  const digit = byte - ZERO;
  if (digit < 10) return digit;
  const letter = (byte | LOWER_BIT) - LETTER_A;
  return letter < 6 ? letter + 10 : 16;
}
