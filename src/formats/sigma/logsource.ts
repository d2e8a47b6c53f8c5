import { quote } from "../../text/diagnose.js";
import type { YamlMapping, YamlNode } from "../../text/node.js";
import type { LogSource } from "./ast.js";
import { entryOf, guess, type Reader } from "./reader.js";

const PARTS = ["product", "category", "service", "definition"] as const;

/** Reads the log source of a rule or a filter; undefined after a report (specification 2.1, LogSource). */
export function readLogSource(document: YamlMapping, reader: Reader): LogSource | undefined {
  const node = entryOf(document, "logsource");
  if (!node) return reader.error(document, "missing-key", 'expected the key "logsource", found none');
  if (node.type !== "mapping") return reader.wrongType(node, "a mapping with product, category or service");
  const source: { -readonly [K in keyof LogSource]: LogSource[K] } = {};
  for (const { key, value } of node.entries) {
    const part = PARTS.find((name) => name === key.value);
    if (part !== undefined) {
      const text = readPart(value, reader, part);
      if (text !== undefined) source[part] = text;
    } else {
      // Other keys are allowed and mean nothing here; one letter less would make a rule be for all logs.
      const message = guess(key.value, PARTS);
      if (message !== undefined) reader.error(key, "misspelt-key", `${message} in the log source`);
    }
  }
  if (source.product === undefined && source.category === undefined && source.service === undefined) {
    return reader.error(node, "invalid-logsource", "expected product, category or service, found none of them");
  }
  return source;
}

function readPart(node: YamlNode, reader: Reader, part: (typeof PARTS)[number]): string | undefined {
  if (node.type === "null") return undefined;
  if (node.type !== "string") return reader.wrongType(node, `a text as ${part}`);
  if (node.value !== "" || part === "definition") return node.value;
  return reader.error(node, "invalid-logsource", `expected a name as ${part}, found ${quote("")}`);
}

/** Whether a filter of the log source `outer` is for rules of `inner`: what `outer` names, `inner` names too (pySigma, SigmaLogSource). */
export function contains(outer: LogSource, inner: LogSource): boolean {
  return (["product", "category", "service"] as const).every(
    (part) => outer[part] === undefined || outer[part] === inner[part],
  );
}

/** Whether both may be log sources of one event: they name nothing that differs. */
export function agree(a: LogSource, b: LogSource): boolean {
  return (["product", "category", "service"] as const).every(
    (part) => a[part] === undefined || b[part] === undefined || a[part] === b[part],
  );
}
