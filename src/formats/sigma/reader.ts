import type { Diagnostic, Span } from "../../diagnostic.js";
import { nearest } from "../../rule/nearest.js";
import { quote, type Report } from "../../text/diagnose.js";
import { describeNode, type YamlMapping, type YamlNode } from "../../text/node.js";
import type { Source } from "../../text/source.js";
import type { SigmaCode } from "./codes.js";

/** What the reading of one document shares. */
export class Reader {
  /** Id, or title, of what is being read, for diagnostics. */
  rule: string | undefined;
  /** An error was reported: what was read is not what was written. */
  failed = false;

  constructor(
    readonly source: Source,
    private readonly sink: Report,
  ) {}

  error(node: Placed, code: SigmaCode, message: string): undefined {
    this.failed = true;
    // What is damaged was reported when it was read as YAML, and cannot be judged by what is left of it.
    if (node.damaged !== true) this.send("error", this.span(node), code, message);
  }

  /** An error at a place that is known by its span only. */
  refuse(span: Span, code: SigmaCode, message: string): undefined {
    this.failed = true;
    this.send("error", span, code, message);
  }

  warn(node: Placed, code: SigmaCode, message: string): undefined {
    if (node.damaged !== true) this.send("warning", this.span(node), code, message);
  }

  wrongType(node: YamlNode, expected: string): undefined {
    this.error(node, "wrong-type", `expected ${expected}, found ${describe(node)}`);
  }

  span(node: Placed): Span {
    return this.source.span(node.start, node.end);
  }

  private send(severity: Diagnostic["severity"], span: Span, code: SigmaCode, message: string): void {
    this.sink({ code, severity, message, span, ...(this.rule !== undefined && { rule: this.rule }) });
  }
}

/** A node, or a place inside one. */
export interface Placed {
  readonly start: number;
  readonly end: number;
  readonly damaged?: boolean;
}

export function entryOf(mapping: YamlMapping, key: string): YamlNode | undefined {
  return mapping.entries.find((entry) => entry.key.value === key)?.value;
}

/** The key that a misspelt one most probably means, as the end of a message; undefined where it is like none of them. */
export function guess(key: string, known: readonly string[]): string | undefined {
  const found = nearest(key, known);
  return found === undefined ? undefined : `expected ${quote(found)}, found ${quote(key)}`;
}

export function describe(node: YamlNode): string {
  return describeNode(node, quote);
}
