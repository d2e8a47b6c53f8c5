import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test, vi } from "vitest";
import { load } from "../../src/formats/sigma/index.js";

vi.setConfig({ testTimeout: 60_000 });

const cwd = fileURLToPath(new URL("../../", import.meta.url));
const section = readFileSync(`${cwd}examples/README.md`, "utf8").split("\n## sigma\n")[1]?.split("\n## ")[0] ?? "";
const commands = section.split("\n").filter((line) => line.startsWith("node "));

/** Runs the command of this name as the section has it. */
async function run(name: string, ...more: readonly string[]): Promise<string> {
  const [command = ""] = commands.filter((line) => line.startsWith(`node dist/cli/main.js ${name} `));
  const [, ...args] = command.split(" ");
  return (await promisify(execFile)(process.execPath, [...args, ...more], { cwd })).stdout;
}

function objects(text: string): Record<string, unknown>[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe("examples/sigma", () => {
  test("has rules whose tests pass, each with events that match and events that do not", async () => {
    const tests = objects(await run("test", "--json"));
    expect(tests.filter(({ passed }) => passed !== true)).toEqual([]);
    const { rules } = load(`${cwd}examples/sigma/rules`, { placeholders: { service_accounts: ["svc-*"] } });
    expect(rules).toHaveLength(3);
    for (const { id } of rules) {
      const expected = tests.filter(({ rule }) => rule === id).map((one) => one.expected);
      expect(new Set(expected)).toEqual(new Set([true, false]));
    }
  });

  test("has events in which every rule finds something, and most find nothing", async () => {
    const matches = objects(await run("scan", "--json"));
    expect(matches.map(({ title, line }) => [title, line])).toEqual([
      ["Shell Started by an Office Program", 3],
      ["Service Account Logs On From Outside", 7],
      ["Backups Removed From the Command Line", 9],
      ["Backups Removed From the Command Line", 10],
    ]);
  });

  test("explains a rule that is silent", async () => {
    expect(await run("explain")).toContain("does not match");
  });
});
