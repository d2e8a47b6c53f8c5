// Numbers and names of JSON, byte by byte (RFC 8259, sections 3 and 6).

/** What may come next in a token. Numbers from DONE on may end. */
export const TOKEN = {
  none: -1,
  minus: 0,
  point: 1,
  exponent: 2,
  sign: 3,
  zero: 4,
  integer: 5,
  fraction: 6,
  power: 7,
} as const;
const DONE = TOKEN.zero;

const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;

/** The state after the first byte of a number; TOKEN.none if no number begins with it. */
export function beginNumber(byte: number): number {
  return byte === MINUS ? TOKEN.minus : firstDigit(byte);
}

/** The state after one more byte; TOKEN.none if it is not of the number. */
export function continueNumber(state: number, byte: number): number {
  const digit = byte >= ZERO && byte <= NINE;
  switch (state) {
    case TOKEN.minus:
      return firstDigit(byte);
    case TOKEN.point:
      return digit ? TOKEN.fraction : TOKEN.none;
    case TOKEN.exponent:
      return digit ? TOKEN.power : byte === PLUS || byte === MINUS ? TOKEN.sign : TOKEN.none;
    case TOKEN.sign:
    case TOKEN.power:
      return digit ? TOKEN.power : TOKEN.none;
    default:
      if (digit) return state === TOKEN.zero ? TOKEN.none : state;
      if (byte === POINT) return state === TOKEN.fraction ? TOKEN.none : TOKEN.point;
      return (byte | 0x20) === 0x65 ? TOKEN.exponent : TOKEN.none;
  }
}

/** Whether a number may end in this state. */
export function isNumber(state: number): boolean {
  return state >= DONE;
}

function firstDigit(byte: number): number {
  if (byte === ZERO) return TOKEN.zero;
  return byte > ZERO && byte <= NINE ? TOKEN.integer : TOKEN.none;
}

/** The name that begins with a byte. */
export function nameFrom(byte: number): string | undefined {
  return NAMES.get(byte);
}

const NAMES: ReadonlyMap<number, string> = new Map(["true", "false", "null"].map((name) => [name.charCodeAt(0), name]));
