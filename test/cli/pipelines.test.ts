import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { folder, parseLines, type RunOptions, sluice } from "./run.js";

const ID = "6f1c1c0e-2f5b-4d9b-9d1d-0a3f5f0c7a11";
const RULE = `title: Whoami
id: ${ID}
logsource: { category: process_creation, product: windows }
detection:
  selection: { Image|endswith: '\\whoami.exe' }
  condition: selection
`;
const mapping = (name: string, from: string, to: string, more = ""): string => `name: ${name}
${more}transformations:
  - { id: ${name}, type: field_name_mapping, mapping: { ${from}: ${to} } }
`;

const file = folder({
  "rule.yml": RULE,
  "image.yaml": mapping("image", "Image", "process"),
  "process.yaml": mapping("process", "process", "program", "priority: 10\n"),
  "early.yaml": mapping("early", "Image", "NewProcessName", "priority: -1\n"),
  "late.yaml": mapping("late", "Event.EventData.Image", "path"),
  "broken.yaml": "name: broken\ntransformations:\n  - { type: file_placeholders }\n  - { type: turn_around }\n",
  "bytes.yaml": new Uint8Array([0xff, 0xfe, 0xfd]),
  windows: mapping("windows", "Image", "process"),
});
const sysmon = { Channel: "Microsoft-Windows-Sysmon/Operational", EventID: 1 };
const path = "C:\\Windows\\System32\\whoami.exe";

/** The lines of the events that the rule matches. */
async function matched(pipelines: readonly string[], ...events: readonly object[]): Promise<unknown[]> {
  const flags = pipelines.flatMap((name) => ["--pipeline", name]);
  const options: RunOptions = { stdin: events.map((event) => `${JSON.stringify(event)}\n`).join("") };
  const { code, stdout, stderr } = await sluice(["scan", "-r", file("rule.yml"), "--json", ...flags, "-"], options);
  expect([code, stderr.includes("error")]).toEqual([0, false]);
  return parseLines(stdout).map(({ line }) => line);
}

describe("--pipeline", () => {
  it("takes a file in the place of the default", async () => {
    const events = [{ process: path }, { ...sysmon, Image: path }];
    expect(await matched([file("image.yaml")], ...events)).toEqual([1]);
    expect(await matched(["none", file("image.yaml")], ...events)).toEqual([1]);
    expect(await matched([], ...events)).toEqual([2]);
  });

  it("runs several files by their priority", async () => {
    const events = [{ process: path }, { program: path }];
    expect(await matched([file("process.yaml"), file("image.yaml")], ...events)).toEqual([2]);
  });

  it("runs a shipped one before files, which see the names that it gave", async () => {
    const System = sysmon;
    const events = [{ Event: { System, EventData: { Image: path } } }, { path, Event: { System } }, { path }];
    expect(await matched(["evtx"], ...events)).toEqual([1]);
    expect(await matched([file("late.yaml"), "evtx"], ...events)).toEqual([2]);
  });

  it("runs files with a priority below 0 before a shipped one", async () => {
    const event = { Event: { System: sysmon, EventData: { NewProcessName: path } } };
    expect(await matched(["evtx", file("early.yaml")], event)).toEqual([1]);
  });

  it("takes a file that has the name of a shipped one by its path", async () => {
    expect(await matched([file("windows")], { process: path })).toEqual([1]);
  });

  it.each(["check", "test", "compile"])("is read by %s", async (command) => {
    const more = command === "compile" ? ["--stats"] : [];
    const args = [command, file("rule.yml"), ...more];
    expect((await sluice([...args, "--pipeline", file("image.yaml")])).code).toBe(0);
    expect((await sluice([...args, "--pipeline", file("broken.yaml")])).code).toBe(2);
  });

  it("is read by explain and bench", async () => {
    const stdin = `${JSON.stringify({ process: path })}\n`;
    const explain = ["explain", "-r", file("rule.yml"), "--rule", ID, "-", "--pipeline"];
    expect((await sluice([...explain, file("image.yaml")], { stdin })).stdout).toContain(`${ID} matches`);
    expect((await sluice([...explain, file("image.yaml")], { stdin })).stdout).toContain(
      "process: Image in the rule, renamed by image",
    );
    const bench = ["bench", "-r", file("rule.yml"), "-", "--pipeline"];
    for (const args of [explain, bench]) expect((await sluice([...args, file("broken.yaml")], { stdin })).code).toBe(2);
  });

  it("is read by convert, which writes scopes and names of events", async () => {
    const convert = async (...flags: readonly string[]) => {
      const rules = folder({ "rule.yml": RULE });
      const { code, stderr } = await sluice(["convert", rules(""), "-o", rules("out"), ...flags]);
      expect([code, stderr]).toEqual([0, expect.stringContaining("1 rule written, 0 left out")]);
      return readFileSync(rules("out/rule.yml"), "utf8");
    };
    expect(await convert()).toMatch(/scope: .*Sysmon.*NewProcessName ends_with/s);
    expect(await convert("--pipeline", "none")).not.toContain("scope:");
    expect(await convert("--pipeline", "none", "--pipeline", file("image.yaml"))).toMatch(/process ends_with/);
    expect(await convert("--log-source", "product=windows,category=process_creation")).not.toContain("scope:");
  });

  it("is read by commands that read rules as a catalog, which take none by default", async () => {
    const image = ["--pipeline", file("image.yaml")];
    const show = ["show", ID, "-r", file("rule.yml")];
    const plain = (await sluice(show)).stdout;
    expect([plain.includes("Sysmon"), plain.includes("Image ends_with")]).toEqual([false, true]);
    expect((await sluice([...show, ...image])).stdout).toContain("process ends_with");
    expect((await sluice([...show, "--pipeline", "windows"])).stdout).toContain("Sysmon");
    for (const args of [
      ["related", ID, "-r", file("rule.yml")],
      ["coverage", file("rule.yml")],
      ["indicators", file("rule.yml")],
    ]) {
      expect((await sluice([...args, ...image])).code).toBe(0);
      expect((await sluice([...args, "--pipeline", file("broken.yaml")])).code).toBe(2);
    }
  });

  it("says what is wrong with a file, and where", async () => {
    const { code, stdout, stderr } = await sluice(["check", file("rule.yml"), "--pipeline", file("broken.yaml")]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/broken\.yaml:3:5: error\[pipeline-unsupported\]: .*file_placeholders/);
    expect(stderr).toMatch(/broken\.yaml:4:5: error\[invalid-pipeline\]: .*turn_around/);
    expect(stderr).toMatch(/sluice: the pipeline .*broken\.yaml cannot be used: 2 errors\n$/);
  });

  it.each(["bytes.yaml", "."])("says that %s cannot be read", async (name) => {
    const { code, stderr } = await sluice(["check", file("rule.yml"), "--pipeline", file(name)]);
    expect(code).toBe(2);
    expect(stderr).toContain("sluice: cannot read the pipeline");
  });

  it("lists the names where one is neither a name nor a file", async () => {
    const { code, stderr } = await sluice(["scan", "-r", file("rule.yml"), "--pipeline", "window", "-"]);
    expect(code).toBe(2);
    expect(stderr).toContain("Expected windows, evtx, ecs, winlogbeat-6, cloudtrail, none, or a file.");
  });

  it("takes one name", async () => {
    const args = ["check", file("rule.yml"), "--pipeline", "evtx", "--pipeline"];
    const { code, stderr } = await sluice([...args, "none"]);
    expect([code, stderr]).toEqual([2, "sluice: expected one pipeline by its name, and files; found evtx, none\n"]);
    expect((await sluice([...args, "evtx"])).code).toBe(0);
  });
});
