// The code blocks of the README, run as they stand.

import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parse } from "../src/formats/native/index.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const readme = readFileSync(`${root}/README.md`, "utf8");

function blocks(language: string): readonly string[] {
  return [...readme.matchAll(/^```(\w+)\n(.*?)^```$/gms)].flatMap(([, name, code]) =>
    name === language ? [code as string] : [],
  );
}

describe("the README", () => {
  it.each(blocks("js"))("runs: %s", (code) => {
    const file = `${root}/build/readme-${process.pid}.mjs`;
    writeFileSync(file, code);
    try {
      const printed = execFileSync(process.execPath, [file], { cwd: root, encoding: "utf8" });
      expect(printed).not.toBe("");
    } finally {
      rmSync(file);
    }
  });

  it("shows a rule that loads", () => {
    const [text] = blocks("yaml") as [string];
    const { rules, diagnostics } = parse({ file: "README.md", text });
    expect(diagnostics).toEqual([]);
    expect(rules).toHaveLength(1);
  });

  it("names commands that exist", () => {
    const commands = [
      ...readme.matchAll(/\bsluice (scan|test|explain|bench|compile|disasm|\w+) (?:-|RULES|FILE|rules)/g),
    ].map(([, name]) => name);
    expect(new Set(commands).size).toBeGreaterThanOrEqual(5);
    for (const name of new Set(commands))
      execFileSync(process.execPath, [`${root}/dist/cli/main.js`, name as string, "--help"], { stdio: "pipe" });
  });

  it("names scripts that exist", () => {
    const { scripts } = JSON.parse(readFileSync(`${root}/package.json`, "utf8"));
    const named = [...readme.matchAll(/npm (?:run )?([\w:]+)`?/g)]
      .map(([, name]) => name as string)
      .filter((name) => name !== "ci");
    expect(named.length).toBeGreaterThan(5);
    for (const name of named) expect(Object.keys(scripts)).toContain(name);
  });
});
