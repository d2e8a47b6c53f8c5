// Values and fields. Sources: the Sigma rules specification 2.1 (SPEC, with its section), and tests of pySigma (its file).

import { describe, expect, test } from "vitest";
import { codes, selects } from "./judge.js";

describe("strings", () => {
  // SPEC General: all values are treated as case-insensitive strings.
  test("compare without case", () => {
    expect(selects(`{ f: 'Whoami.EXE' }`, { f: "wHOAMI.exe" })).toBe(true);
    expect(selects(`{ f: 'whoami' }`, { f: "whoami.exe" })).toBe(false);
  });

  // SPEC General; Unicode simple case folding, as the engine's design has it.
  test("fold characters beyond ASCII", () => {
    expect(selects(`{ f: 'ÄRGER' }`, { f: "ärger" })).toBe(true);
    expect(selects(`{ 'f|contains': 'Σ' }`, { f: "aς" })).toBe(true);
    expect(selects(`{ f: 'STRASSE' }`, { f: "straße" })).toBe(false);
  });

  // SPEC Escape Character; pySigma test_types.py (test_strings_escaping, test_strings_plain_backslash).
  test.each([
    [String.raw`C:\Windows\x.exe`, String.raw`C:\Windows\x.exe`, true],
    [String.raw`a\\b`, String.raw`a\b`, true],
    [String.raw`a\\b`, String.raw`a\\b`, false],
    [String.raw`a\*b`, "a*b", true],
    [String.raw`a\*b`, "axb", false],
    [String.raw`a\?b`, "a?b", true],
    [String.raw`a\?b`, "axb", false],
    [String.raw`a\\*`, String.raw`a\anything`, true],
    [String.raw`a\\*`, "a*", false],
    [String.raw`a\\\*`, String.raw`a\*`, true],
    [String.raw`a\\\*`, String.raw`a\x`, false],
    [String.raw`\\\\srv\share`, String.raw`\\srv\share`, true],
    [String.raw`\\\srv`, String.raw`\\srv`, true],
    ["a*c", "abbbc", true],
    ["a*c", "abbb\nc", true],
    ["a*c", "abbbcd", false],
    ["a?c", "abc", true],
    ["a?c", "ac", false],
    ["a?c", "a\u{1F600}c", true],
    ["*b*d*", "abcde", true],
  ])("the string %s is %s: %s", (written, found, expected) => {
    expect(selects(`{ f: '${written}' }`, { f: found })).toBe(expected);
  });

  // SPEC Escape Character: `\` is plain where no wildcard follows in the rule as written; `contains` adds none to what is escaped.
  test("end in a backslash under contains", () => {
    expect(selects(String.raw`{ 'f|contains': '\Temp\' }`, { f: String.raw`C:\temp\x` })).toBe(true);
    expect(selects(String.raw`{ 'f|contains': '\Temp\' }`, { f: String.raw`C:\temp*` })).toBe(false);
    expect(selects(String.raw`{ 'f|startswith': 'a\' }`, { f: String.raw`a\b` })).toBe(true);
    expect(selects(String.raw`{ 'f|startswith': 'a\' }`, { f: "a*" })).toBe(false);
  });

  // pySigma test_modifiers.py (test_contains_modifier): wildcards inside stay wildcards.
  test("have wildcards under contains", () => {
    expect(selects(`{ 'f|contains': 'a*c' }`, { f: "xxabbcxx" })).toBe(true);
    expect(selects(`{ 'f|endswith': '?.exe' }`, { f: "a.exe" })).toBe(true);
    expect(selects(`{ 'f|endswith': '?.exe' }`, { f: ".exe" })).toBe(false);
  });
});

describe("numbers", () => {
  // The text: a number matches a number or its decimal string.
  test.each([
    ["4624", "4624", true],
    ["4624", '"4624"', true],
    ["4624", "4624.0", true],
    ["4624", "46240", false],
    ["999", '"0x3e7"', false],
    ["0x3e7", "999", true],
    ["'4624'", "4624", true],
    ["'0x3e7'", "999", false],
    ["'0x3E7'", '"0x3e7"', true],
    ["9007199254740993", "9007199254740993", true],
    ["9007199254740993", "9007199254740992", false],
    ["-1", "-1", true],
    ["1.5", '"1.5"', true],
  ])("%s in a rule and %s in an event: %s", (written, found, expected) => {
    expect(selects(`{ f: ${written} }`, `{"f":${found}}`)).toBe(expected);
  });

  // YAML 1.1, in which SigmaHQ writes, takes 00000429 for a string; rules/windows/registry has such values under contains.
  test("with zeros before them are text", () => {
    expect(selects(`{ 'f|contains': 00000429 }`, { f: "x00000429" })).toBe(true);
    expect(selects("{ f: 00000429 }", { f: 429 })).toBe(false);
  });

  test("are found by wildcards in their decimal text", () => {
    expect(selects("{ f: '46*' }", { f: 4624 })).toBe(true);
    expect(selects("{ 'f|endswith': '24' }", { f: 4624 })).toBe(true);
  });
});

describe("booleans", () => {
  test("match booleans and their names", () => {
    expect(selects("{ f: true }", { f: true })).toBe(true);
    expect(selects("{ f: true }", { f: "True" })).toBe(true);
    expect(selects("{ f: 'false' }", { f: false })).toBe(true);
    expect(selects("{ f: true }", { f: 1 })).toBe(false);
  });
});

describe("nothing", () => {
  // SPEC Special Field Values, Field Existence: null, the empty string and existence are three things.
  const events = { value: { f: "x" }, empty: { f: "" }, null: { f: null }, missing: {} };
  const verdicts = (selection: string) => Object.values(events).map((event) => selects(selection, event));

  test("null is null or missing", () => expect(verdicts("{ f: null }")).toEqual([false, false, true, true]));
  test("'' is the empty string only", () => expect(verdicts("{ f: '' }")).toEqual([false, true, false, false]));
  test("exists: true is presence, even null", () =>
    expect(verdicts("{ 'f|exists': true }")).toEqual([true, true, true, false]));
  test("exists: false is absence", () =>
    expect(verdicts("{ 'f|exists': false }")).toEqual([false, false, false, true]));
  // The backends of pySigma turn a lone `*` into a test for a value.
  test("* is any value", () => expect(verdicts("{ f: '*' }")).toEqual([true, true, false, false]));
  test("* is an object, too", () => expect(selects("{ f: '*' }", { f: { g: 1 } })).toBe(true));

  // SPEC Special Field Values: "null cannot be part of a list of field values"; pySigma takes it.
  test("null in a list is read with a warning", () => {
    expect(codes("{ f: [null, a] }")).toEqual(["invalid-value"]);
    expect(selects("{ f: [null, a] }", {})).toBe(true);
    expect(selects("{ f: [null, a] }", { f: "b" })).toBe(false);
  });
});

describe("fields", () => {
  test("have names with case", () => expect(selects("{ f: a }", { F: "a" })).toBe(false));

  test("with dots are keys with dots and keys inside others", () => {
    expect(selects("{ a.b: x }", { "a.b": "x" })).toBe(true);
    expect(selects("{ a.b: x }", { a: { b: "x" } })).toBe(true);
    expect(selects("{ a.b: x }", { a: { c: "x" } })).toBe(false);
    expect(selects("{ a.b: null }", { a: { b: "x" } })).toBe(false);
    expect(selects("{ a.b: null }", { "a.b": "x" })).toBe(false);
    expect(selects("{ a.b: null }", { a: 1 })).toBe(true);
  });

  // The text: array values match by any element.
  test("that hold arrays match by any element", () => {
    expect(selects("{ f: B }", { f: ["a", "b"] })).toBe(true);
    expect(selects("{ f: c }", { f: ["a", "b"] })).toBe(false);
    expect(selects("{ 'f|contains|all': [a, b] }", { f: ["xa", "xb"] })).toBe(true);
    expect(selects("{ f: 7 }", { f: ["7"] })).toBe(true);
    expect(selects("{ a.b: x }", { a: { b: ["x"] } })).toBe(true);
    expect(selects("{ f: B }", { f: ["a", "b"] }, { arrays: "none" })).toBe(false);
    expect(selects("{ f: null }", { f: [null] })).toBe(false);
  });

  test("that hold objects match nothing but tests for a value", () => {
    expect(selects("{ 'f|contains': a }", { f: { a: "a" } })).toBe(false);
  });
});

describe("lists and maps", () => {
  // SPEC Maps: all elements of a map are joined with AND; lists of values with OR.
  test("a map needs all of its fields, a list one of its values", () => {
    expect(selects("{ f: [a, b], g: c }", { f: "b", g: "c" })).toBe(true);
    expect(selects("{ f: [a, b], g: c }", { f: "b" })).toBe(false);
  });

  // SPEC Lists: maps in a list are linked with OR.
  test("a list of maps needs one of them", () => {
    expect(selects("[{ f: a }, { g: b, h: c }]", { g: "b", h: "c" })).toBe(true);
    expect(selects("[{ f: a }, { g: b, h: c }]", { g: "b" })).toBe(false);
  });

  // SPEC Generic Modifiers, all.
  test("all needs all of the values", () => {
    expect(selects("{ 'f|contains|all': [a, b] }", { f: "xbxa" })).toBe(true);
    expect(selects("{ 'f|contains|all': [a, b] }", { f: "xb" })).toBe(false);
    expect(selects("{ 'f|all|contains': [a, b] }", { f: "xbxa" })).toBe(true);
  });
});

// SPEC Keywords search, Lists: strings that are applied to the full log message; the text: every string value of the event.
describe("keywords", () => {
  const deep = { a: "x", b: { c: [{ d: "the event::CLEAR command" }] }, n: 1105 };

  test("are found in any string, without case, inside objects and arrays", () => {
    expect(selects("['event::clear', other]", deep)).toBe(true);
    expect(selects("[missing, other]", deep)).toBe(false);
    expect(selects("'event::clear'", deep)).toBe(true);
  });
  test("are not found in keys, nor in numbers where they are strings", () => {
    expect(selects("[d]", { d: "x" })).toBe(false);
    expect(selects("['110']", deep)).toBe(false);
  });
  test("that are numbers are found in numbers and in texts", () => {
    expect(selects("[1105]", deep)).toBe(true);
    expect(selects("[1105]", { a: "id 1105." })).toBe(true);
    expect(selects("[1105]", { a: "id 1106." })).toBe(false);
  });
  test("with all are all found, wherever each is", () => {
    expect(selects("{ '|all': [x, CLEAR] }", deep)).toBe(true);
    expect(selects("{ '|all': [x, missing] }", deep)).toBe(false);
  });
  test("have wildcards and modifiers", () => {
    expect(selects("['event*command']", deep)).toBe(true);
    expect(selects("['event*x']", deep)).toBe(false);
    expect(selects("{ '|re': '^the .*d$' }", deep)).toBe(true);
    expect(selects("{ '|re': 'clear' }", deep)).toBe(false);
    expect(selects("{ '|cased': clear }", deep)).toBe(false);
    expect(selects("{ '|startswith': event }", deep)).toBe(false);
    expect(selects("{ '|endswith': COMMAND }", deep)).toBe(true);
    expect(selects("{ '|base64offset|contains': foobar }", { m: "-- eGZvb2Jhcg== --" })).toBe(true);
    expect(selects("{ '|contains|neq': clear }", deep)).toBe(false);
  });
  test("may be mixed with maps in a list", () => {
    expect(selects("[command, { a: y }]", deep)).toBe(true);
    expect(selects("[nothing, { a: x }]", deep)).toBe(true);
    expect(selects("[nothing, { a: y }]", deep)).toBe(false);
  });

  // pySigma: null must be bound to a field, exists must be applied to one; the rest has no meaning without a field either.
  test.each(["cidr: 10.0.0.0/8", "lt: 5", "hour: 5", "fieldref: a", "exists: true"])("take no %s", (modifier) => {
    const [name, value] = modifier.split(": ");
    expect(codes(`{ '|${name}': ${value} }`)).toEqual(["invalid-modifier"]);
  });
  test.each(["[null]", "['']", "['*']", "{ '|contains': '' }", "{ '|contains': '**' }"])(
    "%s is refused",
    (selection) => {
      expect(codes(selection)).toEqual(["invalid-value"]);
    },
  );
});
