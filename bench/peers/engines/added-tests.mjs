// Tests of a text that are added to engines without them, with and without regard to case (`…Nocase`, where what is wanted is in lower case).

import { wildcardPattern } from "../../workloads/neutral.mjs";

const patterns = new Map();

const tests = {
  eq: (text, wanted) => text === wanted,
  contains: (text, wanted) => text.includes(wanted),
  startsWith: (text, wanted) => text.startsWith(wanted),
  endsWith: (text, wanted) => text.endsWith(wanted),
  wildcard: (text, wanted) => pattern(wanted, wildcardPattern).test(text),
  regex: (text, wanted) => pattern(wanted, (source) => new RegExp(source, "u")).test(text),
};

/** @type {Readonly<Record<string, (value: unknown, wanted: string) => boolean>>} */
export const addedTests = Object.fromEntries(
  Object.entries(tests).flatMap(([name, test]) => [
    [name, (value, wanted) => typeof value === "string" && test(value, wanted)],
    [`${name}Nocase`, (value, wanted) => typeof value === "string" && test(value.toLowerCase(), wanted)],
  ]),
);

/** Made once, whatever the engine does. */
function pattern(text, make) {
  const made = patterns.get(text) ?? make(text);
  patterns.set(text, made);
  return made;
}
