// The options for Sigma rules: how events look, and what is known of their log source.

import { existsSync } from "node:fs";
import { InvalidArgumentError, Option } from "commander";
import type { ShippedPipeline, SigmaOptions } from "../formats/sigma/index.js";

export interface SigmaFlags {
  /** Names of shipped pipelines, `none`, or files, as they were given; none given: the default. */
  readonly pipeline?: readonly string[];
  readonly logSource?: SigmaOptions["logSource"];
}

export type PipelineName = ShippedPipeline | "none";

/** How logs look unless it is said otherwise. */
export const DEFAULT_PIPELINE: ShippedPipeline = "windows";
/** Those of `sluice/sigma`, which is loaded only when rules are. */
const PIPELINES = Object.keys({
  windows: true,
  evtx: true,
  ecs: true,
  "winlogbeat-6": true,
  cloudtrail: true,
} satisfies Record<ShippedPipeline, true>) as readonly ShippedPipeline[];
const PARTS = ["product", "category", "service"] as const;

/** `--pipeline` and `--log-source`, for commands that take `fallback` where no pipeline is given. */
export function sigmaFlags(fallback: PipelineName = DEFAULT_PIPELINE): [Option, Option] {
  return [
    new Option(
      "--pipeline <name>",
      `for Sigma rules: how events look, and so which are of a log source: ${PIPELINES.join(", ")}; none: every rule ` +
        "looks at every event; or a file, a pipeline in pySigma's YAML. Files may be given several times and beside a " +
        "name, which goes first unless the file has a priority below 0; a file alone takes the place of the default",
    )
      .argParser((text: string, before: readonly string[]) => [...before, readPipelineName(text)])
      .default([], fallback),
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

/** Whether a pipeline is one by its name; a file of such a name is `./windows`. */
export function isShipped(name: string): name is ShippedPipeline {
  return (PIPELINES as readonly string[]).includes(name);
}

function readPipelineName(text: string): string {
  if (text === "none" || isShipped(text) || existsSync(text)) return text;
  throw new InvalidArgumentError(`Expected ${PIPELINES.join(", ")}, none, or a file.`);
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
