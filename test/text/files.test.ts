import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readSources } from "../../src/text/files.js";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sluice-files-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function put(path: string, content: string | Uint8Array = path): void {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), content);
}

function read(paths: readonly string[], maxBytes = 100) {
  const found: string[] = [];
  const inside = (path: string): string => relative(folder, path);
  const sources = [
    ...readSources(
      paths.map((path) => join(folder, path)),
      { extensions: [".yml", ".json"], maxBytes },
      ({ code, span }) => found.push(`${code} ${inside(span?.file ?? "")}`),
    ),
  ];
  return { files: sources.map(({ file }) => inside(file)), texts: sources.map(({ text }) => text), found };
}

test("folders are read with their subfolders, sorted by path, other files left out", () => {
  for (const path of ["b/2.yml", "b/1.json", "a.yml", "c.txt", "b/README.md", ".git/x.yml", ".hidden.yml", "b/d/3.yml"])
    put(path);
  expect(read([""])).toEqual({
    files: ["a.yml", "b/1.json", "b/2.yml", "b/d/3.yml"],
    texts: ["a.yml", "b/1.json", "b/2.yml", "b/d/3.yml"],
    found: [],
  });
});

test("named paths keep their order, whatever their names, and none is read twice", () => {
  for (const path of ["x.txt", "b/1.yml", "b/2.yml"]) put(path);
  expect(read(["x.txt", "b/2.yml", "b", "x.txt"]).files).toEqual(["x.txt", "b/2.yml", "b/1.yml"]);
});

test("links are followed inside the folder, once, and never out of it", () => {
  put("pack/a/1.yml");
  put("outside/secret.yml");
  symlinkSync("..", join(folder, "pack/a/loop"));
  symlinkSync("a/1.yml", join(folder, "pack/again.yml"));
  symlinkSync("../outside/secret.yml", join(folder, "pack/secret.yml"));
  symlinkSync("../outside", join(folder, "pack/out"));
  symlinkSync("nowhere.yml", join(folder, "pack/dangling.yml"));
  symlinkSync("pack", join(folder, "named"));
  const { files, found } = read(["pack"]);
  expect(files).toHaveLength(1);
  expect(found.sort()).toEqual([
    "link-outside pack/out",
    "link-outside pack/secret.yml",
    "unreadable-file pack/dangling.yml",
  ]);
  expect(read(["named"]).files).toHaveLength(1);
});

test("what cannot be read is reported, and the rest goes on", () => {
  put("big.yml", "x".repeat(101));
  put("bytes.yml", Uint8Array.of(0x61, 0xff));
  put("good.yml", "\uFEFFgood");
  expect(read(["missing.yml", ""])).toEqual({
    files: ["good.yml"],
    texts: ["good"],
    found: ["unreadable-file missing.yml", "file-too-large big.yml", "invalid-utf8 bytes.yml"],
  });
});

test.skipIf(process.getuid?.() === 0)("a folder without permission is reported (not as root, who may read all)", () => {
  put("closed/a.yml");
  chmodSync(join(folder, "closed"), 0o000);
  const { found } = read([""]);
  chmodSync(join(folder, "closed"), 0o700);
  expect(found).toEqual(["unreadable-file closed"]);
});

test.skipIf(process.platform === "win32")("a device is not read", () => {
  const found: string[] = [];
  const options = { extensions: [".yml"], maxBytes: 100 };
  expect([...readSources(["/dev/zero"], options, ({ code }) => found.push(code))]).toEqual([]);
  expect(found).toEqual(["unreadable-file"]);
});
