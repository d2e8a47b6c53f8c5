import { PassThrough, Writable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { unpack } from "../../src/cli/input.js";
import { measure, spread } from "../../src/cli/measure.js";
import { coloursFor, count, Output, printable } from "../../src/cli/output.js";
import { Progress } from "../../src/cli/progress.js";

describe("unpack", () => {
  const text = Buffer.from('{"name":"ä"}\n'.repeat(50));
  const zipped = gzipSync(text);

  async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }

  test.each([1, 2, 3, 7, 1_000_000])("gzip in pieces of %i bytes", async (size) => {
    expect(await buffer(unpack(pieces(zipped, size)))).toEqual(text);
  });

  test.each([1, 2, 3, zipped.length - 1, zipped.length, zipped.length + 1])(
    "members in pieces of %i bytes",
    async (size) => {
      const members = Buffer.concat([zipped, gzipSync(""), zipped]);
      expect(await buffer(unpack(pieces(members, size)))).toEqual(Buffer.concat([text, text]));
    },
  );

  test.each([
    ["nothing", []],
    ["one byte", [0x1f]],
    ["the first two bytes of gzip", [0x1f, 0x8b]],
    ["another method", [0x1f, 0x8b, 0x07, 0x00]],
    ["text", [...text]],
  ])("%s passes through", async (_, bytes) => {
    for (const size of [1, 2, 100])
      expect([...(await buffer(unpack(pieces(Buffer.from(bytes), size))))]).toEqual(bytes);
  });

  test("a torn stream gives what there is, then fails", async () => {
    const large = Buffer.from(Array.from({ length: 1_000_000 }, (_, i) => (i * i) >> 3));
    const torn = gzipSync(large);
    let seen = 0;
    const read = async (): Promise<void> => {
      for await (const chunk of unpack(pieces(torn.subarray(0, torn.length - 100), 4096))) seen += chunk.length;
    };
    await expect(read()).rejects.toThrow("unexpected end of file");
    expect(seen).toBeGreaterThan(0);
  });

  test("a reader that stops early ends the source", async () => {
    let ended = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield* pieces(zipped, 10);
      } finally {
        ended = true;
      }
    }
    for await (const _ of unpack(source())) break;
    await wait(10);
    expect(ended).toBe(true);
  });
});

describe("output", () => {
  test("waits for a slow reader", async () => {
    const stream = new PassThrough({ highWaterMark: 10 });
    const output = new Output(stream);
    output.line("x".repeat(100));
    let flushed = false;
    const flush = output.flush().then(() => {
      flushed = true;
    });
    await wait(20);
    expect(flushed).toBe(false);
    stream.resume();
    await flush;
    expect(flushed).toBe(true);
  });

  test.each([
    ["EPIPE", true],
    ["ENOSPC", false],
  ])("a write that fails with %s", async (code, quiet) => {
    const stream = new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })) });
    const output = new Output(stream);
    output.line("lost");
    if (quiet) await output.flush();
    else await expect(output.flush()).rejects.toThrow("cannot write: ENOSPC");
    expect(output.closed).toBe(quiet);
    output.line("goes nowhere");
  });

  test.each([
    [{ isTTY: true }, {}, true],
    [{ isTTY: false }, {}, false],
    [{}, { CI: "true" }, false],
    [{ isTTY: true }, { NO_COLOR: "1" }, false],
    [{ isTTY: true }, { NO_COLOR: "" }, true],
    [{ isTTY: true }, { TERM: "dumb" }, false],
    [{ isTTY: true }, { FORCE_COLOR: "0" }, false],
    [{}, { FORCE_COLOR: "1" }, true],
    [{}, { FORCE_COLOR: "1", NO_COLOR: "1" }, false],
  ])("colours of %j under %j", (stream, env, expected) => {
    expect(coloursFor(stream, env).red("x") !== "x").toBe(expected);
  });

  test("printable escapes what a terminal obeys and keeps the rest", () => {
    expect(printable("a\u001b[31m\n\u009b\u202e\u2028\ud800é😀")).toBe(
      "a\\u001b[31m\\u000a\\u009b\\u202e\\u2028\\ud800é😀",
    );
    expect(printable("\u{e0041}")).toBe("\\udb40\\udc41");
  });

  test("counts in words", () => {
    expect([count(1, "match"), count(2, "match"), count(0, "rule"), count(1234, "event")]).toEqual([
      "1 match",
      "2 matches",
      "0 rules",
      "1,234 events",
    ]);
  });
});

describe("progress", () => {
  /** What is written to a terminal. */
  function terminal(isTTY: boolean) {
    const written: string[] = [];
    const stream = new Writable({
      decodeStrings: false,
      write: (chunk, _encoding, done) => {
        written.push(String(chunk));
        done();
      },
    });
    return { stream: Object.assign(stream, { isTTY, columns: 80 }), written };
  }

  test.each([
    ["on a terminal", 10_000_000, true, true],
    ["without a terminal", 10_000_000, false, false],
    ["of an unknown size", undefined, true, false],
  ])("%s", async (_, total, isTTY, shown) => {
    const { stream, written } = terminal(isTTY);
    const progress = new Progress(total, stream);
    progress.add(5_000_000);
    expect(written).toEqual([]);
    await wait(900);
    progress.stop();
    if (shown) expect(written.join("")).toContain("50% of 10.0 MB");
    else expect(written).toEqual([]);
  });

  test("quick work shows none", async () => {
    const { stream, written } = terminal(true);
    const progress = new Progress(10, stream);
    progress.add(10);
    progress.stop();
    await wait(900);
    expect(written).toEqual([]);
  });
});

describe("measure", () => {
  test("runs contenders in turns, each beginning in its turn", () => {
    const order: string[] = [];
    const contender = (name: string) => ({ name, run: () => ({ done: order.push(name) > 0 ? 1 : 0 }) });
    const seconds = measure([contender("a"), contender("b")], 2);
    expect(order).toEqual(["a", "b", "a", "b", "b", "a"]);
    expect([...seconds].map(([name, series]) => [name, series.length])).toEqual([
      ["a", 2],
      ["b", 2],
    ]);
  });

  test("fails if a pass counts something else", () => {
    let events = 0;
    expect(() => measure([{ name: "drifting", run: () => ({ events: events++ }) }], 1)).toThrow(
      'drifting: a pass counted {"events":1}, the first one {"events":0}',
    );
  });

  test("spread is median and quarter marks, of numbers", () => {
    expect(spread([10, 9, 100, 1, 2])).toEqual({ low: 2, median: 9, high: 10 });
    expect(() => spread([])).toThrow(RangeError);
  });
});
