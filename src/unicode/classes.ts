import { type CodePointRanges, MAX_CODE_POINT, negateRanges, normaliseRanges } from "./ranges.js";
import { type Partition, unicodeTables } from "./tables.js";

/**
 * The code points of a class as `\p{…}` names it: a general category (`L`, `Lu`, `LC`, `Cn`), a script (`Greek`), `Any`,
 * `Ascii`, `Assigned`, or a binary property that re2js knows (`Alphabetic`). Names are exact; an unknown one is undefined.
 */
export function unicodeClass(name: string): CodePointRanges | undefined {
  if (name === "Any") return [0, MAX_CODE_POINT];
  if (name === "Ascii") return [0, 0x7f];
  const { categories, scripts, withoutScript, properties } = unicodeTables();
  if (name === "Assigned") return negateRanges(categoriesOf((category) => category === "Cn"));
  if (name === "LC" || name === "Lc") return categoriesOf((category) => /^L[lut]$/.test(category));
  if (/^[CLMNPSZ]$/.test(name)) return categoriesOf((category) => category.startsWith(name));
  if (categories.names.includes(name)) return categoriesOf((category) => category === name);
  if (name === "Unknown") return categoriesOf((category) => withoutScript.includes(category));
  if (scripts.names.includes(name)) {
    const rest = negateRanges(categoriesOf((category) => withoutScript.includes(category)));
    return runsOf(scripts, rest, (script) => script === name);
  }
  const property = properties.get(name);
  if (property === undefined) return undefined;
  let at = 0;
  const differences = property.distances.map((distance) => {
    at += distance;
    return at;
  });
  const base = categoriesOf((category) => property.categories.includes(category));
  return togglesToRanges([...base.map((end, i) => (i % 2 === 0 ? end : end + 1)), ...differences]);
}

function categoriesOf(wanted: (name: string) => boolean): CodePointRanges {
  return runsOf(unicodeTables().categories, [0, MAX_CODE_POINT], wanted);
}

/** The code points of the runs whose name is wanted; `covered` are those that the partition is of. */
function runsOf(
  { names, values, lengths }: Partition,
  covered: CodePointRanges,
  wanted: (name: string) => boolean,
): CodePointRanges {
  const isWanted = names.map(wanted);
  const pairs: number[] = [];
  let range = 0;
  let at = covered[0] as number;
  for (const [i, length] of lengths.entries()) {
    for (let left = length; left > 0; ) {
      const end = covered[range + 1] as number;
      const taken = Math.min(left, end - at + 1);
      if (isWanted[values[i] as number]) pairs.push(at, at + taken - 1);
      left -= taken;
      at += taken;
      if (at > end) {
        range += 2;
        at = covered[range] ?? 0;
      }
    }
  }
  return normaliseRanges(pairs);
}

/** The code points that have an odd number of toggles at or before them. */
function togglesToRanges(toggles: readonly number[]): CodePointRanges {
  const sorted = [...toggles].sort((a, b) => a - b);
  const pairs: number[] = [];
  for (let i = 0; i < sorted.length; i += 2) {
    const [first, end] = [sorted[i] as number, sorted[i + 1] as number];
    if (first < end) pairs.push(first, end - 1);
  }
  return normaliseRanges(pairs);
}
