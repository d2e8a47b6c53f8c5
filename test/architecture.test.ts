import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const src = fileURLToPath(new URL("../src", import.meta.url));

/** What each room may import beside itself, `errors` and `diagnostic`: rooms, or single files of a room. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  diagnostic: [],
  packed: [],
  index: ["engine", "rule"],
  unicode: ["packed"],
  text: [],
  regex: ["unicode"],
  rule: [],
  formats: ["rule", "text", "regex"],
  plan: ["rule", "regex", "unicode", "bytecode/layout"],
  bytecode: ["plan", "regex", "unicode"],
  wasm: ["bytecode/layout", "packed"],
  engine: ["plan", "bytecode", "wasm", "rule", "unicode"],
  explain: ["rule"],
  catalog: ["rule"],
  adapters: ["index"],
  cli: [
    "index",
    "formats/native/index",
    "formats/sigma/index",
    "formats/panther/index",
    "formats/panther/host",
    "formats/panther/recognise",
    "explain/index",
    "catalog/index",
    "adapters/streams",
    "bytecode/disassemble",
    "engine/stats",
  ],
};

/** npm packages and Node modules that a room may import; no other room imports any. */
const packages: Readonly<Record<string, readonly string[]>> = {
  text: ["js-yaml", "yaml", "node:fs", "node:path"],
  formats: ["yaml", "re2js", "node:path", "node:crypto"],
  packed: ["node:zlib"],
  bytecode: ["node:zlib"],
  explain: ["re2js"],
  cli: ["commander", "cli-progress", "picocolors", "node:"],
};

interface Import {
  readonly from: string;
  readonly to: string;
}

const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
const imports: readonly Import[] = files.flatMap((from) =>
  [...readFileSync(join(src, from), "utf8").matchAll(/\b(?:from|import)\s*\(?\s*"([^"\s]+)"/g)].map(([, to]) => ({
    from,
    to: to as string,
  })),
);

const room = (file: string): string => (file.split("/")[0] as string).replace(/\.(ts|js)$/, "");

function targetOf({ from, to }: Import): string {
  return relative(src, join(src, dirname(from), to)).replace(/\.js$/, "");
}

function mayImport(found: Import): boolean {
  const target = targetOf(found);
  const from = room(found.from);
  if (from === "formats" && target.startsWith("formats/")) {
    return [found.from.split("/")[1], "contract"].includes(target.split("/")[1]);
  }
  const own = ["errors", "diagnostic", from, ...(allowed[from] as readonly string[])];
  return own.some((name) => target === name || target.startsWith(`${name}/`));
}

describe("imports", () => {
  it("finds the imports of every room", () => {
    expect(new Set(files.map(room))).toEqual(new Set(Object.keys(allowed)));
    expect(imports.length).toBeGreaterThan(100);
  });

  it("go one way only", () => {
    expect(imports.filter(({ to }) => to.startsWith(".")).filter((found) => !mayImport(found))).toEqual([]);
  });

  it("reach packages only from the rooms that have them", () => {
    const strangers = imports.filter(({ from, to }) => {
      const own = packages[room(from)] ?? [];
      return !to.startsWith(".") && !own.some((name) => to === name || (name === "node:" && to.startsWith(name)));
    });
    expect(strangers).toEqual([]);
  });

  it("would be caught", () => {
    expect(mayImport({ from: "explain/evaluate.ts", to: "../plan/lower.js" })).toBe(false);
    expect(mayImport({ from: "formats/native/parse.ts", to: "../sigma/parse.js" })).toBe(false);
    expect(mayImport({ from: "wasm/instantiate.ts", to: "../bytecode/encode.js" })).toBe(false);
  });
});

describe("the public API", () => {
  it("has at most 12 values", async () => {
    const api = await import("../src/index.js");
    expect(Object.keys(api).length).toBeLessThanOrEqual(12);
  });
});

describe("the constants shared with the core", () => {
  it("are the same on both sides", () => {
    const constants = (file: string) =>
      [...readFileSync(file, "utf8").matchAll(/^export const (\w+)(?:: u32)? = (\w+);/gm)].map(([, name, value]) => [
        name,
        value,
      ]);
    const layout = constants(join(src, "bytecode/layout.ts"));
    expect(layout.length).toBeGreaterThan(100);
    expect(constants(join(src, "../assembly/layout.ts"))).toEqual(layout);
  });
});
