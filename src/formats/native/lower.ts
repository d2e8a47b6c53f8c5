import type { Span } from "../../diagnostic.js";
import { SluiceError } from "../../errors.js";
import type { FieldPath, Rule, Severity } from "../../rule/ir.js";
import { nearest } from "../../rule/nearest.js";
import { parseCondition } from "../../rule/notation.js";
import { parsePath } from "../../rule/path.js";
import { quote, type Report } from "../../text/diagnose.js";
import { describeNode, locate, type YamlNode, type YamlString } from "../../text/node.js";
import type { Source } from "../../text/source.js";
import type { NativeCode } from "./codes.js";
import { type Fields, Reader, readBoolean, readList, readMapping, readString, readStrings } from "./fields.js";
import { readTest } from "./test.js";

const RULE: Fields<Omit<Rule, "source" | "body" | "host" | "renamed">> = {
  id: readId,
  title: readString,
  severity: readSeverity,
  enabled: readBoolean,
  logTypes: readStrings,
  tags: readStrings,
  attack: readAttack,
  reports: readReports,
  description: readString,
  runbook: readString,
  reference: (node, reader) => (node.type === "sequence" ? readStrings(node, reader) : wrap(readString(node, reader))),
  scope: (node, reader) => readNotation(node, reader, parseCondition),
  condition: (node, reader) => readNotation(node, reader, parseCondition),
  outputs: (node, reader) => readList(node, reader, readPath),
  computedOutputs: readStrings,
  groupBy: (node, reader) => readList(node, reader, readPath),
  vendor: readString,
  tests: (node, reader) => readList(node, reader, readTest),
};

const SEVERITIES: readonly Severity[] = ["info", "low", "medium", "high", "critical"];
/** Control characters, line breaks and lone surrogates. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Surrogate}]/u;
const ATTACK = /^(?:TA[0-9]{4}|(?:TA[0-9]{4}:)?T[0-9]{4}(?:\.[0-9]{3})?)$/;
/** Whose format this is, for rules that do not say whose they are. */
const VENDOR = "Sluice";

/** The rule at a node, with its span; undefined if anything in it is wrong, which `report` is then told of. */
export function lowerRule(source: Source, node: YamlNode, report: Report): (Rule & { source: Span }) | undefined {
  const reader = new Reader(source, report);
  if (node.type !== "mapping") {
    // A damaged node was reported when it was read.
    if (!node.damaged)
      reader.report(
        node,
        "not-a-rule",
        `expected a rule, a mapping with id and condition, found ${describeNode(node, quote)}`,
      );
    return undefined;
  }
  const id = node.entries.find(({ key }) => key.value === "id")?.value;
  if (id?.type === "string") reader.rule = id.value;
  const rule = readMapping(node, reader, RULE, ["id", "condition"]);
  if (rule?.id === undefined || rule.condition === undefined || reader.failed || node.damaged) return undefined;
  const language = source.file.endsWith(".json") ? "json" : "yaml";
  return {
    ...{ vendor: VENDOR, ...rule, id: rule.id, condition: rule.condition },
    body: [{ language, text: source.excerpt(node.start, node.end) }],
    source: source.span(node.start, node.end),
  };
}

function wrap(value: string | undefined): readonly string[] | undefined {
  return value === undefined ? undefined : [value];
}

function readId(node: YamlNode, reader: Reader): string | undefined {
  const id = readString(node, reader);
  if (id === undefined || (id.trim() !== "" && !UNPRINTABLE.test(id))) return id;
  return reader.report(node, "invalid-id", `expected one line of text as id, found ${quote(id)}`);
}

function readSeverity(node: YamlNode, reader: Reader): Severity | undefined {
  const name = readString(node, reader);
  const severity = SEVERITIES.find((known) => known === name);
  if (severity !== undefined || name === undefined) return severity;
  const expected = nearest(name, SEVERITIES) ?? `one of ${SEVERITIES.join(", ")}`;
  return reader.report(node, "unknown-severity", `expected ${expected}, found ${quote(name)}`);
}

function readAttack(node: YamlNode, reader: Reader): readonly string[] | undefined {
  return readList(node, reader, (item) => {
    const id = readString(item, reader);
    if (id === undefined || ATTACK.test(id)) return id;
    const expected = "expected a technique, T1562.008, alone or with its tactic, TA0005:T1562.008, or a tactic";
    return reader.report(item, "invalid-attack", `${expected}, found ${quote(id)}`);
  });
}

function readReports(node: YamlNode, reader: Reader): Readonly<Record<string, readonly string[]>> | undefined {
  if (node.type !== "mapping") return reader.wrongType(node, "a mapping of frameworks to lists of control ids");
  // `fromEntries` defines own properties, whatever their names.
  return Object.fromEntries(node.entries.map(({ key, value }) => [key.value, readStrings(value, reader) ?? []]));
}

function readPath(node: YamlNode, reader: Reader): FieldPath | undefined {
  return readNotation(node, reader, parsePath);
}

/** Reads a string by a parser of the notation, and points its errors at their place in the file. */
function readNotation<T>(node: YamlNode, reader: Reader, parse: (text: string) => T): T | undefined {
  if (node.type !== "string" || node.damaged) return reader.wrongType(node, "a string");
  try {
    return parse(node.value);
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
    return reader.report(node, notationCode(error), error.message, errorOffset(node, reader, error));
  }
}

function notationCode({ code }: SluiceError): NativeCode {
  return code === "invalid-path" || code === "invalid-number" ? code : "invalid-condition";
}

function errorOffset(node: YamlString, reader: Reader, { position }: SluiceError): number {
  return position ? locate(reader.source, node, position) : node.start;
}
