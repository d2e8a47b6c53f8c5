// Explanations as text for terminals.

import type { Explanation, Seen } from "./explain.js";
import { escapeControls } from "./value.js";

/** What a piece of text is: a part of the condition that is true or false, or a value that was seen. */
export type Role = "true" | "false" | "value";

export interface FormatOptions {
  /** Called for each piece of text, to colour it. Default: as it is. */
  readonly style?: (text: string, role: Role) => string;
}

/**
 * An explanation as an indented tree, one line a node, without a newline at the end:
 *
 * ```
 * ✗ and
 *   ✓ eventName == "StopLogging"  saw "StopLogging"
 *   ✗ errorCode is_not_null  saw missing
 * ```
 *
 * Control characters of rules and events come out escaped.
 */
export function formatExplanation(explanation: Explanation, options: FormatOptions = {}): string {
  const { style = (text) => text } = options;
  const lines: string[] = [];

  const writeNode = (node: Explanation, depth: number): void => {
    const marker = node.verdict ? "✓" : "✗";
    const text = style(`${marker} ${escapeControls(node.text)}`, node.verdict ? "true" : "false");
    writeLine(depth, node.type === "predicate" ? `${text}  ${observation(node.seen, node.other)}` : text);
    switch (node.type) {
      case "predicate":
        return;
      case "host":
        if (node.failure) writeLine(depth + 1, escapeControls(`${node.failure.message} [${node.failure.code}]`));
        return;
      case "and":
      case "or":
      case "not":
        for (const child of node.children) writeNode(child, depth + 1);
        return;
      case "some":
      case "every":
        for (const { index, value, body } of node.elements) {
          writeLine(depth + 1, `[${index}] ${style(value, "value")}`);
          writeNode(body, depth + 2);
        }
        if (node.omitted > 0) writeLine(depth + 1, `… ${node.omitted} more`);
        else if (node.elements.length === 0) writeLine(depth + 1, "no elements");
    }
  };
  const writeLine = (depth: number, text: string): void => {
    lines.push("  ".repeat(depth) + text);
  };
  const observation = (seen: Seen, other: Seen | undefined): string =>
    `saw ${list(seen)}${other === undefined ? "" : ` against ${list(other)}`}`;
  const list = ({ values, omitted }: Seen): string => {
    const shown = values.map((value) => style(value, "value"));
    if (omitted > 0) shown.push(`… ${omitted} more`);
    return shown.length === 0 ? "no elements" : shown.join(", ");
  };

  writeNode(explanation, 0);
  return lines.join("\n");
}
