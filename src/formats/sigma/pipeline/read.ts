// Reads pipelines. A pipeline with anything wrong in it is refused whole: rules would mean something else without a part of it.

import type { Diagnostic } from "../../../diagnostic.js";
import { quote } from "../../../text/diagnose.js";
import type { YamlNode } from "../../../text/node.js";
import { Source } from "../../../text/source.js";
import { defaultYamlLimits, readYaml, type YamlLimits } from "../../../text/yaml.js";
import type { RuleSource } from "../../contract.js";
import { Reader } from "../reader.js";
import type { Change, Vars } from "./change.js";
import { readConditions } from "./conditions.js";
import { extractFields } from "./extract.js";
import { FIELD_CHANGES } from "./fields.js";
import { type Params, paramsOf } from "./params.js";
import type { Pipeline, ProcessingItem } from "./pipeline.js";
import { RULE_CHANGES } from "./rules.js";
import { VALUE_CHANGES } from "./values.js";

export interface PipelineResult {
  /** Undefined where anything is wrong. */
  readonly pipeline?: Pipeline;
  readonly diagnostics: readonly Diagnostic[];
}

/** Pipelines inside one another. */
const MAX_DEPTH = 16;

const CHANGES: Readonly<Record<string, (params: Params) => Change | undefined>> = {
  ...FIELD_CHANGES,
  ...VALUE_CHANGES,
  ...RULE_CHANGES,
  extract_fields: extractFields,
};

/** What pySigma has and what has no meaning without a query language, without Python, or without reading what lies elsewhere. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  field_name_transform: "calls Python",
  query_expression_placeholders: "writes parts of a query",
  file_placeholders: "reads a file; give the values as vars",
  http_placeholders: "asks a server; give the values as vars",
  command_placeholders: "runs a program; give the values as vars",
};

/** The processing pipeline of one YAML text, in pySigma's format (documentation, Processing Pipelines). */
export function parsePipeline(source: RuleSource, limits: Partial<YamlLimits> = {}): PipelineResult {
  const diagnostics: Diagnostic[] = [];
  const reader = new Reader(new Source(source.file, source.text), (diagnostic) => diagnostics.push(diagnostic));
  const report = (diagnostic: Diagnostic): void => void diagnostics.push(diagnostic);
  const documents = [...readYaml(reader.source, report, { ...defaultYamlLimits, ...limits })];
  const [document] = documents;
  if (!document || documents.length > 1) {
    const place = documents[1] ?? { start: 0, end: 0 };
    if (diagnostics.length === 0)
      reader.error(place, "invalid-pipeline", `expected one document, found ${documents.length}`);
    return { diagnostics };
  }
  const pipeline = readPipeline(document, reader);
  return pipeline && diagnostics.length === 0 ? { pipeline, diagnostics } : { diagnostics };
}

function readPipeline(node: YamlNode, reader: Reader): Pipeline | undefined {
  const params = paramsOf(node, "a pipeline", reader);
  if (!params) return undefined;
  const name = params.optionalString("name");
  const priority = params.optional("priority") && params.scalar("priority");
  params.optionalStrings("allowed_backends");
  for (const key of ["postprocessing", "finalizers"]) {
    const part = params.optional(key);
    if (!part || (part.type === "sequence" && part.items.length === 0)) continue;
    reader.error(part, "pipeline-unsupported", `${key} changes queries, and there are none here`);
  }
  const vars = readVars(params);
  const items = readItems(params.optional("transformations"), reader, name ?? "", 0);
  params.finish();
  if (priority !== undefined && typeof priority !== "number") {
    return reader.error(node, "invalid-pipeline", `expected a number as priority, found ${quote(String(priority))}`);
  }
  return { ...(name !== undefined && { name }), priority: priority ?? 0, vars, items };
}

function readVars(params: Params): Vars {
  return (params.optional("vars") && params.table("vars")) ?? new Map();
}

function readItems(
  node: YamlNode | undefined,
  reader: Reader,
  prefix: string,
  depth: number,
): readonly ProcessingItem[] {
  if (!node || node.type === "null") return [];
  if (node.type !== "sequence") {
    reader.wrongType(node, "a list of transformations");
    return [];
  }
  if (depth > MAX_DEPTH) {
    reader.error(node, "invalid-pipeline", `expected at most ${MAX_DEPTH} pipelines inside one another`);
    return [];
  }
  return node.items.flatMap((item, at) => readItem(item, reader, `${prefix}#${at + 1}`, depth) ?? []);
}

function readItem(node: YamlNode, reader: Reader, place: string, depth: number): ProcessingItem | undefined {
  const params = paramsOf(node, "a transformation", reader);
  const type = params?.string("type");
  if (!params || type === undefined) return undefined;
  const id = params.optionalString("id") ?? place;
  const conditions = readConditions(params);
  const change =
    type === "nest" ? { nested: readItems(params.required("items"), reader, id, depth + 1) } : readChange(type, params);
  if (change) params.finish();
  return conditions && change && { id, conditions, change };
}

function readChange(type: string, params: Params): Change | undefined {
  const { node, reader } = params;
  const read = Object.hasOwn(CHANGES, type) ? CHANGES[type] : undefined;
  if (read) return read(params);
  const why = Object.hasOwn(UNSUPPORTED, type) ? UNSUPPORTED[type] : undefined;
  if (why !== undefined) return reader.error(node, "pipeline-unsupported", `the transformation ${quote(type)} ${why}`);
  const known = [...Object.keys(CHANGES), "nest"].join(", ");
  return reader.error(node, "invalid-pipeline", `expected one of ${known}, found the transformation ${quote(type)}`);
}
