// Mappings of YAML read key by key. A key is read by the function of its name; what no function is for is refused.

import { nearest } from "../../rule/nearest.js";
import { quote, type Report } from "../../text/diagnose.js";
import { describeNode, type YamlMapping, type YamlNode } from "../../text/node.js";
import type { Source } from "../../text/source.js";
import type { NativeCode } from "./codes.js";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
/** What a key of a mapping is read to; undefined after a report. */
export type Field<T> = (node: YamlNode, reader: Reader) => T | undefined;
export type Fields<T> = { readonly [K in keyof T]-?: Field<NonNullable<T[K]>> };

/** What the reading of one rule shares. */
export class Reader {
  rule: string | undefined;
  failed = false;

  constructor(
    readonly source: Source,
    private readonly sink: Report,
  ) {}

  /** One that fails for itself. */
  inner(): Reader {
    const reader = new Reader(this.source, this.sink);
    reader.rule = this.rule;
    return reader;
  }

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
export function readMapping<T>(
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

export function readString(node: YamlNode, reader: Reader): string | undefined {
  return node.type === "string" ? node.value : reader.wrongType(node, "a string");
}

export function readBoolean(node: YamlNode, reader: Reader): boolean | undefined {
  return node.type === "boolean" ? node.value : reader.wrongType(node, "true or false");
}

export function readList<T>(node: YamlNode, reader: Reader, item: Field<T>): readonly T[] | undefined {
  if (node.type !== "sequence") return reader.wrongType(node, "a list");
  return node.items.map((child) => item(child, reader)).filter((value) => value !== undefined);
}

export function readStrings(node: YamlNode, reader: Reader): readonly string[] | undefined {
  return readList(node, reader, readString);
}
