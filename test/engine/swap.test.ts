import { describe, expect, it } from "vitest";
import { Matcher, Program, type ScanOptions } from "../../src/index.js";
import { bytesOf, programOf } from "./rules.js";

const before = programOf(["a == 1"]);
const after = programOf(["a == 2", "a exists"]);
const inputs: readonly [name: string, text: string, options: ScanOptions][] = [
  ["lines", '{"a":1}\n{"a":2}\r\n\n{"b":1}\n[]\n{"a":1}', {}],
  ["documents", '{"a":1}{"a":2}\n[]{"b":1}{\n"a":1}', { framing: "concat" }],
  ["records", '{"R":[{"a":1},{"a":2}],"x":1}{"R":[{"b":1},[],{"a":1}]}', { framing: { records: "R" } }],
];

describe.each(inputs)("swapping the rules of %s", (_name, text, options) => {
  it("loses no event and judges none twice, wherever the input is cut", () => {
    const bytes = bytesOf(text);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const judged: { offset: number; rules: string[] }[] = [];
      const refused: number[] = [];
      using old = new Matcher(before);
      using next = new Matcher(after);
      const scanner = old.scanner(
        {
          onEvent: (event, matches) => judged.push({ offset: event.offset, rules: matches.map(({ rule }) => rule) }),
          onRefused: ({ offset }) => refused.push(offset),
        },
        options,
      );
      scanner.write(bytes.subarray(0, cut));
      const first = judged.length;
      expect(() => scanner.swap(new Matcher(Program.from(after.bytes.slice(0, 100))))).toThrow(
        expect.objectContaining({ code: "program-damaged" }),
      );
      expect(judged).toHaveLength(first);
      scanner.swap(next);
      scanner.write(bytes.subarray(cut));
      const stats = scanner.end();

      const rules = { old: [["r0"], [], [], ["r0"]], next: [["r1"], ["r0", "r1"], [], ["r1"]] };
      expect(judged.map((event) => event.rules)).toEqual([...rules.old.slice(0, first), ...rules.next.slice(first)]);
      expect(new Set(judged.map(({ offset }) => offset)).size).toBe(4);
      expect(refused).toHaveLength(1);
      expect(stats).toMatchObject({
        bytes: bytes.length,
        events: 4,
        refused: 1,
        matches: judged.flatMap((event) => event.rules).length,
      });
    }
  });
});

describe("a swap that fails", () => {
  const swapped = (matcher: Matcher) => {
    const rules: string[] = [];
    const old = new Matcher(before);
    const scanner = old.scanner((match) => rules.push(match.rule));
    scanner.write(bytesOf('{"a":'));
    let code: unknown;
    try {
      scanner.swap(matcher);
    } catch (error) {
      code = (error as { code: string }).code;
    }
    scanner.write(bytesOf("1}\n"));
    return { code, rules, stats: scanner.end() };
  };
  const kept = { rules: ["r0"], stats: expect.objectContaining({ events: 1, matches: 1 }) };

  it("leaves the old rules running", () => {
    const disposed = new Matcher(after);
    disposed.dispose();
    expect(swapped(disposed)).toEqual({ code: "matcher-disposed", ...kept });
    expect(swapped(new Matcher(after, { maxDepth: 3 }))).toEqual({ code: "invalid-argument", ...kept });
    expect(swapped(new Matcher(after, { maxEventBytes: 300 }))).toEqual({ code: "invalid-argument", ...kept });
  });

  it("is one in a callback", () => {
    const next = new Matcher(after);
    const codes: string[] = [];
    const scanner = new Matcher(before).scanner(() => {
      try {
        scanner.swap(next);
      } catch (error) {
        codes.push((error as { code: string }).code);
      }
    });
    scanner.write(bytesOf('{"a":1}\n{"a":1}\n'));
    expect(scanner.end()).toMatchObject({ events: 2, matches: 2 });
    expect(codes).toEqual(["matcher-busy", "matcher-busy"]);
  });

  it("may be of the same matcher, which does nothing", () => {
    const matcher = new Matcher(before);
    const scanner = matcher.scanner(() => {});
    scanner.write(bytesOf('{"a":1}'));
    scanner.swap(matcher);
    expect(scanner.end()).toMatchObject({ events: 1, matches: 1 });
  });
});
