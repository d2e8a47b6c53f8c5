// How a log is cut into events, and of which log type they are, on the command line.

import { Option } from "commander";
import type { ScanOptions } from "../index.js";

/** What the options give. */
export interface FramingOptions {
  readonly framing?: "ndjson" | "concat";
  /** Path of the array in each document. */
  readonly records?: string;
  /** Of all events. */
  readonly logType?: string;
}

/** The options that say how a log is cut into events. */
export function framingOptions(): readonly [framing: Option, records: Option] {
  const framing = new Option("--framing <kind>", "ndjson: one event a line; concat: one JSON document after another")
    .choices(["ndjson", "concat"])
    .conflicts("records");
  const records = new Option(
    "--records <path>",
    "events are the elements of the array at this path in each document, such as Records in files of CloudTrail",
  );
  return [framing, records];
}

/** The options as scans take them. */
export function scanOptions({ framing = "ndjson", records, logType }: FramingOptions): ScanOptions {
  return { framing: records === undefined ? framing : { records }, logType };
}
