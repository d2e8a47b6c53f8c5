import { describe, expect, it } from "vitest";
import { compile, Matcher, parseCondition } from "../../src/index.js";
import { cases } from "../explain/cases.js";
import { engines } from "./engines.js";

describe.each(engines)("$name", ({ judge }) => {
  it.each(cases)("$name", ({ condition, event, expected }) => {
    expect(judge(parseCondition(condition), event)).toBe(expected);
  });
});

describe("all cases in one program", () => {
  const conditions = [...new Set(cases.map(({ condition }) => condition))];
  const { program } = compile(
    conditions.map((condition) => ({ id: condition, condition: parseCondition(condition) })),
    { strict: true },
  );
  const matcher = new Matcher(program);

  it.each(cases)("$name", ({ condition, event, expected }) => {
    expect(matcher.match(event).some(({ rule }) => rule === condition)).toBe(expected);
  });
});
