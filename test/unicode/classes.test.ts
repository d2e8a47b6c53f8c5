import { readFileSync } from "node:fs";
import { RE2JS } from "re2js";
import { describe, expect, test } from "vitest";
import { unicodeClass } from "../../src/unicode/classes.js";
import { closeUnderFolding } from "../../src/unicode/fold.js";
import { type CodePointRanges, negateRanges, normaliseRanges } from "../../src/unicode/ranges.js";
import { UNICODE_VERSION } from "../../src/unicode/tables.generated.js";
import { unicodeTables } from "../../src/unicode/tables.js";

const tables = unicodeTables();
const scripts = ["Unknown", ...tables.scripts.names];
const categories = [...tables.categories.names, ..."CLMNPSZ", "LC", "Lc", "Any", "Ascii", "Assigned"];
const properties = [...tables.properties.keys()];
const names = [...categories, ...scripts, ...properties];

const classOf = (name: string) => unicodeClass(name) as CodePointRanges;

describe("unicodeClass", () => {
  test("is of the version that package.json names", () => {
    const { devDependencies } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect(devDependencies).toHaveProperty([`@unicode/unicode-${UNICODE_VERSION}`]);
  });

  test.each(names)("%s is in normal form", (name) => {
    expect(classOf(name).length).toBeGreaterThan(0);
    expect(normaliseRanges(classOf(name))).toEqual(classOf(name));
  });

  test("each code point has one category and one script", () => {
    for (const partition of [tables.categories.names, scripts]) {
      const pairs = partition.flatMap(classOf);
      expect(normaliseRanges(pairs)).toEqual([0, 0x10ffff]);
      const size = pairs.reduce((sum, at, i) => (i % 2 === 0 ? sum - at : sum + at + 1), 0);
      expect(size).toBe(0x110000);
    }
  });

  test.each(["", "l", "Xx", "latin", "Latn", "constructor", "__proto__", "Cased_Letter"])("knows no %s", (name) => {
    expect(unicodeClass(name)).toBeUndefined();
  });

  // re2js 2.10 has the tables of Unicode 17.0.
  test.skipIf(UNICODE_VERSION !== "17.0.0").each(names)(
    "%s is re2js's at the ends of its ranges, folded or not",
    (name) => {
      for (const [prefix, ranges] of [
        ["", classOf(name)],
        ["(?i)", closeUnderFolding(classOf(name))],
      ] as const) {
        const reference = RE2JS.compile(`${prefix}\\p{${name}}`);
        const [isIn, isOut]: [number[], number[]] = [[], []];
        for (let i = 0; i < ranges.length; i += 2) {
          isIn.push(ranges[i] as number, ranges[i + 1] as number);
          isOut.push((ranges[i] as number) - 1, (ranges[i + 1] as number) + 1);
        }
        const matches = (codePoint: number) => reference.test(String.fromCodePoint(codePoint));
        const isCodePoint = (at: number) => at >= 0 && at <= 0x10ffff;
        expect(isIn.filter(isCodePoint).filter((at) => !matches(at))).toEqual([]);
        expect(isOut.filter(isCodePoint).filter(matches)).toEqual([]);
      }
    },
  );
});

describe("negateRanges", () => {
  test.each([
    [[], [0, 0x10ffff]],
    [[0, 0x10ffff], []],
    [
      [0, 9, 11, 0x10ffff],
      [10, 10],
    ],
    [
      [5, 5],
      [0, 4, 6, 0x10ffff],
    ],
  ])("of %j is %j", (ranges, negated) => {
    expect(negateRanges(ranges)).toEqual(negated);
    expect(negateRanges(negated)).toEqual(ranges);
  });
});

describe("normaliseRanges", () => {
  test.each([
    [
      [5, 6, 1, 2],
      [1, 2, 5, 6],
    ],
    [
      [1, 2, 3, 4],
      [1, 4],
    ],
    [
      [1, 9, 2, 3],
      [1, 9],
    ],
    [
      [1, 3, 2, 5, 2, 4],
      [1, 5],
    ],
  ])("of %j is %j", (pairs, ranges) => {
    expect(normaliseRanges(pairs)).toEqual(ranges);
  });
});
