// Literals that have their place (start, end, whole text): one table of buckets by a hash of the bytes there, and tries for what would
// crowd it. assembly/match/literals-anchored.ts reads them.

import { bytesKey } from "./hash.js";
import type { Literal } from "./literals.js";
import { bucketBits, type Entry, encodeBuckets } from "./literals-buckets.js";
import { hashKey } from "./literals-hash.js";
import { chooseKeyLengths, KEY_LENGTHS } from "./literals-keys.js";
import * as layout from "./literals-layout.js";
import type { Pieces } from "./literals-pieces.js";
import { encodeTrie } from "./literals-trie.js";

const ANCHORS = { start: layout.CLASS_START, end: layout.CLASS_END, whole: layout.CLASS_WHOLE };

/** Entries of one bucket; what is beyond goes to a trie. */
export const MAX_CLASS_BUCKET = 64;
/** Classes of one set: each key length at the start and at the end, and the whole texts. */
export const MAX_CLASSES = 2 * KEY_LENGTHS.length + 1;

/** Adds the literals that have their place. */
export function addClasses(
  literals: readonly Literal[],
  bytes: readonly Uint8Array[],
  textAt: Uint32Array,
  pieces: Pieces,
  header: Uint32Array,
): void {
  const placed = literals.flatMap(({ anchor }, id) =>
    anchor === "any" ? [] : [{ anchor, id, bytes: bytes[id] as Uint8Array }],
  );
  const bits = bucketBits(4 * placed.length);
  const sizes = new Uint32Array(2 ** bits);
  const entries: Entry[] = [];
  const overflow = { start: [] as number[], end: [] as number[], whole: [] as number[] };
  const classes = new Set<number>();
  const textsAt = (place: Literal["anchor"]): readonly string[] =>
    placed.flatMap((literal) => (literal.anchor === place ? [bytesKey(literal.bytes)] : []));
  const keys = {
    start: chooseKeyLengths(textsAt("start"), (text, length) => text.slice(0, length)),
    end: chooseKeyLengths(textsAt("end"), (text, length) => text.slice(-length)),
  };
  for (const { anchor, id, bytes: literal } of placed) {
    const length =
      anchor === "whole" ? literal.length : (keys[anchor].findLast((key) => key <= literal.length) as number);
    const hash = hashKey(ANCHORS[anchor], literal, anchor === "end" ? literal.length - length : 0, length);
    const bucket = (hash.low & (2 ** bits - 1)) >>> 0;
    if ((sizes[bucket] as number) >= MAX_CLASS_BUCKET) {
      overflow[anchor].push(id);
      continue;
    }
    sizes[bucket] = (sizes[bucket] as number) + 1;
    entries.push({ bucket, tag: hash.high, id, offset: ANCHORS[anchor] });
    classes.add(ANCHORS[anchor] * 64 + (anchor === "whole" ? 0 : length));
  }
  const records = Uint32Array.from(
    [...classes].toSorted((a, b) => a - b).flatMap((code) => [Math.floor(code / 64), code % 64]),
  );
  const buckets = encodeBuckets(entries, bits, bytes, textAt);
  header[layout.LITERALS_CLASSES / 4] = pieces.add(records);
  header[layout.LITERALS_CLASS_COUNT / 4] = classes.size;
  header[layout.LITERALS_BUCKETS / 4] = pieces.add(buckets.starts);
  header[layout.LITERALS_BUCKET_MASK / 4] = 2 ** bits - 1;
  header[layout.LITERALS_ENTRIES / 4] = pieces.add(buckets.entries);
  const trie = (ids: readonly number[], backwards: boolean): number => {
    if (ids.length === 0) return 0;
    const members = ids.map((id) => ({
      id,
      bytes: backwards ? (bytes[id] as Uint8Array).toReversed() : (bytes[id] as Uint8Array),
    }));
    return encodeTrie(members, false, pieces.add).offset;
  };
  header[layout.LITERALS_START_TRIE / 4] = trie(overflow.start, false);
  header[layout.LITERALS_END_TRIE / 4] = trie(overflow.end, true);
  header[layout.LITERALS_WHOLE_TRIE / 4] = trie(overflow.whole, false);
}
