// Rule collections: documents with an `action` build rules out of parts (pySigma, SigmaCollection.from_dicts). `global` is merged
// into every rule that comes after it, `reset` ends that, `repeat` is the rule before it with changes.

import type { YamlEntry, YamlMapping, YamlNode } from "../../text/node.js";
import { describe, entryOf, type Reader } from "./reader.js";

/** Merges the documents of one file. Correlations and filters take no part. */
export class Collection {
  private template: YamlMapping | undefined;
  private previous: YamlMapping | undefined;

  /** The rule that a document stands for; undefined where it stands for none, or after a report. */
  add(node: YamlMapping, reader: Reader): YamlMapping | undefined {
    const action = entryOf(node, "action");
    if (!action) {
      if (entryOf(node, "correlation") || entryOf(node, "filter")) return node;
      this.previous = this.template ? merge(node, this.template) : node;
      return this.previous;
    }
    const part = { ...node, entries: node.entries.filter(({ key }) => key.value !== "action") };
    switch (action.type === "string" ? action.value : undefined) {
      case "global":
        this.template = part;
        this.previous = part;
        return undefined;
      case "reset":
        this.template = undefined;
        return undefined;
      case "repeat":
        this.previous = this.previous ? merge(this.previous, part) : part;
        // Places of the whole are those of the document that asks for it.
        return { ...this.previous, start: node.start, end: node.end };
      default:
        return reader.error(action, "unknown-action", `expected global, reset or repeat, found ${describe(action)}`);
    }
  }
}

/** `base` with what `change` says: mappings key by key, all else replaced. */
function merge(base: YamlMapping, change: YamlMapping): YamlMapping {
  const entries = new Map<string, YamlEntry>(base.entries.map((entry) => [entry.key.value, entry]));
  for (const entry of change.entries) {
    const old = entries.get(entry.key.value)?.value;
    entries.set(entry.key.value, { key: entry.key, value: mergeValues(old, entry.value) });
  }
  return { ...base, entries: [...entries.values()], damaged: base.damaged || change.damaged };
}

function mergeValues(base: YamlNode | undefined, change: YamlNode): YamlNode {
  return base?.type === "mapping" && change.type === "mapping" ? merge(base, change) : change;
}
