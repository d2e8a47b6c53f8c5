import { describe, expect, test } from "vitest";
import { LineIndex, Source } from "../../src/text/source.js";

describe("LineIndex", () => {
  const text = "ab\ncd\r\n\nlast";
  const index = new LineIndex(text);

  test.each([
    [0, 1, 1],
    [2, 1, 3],
    [3, 2, 1],
    [6, 2, 4],
    [7, 3, 1],
    [8, 4, 1],
    [12, 4, 5],
  ])("offset %i is line %i, column %i, and back", (offset, line, column) => {
    expect(index.position(offset)).toEqual({ line, column });
    expect(index.offset({ line, column })).toBe(offset);
  });

  test("lines come without their ending", () => {
    expect([1, 2, 3, 4, 5].map((line) => index.line(line))).toEqual(["ab", "cd", "", "last", ""]);
  });

  test("a position past the text is its end", () => {
    expect(index.offset({ line: 9, column: 1 })).toBe(text.length);
    expect(index.offset({ line: 4, column: 99 })).toBe(text.length);
  });

  test("columns count UTF-16 units", () => {
    expect(new LineIndex("😀x").position(2)).toEqual({ line: 1, column: 3 });
  });
});

describe("Source", () => {
  test("a byte order mark is not part of the text", () => {
    const source = new Source("a.yml", "\uFEFFid: a");
    expect(source.text).toBe("id: a");
    expect(source.span(4, 5)).toEqual({ file: "a.yml", line: 1, column: 5, endLine: 1, endColumn: 6 });
  });
});
