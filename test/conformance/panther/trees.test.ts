// The syntax trees of every Python file of a pack, and of a file of small statements, are those of CPython's own parser.

import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { formatDiagnostic } from "../../../src/diagnostic.js";
import { parsePython } from "../../../src/formats/panther/python/parse.js";
import { Source } from "../../../src/text/source.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const hasPython = spawnSync("python3", ["--version"]).status === 0;
const pack = process.env.PANTHER_PACK;

/** A tree as print_trees.py prints it: the line of each node, its numbers as text. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return { int: String(value) };
  if (typeof value === "number") return { float: value };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const { at, type, ...rest } = value as { at?: { line: number }; type?: string };
  const parts = Object.fromEntries(
    Object.entries(rest).map(([key, part]) => [key, key === "level" ? part : plain(part)]),
  );
  const line = at && type !== undefined && !UNPLACED.has(type) ? { line: at.line } : {};
  return { ...(type !== undefined && { type }), ...parts, ...line };
}
/** CPython places f-strings differently from version to version, and patterns are not compared by line. */
const UNPLACED = new Set(["formatted", "capture", "or", "sequence", "star", "mapping"]);

function readHex(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readHex);
  if (typeof value !== "object" || value === null) return value;
  if ("float" in value) return { float: fromHex(value.float as string) };
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, readHex(part)]));
}

function fromHex(text: string): number {
  const parts = /^0x([01])\.([0-9a-f]*)p([-+]\d+)$/.exec(text);
  if (!parts) return Number.NaN;
  const [, whole, fraction = "", exponent] = parts;
  return Number(BigInt(`0x${whole}${fraction}`)) * 2 ** (Number(exponent) - 4 * fraction.length);
}

/** One line for each file whose trees differ: where they do first. */
function compare(files: readonly string[]): readonly string[] {
  const printed = execFileSync("python3", [join(here, "print_trees.py")], {
    input: files.join("\n"),
    maxBuffer: 1 << 30,
  });
  const theirs = printed.toString().trimEnd().split("\n");
  return files.flatMap((file, index) => {
    const ours = parsePython(new Source(file, readFileSync(file, "utf8")));
    const tree = readHex(JSON.parse(theirs[index] as string));
    if (!("body" in ours)) return tree === null ? [] : [`${file}: ${formatDiagnostic(ours)}`];
    const found = difference(unplaceClasses(plain(ours.body)), unplaceClasses(tree), "body");
    return found === undefined ? [] : [`${file}: ${found}`];
  });
}

function difference(ours: unknown, theirs: unknown, path: string): string | undefined {
  if (typeof ours !== "object" || typeof theirs !== "object" || ours === null || theirs === null) {
    return Object.is(ours, theirs) ? undefined : `${path}: ${JSON.stringify(ours)} is ${JSON.stringify(theirs)}`;
  }
  for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    const found = difference(ours[key as never], theirs[key as never], `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The values inside patterns carry lines on both sides, the patterns themselves on neither. */
function unplaceClasses(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unplaceClasses);
  if (typeof value !== "object" || value === null) return value;
  const { line, ...rest } = value as Record<string, unknown>;
  const parts = Object.fromEntries(Object.entries(rest).map(([key, part]) => [key, unplaceClasses(part)]));
  const pattern = rest.type === "value" || (rest.type === "class" && "positional" in rest);
  return pattern || line === undefined ? parts : { ...parts, line };
}

describe.skipIf(!hasPython)("syntax trees are CPython's (python3)", () => {
  it("of small statements of each kind", () => {
    expect(compare([join(here, "statements.py.txt")])).toEqual([]);
  });

  it.skipIf(!pack)("of every file of the pack (PANTHER_PACK)", () => {
    const root = pack as string;
    const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".py"));
    expect(files.length).toBeGreaterThan(0);
    expect(compare(files.map((name) => join(root, name)))).toEqual([]);
  });
});
