// Writes NDJSON in CloudTrail's shape for those who have no log of their own: `node bench/make-events.mjs FILE [MEGABYTES]`.
// All of it is invented by the generator of the example logs; the same seed and size give the same bytes.

import { writeFileSync } from "node:fs";
import { Account } from "../examples/logs/account.mjs";
import { damage } from "../examples/logs/damage.mjs";
import { intrusion } from "../examples/logs/intrusion.mjs";
import { Random } from "../examples/logs/random.mjs";
import { ordinaryCall } from "../examples/logs/traffic.mjs";

/** One call in so many is an incident: about what a rule pack that is worth running finds. */
const INCIDENT_EVERY = 50;

/**
 * At least `size` bytes of whole events.
 *
 * @param {{ size?: number, seed?: number }} [options] size in bytes, by default 20 MB
 * @returns {Buffer}
 */
export function makeEvents({ size = 20_000_000, seed = 53 } = {}) {
  const random = new Random(seed);
  const account = new Account(random, Date.parse("2024-01-01T00:00:00Z"));
  const incidents = [...intrusion, ...damage];
  const lines = [];
  for (let length = 0; length < size; ) {
    const call = random.below(INCIDENT_EVERY) === 0 ? random.pick(incidents) : ordinaryCall(random);
    const line = Buffer.from(`${textOf(account.record(call))}\n`);
    lines.push(line);
    length += line.length;
  }
  return Buffer.concat(lines);
}

/** JSON text of a record. A string `number:DIGITS` stands for a number that JavaScript cannot hold. */
function textOf(record) {
  return JSON.stringify(record).replace(/"number:([0-9.eE+-]+)"/g, "$1");
}

if (import.meta.filename === process.argv[1]) {
  const [, , file, megabytes = "20"] = process.argv;
  if (!file) throw new Error("expected: node bench/make-events.mjs FILE [MEGABYTES]");
  writeFileSync(file, makeEvents({ size: Number(megabytes) * 1_000_000 }));
}
