import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

interface Engine {
  readonly name: string;
  readonly title: string;
  readonly lacks: string;
  readonly requires?: string;
}

interface Report {
  readonly machine: string;
  readonly events: { readonly count: number; readonly bytes: number; readonly generator: string };
  readonly rounds: number;
  readonly engines: readonly Engine[];
  readonly skipped: readonly { readonly title: string; readonly reason: string }[];
  readonly groups: readonly {
    readonly set: "rules" | "literals";
    readonly counts: readonly number[];
    readonly cells: Readonly<Record<string, readonly (Spread | string)[]>>;
  }[];
}

interface Peers {
  engines: readonly Engine[];
  absence(engine: { readonly requires?: string }): string | undefined;
  chart(report: Report): string;
  markdown(report: Report): string;
}

const FILES = ["engines/index", "chart", "report"];
const modules = await Promise.all(
  FILES.map((name) => import(new URL(`../../bench/peers/${name}.mjs`, import.meta.url).href)),
);
const { engines, absence, chart, markdown }: Peers = Object.assign({}, ...modules);

const at = (median: number): Spread => ({ median, min: median, max: median });
const report: Report = {
  machine: "a machine",
  events: { count: 1_000, bytes: 1_300_000, generator: "make.mjs" },
  rounds: 3,
  engines: [
    { name: "fast", title: "`Fast` & small", lacks: "nothing" },
    { name: "slow", title: "Slow", lacks: "regex" },
  ],
  skipped: [{ title: "Gone", reason: "gone is not installed" }],
  groups: [
    { set: "rules", counts: [1, 3_000], cells: { fast: [at(0.5), at(1)], slow: [at(1_234), "not run: over 30 s"] } },
    { set: "literals", counts: [100], cells: { fast: [at(2)], slow: ["not run: over 30 s"] } },
  ],
};

describe("the table", () => {
  it("has a row an engine, a column a set of rules, and says what was not run and why", () => {
    const lines = markdown(report).split("\n");
    expect(lines.slice(0, 4)).toEqual([
      "| µs an event | 1 rule | 3,000 | 100 of literals | cannot express by itself |",
      "| --- | ---: | ---: | ---: | --- |",
      "| `Fast` & small | 0.50 | 1.0 | 2.0 | nothing |",
      "| Slow | 1,234 | not run: over 30 s | not run: over 30 s | regex |",
    ]);
    expect(lines).toContain("Skipped: Gone: gone is not installed.");
  });
});

describe("the chart", () => {
  const svg = chart(report);

  it("has a panel a set of rules, and a curve for each engine that ran", () => {
    expect(svg.match(/<g /g)).toHaveLength(2);
    expect(svg.match(/<polyline /g)).toHaveLength(3);
    expect(svg.match(/<circle /g)).toHaveLength(4);
  });

  it("is as high as the logarithm of the time, the same factor the same distance", () => {
    const times = [1, 10, 100];
    const groups = [
      { set: "rules" as const, counts: times, cells: { fast: times.map(at), slow: times.map(() => "") } },
    ];
    const [, curve] = /points="([^"]+)"/.exec(chart({ ...report, groups })) as RegExpExecArray;
    const points = (curve as string).split(" ").map((point) => point.split(",").map(Number));
    const [[x1, y1], [x2, y2], [x3, y3]] = points as [[number, number], [number, number], [number, number]];
    expect(x2 - x1).toBeCloseTo(x3 - x2, 0);
    expect(y1 - y2).toBeCloseTo(y2 - y3, 0);
    expect(y1).toBeGreaterThan(y2);
  });

  it("is XML whatever the titles", () => {
    expect(svg).toContain("Fast &amp; small");
    expect(svg).not.toMatch(/&(?!amp;|lt;)/);
  });
});

describe("npm run bench:peers", { timeout: 300_000 }, () => {
  const RUN = fileURLToPath(new URL("../../bench/peers/run.mjs", import.meta.url));
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "sluice-peers-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (...args: string[]) => {
    const small = ["--rounds", "1", "--time", "5", "--events", "500", "--out", folder];
    return spawnSync(process.execPath, [RUN, ...small, ...args], { encoding: "utf8" });
  };

  it("runs every engine that is installed over the same events, and names those that are not", () => {
    const { status, stdout, stderr } = run("--rules", "10", "--literals", "100", "--limit", "60");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const { engines: ran, groups } = JSON.parse(readFileSync(join(folder, "peers.json"), "utf8")) as Report;
    for (const engine of engines) {
      if (absence(engine)) expect(stdout).toContain(`Skipped: ${engine.title}: ${engine.requires} is not installed`);
      else
        expect(groups[0]?.cells[engine.name]).toEqual([
          { median: expect.any(Number), min: expect.any(Number), max: expect.any(Number) },
        ]);
    }
    expect(ran.map(({ name }) => name)).toEqual(expect.arrayContaining(["json-parse", "closures", "map", "sluice"]));
    expect(groups[1]?.cells.map).toEqual(["not run: cannot express them"]);
    expect(readFileSync(join(folder, "peers.md"), "utf8")).toBe(
      markdown(JSON.parse(readFileSync(join(folder, "peers.json"), "utf8"))),
    );
    expect(readFileSync(join(folder, "peers.svg"), "utf8")).toMatch(/^<svg .*<\/svg>\n$/s);
  });

  it("gives up on an engine that needs too long to begin", () => {
    const { status, stdout } = run("--rules", "1", "--literals", "", "--limit", "0.001");
    expect(status).toBe(0);
    expect(stdout).toContain("rules 1: sluice: not run: over 0.001 s");
  });
});
