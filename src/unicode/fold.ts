// Simple case folding: CaseFolding.txt, status C and S (Unicode Standard, section 5.18). One code point folds to one code
// point, so that İ, which has only a full folding, stays as it is.

import { once } from "./once.js";
import { type CodePointRanges, normaliseRanges } from "./ranges.js";
import { unicodeTables } from "./tables.js";

/** Code points that fold to another one, and to which. */
const foldings = once(decodeFolding);
/**
 * Code points that fold alike, for every code point that has such a fellow, itself included, by ascending code point:
 * a Map keeps the order in which it was filled.
 */
const orbits = once(collectOrbits);
const orbitMembers = once(() => [...orbits().keys()]);

const ABOVE_ASCII = /[^\0-\x7f]/;

/** What a code point folds to: itself, if no case is known of it. Surrogates fold to themselves. */
export function foldCodePoint(codePoint: number): number {
  if (codePoint < 0x80) return codePoint >= 0x41 && codePoint <= 0x5a ? codePoint + 0x20 : codePoint;
  return foldings().get(codePoint) ?? codePoint;
}

/** A string with every code point folded. Lone surrogates stay as they are. */
export function foldString(text: string): string {
  if (!ABOVE_ASCII.test(text)) return text.toLowerCase();
  let folded = "";
  for (const character of text) folded += String.fromCodePoint(foldCodePoint(character.codePointAt(0) as number));
  return folded;
}

/** A set and all that folds like one of its members. Takes and gives normal form. */
export function closeUnderFolding(ranges: CodePointRanges): CodePointRanges {
  const pairs = [...ranges];
  const members = orbitMembers();
  for (let i = 0; i < ranges.length; i += 2) {
    const [first, last] = [ranges[i] as number, ranges[i + 1] as number];
    for (let at = firstMember(members, first); (members[at] ?? Infinity) <= last; at++) {
      for (const fellow of orbits().get(members[at] as number) as readonly number[]) {
        if (fellow < first || fellow > last) pairs.push(fellow, fellow);
      }
    }
  }
  return normaliseRanges(pairs);
}

/** Index of the first orbit member that is not below a code point. */
function firstMember(members: readonly number[], codePoint: number): number {
  let low = 0;
  let high = members.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((members[middle] as number) < codePoint) low = middle + 1;
    else high = middle;
  }
  return low;
}

function decodeFolding(): Map<number, number> {
  const values = unicodeTables().foldings;
  const folded = new Map<number, number>();
  let first = 0;
  for (let i = 0; i < values.length; i += 3) {
    const [gap, count, zigzag] = values.slice(i, i + 3) as [number, number, number];
    first += gap >>> 1;
    const stride = (gap & 1) + 1;
    const delta = zigzag & 1 ? -((zigzag + 1) >>> 1) : zigzag >>> 1;
    for (let n = 0; n < count; n++) folded.set(first + n * stride, first + n * stride + delta);
  }
  return folded;
}

function collectOrbits(): Map<number, readonly number[]> {
  const byFolding = new Map<number, number[]>();
  for (const [from, to] of foldings()) {
    const orbit = byFolding.get(to);
    if (orbit) orbit.push(from);
    else byFolding.set(to, [to, from]);
  }
  const members = [...byFolding.values()].flatMap((orbit) => orbit.map((member) => [member, orbit] as const));
  return new Map(members.sort(([a], [b]) => a - b));
}
