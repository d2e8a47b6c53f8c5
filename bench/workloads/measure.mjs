// One workload in a process of its own: `node --single-threaded measure.mjs NAME ROUNDS`. Prints what it measured as JSON. Times are CPU
// seconds, which other processes do not add to. Every pass of the matcher must see the same events and matches, and on a
// sample the matches must be those of a judge that is not the matcher.

import assert from "node:assert/strict";
import { compile, Matcher } from "../../dist/index.js";
import { linesOf } from "../lines.mjs";
import { timed } from "../timed.mjs";
import { sample, workloadsOf } from "./index.mjs";
import { judgeFor, rulesFor } from "./judge.mjs";

/** Share of the events that are judged slowly as well. */
const SAMPLE = 0.02;
/** How often one rule is changed, and all are compiled again. */
const RECOMPILED = 5;
/** How often all rules are compiled once the compiler is warm; what `JSON.parse` is compared with is warm, too. */
const COMPILED = 5;
/** Passes that are not timed. */
const WARM_UP = 2;

const [, , name, rounds] = process.argv;
const [workload] = workloadsOf([name]);
const lines = linesOf(workload.events());
const { bytes, options } = frame(workload);
const rules = rulesFor(workload);
const judge = judgeFor(workload);

let compiled;
const compileSeconds = timed(() => {
  compiled = compile(rules, { strict: true });
});
const { program } = compiled;
const changed = rules.with(-1, { ...rules.at(-1), id: "changed" });
const recompileSeconds = Array.from({ length: RECOMPILED }, (_, round) =>
  timed(() => {
    compiled = compiled.recompile(round % 2 === 0 ? changed : rules);
  }),
);
assert.equal(Buffer.compare(compiled.recompile(rules).program.bytes, program.bytes), 0);
compiled = undefined;
const matcher = new Matcher(program, workload.options);
const checked = check();
if (workload.records !== undefined) checkRecords();

const parse = () => {
  for (const line of lines) JSON.parse(line);
};
const seen = [];
const plain = workload.costs && new Matcher(program);
const scan = (matcher) => {
  let matches = 0;
  const report = () => {
    matches++;
  };
  const { events, refused } = matcher.scan(bytes, report, options);
  seen.push({ events, refused, matches });
};

for (let round = 0; round < WARM_UP; round++) {
  parse();
  scan(matcher);
  if (plain) scan(plain);
}
const parseSeconds = [];
const scanSeconds = [];
const plainSeconds = [];
for (let round = 0; round < Number(rounds); round++) {
  parseSeconds.push(timed(parse));
  scanSeconds.push(timed(() => scan(matcher)));
  if (plain) plainSeconds.push(timed(() => scan(plain)));
}
const warmCompileSeconds = Array.from({ length: COMPILED }, () => timed(() => compile(rules, { strict: true })));
for (const counts of seen) assert.deepEqual(counts, { events: lines.length, refused: 0, matches: seen[0].matches });

process.stdout.write(
  JSON.stringify({
    rules: rules.length,
    events: lines.length,
    bytes: bytes.length,
    matches: seen[0].matches,
    checked,
    parseSeconds,
    scanSeconds,
    plainSeconds,
    compileSeconds,
    warmCompileSeconds,
    recompileSeconds,
    programBytes: program.bytes.length,
    memoryBytes: matcher.totals.memoryBytes,
  }),
);

/** The bytes that are scanned, and how. */
function frame({ records }) {
  if (records === undefined) return { bytes: Buffer.from(`${lines.join("\n")}\n`), options: {} };
  const bytes = Buffer.from(`{${JSON.stringify(records)}:[${lines.join(",")}]}`);
  return { bytes, options: { framing: { records } } };
}

/** Compares the matches of records with those of the same events as lines. */
function checkRecords() {
  const ofLines = [];
  const ofRecords = [];
  matcher.scan(Buffer.from(lines.join("\n")), ({ line, index }) => ofLines.push([line - 1, index]));
  matcher.scan(bytes, ({ record, index }) => ofRecords.push([record, index]), options);
  assert.deepEqual(ofRecords, ofLines, `${name}: records and lines disagree`);
}

/** Compares matcher and judge on the sample, and gives how many events and matches it saw. */
function check() {
  let matches = 0;
  const chosen = sample(lines.length, SAMPLE);
  for (const index of chosen) {
    const found = matcher.match(lines[index]).map((match) => match.index);
    assert.deepEqual(found, judge(lines[index]), `${name}: event ${index + 1}: matcher and judge disagree`);
    matches += found.length;
  }
  return { events: chosen.size, matches };
}
