import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Condition, compile, parseCondition, type Rule, type SluiceError } from "../../src/index.js";
import { conditionArbitrary } from "../arbitrary/condition.js";

const condition = parseCondition('a == "b"');

/** Rules as a list of changes leaves them: each gives a place a condition. */
function rulesOf(conditions: readonly Condition[]): Rule[] {
  return conditions.map((condition, i) => ({ id: `r${i}`, condition }));
}

describe("recompile", () => {
  it("gives the bytes that compile gives, whatever was compiled before", () => {
    let reused = 0;
    fc.assert(
      fc.property(
        fc.array(conditionArbitrary(), { minLength: 1, maxLength: 8 }),
        fc.array(fc.tuple(fc.nat(7), fc.constantFrom("replace", "remove", "add"), conditionArbitrary()), {
          maxLength: 6,
        }),
        (conditions, changes) => {
          let rules = rulesOf(conditions);
          let result = compile(rules);
          changes.forEach(([place, change, condition], i) => {
            const rule = { id: `changed${i}`, condition };
            if (change === "add") rules = [...rules, rule];
            else if (change === "remove") rules = rules.filter((_, at) => at !== place);
            else rules = rules.map((old, at) => (at === place ? rule : old));
            result = result.recompile(rules);
            const fresh = compile(rules);
            expect(result.program.bytes).toEqual(fresh.program.bytes);
            expect(result.diagnostics).toEqual(fresh.diagnostics);
            reused++;
          });
        },
      ),
      { numRuns: 60, seed: 7 },
    );
    expect(reused).toBeGreaterThan(100);
  });

  it("does not depend on which rule had a pattern, a list or a path first", () => {
    const before = [
      'a match "(?:foo|bar)x" and B~ in ["A","b"] nocase',
      "c.d == 1 or c~.e == 2",
      'some x[*] as v: (v.k == 1 and v.j match "[a")',
    ].map(parseCondition);
    const after = ['a match "foox|barx" and b~ in ["a","B"] nocase', "c~.E == 2 or c.d == 1"].map(parseCondition);
    const rules = rulesOf([...before, ...after]);
    const result = compile(rules);
    expect(result.diagnostics.map(({ rule, code }) => `${rule} ${code}`)).toEqual(["r2 invalid-regex"]);
    for (const kept of [rules.slice(3), rules.slice(1, 4).reverse(), rules]) {
      expect(result.recompile(kept).program.bytes).toEqual(compile(kept).program.bytes);
    }
  });

  it("builds literal sets again where they changed, and gives up what is not used any more", () => {
    const many = (from: number): Rule[] =>
      Array.from({ length: 300 }, (_, i) => ({
        id: `${from + i}`,
        condition: parseCondition(`name contains "needle${from + i}" or other ends_with "x${i}"`),
      }));
    let result = compile(many(0));
    // Enough rules that come and go for the planner to begin anew.
    for (let from = 1; from < 22; from++) {
      const rules = many(from * 300);
      result = result.recompile(rules);
      if (from % 7 === 0) expect(result.program.bytes).toEqual(compile(rules).program.bytes);
    }
    const [first, ...others] = many(21 * 300) as [Rule, ...Rule[]];
    const rules = [{ ...first, condition: parseCondition('name contains "another"') }, ...others];
    expect(result.recompile(rules).program.bytes).toEqual(compile(rules).program.bytes);
  });

  it("keeps the options, and goes on after rules that were refused", () => {
    const result = compile([{ id: "a", condition }], { strict: true });
    const bad = parseCondition('a match "("');
    expect(() => result.recompile([{ id: "b", condition: bad }])).toThrowError(/diagnostics|invalid-regex/);
    expect(result.recompile([{ id: "c", condition }]).program.rules.map(({ id }) => id)).toEqual(["c"]);
  });
});

describe("budgets", () => {
  it("refuses a rule with too many predicates, and takes the others", () => {
    const large = parseCondition(Array.from({ length: 11 }, (_, i) => `f${i} == 1`).join(" or "));
    const rules = [
      { id: "large", condition: large },
      { id: "small", condition },
    ];
    const { program, diagnostics } = compile(rules, { maxPredicates: 10 });
    expect(program.rules.map(({ id }) => id)).toEqual(["small"]);
    expect(diagnostics).toEqual([
      {
        code: "too-many-predicates",
        severity: "error",
        message: "expected at most 10 predicates in a rule, found 11",
        rule: "large",
      },
    ]);
    expect(compile(rules, { maxPredicates: 11 }).diagnostics).toEqual([]);
  });

  it("counts shared parts as often as they stand there, in time that does not", () => {
    for (const quantified of [false, true]) {
      let bomb: Condition = parseCondition("x.a == 1 or x.b == 2");
      for (let i = 0; i < 40; i++) {
        const [outer, inner] = i % 2 ? (["or", "and"] as const) : (["and", "or"] as const);
        const part: Condition = { type: inner, children: [parseCondition(`x.f${i} == ${i}`), bomb] };
        bomb = { type: outer, children: [{ type: "not", child: bomb }, part] };
      }
      const path = { segments: [{ type: "key", name: "list" }, { type: "any" }] } as const;
      const whole: Condition = quantified ? { type: "some", path, as: "x", body: bomb } : bomb;
      const { diagnostics } = compile([{ id: "bomb", condition: whole }]);
      expect(diagnostics.map(({ code, rule }) => [code, rule])).toEqual([["too-many-predicates", "bomb"]]);
    }
  });

  it("refuses what is nested too deeply", () => {
    let deep: Condition = condition;
    for (let i = 0; i < 100_000; i++) {
      deep = { type: i % 2 ? "or" : "and", children: [deep, { type: "not", child: parseCondition("y exists") }] };
    }
    const { diagnostics } = compile([{ id: "deep", condition: deep }]);
    expect(diagnostics.map(({ code, rule }) => [code, rule])).toEqual([["invalid-condition", "deep"]]);
  });

  it("refuses options that are out of range", () => {
    const GIB = 1024 ** 3;
    for (const options of [
      { maxProgramBytes: GIB + 1 },
      { maxProgramBytes: 0 },
      { maxPredicates: 0 },
      { maxPredicates: 0.5 },
      { maxRegexStates: 2 ** 24 },
    ]) {
      expect(() => compile([{ id: "a", condition }], options)).toThrowError(
        expect.objectContaining({ code: "invalid-argument" }) as SluiceError,
      );
    }
    expect(compile([{ id: "a", condition }], { maxProgramBytes: GIB }).program.rules).toHaveLength(1);
  });
});
