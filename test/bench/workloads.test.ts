import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { evaluate } from "../../src/explain/index.js";
import { compile, Matcher, type Rule } from "../../src/index.js";

interface Workloads {
  toRules(rules: readonly object[]): readonly Rule[];
  toClosure(rule: object): (event: unknown) => boolean;
  sample(count: number, share: number, seed?: number): ReadonlySet<number>;
  workloadsOf(names?: readonly string[]): readonly { readonly name: string; readonly files: readonly string[] }[];
  absence(workload: { readonly files: readonly string[] }): string | undefined;
}

const folderOf = (path: string) => new URL(`../../bench/workloads/${path}`, import.meta.url);
const modules = await Promise.all(["neutral.mjs", "index.mjs"].map((name) => import(folderOf(name).href)));
const { toRules, toClosure, sample, workloadsOf, absence }: Workloads = Object.assign({}, ...modules);

describe("a neutral rule", () => {
  const cases: readonly [clause: object, event: object, expected: boolean][] = [
    [{ path: "a", op: "exists" }, { a: "" }, true],
    [{ path: "a.b", op: "exists" }, { a: "b" }, false],
    [{ not: { any: [{ path: "a", op: "exists" }] } }, {}, true],
    [{ path: "a.b", op: "eq", value: "x" }, { a: { b: "x" } }, true],
    [{ path: "a", op: "eq", value: "1" }, { a: 1 }, false],
    [{ path: "a", op: "eq", value: "Ab", nocase: true }, { a: "aB" }, true],
    [{ path: "a", op: "in", value: ["x", "y"] }, { a: "y" }, true],
    [{ path: "a", op: "in", value: ["x", "Y"], nocase: true }, { a: "y" }, true],
    [{ path: "a", op: "contains", value: "b" }, { a: "abc" }, true],
    [{ path: "a", op: "contains", value: "b" }, { a: ["b"] }, false],
    [{ path: "a", op: "contains", value: "B", nocase: true }, { a: "abc" }, true],
    [{ path: "a", op: "startsWith", value: "ab" }, { a: "abc" }, true],
    [{ path: "a", op: "endsWith", value: "bc" }, { a: "abc" }, true],
    [{ path: "a", op: "wildcard", value: "C:\\*.e?e" }, { a: "C:\\a\nb.exe" }, true],
    [{ path: "a", op: "wildcard", value: "a\\d" }, { a: "ad" }, false],
    [{ path: "a", op: "wildcard", value: "(*)+" }, { a: "(x)+" }, true],
    [{ path: "a", op: "regex", value: "^[0-9]+$" }, { a: "42" }, true],
    [{ all: [{ path: "a", op: "exists" }, { any: [] }] }, { a: 1 }, false],
  ];

  it.each(cases)("%j of %j is %j for the closure, the oracle and the matcher", (clause, event, expected) => {
    const rule = { id: "r", all: [clause] };
    const [{ condition }] = toRules([rule]) as [Rule];
    const text = JSON.stringify(event);
    const { program } = compile(toRules([rule]), { strict: true });
    expect([toClosure(rule)(event), evaluate(condition, text), new Matcher(program).test(text)]).toEqual([
      expected,
      expected,
      expected,
    ]);
  });

  it.each([toRules, (rules: readonly object[]) => rules.map(toClosure)])(
    "with an unknown operator is refused",
    (read) => expect(() => read([{ id: "r", all: [{ path: "a", op: "near", value: "b" }] }])).toThrow("found near"),
  );
});

describe("a sample", () => {
  it("is the same each time, another by seed, and about as large as asked", () => {
    const chosen = sample(10_000, 0.02);
    expect([...chosen]).toEqual([...sample(10_000, 0.02)]);
    expect([...chosen]).not.toEqual([...sample(10_000, 0.02, 1)]);
    expect(chosen.size).toBeGreaterThan(150);
    expect(chosen.size).toBeLessThan(250);
    expect(sample(10, 1).size).toBe(10);
  });
});

describe("workloads", () => {
  it("are found by name, and an unknown one is refused", () => {
    expect(workloadsOf(["windows", "rules-1"]).map(({ name }) => name)).toEqual(["rules-1", "windows"]);
    expect(() => workloadsOf(["window"])).toThrow("found window");
  });

  it("say what they lack", () => {
    expect(absence({ files: [] })).toBeUndefined();
    expect(absence({ files: ["nowhere.gz"] })).toBe("SLUICE_DATA has no nowhere.gz");
  });
});

describe("the generator of synthetic workloads", { timeout: 120_000 }, () => {
  const generator = fileURLToPath(folderOf("synthetic/make.mjs"));
  let folder: string;
  const made = (name: string) => readFileSync(join(folder, name));
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "sluice-synthetic-"));
    for (const [name, seed] of [["a", "7"] as const, ["b", "7"] as const, ["c", "8"] as const]) {
      execFileSync(process.execPath, [generator, join(folder, name), seed, "3000"]);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("gives the same for the same seed, and something else for another", () => {
    const names = readdirSync(join(folder, "a"));
    expect(names.toSorted()).toEqual(readdirSync(join(folder, "b")).toSorted());
    expect(names).toHaveLength(9);
    for (const name of names) expect(made(`a/${name}`).equals(made(`b/${name}`))).toBe(true);
    for (const name of names) expect(made(`a/${name}`).equals(made(`c/${name}`))).toBe(false);
  });

  it("makes events of the size and rules of the number it promises, and some of them match", () => {
    const events = made("a/events.ndjson");
    expect(events.length / 3000).toBeGreaterThan(1000);
    for (const set of ["rules-3000", "literals-3000"]) {
      const { program } = compile(toRules(JSON.parse(made(`a/${set}.json`).toString())), { strict: true });
      const stats = new Matcher(program).scan(events, () => {});
      expect(program.rules).toHaveLength(3000);
      expect(stats).toMatchObject({ events: 3000, refused: 0 });
      expect(stats.matches).toBeGreaterThan(0);
    }
  });
});
