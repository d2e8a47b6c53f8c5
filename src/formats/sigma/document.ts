// One document: a rule, a filter or a correlation.

import type { YamlMapping } from "../../text/node.js";
import type { SigmaCorrelation, SigmaFilter, SigmaRule } from "./ast.js";
import { readCorrelation } from "./correlation.js";
import { readDetections } from "./detection.js";
import { readLogSource } from "./logsource.js";
import { nameOf, readMetadata } from "./metadata.js";
import { entryOf, type Reader } from "./reader.js";

export type SigmaDocument = SigmaRule | SigmaFilter | SigmaCorrelation;

/** Keys of one kind of document beside those that all have. */
const RULE_KEYS = ["logsource", "detection"];
const FILTER_KEYS = ["logsource", "filter"];
const CORRELATION_KEYS = ["correlation", "generate"];
/** Key of collections (collection.ts), and those that SigmaHQ's repository adds to its rules. */
const OTHER_KEYS = ["action", "regression_tests_path", "simulation"];

/** Reads a document; undefined after a report. */
export function readDocument(node: YamlMapping, reader: Reader): SigmaDocument | undefined {
  const kind = entryOf(node, "correlation") ? "correlation" : entryOf(node, "filter") ? "filter" : "rule";
  const own = { rule: RULE_KEYS, filter: FILTER_KEYS, correlation: CORRELATION_KEYS }[kind];
  reader.rule = nameBefore(node);
  const metadata = readMetadata(node, reader, [...own, ...OTHER_KEYS]);
  reader.rule = nameOf(metadata);
  if (reader.rule === undefined) reader.error(node, "missing-key", 'expected the key "id" or "title", found neither');
  else if (metadata.title === undefined) reader.warn(node, "invalid-metadata", "expected a title, found none");
  const common = { ...metadata, span: reader.span(node), text: reader.source.excerpt(node.start, node.end) };
  const document =
    kind === "correlation"
      ? readCorrelation(node, common, reader)
      : kind === "filter"
        ? readFilter(node, common, reader)
        : readRule(node, common, reader);
  return reader.failed || node.damaged ? undefined : document;
}

/** The id as written, so that what is said of the metadata can name it. */
function nameBefore(node: YamlMapping): string | undefined {
  const id = entryOf(node, "id") ?? entryOf(node, "title");
  return id?.type === "string" ? id.value : undefined;
}

type Common = Pick<SigmaRule, "span" | "text"> & ReturnType<typeof readMetadata>;

function readRule(node: YamlMapping, common: Common, reader: Reader): SigmaRule | undefined {
  const logsource = readLogSource(node, reader);
  const section = entryOf(node, "detection");
  if (!section) return reader.error(node, "missing-key", 'expected the key "detection", found none');
  if (section.type !== "mapping") return reader.wrongType(section, "a mapping of selections and a condition");
  const detection = readDetections({ node: section, reserved: ["condition"] }, reader);
  return logsource && detection && { type: "rule", ...common, logsource, detection, filters: [] };
}

function readFilter(node: YamlMapping, common: Common, reader: Reader): SigmaFilter | undefined {
  const logsource = readLogSource(node, reader);
  const section = entryOf(node, "filter");
  if (section?.type !== "mapping") {
    return section && reader.wrongType(section, "a mapping of rules, selections and a condition");
  }
  const rules = readRuleNames(section, reader);
  const condition = entryOf(section, "condition");
  // pySigma, SigmaGlobalFilter: one condition, where a rule may have several.
  if (condition?.type === "sequence")
    return reader.error(condition, "invalid-filter", "expected one condition, found a list");
  const detection = readDetections({ node: section, reserved: ["condition", "rules"] }, reader);
  return logsource && detection && rules && { type: "filter", ...common, logsource, rules, detection };
}

/** `any`, one id or name, or a list of them; an empty list is `any` (pySigma, SigmaGlobalFilter). */
function readRuleNames(section: YamlMapping, reader: Reader): SigmaFilter["rules"] | undefined {
  const node = entryOf(section, "rules");
  if (!node) return reader.error(section, "missing-key", 'expected the key "rules" (any, or ids of rules), found none');
  if (node.type === "string") return node.value.toLowerCase() === "any" ? "any" : [node.value];
  if (node.type !== "sequence") return reader.wrongType(node, "any, or a list of ids of rules");
  const names = node.items.map((item) =>
    item.type === "string" ? item.value : reader.wrongType(item, "the id or the name of a rule"),
  );
  return names.length === 0 ? "any" : names.filter((name) => name !== undefined);
}
