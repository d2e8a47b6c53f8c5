// The packed tarball, installed into an empty folder and used as its users do.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { importGraph, MAX_IMPORT_BYTES, MAX_WASM_BYTES, wasmBytes } from "../../bench/sizes.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "sluice-package-"));
const installed = join(folder, "node_modules/sluice");

function run(command: string, ...args: readonly string[]): string {
  return execFileSync(command, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

beforeAll(() => {
  execFileSync("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], { cwd: root, stdio: "pipe" });
  const tarball = readdirSync(folder).find((file) => file.endsWith(".tgz")) as string;
  writeFileSync(join(folder, "package.json"), '{ "name": "user", "private": true }');
  run("npm", "install", "--prefer-offline", "--no-audit", "--no-fund", `./${tarball}`);
});
afterAll(() => rmSync(folder, { recursive: true }));

const program = `
  const { program } = compile([{ id: "stop", condition: parseCondition('eventName == "StopLogging"') }]);
  console.log(new Matcher(program).match('{"eventName":"StopLogging"}').map((match) => match.rule).join());
`;

describe("the installed package", () => {
  it("works from an ES module", () => {
    writeFileSync(join(folder, "main.mjs"), `import { compile, Matcher, parseCondition } from "sluice";${program}`);
    expect(run("node", "main.mjs")).toBe("stop\n");
  });

  it("works from require", () => {
    writeFileSync(
      join(folder, "main.cjs"),
      `const { compile, Matcher, parseCondition } = require("sluice");${program}`,
    );
    expect(run("node", "main.cjs")).toBe("stop\n");
  });

  it.each([
    "sluice/native",
    "sluice/sigma",
    "sluice/panther",
    "sluice/panther/host",
    "sluice/explain",
    "sluice/catalog",
    "sluice/streams",
    "sluice/disassemble",
    "sluice/stats",
  ])("has %s", (entry) => {
    writeFileSync(join(folder, "entry.mjs"), `console.log(Object.keys(await import("${entry}")).length > 0);`);
    expect(run("node", "entry.mjs")).toBe("true\n");
  });

  it("type-checks for a strict user without the DOM or Node's types", () => {
    writeFileSync(
      join(folder, "user.ts"),
      `import { compile, field, Matcher, type Match, type Rule } from "sluice";
       import { load } from "sluice/native";
       import { evaluate } from "sluice/explain";
       const rule: Rule = { id: "a", condition: field("eventName").in(["StopLogging"]) };
       const matches: readonly Match[] = new Matcher(compile([rule]).program).match("{}");
       export const all: [readonly Match[], boolean, number] = [matches, evaluate(rule.condition, "{}"), load("x").rules.length];
       // @ts-expect-error a rule needs a condition
       export const bad: Rule = { id: "a" };`,
    );
    const options = [
      "--strict",
      "--noEmit",
      "--module",
      "nodenext",
      "--target",
      "es2023",
      "--lib",
      "es2023,esnext.disposable",
      "--types",
      "",
    ];
    run(join(root, "node_modules/.bin/tsc"), ...options, "user.ts");
  });

  it("has a command", () => {
    expect(run("npx", "--no-install", "sluice", "--version").trim()).toBe(
      JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version,
    );
  });

  it("holds what users need and nothing else", () => {
    const files = readdirSync(installed, { recursive: true, encoding: "utf8" });
    expect(files).toEqual(
      expect.arrayContaining(["README.md", "LICENSE", "NOTICE", "CHANGELOG.md", "dist/index.js", "dist/index.d.ts"]),
    );
    expect(files.filter((file) => /^(src|test|bench|assembly|examples)\b/.test(file))).toEqual([]);
  });

  it("reaches no package from its main entry, in less than 200 KB, with a core of less than 64 KB", async () => {
    const { bytes, bare } = await importGraph(join(installed, "dist/index.js"));
    expect(bare).toEqual(["node:zlib"]);
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThan(MAX_IMPORT_BYTES);
    expect(wasmBytes()).toBeLessThan(MAX_WASM_BYTES);
  });
});
