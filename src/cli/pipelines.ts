// What `--pipeline` names: a shipped pipeline, files, or both.

import { readFileSync } from "node:fs";
import {
  type Pipeline,
  parsePipeline,
  pipelineStep,
  type SigmaOptions,
  shippedPipeline,
} from "../formats/sigma/index.js";
import { printDiagnostics } from "./diagnostics.js";
import { UsageError } from "./exit.js";
import { count, printable } from "./output.js";
import { DEFAULT_PIPELINE, isShipped, type PipelineName, type SigmaFlags } from "./sigma.js";

/**
 * What `load` of `sluice/sigma` takes. A shipped pipeline stands at priority 0, before files of the same priority. Without a pipeline it is `fallback`. Throws a `UsageError` for a file that is no pipeline, after saying what is wrong with it.
 */
export function sigmaLoadOptions(
  { pipeline = [], logSource }: SigmaFlags,
  fallback: PipelineName = DEFAULT_PIPELINE,
): SigmaOptions {
  const named = pipeline.length === 0 ? [fallback] : [...new Set(pipeline)];
  const names = named.filter((name) => name === "none" || isShipped(name));
  const [name] = names;
  if (names.length > 1) {
    throw new UsageError(`expected one pipeline by its name, and files; found ${names.map(printable).join(", ")}`);
  }
  const files = named.filter((one) => one !== name).map(readPipeline);
  const shipped = name !== undefined && isShipped(name) ? [shippedPipeline(name, logSource)] : [];
  return {
    steps: [pipelineStep([...shipped, ...files])],
    ...(logSource && { logSource }),
  };
}

function readPipeline(file: string): Pipeline {
  const { pipeline, diagnostics } = parsePipeline({ file, text: readText(file) });
  const errors = printDiagnostics(diagnostics);
  if (pipeline) return pipeline;
  throw new UsageError(`the pipeline ${printable(file)} cannot be used: ${count(errors, "error")}`);
}

function readText(file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`cannot read the pipeline ${printable(file)}: ${why}`);
  }
}
