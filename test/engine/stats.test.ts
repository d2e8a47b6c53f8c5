import { describe, expect, it } from "vitest";
import { programStats } from "../../src/engine/stats.js";
import { compile, Program, parseCondition } from "../../src/index.js";

function statsOf(conditions: readonly string[]) {
  const rules = conditions.map((condition, i) => ({ id: `r${i}`, condition: parseCondition(condition) }));
  return programStats(compile(rules, { strict: true }).program);
}

describe("stats", () => {
  it("tells what each rule waits for, and how it is found", () => {
    const { rules, always } = statsOf([
      'eventName in ["StopLogging", "DeleteTrail"] and not errorCode exists',
      'commandLine contains "mimikatz" nocase or commandLine ends_with ".kirbi"',
      "list[0].size > 5",
      "not name exists",
      'commandLine match "^(?:[a-z]+)needle[0-9]+$"',
      'tags[*].key == "env"',
      'ip cidr "10.0.0.0/8"',
    ]);
    expect(
      rules.map(({ id, access }) => [id, ...access.map(({ type, predicate }) => `${type}: ${predicate}`)]),
    ).toEqual([
      ["r0", 'texts: eventName in ["DeleteTrail", "StopLogging"]'],
      ["r1", 'literals: commandLine contains "mimikatz" nocase', 'literals: commandLine ends_with ".kirbi"'],
      ["r2", "numbers: list[0].size > 5"],
      ["r3"],
      ["r4", 'literals: commandLine contains "needle"'],
      ["r5", "array: tags is_array"],
      ["r6", "networks: ip cidr 10.0.0.0/8"],
    ]);
    expect(rules.map((rule) => rule.always)).toEqual([false, false, false, true, false, false, false]);
    expect(always).toBe(1);
    expect(rules.map(({ predicates }) => predicates)).toEqual([2, 2, 1, 1, 2, 3, 1]);
    expect(rules.map(({ states }) => states > 0)).toEqual([false, false, false, false, true, false, false]);
  });

  it("spares a search of a field that is read often, where others look a field up that will do", () => {
    const { rules } = statsOf([
      'arn contains ":assumed-role/" and type == "AssumedRole"',
      'type in ["Root", "AssumedRole"] and not arn ends_with ":root"',
    ]);
    expect(rules.map(({ access }) => access.map(({ type, predicate }) => `${type}: ${predicate}`))).toEqual([
      ['texts: type in ["AssumedRole"]'],
      ['texts: type in ["AssumedRole", "Root"]'],
    ]);
  });

  it("expects a rule that waits for something rare less often, and one that waits for nothing always", () => {
    const [rare, common, all] = statsOf([
      'name == "needle"',
      "name exists and size > 3",
      "not name exists",
      ...Array.from({ length: 20 }, (_, i) => `name == "other${i}"`),
    ]).rules;
    expect(rare?.candidates).toBeGreaterThanOrEqual(0);
    expect(rare?.candidates).toBeLessThan(common?.candidates as number);
    expect(all?.candidates).toBe(1_000_000);
  });

  it("divides what rules share, and gives each what is its own", () => {
    const long = "needle".repeat(1000);
    const [one, ...same] = statsOf([`a == "${long}"`, ...Array.from({ length: 9 }, () => `a == "${long}"`)]).rules;
    expect(one?.bytes).toBeLessThan(1000);
    expect(same.every(({ bytes }) => bytes === one?.bytes)).toBe(true);
    const stats = statsOf([`a == "${long}"`, 'b == "x"', "some l[*] as e: (e.k == 1 and e.j == 2)"]);
    expect(stats.rules[0]?.bytes).toBeGreaterThan(6000);
    expect(stats.rules[1]?.bytes).toBeLessThan(500);
    expect(stats.rules[2]?.predicates).toBe(4);
    // Nearly all of a program is in some rule: the rest are the header, the path tree and the metadata.
    const sum = stats.rules.reduce((total, { bytes }) => total + bytes, 0);
    expect(sum).toBeLessThan(stats.bytes);
    expect(sum).toBeGreaterThan(stats.bytes - 1500);
    expect(Object.values(stats.sections).reduce((total, bytes) => total + bytes, 0)).toBeLessThanOrEqual(stats.bytes);
  });

  it("tells what the scope of a rule waits for", () => {
    const scope = parseCondition('channel == "Security"');
    const everywhere = parseCondition("not channel exists");
    const { program } = compile([
      { id: "gated", scope, condition: parseCondition('a == "b"') },
      { id: "ungated", scope, condition: parseCondition("not a exists") },
      { id: "waits", scope: everywhere, condition: parseCondition('a == "b"') },
      { id: "always", scope: everywhere, condition: parseCondition("not a exists") },
    ]);
    const stats = programStats(program);
    const channel = 'channel in ["Security"]';
    const a = 'a in ["b"]';
    const shown = stats.rules.map(({ id, scope, access, always }) => [
      id,
      scope.map(({ predicate }) => predicate),
      access.map(({ predicate }) => predicate),
      always,
    ]);
    expect(shown).toEqual([
      ["gated", [channel], [a], false],
      ["ungated", [channel], [], false],
      ["waits", [], [a], false],
      ["always", [], [], true],
    ]);
    const [gated = 0, ungated = 0, waits = 0, always = 0] = stats.rules.map(({ candidates }) => candidates);
    expect(gated).toBeLessThan(ungated);
    expect(gated).toBeLessThan(waits);
    expect([ungated < 1e6, waits < 1e6, always]).toEqual([true, true, 1e6]);
    expect(stats.always).toBe(1);
  });

  it("is the same of a program that was loaded", () => {
    const { program } = compile([{ id: "a", condition: parseCondition('a == "b" and c match "x+y"') }]);
    expect(programStats(Program.from(program.bytes))).toEqual(programStats(program));
  });
});
