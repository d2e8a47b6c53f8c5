import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { type MatchedEvent, matchStream } from "../../src/adapters/streams.js";
import { compile, field, Matcher, type Refusal } from "../../src/index.js";

const RULES = [
  { id: "Stop", condition: field("name").eq("stöp😀"), outputs: [{ segments: [{ type: "key", name: "n" } as const] }] },
  { id: "Named", condition: field("name").startsWith("st") },
];
const STOP = '{"name":"stöp😀","n":9007199254740993}';
const INPUT = Buffer.from(`{"name":"x"}\r\n\n${STOP}\r\n{"name":"start"}\n{"torn\n${STOP}`);

function matcher(): Matcher {
  return new Matcher(compile(RULES).program);
}

function source(chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return ReadableStream.from(chunks) as ReadableStream<Uint8Array>;
}

async function toArray<T>(stream: ReadableStream<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

function plain({ bytes, rules, line, offset }: MatchedEvent) {
  return { text: Buffer.from(bytes).toString(), rules, line, offset };
}

const EXPECTED = [
  { text: STOP, rules: ["Stop", "Named"], line: 3, offset: 15 },
  { text: '{"name":"start"}', rules: ["Named"], line: 4, offset: 15 + Buffer.byteLength(STOP) + 2 },
  { text: STOP, rules: ["Stop", "Named"], line: 6, offset: INPUT.length - Buffer.byteLength(STOP) },
];

describe("events", () => {
  test("come out the same wherever the input is cut", async () => {
    const shared = matcher();
    for (let cut = 0; cut <= INPUT.length; cut++) {
      const chunks = [INPUT.subarray(0, cut), INPUT.subarray(cut)];
      const events = await toArray(source(chunks).pipeThrough(matchStream(shared)));
      expect(events.map(plain), `cut at ${cut}`).toEqual(EXPECTED);
    }
  });

  test("come out the same byte by byte", async () => {
    const chunks = Array.from(INPUT, (_, at) => INPUT.subarray(at, at + 1));
    const events = await toArray(source(chunks).pipeThrough(matchStream(matcher())));
    expect(events.map(plain)).toEqual(EXPECTED);
  });

  test("may be records of envelopes", async () => {
    const input = Buffer.from(`{"Records":[{"name":"x"},${STOP}]}{"Records":[${STOP}]}`);
    const stream = source([input.subarray(0, 30), input.subarray(30)]);
    const events = await toArray(stream.pipeThrough(matchStream(matcher(), { framing: { records: "Records" } })));
    expect(events.map((event) => [event.record, event.offset, Buffer.from(event.bytes).toString()])).toEqual([
      [1, input.indexOf(STOP), STOP],
      [0, input.lastIndexOf(STOP), STOP],
    ]);
  });

  test("own their bytes and matches, whatever becomes of the chunk", async () => {
    const chunk = new Uint8Array(INPUT);
    const [first] = await toArray(source([chunk]).pipeThrough(matchStream(matcher())));
    chunk.fill(0);
    expect(first?.matches.map((match) => [match.rule, match.raw("n"), match.line])).toEqual([
      ["Stop", "9007199254740993", 3],
      ["Named", "9007199254740993", 3],
    ]);
    expect(first && plain(first)).toEqual(EXPECTED[0]);
  });

  test("with `all` those without a match come too", async () => {
    const events = await toArray(source([INPUT]).pipeThrough(matchStream(matcher(), { all: true })));
    expect(events.map(({ line, rules }) => [line, rules.length])).toEqual([
      [1, 0],
      [3, 2],
      [4, 1],
      [6, 2],
    ]);
    expect(events[0]?.matches).toEqual([]);
  });

  test("refused lines are reported and do not go on", async () => {
    const refused: Refusal[] = [];
    const stream = matchStream(matcher(), { onRefused: (refusal) => refused.push(refusal) });
    await toArray(source([INPUT]).pipeThrough(stream));
    expect(refused).toEqual([{ code: "unterminated-string", line: 5, offset: INPUT.indexOf('{"torn'), length: 6 }]);
  });

  test("streams share a matcher without mixing", async () => {
    const shared = matcher();
    const streams = [matchStream(shared), matchStream(shared)];
    const results = streams.map((stream) => toArray(stream.readable));
    const writers = streams.map((stream) => stream.writable.getWriter());
    for (let at = 0; at < INPUT.length; at += 5) {
      for (const writer of writers) await writer.write(INPUT.subarray(at, at + 5));
    }
    for (const writer of writers) await writer.close();
    for (const events of await Promise.all(results)) expect(events.map(plain)).toEqual(EXPECTED);
  });
});

describe("flow", () => {
  test("a slow reader holds the source back, and nothing is lost", async () => {
    const line = Buffer.from(`${STOP}\n`);
    const chunk = Buffer.concat(Array.from({ length: 1000 }, () => line));
    let pulled = 0;
    const chunks = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          if (++pulled > 20) controller.close();
          else controller.enqueue(chunk);
        },
      },
      { highWaterMark: 0 },
    );
    const reader = chunks.pipeThrough(matchStream(matcher())).getReader();
    let events = 0;
    for (; events < 500; events++) await reader.read();
    await wait(20);
    // Half of the first chunk was read: at most the next one waits.
    expect(pulled).toBeLessThanOrEqual(2);
    for (let next = await reader.read(); !next.done; next = await reader.read()) events++;
    expect(events).toBe(20_000);
  });

  test("an abort ends both sides and leaves the matcher usable", async () => {
    const shared = matcher();
    const abort = new AbortController();
    let cancelled: unknown;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(INPUT),
      cancel: (reason) => {
        cancelled = reason;
      },
    });
    let seen = 0;
    const sink = new WritableStream<MatchedEvent>({
      write: () => {
        if (++seen === 10) abort.abort(new Error("enough"));
      },
    });
    const done = endless.pipeThrough(matchStream(shared)).pipeTo(sink, { signal: abort.signal });
    await expect(done).rejects.toThrow("enough");
    await wait(10);
    expect(cancelled).toEqual(new Error("enough"));
    expect(shared.test(STOP)).toBe(true);
  });

  test.each([
    ["of the source", () => matchStream(matcher()), true],
    [
      "of onRefused",
      () =>
        matchStream(matcher(), {
          onRefused: () => {
            throw new Error("broken");
          },
        }),
      false,
    ],
  ])("an error %s comes out", async (_, make, failing) => {
    const chunks = new ReadableStream<Uint8Array>({
      pull: (controller) => (failing ? controller.error(new Error("broken")) : controller.enqueue(INPUT)),
    });
    await expect(toArray(chunks.pipeThrough(make()))).rejects.toThrow("broken");
  });

  test("an empty stream has no events", async () => {
    expect(await toArray(source([]).pipeThrough(matchStream(matcher())))).toEqual([]);
    expect(await toArray(source([new Uint8Array(0)]).pipeThrough(matchStream(matcher())))).toEqual([]);
  });
});
