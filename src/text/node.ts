// What a YAML document says, without how it says it: aliases are followed, keys are strings, scalars have the types of
// the YAML 1.2 core schema. Aliased nodes are shared, so the tree may be a graph without cycles.

import type { Position } from "../errors.js";
import { LineIndex, type Source } from "./source.js";

interface Placed {
  /** Offsets into the source, the end exclusive. */
  readonly start: number;
  readonly end: number;
  /** A diagnostic was reported inside: the node is not what was written, and must not be used. */
  readonly damaged: boolean;
  /** Characters of source, aliases written out. */
  readonly chars: number;
  /** Levels of collections, itself included. */
  readonly height: number;
}

export interface YamlMapping extends Placed {
  readonly type: "mapping";
  readonly entries: readonly YamlEntry[];
}
/** Keys are unique in their mapping. */
export interface YamlEntry {
  readonly key: YamlString;
  readonly value: YamlNode;
}
export interface YamlSequence extends Placed {
  readonly type: "sequence";
  readonly items: readonly YamlNode[];
}
export interface YamlString extends Placed {
  readonly type: "string";
  readonly value: string;
  readonly style: "plain" | "single-quoted" | "double-quoted" | "literal" | "folded";
}
/** `text` is the number as spelled: decimal, `0x10`, `0o17`, `.inf`, `.nan`. */
export interface YamlNumber extends Placed {
  readonly type: "number";
  readonly text: string;
}
export interface YamlBoolean extends Placed {
  readonly type: "boolean";
  readonly value: boolean;
}
export interface YamlNull extends Placed {
  readonly type: "null";
}
export type YamlScalar = YamlString | YamlNumber | YamlBoolean | YamlNull;
export type YamlNode = YamlMapping | YamlSequence | YamlScalar;

/** What a node is, for "expected …, found …". `quote` makes a string fit for people. */
export function describeNode(node: YamlNode, quote: (text: string) => string): string {
  switch (node.type) {
    case "mapping":
      return "a mapping";
    case "sequence":
      return node.items.length === 0 ? "an empty list" : "a list";
    case "string":
      return quote(node.value);
    case "number":
      return `the number ${node.text.slice(0, 40)}`;
    case "boolean":
      return String(node.value);
    case "null":
      return "null";
  }
}

/**
 * Where a position of a string's value stands in its source, as an offset. Exact in literal blocks and in strings of one
 * line; the start of the string where lines were folded.
 */
export function locate(source: Source, node: YamlString, position: Position): number {
  const lines = new LineIndex(node.value);
  if (node.style === "literal") return locateInLiteral(source, node, lines, position);
  const raw = source.text.slice(node.start, node.end);
  if (node.style === "folded" || raw.includes("\n")) return node.start;
  return node.start + rawIndex(raw, node.style, lines.offset(position));
}

/** Line by line, the value is the source after the header without its indentation. */
function locateInLiteral(source: Source, node: YamlString, lines: LineIndex, position: Position): number {
  let content = node.value.length;
  while (node.value[content - 1] === "\n") content--;
  const { line, column } = lines.position(Math.min(lines.offset(position), content));
  const sourceLine = source.lines.position(node.start).line + line;
  const indent = source.lines.line(sourceLine).length - lines.line(line).length;
  return source.lines.lineStart(sourceLine) + indent + column - 1;
}

const ESCAPE_LENGTH: ReadonlyMap<string | undefined, number> = new Map([
  ["x", 4],
  ["u", 6],
  ["U", 10],
]);

/** Index in the spelling, quotes included, of what is at `index` of the value. */
function rawIndex(raw: string, style: YamlString["style"], index: number): number {
  if (style === "plain") return index;
  let at = 1;
  for (let left = index; left > 0 && at < raw.length - 1; left--) {
    if (style === "single-quoted") at += raw[at] === "'" ? 2 : 1;
    else if (raw[at] !== "\\") at++;
    else {
      const length = ESCAPE_LENGTH.get(raw[at + 1]) ?? 2;
      // `\U` beyond the basic plane is one escape for two units of the value.
      if (length === 10 && Number.parseInt(raw.slice(at + 2, at + 10), 16) > 0xffff) left--;
      at += length;
    }
  }
  return at;
}
