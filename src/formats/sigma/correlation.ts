// Correlation rules (specification 2.1, Sigma Correlation Rules), read and checked in full. What pySigma accepts beside the
// specification, it accepts here: one name instead of a list, an expression as condition of the temporal types, `value_median`.

import { quote } from "../../text/diagnose.js";
import type { YamlMapping, YamlNode } from "../../text/node.js";
import {
  CORRELATION_OPERATORS,
  CORRELATION_TYPES,
  type ConditionNode,
  type CorrelationCount,
  type SigmaCorrelation,
} from "./ast.js";
import { parseCondition } from "./condition.js";
import { describe, entryOf, guess, type Reader } from "./reader.js";

const KEYS = ["type", "rules", "aliases", "group-by", "timespan", "condition", "generate"];
const CONDITION_KEYS: readonly string[] = [...CORRELATION_OPERATORS, "field", "percentile"];
/** Seconds; a month and a year are their mean (pySigma, SigmaCorrelationTimespan). */
const UNITS: ReadonlyMap<string, number> = new Map([
  ["s", 1],
  ["m", 60],
  ["h", 3_600],
  ["d", 86_400],
  ["w", 604_800],
  ["M", 2_629_746],
  ["y", 31_556_952],
]);

type Common = Omit<
  SigmaCorrelation,
  "type" | "kind" | "rules" | "groupBy" | "timespan" | "aliases" | "condition" | "generate"
>;

/** Reads a correlation; undefined after a report. Whether the rules it names are there is for `resolve.ts`. */
export function readCorrelation(document: YamlMapping, common: Common, reader: Reader): SigmaCorrelation | undefined {
  const node = entryOf(document, "correlation");
  if (node?.type !== "mapping") return node && reader.wrongType(node, "a mapping with type, rules and timespan");
  checkKeys(node, KEYS, reader);
  const kind = readKind(node, reader);
  const rules = readNames(node, "rules", reader) ?? [];
  const groupBy = readNames(node, "group-by", reader) ?? [];
  const timespan = readTimespan(node, reader);
  const aliases = readAliases(node, reader);
  // SigmaHQ's schema has `generate` beside `correlation`, pySigma inside it.
  const generate = readBoolean(entryOf(node, "generate") ?? entryOf(document, "generate"), reader);
  const condition = kind && readCondition(node, kind, rules, reader);
  if (rules.length === 0 && (condition === undefined || condition.type === "count")) {
    fail(node, reader, "expected the rules that are correlated, found none");
  }
  if (reader.failed || !kind || !timespan) return undefined;
  const named = rules.length > 0 || !condition || condition.type === "count" ? rules : namesIn(condition);
  return {
    ...{ type: "correlation", ...common, kind, rules: named, groupBy, timespan, aliases, generate },
    ...(condition && { condition }),
  };
}

function fail(node: YamlNode, reader: Reader, message: string): undefined {
  return reader.error(node, "invalid-correlation", message);
}

function checkKeys(node: YamlMapping, known: readonly string[], reader: Reader): void {
  for (const { key } of node.entries) {
    if (known.includes(key.value)) continue;
    const message = guess(key.value, known) ?? `expected one of ${known.join(", ")}, found ${quote(key.value)}`;
    reader.error(key, "invalid-correlation", message);
  }
}

function readKind(section: YamlMapping, reader: Reader): SigmaCorrelation["kind"] | undefined {
  const node = entryOf(section, "type");
  if (!node) return reader.error(section, "missing-key", 'expected the key "type", found none');
  const kind = CORRELATION_TYPES.find((known) => node.type === "string" && known === node.value.toLowerCase());
  return kind ?? fail(node, reader, `expected one of ${CORRELATION_TYPES.join(", ")}, found ${describe(node)}`);
}

/** One name or a list of them; undefined where the key is not there. */
function readNames(section: YamlMapping, key: string, reader: Reader): readonly string[] | undefined {
  const node = entryOf(section, key);
  if (!node) return undefined;
  const items = node.type === "sequence" ? node.items : [node];
  const names = items.map((item) =>
    item.type === "string" && item.value !== "" ? item.value : reader.wrongType(item, `a name in ${key}`),
  );
  return names.filter((name) => name !== undefined);
}

function readTimespan(section: YamlMapping, reader: Reader): SigmaCorrelation["timespan"] | undefined {
  const node = entryOf(section, "timespan");
  if (!node) return reader.error(section, "missing-key", 'expected the key "timespan", found none');
  const [, digits = "", unit = ""] = (node.type === "string" && /^([0-9]{1,9})([smhdwMy])$/.exec(node.value)) || [];
  const seconds = UNITS.get(unit);
  if (seconds === undefined || Number(digits) === 0) {
    return fail(node, reader, `expected a time span, 10m or 1h, found ${describe(node)}`);
  }
  return { count: Number(digits), unit, seconds: Number(digits) * seconds };
}

function readAliases(section: YamlMapping, reader: Reader): SigmaCorrelation["aliases"] {
  const aliases = new Map<string, ReadonlyMap<string, string>>();
  const node = entryOf(section, "aliases");
  if (!node) return aliases;
  if (node.type !== "mapping") return reader.wrongType(node, "a mapping of aliases") ?? aliases;
  for (const { key, value } of node.entries) {
    const fields = new Map<string, string>();
    if (value.type !== "mapping") reader.wrongType(value, "a mapping of rules to fields");
    else {
      for (const entry of value.entries) {
        if (entry.value.type === "string") fields.set(entry.key.value, entry.value.value);
        else reader.wrongType(entry.value, "the name of a field");
      }
    }
    aliases.set(key.value, fields);
  }
  return aliases;
}

function readBoolean(node: YamlNode | undefined, reader: Reader): boolean {
  if (!node || node.type === "boolean") return node?.value ?? false;
  return reader.wrongType(node, "true or false") ?? false;
}

function readCondition(
  section: YamlMapping,
  kind: SigmaCorrelation["kind"],
  rules: readonly string[],
  reader: Reader,
): SigmaCorrelation["condition"] {
  const node = entryOf(section, "condition");
  const temporal = kind === "temporal" || kind === "temporal_ordered";
  if (!node) {
    return temporal
      ? undefined
      : reader.error(section, "missing-key", `expected the key "condition" for ${kind}, found none`);
  }
  if (node.type === "mapping") return readCount(node, kind, reader);
  if (!temporal) return reader.wrongType(node, `a mapping with a count for ${kind}`);
  const condition = parseCondition(node, reader);
  if (!condition) return undefined;
  const used = namesIn(condition);
  const unused = rules.filter((rule) => !used.includes(rule));
  const unknown = rules.length === 0 ? [] : used.filter((name) => !rules.includes(name));
  if (unused.length > 0)
    fail(node, reader, `expected all rules in the condition, found none of ${unused.map(quote).join(", ")}`);
  if (unknown.length > 0) fail(node, reader, `expected names out of rules, found ${unknown.map(quote).join(", ")}`);
  if (hasPattern(condition)) fail(node, reader, 'expected names of rules, found "of"');
  return condition;
}

function readCount(node: YamlMapping, kind: SigmaCorrelation["kind"], reader: Reader): CorrelationCount | undefined {
  checkKeys(node, CONDITION_KEYS, reader);
  const bounds = readBounds(node, reader);
  const fields = readNames(node, "field", reader) ?? [];
  if (kind.startsWith("value_") && fields.length === 0) fail(node, reader, `expected a field for ${kind}, found none`);
  const percentile = readPercentile(node, kind, reader);
  return bounds && { type: "count", bounds, fields, ...(percentile !== undefined && { percentile }) };
}

/** One operator, or a lower and an upper one, between which a count can be (specification 2.1, Condition). */
function readBounds(node: YamlMapping, reader: Reader): CorrelationCount["bounds"] | undefined {
  const operators = CORRELATION_OPERATORS.filter((name) => entryOf(node, name));
  const lower = operators.filter((name) => name.startsWith("g"));
  const upper = operators.filter((name) => name.startsWith("l"));
  const isRange = operators.length === 2 && lower.length === 1 && upper.length === 1;
  if (operators.length !== 1 && !isRange) {
    const expected = `one of ${CORRELATION_OPERATORS.join(", ")}, or a lower and an upper bound`;
    return fail(node, reader, `expected ${expected}, found ${operators.join(", ") || "none"}`);
  }
  const bounds = operators.flatMap((operator) => {
    const count = readInteger(entryOf(node, operator), reader);
    return count === undefined ? [] : [{ operator, count }];
  });
  if (bounds.length < operators.length) return undefined;
  const at = (names: readonly string[]) => bounds.find(({ operator }) => names.includes(operator))?.count as number;
  const strict = operators.includes("gt") || operators.includes("lt");
  if (isRange && (strict ? at(lower) >= at(upper) : at(lower) > at(upper))) {
    return fail(node, reader, `expected a range that a count can be in, found ${describeBounds(bounds)}`);
  }
  return bounds;
}

function describeBounds(bounds: CorrelationCount["bounds"]): string {
  return bounds.map(({ operator, count }) => `${operator}: ${count}`).join(", ");
}

function readPercentile(node: YamlMapping, kind: SigmaCorrelation["kind"], reader: Reader): number | undefined {
  const written = entryOf(node, "percentile");
  const percentile = written && readInteger(written, reader);
  if (percentile === undefined) return undefined;
  if (kind !== "value_percentile") return fail(node, reader, `expected no percentile for ${kind}, found one`);
  if (percentile >= 0 && percentile <= 100) return percentile;
  return fail(node, reader, `expected a percentile from 0 to 100, found ${percentile}`);
}

function readInteger(node: YamlNode | undefined, reader: Reader): number | undefined {
  const number = node?.type === "number" ? Number(node.text) : Number.NaN;
  if (Number.isSafeInteger(number)) return number;
  return node && fail(node, reader, `expected a whole number, found ${describe(node)}`);
}

function namesIn(condition: ConditionNode): readonly string[] {
  if (condition.type === "selection") return [condition.name];
  if (condition.type === "of") return [];
  const children = condition.type === "not" ? [condition.child] : condition.children;
  return [...new Set(children.flatMap(namesIn))];
}

function hasPattern(condition: ConditionNode): boolean {
  if (condition.type === "and" || condition.type === "or") return condition.children.some(hasPattern);
  return condition.type === "not" ? hasPattern(condition.child) : condition.type === "of";
}
