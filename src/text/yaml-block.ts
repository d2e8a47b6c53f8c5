// YAML as people write rules: block mappings and sequences, scalars, lists on one line. One pass over the text gives the nodes that
// yaml-nodes.ts would make of what the `yaml` package finds, ten times as fast. What is rarer (anchors, tags, directives, tabs,
// anything with an error in it) is refused, and the package reads it; so every diagnostic is the package's.
//
// A line that begins with `#` belongs to what stands before it or to the collection around, by its column; see `skipLines`.

import type { YamlEntry, YamlMapping, YamlNode, YamlScalar, YamlString } from "./node.js";
import { plainNode, resolvedNode, stringNode } from "./yaml-scalars.js";

/** Deepest nesting that is read here; the reader calls itself for each level. */
const MAX_DEPTH = 100;
/** Keys have to end within 1,024 characters (YAML 1.2.2, section 7.4). */
const MAX_KEY_CHARS = 1_000;

const TAB = 0x09;
const NEWLINE = 0x0a;
const SPACE = 0x20;
const QUOTE = 0x22;
const HASH = 0x23;
const APOSTROPHE = 0x27;
const COMMA = 0x2c;
const DASH = 0x2d;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_MAP = 0x7b;
const CLOSE_MAP = 0x7d;

/** Characters that cannot begin a plain scalar, or that begin what is not read here. */
const INDICATORS: ReadonlySet<string> = new Set("#&*!|>%@`,[]{}\"'");
/** Those that do only before white space. */
const SPACED_INDICATORS: ReadonlySet<string> = new Set("-?:");

/**
 * The collection that stands between two offsets of a text, which begin and end a document; undefined where it is not for this
 * reader. There must be no control character but tabs and newlines.
 */
export function readBlocks(text: string, start: number, end: number, maxDepth: number): YamlNode | undefined {
  return new BlockReader(text, end, Math.min(maxDepth, MAX_DEPTH)).document(start);
}

class BlockReader {
  /** Where the reader is: after a node, at the first character that stands on a line after it; in a line, at what comes next. */
  private at = 0;
  /** Column of `at`, from 0; -1 at the end of the text. */
  private column = -1;
  /** Greatest column of the comments before `at` that belong to no node so far; -1 without any. */
  private comments = -1;
  /** Where the last node ends, its own comments included. */
  private reach = 0;
  /** A plain element of a list on one line: what can be no indicator there. */
  private readonly element = /-?[\w./\\$(+](?:[^\s,[\]{}:#]| (?=[^\s,[\]{}:#]))*/y;

  constructor(
    private readonly text: string,
    private readonly end: number,
    private readonly maxDepth: number,
  ) {}

  document(start: number): YamlNode | undefined {
    if (!this.skipLines(start)) return undefined;
    if (this.column === 0 && this.text.startsWith("---", this.at)) {
      const after = this.skipSpaces(this.at + 3);
      if (!this.isEmpty(this.at + 3) || !this.endsLine(after) || !this.skipLines(this.lineAfter(after)))
        return undefined;
    }
    if (this.column !== 0) return undefined;
    const root = this.node(-1, 1);
    return (root?.type === "mapping" || root?.type === "sequence") && this.at >= this.end ? root : undefined;
  }

  /** What begins at `at` on a line of its own, or after a dash, inside a collection of the column `parent`. */
  private node(parent: number, depth: number): YamlNode | undefined {
    if (this.isItem(this.at)) return this.sequence(depth);
    const { at, column } = this;
    const leaf = this.leaf(at, parent);
    if (!leaf) return undefined;
    if (!this.isColon()) return this.finish(leaf, parent);
    return this.isKey(leaf) ? this.mapping(leaf, column, depth) : undefined;
  }

  private sequence(depth: number): YamlNode | undefined {
    const { at: start, column } = this;
    if (depth >= this.maxDepth) return undefined;
    const items: YamlNode[] = [];
    let chars = 2;
    let height = 0;
    while (this.column === column && this.isItem(this.at)) {
      const item = this.skipSpaces(this.at + 1);
      if (this.endsLine(item)) return undefined;
      this.column += item - this.at;
      this.at = item;
      const node = this.isBlockScalar(item) ? this.blockScalar(item, column) : this.node(column, depth + 1);
      if (!node) return undefined;
      items.push(node);
      chars += node.chars;
      height = Math.max(height, node.height);
    }
    const end = this.close(column);
    return end === undefined
      ? undefined
      : { type: "sequence", items, start, end, damaged: false, chars, height: height + 1 };
  }

  /** The mapping whose first key was read. */
  private mapping(first: YamlString, column: number, depth: number): YamlMapping | undefined {
    if (depth >= this.maxDepth) return undefined;
    const entries: YamlEntry[] = [];
    const keys = new Set<string>();
    let chars = 2;
    let height = 0;
    for (let key = first; ; ) {
      if (key.end - key.start > MAX_KEY_CHARS || keys.has(key.value)) return undefined;
      keys.add(key.value);
      const value = this.value(this.at + 1, column, depth + 1);
      if (!value) return undefined;
      entries.push({ key, value });
      chars += key.chars + value.chars;
      height = Math.max(height, value.height);
      if (this.column !== column || this.isItem(this.at)) break;
      const next = this.leaf(this.at, column);
      if (!next || !this.isKey(next)) return undefined;
      key = next;
    }
    const end = this.close(column);
    return end === undefined
      ? undefined
      : { type: "mapping", entries, start: first.start, end, damaged: false, chars, height: height + 1 };
  }

  /** The end of the collection of a column before what stands at `at`; undefined where that fits no collection around. */
  private close(column: number): number | undefined {
    const end = this.reach;
    if (this.column > column) return undefined;
    // Comments in its column are its own, unless it stands at the left.
    if (column > 0 && this.comments >= column) {
      this.reach = this.at;
      this.comments = -1;
    }
    return end;
  }

  /** The value of a key of a mapping in `column`; `from` is after the colon. */
  private value(from: number, column: number, depth: number): YamlNode | undefined {
    const at = this.skipSpaces(from);
    if (!this.endsLine(at)) {
      if (at === from) return undefined;
      if (this.isBlockScalar(at)) return this.blockScalar(at, column);
      const leaf = this.leaf(at, column);
      return leaf && this.finish(leaf, column);
    }
    const comment = at < this.end && this.text.charCodeAt(at) === HASH;
    if (!this.skipLines(this.lineAfter(at))) return undefined;
    if (this.column > column || (this.column === column && this.isItem(this.at))) {
      this.comments = -1;
      return this.node(column, depth);
    }
    if (comment || this.comments >= 0) return undefined;
    this.reach = at;
    return { type: "null", start: at, end: at, damaged: false, chars: 1, height: 0 };
  }

  /** A scalar, or a list on one line, which stand at `at` inside a collection of the column `parent`; leaves `at` behind it. */
  private leaf(at: number, parent: number): YamlNode | undefined {
    const first = this.text.charCodeAt(at);
    if (first === QUOTE || first === APOSTROPHE) return this.quoted(at, parent);
    if (first === OPEN_LIST || first === OPEN_MAP) return this.flow(at);
    return this.plain(at, parent);
  }

  private plain(start: number, parent: number): YamlScalar | undefined {
    const { text } = this;
    const first = text[start] as string;
    if (INDICATORS.has(first) || (SPACED_INDICATORS.has(first) && this.isEmpty(start + 1))) return undefined;
    let end = this.plainLine(start);
    if (end < 0) return undefined;
    let lines = 1;
    while (this.endsLine(this.at) && text.charCodeAt(this.at) !== HASH) {
      const next = this.continuation(this.at, parent);
      if (next < 0) break;
      end = this.plainLine(next);
      if (end < 0 || text.charCodeAt(this.at) === COLON) return undefined;
      lines++;
    }
    if (lines > 1) return resolvedNode(text, "scalar", start, end);
    return plainNode(text.slice(start, end), start, end);
  }

  /** Where a plain scalar ends that has its last line at `at`, and leaves `at` at what stopped it; -1 where there is a tab. */
  private plainLine(at: number): number {
    const { text, end } = this;
    let last = at;
    let next = at;
    for (; next < end; next++) {
      const char = text.charCodeAt(next);
      if (char === NEWLINE) break;
      if (char === TAB) return -1;
      if (char === SPACE) continue;
      if (char === COLON && this.isEmpty(next + 1)) {
        if (next !== last) return -1;
        break;
      }
      if (char === HASH && next > at && last < next) break;
      last = next + 1;
    }
    this.at = next;
    return last;
  }

  /** The first character of the line that goes on with a scalar whose line ends at `at`; -1 where none does. */
  private continuation(at: number, parent: number): number {
    for (let line = at + 1; line < this.end; ) {
      const next = this.skipSpaces(line);
      if (next >= this.end) return -1;
      if (this.text.charCodeAt(next) !== NEWLINE) {
        return next - line > parent && this.text.charCodeAt(next) !== HASH ? next : -1;
      }
      line = next + 1;
    }
    return -1;
  }

  private quoted(start: number, parent: number): YamlString | undefined {
    const { text } = this;
    const double = text.charCodeAt(start) === QUOTE;
    let plain = true;
    let at = start + 1;
    for (; ; at++) {
      if (at >= this.end) return undefined;
      const char = text.charCodeAt(at);
      if (char === NEWLINE) {
        plain = false;
        const next = this.skipSpaces(at + 1);
        if (next - at - 1 <= parent && text.charCodeAt(next) !== NEWLINE) return undefined;
      } else if (double) {
        if (char === QUOTE) break;
        if (char !== BACKSLASH) continue;
        plain = false;
        // A newline that is escaped is looked at like others.
        if (text.charCodeAt(at + 1) !== NEWLINE) at++;
      } else if (char === APOSTROPHE) {
        if (text.charCodeAt(at + 1) !== APOSTROPHE) break;
        plain = false;
        at++;
      }
    }
    const end = at + 1;
    if (end > this.end) return undefined;
    this.at = end;
    if (!plain) return resolvedNode(text, double ? "double-quoted-scalar" : "single-quoted-scalar", start, end);
    return stringNode(text.slice(start + 1, end - 1), double ? "double-quoted" : "single-quoted", start, end);
  }

  /** `[]`, `{}`, or a list of scalars on one line. */
  private flow(start: number): YamlNode | undefined {
    const { text } = this;
    const list = text.charCodeAt(start) === OPEN_LIST;
    const items: YamlNode[] = [];
    let at = this.skipSpaces(start + 1);
    if (text.charCodeAt(at) !== (list ? CLOSE_LIST : CLOSE_MAP)) {
      if (!list) return undefined;
      for (; ; at = this.skipSpaces(at + 1)) {
        const item = this.flowItem(at);
        if (!item) return undefined;
        items.push(item);
        at = this.skipSpaces(this.at);
        if (text.charCodeAt(at) === CLOSE_LIST) break;
        if (text.charCodeAt(at) !== COMMA) return undefined;
      }
    }
    this.at = at + 1;
    if (this.at > this.end) return undefined;
    const end = this.at;
    const place = { start, end, damaged: false, chars: items.reduce((sum, { chars }) => sum + chars, 2), height: 1 };
    return list ? { type: "sequence", items, ...place } : { type: "mapping", entries: [], ...place };
  }

  private flowItem(at: number): YamlScalar | undefined {
    const first = this.text.charCodeAt(at);
    if (first === QUOTE || first === APOSTROPHE) {
      return this.quoted(at, Number.POSITIVE_INFINITY);
    }
    this.element.lastIndex = at;
    const found = this.element.exec(this.text)?.[0];
    if (found === undefined) return undefined;
    this.at = at + found.length;
    return plainNode(found, at, this.at);
  }

  private isBlockScalar(at: number): boolean {
    const char = this.text[at];
    return char === "|" || char === ">";
  }

  /** A literal or folded block under a header without an indentation or `+`, inside a collection of the column `parent`. */
  private blockScalar(start: number, parent: number): YamlNode | undefined {
    const { text } = this;
    const strip = text.charCodeAt(start + 1) === DASH;
    const header = start + (strip ? 2 : 1);
    if (text.charCodeAt(header) !== NEWLINE || header >= this.end) return undefined;
    let indent = -1;
    let end = header + 1;
    for (let line = header + 1; line < this.end; ) {
      const content = this.skipSpaces(line);
      const next = this.lineAfter(content);
      const column = content - line;
      if (content >= this.end || text.charCodeAt(content) !== NEWLINE) {
        if (content < this.end && text.charCodeAt(content) === TAB) return undefined;
        // Spaces at the end of a file are neither content nor an empty line.
        if (content >= this.end && column > 0) return undefined;
        if (indent < 0) indent = column;
        if (column < indent || column <= parent) break;
        end = next;
      } else if (indent >= 0 && column > indent) end = next;
      line = next;
    }
    if (indent <= parent) return undefined;
    const node = resolvedNode(text, "block-scalar", start, end);
    if (!node) return undefined;
    this.at = end;
    this.reach = end;
    return this.skipLines(end) ? node : undefined;
  }

  /** Passes over the line that a leaf ends, and what comes between it and the next node. */
  private finish(leaf: YamlNode, parent: number): YamlNode | undefined {
    const at = this.skipSpaces(this.at);
    if (!this.endsLine(at)) return undefined;
    if (at < this.end && this.text.charCodeAt(at) === HASH && this.text.charCodeAt(at - 1) !== SPACE) return undefined;
    this.reach = this.lineAfter(at);
    return this.skipLines(this.reach, parent) ? leaf : undefined;
  }

  /**
   * Goes to the first line from `line` on that has more than a comment; false where it begins with a tab. Comments right of
   * the column `owner` belong to the last node as long as none stands before them that does not.
   */
  private skipLines(line: number, owner = Number.POSITIVE_INFINITY): boolean {
    this.comments = -1;
    for (let from = line; ; ) {
      const at = this.skipSpaces(from);
      if (at >= this.end) {
        this.at = this.end;
        this.column = -1;
        return true;
      }
      const char = this.text.charCodeAt(at);
      if (char === HASH) {
        const next = this.lineAfter(at);
        if (this.comments < 0 && at - from > owner) this.reach = next;
        else this.comments = Math.max(this.comments, at - from);
        from = next;
      } else if (char === NEWLINE) from = at + 1;
      else {
        this.at = at;
        this.column = at - from;
        return char !== TAB;
      }
    }
  }

  private skipSpaces(at: number): number {
    let next = at;
    while (next < this.end && this.text.charCodeAt(next) === SPACE) next++;
    return next;
  }

  /** The start of the line after the one of `at`, or the end. */
  private lineAfter(at: number): number {
    const newline = this.text.indexOf("\n", at);
    return newline < 0 || newline >= this.end ? this.end : newline + 1;
  }

  /** Whether nothing but a comment follows on the line. */
  private endsLine(at: number): boolean {
    if (at >= this.end) return true;
    const char = this.text.charCodeAt(at);
    return char === NEWLINE || char === HASH;
  }

  /** Whether a colon stands at `at`. */
  private isColon(): boolean {
    return this.at < this.end && this.text.charCodeAt(this.at) === COLON;
  }

  /** Whether the leaf before `at` is a key of a block mapping: a string of one line before a colon. */
  private isKey(leaf: YamlNode): leaf is YamlString {
    if (leaf.type !== "string" || !this.isColon() || !this.isEmpty(this.at + 1)) return false;
    return this.lineAfter(leaf.start) >= leaf.end && !(leaf.style === "plain" && leaf.value === "<<");
  }

  private isItem(at: number): boolean {
    return at < this.end && this.text.charCodeAt(at) === DASH && this.isEmpty(at + 1);
  }

  private isEmpty(at: number): boolean {
    if (at >= this.end) return true;
    const char = this.text.charCodeAt(at);
    return char === SPACE || char === NEWLINE || char === TAB;
  }
}
