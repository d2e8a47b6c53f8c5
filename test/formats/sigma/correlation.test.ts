// Correlations are read and checked in full, and refused by name. Source: the Sigma correlation rules specification 2.1, and what
// pySigma's sigma/correlations.py takes beside it.

import { describe, expect, test } from "vitest";
import { parse } from "../../../src/formats/sigma/index.js";
import { ruleOf } from "./judge.js";

const BASE = ruleOf("s: { a: 1 }\ncondition: s").replace("title: T", "title: T\nname: base");

function read(correlation: string, base = BASE) {
  const section = correlation.trim().replace(/^/gm, "  ");
  const { rules, diagnostics } = parse({ file: "f.yml", text: `title: C\ncorrelation:\n${section}\n---\n${base}` });
  return { enabled: rules.map(({ enabled }) => enabled ?? true), codes: diagnostics.map(({ code }) => code) };
}

const COUNT = "type: event_count\nrules: [base]\ngroup-by: [User]\ntimespan: 10m\ncondition: { gte: 10 }";
const PERCENTILE =
  "type: value_percentile\nrules: [base]\ngroup-by: [User]\ntimespan: 24h\ncondition: { field: image, lte: 1, percentile: 50 }";

describe("correlations", () => {
  test.each([
    COUNT,
    "type: event_count\nrules: base\ngroup-by: User\ntimespan: 1M\ncondition: { neq: 3 }",
    "type: value_count\nrules: [base]\ngroup-by: [User]\ntimespan: 1h\ncondition: { field: Host, gt: 2 }",
    COUNT.replace("gte: 10", "gt: 100, lte: 200"),
    "type: temporal\nrules: [base]\ngroup-by: [User]\ntimespan: 5s\naliases: { ip: { base: src.ip } }",
    "type: temporal_ordered\nrules: [base]\ngroup-by: [User]\ntimespan: 1d",
    "type: temporal\nrules: [base]\ntimespan: 5s\ncondition: base and not base",
    "type: temporal\ntimespan: 5s\ncondition: base",
    "type: value_sum\nrules: [base]\ngroup-by: [User]\ntimespan: 1w\ncondition: { field: bytes, gt: 1000000 }",
    "type: value_avg\nrules: [base]\ngroup-by: [User]\ntimespan: 1y\ncondition: { field: bytes, lte: 5 }",
    PERCENTILE,
  ])("are refused by name where nothing else is wrong: %j", (correlation) => {
    expect(read(correlation).codes).toEqual(["sigma-correlation-unsupported"]);
  });

  // Specification: the rules of a correlation "are not producing individual, independent queries", unless `generate` asks for them.
  test("disable the rules that they alone are for", () => {
    expect(read(COUNT).enabled).toEqual([false]);
    expect(read(`${COUNT}\ngenerate: true`).enabled).toEqual([true]);
  });

  test.each([
    [COUNT.replace("event_count", "count"), "invalid-correlation"],
    [COUNT.replace("type: event_count\n", ""), "missing-key"],
    [COUNT.replace("rules: [base]\n", ""), "invalid-correlation"],
    [COUNT.replace("[base]", "[5]"), "wrong-type"],
    [COUNT.replace("timespan: 10m\n", ""), "missing-key"],
    [COUNT.replace("10m", "10x"), "invalid-correlation"],
    [COUNT.replace("10m", "0m"), "invalid-correlation"],
    [COUNT.replace("\ncondition: { gte: 10 }", ""), "missing-key"],
    [COUNT.replace("gte: 10", "gte: 10, lt: 5"), "invalid-correlation"],
    [COUNT.replace("gte: 10", "gt: 5, lt: 5"), "invalid-correlation"],
    [COUNT.replace("gte: 10", "gt: 5, gte: 5"), "invalid-correlation"],
    [COUNT.replace("gte: 10", "eq: 5, lt: 6"), "invalid-correlation"],
    [COUNT.replace("gte: 10", "gte: 10, percentile: 5"), "invalid-correlation"],
    [PERCENTILE.replace("50", "101"), "invalid-correlation"],
    [PERCENTILE.replace("50", "half"), "invalid-correlation"],
    [COUNT.replace("gte: 10", "gte: ten"), "invalid-correlation"],
    [COUNT.replace("gte: 10", "atleast: 10"), "invalid-correlation"],
    [COUNT.replace("event_count", "value_count"), "invalid-correlation"],
    [COUNT.replace("{ gte: 10 }", "base"), "wrong-type"],
    [COUNT.replace("group-by", "groupby"), "invalid-correlation"],
    [`${COUNT}\naliases: [a]`, "wrong-type"],
    [`${COUNT}\naliases: { ip: { other: x } }`, "invalid-correlation"],
    [`${COUNT}\ngenerate: 5`, "wrong-type"],
    [COUNT.replace("[base]", "[other]"), "unknown-rule"],
    ["type: temporal\nrules: [base]\ntimespan: 5s\ncondition: base and other", "invalid-correlation"],
    ["type: temporal\nrules: [base, other]\ntimespan: 5s\ncondition: base", "invalid-correlation"],
    ["type: temporal\ntimespan: 5s\ncondition: 1 of base*", "invalid-correlation"],
    ["type: temporal\ntimespan: 5s\ncondition: base and", "invalid-condition"],
  ])("%j: %s", (correlation, code) => expect(read(correlation).codes).toContain(code));

  const chained = (name: string, rule: string) =>
    `title: ${name}\nname: ${name}\ncorrelation:\n  ${COUNT.replace("[base]", `[${rule}]`).replaceAll("\n", "\n  ")}\n`;
  const codesOf = (...documents: readonly string[]) =>
    parse({ file: "f.yml", text: documents.join("---\n") }).diagnostics.map(({ code }) => code);

  test("may correlate correlations, but not themselves in the end", () => {
    const unsupported = "sigma-correlation-unsupported";
    expect(codesOf(chained("outer", "inner"), chained("inner", "base"), BASE)).toEqual([unsupported, unsupported]);
    expect(codesOf(chained("one", "one"))).toEqual(["invalid-correlation", unsupported]);
    const cycle = codesOf(chained("one", "two"), chained("two", "three"), chained("three", "one"));
    expect(cycle.filter((code) => code === "invalid-correlation")).toHaveLength(3);
  });

  test("have ids of their own", () => {
    const [, id] = /^id: (.*)$/m.exec(BASE) ?? [];
    expect(codesOf(BASE, `id: ${id}\n${chained("other", "base")}`)).toEqual(["duplicate-id"]);
    expect(codesOf(BASE, chained("other", "base"), chained("other", "base"))).toContain("duplicate-id");
  });
});
