import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { KINDS } from "../../src/explain/check.js";
import { evaluate } from "../../src/explain/index.js";
import { load } from "../../src/formats/native/index.js";
import type { Condition, FieldPath, Kind, Predicate } from "../../src/rule/ir.js";

const EXAMPLES = fileURLToPath(new URL("../../examples/", import.meta.url));
const { rules, diagnostics } = load(join(EXAMPLES, "rules"));

/** Every condition inside a condition, itself first. */
function* within(condition: Condition): Generator<Condition> {
  yield condition;
  if (condition.type === "not") yield* within(condition.child);
  else if (condition.type === "and" || condition.type === "or")
    for (const child of condition.children) yield* within(child);
  else if (condition.type === "some" || condition.type === "every") yield* within(condition.body);
}

const conditions = rules.flatMap(({ condition }) => [...within(condition)]);
const predicates = conditions.filter((condition): condition is Predicate => condition.type === "predicate");

function paths(condition: Condition): FieldPath[] {
  if (condition.type === "predicate")
    return "other" in condition ? [condition.operand.path, condition.other.path] : [condition.operand.path];
  return condition.type === "some" || condition.type === "every" ? [condition.path] : [];
}

function values(predicate: Predicate): readonly unknown[] {
  return "values" in predicate ? predicate.values : "value" in predicate ? [predicate.value] : [];
}

function countPredicates(holds: (predicate: Predicate) => boolean): number {
  return predicates.filter(holds).length;
}

function flagged(kind: Kind, flag: "nocase" | "text" | "double", set: boolean): number {
  return countPredicates((predicate) => predicate.kind === kind && flag in predicate === set);
}

describe("the example pack", () => {
  test("has no problems", () => {
    expect(diagnostics).toEqual([]);
    expect(rules.length).toBeGreaterThanOrEqual(27);
  });

  test.each(rules.map((rule) => [rule.id, rule] as const))("%s says what it is about", (_, rule) => {
    expect(rule.logTypes).toEqual(["AWS.CloudTrail"]);
    for (const key of ["title", "severity", "description", "runbook"] as const) expect(rule[key]).toBeTruthy();
    for (const key of ["tags", "attack", "reference", "outputs"] as const) expect(rule[key]).not.toHaveLength(0);
    expect(new Set(rule.tests?.map(({ name }) => name)).size).toBe(rule.tests?.length);
    expect(new Set(rule.tests?.map(({ expected }) => expected))).toEqual(new Set([true, false]));
  });

  test.each(
    rules.flatMap(({ id, condition, tests }) =>
      (tests ?? []).map((t) => [id, t.name, t.expected, condition, t.event] as const),
    ),
  )("%s: %s is %s", (_id, _name, expected, condition, event) => {
    expect(evaluate(condition, event)).toBe(expected);
  });

  test("has CloudTrail Stopped with its three tests", () => {
    const stopped = rules.find(({ id }) => id === "AWS.CloudTrail.Stopped");
    expect(stopped?.title).toBe("CloudTrail Stopped");
    expect(stopped?.attack).toEqual(["TA0005:T1562"]);
    expect(stopped?.tests?.map(({ name, expected }) => [name, expected])).toEqual([
      ["CloudTrail Was Stopped", true],
      ["CloudTrail Was Started", false],
      ["Error Stopping CloudTrail", false],
    ]);
  });

  test.each(Object.keys(KINDS))("uses %s at least twice", (kind) => {
    expect(countPredicates((predicate) => predicate.kind === kind)).toBeGreaterThanOrEqual(2);
  });

  test.each(["contains", "starts_with", "ends_with", "wildcard"] as const)(
    "uses %s with and without nocase, each twice",
    (kind) => {
      expect(flagged(kind, "nocase", true)).toBeGreaterThanOrEqual(2);
      expect(flagged(kind, "nocase", false)).toBeGreaterThanOrEqual(2);
    },
  );

  test.each<[string, number]>([
    ["text", countPredicates((predicate) => "text" in predicate)],
    ["double", countPredicates((predicate) => "double" in predicate)],
    ["some", conditions.filter(({ type }) => type === "some").length],
    ["every", conditions.filter(({ type }) => type === "every").length],
    [
      "some inside some",
      conditions.filter((c) => c.type === "some" && [...within(c.body)].some(({ type }) => type === "some")).length,
    ],
    ["not", conditions.filter(({ type }) => type === "not").length],
    ["IPv4 networks", countPredicates((p) => p.kind === "cidr" && p.value.includes("."))],
    ["IPv6 networks", countPredicates((p) => p.kind === "cidr" && p.value.includes(":"))],
    [
      "numbers beyond 2^53",
      predicates.flatMap(values).filter((value) => String(value).startsWith("90071992547409")).length,
    ],
    ["[*]", conditions.flatMap(paths).filter(({ segments }) => segments.some(({ type }) => type === "any")).length],
    [
      "[0]",
      conditions.flatMap(paths).filter(({ segments }) => segments.some((s) => s.type === "index" && s.index === 0))
        .length,
    ],
    [
      "keys that ignore case",
      conditions.flatMap(paths).filter(({ segments }) => segments.some((s) => "nocase" in s)).length,
    ],
  ])("uses %s at least twice", (_, count) => {
    expect(count).toBeGreaterThanOrEqual(2);
  });
});

describe("the example logs", () => {
  const recent = readFileSync(join(EXAMPLES, "logs/cloudtrail.ndjson"), "utf8");
  const archive = gunzipSync(readFileSync(join(EXAMPLES, "logs/cloudtrail-archive.ndjson.gz"))).toString();

  test("are what their script writes", () => {
    const folder = mkdtempSync(join(tmpdir(), "sluice-logs-"));
    try {
      execFileSync(process.execPath, [join(EXAMPLES, "make-logs.mjs"), folder]);
      expect(readFileSync(join(folder, "cloudtrail.ndjson"), "utf8") === recent).toBe(true);
      expect(gunzipSync(readFileSync(join(folder, "cloudtrail-archive.ndjson.gz"))).toString() === archive).toBe(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("give every rule something to find, and leave most events alone", () => {
    const counts = new Map(rules.map(({ id }) => [id, 0]));
    const lines = recent.trimEnd().split("\n");
    let quiet = 0;
    for (const line of lines) {
      const matches = rules.filter(({ condition }) => evaluate(condition, line));
      for (const { id } of matches) counts.set(id, (counts.get(id) ?? 0) + 1);
      if (matches.length === 0) quiet++;
    }
    expect([...counts].filter(([, count]) => count < 1 || count > 5)).toEqual([]);
    expect(quiet / lines.length).toBeGreaterThan(0.75);
  });

  test("use addresses and accounts that belong to nobody", () => {
    const addresses = [...`${recent}${archive}`.matchAll(/"sourceIPAddress":"([0-9a-f.:]+)"/g)].map(
      ([, address]) => address,
    );
    expect(addresses.length).toBeGreaterThan(300);
    for (const address of addresses)
      expect(address).toMatch(/^(10\.|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|2001:db8:)/);
    for (const [, account] of `${recent}${archive}`.matchAll(/"accountId":"(\d+)"/g))
      expect(account).toMatch(/^(\d)\1{11}$/);
  });
});
