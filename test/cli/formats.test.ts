import { describe, expect, it } from "vitest";
import { BROKEN, folder, parseLines, RULES, sluice } from "./run.js";

const ID = "0e95725d-7320-415d-80f7-004da920fc12";
const SIGMA = `title: Whoami
id: ${ID}
logsource: { category: process_creation, product: windows }
detection:
  selection: { Image|endswith: '\\whoami.exe' }
  condition: selection
level: high
`;
const REFUSED = SIGMA.replace(ID, "1e95725d-7320-415d-80f7-004da920fc12").replace("endswith", "endwith");
const EVENT = String.raw`{"Channel":"Microsoft-Windows-Sysmon/Operational","EventID":1,"Image":"C:\\Windows\\System32\\WhoAmI.exe","name":"stop"}`;

const file = folder({
  "native.yml": RULES,
  "sigma.yml": SIGMA,
  "refused.yaml": REFUSED,
  "log.ndjson": `${EVENT}\n{"Image":"x.exe"}\n`,
});
const other = folder({ "broken.yml": BROKEN });
const good = folder({ "native.yml": RULES, "sigma.yml": SIGMA });

describe("rule formats", () => {
  it("are told apart file by file", async () => {
    const { code, stdout, stderr } = await sluice(["scan", "-r", file("."), "--json", file("log.ndjson")]);
    expect(code).toBe(0);
    expect(parseLines(stdout).map(({ rule, line }) => [rule, line])).toEqual(
      [
        ["Stop", 1],
        [ID, 1],
      ].sort(),
    );
    expect(stderr).toContain('error[unknown-modifier]: expected "endswith"');
    expect(stderr.match(/error\[/g)).toHaveLength(1);
  });

  it("are all explained", async () => {
    const { stdout } = await sluice(["explain", "-r", good("."), "--rule", ID, "-"], { stdin: `${EVENT}\n` });
    expect(stdout).toContain(`${ID} matches`);
    expect(stdout).toContain("WhoAmI.exe");
  });

  it("a file of neither is read as Sluice's own", async () => {
    const { code, stderr } = await sluice(["scan", "-r", other("."), file("log.ndjson")]);
    expect(code).toBe(2);
    expect(stderr).toContain("invalid-condition");
  });
});

describe("sluice check", () => {
  it("lists what is refused and why, and totals", async () => {
    const { code, stdout } = await sluice(["check", file(".")]);
    expect(code).toBe(1);
    const lines = stdout.trimEnd().split("\n");
    expect(lines[0]).toMatch(/refused\.yaml:5:16: refused\[unknown-modifier\]: expected "endswith".* \(rule 1e95/);
    expect(lines.slice(1)).toEqual([
      "sigma: 2 rules: 1 compiled, 1 refused",
      "  unknown-modifier: 1",
      "native: 2 rules: 2 compiled, 0 refused",
    ]);
  });

  it("is content with a pack without errors", async () => {
    const { code, stdout } = await sluice(["check", good(".")]);
    expect([code, stdout]).toEqual([
      0,
      "sigma: 1 rule: 1 compiled, 0 refused\nnative: 2 rules: 2 compiled, 0 refused\n",
    ]);
  });

  it("gives every rule as JSON", async () => {
    const { stdout } = await sluice(["check", "--json", "--all", file(".")]);
    expect(parseLines(stdout).map(({ format, status, code }) => [format, status, code])).toEqual([
      ["sigma", "refused", "unknown-modifier"],
      ["sigma", "compiled", undefined],
      ["native", "compiled", undefined],
      ["native", "compiled", undefined],
    ]);
  });

  it("wants rules", async () => {
    expect((await sluice(["check", "/nowhere"])).code).toBe(2);
  });
});

describe("tests in files of their own", () => {
  const pack = folder({
    "sigma.yml": SIGMA,
    "sigma.tests.yml": `rule: ${ID}
tests:
  - { name: whoami, expected: true, file: whoami.ndjson }
  - { name: another, expected: true, event: { Image: 'C:\\x.exe' } }
`,
    "whoami.ndjson": `${EVENT}\n`,
  });

  it("are run for a rule of any format", async () => {
    const { code, stdout } = await sluice(["test", pack("."), "--json"]);
    expect(code).toBe(1);
    expect(parseLines(stdout).map(({ test, passed }) => [test, passed])).toEqual([
      ["whoami (line 1)", true],
      ["another", false],
    ]);
  });

  it("of a rule that is not there are an error", async () => {
    const lost = folder({ "native.yml": RULES, "x.tests.yml": "rule: Nobody\ntests: []\n" });
    const { code, stderr } = await sluice(["test", lost(".")]);
    expect(code).toBe(1);
    expect(stderr).toContain("error[unknown-rule]");
  });
});
