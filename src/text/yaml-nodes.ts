import { type Alias, isAlias, isMap, isScalar, type ParsedNode, type Scalar, type YAMLMap, type YAMLSeq } from "yaml";
import { quote, type TextCode } from "./diagnose.js";
import type { YamlEntry, YamlMapping, YamlNode, YamlScalar, YamlString } from "./node.js";

/** Reports an error at two offsets. */
export type Fail = (start: number, end: number, code: TextCode, message: string) => void;

const CORE = "tag:yaml.org,2002:";
/** The tags a node may carry, by its type. */
const TAGS: Readonly<Record<YamlNode["type"], readonly string[]>> = {
  mapping: [`${CORE}map`],
  sequence: [`${CORE}seq`],
  string: [`${CORE}str`, "!"],
  number: [`${CORE}int`, `${CORE}float`],
  boolean: [`${CORE}bool`],
  null: [`${CORE}null`],
};

const STYLES: Readonly<Record<string, YamlString["style"]>> = {
  PLAIN: "plain",
  QUOTE_SINGLE: "single-quoted",
  QUOTE_DOUBLE: "double-quoted",
  BLOCK_LITERAL: "literal",
  BLOCK_FOLDED: "folded",
};

/** Turns the nodes of the `yaml` package into ours, and holds a file to its limits of aliases and nesting. */
export class NodeBuilder {
  /** What each anchor stands for; `open` while its own node is being built. */
  private readonly anchors = new Map<string, YamlNode | "open">();
  private aliasChars = 0;
  private trusted = 0;

  constructor(
    private readonly fail: Fail,
    private readonly limits: { readonly maxDepth: number; readonly maxAliasChars: number },
  ) {}

  /** The tree of one document. What ends after the offset `trusted`, that of a syntax error, is damaged. */
  build(root: ParsedNode, trusted: number): YamlNode {
    this.anchors.clear();
    this.trusted = trusted;
    return this.node(root, 0);
  }

  /** `depth` is the number of collections around the node. */
  private node(node: ParsedNode, depth: number): YamlNode {
    if (isAlias(node)) return this.alias(node, depth);
    if (node.anchor !== undefined) this.anchors.set(node.anchor, "open");
    const built = isScalar(node)
      ? this.scalar(node)
      : isMap(node)
        ? this.mapping(node, depth)
        : this.sequence(node, depth);
    if (node.anchor !== undefined) this.anchors.set(node.anchor, built);
    return built;
  }

  private alias({ source, range: [start, end] }: Alias.Parsed, depth: number): YamlNode {
    const target = this.anchors.get(source);
    const damaged: YamlNode = { type: "null", start, end, damaged: true, chars: 0, height: 0 };
    if (target === undefined || target === "open") {
      const place = target === "open" ? "an alias inside it" : "none";
      this.fail(start, end, "unknown-alias", `expected the anchor ${quote(source)} before its alias, found ${place}`);
      return damaged;
    }
    this.aliasChars += target.chars;
    if (this.aliasChars > this.limits.maxAliasChars) {
      const message = `expected aliases for at most ${this.limits.maxAliasChars} characters a file`;
      // Once is enough: after the first alias too many, every one is.
      if (this.aliasChars - target.chars <= this.limits.maxAliasChars) this.fail(start, end, "alias-limit", message);
      return damaged;
    }
    if (depth + target.height > this.limits.maxDepth) {
      this.fail(start, end, "nesting-too-deep", `expected at most ${this.limits.maxDepth} levels, aliases written out`);
      return damaged;
    }
    return target;
  }

  private mapping(node: YAMLMap.Parsed, depth: number): YamlMapping {
    const entries: YamlEntry[] = [];
    const seen = new Set<string>();
    let complete = true;
    for (const pair of node.items) {
      const key = this.key(pair.key);
      const value = pair.value ? this.node(pair.value, depth + 1) : this.missing(pair.key.range[1]);
      if (key && seen.has(key.value)) {
        this.fail(key.start, key.end, "duplicate-key", `expected each key once, found ${quote(key.value)} again`);
      }
      if (!key || seen.has(key.value)) complete = false;
      else entries.push({ key, value });
      if (key) seen.add(key.value);
    }
    const children = entries.flatMap(({ key, value }) => [key, value]);
    return { type: "mapping", entries, ...this.place(node, "mapping", children, complete) };
  }

  private sequence(node: YAMLSeq.Parsed, depth: number): YamlNode {
    const items = node.items.map((item) => this.node(item, depth + 1));
    return { type: "sequence", items, ...this.place(node, "sequence", items, true) };
  }

  private key(node: ParsedNode): YamlString | undefined {
    const [start, end] = node.range;
    const key = isScalar(node) ? this.node(node, 0) : undefined;
    if (key?.type === "string" && !(key.style === "plain" && key.value === "<<")) return key.damaged ? undefined : key;
    const found =
      key === undefined ? "an alias or a collection" : key.type === "string" ? "a YAML 1.1 merge key" : `a ${key.type}`;
    this.fail(start, end, "yaml-key", `expected a string as key, found ${found}; quote it if it is meant as one`);
    return undefined;
  }

  private scalar(node: Scalar.Parsed): YamlScalar {
    const { value } = node;
    if (typeof value === "string") {
      const style = STYLES[node.type ?? "PLAIN"] ?? "plain";
      return { type: "string", value, style, ...this.place(node, "string") };
    }
    if (typeof value === "boolean") return { type: "boolean", value, ...this.place(node, "boolean") };
    if (typeof value === "number") return { type: "number", text: node.source, ...this.place(node, "number") };
    return { type: "null", ...this.place(node, "null") };
  }

  /** The null of a key without a value. */
  private missing(offset: number): YamlNode {
    return { type: "null", start: offset, end: offset, damaged: offset >= this.trusted, chars: 0, height: 0 };
  }

  private place(
    node: Exclude<ParsedNode, Alias.Parsed>,
    type: YamlNode["type"],
    children: readonly YamlNode[] = [],
    complete = true,
  ): Pick<YamlNode, "start" | "end" | "damaged" | "chars" | "height"> {
    const { tag } = node;
    const [start, end] = node.range;
    const fits = tag === undefined || TAGS[type].includes(tag);
    if (!fits) {
      const name = quote(tag.replace(CORE, "!!"));
      this.fail(start, end, "yaml-tag", `expected a tag of the YAML core schema for a ${type}, found ${name}`);
    }
    let damaged = !fits || !complete || end >= this.trusted;
    let chars = type === "mapping" || type === "sequence" ? 2 : end - start + 1;
    let height = 0;
    for (const child of children) {
      damaged ||= child.damaged;
      chars += child.chars;
      height = Math.max(height, child.height);
    }
    if (type !== "mapping" && type !== "sequence") return { start, end, damaged, chars, height: 0 };
    // Of a block, not the comments below it. What stands elsewhere is an alias.
    const last = "flow" in node && node.flow ? undefined : children.at(-1);
    const isInside = last !== undefined && last.start >= start && last.end <= end;
    return { start, end: isInside ? last.end : end, damaged, chars, height: height + 1 };
  }
}
