import { describe, expect, it } from "vitest";
import { compile, type Match, Matcher, parseCondition, SluiceError } from "../../src/index.js";
import { bytesOf, programOf, scanAll } from "./rules.js";

const first = { duplicateKeys: "first" } as const;
const rest = `"rest":"${"x".repeat(500)}"`;
/** The lines of `text` and what a scan reports of them, for which the first of equal keys counts. */
const scan = (conditions: readonly string[], text: string, options = {}) =>
  scanAll(programOf(conditions), [bytesOf(text)], { ...first, ...options });

describe("early exit", () => {
  it("leaves events that no rule can match, and reports them as events", () => {
    const lines = [`{"name":"bob",${rest}}`, `{"name":"alice",${rest}}`, "", `{"name":"carol",${rest}}`];
    const { stats, events } = scan(['name == "alice"'], lines.join("\n"));
    expect(stats).toMatchObject({ lines: 4, events: 3, refused: 0, matches: 1, unread: 2 });
    expect(events).toEqual(["1:0:524:", "2:525:526:r0", "4:1053:526:"]);
  });

  it("leaves an event once an object is closed or is none, where it would have what rules wait for", () => {
    const text = ['{"user":{"id":1},', '{"user":null,', '{"user":[{"name":"eve"}],'].map(
      (start) => `${start}${rest}}\n`,
    );
    const { stats } = scan(['user.name == "eve"'], text.join(""));
    expect(stats).toMatchObject({ events: 3, matches: 0, unread: 3 });
  });

  it("does not leave an event while something that a rule waits for may come", () => {
    const { stats } = scan(['name == "alice"', 'late contains "x"'], `{"name":"bob",${rest}}\n`);
    expect(stats).toMatchObject({ events: 1, matches: 0, unread: 0 });
  });

  it("waits for the end of a value that begins in what it has scanned", () => {
    for (let length = 0; length < 400; length += 7) {
      const text = `{"name":"${"y".repeat(length)}alice",${rest}}\n{"name":"${"y".repeat(length)}alicf",${rest}}\n`;
      expect(scan(['name ends_with "alice"'], text).stats).toMatchObject({ events: 2, matches: 1, unread: 1 });
    }
  });

  it("waits for the end of an array whose elements are looked at, and does not leave the event then", () => {
    for (let length = 0; length < 400; length += 7) {
      const text = ["alice", "alicf"].map((name) => `{"name":["${"y".repeat(length)}","${name}"],${rest}}\n`).join("");
      const { stats } = scan(['name == "alice" or name[*] == "alice"'], text);
      expect(stats).toMatchObject({ events: 2, matches: 1, unread: 0 });
    }
    const plain = `{"name":"bob",${rest}}\n{"name":["alice`;
    expect(scan(['name == "alice" or name[*] == "alice"'], plain).stats).toMatchObject({ matches: 0, unread: 1 });
  });

  it("reads array elements by index, and keys in several spellings, at an event's end", () => {
    const conditions = ['tags[1] == "b"', 'name~ == "alice" and name != "x"'];
    const { events, stats } = scan(
      conditions,
      `{"tags":["a","b"],"NAME":"alice",${rest}}\n{"tags":["b","a"],${rest}}\n`,
    );
    expect(events.map((event) => event.split(":")[3])).toEqual(["r0,r1", ""]);
    expect(stats.unread).toBe(0);
  });

  it("leaves none where a rule waits for nothing, or with strict validation", () => {
    const text = `{"name":"bob",${rest}}\n`;
    expect(scan(['name == "alice"', 'name != "eve"'], text).stats).toMatchObject({ matches: 1, unread: 0 });
    expect(scan(['name == "alice"'], text, { validation: "strict" }).stats).toMatchObject({ events: 1, unread: 0 });
  });

  it("leaves none where a rule waits for any string, which may come late", () => {
    const text = `{"name":"bob",${rest},"deep":[{"late":"needle"}]}\n`;
    const { stats } = scan(['name == "alice"', '** contains "needle"'], text);
    expect(stats).toMatchObject({ matches: 1, unread: 0 });
    expect(scan(['** contains "needle"'], '{"a":"x","a":"needle"}\n').stats).toMatchObject({ matches: 0 });
    expect(scan(['** contains "needle"'], '{"a":"needle","a":"x"}\n').stats).toMatchObject({ matches: 1 });
    expect(scan(['x exists and a.** == "b"'], '{"a":{"b":["b"]},"a":{"b":"x"},"x":1}\n').stats).toMatchObject({
      matches: 1,
    });
  });

  it("does not leave an event while the scope of a group may hold", () => {
    const scope = parseCondition('channel == "a" and level == 3');
    const rules = ["one", "two"].map((name) => ({ id: name, condition: parseCondition(`name == "${name}"`), scope }));
    const lines = ["a", "b"].map((channel) => `{"channel":"${channel}","name":"two",${rest},"level":3}\n`);
    const { events, stats } = scanAll(compile(rules, { strict: true }).program, [bytesOf(lines.join(""))], first);
    expect(events.map((event) => event.split(":")[3])).toEqual(["two", ""]);
    expect(stats).toMatchObject({ matches: 1, unread: 1 });
  });

  it("waits for the field that names the log type", () => {
    const rule = { id: "r", condition: parseCondition('name == "alice" and x == 1'), logTypes: ["A"] };
    const { program } = compile([rule], { strict: true, logTypeField: "type" });
    const lines = ["A", "B"].map((type) => `{"name":"alice","x":1,${rest},"type":"${type}"}\n`);
    expect(scanAll(program, [bytesOf(lines.join(""))], first).stats).toMatchObject({ matches: 1, events: 2 });
    const untyped = bytesOf(`{"name":"bob",${rest}}\n{"name":"bob","type":"A",${rest}}\n`);
    expect(scanAll(program, [untyped], first).stats).toMatchObject({ matches: 0, unread: 1 });
  });

  it("leaves no document of other framings", () => {
    using matcher = new Matcher(programOf(['name == "alice"']), first);
    const text = bytesOf(`{"name":"bob",${rest},"name":"alice"} {"name":\n"alice"}`);
    expect(matcher.scan(text, {}, { framing: "concat" })).toMatchObject({ events: 2, matches: 1, unread: 0 });
  });

  it("does not see what is wrong with the rest of a line, and goes on with the next", () => {
    const torn = `{"name":"bob",${rest},"torn":"`;
    const text = `${torn}\n{"name":"alice"}\n`;
    expect(scan(['name == "alice"'], text).stats).toMatchObject({ events: 2, refused: 0, matches: 1, unread: 1 });
    expect(scan(['name == "alice"'], text.replace("bob", "alice")).refusals).toEqual([
      `1:0:${torn.length + 2}:unterminated-string`,
    ]);
    expect(scan(['name == "alice"'], `{"name":"alice",${rest}]\n${text}`).stats).toMatchObject({
      refused: 1,
      matches: 1,
    });
  });

  it("refuses what is longer than an event may be", () => {
    const { refusals } = scan(['name == "alice"'], `{"name":"bob",${rest}}\n`, { maxEventBytes: 400 });
    expect(refusals).toEqual(["1:0:524:event-too-large"]);
  });

  it("takes events one by one, with newlines in them", () => {
    using matcher = new Matcher(programOf(['name == "alice"']), first);
    expect(matcher.match(`{"name":"bob",\n${rest}\n`)).toEqual([]);
    expect(matcher.match(`{"name":\n"alice",${rest}}`)).toHaveLength(1);
    expect(matcher.totals).toMatchObject({ events: 2, unread: 1 });
  });
});

describe("the first of equal keys", () => {
  it("is the one that rules and matches see", () => {
    using matcher = new Matcher(programOf(['a.n == 1 and b~ == "x"'], ["a.n"]), first);
    const [match] = matcher.match('{"a":{"n":1,"n":2},"B":"x","a":{"n":3},"b":"y"}') as [Match];
    expect(match.get("a")).toEqual({ n: 2 });
    expect(match.get("a.n")).toBe(1);
    expect(match.get("b~")).toBe("x");
    expect(match.outputs()).toEqual({ "a.n": 1 });
    expect(match.detach().raw("a.n")).toBe("1");
  });

  it("is asked for by name", () => {
    expect(() => new Matcher(programOf(["a == 1"]), { duplicateKeys: "any" as "last" })).toThrow(SluiceError);
  });
});
