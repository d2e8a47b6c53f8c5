// `sluice bench`: what a rule pack costs on the log at hand.

import { compile, Matcher, type Program, type ScannedEvent, type ScanOptions, type ScanStats } from "../../index.js";
import { EXIT, type ExitCode, UsageError } from "../exit.js";
import { type FramingOptions, scanOptions } from "../framing.js";
import { hostsOf } from "../hosts.js";
import { InputError, readInput } from "../input.js";
import { type Contender, measure, type Spread, spread } from "../measure.js";
import { count, note, Output, printable } from "../output.js";
import { compileSomeRules } from "../rules.js";
import { type SigmaFlags, sigmaOf } from "../sigma.js";

const PASSES = 15;
/** A pass goes over a short log several times, until it has seen this many bytes. */
const PASS_BYTES = 8e6;
const NEWLINE = 0x0a;

const RULES = "rules";
const STRUCTURE = "structure";
const JSON_PARSE = "JSON.parse";

export interface BenchOptions extends FramingOptions, SigmaFlags {
  readonly rules: readonly string[];
  /** How much of the log is used, in MB. */
  readonly megabytes: number;
  readonly json?: true;
}

/** A log in memory. */
interface Log {
  readonly bytes: Uint8Array;
  readonly framing: ScanOptions;
  /** The events that were judged and that `JSON.parse` takes, as ready-made strings. */
  readonly texts: readonly string[];
  /** Bytes of these events. */
  readonly textBytes: number;
  readonly stats: ScanStats;
  /** Reading and unpacking. */
  readonly readSeconds: number;
}

export async function bench(file: string, options: BenchOptions): Promise<ExitCode> {
  if (options.rules.length === 0) throw new UsageError("expected rules (-r)");
  const { program } = await compileSomeRules(options.rules, sigmaOf(options));
  const matcher = new Matcher(program, { hosts: await hostsOf(program) });
  const log = await loadLog(file, options, matcher);
  if (log.texts.length === 0) throw new UsageError(`${printable(file)} has no event`);

  const repeats = Math.ceil(PASS_BYTES / log.bytes.length);
  const contenders = [scanning(RULES, matcher, log, repeats), structure(log, repeats), parsing(log, repeats)];
  const seconds = measure(contenders, PASSES);
  const report = makeReport(file, program, log, (name) => (seconds.get(name) ?? []).map((pass) => pass / repeats));

  const output = new Output();
  output.line(options.json ? JSON.stringify(report) : formatReport(report));
  await output.flush();
  if (!process.execArgv.includes("--single-threaded")) {
    note(
      "JSON.parse varies with V8's parallel collector: for steadier ratios run node --single-threaded $(which sluice) bench …",
    );
  }
  return EXIT.ok;
}

async function loadLog(file: string, options: BenchOptions, matcher: Matcher): Promise<Log> {
  const maxBytes = options.megabytes * 1e6;
  const framing = scanOptions(options);
  const start = performance.now();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of readInput(file)) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > maxBytes) break;
    }
  } catch (error) {
    throw error instanceof InputError ? new UsageError(error.message) : error;
  }
  const all = Buffer.concat(chunks);
  const isLines = framing.framing === "ndjson";
  const bytes = all.subarray(0, isLines && all.length > maxBytes ? all.lastIndexOf(NEWLINE, maxBytes) + 1 : maxBytes);
  const readSeconds = (performance.now() - start) / 1000;

  const texts: string[] = [];
  let textBytes = 0;
  const onEvent = (event: ScannedEvent): void => {
    const text = new TextDecoder().decode(event.bytes);
    if (!parses(text)) return;
    texts.push(text);
    textBytes += event.length;
  };
  const stats = matcher.scan(bytes, { onEvent }, framing);
  return { bytes, framing, texts, textBytes, stats, readSeconds };
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function scanning(name: string, matcher: Matcher, { bytes, framing }: Log, repeats: number): Contender {
  return {
    name,
    run: () => {
      const counts = { events: 0, refused: 0, matches: 0, reported: 0 };
      for (let repeat = 0; repeat < repeats; repeat++) {
        const report = (): void => {
          counts.reported++;
        };
        const { events, refused, matches } = matcher.scan(bytes, report, framing);
        counts.events += events;
        counts.refused += refused;
        counts.matches += matches;
      }
      return counts;
    },
  };
}

/** A scan without rules: copying, finding the structure, and checking that events are whole. */
function structure(log: Log, repeats: number): Contender {
  return scanning(STRUCTURE, new Matcher(compile([]).program), log, repeats);
}

function parsing({ texts }: Log, repeats: number): Contender {
  return {
    name: JSON_PARSE,
    run: () => {
      let objects = 0;
      for (let repeat = 0; repeat < repeats; repeat++) {
        for (const text of texts) if (typeof JSON.parse(text) === "object") objects++;
      }
      return { objects };
    },
  };
}

interface Report {
  readonly file: string;
  readonly rules: number;
  readonly bytes: number;
  readonly events: number;
  readonly refused: number;
  readonly matches: number;
  readonly eventsPerSecond: number;
  readonly gigabytesPerSecond: number;
  readonly jsonParse: { readonly events: number; readonly gigabytesPerSecond: number };
  /** How many times as fast as `JSON.parse`, of the passes side by side. */
  readonly ratio: Spread;
  /** Microseconds an event. `read` is measured once, from a file system that may have it cached. */
  readonly stages: { readonly read: number; readonly structure: number; readonly rules: number };
}

/** `secondsOf` gives what one time over the log took in each pass. */
function makeReport(file: string, program: Program, log: Log, secondsOf: (name: string) => readonly number[]): Report {
  const { bytes, texts, textBytes, stats, readSeconds } = log;
  const scans = secondsOf(RULES);
  const scan = spread(scans).median;
  const empty = spread(secondsOf(STRUCTURE)).median;
  const parses = secondsOf(JSON_PARSE);
  const parse = spread(parses).median;
  const micros = (seconds: number): number => (seconds * 1e6) / stats.events;
  return {
    file,
    rules: program.rules.length,
    bytes: bytes.length,
    events: stats.events,
    refused: stats.refused,
    matches: stats.matches,
    eventsPerSecond: stats.events / scan,
    gigabytesPerSecond: bytes.length / scan / 1e9,
    jsonParse: { events: texts.length, gigabytesPerSecond: textBytes / parse / 1e9 },
    // Per byte, since the two read different amounts where lines were refused.
    ratio: spread(scans.map((seconds, pass) => (parses[pass] ?? parse) / textBytes / (seconds / bytes.length))),
    stages: { read: micros(readSeconds), structure: micros(empty), rules: Math.max(0, micros(scan - empty)) },
  };
}

function formatReport(report: Report): string {
  const { ratio, stages, jsonParse } = report;
  const rows: [name: string, text: string][] = [
    [
      "log",
      `${printable(report.file)}: ${count(report.events, "event")}, ${(report.bytes / 1e6).toFixed(1)} MB, ${report.refused} refused`,
    ],
    ["rules", `${count(report.rules, "rule")}, ${count(report.matches, "match")}`],
    [
      "Sluice",
      `${Math.round(report.eventsPerSecond).toLocaleString("en-US")} events/s, ${report.gigabytesPerSecond.toFixed(2)} GB/s`,
    ],
    ["JSON.parse", `${jsonParse.gigabytesPerSecond.toFixed(2)} GB/s`],
    ["ratio", `${ratio.median.toFixed(1)} times JSON.parse (${ratio.low.toFixed(1)} to ${ratio.high.toFixed(1)})`],
    ["an event", `structure ${stages.structure.toFixed(2)} µs, rules ${stages.rules.toFixed(2)} µs`],
    ["before", `reading and unpacking ${stages.read.toFixed(2)} µs an event`],
  ];
  return rows.map(([name, text]) => `${name.padEnd(12)}${text}`).join("\n");
}
