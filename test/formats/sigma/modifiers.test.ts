// Modifiers. Sources: the Sigma modifiers appendix 2.1 (SPEC), and pySigma's sigma/modifiers.py and tests/test_modifiers.py.

import { describe, expect, test } from "vitest";
import { codes, complaints, ruleOf, selectionOf, selects } from "./judge.js";

describe("where in the value", () => {
  test.each([
    ["contains", [true, true, true, true, false]],
    ["startswith", [true, true, false, false, false]],
    ["endswith", [true, false, true, false, false]],
  ])("%s", (modifier, expected) => {
    const values = ["needle", "needles", "a needle", "a needles", "need"];
    expect(values.map((f) => selects(`{ 'f|${modifier}': NEEDLE }`, { f }))).toEqual(expected);
  });
});

describe("cased", () => {
  // SPEC: values are applied case sensitively.
  test.each(["cased", "cased|contains", "contains|cased", "cased|windash", "startswith|cased"])(
    "%s keeps case",
    (modifiers) => {
      expect(selects(`{ 'f|${modifiers}': aB }`, { f: "aB" })).toBe(true);
      expect(selects(`{ 'f|${modifiers}': aB }`, { f: "ab" })).toBe(false);
    },
  );
});

describe("neq", () => {
  // SPEC: the field is different from the specified values; pySigma negates the item, so a missing field is different, too.
  test("negates the whole item", () => {
    expect(selects("{ 'f|neq': [1, 2] }", { f: 2 })).toBe(false);
    expect(selects("{ 'f|neq': [1, 2] }", { f: 3 })).toBe(true);
    expect(selects("{ 'f|neq': [1, 2] }", {})).toBe(true);
    expect(selects("{ 'f|contains|neq': a }", { f: "xax" })).toBe(false);
    expect(selects("{ 'f|contains|all|neq': [a, b] }", { f: "a" })).toBe(true);
    expect(selects("{ 'f|fieldref|neq': g }", { f: "x", g: "y" })).toBe(true);
  });
});

describe("numbers in order", () => {
  test.each([
    ["lt", [true, false, false]],
    ["lte", [true, true, false]],
    ["gt", [false, false, true]],
    ["gte", [false, true, true]],
  ])("%s", (modifier, expected) => {
    expect([4, 5, 6].map((f) => selects(`{ 'f|${modifier}': 5 }`, { f }))).toEqual(expected);
    expect(selects(`{ 'f|${modifier}': 5 }`, {})).toBe(false);
  });

  // SPEC: "can only be applied to numeric values".
  test("are numbers, not texts", () => expect(selects("{ 'f|gt': 5 }", { f: "6" })).toBe(false));
});

describe("cidr", () => {
  test.each([
    ["10.0.0.0/8", "10.1.2.3", true],
    ["10.0.0.0/8", "11.1.2.3", false],
    ["10.0.0.7", "10.0.0.7", true],
    ["fe80::/10", "FE80::1", true],
    ["2001:db8::/32", "2001:db9::1", false],
    ["::1/128", "0:0:0:0:0:0:0:1", true],
    ["::ffff:10.0.0.0/104", "::ffff:10.1.2.3", true],
    ["10.0.0.0/8", "10.1.2", false],
  ])("%s and %s: %s", (network, f, expected) => {
    expect(selects(`{ 'f|cidr': '${network}' }`, { f })).toBe(expected);
  });

  // Python's ip_network, by which pySigma reads networks.
  test.each(["10.0.0.1/8", "10.0.0.0/33", "10.0.0", "2001:db8::1/32", "300.0.0.0/8", "1::2::3/16", "10.*"])(
    "refuses %s",
    (network) => expect(codes(`{ 'f|cidr': '${network}' }`)).toEqual(["invalid-network"]),
  );
});

describe("windash", () => {
  // SPEC String Modifiers, windash: five dashes, each for each other.
  test.each([..."-/\u2013\u2014\u2015"])("finds %s", (dash) => {
    expect(selects("{ 'f|contains|windash': ' -enc -x' }", { f: `p ${dash}ENC /x` })).toBe(true);
    expect(selects(`{ 'f|windash|contains': ' ${dash}enc' }`, { f: "p -enc" })).toBe(true);
  });

  // pySigma test_modifiers.py (test_windash): only where a word begins.
  test("leaves dashes inside words", () => {
    expect(selects("{ 'f|windash': '-param-name' }", { f: "/param-name" })).toBe(true);
    expect(selects("{ 'f|windash': '-param-name' }", { f: "/param/name" })).toBe(false);
  });

  test("has a limit", () => {
    expect(codes(`{ 'f|windash': '${" -a".repeat(6)}' }`)).toEqual(["too-many-values"]);
  });
});

describe("fieldref", () => {
  const same = { f: "Abc", g: "aBC", h: "xabcx" };

  // SPEC Specific Modifiers, fieldref; with each string modifier as pySigma has it (test_fieldref_*).
  test("compares with another field", () => {
    expect(selects("{ 'f|fieldref': g }", same)).toBe(true);
    expect(selects("{ 'f|fieldref': h }", same)).toBe(false);
    expect(selects("{ 'f|cased|fieldref': g }", same)).toBe(false);
    expect(selects("{ 'f|fieldref': g }", { f: 7, g: "7" })).toBe(true);
    expect(selects("{ 'f|fieldref': g }", {})).toBe(false);
    expect(selects("{ 'f|fieldref': g }", { f: null, g: null })).toBe(false);
  });
  test("contains", () => {
    expect(selects("{ 'h|fieldref|contains': f }", same)).toBe(true);
    expect(selects("{ 'f|fieldref|contains': h }", same)).toBe(false);
  });
  test("startswith", () => {
    expect(selects("{ 'f|fieldref|startswith': g }", { f: "ABCd", g: "abc" })).toBe(true);
    expect(selects("{ 'f|fieldref|startswith': g }", { f: "xabc", g: "abc" })).toBe(false);
  });
  test("endswith", () => {
    expect(selects("{ 'f|fieldref|endswith': g }", { f: "xABC", g: "abc" })).toBe(true);
    expect(selects("{ 'f|fieldref|endswith': g }", { f: "abcx", g: "abc" })).toBe(false);
  });
  test("finds elements of arrays and fields with dots", () => {
    expect(selects("{ 'f|fieldref': a.b }", { f: ["x", "y"], a: { b: "Y" } })).toBe(true);
  });
});

describe("base64", () => {
  // pySigma test_modifiers.py (test_base64, test_base64offset).
  test("encodes the value", () => {
    expect(selects("{ 'f|base64': foobar }", { f: "Zm9vYmFy" })).toBe(true);
    expect(selects("{ 'f|base64': 'ü' }", { f: "w7w=" })).toBe(true);
  });

  const around = (before: number, text: string, after: string) =>
    Buffer.concat([Buffer.alloc(before, "x"), Buffer.from(text), Buffer.from(after)]).toString("base64");

  // SPEC Encoding, base64offset: three variants for the position in the longer text, of bytes rather than of characters.
  test.each(["foobar", "/bin/sh", "grüß", "a€b", "\u{1F600}!"])("base64offset finds %s wherever it stands", (text) => {
    const rule = `{ 'f|base64offset|contains': '${text}' }`;
    for (const before of [0, 1, 2, 3, 4]) {
      for (const after of ["", "y", "yy"]) expect(selects(rule, { f: around(before, text, after) })).toBe(true);
    }
    expect(selects(rule, { f: around(1, text.slice(0, 2), "zzzzzzzzz") })).toBe(false);
  });

  // SPEC Encoding: utf16le, `cmd` > 63 00 6d 00 64 00; wide is another name of it; utf16be; utf16 with the mark FF FE.
  test.each([
    ["wide", "630064"],
    ["utf16le", "630064"],
    ["utf16be", "006300"],
    ["utf16", "fffe63"],
  ])("%s comes before it", (modifier) => {
    const bytes: Record<string, Buffer> = {
      wide: Buffer.from("cmd", "utf16le"),
      utf16le: Buffer.from("cmd", "utf16le"),
      utf16be: Buffer.from("cmd", "utf16le").swap16(),
      utf16: Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("cmd", "utf16le")]),
    };
    expect(selects(`{ 'f|${modifier}|base64': cmd }`, { f: bytes[modifier]?.toString("base64") })).toBe(true);
    expect(selects(`{ 'f|${modifier}|base64': cme }`, { f: bytes[modifier]?.toString("base64") })).toBe(false);
  });

  // The bytes are known whatever the characters.
  test("wide takes more than ASCII before it", () => {
    const f = Buffer.from("grüß€", "utf16le").toString("base64");
    expect(selects("{ 'f|wide|base64': 'grüß€' }", { f })).toBe(true);
  });

  // pySigma test_modifiers.py (test_wide_modifier, test_utf16be_modifier, test_utf16_modifier): bytes read as UTF-8.
  test("without it, UTF-16 is found as text that was misread", () => {
    expect(selects("{ 'f|wide': cmd }", { f: "c\0m\0d\0" })).toBe(true);
    expect(selects("{ 'f|utf16be': cmd }", { f: "\0c\0m\0d" })).toBe(true);
    expect(selects("{ 'f|utf16': cmd }", { f: "\uFEFFc\0m\0d\0" })).toBe(true);
    expect(selects("{ 'f|wide|contains': 'c*d' }", { f: "xc\0m\0d\0x" })).toBe(true);
    expect(codes("{ 'f|wide': 'ü' }")).toEqual(["invalid-value"]);
  });
});

describe("expand", () => {
  const options = { placeholders: { admins: ["adm_*", "root"], n: [5] } };

  // SPEC Placeholders: a tool that cannot handle them must reject the rule.
  test("without a value refuses the rule", () => {
    expect(codes("{ 'f|expand': '%admins%' }")).toEqual(["placeholder-without-value"]);
    expect(codes("{ 'f|expand': '%other%' }", options)).toEqual(["placeholder-without-value"]);
    expect(codes("{ 'f|re|expand': '%admins%' }")).toEqual(["placeholder-without-value"]);
  });

  test("takes one of the values", () => {
    expect(selects("{ 'f|expand': '%admins%' }", { f: "ADM_1" }, options)).toBe(true);
    expect(selects("{ 'f|expand': '%admins%' }", { f: "user" }, options)).toBe(false);
    expect(selects("{ 'f|contains|expand': 'x%n%y' }", { f: "ax5yb" }, options)).toBe(true);
    expect(selects("{ 'f|re|expand': '^%n%+$' }", { f: "555" }, options)).toBe(true);
  });

  // SPEC Placeholders: without expand and after a backslash, a percent sign is one.
  test("leaves plain percent signs", () => {
    expect(selects("{ f: '%admins%' }", { f: "%admins%" }, options)).toBe(true);
    expect(selects(String.raw`{ 'f|expand': '\%admins%' }`, { f: "%admins%" }, options)).toBe(true);
    expect(selects("{ 'f|expand': '100%' }", { f: "100%" }, options)).toBe(true);
  });
});

describe("parts of a time", () => {
  const f = "2024-02-09T07:05:59.123Z";

  // SPEC Time Modifiers.
  test.each([
    ["year", 2024],
    ["month", 2],
    ["day", 9],
    ["hour", 7],
    ["minute", 5],
  ])("%s is read as it stands in ISO 8601", (part, number) => {
    expect(selects(`{ 'f|${part}': ${number} }`, { f })).toBe(true);
    expect(selects(`{ 'f|${part}': ${number + 1} }`, { f })).toBe(false);
    expect(selects(`{ 'f|${part}': ${number} }`, { f: f.replace("T", " ").slice(0, 19) })).toBe(true);
    for (const [operator, below, same, above] of [
      ["lt", false, false, true],
      ["lte", false, true, true],
      ["gt", true, false, false],
      ["gte", true, true, false],
    ] as const) {
      const verdicts = [-1, 0, 1].map((d) => selects(`{ 'f|${part}|${operator}': ${number + d} }`, { f }));
      expect(verdicts).toEqual([below, same, above]);
    }
  });

  test("are not in anything else", () => {
    expect(selects("{ 'f|hour': 0 }", { f: "2024-02-09" })).toBe(false);
    expect(selects("{ 'f|day': 9 }", { f: "2024-02-09" })).toBe(true);
    expect(selects("{ 'f|year|gte': 1 }", { f: 1707462359 })).toBe(false);
    expect(selects("{ 'f|year|lte': 9999 }", { f })).toBe(true);
  });

  test("week and numbers that no time has are refused", () => {
    expect(codes("{ 'f|week': 5 }")).toEqual(["time-part-unsupported"]);
    expect(codes("{ 'f|hour': 24 }")).toEqual(["invalid-value"]);
    expect(codes("{ 'f|month': 1.5 }")).toEqual(["invalid-value"]);
  });
});

describe("forbidden combinations", () => {
  // pySigma sigma/modifiers.py: the types that each modifier takes, and what has to come first.
  test.each([
    ["contains", "5"],
    ["contains", "true"],
    ["contains", "null"],
    ["startswith|re", "a"],
    ["all|re", "[a, b]"],
    ["cased|re", "a"],
    ["re|base64", "a"],
    ["re|cased", "a"],
    ["re|windash", "a"],
    ["i", "a"],
    ["contains|m", "a"],
    ["contains|cidr", "10.0.0.0/8"],
    ["cidr|contains", "10.0.0.0/8"],
    ["cidr|cidr", "10.0.0.0/8"],
    ["all|exists", "[true, false]"],
    ["exists|contains", "true"],
    ["exists", "'yes'"],
    ["lt", "'5'"],
    ["lt|gt", "5"],
    ["lt|contains", "5"],
    ["contains|lt", "5"],
    ["gt|hour", "5"],
    ["hour|day", "5"],
    ["hour", "'5'"],
    ["fieldref|cased", "g"],
    ["fieldref|base64", "g"],
    ["base64", "5"],
    ["base64offset", "null"],
    ["wide", "5"],
    ["windash", "5"],
    ["expand", "5"],
    ["cased", "5"],
  ])("%s: %s", (modifiers, value) => {
    expect(new Set(codes(`{ 'f|${modifiers}': ${value} }`))).toEqual(new Set(["invalid-modifier"]));
  });

  test.each([
    ["base64", "'a*'"],
    ["base64offset", "'a?'"],
    ["contains|base64", "a"],
    ["contains|fieldref", "a"],
    ["fieldref", "'*'"],
  ])("wildcards under %s: %s", (modifiers, value) => {
    expect(codes(`{ 'f|${modifiers}': ${value} }`)).toEqual(["invalid-value"]);
  });

  test("re takes strings only", () => expect(codes("{ 'f|re': 5 }")).toEqual(["wrong-type"]));

  // SPEC Generic Modifiers: single item values are not allowed to have an `all` modifier; pySigma takes them.
  test("all over one value is a warning", () => {
    expect(codes("{ 'f|contains|all': a }")).toEqual(["invalid-modifier"]);
    expect(selects("{ 'f|contains|all': a }", { f: "xa" })).toBe(true);
  });

  test("an unknown modifier is named with its place and the nearest one", () => {
    expect(complaints(ruleOf("selection:\n  a: b\n  'f|contians': x\ncondition: selection"))).toEqual([
      "7:5 unknown-modifier",
    ]);
    expect(codes("{ 'f|': x }")).toEqual(["unknown-modifier"]);
    expect(codes("{ 'f|constructor': x }")).toEqual(["unknown-modifier"]);
    expect(complaints(selectionOf("{ 'f|Contains': x }"))).toHaveLength(1);
  });
});
