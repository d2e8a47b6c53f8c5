// A JSON text as values of Python that are made when they are looked at. The text is read by JSON.parse, many times as fast as by
// `readJson`; of a large event rules look at a few fields.

import { hashKey } from "../containers.js";
import type { Machine } from "../machine.js";
import { type DictEntries, PyDict, PyList, type Value } from "../values.js";
import { readJson } from "./json.js";

/**
 * May find what JSON.parse reads otherwise than Python, in strings too: floats and integers of many digits, whose text it does not
 * keep, and keys that are numbers, whose place it does not keep. A colon in a text, as in `rv:102.0`, is behind no quote.
 */
const UNLIKE = /(?:(?<="[ \t\r\n]*):|[,[])[ \t\r\n]*-?[0-9]+(?:[.eE]|(?<=[0-9]{16}))|"[0-9]+"[ \t\r\n]*:|\\u003[0-9]/;

/** What `readJson` makes of a text, and what it raises. */
export function viewJson(machine: Machine, text: string): Value {
  if (UNLIKE.test(text)) return readJson(machine, text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Python takes some texts that are no JSON, and says of others what is wrong.
    return readJson(machine, text);
  }
  machine.charge(text.length);
  return view(machine, value);
}

function view(machine: Machine, value: unknown): Value {
  switch (typeof value) {
    case "number":
      return BigInt(value);
    case "object":
      if (value === null) return null;
      if (Array.isArray(value)) return new PyList(() => value.map((item) => view(machine, item)));
      return new PyDict(undefined, () => entriesOf(machine, value as Record<string, unknown>));
    default:
      return value as string | boolean;
  }
}

function entriesOf(machine: Machine, object: Readonly<Record<string, unknown>>): DictEntries {
  const entries: DictEntries = new Map();
  for (const key of Object.keys(object)) {
    entries.set(hashKey(machine, key), { key, value: view(machine, object[key]) });
  }
  return entries;
}
