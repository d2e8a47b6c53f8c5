import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

interface Child {
  inChild(module: string, args: readonly string[]): Readonly<Record<string, unknown>>;
}

const benchFile = (path: string) => new URL(`../../bench/${path}`, import.meta.url);
const { inChild }: Child = await import(benchFile("in-child.mjs").href);

const RULE = `
title: A shell
id: 7f1b6f5c-3b5e-4f1a-9d6e-0d9d4c1a2b01
logsource: { category: process_creation, product: windows }
detection:
  selection:
    Image|endswith: '\\cmd.exe'
  condition: selection
---
title: Somewhere else
id: 7f1b6f5c-3b5e-4f1a-9d6e-0d9d4c1a2b02
logsource: { product: linux }
detection:
  selection:
    Image|endswith: '\\cmd.exe'
  condition: selection
`;
const STARTED = { Channel: "Microsoft-Windows-Sysmon/Operational", EventID: 1, Image: "C:\\Windows\\cmd.exe" };
const EVENTS = [STARTED, { ...STARTED, EventID: 5 }, { ...STARTED, Image: "C:\\a.exe" }];

describe("the benchmark of Sigma", { timeout: 60_000 }, () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "sluice-sigma-"));
    mkdirSync(join(folder, "sigma"));
    writeFileSync(join(folder, "sigma", "rules.yml"), RULE);
    const bytes = gzipSync(EVENTS.map((event) => `${JSON.stringify(event)}\n`).join(""));
    writeFileSync(join(folder, "windows-50mb.ndjson.gz"), bytes);
    vi.stubEnv("SLUICE_DATA", folder);
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  it.each([
    { name: "windows-routed", matches: 1 },
    { name: "windows-unrouted", matches: 2 },
  ])("$name: the rules for Windows, with matches that the oracle confirmed", ({ name, matches }) => {
    const measured = inChild(fileURLToPath(benchFile("sigma/measure.mjs")), [name, "2"]);
    expect(measured).toMatchObject({ rules: 1, events: 3, matches, matchingEvents: matches });
    expect(measured.byRule).toEqual([{ id: expect.stringMatching(/01$/), title: "A shell", matches }]);
    expect(measured.scanSeconds).toHaveLength(2);
  });

  it("costs are those of all rules", () => {
    const measured = inChild(fileURLToPath(benchFile("sigma/cost.mjs")), ["routed"]);
    expect(measured).toMatchObject({ rules: 2, refused: 0 });
    expect(measured.memoryBytes).toBeGreaterThan(measured.programBytes as number);
  });
});
