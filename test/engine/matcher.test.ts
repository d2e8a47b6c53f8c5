import { describe, expect, it } from "vitest";
import { compile, type Match, Matcher, Program, parseCondition, SluiceError } from "../../src/index.js";
import { bytesOf, programOf } from "./rules.js";

const program = programOf(
  ['eventName == "StopLogging"', 'eventName starts_with "Stop"'],
  ["eventName", "user", "tags[*]", "n"],
);
const event = '{"eventName":"StopLogging","user":{"name":"eve","n":9007199254740993},"tags":["a",{"b":1}],"n":1.50}';

function codeOf(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    return error instanceof SluiceError ? error.code : String(error);
  }
  return undefined;
}

describe("match", () => {
  it("gives the rules in order, with where the event is", () => {
    const matches = new Matcher(program).match(event);
    expect(matches.map(({ rule, index, line, offset, length }) => ({ rule, index, line, offset, length }))).toEqual([
      { rule: "r0", index: 0, line: 1, offset: 0, length: event.length },
      { rule: "r1", index: 1, line: 1, offset: 0, length: event.length },
    ]);
  });

  it("reads fields", () => {
    const [match] = new Matcher(program).match(bytesOf(event)) as [Match];
    expect(match.get("eventName")).toBe("StopLogging");
    expect(match.get("user.name")).toBe("eve");
    expect(match.get("USER~.NAME~")).toBe("eve");
    expect(match.get("tags[*].b")).toEqual([1]);
    expect(match.get("tags[1]")).toEqual({ b: 1 });
    expect(match.get("tags[2]")).toBeUndefined();
    expect(match.get("tags[*].c")).toBeUndefined();
    expect(match.get("eventName.x")).toBeUndefined();
    expect(match.raw("user.n")).toBe("9007199254740993");
    expect(match.raw("n")).toBe("1.50");
    expect(match.outputs()).toEqual({
      eventName: "StopLogging",
      user: { name: "eve", n: 9007199254740992 },
      "tags[*]": ["a", { b: 1 }],
      n: 1.5,
    });
    expect(match.raw("tags[*]")).toBe('["a",{"b":1}]');
  });

  it("reads the last of equal keys, and keys with escapes", () => {
    const [match] = new Matcher(program).match('{"n":1,"\\u006e":2,"__proto__":{"x":1},"eventName":"StopLogging"}') as [
      Match,
    ];
    expect(match.raw("n")).toBe("2");
    expect(match.get("__proto__.x")).toBe(1);
  });

  it("takes pretty-printed events and a byte order mark", () => {
    expect(new Matcher(program).match(`\ufeff${JSON.stringify(JSON.parse(event), null, 2)}\n`)).toHaveLength(2);
  });

  it("keeps lone surrogates of a string apart", () => {
    const surrogate = programOf(['a == "\\ud800"']);
    expect(new Matcher(surrogate).match('{"a":"\ud800"}')).toHaveLength(1);
    expect(new Matcher(surrogate).match('{"a":"\ufffd"}')).toHaveLength(0);
  });

  it.each(["", " ", "[]", "1", '{"a":', '{"a":1}{', '{"a"]', '{"a":"'])("refuses %j by an error", (text) => {
    expect(codeOf(() => new Matcher(program).match(text))).toBe("event-refused");
    expect(codeOf(() => new Matcher(program).test(text))).toBe("event-refused");
  });

  it("finds the literals of one field whatever was found in another", () => {
    const few = Array.from({ length: 8 }, (_, i) => `few contains "first${i}"`);
    const many = Array.from({ length: 600 }, (_, i) => `many contains "second${i}x"`);
    using matcher = new Matcher(programOf([...few, ...many]));
    for (const i of many.keys()) {
      const event = `{"few":"${few.map((_, j) => `first${j}`).join()}","many":"second${i}x"}`;
      expect(matcher.match(event).map(({ index }) => index)).toEqual([...few.keys(), few.length + i]);
    }
  });

  it("expires with the next call; what was detached stays", () => {
    const matcher = new Matcher(program);
    const [match] = matcher.match(event) as [Match];
    const kept = match.detach();
    matcher.test("{}");
    expect(match.rule).toBe("r0");
    expect(codeOf(() => match.get("eventName"))).toBe("match-expired");
    expect(codeOf(() => match.detach())).toBe("match-expired");
    expect(kept.get("eventName")).toBe("StopLogging");
    expect(new TextDecoder().decode(kept.bytes())).toBe(event);
  });
});

describe("scan", () => {
  it("reports in order: event, then rule", () => {
    const seen: string[] = [];
    const stats = new Matcher(program).scan(bytesOf(`${event}\n{"eventName":"Stop"}\n{}\n`), {
      onMatch: ({ rule, line }) => seen.push(`match ${line} ${rule}`),
      onEvent: ({ line }, matches) => seen.push(`event ${line} ${matches.length}`),
    });
    expect(seen).toEqual(["match 1 r0", "match 1 r1", "event 1 2", "match 2 r1", "event 2 1", "event 3 0"]);
    expect(stats).toMatchObject({ lines: 3, events: 3, refused: 0, matches: 3 });
  });

  it("gives matches that expire when the callback returns", () => {
    const kept: Match[] = [];
    new Matcher(program).scan(bytesOf(event), (match) => kept.push(match, match.detach()));
    expect(codeOf(() => kept[0]?.get("n"))).toBe("match-expired");
    expect(kept[1]?.get("n")).toBe(1.5);
  });

  it("goes on where records overflow", () => {
    const many = programOf(Array.from({ length: 300 }, (_, i) => `a != "${i}"`));
    let matches = 0;
    const stats = new Matcher(many).scan(bytesOf('{"a":1}\n'.repeat(1000)), () => matches++);
    expect(stats.matches).toBe(300_000);
    expect(matches).toBe(300_000);
  });

  it("lets several scanners share a matcher in turns", () => {
    const matcher = new Matcher(program);
    const seen: string[] = [];
    const scanners = ["x", "y"].map((name) => matcher.scanner(({ line }) => seen.push(`${name}${line}`)));
    for (const part of [event.slice(0, 20), event.slice(20), "\n", event]) {
      for (const scanner of scanners) scanner.write(bytesOf(part));
      matcher.test("{}");
    }
    for (const scanner of scanners) scanner.end();
    expect(seen.sort()).toEqual(["x1", "x1", "x2", "x2", "y1", "y1", "y2", "y2"]);
  });
});

describe("a matcher", () => {
  it("refuses to be called from its callbacks, and works on", () => {
    const matcher = new Matcher(program);
    const codes: (string | undefined)[] = [];
    matcher.scan(bytesOf(event), () => {
      codes.push(
        codeOf(() => matcher.test("{}")),
        codeOf(() => matcher.scan(bytesOf("{}"), () => {})),
        codeOf(() => matcher.dispose()),
      );
    });
    expect(new Set(codes)).toEqual(new Set(["matcher-busy"]));
    expect(matcher.test(event)).toBe(true);
  });

  it("survives a callback that throws; the scan has ended", () => {
    const matcher = new Matcher(program);
    const scanner = matcher.scanner(() => {
      throw new RangeError("mine");
    });
    expect(codeOf(() => scanner.write(bytesOf(`${event}\n`)))).toBe("RangeError: mine");
    expect(codeOf(() => scanner.write(bytesOf(event)))).toBe("scanner-ended");
    expect(matcher.match(event)).toHaveLength(2);
  });

  it("ends scanners by end()", () => {
    const scanner = new Matcher(program).scanner(() => {});
    scanner.end();
    expect(codeOf(() => scanner.write(bytesOf("{}")))).toBe("scanner-ended");
    expect(codeOf(() => scanner.end())).toBe("scanner-ended");
  });

  it("can be disposed of", () => {
    const matcher = new Matcher(program);
    const [match] = matcher.match(event) as [Match];
    matcher.dispose();
    expect(codeOf(() => match.get("n"))).toBe("match-expired");
    expect(codeOf(() => matcher.match(event))).toBe("matcher-disposed");
    expect(codeOf(() => matcher.scanner(() => {}))).toBe("matcher-disposed");
    matcher[Symbol.dispose]();
  });

  it.each([{ maxDepth: 0 }, { maxEventBytes: 2 ** 31 }, { chunkBytes: 1.5 }])("refuses the option %j", (options) => {
    expect(codeOf(() => new Matcher(program, options))).toBe("invalid-argument");
  });

  it("validates whole texts", () => {
    const matcher = new Matcher(program);
    expect(['{"a":[1,2.5e3,"\\u00e9"]}', "1", ' "x" ', "[]"].map((text) => matcher.validate(bytesOf(text)))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(["", "{", "01", "[1,]", '{"a":1}x', "nul"].map((text) => matcher.validate(bytesOf(text)))).toEqual(
      Array(6).fill(false),
    );
  });

  it.each([900_000_000, 2 ** 32])("refuses %d bytes, for which it has no room, and works on", (length) => {
    using matcher = new Matcher(program);
    expect(codeOf(() => matcher.validate(new Uint8Array(length)))).toBe("memory-exhausted");
    expect(matcher.test(event)).toBe(true);
  });

  it("keeps its memory flat", () => {
    const matcher = new Matcher(program);
    const lines = bytesOf(`${event}\n`.repeat(5000));
    matcher.scan(lines, () => {});
    const before = matcher.totals.memoryBytes;
    for (let i = 0; i < 20; i++) matcher.scan(lines, () => {});
    expect(matcher.totals.memoryBytes).toBe(before);
    expect(matcher.totals.events).toBe(105_000);
  });
});

describe("compile", () => {
  const good = { id: "good", condition: parseCondition("a == 1") };
  const bad = { id: "bad", condition: parseCondition('a match "("') };

  it("reports a bad rule and compiles the rest", () => {
    const { program, diagnostics } = compile([bad, good, { ...good, condition: bad.condition }]);
    expect(program.rules.map(({ id }) => id)).toEqual(["good"]);
    expect(diagnostics.map(({ code, rule }) => `${code} ${rule}`).sort()).toEqual([
      "duplicate-id good",
      "invalid-regex bad",
    ]);
    expect(codeOf(() => compile([bad, good], { strict: true }))).toBe("diagnostics-fatal");
  });

  it("leaves disabled rules out, unless asked", () => {
    const rules = [{ ...good, enabled: false }];
    expect(compile(rules).program.rules).toEqual([]);
    expect(compile(rules, { includeDisabled: true }).program.rules).toHaveLength(1);
  });

  it("is deterministic, and its programs load", () => {
    const { bytes } = compile([
      good,
      { id: "other", condition: parseCondition('some a[*] as x: (x in ["b","c"])') },
    ]).program;
    const again = compile([
      good,
      { id: "other", condition: parseCondition('some a[*] as x: (x in ["c","b"])') },
    ]).program;
    expect(again.bytes).toEqual(bytes);
    const loaded = Program.from(bytes);
    expect(loaded.rules).toEqual(again.rules);
    expect(new Matcher(loaded).match('{"a":["b"]}').map(({ rule }) => rule)).toEqual(["other"]);
  });

  it("takes no rules at all", () => {
    expect(new Matcher(compile([]).program).match("{}")).toEqual([]);
  });

  it("refuses a program that would be too large", () => {
    expect(codeOf(() => compile([good], { maxProgramBytes: 100 }))).toBe("program-too-large");
  });
});
