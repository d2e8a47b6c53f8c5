import type { YamlNode } from "../../text/node.js";
import { jsonNumber } from "../../text/number.js";

/** Takes a node that has no JSON form, with what is wrong with it. */
export type Refuse = (node: YamlNode, message: string) => void;

/**
 * The JSON text of a YAML value. Numbers keep their digits as written; spellings that JSON does not have (`0x10`, `.5`, `+1`)
 * become the same number in JSON. `.inf` and `.nan` have none and go to `refuse`, then the result is not to be used.
 */
export function toJson(node: YamlNode, refuse: Refuse): string {
  switch (node.type) {
    case "mapping":
      return `{${node.entries.map(({ key, value }) => `${JSON.stringify(key.value)}:${toJson(value, refuse)}`).join()}}`;
    case "sequence":
      return `[${node.items.map((item) => toJson(item, refuse)).join()}]`;
    case "string":
      return JSON.stringify(node.value);
    case "boolean":
      return String(node.value);
    case "null":
      return "null";
    case "number": {
      const text = jsonNumber(node.text);
      if (text === undefined) refuse(node, `expected a number that JSON can write, found ${node.text.slice(0, 40)}`);
      return text ?? "null";
    }
  }
}

/** What is wrong with the text of one event, one line that holds a JSON object; undefined if nothing is. */
export function eventProblem(text: string): string | undefined {
  if (/[\r\n]/.test(text)) return "expected one line, found a line break";
  if (/\p{Surrogate}/u.test(text))
    return "expected text that UTF-8 can write, found a lone surrogate (write it as \\uXXXX)";
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return undefined;
    return "expected a JSON object";
  } catch (error) {
    return `expected JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
}
