import { quote } from "../../../text/diagnose.js";
import type { YamlMapping, YamlNode } from "../../../text/node.js";
import { describe, entryOf, guess, type Reader } from "../reader.js";

export type Scalar = string | number | boolean;

/** The keys of one mapping, read by name. Whatever is asked for and is not there, or is of another type, is reported. */
export class Params {
  private readonly asked = new Set<string>();

  constructor(
    readonly node: YamlMapping,
    readonly reader: Reader,
  ) {}

  /** The value of a key, if it is there. */
  optional(name: string): YamlNode | undefined {
    this.asked.add(name);
    return entryOf(this.node, name);
  }

  required(name: string): YamlNode | undefined {
    const node = this.optional(name);
    if (!node) this.reader.error(this.node, "missing-key", `expected the key ${quote(name)}, found none`);
    return node;
  }

  string(name: string): string | undefined {
    const node = this.required(name);
    return node && this.asString(node);
  }

  optionalString(name: string): string | undefined {
    const node = this.optional(name);
    return node && node.type !== "null" ? this.asString(node) : undefined;
  }

  /** One of some words; the first where the key is not there. */
  choice<T extends string>(name: string, choices: readonly [T, ...T[]]): T {
    const text = this.optionalString(name);
    if (text === undefined) return choices[0];
    const found = choices.find((choice) => choice === text);
    if (found === undefined) {
      const message = `expected one of ${choices.join(", ")} as ${name}, found ${quote(text)}`;
      this.reader.error(this.optional(name) ?? this.node, "invalid-pipeline", message);
    }
    return found ?? choices[0];
  }

  flag(name: string): boolean {
    const node = this.optional(name);
    if (!node) return false;
    if (node.type === "boolean") return node.value;
    this.reader.wrongType(node, `true or false as ${name}`);
    return false;
  }

  /** A string, or a list of them. */
  strings(name: string): readonly string[] | undefined {
    const node = this.required(name);
    return node && this.asStrings(node);
  }

  optionalStrings(name: string): readonly string[] | undefined {
    const node = this.optional(name);
    return node && node.type !== "null" ? this.asStrings(node) : undefined;
  }

  /** Names, each with a string or a list of them. */
  table(name: string): ReadonlyMap<string, readonly string[]> | undefined {
    const node = this.required(name);
    if (!node) return undefined;
    if (node.type !== "mapping") return this.reader.wrongType(node, `a mapping as ${name}`);
    return new Map(node.entries.map(({ key, value }) => [key.value, this.asStrings(value) ?? []]));
  }

  /** A string, a number or a boolean. */
  scalar(name: string): Scalar | undefined {
    const node = this.required(name);
    return node && this.asScalar(node);
  }

  asScalar(node: YamlNode): Scalar | undefined {
    switch (node.type) {
      case "string":
      case "boolean":
        return node.value;
      case "number":
        return Number(node.text);
      default:
        return this.reader.wrongType(node, "a string, a number or a boolean");
    }
  }

  asString(node: YamlNode): string | undefined {
    return node.type === "string" ? node.value : this.reader.wrongType(node, "a string");
  }

  /** Numbers as they are written. */
  asStrings(node: YamlNode): readonly string[] | undefined {
    const items = node.type === "sequence" ? node.items : [node];
    const texts = items.map((item) => (item.type === "number" ? item.text : this.asString(item)));
    return texts.every((text) => text !== undefined) ? texts : undefined;
  }

  /** Reports keys that nobody asked for. */
  finish(): void {
    for (const { key } of this.node.entries) {
      if (this.asked.has(key.value)) continue;
      const known = [...this.asked];
      const message = guess(key.value, known) ?? `expected one of ${known.join(", ")}, found ${quote(key.value)}`;
      this.reader.error(key, "invalid-pipeline", message);
    }
  }
}

/** The params of a node that has to be a mapping. */
export function paramsOf(node: YamlNode, what: string, reader: Reader): Params | undefined {
  if (node.type === "mapping") return new Params(node, reader);
  reader.error(node, "wrong-type", `expected ${what}, a mapping, found ${describe(node)}`);
  return undefined;
}
