// Loads and compiles a pack in a fresh process and writes programs of it: `node pack.mjs FOLDER LOG-TYPE OUT EVENTS`. Prints what it
// measured as JSON. Some events are judged by rule() alone, too: a program that says something else throws.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "../../dist/formats/panther/index.js";
import { compile, Matcher } from "../../dist/index.js";
import { timed } from "../timed.mjs";

/** One event of so many is judged twice. */
const STRIDE = 400;

const [, , folder, logType, out, eventsFile] = process.argv;
let loaded;
const loadSeconds = timed(() => {
  loaded = load(folder);
});
let whole;
const compileSeconds = timed(() => {
  whole = compile(loaded.rules).program;
});
writeFileSync(join(out, "pack.bin"), whole.bytes);

const lanes = {};
for (const { lane, unguarded } of loaded.lanes) {
  const name = unguarded ? "without a guard" : lane;
  lanes[name] = (lanes[name] ?? 0) + 1;
}
const ofType = loaded.lanes.filter(({ rule }) => rule?.enabled && rule.logTypes.includes(logType));
const groups = [
  { name: "compiled", title: "compiled", of: ({ lane }) => lane === "compiled", list: false },
  { name: "guarded", title: "guarded", of: ({ lane, unguarded }) => lane === "guarded" && !unguarded, list: false },
  { name: "unguarded", title: "without a guard", of: ({ unguarded }) => unguarded, list: true },
  { name: "both", title: "compiled and guarded", of: ({ unguarded }) => !unguarded, list: false },
].flatMap(({ of, list, ...group }) => {
  const rules = ofType.filter(of).map(({ rule }) => rule);
  if (rules.length === 0) return [];
  writeFileSync(join(out, `${group.name}.bin`), compile(rules).program.bytes);
  return [{ ...group, rules: rules.length, ids: list ? rules.map(({ id }) => id) : [] }];
});
const checked = check();
process.stdout.write(
  JSON.stringify({ loadSeconds, compileSeconds, programBytes: whole.bytes.length, lanes, groups, checked }),
);

/** Holds a program of the log type's rules against one whose conditions let all through to rule(); gives how many verdicts agreed. */
function check() {
  const rules = ofType.map(({ rule }) => rule);
  const asking = rules.map(({ host, ...rule }) => {
    return { ...rule, condition: { type: "and", children: [] }, host: { ...host, decides: true, certain: undefined } };
  });
  const [judge, python] = [rules, asking].map((some) => new Matcher(compile(some).program, { hosts: [loaded.host] }));
  const lines = readFileSync(eventsFile, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  let verdicts = 0;
  for (let at = 0; at < lines.length; at += STRIDE) {
    const [found, says] = [judge, python].map((one) =>
      one
        .match(lines[at], { logType })
        .map(({ rule }) => rule)
        .join(),
    );
    if (found !== says) throw new Error(`event ${at}: expected matches of ${says}, found ${found}`);
    verdicts += rules.length;
  }
  return verdicts;
}
