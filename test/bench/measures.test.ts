import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bench } from "./bench.js";

const { importGraph, linesOf, makeEvents, median, pairwise, spread, wasmBytes } = bench;

describe("the import graph", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "sluice-graph-"));
    for (const [name, code] of Object.entries(modules)) writeFileSync(join(folder, name), code);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const modules = {
    "index.js": [
      'import { a, b } from "./named.js";',
      'import {\n  c,\n  d,\n} from "./lines.js";',
      'import "./effect.js";',
      'import * as all from "./namespace.js";',
      'export * from "./star.js";',
      'export { e } from "node:fs";',
      'const later = () => import("./dynamic.js");',
      "// import \"./comment.js\";\n/**\n * import { f } from './example.js';\n */",
      'export const from = "./value.js";',
      'export const g = (from) => "./other.js";',
    ].join("\n"),
    "named.js": 'import { g } from "./index.js";\nimport z from "package";\nexport const a = 1, b = 2;',
    "lines.js": "export const c = 1, d = 2;",
    "effect.js": "",
    "namespace.js": "",
    "star.js": "",
    "dynamic.js": "",
  };

  it("has every module that is imported in any way, once, and none that is not", async () => {
    const { files, bytes, bare } = await importGraph(join(folder, "index.js"));
    expect(files.toSorted()).toEqual(
      Object.keys(modules)
        .map((name) => join(folder, name))
        .toSorted(),
    );
    expect(bytes).toBe(Object.values(modules).join("").length);
    expect(bare.toSorted()).toEqual(["node:fs", "package"]);
  });

  it("of the package holds the embedded core", async () => {
    expect((await importGraph()).bytes).toBeGreaterThan((wasmBytes() * 4) / 3);
  });
});

describe("statistics", () => {
  it.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[4, 1, 2, 100], 3],
  ])("the median of %j is %j", (values, middle) => expect(median(values)).toBe(middle));

  it("a spread is the median and both ends", () => {
    expect(spread([2, 8, 4])).toEqual({ median: 4, min: 2, max: 8 });
  });

  it("pairs are of the same round, and larger is faster", () => {
    expect(pairwise([2, 20, 3], [1, 10, 6])).toEqual([2, 2, 0.5]);
  });
});

describe("events", () => {
  it.each([
    ["", []],
    ["{}", ["{}"]],
    ['{"a":"é"}\n\n{"b":1}\n', ['{"a":"é"}', '{"b":1}']],
  ])("the lines of %j are %j", (text, lines) => expect(linesOf(Buffer.from(text))).toEqual(lines));

  it("that are made up are the same each time, differ by seed, and are JSON", () => {
    const size = 200_000;
    const made = makeEvents({ size });
    expect(made.equals(makeEvents({ size }))).toBe(true);
    expect(made.equals(makeEvents({ size, seed: 1 }))).toBe(false);
    expect(made.length).toBeGreaterThanOrEqual(size);
    expect(linesOf(made).every((line) => typeof JSON.parse(line).eventName === "string")).toBe(true);
    expect(made.includes("number:")).toBe(false);
  });
});
