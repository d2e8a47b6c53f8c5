// YAML as Python's values, as Panther's own tools read their tests: integers are integers of any size.

import type { YamlNode } from "../../text/node.js";
import { PyDict, PyList, type Value } from "./python/values.js";

/** The value of a node. Dicts have the keys in the order written. */
export function yamlValue(node: YamlNode): Value {
  switch (node.type) {
    case "mapping": {
      const dict = new PyDict();
      for (const { key, value } of node.entries) {
        const hashed = key.value.charCodeAt(0) === 0 ? `\0s${key.value}` : key.value;
        dict.entries.set(hashed, { key: key.value, value: yamlValue(value) });
      }
      return dict;
    }
    case "sequence":
      return new PyList(node.items.map(yamlValue));
    case "string":
      return node.value;
    case "boolean":
      return node.value;
    case "null":
      return null;
    case "number":
      return numberValue(node.text);
  }
}

function numberValue(text: string): bigint | number {
  if (/^[-+]?[0-9]+$/.test(text)) return BigInt(text.replace("+", ""));
  if (/^0[xo]/.test(text)) return BigInt(text);
  const infinite = /^([-+]?)\.inf$/i.exec(text);
  if (infinite) return infinite[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(text);
}
