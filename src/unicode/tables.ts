// The tables of Unicode that assembly/generate-unicode.mjs packs, unpacked when they are first asked for: most programs never
// leave ASCII.
//
// Four lines of names: categories; those whose code points have no script; scripts; binary properties, by commas, each with
// the categories that it differs little from. Then lists of integers, each its length and its members as LEB128:
//   category of each run of code points, length of each run
//   script of each run of the code points that have one, length of each run
//   for each property: distances between the places where it begins and ends to differ from its categories
//   folding: three integers a run, gap from the last run's first × 2 + (stride − 1), count, zigzag delta

import { unpack } from "../packed.js";
import { once } from "./once.js";
import { UNICODE_TABLES } from "./tables.generated.js";

/** A partition of code points by a name: run after run, the index of its name and its length. */
export interface Partition {
  readonly names: readonly string[];
  readonly values: readonly number[];
  readonly lengths: readonly number[];
}

export interface UnicodeTables {
  readonly categories: Partition;
  /** Of the code points whose category is not one of `withoutScript`. */
  readonly scripts: Partition;
  readonly withoutScript: readonly string[];
  readonly properties: ReadonlyMap<
    string,
    { readonly categories: readonly string[]; readonly distances: readonly number[] }
  >;
  readonly foldings: readonly number[];
}

/** The tables, unpacked once. */
export const unicodeTables: () => UnicodeTables = once(() => {
  const bytes = unpack(UNICODE_TABLES);
  let at = 0;
  const names = (separator = " "): string[] => {
    const end = bytes.indexOf(10, at);
    const line = bytes.toString("latin1", at, end);
    at = end + 1;
    return line.split(separator);
  };
  const integer = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] as number;
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  const list = (): number[] => Array.from({ length: integer() }, integer);

  const [categories, withoutScript, scripts, properties] = [names(), names(), names(), names(",")];
  return {
    categories: { names: categories, values: list(), lengths: list() },
    withoutScript,
    scripts: { names: scripts, values: list(), lengths: list() },
    properties: new Map(
      properties.map((property) => {
        const [name, base] = property.split(":") as [string, string];
        return [name, { categories: base.split(" "), distances: list() }];
      }),
    ),
    foldings: list(),
  };
});
