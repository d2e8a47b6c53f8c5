import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ruleFiles, writePack } from "../formats/panther/pack.js";
import { sluice } from "./run.js";

const GUARDED = `def rule(event):
    while True:
        return event.get("who") == "root" and event.get("n") + 1 > 1


def title(event):
    return f"{event.get('who')} again"
`;
const COMPILED = `def rule(event):
    return event.get("who") == "guest"


def alert_context(event):
    return {"who": event.get("who")}
`;

const pack = writePack({
  ...ruleFiles({ id: "Guarded", python: GUARDED }),
  ...ruleFiles({ id: "Compiled", python: COMPILED }),
});
const LOG =
  '{"who":"root","n":1}\n{"who":"guest"}\n{"who":"root","n":"x"}\n{"who":"root","n":1,"p_log_type":"Other"}\n';

describe("sluice scan of a Panther pack", () => {
  it("runs compiled and guarded rules, routed by p_log_type, and tells of failures", async () => {
    const { code, stdout, stderr } = await sluice(["scan", "-r", pack, "--json"], { stdin: LOG });
    expect(code).toBe(0);
    const found = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(found.map(({ rule, line }) => `${line} ${rule}`)).toEqual(["1 Guarded", "2 Compiled"]);
    expect(stderr).toMatch(/-:3: Guarded failed: TypeError: .*Guarded\.py:3/);
    expect(stderr).toContain("1 failure of rules");
  });

  it("prints alerts, also of a program", async () => {
    const file = join(pack, "pack.sluice");
    expect((await sluice(["compile", pack, "-o", file])).code).toBe(0);
    for (const from of [
      ["-r", pack],
      ["-p", file],
    ]) {
      const { stdout } = await sluice(["scan", ...from, "--alerts"], { stdin: LOG });
      expect(stdout).toContain("    title: root again\n    severity: MEDIUM\n    dedup: root again\n    context: {}\n");
      expect(stdout).toContain(
        '    title: A rule\n    severity: MEDIUM\n    dedup: defaultDedupString:Compiled\n    context: {"who": "guest"}',
      );
    }
    const { stdout } = await sluice(["scan", "-p", file, "--alerts", "--json"], { stdin: LOG });
    const [first, second] = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).alert);
    expect(first).toMatchObject({ title: "root again", context: {}, failures: {} });
    expect(second).toMatchObject({ severity: "MEDIUM", context: { who: "guest" } });
  });

  it("exits 1 with --fail-on-refused where a rule failed", async () => {
    expect((await sluice(["scan", "-r", pack, "--fail-on-refused"], { stdin: LOG })).code).toBe(1);
  });

  it("explains a guarded rule with its host", async () => {
    const file = join(pack, "log.ndjson");
    writeFileSync(file, LOG);
    const { code, stdout } = await sluice(["explain", "-r", pack, "--rule", "Guarded", file]);
    expect(code).toBe(0);
    expect(stdout).toContain("✓ the host panther decides");
  });
});
