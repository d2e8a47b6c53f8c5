import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesOf, programOf, scanAll } from "./rules.js";

const program = programOf(['a == "é"', "a exists"]);

describe("lines of a scan", () => {
  it.each([
    ["nothing", "", [], [], 0],
    ["one event with a newline", '{"a":1}\n', ["1:0:7:r1"], [], 1],
    ["one event without a newline", '{"a":1}', ["1:0:7:r1"], [], 1],
    ["empty lines and lines of white space", '\n \t\n{"a":1}\n\n', ["3:4:7:r1"], [], 4],
    ["CRLF", '{"a":1}\r\n{"b":1}\r\n', ["1:0:7:r1", "2:9:7:"], [], 2],
    ["a byte order mark", '\ufeff{"a":1}\n{"a":2}', ["1:3:7:r1", "2:11:7:r1"], [], 2],
    ["a byte order mark alone", "\ufeff", [], [], 1],
    ["white space around an event", ' {"a" : 1 } \n', ["1:0:12:r1"], [], 1],
    ["an unterminated string", '{"a":"x}\n{"a":2}\n', ["2:9:7:r1"], ["1:0:8:unterminated-string"], 2],
    [
      "an unterminated string that ends in a backslash",
      '{"a":"\\\n{"a":2}',
      ["2:8:7:r1"],
      ["1:0:7:unterminated-string"],
      2,
    ],
    [
      "two torn lines in a row",
      '{"a":"x\n{"a":"y\n{"a":2}',
      ["3:16:7:r1"],
      ["1:0:7:unterminated-string", "2:8:7:unterminated-string"],
      3,
    ],
    ["a truncated event", '{"a":{"b":1}\n{"a":2}', ["2:13:7:r1"], ["1:0:12:unbalanced-brackets"], 2],
    ["a bracket too many", '{"a":1}}\n{"a":2}', ["2:9:7:r1"], ["1:0:8:trailing-bytes"], 2],
    ["mismatched brackets", '{"a":[1}\n{"a":2}', ["2:9:7:r1"], ["1:0:8:mismatched-brackets"], 2],
    ["two events on a line", '{"a":1}{"a":2}\n', [], ["1:0:14:trailing-bytes"], 1],
    ["text after an event", '{"a":1} x\n', [], ["1:0:9:trailing-bytes"], 1],
    ["a string after an event", '{"a":1}"{"\n{"a":2}', ["2:11:7:r1"], ["1:0:10:trailing-bytes"], 2],
    ["an array", '[{"a":1}]\n', [], ["1:0:9:not-an-object"], 1],
    ["a string with brackets", '"{}"\n', [], ["1:0:4:not-an-object"], 1],
    ["binary junk", '\u0000\u0001\u001f\n{"a":2}', ["2:4:7:r1"], ["1:0:3:not-an-object"], 2],
    ["a carriage return alone is white space", '{"a":1}\r{"a":2}\n', [], ["1:0:15:trailing-bytes"], 1],
  ])("%s", (_name, text, events, refusals, lines) => {
    const seen = scanAll(program, [bytesOf(text)]);
    expect({ events: seen.events, refusals: seen.refusals }).toEqual({ events, refusals });
    expect(seen.stats).toMatchObject({
      bytes: bytesOf(text).length,
      lines,
      events: events.length,
      refused: refusals.length,
    });
  });

  it("reports invalid UTF-8 of one line without harm to the next", () => {
    const seen = scanAll(program, [Uint8Array.of(...bytesOf('{"a":"'), 0xff, 0xc3, ...bytesOf('"}\n{"a":2}\n'))]);
    expect(seen.events.at(-1)).toBe("2:11:7:r1");
  });
});

describe("a stream", () => {
  const text = '\ufeff{"a":"é"}\r\n\n{"a":"\\u00e9"}\n{"x\n{"b":"😀"}\n[]\n{"a":[{"é":"\\\\"}]}';
  const whole = scanAll(program, [bytesOf(text)]);

  it("sees what is there", () => {
    expect(whole.events).toEqual(["1:3:10:r0,r1", "3:16:14:r0,r1", "5:35:12:", "7:51:19:r1"]);
    expect(whole.refusals).toEqual(["4:31:3:unterminated-string", "6:48:2:not-an-object"]);
  });

  it("may be cut at any byte", () => {
    const bytes = bytesOf(text);
    for (let at = 0; at <= bytes.length; at++) {
      expect(scanAll(program, [bytes.subarray(0, at), bytes.subarray(at)])).toEqual(whole);
    }
  });

  it("may be cut anywhere, at any size of batches", () => {
    const bytes = bytesOf(text.repeat(4));
    const expected = scanAll(program, [bytes]);
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: bytes.length }), { maxLength: 20 }),
        fc.integer({ min: 64, max: 300 }),
        (cuts, chunkBytes) => {
          const at = [0, ...cuts.sort((a, b) => a - b), bytes.length];
          const chunks = at.slice(1).map((end, i) => bytes.subarray(at[i], end));
          expect(scanAll(program, chunks, { chunkBytes })).toEqual(expected);
        },
      ),
    );
  });
});

describe("limits", () => {
  const event = (size: number) => `{"a":"${"x".repeat(size - 8)}"}`;

  it.each([1000, 100_000, 1_000_000])("an event of %d bytes passes at the limit and is refused beyond it", (size) => {
    const text = `${event(size)}\r\n{"a":1}\n${event(size + 1)}\r\n{"a":2}\n`;
    for (const chunkBytes of [64, 4096, 262_144]) {
      for (const piece of [777, 65_536, text.length]) {
        const bytes = bytesOf(text);
        const chunks = [];
        for (let at = 0; at < bytes.length; at += piece) chunks.push(bytes.subarray(at, at + piece));
        const seen = scanAll(program, chunks, { chunkBytes, maxEventBytes: size });
        expect(seen.events).toEqual([`1:0:${size}:r1`, `2:${size + 2}:7:r1`, `4:${2 * size + 13}:7:r1`]);
        expect(seen.refusals).toEqual([`3:${size + 10}:${size + 1}:event-too-large`]);
      }
    }
  });

  it("a line of 20 MB is refused by default, and the next is judged", () => {
    const seen = scanAll(program, [bytesOf(`${event(20_000_000)}\n{"a":1}\n`)]);
    expect(seen.refusals).toEqual(["1:0:20000000:event-too-large"]);
    expect(seen.events).toEqual(["2:20000001:7:r1"]);
  });

  it.each([
    ["objects", '{"a":', "1", "}"],
    ["arrays", "[", "", "]"],
  ])("nesting of 10,000 %s is refused, 1,023 is not", (_name, open, middle, close) => {
    const nested = (depth: number) => `{"a":${open.repeat(depth)}${middle}${close.repeat(depth)}}\n`;
    const seen = scanAll(program, [
      bytesOf(nested(1023) + nested(1024) + nested(9999) + nested(0).replace(":}", ":1}")),
    ]);
    expect(seen.events.map((line) => line.split(":")[0])).toEqual(["1", "4"]);
    expect(seen.refusals.map((line) => line.replace(/:.*:/, ":"))).toEqual([
      "2:nesting-too-deep",
      "3:nesting-too-deep",
    ]);
  });
});
