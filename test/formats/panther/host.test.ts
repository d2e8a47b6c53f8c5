// Panther's rules in programs: the host without the pack that they were read from.

import { describe, expect, it } from "vitest";
import { alert, host, load } from "../../../src/formats/panther/index.js";
import { readModule, writeModule } from "../../../src/formats/panther/python/serialise.js";
import { type CompileOptions, compile, Matcher, Program, type RuleError, type Visitor } from "../../../src/index.js";
import { helperFiles, ruleFiles, writePack } from "./pack.js";

const HELPER = `def weigh(text):
    weight = 0
    while len(text) > 0:
        weight += 2 if text[0] == "a" else 1
        text = text[1:]
    return weight
`;
const GUARDED = `from scales import weigh

HEAVY = 10_000_000_000_000_000_000_000


def rule(event):
    return event.get("kind") == "load" and weigh(event.get("text")) > 5 and HEAVY == 10**22


def title(event):
    return f"{event.get('text')} is heavy"


def severity(event):
    return "HIGH"


def alert_context(event):
    return {"text": event.get("TEXT")}
`;
const COMPILED = `def rule(event):
    return event.get("kind") == "plain"


def dedup(event):
    return event.get("who")
`;
const MODELLED = `def rule(event):
    while True:
        return event.udm("actor") == "root"
`;
const NOTING = `NOTED = None


def rule(event):
    global NOTED
    NOTED = event.get("who")
    return event.get("kind") == "noted"


def title(event):
    return f"{NOTED} was noted"
`;
const MODEL = `AnalysisType: datamodel
DataModelID: Model
Enabled: true
LogTypes: [My.Log]
Mappings:
  - Name: actor
    Path: user.name
`;

const folder = writePack({
  ...helperFiles("scales", HELPER),
  ...ruleFiles({ id: "Guarded", python: GUARDED }),
  ...ruleFiles({ id: "Compiled", python: COMPILED }),
  ...ruleFiles({ id: "Modelled", python: MODELLED }),
  ...ruleFiles({ id: "Noting", python: NOTING }),
  "models/model.yml": MODEL,
});

function programOf(path: string, options: CompileOptions = {}): Program {
  const { rules, diagnostics } = load(path);
  expect(diagnostics).toEqual([]);
  const compiled = compile(rules, { strict: true, ...options });
  return Program.from(compiled.program.bytes.slice());
}

const program = programOf(folder);
const matcher = new Matcher(program, { hosts: [host()] });
const rulesOf = (event: string): readonly string[] => matcher.match(event).map(({ rule }) => rule);

describe("a program of a Panther pack", () => {
  it("knows which rules the host decides", () => {
    const decided = program.hosted.get("panther")?.map(({ id, decides }) => [id, decides]);
    expect(new Map(decided as [string, boolean][]).get("Compiled")).toBe(false);
    expect(new Map(decided as [string, boolean][]).get("Guarded")).toBe(true);
  });

  it("makes alerts of what rule() notes of their own event", () => {
    const [ann, bob] = ["ann", "bob"].map((who) => matcher.match(`{"kind":"noted","who":"${who}"}`)[0]?.detach());
    expect(ann && bob && [alert(bob).title, alert(ann).title]).toEqual(["bob was noted", "ann was noted"]);
  });

  it("gives rule()'s answers", () => {
    expect(rulesOf('{"kind":"load","text":"aaa"}')).toEqual(["Guarded"]);
    expect(rulesOf('{"kind":"load","text":"abc"}')).toEqual([]);
    expect(rulesOf('{"kind":"other","text":"aaaaaa"}')).toEqual([]);
    expect(rulesOf('{"kind":"plain"}')).toEqual(["Compiled"]);
    expect(rulesOf('{"p_log_type":"My.Log","user":{"name":"root"}}')).toContain("Modelled");
    expect(rulesOf('{"user":{"name":"root"}}')).not.toContain("Modelled");
  });

  it("tells of what a rule raises, and goes on", () => {
    const errors: RuleError[] = [];
    const seen: string[] = [];
    const visitor: Visitor = { onMatch: ({ rule }) => seen.push(rule), onError: (error) => errors.push(error) };
    const log = '{"kind":"load","text":5}\n{"kind":"load","text":"aaa"}\n';
    expect(matcher.scan(new TextEncoder().encode(log), visitor)).toMatchObject({ matches: 1, errors: 1 });
    expect(seen).toEqual(["Guarded"]);
    expect(errors[0]).toMatchObject({ rule: "Guarded", line: 1, failure: { code: "python-error", line: 3 } });
    expect(errors[0]?.failure.message).toMatch(/^TypeError: /);
    expect(errors[0]?.failure.file).toMatch(/scales\.py$/);
  });

  it("makes alerts of guarded and compiled rules", () => {
    const [guarded] = matcher.match('{"kind":"load","text":"aaa"}');
    expect(alert(guarded as never)).toMatchObject({
      title: "aaa is heavy",
      dedup: "aaa is heavy",
      severity: "HIGH",
      context: '{"text": "aaa"}',
    });
    const [compiled] = matcher.match('{"kind":"plain","who":"me"}');
    expect(alert(compiled as never)).toMatchObject({ title: "A rule", dedup: "me", severity: "MEDIUM" });
  });

  it("says whose match makes no alert", () => {
    const plain = new Matcher(compile([{ id: "all", condition: { type: "and", children: [] } }]).program);
    const [match] = plain.match("{}");
    expect(() => alert(match as never)).toThrow(/expected a match of a Panther rule/);
  });

  it("does not mistake the first of equal keys for the last", () => {
    const first = new Matcher(program, { hosts: [host()], duplicateKeys: "first" });
    expect(first.match('{"kind":"load","text":"aaa"}')).toEqual([]);
    expect(first.totals.errors).toBeGreaterThan(0);
  });

  it("keeps two packs with helpers of one name apart", () => {
    const other = writePack({
      ...helperFiles("scales", "def weigh(text):\n    while True:\n        return 100\n"),
      ...ruleFiles({ id: "Other", python: GUARDED }),
    });
    const both = compile([...load(folder).rules, ...load(other).rules], { strict: true }).program;
    const matches = new Matcher(both, { hosts: [host()] }).match('{"kind":"load","text":"x"}');
    expect(matches.map(({ rule }) => rule)).toEqual(["Other"]);
  });

  it("has a failure for each rule whose texts are damaged", () => {
    const { rules } = load(folder);
    const damaged = rules.map((rule) => {
      const parts = (rule.host?.parts ?? []).map((part) =>
        part.startsWith("python\n") ? 'python\n{"file":"x","body":[{"type":"return"}]}' : part,
      );
      return { ...rule, host: { format: "panther", decides: true, parts } };
    });
    for (const parts of [[], ["rule\n{}"], ["rule\n[", "python\n"], ["helper x\n1"]])
      damaged.push({
        ...(damaged[0] as (typeof damaged)[0]),
        id: parts.join(),
        host: { format: "panther", decides: true, parts },
      });
    const broken = new Matcher(compile(damaged, { strict: true }).program, { hosts: [host()] });
    expect(broken.match('{"kind":"load","text":"aaa"}')).toEqual([]);
    expect(broken.totals.errors).toBeGreaterThan(0);
  });
});

describe("trees of Python as text", () => {
  it("come back as they were", () => {
    const at = { line: 1, column: 2, endLine: 3, endColumn: 4 };
    const value = (constant: bigint | number | string | null) => ({ type: "constant" as const, value: constant, at });
    const body = [2n ** 80n, -1.5, Number.POSITIVE_INFINITY, "\ud800", null].map((one) => {
      return { type: "expression" as const, value: value(one), at };
    });
    const module = { file: "x.py", body } as never;
    expect(readModule(writeModule(module))).toEqual(module);
  });
});
