// FORMAT.md says what layout.ts and the hashes say.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as layout from "../../src/bytecode/layout.js";
import { hashKey, hashText } from "../../src/plan/hash.js";
import { encodeWtf8 } from "../../src/unicode/wtf8.js";

const format = readFileSync(new URL("../../src/bytecode/FORMAT.md", import.meta.url), "utf8");
const numbers = new Map<string, number>(Object.entries(layout));

/** The cells of all table rows below a header that begins with these cells. */
function rowsUnder(...headers: readonly string[]): string[][] {
  const rows = format.split("\n").map((line) =>
    line.startsWith("|")
      ? line
          .slice(1, -1)
          .split(" | ")
          .map((cell) => cell.trim())
      : undefined,
  );
  const found: string[][] = [];
  let inside = false;
  for (const row of rows) {
    if (row === undefined) inside = false;
    else if (headers.every((header, i) => row[i] === header)) inside = true;
    else if (inside && !row[0]?.startsWith("---")) found.push(row);
  }
  return found;
}

const code = (cell: string | undefined): string => cell?.replaceAll("`", "") ?? "";

describe("FORMAT.md", () => {
  it.each([
    ["offset", 68],
    ["index", layout.SECTION_COUNT],
    ["flag", 7],
    ["type", layout.TABLE_TYPES],
    ["eager", 3],
  ])("has the names of layout.ts in each row of the tables by %s", (header, count) => {
    const rows = rowsUnder(header, "name");
    expect(rows).toHaveLength(count);
    for (const [number, name] of rows)
      expect({ name, number }).toEqual({ name, number: String(numbers.get(code(name))) });
  });

  it("has every kind in order", () => {
    const kinds = rowsUnder("kinds", "names").flatMap(([, names]) => code(names).split(" "));
    expect(kinds.map((name) => numbers.get(name))).toEqual(Array.from({ length: layout.KIND_LAST }, (_, i) => i + 1));
  });

  it("has the layout's value wherever it gives one", () => {
    const given = [...format.matchAll(/`([A-Z]+_[A-Z_]+)` \((\d+)/g)];
    expect(given.length).toBeGreaterThan(10);
    for (const [, name = "", value] of given)
      expect({ name, value }).toEqual({ name, value: String(numbers.get(name)) });
  });

  it.each(rowsUnder("text", "key hash"))("has the key hash of %s", (text, hash) => {
    expect(hashKey(encodeWtf8(code(text)))).toBe(Number(code(hash)));
  });

  it.each(rowsUnder("text", "text hash"))("has the text hash of %s", (text, hash) => {
    expect(hashText(encodeWtf8(code(text)))).toBe(Number(code(hash)));
  });

  it("is of this version", () => {
    expect(format).toMatch(new RegExp(`^# The program format, version ${layout.FORMAT_VERSION}\n`));
  });
});
