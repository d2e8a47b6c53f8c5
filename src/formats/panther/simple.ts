// `Detection` blocks (Panther's documentation, "Writing Simple Detections"), as the Python that they stand for, so that
// everything that runs or compiles rules sees one form. Taken is what is plain there: keys and paths of keys, comparisons with
// values, and their combination. Where the meaning of a missing or strange value is not written down, the block is refused.

import type { YamlEntry, YamlNode } from "../../text/node.js";
import { Source } from "../../text/source.js";
import type { Module, Place } from "./python/ast.js";
import { parsePython } from "./python/parse.js";

/** Takes a part that is refused, with why. */
export type RefusePart = (node: YamlNode, message: string) => void;

/** Other parts of the YAML that make an alert of a simple detection. */
export interface SimpleAlert {
  readonly title: YamlNode | undefined;
  readonly context: YamlNode | undefined;
}

/**
 * The module of a `Detection` block: rule(), and where the YAML has them title() and alert_context(). Undefined where a part was
 * refused.
 * @param place where the module's nodes say they are
 */
export function simpleModule(
  file: string,
  detection: YamlNode,
  alert: SimpleAlert,
  place: Place,
  refuse: RefusePart,
): Module | undefined {
  let refused = false;
  const writer = new Writer((node, message) => {
    refused = true;
    refuse(node, message);
  });
  const functions = [`def rule(event):\n    return ${writer.all(detection)}\n`];
  if (alert.title) functions.push(`def title(event):\n    return ${writer.title(alert.title)}\n`);
  if (alert.context) functions.push(`def alert_context(event):\n    return ${writer.context(alert.context)}\n`);
  if (refused) return undefined;
  const parsed = parsePython(new Source(file, functions.join("\n")));
  if ("body" in parsed) return placed(parsed, place) as Module;
  refuse(detection, `expected a block of fewer conditions inside each other: ${parsed.message}`);
  return undefined;
}

/** The same tree, every node at one place. */
function placed(value: unknown, place: Place): unknown {
  if (Array.isArray(value)) return value.map((item) => placed(item, place));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, key === "at" ? place : placed(part, place)]),
  );
}

/** Python tests of `x`, by condition. Each is false of a missing value and of one of another type. */
const CONDITIONS: Readonly<Record<string, (x: string, value: string) => string>> = {
  Equals: (x, value) => `${x} == ${value}`,
  IEquals: (x, value) => `isinstance(${x}, str) and ${x}.lower() == ${value}.lower()`,
  StartsWith: (x, value) => `isinstance(${x}, str) and ${x}.startswith(${value})`,
  EndsWith: (x, value) => `isinstance(${x}, str) and ${x}.endswith(${value})`,
  Contains: (x, value) => `isinstance(${x}, str) and ${value} in ${x}`,
  IsGreaterThan: (x, value) => `isinstance(${x}, (int, float)) and ${x} > ${value}`,
  IsGreaterThanOrEquals: (x, value) => `isinstance(${x}, (int, float)) and ${x} >= ${value}`,
  IsLessThan: (x, value) => `isinstance(${x}, (int, float)) and ${x} < ${value}`,
  IsLessThanOrEquals: (x, value) => `isinstance(${x}, (int, float)) and ${x} <= ${value}`,
};
const OF_TEXT: ReadonlySet<string> = new Set(["IEquals", "StartsWith", "EndsWith", "Contains"]);
const MAX_DEPTH = 32;

class Writer {
  constructor(private readonly refuse: RefusePart) {}

  /** A list of conditions that must all hold. */
  all(node: YamlNode, depth = 0): string {
    return this.join(node, " and ", depth);
  }

  private join(node: YamlNode, operator: string, depth: number): string {
    if (node.type !== "sequence" || node.items.length === 0 || depth > MAX_DEPTH) {
      this.refuse(node, depth > MAX_DEPTH ? "expected fewer lists inside each other" : "expected a list of conditions");
      return "False";
    }
    return node.items.map((item) => `(${this.condition(item, depth)})`).join(operator);
  }

  private condition(node: YamlNode, depth: number): string {
    const parts = entriesOf(node);
    const [first] = parts.values();
    if (parts.size === 1 && first) {
      const { key, value } = first;
      if (key.value === "All") return this.join(value, " and ", depth + 1);
      if (key.value === "Any") return this.join(value, " or ", depth + 1);
      if (key.value === "None") return `not (${this.join(value, " or ", depth + 1)})`;
      if (key.value === "OnlyOne" && value.type === "sequence") {
        return `[${value.items.map((item) => `bool(${this.condition(item, depth + 1)})`).join(", ")}].count(True) == 1`;
      }
    }
    for (const [name, { key }] of parts) {
      if (!["Key", "KeyPath", "DeepKey", "Condition", "Value", "Values"].includes(name)) {
        this.refuse(key, `the part ${JSON.stringify(name)} of a condition is not supported`);
        return "False";
      }
    }
    return this.comparison(node, parts);
  }

  private comparison(node: YamlNode, parts: ReadonlyMap<string, YamlEntry>): string {
    const field = this.field(node, parts);
    const condition = parts.get("Condition")?.value;
    const name = condition?.type === "string" ? condition.value : "";
    const values = parts.get("Values")?.value;
    const value = parts.get("Value")?.value;
    if (name === "Exists" && !value && !values) return `${field} is not None`;
    if (name === "IsIn" && values?.type === "sequence")
      return `${field} in [${values.items.map((item) => this.constant(item)).join(", ")}]`;
    const test = Object.hasOwn(CONDITIONS, name) ? CONDITIONS[name] : undefined;
    if (!test || !value || values) {
      this.refuse(condition ?? node, `the condition ${JSON.stringify(name)} with these values is not supported`);
      return "False";
    }
    if (OF_TEXT.has(name) && value.type !== "string") {
      this.refuse(value, `expected text as the value of ${name}, found a ${value.type}`);
      return "False";
    }
    return test(field, this.constant(value));
  }

  /** The value of a field: `Key`, a dotted `KeyPath`, or a list of keys as `DeepKey`. */
  private field(node: YamlNode, parts: ReadonlyMap<string, YamlEntry>): string {
    const key = parts.get("Key")?.value;
    const path = parts.get("KeyPath")?.value;
    const deep = parts.get("DeepKey")?.value;
    if (key?.type === "string" && !path && !deep) return `event.get(${quoted(key.value)})`;
    if (path?.type === "string" && !key && !deep && /^[\w-]+(?:\.[\w-]+)*$/.test(path.value)) {
      return `event.deep_get(${path.value.split(".").map(quoted).join(", ")})`;
    }
    if (deep?.type === "sequence" && !key && !path && deep.items.length > 0) {
      return `event.deep_get(${deep.items.map((item) => this.constant(item)).join(", ")})`;
    }
    this.refuse(node, "expected one of Key, KeyPath (names and dots) and DeepKey");
    return "None";
  }

  private constant(node: YamlNode): string {
    if (node.type === "string") return quoted(node.value);
    if (node.type === "boolean") return node.value ? "True" : "False";
    if (node.type === "null") return "None";
    if (node.type === "number" && /^[-+]?[0-9]+(?:\.[0-9]+)?$/.test(node.text))
      return node.text.replace(/^([-+]?)0+(?=[0-9])/, "$1");
    this.refuse(node, "expected text, a number, true or false");
    return "None";
  }

  /** `{field}` in the text is the field's value. */
  title(node: YamlNode): string {
    if (node.type !== "string") {
      this.refuse(node, `expected text as AlertTitle, found a ${node.type}`);
      return '""';
    }
    const parts = node.value.split(/\{([\w.-]+)\}/);
    const texts = parts.map((part, at) =>
      at % 2 === 0 ? quoted(part) : `str(event.deep_get(${part.split(".").map(quoted).join(", ")}))`,
    );
    return texts.join(" + ");
  }

  /** A list of names and the fields that they stand for. */
  context(node: YamlNode): string {
    const items = node.type === "sequence" ? node.items : [];
    const entries = items.map((item) => {
      const parts = entriesOf(item);
      const name = parts.get("KeyName")?.value;
      const value = parts.get("KeyValue")?.value;
      if (name?.type !== "string" || !value) {
        this.refuse(item, "expected a mapping with KeyName and KeyValue");
        return "";
      }
      return `${quoted(name.value)}: ${this.field(value, entriesOf(value))}`;
    });
    return `{${entries.join(", ")}}`;
  }
}

function entriesOf(node: YamlNode): ReadonlyMap<string, YamlEntry> {
  return new Map(node.type === "mapping" ? node.entries.map((entry) => [entry.key.value, entry]) : []);
}

/** A text as a Python literal: JSON's escapes are Python's too. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
