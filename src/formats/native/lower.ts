import type { Span } from "../../diagnostic.js";
import { SluiceError } from "../../errors.js";
import type { FieldPath, Rule, RuleTest, Severity } from "../../rule/ir.js";
import { nearest } from "../../rule/nearest.js";
import { parseCondition } from "../../rule/notation.js";
import { parsePath } from "../../rule/path.js";
import { quote, type Report } from "../../text/diagnose.js";
import { describeNode, locate, type YamlMapping, type YamlNode, type YamlString } from "../../text/node.js";
import type { Source } from "../../text/source.js";
import type { NativeCode } from "./codes.js";
import { eventProblem, toJson } from "./event.js";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
/** What a key of a mapping is read to; undefined after a report. */
type Field<T> = (node: YamlNode, reader: Reader) => T | undefined;
type Fields<T> = { readonly [K in keyof T]-?: Field<NonNullable<T[K]>> };

const RULE: Fields<Omit<Rule, "source" | "body">> = {
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
  groupBy: (node, reader) => readList(node, reader, readPath),
  vendor: readString,
  tests: (node, reader) => readList(node, reader, readTest),
};

const TEST: Fields<RuleTest & { line: string }> = {
  name: readString,
  expected: readBoolean,
  event: readEvent,
  line: readLine,
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

/** What the reading of one rule shares. */
class Reader {
  rule: string | undefined;
  failed = false;

  constructor(
    readonly source: Source,
    private readonly sink: Report,
  ) {}

  /** Refuses the rule because of what stands at a node, or from an offset inside it to its end. */
  report(node: YamlNode, code: NativeCode, message: string, start = node.start): undefined {
    this.failed = true;
    const span = this.source.span(start, node.end);
    this.sink({ code, severity: "error", message, span, ...(this.rule !== undefined && { rule: this.rule }) });
  }

  /** A damaged node has been reported already, and must not be judged by what is left of it. */
  wrongType(node: YamlNode, expected: string): undefined {
    this.failed = true;
    if (node.damaged) return;
    const quotable = expected === "a string" && (node.type === "number" || node.type === "boolean");
    const hint = quotable ? " (quote it if it is meant as a string)" : "";
    this.report(node, "wrong-type", `expected ${expected}, found ${describeNode(node, quote)}${hint}`);
  }
}

/** Reads each key by its field; keys without one are refused. Undefined only if the node is no mapping. */
function readMapping<T>(
  node: YamlMapping,
  reader: Reader,
  fields: Fields<T>,
  required: readonly (keyof T & string)[],
): Partial<T> {
  const values: Partial<Mutable<T>> = {};
  const read = <K extends keyof T>(key: K, value: YamlNode): void => {
    const result = fields[key](value, reader);
    if (result !== undefined) values[key] = result;
  };
  const known = Object.keys(fields) as (keyof T & string)[];
  for (const { key, value } of node.entries) {
    const field = known.find((name) => name === key.value);
    if (field !== undefined) read(field, value);
    else {
      const guess = nearest(key.value, known);
      const hint = guess === undefined ? `one of ${known.join(", ")}` : quote(guess);
      reader.report(key, "unknown-key", `expected ${hint}, found the key ${quote(key.value)}`);
    }
  }
  for (const name of required) {
    if (!node.damaged && !node.entries.some(({ key }) => key.value === name)) {
      reader.report(node, "missing-key", `expected the key ${quote(name)}, found none`);
    }
  }
  return values;
}

function readString(node: YamlNode, reader: Reader): string | undefined {
  return node.type === "string" ? node.value : reader.wrongType(node, "a string");
}

function readBoolean(node: YamlNode, reader: Reader): boolean | undefined {
  return node.type === "boolean" ? node.value : reader.wrongType(node, "true or false");
}

function readList<T>(node: YamlNode, reader: Reader, item: Field<T>): readonly T[] | undefined {
  if (node.type !== "sequence") return reader.wrongType(node, "a list");
  return node.items.map((child) => item(child, reader)).filter((value) => value !== undefined);
}

function readStrings(node: YamlNode, reader: Reader): readonly string[] | undefined {
  return readList(node, reader, readString);
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

function readTest(node: YamlNode, reader: Reader): RuleTest | undefined {
  if (node.type !== "mapping") return reader.wrongType(node, "a test, a mapping with name, expected and event");
  const { name, expected, event, line } = readMapping(node, reader, TEST, ["name", "expected"]);
  const given = node.entries.filter(({ key }) => key.value === "event" || key.value === "line").length;
  if (given !== 1 && !node.damaged) {
    const found = given === 0 ? "neither" : "both";
    return reader.report(node, "missing-key", `expected either the key "event" or the key "line", found ${found}`);
  }
  const text = event ?? line;
  if (name === undefined || expected === undefined || text === undefined) return undefined;
  return { name, expected, event: text };
}

function readEvent(node: YamlNode, reader: Reader): string | undefined {
  if (node.type !== "mapping") return reader.wrongType(node, "an event, a mapping");
  return toJson(node, (part, message) => reader.report(part, "invalid-event", message));
}

function readLine(node: YamlNode, reader: Reader): string | undefined {
  const text = readString(node, reader)?.trim();
  const problem = text === undefined ? undefined : eventProblem(text);
  return problem === undefined ? text : reader.report(node, "invalid-event", problem);
}
