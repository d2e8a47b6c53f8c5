// Rules that a host decides, with a host whose code is a word that the event must hold.

import { describe, expect, it } from "vitest";
import { disassemble } from "../../src/bytecode/disassemble.js";
import { evaluateRule, explainRule, formatExplanation } from "../../src/explain/index.js";
import {
  compile,
  type EventView,
  type Host,
  type HostedInput,
  Matcher,
  Program,
  parseCondition,
  type Rule,
  type RuleError,
  SluiceError,
} from "../../src/index.js";

const decoder = new TextDecoder();

/** `word:w` is true of events that hold w, `fail:m` fails with m. */
class ToyHost implements Host {
  readonly format = "toy";
  readonly loaded: (readonly HostedInput[])[] = [];
  readonly asked: { readonly index: number; readonly event: EventView }[] = [];

  load(rules: readonly HostedInput[]) {
    this.loaded.push(rules);
    const codes = new Map(rules.map(({ index, parts }) => [index, parts.map((part) => part.text()).join("")]));
    return {
      evaluate: (index: number, event: EventView) => {
        this.asked.push({ index, event });
        const [verb, what = ""] = (codes.get(index) ?? "").split(":");
        if (verb === "fail") return { code: "toy-failed", message: what };
        return decoder.decode(event.bytes).includes(what);
      },
    };
  }
}

function hosted(id: string, condition: string, code: string, more: Partial<Rule> = {}): Rule {
  const [verb, what] = code.split(":") as [string, string];
  const parts = [`${verb}:`, what];
  return { id, condition: parseCondition(condition), host: { format: "toy", decides: true, parts }, ...more };
}

const RULES: readonly Rule[] = [
  { id: "plain", condition: parseCondition("a exists") },
  hosted("needle", "a == 1", "word:needle"),
  hosted("fails", "b == 1", "fail:no such thing"),
  { id: "last", condition: parseCondition("a == 1 or b == 1") },
];

const EVENTS = ['{"a":1}', '{"a":1,"x":"needle"}', '{"a":2,"x":"needle"}', '{"b":1}', '{"c":1}'];
const LOG = new TextEncoder().encode(EVENTS.join("\n"));
const { program } = compile(RULES, { strict: true });

function matcherOf(rules: Program = program): { matcher: Matcher; host: ToyHost } {
  const host = new ToyHost();
  return { matcher: new Matcher(rules, { hosts: [host] }), host };
}

function codeOf(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    if (error instanceof SluiceError) return error.code;
    throw error;
  }
  return undefined;
}

describe("rules that a host decides", () => {
  it("match where their guard holds and the host says so, in the order of the rules", () => {
    const { matcher } = matcherOf();
    const seen: string[] = [];
    const errors: RuleError[] = [];
    const stats = matcher.scan(LOG, {
      onMatch: ({ rule, line }) => seen.push(`${line} ${rule}`),
      onError: (error) => errors.push(error),
    });
    expect(seen).toEqual(["1 plain", "1 last", "2 plain", "2 needle", "2 last", "3 plain", "4 last"]);
    expect(stats).toMatchObject({ events: 5, matches: 7, errors: 1 });
    expect(errors).toEqual([
      {
        rule: "fails",
        index: 2,
        line: 4,
        offset: LOG.length - 15,
        length: 7,
        failure: { code: "toy-failed", message: "no such thing" },
      },
    ]);
    expect(matcher.totals).toMatchObject({ matches: 7, errors: 1 });
  });

  it("are told of with the events, those without matches too", () => {
    const { matcher } = matcherOf();
    const seen: string[][] = [];
    matcher.scan(LOG, { onEvent: (_, matches) => seen.push(matches.map(({ rule }) => rule)) });
    expect(seen).toEqual([["plain", "last"], ["plain", "needle", "last"], ["plain"], ["last"], []]);
  });

  it("are asked only where their guard holds, with one event for all rules of it", () => {
    const two = [hosted("one", "a == 1", "word:x"), hosted("two", "a == 1", "word:x"), ...RULES];
    const { matcher, host } = matcherOf(compile(two, { strict: true }).program);
    matcher.scan(new TextEncoder().encode('{"a":2}\n{"a":1}\n{"a":1}'), () => {});
    expect(host.asked.map(({ index }) => index)).toEqual([0, 1, 3, 0, 1, 3]);
    expect(host.asked[0]?.event).toBe(host.asked[2]?.event);
    expect(host.asked[0]?.event).not.toBe(host.asked[3]?.event);
  });

  it("are true without their host where that is certain", () => {
    const rule = hosted("rule", "a exists", "word:needle");
    const certain = { ...rule, host: { ...rule.host, certain: parseCondition("a == 1") } } as Rule;
    const rules = [certain, hosted("other", "b == 1", "word:needle")];
    const { matcher, host } = matcherOf(compile(rules, { strict: true }).program);
    const events = ['{"a":1}', '{"a":2}', '{"a":3,"x":"needle"}', '{"b":1}', '{"a":1,"b":1}', '{"c":1}'];
    const seen: string[] = [];
    const stats = matcher.scan(new TextEncoder().encode(events.join("\n")), ({ rule, line, host }) => {
      expect(host).toBeDefined();
      seen.push(`${line} ${rule}`);
    });
    expect(seen).toEqual(["1 rule", "3 rule", "5 rule"]);
    expect(stats.matches).toBe(3);
    expect(host.asked.map(({ index }) => index)).toEqual([0, 0, 1, 1]);
    expect(events.map((event) => matcher.test(event))).toEqual([true, false, true, false, true, false]);
    expect(matcher.match(events[0] as string).map(({ rule }) => rule)).toEqual(["rule"]);
    expect(disassemble(matcher.program.bytes)).toMatch(/YES : ASK/);
    const hosts = [new ToyHost()];
    const logTypes = ["T"];
    for (const event of events)
      for (const one of rules)
        expect(evaluateRule({ ...one, logTypes }, event, { hosts, logType: "T" })).toBe(
          new Matcher(compile([one]).program, { hosts }).test(event),
        );
  });

  it("count the predicates of what is certain, too", () => {
    const rule = hosted("rule", "a exists", "word:needle");
    const certain = { ...rule, host: { ...rule.host, certain: parseCondition("a == 1 or b == 2") } } as Rule;
    const { diagnostics } = compile([certain], { maxPredicates: 2 });
    expect(diagnostics).toMatchObject([{ code: "too-many-predicates", rule: "rule" }]);
  });

  it("are judged by match and test too", () => {
    const { matcher } = matcherOf();
    expect(matcher.match(EVENTS[1] as string).map(({ rule }) => rule)).toEqual(["plain", "needle", "last"]);
    expect(matcher.match(EVENTS[0] as string).map(({ rule }) => rule)).toEqual(["plain", "last"]);
    const { matcher: alone } = matcherOf(compile(RULES.slice(1, 3)).program);
    expect(EVENTS.map((event) => alone.test(event))).toEqual([false, true, false, false, false]);
    expect(alone.totals.errors).toBe(1);
  });

  it("are judged in a first rule that is false and a second that is true", () => {
    const { matcher } = matcherOf(
      compile([hosted("no", "a == 1", "word:zzz"), hosted("yes", "a == 1", "word:a")]).program,
    );
    expect(matcher.test('{"a":1}')).toBe(true);
  });

  it("are routed by log type and scope before the host is asked", () => {
    const rules = [
      hosted("typed", "a == 1", "word:a", { logTypes: ["T"] }),
      hosted("scoped", "a == 1", "word:a", { scope: parseCondition("b == 1") }),
    ];
    const { matcher, host } = matcherOf(compile(rules, { strict: true }).program);
    expect(matcher.match('{"a":1}', { logType: "U" })).toEqual([]);
    expect(host.asked).toEqual([]);
    expect(matcher.match('{"a":1,"b":1}', { logType: "T" }).map(({ rule }) => rule)).toEqual(["typed", "scoped"]);
  });

  it("refuse a matcher without their host by its name", () => {
    expect(codeOf(() => new Matcher(program))).toBe("host-missing");
    expect(() => new Matcher(program)).toThrow(/the rule needle needs the host "toy"/);
    expect(
      codeOf(
        () =>
          new Matcher(program, {
            hosts: [{ ...new ToyHost(), format: "other", load: () => ({ evaluate: () => true }) }],
          }),
      ),
    ).toBe("host-missing");
  });

  it("that are known to a host and decided by their conditions need none", () => {
    const rule = hosted("known", "a == 1", "fail:never asked");
    const known = { ...rule, host: { format: "toy", decides: false, parts: ["fail:never asked"] } };
    const { program } = compile([known], { strict: true });
    expect(new Matcher(program).match('{"a":1}')[0]?.host).toBeUndefined();
    const { matcher, host } = matcherOf(program);
    const [match] = matcher.match('{"a":1}');
    expect(match?.host).toBeDefined();
    expect(match?.detach().host).toBe(match?.host);
    expect(host.asked).toEqual([]);
  });

  it("keep their texts in the program, each once", () => {
    const bytes = program.bytes.slice();
    const again = Program.from(bytes);
    const [, second] = again.hosted.get("toy") ?? [];
    expect(second).toMatchObject({ index: 2, id: "fails", decides: true });
    expect(second?.parts.map((part) => part.text())).toEqual(["fail:", "no such thing"]);
    const { host } = matcherOf(compile([hosted("a", "a == 1", "word:1"), hosted("b", "a == 1", "word:2")]).program);
    const [a, b] = host.loaded[0] ?? [];
    expect(a?.parts[0]).toBe(b?.parts[0]);
    expect(disassemble(bytes)).toContain('rule 2: the host "toy" decides it by part 3 of 5 bytes, part 4 of 13 bytes');
  });

  it("refuse a text that is none when it is read", () => {
    const { program } = compile([hosted("a", "a == 1", "word:\ud800")], { strict: true });
    expect(codeOf(() => matcherOf(program))).toBe("program-damaged");
  });
});

describe("the oracle", () => {
  it.each(RULES.map((rule) => [rule.id, rule] as const))("agrees on %s", (_, rule) => {
    const hosts = [new ToyHost()];
    using matcher = new Matcher(compile([rule], { strict: true }).program, { hosts });
    for (const event of EVENTS) expect(evaluateRule(rule, event, { hosts })).toBe(matcher.test(event));
  });

  it("wants the host to judge, and explains the guard without it", () => {
    const [, needle, fails] = RULES as readonly [Rule, Rule, Rule, Rule];
    expect(codeOf(() => evaluateRule(needle, "{}"))).toBe("host-missing");
    expect(formatExplanation(explainRule(needle, '{"a":1}'))).toBe(
      "✓ and\n  ✓ a == 1  saw 1\n  ✓ the host toy decides: not asked",
    );
    const hosts = [new ToyHost()];
    expect(formatExplanation(explainRule(needle, '{"a":1}', { hosts }))).toBe(
      "✗ and\n  ✓ a == 1  saw 1\n  ✗ the host toy decides",
    );
    expect(formatExplanation(explainRule(fails, '{"b":1}', { hosts }))).toBe(
      "✗ and\n  ✓ b == 1  saw 1\n  ✗ the host toy decides: no answer\n    no such thing [toy-failed]",
    );
  });
});
