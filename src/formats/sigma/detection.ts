// The detection section: selections by name, and the conditions over them (specification 2.1, Detection).

import { SluiceError } from "../../errors.js";
import { Decimal } from "../../rule/decimal.js";
import { nearest } from "../../rule/nearest.js";
import { quote } from "../../text/diagnose.js";
import type { YamlMapping, YamlNode, YamlSequence } from "../../text/node.js";
import { jsonNumber } from "../../text/number.js";
import type { Alternatives, ConditionNode, Detection, DetectionItem, Detections, Value } from "./ast.js";
import { checkSelections, parseCondition } from "./condition.js";
import { applyModifiers, isRegex, MODIFIER_NAMES, ModifierProblem } from "./modifiers.js";
import { describe, entryOf, type Placed, type Reader } from "./reader.js";
import { parseString } from "./string.js";

/** Lists and mappings inside one another. */
const MAX_DEPTH = 32;

/**
 * An integer with zeros before it is an identifier that wanted quotes, `00000429`. YAML 1.1, in which SigmaHQ's rules are read,
 * takes it for a string (or for octal, without 8 and 9), YAML 1.2 for 429, which the logs do not have.
 */
const ZEROS = /^0[0-9]+$/;

/** What holds the selections: a rule's `detection`, or a filter's `filter` with keys of its own. */
export interface Section {
  readonly node: YamlMapping;
  /** Keys that are no selections. */
  readonly reserved: readonly string[];
}

/** Reads a section; undefined after a report. */
export function readDetections({ node, reserved }: Section, reader: Reader): Detections | undefined {
  const selections = new Map<string, Detection>();
  const places = new Map<string, Placed>();
  let complete = true;
  for (const { key, value } of node.entries) {
    if (reserved.includes(key.value)) continue;
    if (key.value === "timeframe") {
      reader.error(key, "sigma-aggregation-unsupported", 'expected a condition on one event, found "timeframe"');
      continue;
    }
    const selection = readSelection(value, reader, 0);
    if (selection) selections.set(key.value, selection);
    else complete = false;
    places.set(key.value, key);
  }
  const conditions = readConditions(node, reader);
  if (places.size === 0) return reader.error(node, "empty-selection", "expected a selection, found none");
  // What a broken selection or condition would have been named or would have read is not known.
  if (!complete || !conditions) return undefined;
  const detections = { selections, conditions };
  checkSelections(detections, places, reader);
  return detections;
}

function readConditions(section: YamlMapping, reader: Reader): readonly ConditionNode[] | undefined {
  const node = entryOf(section, "condition");
  if (!node) {
    const close = nearest(
      "condition",
      section.entries.map(({ key }) => key.value),
    );
    const found = close === undefined ? "none" : quote(close);
    return reader.error(section, "missing-key", `expected the key "condition", found ${found}`);
  }
  const nodes = node.type === "sequence" ? node.items : [node];
  if (nodes.length === 0) return reader.wrongType(node, "a condition");
  const conditions = nodes.map((item) => parseCondition(item, reader));
  const parsed = conditions.filter((condition) => condition !== undefined);
  return parsed.length === conditions.length ? parsed : undefined;
}

/** Reads what stands under the name of a selection; undefined after a report. `depth`: levels of lists around it. */
export function readSelection(node: YamlNode, reader: Reader, depth: number): Detection | undefined {
  if (depth > MAX_DEPTH) return reader.error(node, "invalid-value", `expected at most ${MAX_DEPTH} levels of lists`);
  if (node.type === "mapping") return readMap(node, reader);
  if (node.type === "sequence") return readList(node, reader, depth);
  return readItem(node, node, "", reader);
}

function readMap(node: YamlMapping, reader: Reader): Detection | undefined {
  if (node.entries.length === 0)
    return reader.error(node, "empty-selection", "expected a field, found an empty mapping");
  return group(
    "all",
    node.entries.map(({ key, value }) => readItem(key, value, key.value, reader)),
  );
}

function readList(node: YamlSequence, reader: Reader, depth: number): Detection | undefined {
  if (node.items.length === 0) return reader.error(node, "empty-selection", "expected a value, found an empty list");
  if (node.items.every(({ type }) => type !== "mapping" && type !== "sequence"))
    return readItem(node, node, "", reader);
  return group(
    "any",
    node.items.map((item) => readSelection(item, reader, depth + 1)),
  );
}

function group(type: "all" | "any", children: readonly (Detection | undefined)[]): Detection | undefined {
  const complete = children.filter((child) => child !== undefined);
  if (complete.length < children.length) return undefined;
  const [only] = complete;
  return only && complete.length === 1 ? only : { type, children: complete };
}

/** A field with its modifiers, `Image|endswith`, or keywords, and the values at `node`. */
function readItem(place: Placed, node: YamlNode, key: string, reader: Reader): DetectionItem | undefined {
  const [field = "", ...modifiers] = key.split("|");
  if (!checkModifiers(modifiers, place, reader)) return undefined;
  const nodes = node.type === "sequence" ? node.items : [node];
  if (nodes.length === 0) return reader.error(node, "empty-values", `expected a value for ${quote(key)}, found none`);
  if (modifiers.includes("all") && nodes.length === 1) {
    reader.warn(place, "invalid-modifier", 'expected several values for "all", found one');
  }
  if (nodes.length > 1 && nodes.some(({ type }) => type === "null")) {
    // Specification 2.1, Special Field Values; pySigma takes it, and what is meant is clear.
    reader.warn(node, "invalid-value", "expected null in a selection of its own, found it in a list of values");
  }
  const values = nodes.map((item) => readValues(item, modifiers, field === "", reader));
  const complete = values.filter((value) => value !== undefined);
  if (complete.length < values.length) return undefined;
  return {
    type: "item",
    ...(field !== "" && { field }),
    modifiers,
    values: complete,
    linking: modifiers.includes("all") ? "all" : "any",
    negated: modifiers.includes("neq"),
    span: reader.span({ start: place.start, end: Math.max(place.end, node.end) }),
  };
}

function checkModifiers(modifiers: readonly string[], place: Placed, reader: Reader): boolean {
  const unknown = modifiers.filter((name) => !MODIFIER_NAMES.includes(name));
  for (const name of unknown) {
    const close = nearest(name, MODIFIER_NAMES);
    const expected = close === undefined ? "a modifier of Sigma" : quote(close);
    reader.error(place, "unknown-modifier", `expected ${expected}, found the modifier ${quote(name)}`);
  }
  return unknown.length === 0;
}

/** What one written value becomes. */
function readValues(
  node: YamlNode,
  modifiers: readonly string[],
  keyword: boolean,
  reader: Reader,
): Alternatives | undefined {
  const value = isRegex(modifiers) ? readRegex(node, reader) : readValue(node, reader);
  if (!value) return undefined;
  if (keyword && (value.type === "null" || (value.type === "string" && value.parts.length === 0))) {
    const found = value.type === "null" ? "null" : "an empty one, which every event has";
    return reader.error(node, "invalid-value", `expected a keyword, found ${found}`);
  }
  try {
    return { values: applyModifiers(value, modifiers, keyword), span: reader.span(node) };
  } catch (error) {
    if (!(error instanceof ModifierProblem)) throw error;
    return reader.error(node, error.code, error.message);
  }
}

function readRegex(node: YamlNode, reader: Reader): Value | undefined {
  if (node.type !== "string") return reader.wrongType(node, 'a string for "re"');
  if (node.value === "")
    return reader.error(node, "invalid-regex", "expected a regular expression, found an empty one");
  return { type: "regex", parts: [{ type: "text", text: node.value }], flags: [] };
}

function readValue(node: YamlNode, reader: Reader): Value | undefined {
  switch (node.type) {
    case "string":
      return { type: "string", parts: parseString(node.value) };
    case "boolean":
      return { type: "boolean", value: node.value };
    case "null":
      return { type: "null" };
    case "number":
      return ZEROS.test(node.text)
        ? { type: "string", parts: parseString(node.text) }
        : readNumber(node, node.text, reader);
    default:
      return reader.error(node, "invalid-value", `expected a value, found ${describe(node)}`);
  }
}

function readNumber(node: YamlNode, text: string, reader: Reader): Value | undefined {
  const number = jsonNumber(text);
  try {
    if (number !== undefined) return { type: "number", number: Decimal.parse(number) };
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
  }
  return reader.error(node, "invalid-value", `expected a number that JSON can write, found ${text.slice(0, 40)}`);
}
