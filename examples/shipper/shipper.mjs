// A log shipper: NDJSON on standard input, and only the events that a rule matches go on to standard output, tagged.
//
//   node examples/shipper/shipper.mjs RULES… < events.ndjson > matched.tsv
//
// A line of the output is the ids of the rules as a JSON array, a tab, and the event's bytes as they came:
//
//   ["AWS.CloudTrail.Stopped"]<TAB>{"eventName":"StopLogging",…}
//
// No id holds a raw tab, so `cut -f2-` gives the events back, byte for byte. Lines that are no events are reported on standard
// error. SIGINT or SIGTERM ends the input: what was read until then still goes out. A second signal ends the process.

import { Writable } from "node:stream";
import { ReadableStream, TransformStream } from "node:stream/web";
import { compile, formatDiagnostic, Matcher } from "sluice";
import { load } from "sluice/native";
import { matchStream } from "sluice/streams";

const paths = process.argv.slice(2);
if (paths.length === 0) {
  console.error("usage: shipper.mjs RULES... < events.ndjson > matched.tsv");
  process.exit(2);
}

const { rules, diagnostics } = load(paths);
const { program, diagnostics: refusedRules } = compile(rules);
for (const diagnostic of [...diagnostics, ...refusedRules]) console.error(formatDiagnostic(diagnostic));
if (program.rules.length === 0) {
  console.error("no rules to run");
  process.exit(2);
}

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stop.abort());

const totals = { read: 0, shipped: 0, refused: 0 };
try {
  await readUntil(stop.signal, process.stdin)
    .pipeThrough(
      matchStream(new Matcher(program), {
        onRefused: ({ line, offset, code }) => {
          totals.refused++;
          console.error(`line ${line}, byte ${offset}: refused: ${code}`);
        },
      }),
    )
    .pipeThrough(new TransformStream({ transform: tag }))
    .pipeTo(Writable.toWeb(process.stdout));
} catch (error) {
  // Whoever reads the output may have had enough.
  if (error.code !== "EPIPE") throw error;
}
console.error(`${totals.read} bytes read, ${totals.shipped} events shipped, ${totals.refused} lines refused`);

/** @type {import("node:stream/web").TransformerTransformCallback<import("sluice/streams").MatchedEvent, Uint8Array>} */
function tag({ rules, bytes }, controller) {
  totals.shipped++;
  controller.enqueue(Buffer.concat([Buffer.from(`${JSON.stringify(rules)}\t`), bytes, Buffer.from("\n")]));
}

/**
 * A stream's bytes until it ends or the signal comes; an abort is an ordinary end, so that what was read goes all the way through.
 * Nothing is read that nobody asked for.
 *
 * @param {AbortSignal} signal
 * @param {import("node:stream").Readable} source
 */
function readUntil(signal, source) {
  return new ReadableStream(
    {
      start: (controller) => {
        let open = true;
        const end = () => {
          if (open) controller.close();
          open = false;
        };
        source.on("data", (chunk) => {
          if (!open) return;
          totals.read += chunk.length;
          controller.enqueue(chunk);
          if (controller.desiredSize <= 0) source.pause();
        });
        source.once("end", end);
        source.once("error", (error) => {
          if (open) controller.error(error);
          open = false;
        });
        signal.addEventListener("abort", () => {
          end();
          source.destroy();
        });
        source.pause();
      },
      pull: () => {
        source.resume();
      },
      cancel: () => {
        source.destroy();
      },
    },
    { highWaterMark: 1 },
  );
}
