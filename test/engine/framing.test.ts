import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Matcher, type MatcherOptions } from "../../src/index.js";
import { damage } from "../arbitrary/damage.js";
import { eventArbitrary } from "../arbitrary/event.js";
import { cutAt, type Framing, frame } from "./framing.js";
import { bytesOf, programOf } from "./rules.js";

const program = programOf(["a exists", "a == 2"]);
const RECORDS = { records: "Records" };
const VALIDATIONS = ["lazy", "strict"] as const;

interface Case {
  readonly name: string;
  readonly text: string;
  readonly framing: Framing;
  readonly seen: readonly string[];
  readonly lines?: number;
  readonly options?: MatcherOptions;
}

const concat: readonly Omit<Case, "framing">[] = [
  { name: "nothing", text: "", seen: [], lines: 0 },
  { name: "white space", text: " \n\r\n\t", seen: [], lines: 3 },
  { name: "nothing between two", text: '{"a":1}{"a":2}', seen: ["@1:0:7:r0", "@1:7:7:r0,r1"], lines: 1 },
  { name: "newlines in them", text: '{\n"a":\n2\n}\n\n{\n}', seen: ["@1:0:10:r0,r1", "@6:12:3:"], lines: 7 },
  { name: "objects that begin a line", text: '{"x":[\n{"a":1},\n{"a":2}],"a":\n{}}', seen: ["@1:0:33:r0"], lines: 4 },
  { name: "a byte order mark", text: '\ufeff{"a":2}', seen: ["@1:3:7:r0,r1"], lines: 1 },
  {
    name: "values that are no objects",
    text: '[1,{"a":2}]12 "x{" null-1e3{"a":2}0',
    seen: [
      "@1:0:11!not-an-object",
      "@1:11:2!not-an-object",
      "@1:14:4!not-an-object",
      "@1:19:4!not-an-object",
      "@1:23:4!not-an-object",
      "@1:27:7:r0,r1",
      "@1:34:1!not-an-object",
    ],
  },
  {
    name: "a string that does not end",
    text: '{"a":"x\n{"a":2}',
    seen: ["@1:0:7!unterminated-string", "@2:8:7:r0,r1"],
  },
  {
    name: "brackets that do not end",
    text: '{"a":[{"b":1\n{"a":2}',
    seen: ["@1:0:12!unbalanced-brackets", "@2:13:7:r0,r1"],
  },
  {
    name: "brackets that do not match",
    text: '{"a":[1}}\r\n{"a":2}',
    seen: ["@1:0:9!mismatched-brackets", "@2:11:7:r0,r1"],
  },
  {
    name: "what is no value",
    text: '}\n{"a":2},{"a":3}\n{"a":2}tru {"a":3}\n{"a":2}',
    seen: [
      "@1:0:1!invalid-json",
      "@2:2:7:r0,r1",
      "@2:9:8!invalid-json",
      "@3:18:7:r0,r1",
      "@3:25:11!invalid-json",
      "@4:37:7:r0,r1",
    ],
  },
  {
    name: "a document that takes the next one along, where it breaks off behind a comma",
    text: '{"b":1,\n{"a":2}\n{"a":2}',
    seen: ["@1:0:15!unbalanced-brackets", "@3:16:7:r0,r1"],
  },
  {
    name: "an end too early",
    text: '{"a":2}\n{"a":[\n ',
    seen: ["@1:0:7:r0,r1", "@2:8:6!unbalanced-brackets"],
    lines: 3,
  },
  { name: "an end in a string", text: '{"a":2}{"a":" ', seen: ["@1:0:7:r0,r1", "@1:7:6!unterminated-string"] },
  { name: "an end in another value", text: '{"a":2}[1,', seen: ["@1:0:7:r0,r1", "@1:7:3!unbalanced-brackets"] },
  { name: "a part of a byte order mark", text: "\u00ef", seen: ["@1:0:2!invalid-json"] },
  {
    name: "nesting beyond the limit",
    text: '{"a":[[2]]}{"a":[[[2]]]}{"a":2}{"a":[[[2\n{"a":2}',
    seen: ["@1:0:11:r0", "@1:11:13!nesting-too-deep", "@1:24:7:r0,r1", "@1:31:9!nesting-too-deep", "@2:41:7:r0,r1"],
    options: { maxDepth: 3 },
  },
  {
    name: "a length beyond the limit",
    text: `{"a":"${"x".repeat(90)}"} {"a":2}{"a":"${"x".repeat(92)}"}{"a":2}`,
    seen: ["@1:0:98:r0", "@1:99:7:r0,r1", "@1:106:100!event-too-large", "@1:206:7:r0,r1"],
    options: { maxEventBytes: 99 },
  },
];

const records: readonly Omit<Case, "framing">[] = [
  { name: "one document", text: '{"Records":[{"a":1},{"a":2}]}', seen: ["0@1:12:7:r0", "1@1:20:7:r0,r1"], lines: 1 },
  { name: "no element", text: '{"Records":[ ]}\n', seen: [], lines: 1 },
  {
    name: "other keys before and after",
    text: '{"x":{"Records":[{"a":1}]},"y":[1.5e3,true,"\\u00e9\\\\"],"Records":[{"a":2}],"z":null}',
    seen: ["0@1:66:7:r0,r1"],
  },
  { name: "an escaped key", text: '{"Rec\\u006Frds":[{"a":2}]}', seen: ["0@1:17:7:r0,r1"] },
  { name: "other keys", text: '{"records":[{"a":2}],"Records ":[{}]}', seen: ["@1:0:37!no-records"] },
  {
    name: "the key twice: every array counts, and records go on",
    text: '{"Records":[{"a":1}],"Records":3,"Records":[{"a":2}]}',
    seen: ["0@1:12:7:r0", "1@1:44:7:r0,r1"],
  },
  {
    name: "several documents",
    text: '{"Records":[{"a":1}]}{"Records":[{"a":2}]}\n\n{\n"Records"\n:\n[\n{"a":\n2}\n,{}]\n}',
    seen: ["0@1:12:7:r0", "0@1:33:7:r0,r1", "0@7:60:8:r0,r1", "1@9:70:2:"],
    lines: 10,
  },
  {
    name: "elements that are no objects",
    text: '{"Records":[5,[{"a":2}],"{}",{"a":2},null]}',
    seen: [
      "0@1:12:1!not-an-object",
      "1@1:14:9!not-an-object",
      "2@1:24:4!not-an-object",
      "3@1:29:7:r0,r1",
      "4@1:37:4!not-an-object",
    ],
  },
  {
    name: "no array",
    text: '{"Records":{"Records":[{"a":1}]}}\n[{"Records":[{}]}] 7\n{}',
    seen: ["@1:0:33!no-records", "@2:34:18!no-records", "@2:53:1!no-records", "@3:55:2!no-records"],
  },
  {
    name: "a damaged element: the rest of its document is lost",
    text: '{"Records":[{"a":2},{"a":[2}},{"a":2}]}\n{"Records":[{"a":2}]}',
    seen: ["0@1:12:7:r0,r1", "1@1:20:19!mismatched-brackets", "0@2:52:7:r0,r1"],
  },
  {
    name: "a document that breaks off between elements",
    text: '{"Records":[{"a":2}\n{"Records":[{"a":2}]}',
    seen: ["0@1:12:7:r0,r1", "@2:20:0!unbalanced-brackets", "0@2:32:7:r0,r1"],
  },
  {
    name: "a document that breaks off in an element",
    text: '{"Records":[{"a":2},{"a":"2\n{"Records":[{"a":2},{"b":1\n{"Records":[{"a":2}]}',
    seen: [
      "0@1:12:7:r0,r1",
      "1@1:20:7!unterminated-string",
      "0@2:40:7:r0,r1",
      "1@2:48:6!unbalanced-brackets",
      "0@3:67:7:r0,r1",
    ],
  },
  {
    name: "what is wrong around elements",
    text: '{"Records":[{"a":2},]}\n{"Records":[{"a":2} {}]}\n{"x":01,"Records":[{}]}\n{"x\n{"Records":[{"a":2}]]',
    seen: [
      "0@1:12:7:r0,r1",
      "@1:20:2!invalid-json",
      "0@2:35:7:r0,r1",
      "@2:43:4!invalid-json",
      "@3:54:17!invalid-json",
      "@4:75:0!unterminated-string",
      "0@5:88:7:r0,r1",
      "@5:96:1!mismatched-brackets",
    ],
  },
  { name: "an end in the array", text: '{"Records":[{"a":2}', seen: ["0@1:12:7:r0,r1", "@1:19:0!unbalanced-brackets"] },
  {
    name: "a length beyond the limit",
    text: `{"Records":[{"a":"${"x".repeat(90)}"},{"a":2}],"x":"${"x".repeat(200)}"}`,
    seen: ["0@1:12:98!event-too-large", "1@1:111:7:r0,r1"],
    options: { maxEventBytes: 97 },
  },
  {
    name: "nesting beyond the limit",
    text: '{"Records":[{"a":[{}]},{"a":2},[[[]]]]}\n{"Records":[{"a":2}]}',
    seen: ["0@1:12:10!nesting-too-deep", "1@1:23:7:r0,r1", "2@1:31:8!nesting-too-deep", "0@2:52:7:r0,r1"],
    options: { maxDepth: 2 },
  },
];

const cases: readonly Case[] = [
  ...concat.map((one) => ({ ...one, name: `concat: ${one.name}`, framing: "concat" as const })),
  ...records.map((one) => ({ ...one, name: `records: ${one.name}`, framing: RECORDS })),
  {
    name: "records: a path of several keys",
    text: '{"q":[{"a":1}],"p":[{"q":[{}]}],"p":{"q":[{"a":2}],"x":{"q":[{}]}},"q":[{"a":1}]}',
    framing: { records: "p.q" },
    seen: ["0@1:42:7:r0,r1"],
  },
  {
    name: "records: a key whose case is ignored",
    text: '{"RECORDS":[{"a":2}]}{"re\\u212Aords":[{"a":2}]}',
    framing: { records: "Rekords~" },
    seen: ["@1:0:21!no-records", "0@1:38:7:r0,r1"],
  },
];

describe.each(VALIDATIONS)("%s validation", (validation) => {
  it.each(cases)("$name", ({ text, framing, seen, lines, options }) => {
    using matcher = new Matcher(program, { ...options, validation });
    const bytes = bytesOf(text);
    const whole = frame(matcher, [bytes], framing);
    expect(whole.seen).toEqual(seen);
    const refused = seen.filter((one) => one.includes("!")).length;
    expect(whole.stats).toMatchObject({ bytes: bytes.length, events: seen.length - refused, refused });
    if (lines !== undefined) expect(whole.stats.lines).toBe(lines);

    for (let at = 0; at <= bytes.length; at++) expect(frame(matcher, cutAt(bytes, [at]), framing)).toEqual(whole);
    expect(frame(matcher, cutAt(bytes, [...bytes.keys()]), framing)).toEqual(whole);
    using small = new Matcher(program, { ...options, validation, chunkBytes: 64 });
    expect(frame(small, [bytes], framing)).toEqual(whole);
  });
});

describe("strict validation", () => {
  const strict = new Matcher(program, { validation: "strict" });

  it("judges an element by itself", () => {
    const text = '{"Records":[{"a":01},{"a":2},{"a" 1},{"a":"\\x"},{"a":2}],"y":"\\u00zz"}\n{"Records":[{"a":2}]}';
    expect(frame(strict, [bytesOf(text)], RECORDS).seen).toEqual([
      "0@1:12:8!invalid-json",
      "1@1:21:7:r0,r1",
      "2@1:29:7!invalid-json",
      "3@1:37:10!invalid-json",
      "4@1:48:7:r0,r1",
      "@1:66:4!invalid-json",
      "0@2:83:7:r0,r1",
    ]);
  });

  it("judges a document by itself, whatever is before it on its line", () => {
    const text = '{"a":2}{"a":[1\n2]}{"a":2}\n{"a":\n2}{"b":1,}{"a":2}';
    expect(frame(strict, [bytesOf(text)], "concat").seen).toEqual([
      "@1:0:7:r0,r1",
      "@1:7:11!invalid-json",
      "@2:18:7:r0,r1",
      "@3:26:8:r0,r1",
      "@4:34:8!invalid-json",
      "@4:42:7:r0,r1",
    ]);
  });
});

const space = fc.constantFrom("", "", "", " ", "\n", "\r\n", " \t", "\n\n  ");

/** Texts and the offset of each event, by what is put together around the events. */
function together(parts: readonly (string | { readonly event: string })[]): { text: string; offsets: number[] } {
  let text = "";
  const offsets: number[] = [];
  for (const part of parts) {
    if (typeof part === "string") text += part;
    else {
      offsets.push(Buffer.byteLength(text));
      text += part.event;
    }
  }
  return { text, offsets };
}

const events = fc.array(fc.tuple(space, eventArbitrary({ maxDepth: 1 }), space), { maxLength: 6 });
const others = fc.array(
  fc.tuple(
    fc.constantFrom('"x"', '"R\\n"', '"records"'),
    fc.constantFrom("1", '{"Records":[{"a":2}]}', '["}]",[{}]]', '"\\"[{"'),
  ),
  { maxLength: 3 },
);

const documents = fc
  .array(fc.tuple(events, space), { maxLength: 4 })
  .map((groups) =>
    together(
      groups.flatMap(([some, margin]) => [
        margin,
        ...some.flatMap(([before, event, after]) => [before, { event: event.trim() }, after]),
      ]),
    ),
  );

const envelopes = fc
  .array(fc.tuple(others, events, others, space, fc.constantFrom('"Records"', '"\\u0052ecords"')), { maxLength: 3 })
  .map((some) =>
    together(
      some.flatMap(([before, elements, after, margin, key]) => [
        margin,
        "{",
        ...before.flatMap(([name, value]) => [margin, name, ":", margin, value, ","]),
        key,
        margin,
        ":[",
        ...elements.flatMap(([left, event, right], i) => [i > 0 ? "," : "", left, { event: event.trim() }, right]),
        margin,
        "]",
        ...after.flatMap(([name, value]) => [",", margin, name, margin, ":", value]),
        margin,
        "}",
      ]),
    ),
  );

describe.each([
  ["concat", "concat" as const, documents],
  ["records", RECORDS, envelopes],
] as const)("generated %s", (_name, framing, inputs) => {
  const alone = new Matcher(program);
  const cutting = fc.record({
    cuts: fc.array(fc.nat({ max: 1 << 20 }), { maxLength: 6 }),
    chunkBytes: fc.integer({ min: 64, max: 500 }),
    validation: fc.constantFrom(...VALIDATIONS),
  });

  it("every event is found where it is, and judged as it is alone", () => {
    fc.assert(
      fc.property(inputs, cutting, ({ text, offsets }, { cuts, chunkBytes, validation }) => {
        const bytes = bytesOf(text);
        const chunks = cutAt(
          bytes,
          cuts.map((cut) => cut % (bytes.length + 1)),
        );
        using matcher = new Matcher(program, { chunkBytes, validation });
        const { seen, stats } = frame(matcher, chunks, framing);
        expect(seen.map((one) => Number(one.split(":")[1]))).toEqual(offsets);
        for (const one of seen) {
          const [, offset, length, rules] = /:(\d+):(\d+):(.*)$/.exec(one) ?? [];
          const event = bytes.subarray(Number(offset), Number(offset) + Number(length));
          expect(
            alone
              .match(event)
              .map(({ rule }) => rule)
              .join(","),
          ).toBe(rules);
        }
        expect(stats.lines).toBe(text === "" ? 0 : text.split("\n").length - (text.endsWith("\n") ? 1 : 0));
      }),
      { numRuns: 300 },
    );
  });

  it("damage is the same wherever the input is cut", () => {
    fc.assert(
      fc.property(
        damage(inputs.map(({ text }) => Buffer.from(text))),
        cutting,
        (bytes, { cuts, chunkBytes, validation }) => {
          const options = { maxDepth: 4, maxEventBytes: 150, validation };
          using matcher = new Matcher(program, options);
          using small = new Matcher(program, { ...options, chunkBytes });
          const whole = frame(matcher, [bytes], framing);
          const chunks = cutAt(
            bytes,
            cuts.map((cut) => cut % (bytes.length + 1)),
          );
          expect(frame(small, chunks, framing)).toEqual(whole);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("no byte is told of twice, and of documents every one", () => {
    fc.assert(
      fc.property(damage(inputs.map(({ text }) => Buffer.from(text))), (bytes) => {
        let end = 0;
        const left: number[] = [];
        for (const one of frame(alone, [bytes], framing).seen) {
          const [, offset, length] = /:(\d+):(\d+)/.exec(one) ?? [];
          // A document without records is told of when it has ended.
          if (!one.endsWith("no-records")) expect(Number(offset)).toBeGreaterThanOrEqual(end);
          left.push(...bytes.subarray(end, Number(offset)));
          end = Number(offset) + Number(length);
        }
        left.push(...bytes.subarray(end));
        if (framing === "concat")
          expect(left.filter((byte) => !" \n\r\t".includes(String.fromCharCode(byte)))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

describe("a document that breaks off", () => {
  const pretty = (a: number): string => JSON.stringify({ a, list: [{ x: "y" }, [1, "z"]], s: "é{" }, null, 2);

  it("costs only itself, unless a value may follow: then the next one, too", () => {
    using matcher = new Matcher(program);
    const torn = bytesOf(pretty(3));
    for (let length = 1; length < torn.length; length++) {
      const text = Buffer.concat([
        bytesOf(`${pretty(1)}\n`),
        torn.subarray(0, length),
        bytesOf(`\n${pretty(2)}\n${pretty(2)}\n`),
      ]);
      const { seen } = frame(matcher, [text], "concat");
      const mayGoOn = /[[,:]\s*$/.test(Buffer.from(torn.subarray(0, length)).toString());
      expect(seen.filter((one) => !one.includes("!"))).toHaveLength(mayGoOn ? 2 : 3);
      expect(seen.filter((one) => one.includes("!"))).toHaveLength(1);
    }
  });
});

describe("framings that there are not", () => {
  it.each([
    ["a name", "lines", "invalid-argument"],
    ["nothing", null, "invalid-argument"],
    ["no path", { records: 1 }, "invalid-argument"],
    ["a path with an index", { records: "a[0]" }, "invalid-argument"],
    ["a path that is none", { records: "a..b" }, "invalid-path"],
  ])("%s", (_name, framing, code) => {
    using matcher = new Matcher(program);
    expect(() => matcher.scanner({}, { framing: framing as Framing })).toThrow(expect.objectContaining({ code }));
  });
});

describe("one envelope of 64 MB", () => {
  it("needs memory for a piece and an event", () => {
    using matcher = new Matcher(program);
    const records = bytesOf(`{"a":2,"x":"${"x".repeat(1000)}"},\n`.repeat(250));
    let matches = 0;
    const scanner = matcher.scanner(() => matches++, { framing: RECORDS });
    scanner.write(bytesOf(`{"x":["${"y".repeat(1_000_000)}"],"Records":[`));
    let early = 0;
    const times = 250;
    for (let i = 0; i < times; i++) {
      scanner.write(records);
      if (i === 2) early = matcher.totals.memoryBytes;
    }
    scanner.write(bytesOf('{"a":2}]}'));
    const stats = scanner.end();
    expect(stats.bytes).toBeGreaterThan(64_000_000);
    expect(stats).toMatchObject({ events: 250 * times + 1, refused: 0, matches: 2 * (250 * times + 1) });
    expect(matches).toBe(stats.matches);
    expect(matcher.totals.memoryBytes).toBe(early);
    expect(early).toBeLessThan(8 * 256 * 1024 + 1_000_000);
  });
});
