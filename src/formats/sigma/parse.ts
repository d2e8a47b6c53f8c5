import { readSources } from "../../text/files.js";
import { Source } from "../../text/source.js";
import { defaultYamlLimits, readYaml, type YamlLimits } from "../../text/yaml.js";
import { isTestsFile, type LoadOptions, type ParseResult, type RuleSource } from "../contract.js";
import type { LogSource, SigmaRule } from "./ast.js";
import { Collection } from "./collection.js";
import { readDocument } from "./document.js";
import { agree } from "./logsource.js";
import { Lowering, lowerRule } from "./lower.js";
import { Pack } from "./pack.js";
import { pipelineStep } from "./pipeline/pipeline.js";
import type { ShippedPipeline } from "./pipeline/shapes.js";
import { shippedPipeline } from "./pipeline/shipped.js";
import { expandPlaceholders, type Placeholders, type ProcessingStep, process } from "./process.js";
import { describe, Reader } from "./reader.js";

const EXTENSIONS = [".yml", ".yaml"];

export interface SigmaOptions {
  /** Limits that differ from the defaults. */
  readonly limits?: Partial<YamlLimits>;
  /** Values of the placeholders of `expand`. A rule with a placeholder that has no value is refused. */
  readonly placeholders?: Placeholders;
  /**
   * How events look and which of them are of a log source: `windows` (data of an event at its top), `evtx` (`Event.EventData`), `ecs`
   * (Winlogbeat from 7), `winlogbeat-6`, `cloudtrail`. Absent: fields have the rules' names, and every rule looks at every event.
   */
  readonly pipeline?: ShippedPipeline;
  /** The log source of all events, as far as it is known: rules of another one are left out, and what it says is not tested. */
  readonly logSource?: LogSource;
  /** What happens to each rule before it is lowered, in this order: names of fields, log sources. */
  readonly steps?: readonly ProcessingStep[];
  /**
   * Whether a field that holds an array is compared by each of its elements (`any`, the default), or matches nothing (`none`),
   * which costs less and is for logs that have no arrays.
   */
  readonly arrays?: "any" | "none";
}

/** The rules of a pack in the IR, and as Sigma has them after filters and processing, in the same order. */
export interface SigmaResult extends ParseResult {
  readonly sigma: SigmaRule[];
}

/**
 * The Sigma rules (specification 2.1) of one text: YAML documents, each a rule, a filter, a correlation, or a part of a
 * collection. A rule with anything wrong in it that touches its meaning is refused, the others are read.
 */
export function parse(source: RuleSource, options: SigmaOptions = {}): SigmaResult {
  return read([new Source(source.file, source.text)], options, []);
}

/**
 * The Sigma rules of files and folders (`*.yml` and `*.yaml` with all subfolders, sorted by path), read synchronously. Filters
 * apply to the rules of all of them. Nothing is thrown for what is found there; see `load` of `sluice/native` on links.
 */
export function load(paths: string | readonly string[], options: SigmaOptions & LoadOptions = {}): SigmaResult {
  const { maxSize } = { ...defaultYamlLimits, ...options.limits };
  const diagnostics: ParseResult["diagnostics"] = [];
  const files = { extensions: EXTENSIONS, maxBytes: maxSize };
  const named = typeof paths === "string" ? [paths] : paths;
  const sources = readSources(named, files, (diagnostic) => diagnostics.push(diagnostic));
  return read(filter(sources, options.only ?? ((source) => !isTestsFile(source))), options, diagnostics);
}

/** Keys at the start of a line that documents of Sigma have and rules of other formats have not. */
const KEYS = /^(?:detection|logsource|correlation|action)[ \t]*:/m;

/** Whether a text is to be read as Sigma rather than as another format. Only keys are looked at. */
export function recognises({ text }: RuleSource): boolean {
  return KEYS.test(text);
}

function* filter(sources: Iterable<Source>, only: (source: RuleSource) => boolean): Generator<Source> {
  for (const source of sources) if (only(source)) yield source;
}

function read(sources: Iterable<Source>, options: SigmaOptions, diagnostics: ParseResult["diagnostics"]): SigmaResult {
  const report = (diagnostic: ParseResult["diagnostics"][number]): void => {
    diagnostics.push(diagnostic);
  };
  const limits = { ...defaultYamlLimits, ...options.limits };
  const pack = new Pack(report);
  for (const source of sources) {
    const collection = new Collection();
    for (const node of readYaml(source, report, limits)) {
      const reader = new Reader(source, report);
      if (node.type !== "mapping") {
        reader.error(node, "not-a-rule", `expected a Sigma rule, a mapping, found ${describe(node)}`);
        continue;
      }
      const whole = collection.add(node, reader);
      const document = whole && readDocument(whole, reader);
      if (document) pack.add(document);
    }
  }
  const { pipeline, logSource = {} } = options;
  const steps = [
    ...(options.placeholders ? [expandPlaceholders(options.placeholders)] : []),
    ...(options.steps ?? []),
    ...(pipeline === undefined ? [] : [pipelineStep([shippedPipeline(pipeline, logSource)])]),
  ];
  const lowering = new Lowering(options.arrays ?? "any");
  const result: SigmaResult = { rules: [], diagnostics, sigma: [] };
  for (const { rule, enabled } of pack.finish()) {
    if (!agree(rule.logsource, logSource)) continue;
    const processed = process(rule, steps, report);
    const lowered = processed && lowerRule(processed, lowering, report);
    if (!processed || !lowered) continue;
    result.sigma.push(processed);
    result.rules.push(enabled ? lowered : { ...lowered, enabled });
  }
  return result;
}
