import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const GUARD = fileURLToPath(new URL("../../bench/guard.mjs", import.meta.url));
const EVENTS = fileURLToPath(new URL("../../examples/logs/cloudtrail.ndjson", import.meta.url));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sluice-guard-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Counts by set of rules. */
type Work = Record<string, Record<string, number>>;

function guard(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [GUARD, ...args], { encoding: "utf8" });
  return { status, stdout, stderr };
}

function file(name: string, value: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(value));
  return path;
}

describe("the guard on work counts", () => {
  let path: string;
  let counts: Work;
  beforeAll(() => {
    path = join(folder, "counts.json");
    expect(guard("--update", "--counts", path).status).toBe(0);
    counts = JSON.parse(readFileSync(path, "utf8"));
  });

  it("passes on what it has just counted", () => {
    expect(guard("--only", "counts", "--counts", path)).toMatchObject({ status: 0, stderr: "" });
  });

  it("has counted work of every set of rules", () => {
    expect(Object.keys(counts)).toEqual(["one", "all"]);
    for (const work of Object.values(counts)) {
      for (const name of ["events", "matches", "structurals", "keys", "predicates"])
        expect(work[name]).toBeGreaterThan(0);
    }
  });

  it.each([
    ["one unit more", "all", "predicates", 1, /^all: predicates +[\d,]+ +[\d,]+ +-0\.\d\d%$/m],
    ["one unit less", "one", "structurals", -1, /^one: structurals +[\d,]+ +[\d,]+ +\+0\.\d\d%$/m],
    ["a counter that is no longer there", "one", "gone", 7, /^one: gone +7 +-$/m],
    ["a counter that is new", "one", "keys", undefined, /^one: keys +- +[\d,]+$/m],
  ])("fails on %s, shows old and new, and says how to accept", (_, set, counter, more, line) => {
    const old = counts[set] ?? {};
    const value = more === undefined ? undefined : (old[counter] ?? 0) + more;
    const doctored = { ...counts, [set]: { ...old, [counter]: value } };
    const { status, stderr } = guard("--only", "counts", "--counts", file("doctored.json", doctored));
    expect(status).toBe(1);
    expect(stderr).toMatch(line);
    expect(stderr).toContain("npm run bench:guard -- --update");
    expect(stderr).toContain("FAILED: counts");
  });
});

describe("the guard on the ratio to JSON.parse", { timeout: 120_000 }, () => {
  const race = (floor: Record<string, number>) =>
    guard("--only", "ratio", "--floor", file("floor.json", floor), "--events", EVENTS, "--rounds", "1", "--time", "20");

  it("passes above the floor, at the first try", () => {
    const { status, stdout, stderr } = race({ "sluice-one": 0.001, "sluice-all": 0.001 });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout.match(/^Sluice, 1 rule .* 0\.00$/gm)).toHaveLength(1);
  });

  it("fails when one of them is below its floor, after a second try", () => {
    const { status, stdout, stderr } = race({ "sluice-one": 1e6, "sluice-all": 0.001 });
    expect({ status, stderr }).toEqual({ status: 1, stderr: "FAILED: ratio\n" });
    expect(stdout.match(/^Sluice, 1 rule /gm)).toHaveLength(2);
  });

  it.each([
    [{} as Record<string, number>, "expected floors"],
    [{ sluice: 1 }, "found sluice"],
  ])("refuses the floors %j", (floor, message) => {
    const { status, stderr } = race(floor);
    expect(status).toBe(1);
    expect(stderr).toContain(message);
  });
});

it("refuses a check that it does not know", () => {
  const { status, stderr } = guard("--only", "speed");
  expect(status).toBe(1);
  expect(stderr).toContain("expected a check, found speed");
});
