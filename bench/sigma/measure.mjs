// One workload in a process of its own: `node --single-threaded measure.mjs NAME ROUNDS`. Prints what it measured as JSON. Times are CPU
// seconds. Every pass must see the same matches; the oracle is asked about every one of them, and on a sample about all rules.

import assert from "node:assert/strict";
import { evaluateRule, parseEvent } from "../../dist/explain/index.js";
import { load } from "../../dist/formats/sigma/index.js";
import { compile, Matcher } from "../../dist/index.js";
import { linesOf } from "../lines.mjs";
import { timed } from "../timed.mjs";
import { sample } from "../workloads/index.mjs";
import { eventsOf, rulesFolder, windowsRules, workloads } from "./index.mjs";

/** Share of the events on which the oracle is asked about all rules: it takes a tenth of a second for an event. */
const SAMPLE = 0.005;
/** Passes that are not timed. */
const WARM_UP = 2;

const [, , name, rounds] = process.argv;
const workload = workloads.find((one) => one.name === name);
const lines = linesOf(eventsOf(workload));
const bytes = Buffer.from(`${lines.join("\n")}\n`);
const rules = windowsRules(load(rulesFolder(), workload.options).rules);
const { program } = compile(rules, { strict: true });
const matcher = new Matcher(program);

const found = new Map();
matcher.scan(bytes, ({ line, index }) => found.set(line - 1, [...(found.get(line - 1) ?? []), index]));
const matches = [...found.values()].flat().length;
const checked = check();

const parse = () => {
  for (const line of lines) JSON.parse(line);
};
const scan = () => {
  let count = 0;
  const stats = matcher.scan(bytes, () => {
    count++;
  });
  assert.deepEqual(
    { events: stats.events, refused: stats.refused, matches: count },
    { events: lines.length, refused: 0, matches },
  );
};
for (let round = 0; round < WARM_UP; round++) {
  parse();
  scan();
}
const parseSeconds = [];
const scanSeconds = [];
for (let round = 0; round < Number(rounds); round++) {
  parseSeconds.push(timed(parse));
  scanSeconds.push(timed(scan));
}

const byRule = new Map();
for (const index of [...found.values()].flat()) byRule.set(index, (byRule.get(index) ?? 0) + 1);

process.stdout.write(
  JSON.stringify({
    rules: rules.length,
    events: lines.length,
    bytes: bytes.length,
    matches,
    matchingEvents: found.size,
    checked,
    parseSeconds,
    scanSeconds,
    programBytes: program.bytes.length,
    memoryBytes: matcher.totals.memoryBytes,
    byRule: [...byRule]
      .sort(([a, many], [b, more]) => more - many || a - b)
      .map(([index, count]) => ({ id: rules[index].id, title: rules[index].title, matches: count })),
  }),
);

/** Compares matcher and oracle, and gives on how many events all rules were compared. */
function check() {
  const whole = sample(lines.length, SAMPLE);
  for (const [index, line] of lines.entries()) {
    const reported = found.get(index) ?? [];
    if (!whole.has(index) && reported.length === 0) continue;
    const event = parseEvent(line);
    const asked = whole.has(index) ? [...rules.keys()] : reported;
    const held = asked.filter((rule) => evaluateRule(rules[rule], event));
    assert.deepEqual(reported, held, `${name}: event ${index + 1}: matcher and oracle disagree`);
  }
  return whole.size;
}
