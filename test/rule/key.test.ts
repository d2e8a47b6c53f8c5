import { describe, expect, it } from "vitest";
import { pathKey } from "../../src/rule/key.js";
import { parsePath } from "../../src/rule/path.js";

describe("keys of paths", () => {
  it("differ where paths do", () => {
    const paths = [
      "**",
      "$[*][*]",
      "$[*]",
      "a.**",
      "a[*][*]",
      "a[*]",
      "a",
      "a~",
      "a.b",
      '"a.b"',
      "a[1]",
      "a[11]",
      "a[1][1]",
      'a."1"',
    ];
    expect(new Set(paths.map((path) => pathKey(parsePath(path)))).size).toBe(paths.length);
  });
});
