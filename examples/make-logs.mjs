// Writes the example logs: `node examples/make-logs.mjs [FOLDER]`, by default into examples/logs. Everything in them is
// invented. The same seed gives the same bytes, so the logs can be read, changed here and reviewed as a diff.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { Account } from "./logs/account.mjs";
import { damage } from "./logs/damage.mjs";
import { intrusion } from "./logs/intrusion.mjs";
import { Random } from "./logs/random.mjs";
import { ordinaryCall } from "./logs/traffic.mjs";

const folder = process.argv[2] ?? join(import.meta.dirname, "logs");

const recent = log({ seed: 2024, start: "2024-05-14T06:00:00Z", ordinary: 262, every: 1 });
const archive = log({ seed: 1977, start: "2024-04-02T06:00:00Z", ordinary: 190, every: 4 });
writeFileSync(join(folder, "cloudtrail.ndjson"), recent);
writeFileSync(join(folder, "cloudtrail-archive.ndjson.gz"), gzipSync(archive, { level: 9 }));

/** NDJSON text of `ordinary` calls, with one in `every` of the incidents scattered among them. */
function log({ seed, start, ordinary, every }) {
  const random = new Random(seed);
  const account = new Account(random, Date.parse(start));
  const calls = Array.from({ length: ordinary }, () => ordinaryCall(random));
  for (const [index, incident] of [...intrusion, ...damage].entries()) {
    if (index % every === 0) calls.splice(random.below(calls.length), 0, incident);
  }
  return calls.map((call) => `${line(account.record(call))}\n`).join("");
}

/** JSON text of a record. A string `number:DIGITS` stands for a number that JavaScript cannot hold. */
function line(record) {
  return JSON.stringify(record).replace(/"number:([0-9.eE+-]+)"/g, "$1");
}
