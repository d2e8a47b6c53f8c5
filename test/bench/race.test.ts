import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { bench, type Counts, type RuleSet } from "./bench.js";

const { absence, contenders, expectedCounts, race } = bench;
const EVENTS = fileURLToPath(new URL("../../examples/logs/cloudtrail.ndjson", import.meta.url));

let expected: Readonly<Record<RuleSet, Counts>>;
beforeAll(() => {
  expected = expectedCounts(readFileSync(EVENTS));
});

describe.each(contenders)("$name", (contender) => {
  const missing = absence(contender);

  it.skipIf(missing !== undefined)(`sees what is expected${missing ? ` (${missing})` : ""}`, async () => {
    const seconds = await race([contender], { events: EVENTS, expected, rounds: 2, milliseconds: 1 });
    expect(seconds.get(contender.name)).toHaveLength(2);
    for (const time of seconds.get(contender.name) ?? []) expect(time).toBeGreaterThan(0);
  });
});

it.each(["events", "refused", "matches"] as const)("a pass that sees other %s ends the race", async (count) => {
  const wrong = { ...expected.one, [count]: expected.one[count] + 1 };
  const racers = contenders.filter(({ name }) => name === "closures");
  const options = { events: EVENTS, expected: { one: wrong }, rounds: 1, milliseconds: 1 };
  await expect(race(racers, options)).rejects.toThrow("closures: a pass saw other counts than expected");
});

it("needs a round", async () => {
  await expect(race([], { events: EVENTS, expected: {}, rounds: Number.NaN, milliseconds: 1 })).rejects.toThrow(
    "expected at least one round",
  );
});
