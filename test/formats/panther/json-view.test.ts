// Events as the host reads them: what is made when it is looked at is what Python's own reader makes at once.

import { describe, expect, it } from "vitest";
import { dictGet, dictSet } from "../../../src/formats/panther/python/containers.js";
import { Raised } from "../../../src/formats/panther/python/exceptions.js";
import { Machine } from "../../../src/formats/panther/python/machine.js";
import { PyMissing } from "../../../src/formats/panther/python/missing.js";
import { readJson, writeJson } from "../../../src/formats/panther/python/modules/json.js";
import { viewJson } from "../../../src/formats/panther/python/modules/json-view.js";
import { toRepr } from "../../../src/formats/panther/python/text.js";
import { type PyDict, type PyList, PyTuple, type Value } from "../../../src/formats/panther/python/values.js";

const machine = new Machine((_machine, name) => new PyMissing(name));

/** What a reader makes of a text, with the types and the order of keys, or what it raises. */
function outcome(read: typeof readJson, text: string): string {
  try {
    return toRepr(machine, read(machine, text));
  } catch (error) {
    if (error instanceof Raised) return `raises ${toRepr(machine, error.exception)}`;
    throw error;
  }
}

describe("a view of a JSON text", () => {
  it.each([
    ["scalars", '{"a": "x", "b": true, "c": null, "d": 12, "e": -3, "f": [], "g": {}}'],
    ["floats", '{"a": 1.0, "b": [2.5,3e2,-0.0], "c": 1E5}'],
    ["a float in an array alone", '{"a":[1.0]}'],
    ["a float after a line break", '{"a":\n  1.0}'],
    ["floats behind keys with quotes and space", '{"a" : 1.0, "b\\"":2.0, "c"\n:\t-3e0}'],
    ["texts and escapes that look like numbers and are none", '{"a": "rv:102.0", "b:1.0": "\\u003c1.0\\u003e"}'],
    ["minus zero", '{"a": -0}'],
    ["integers beyond 2^53", '{"a": 9007199254740993, "b": [123456789012345678901234567890]}'],
    ["integers of 15 digits", '{"a": 999999999999999, "b": -999999999999999}'],
    ["integers of 16 digits", '{"a": 9999999999999999}'],
    ["keys that are numbers, in their order", '{"b": 1, "10": 2, "2": 3}'],
    ["keys that are numbers behind escapes", '{"b": 1, "\\u0032": 2}'],
    ["keys that are numbers before their colon", '{"b": 1, "2" : 2}'],
    ["equal keys, the last of which counts, at the place of the first", '{"a": 1, "b": 2, "a": {"x": 3}}'],
    ["a key that objects have", '{"__proto__": {"a": 1}, "constructor": 2, "toString": [3]}'],
    ["a key that begins with NUL", '{"\\u0000t": 1}'],
    ["escapes and lone surrogates", '{"a": "\\ud800\\n\\u00e9\\/", "\\ud83d\\ude00": "x"}'],
    ["deep nesting", `${'{"a":['.repeat(50)}1${"]}".repeat(50)}`],
    ["no number", '{"a": NaN, "b": [Infinity, -Infinity]}'],
    ["no JSON", '{"a": 01}'],
    ["text behind it", "{} x"],
    ["a control character", '{"a": "\t"}'],
    ["nothing", ""],
    ["strings that look like floats", '{"a": "x: 1.5, [2.0", "b": "10.0.0.1"}'],
  ])("%s", (_, text) => {
    expect(outcome(viewJson, text)).toBe(outcome(readJson, text));
    expect(outcome(viewJson, `[${text}]`)).toBe(outcome(readJson, `[${text}]`));
  });

  it("can be changed as any dict and list", () => {
    const dict = viewJson(machine, '{"a": [1], "b": {"c": 2}}') as PyDict;
    (dictGet(machine, dict, "a") as PyList).items.push(2n);
    dictSet(machine, dictGet(machine, dict, "b") as PyDict, "d", new PyTuple([]) as Value);
    expect(writeJson(machine, dict)).toBe('{"a": [1, 2], "b": {"c": 2, "d": []}}');
  });
});
