// Runs the shipper over the example log and checks what comes out: `npm run example:shipper`.
//
// Each line that goes on is one of the input, byte for byte and in its order, and is tagged with exactly the rules that the
// slow evaluator of `sluice/explain` says are true of it.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { buffer, text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { evaluate } from "sluice/explain";
import { load } from "sluice/native";

const shipper = fileURLToPath(new URL("shipper.mjs", import.meta.url));
const packPath = fileURLToPath(new URL("../rules", import.meta.url));
const log = await readFile(new URL("../logs/cloudtrail.ndjson", import.meta.url));

await shipsWhatMatches();
await endsOnSignal();

async function shipsWhatMatches() {
  const { rules } = load(packPath);
  const expected = lines(log).flatMap((line) => {
    const ids = rules
      .filter(({ enabled, condition }) => enabled !== false && evaluate(condition, line))
      .map(({ id }) => id);
    return ids.length === 0 ? [] : [Buffer.concat([Buffer.from(`${JSON.stringify(ids)}\t`), line])];
  });
  assert.ok(expected.length > 0, "the example log should have events that match");

  const process = start();
  const [output, errors] = [buffer(process.stdout), text(process.stderr)];
  // Cut in the middle of lines and of characters.
  for (let at = 0; at < log.length; at += 1009) process.stdin.write(log.subarray(at, at + 1009));
  process.stdin.end();
  const [code] = await once(process, "close");
  assert.equal(code, 0, await errors);
  assert.deepEqual(lines(await output).map(String), expected.map(String));
  assert.ok(Buffer.concat(lines(await output)).equals(Buffer.concat(expected)), "the bytes of a line changed");
  console.log(`shipped ${expected.length} of ${lines(log).length} events, tags and bytes as expected`);
}

async function endsOnSignal() {
  const process = start();
  const [output, errors] = [buffer(process.stdout), text(process.stderr)];
  const closed = once(process, "close");
  process.stdin.write(log);
  // The input stays open. Once something came out, what was written so far has been read.
  await once(process.stdout, "readable");
  process.kill("SIGTERM");
  const [code, signal] = await closed;
  assert.deepEqual([code, signal], [0, null], await errors);
  assert.ok(
    lines(await output).every((line) => line.includes("\t{")),
    "a line was cut",
  );
  assert.match(await errors, /events shipped/);
  console.log("SIGTERM ended it cleanly");
}

function start() {
  return spawn(process.execPath, [shipper, packPath], { stdio: "pipe" });
}

/** Lines without their endings; what follows the last newline is none. */
function lines(bytes) {
  const found = [];
  let start = 0;
  for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
    found.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return found;
}
