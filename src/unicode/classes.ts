import { type CodePointRanges, MAX_CODE_POINT, negateRanges, normaliseRanges } from "./ranges.js";
import { CATEGORY_NAMES, CATEGORY_RUNS, PROPERTY_RANGES, SCRIPT_NAMES, SCRIPT_RUNS } from "./tables.generated.js";
import { decodeVarints } from "./tables.js";

/**
 * The code points of a class as `\p{…}` names it: a general category (`L`, `Lu`, `LC`, `Cn`), a script (`Greek`), `Any`,
 * `Ascii`, `Assigned`, or a binary property that re2js knows (`Alphabetic`). Names are exact; an unknown one is undefined.
 */
export function unicodeClass(name: string): CodePointRanges | undefined {
  if (name === "Any") return [0, MAX_CODE_POINT];
  if (name === "Ascii") return [0, 0x7f];
  if (name === "Assigned") return negateRanges(runsOf(CATEGORY_RUNS, CATEGORY_NAMES, (category) => category === "Cn"));
  if (name === "LC" || name === "Lc") {
    return runsOf(CATEGORY_RUNS, CATEGORY_NAMES, (category) => /^L[lut]$/.test(category));
  }
  if (/^[CLMNPSZ]$/.test(name)) return runsOf(CATEGORY_RUNS, CATEGORY_NAMES, (category) => category.startsWith(name));
  if (CATEGORY_NAMES.split(" ").includes(name)) {
    return runsOf(CATEGORY_RUNS, CATEGORY_NAMES, (category) => category === name);
  }
  if (SCRIPT_NAMES.split(" ").includes(name)) return runsOf(SCRIPT_RUNS, SCRIPT_NAMES, (script) => script === name);
  if (Object.hasOwn(PROPERTY_RANGES, name)) return gapsOf(PROPERTY_RANGES[name as keyof typeof PROPERTY_RANGES]);
  return undefined;
}

/** From a partition of all code points (value, length, value, length, …) the runs whose value has a wanted name. */
function runsOf(runs: string, names: string, wanted: (name: string) => boolean): CodePointRanges {
  const isWanted = names.split(" ").map(wanted);
  const values = decodeVarints(runs);
  const pairs: number[] = [];
  let at = 0;
  for (let i = 0; i < values.length; i += 2) {
    const length = values[i + 1] as number;
    if (isWanted[values[i] as number]) pairs.push(at, at + length - 1);
    at += length;
  }
  return normaliseRanges(pairs);
}

/** From gap, length, gap, length, … */
function gapsOf(gaps: string): CodePointRanges {
  const values = decodeVarints(gaps);
  const pairs: number[] = [];
  let at = 0;
  for (let i = 0; i < values.length; i += 2) {
    const first = at + (values[i] as number);
    at = first + (values[i + 1] as number);
    pairs.push(first, at - 1);
  }
  return pairs;
}
