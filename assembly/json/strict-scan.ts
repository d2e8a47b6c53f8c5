// The structural scan of strict validation. It does what scan.ts does, and makes lists of what somebody else has to look at: `scalars`,
// `spellings` and `doubts` (strict-check.ts), and `elements` (the walk, which knows the kind of each container). An event with nothing wrong
// on these lists is valid; one that is valid may be on the list of doubts for what a neighbour has left at a block's border.
//
// The scan holds each byte outside strings against the byte before it. A set of bytes is a bitmap. To look behind white space, its members
// are moved by one and added to the white space: a carry runs through a row of ones and comes out behind it.
//
//   places               are behind                             what must hold
//   valuePlaces          an opening bracket, comma, colon, line  what is not there is no value and no key; what is there is no comma
//   separated            a comma, colon, line                    no bracket closes there
//   keyPlaces            an opening bracket, comma               a value there that is no key is an element: it is in an array
//   colonPlaces          a string that begins at a keyPlace      colons are there, and in objects; else the string is an element
//
// With brackets that match, these rules are the grammar: in an object only a string can begin behind the bracket and behind a comma, only a
// colon can follow it, and only a value that; in an array nothing but values can begin there, and no colon follows.

import { doubts, elements, escapeBits, index, input, scalars as scalarList, specials, spellings, stringBits } from "../memory";
import { documentEnds, endScan, equal, equalTo, escapedBy, flatten, mask, parity, tear } from "./scan";

// V8 makes a vector constant anew wherever it is used; one that comes from memory it keeps.
const WANTED = memory.data<u8>([0x22, 0x5c, 0x20, 0x7b, 0x7d, 0x2c, 0x3a, 0x1f]);

/** The bytes that equal `one`, or `other` once they are folded. */
// @ts-ignore: decorator
@inline
function either(bytes: v128, one: v128, folded: v128, other: v128): v128 {
  return v128.or(i8x16.eq(bytes, one), i8x16.eq(folded, other));
}

/** One if a bit of `from` left the block: by moving, or through spaces that reach its end; `sum` is what was moved, plus the spaces. */
// @ts-ignore: decorator
@inline
function leaving(from: u64, sum: u64, spaces: u64): u64 {
  return (from | (spaces & ~sum)) >> 63;
}

/** As flatten() in scan.ts, for bits that are few. */
// @ts-ignore: decorator
@inline
function flatten2(bits: u64, base: u32, out: usize): usize {
  const n = <usize>popcnt(bits);
  store<u32>(out, base + <u32>ctz(bits));
  bits &= bits - 1;
  store<u32>(out, base + <u32>ctz(bits), 4);
  for (let more: usize = 2; more < n; more++) {
    bits &= bits - 1;
    store<u32>(out + more * 4, base + <u32>ctz(bits));
  }
  return out + n * 4;
}

/** As scan() in scan.ts. */
export function scanStrict(length: usize, newlines: u64, documents: bool): void {
  const quote = v128.load8_splat(WANTED);
  const backslash = v128.load8_splat(WANTED, 1);
  const fold = v128.load8_splat(WANTED, 2);
  const opening = v128.load8_splat(WANTED, 3);
  const closing = v128.load8_splat(WANTED, 4);
  const comma = v128.load8_splat(WANTED, 5);
  const colon = v128.load8_splat(WANTED, 6);
  const lastControl = v128.load8_splat(WANTED, 7);
  let inString: u64 = 0; //       all ones if the block before ended inside a string
  let escaped: u64 = 0; //        one if it ended in a backslash that escapes
  let inScalar: u64 = 0; //       one if it ended in a number, `true`, `false`, `null` or anything unknown
  let inKey: u64 = 0; //          one if it ended in a string that began where a key may stand
  let afterOpening: u64 = 0; //   one if white space from its end back to a bracket that opens or a comma
  let afterSeparator: u64 = 1; // the same to a comma, colon or line's end
  let afterKey: u64 = 0; //       the same to the end of a string that began where a key may stand
  let out = index;
  let special = specials;
  let spelling = spellings;
  let doubt = doubts;
  let scalar = scalarList;
  let element = elements;
  let strings = stringBits;
  let escapes = escapeBits;
  const end = input + length;
  for (let at = input; at < end; at += 64) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    let quotes = equalTo(a, b, c, d, quote);

    const controlled = i8x16.le_u(i8x16.min_u(i8x16.min_u(a, b), i8x16.min_u(c, d)), lastControl);
    const unusual = v128.or(
      v128.or(v128.or(i8x16.eq(a, backslash), i8x16.eq(b, backslash)), v128.or(i8x16.eq(c, backslash), i8x16.eq(d, backslash))),
      v128.or(v128.or(a, b), v128.or(c, d)),
    );
    let string: u64 = 0;
    let backslashes: u64 = 0;
    let lines: u64 = 0;
    let controls: u64 = 0;
    let wrong: u64 = 0;
    if (i8x16.bitmask(v128.or(unusual, controlled)) || escaped) {
      if (i8x16.bitmask(unusual) || escaped) {
        backslashes = equalTo(a, b, c, d, backslash);
        const escapees = escapedBy(backslashes, escaped);
        quotes &= ~escapees;
        escaped = (backslashes & ~escapees) >> 63;
        store<u32>(special, at);
        special += 4;
        store<u64>(spelling, escapees);
        spelling += 8;
      }
      string = parity(quotes) ^ inString;
      const breaks = equal(a, b, c, d, 0x0a);
      lines = breaks & newlines;
      string = tear(string, lines);
      if (documents) lines = documentEnds(lines, string, at);
      inString = <u64>(<i64>(string & ~lines) >> 63);
      controls = mask(i8x16.le_u(a, lastControl), i8x16.le_u(b, lastControl), i8x16.le_u(c, lastControl), i8x16.le_u(d, lastControl));
      wrong = controls & (string | ~(breaks | equal(a, b, c, d, 0x0d) | equal(a, b, c, d, 0x09)));
    } else {
      string = parity(quotes) ^ inString;
      inString = <u64>(<i64>string >> 63);
    }
    store<u64>(escapes, backslashes);
    escapes += 8;
    store<u64>(strings, string);
    strings += 8;

    const foldedA = v128.or(a, fold);
    const foldedB = v128.or(b, fold);
    const foldedC = v128.or(c, fold);
    const foldedD = v128.or(d, fold);
    const outside = ~(string | quotes);
    const openOrComma = mask(
      either(a, comma, foldedA, opening), either(b, comma, foldedB, opening),
      either(c, comma, foldedC, opening), either(d, comma, foldedD, opening),
    );
    const commaOrColon = mask(
      either(a, comma, a, colon), either(b, comma, b, colon), either(c, comma, c, colon), either(d, comma, d, colon),
    );
    const closes = equalTo(foldedA, foldedB, foldedC, foldedD, closing) & outside;
    const commas = openOrComma & commaOrColon & outside;
    const opens = openOrComma & ~commaOrColon & outside;
    const colons = commaOrColon & ~openOrComma & outside;

    const spaces = (equalTo(a, b, c, d, fold) | controls) & outside & ~lines;
    const scalars = outside & ~(openOrComma | commaOrColon | closes | lines | spaces);
    const scalarStarts = scalars & ~((scalars << 1) | inScalar);
    inScalar = scalars >> 63;

    const openings = opens | commas;
    const openingSum = ((openings << 1) | afterOpening) + spaces;
    const keyPlaces = openingSum & ~spaces;
    afterOpening = leaving(openings, openingSum, spaces);

    // A newline that ends an event counts as a separator: the next event may begin. Others count as spaces.
    const separators = commas | colons | lines;
    const separatorSum = ((separators << 1) | afterSeparator) + spaces;
    const separated = separatorSum & ~spaces;
    afterSeparator = leaving(separators, separatorSum, spaces);

    // A string's bits are a row of ones, too: a carry runs from its opening quote to the closing one.
    const stringStarts = quotes & string;
    const keySum = ((stringStarts & keyPlaces) | inKey) + string;
    const keyEnds = keySum & ~string & quotes;
    inKey = leaving(0, keySum, string);
    const colonSum = ((keyEnds << 1) | afterKey) + spaces;
    const colonPlaces = colonSum & ~spaces;
    afterKey = leaving(keyEnds, colonSum, spaces);

    const starts = opens | scalarStarts;
    const valuePlaces = keyPlaces | separated;
    wrong |=
      ((starts | stringStarts) & ~valuePlaces) | (commas & valuePlaces) | (closes & separated) | (colons & ~colonPlaces);
    if (wrong) {
      store<u32>(doubt, at);
      doubt += 4;
    }
    scalar = flatten2(scalarStarts, at, scalar);
    for (let more = (starts & keyPlaces) | (colonPlaces & ~colons); more; more &= more - 1) {
      store<u32>(element, at + <u32>ctz(more));
      element += 4;
    }
    out = flatten(opens | closes | colons | lines, at, out);
  }
  store<u32>(special, u32.MAX_VALUE);
  store<u32>(doubt, u32.MAX_VALUE);
  store<u32>(scalar, u32.MAX_VALUE);
  store<u32>(element, u32.MAX_VALUE);
  endScan(length, out, special);
}
