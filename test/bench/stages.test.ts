import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { load } from "../../src/formats/native/index.js";
import { compile, Matcher, type Program } from "../../src/index.js";

type Pass = () => number;

const { passes }: { passes(program: Program, bytes: Uint8Array): Readonly<Record<string, Pass>> } = await import(
  new URL("../../bench/stages/core.mjs", import.meta.url).href
);
const fileOf = (path: string) => fileURLToPath(new URL(`../../examples/${path}`, import.meta.url));

describe("the stages of a scan, run one by one", () => {
  const { program } = compile(load(fileOf("rules")).rules, { strict: true });
  const log = readFileSync(fileOf("logs/cloudtrail.ndjson"));
  // More than one chunk.
  const bytes = Buffer.concat([log, log]);
  const stages = passes(program, bytes);
  const { events, matches } = new Matcher(program).scan(bytes, () => {});

  it("see what the matcher sees, each time", () => {
    for (let time = 0; time < 2; time++) {
      expect(stages.copy?.()).toBe(bytes.length);
      expect(stages.scan?.()).toBeGreaterThan(10 * events);
      expect(stages.walk?.()).toBe(events);
      expect(stages.access?.()).toBeGreaterThanOrEqual(matches);
      expect(stages.residuals?.()).toBe(matches);
    }
    expect(matches).toBeGreaterThan(0);
  });

  it("need whole lines", () => {
    expect(() => passes(program, Buffer.from("{}"))).toThrow("expected a newline");
  });
});
