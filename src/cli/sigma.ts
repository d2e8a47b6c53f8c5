// The options for Sigma rules: how events look, and what is known of their log source.

import { InvalidArgumentError, Option } from "commander";
import type { ShippedPipeline, SigmaOptions } from "../formats/sigma/index.js";

export interface SigmaFlags {
  readonly pipeline?: NonNullable<SigmaOptions["pipeline"]> | "none";
  readonly logSource?: SigmaOptions["logSource"];
}

/** How logs look unless it is said otherwise. */
const DEFAULT_PIPELINE = "windows";
/** Those of `sluice/sigma`, which is loaded only when rules are. */
const PIPELINES = Object.keys({
  windows: true,
  evtx: true,
  ecs: true,
  "winlogbeat-6": true,
  cloudtrail: true,
} satisfies Record<ShippedPipeline, true>);
const PARTS = ["product", "category", "service"] as const;

/** `--pipeline` and `--log-source`. */
export function sigmaFlags(): [Option, Option] {
  return [
    new Option(
      "--pipeline <name>",
      "for Sigma rules: how events look, and so which are of a log source; none: every rule looks at every event",
    )
      .choices([...PIPELINES, "none"])
      .default(DEFAULT_PIPELINE),
    new Option(
      "--log-source <parts>",
      "for Sigma rules: the log source of all events, product=windows,category=process_creation: what it says is not tested",
    ).argParser(readLogSource),
  ];
}

/** These options alone, of all that a command has. */
export function sigmaOf({ pipeline, logSource }: SigmaFlags): SigmaFlags {
  return { ...(pipeline !== undefined && { pipeline }), ...(logSource !== undefined && { logSource }) };
}

/** What `load` of `sluice/sigma` takes. */
export function sigmaLoadOptions({ pipeline = DEFAULT_PIPELINE, logSource }: SigmaFlags): SigmaOptions {
  return { ...(pipeline !== "none" && { pipeline }), ...(logSource && { logSource }) };
}

function readLogSource(text: string): NonNullable<SigmaOptions["logSource"]> {
  const source: { -readonly [K in (typeof PARTS)[number]]?: string } = {};
  for (const piece of text.split(",")) {
    const [name = "", value = "", ...rest] = piece.split("=");
    const part = PARTS.find((one) => one === name.trim());
    if (part === undefined || value.trim() === "" || rest.length > 0 || source[part] !== undefined) {
      throw new InvalidArgumentError(
        "Expected product=…, category=… and service=…, each at most once, with commas between.",
      );
    }
    source[part] = value.trim();
  }
  return source;
}
