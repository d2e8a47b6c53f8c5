// What generated events are made of and generated predicates ask for. Both draw from the same pools, and both mostly from the
// first entries of each, so that about a third of the predicates hold; the other entries are those that an engine gets wrong.

import fc from "fast-check";

/** Keys by what an event mostly holds there; every key holds anything once in a while. */
export interface Fields {
  readonly strings: readonly string[];
  readonly numbers: readonly string[];
  readonly addresses: readonly string[];
  readonly booleans: readonly string[];
  /** Arrays of strings. */
  readonly lists: readonly string[];
  /** Arrays of objects like the event itself. */
  readonly records: readonly string[];
  /** Objects like the event itself. */
  readonly objects: readonly string[];
  readonly odd: readonly string[];
}

export interface Pools {
  readonly fields: Fields;
  readonly strings: readonly string[];
  /** Substrings of the strings. */
  readonly parts: readonly string[];
  /** JSON number texts, several of one value. */
  readonly numbers: readonly string[];
  readonly addresses: readonly string[];
  readonly networks: readonly string[];
  readonly wildcards: readonly string[];
  /** In RE2's syntax. */
  readonly patterns: readonly string[];
}

export const POOLS: Pools = {
  fields: {
    strings: ["name", "kind"],
    numbers: ["size"],
    addresses: ["ip"],
    booleans: ["flag"],
    lists: ["tags"],
    records: ["items"],
    objects: ["user"],
    odd: [
      "Name",
      "\u212aind", // KELVIN SIGN, folds to k
      "\u017fize", // LONG S, folds to s
      "NAME",
      "a.b",
      "",
      "é",
      "É",
      "😀",
      'q"\\/',
      "\ud800",
      "0",
      "not",
      "null",
      "__proto__",
      "constructor",
      "exactly8",
      "exactly8+",
      "a-key-of-more-than-thirty-two-bytes",
    ],
  },
  strings: [
    "Delete",
    "Stop",
    "delete",
    "",
    "a",
    "A",
    "DeleteTrail",
    "k",
    "\u212a",
    "s",
    "\u017f",
    "ß",
    "ss",
    "\u1e9e",
    "é",
    "É",
    "e\u0301",
    "İ",
    "i",
    "ı",
    "😀",
    "\ud83d",
    "\ude00",
    "a\ud800b",
    "\ufffd",
    "σ",
    "ς",
    "Σ",
    'a"b',
    "a\\b",
    "\\",
    "a/b",
    "a\nb",
    "\u0000",
    "\u2028",
    "*",
    "a*b",
    "1",
    "1.0",
    "true",
    "null",
    "sixteen bytes ok",
    "sixteen BYTES ok!",
    "a string of more than thirty-two bytes, é included",
  ],
  parts: [
    "",
    "e",
    "E",
    "Del",
    "let",
    "Trail",
    "t",
    "a",
    "b",
    "S",
    "\u017f",
    "\u212a",
    "s",
    "é",
    "😀",
    "\\",
    '"',
    "bytes",
    "\n",
  ],
  numbers: [
    "1",
    "1.0",
    "1e0",
    "10e-1",
    "0",
    "-0",
    "0.0",
    "-0e5",
    "-1",
    "2",
    "0.1",
    "0.10",
    "1e-1",
    "0.1000000000000000055511151231257827021181583404541015625",
    "0.30000000000000004",
    "100",
    "1E+2",
    "9007199254740991",
    "9007199254740992",
    "9007199254740993",
    "9007199254740993.0",
    "9007199254740992.5",
    "-9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "123456789012345678901234567890",
    "1.2345678901234567890123456789e29",
    "123456789012345678901234567891",
    "1.7976931348623157e308",
    "1.7976931348623159e308",
    "1E400",
    "-1E400",
    "5e-324",
    "2e-324",
    "1e-400",
    "-1e-400",
    "1e999999999",
    "1e-999999999",
  ],
  addresses: [
    "10.0.0.1",
    "::ffff:10.0.0.1",
    "192.168.1.1",
    "2001:db8::1",
    "10.255.255.255",
    "11.0.0.0",
    "127.0.0.1",
    "0.0.0.0",
    "255.255.255.255",
    "::1",
    "::",
    "::ffff:a00:1",
    "2001:DB8:0:0:0:0:0:1",
    "2001:db9::",
    "fe80::1%eth0",
    "10.0.0.01",
    "10.0.0",
    "10.0.0.256",
    " 10.0.0.1",
    "1:2:3:4:5:6:7::",
    "1::2::3",
  ],
  networks: [
    "10.0.0.0/8",
    "0.0.0.0/0",
    "::ffff:10.0.0.0/104",
    "2001:db8::/32",
    "10.0.0.1",
    "10.0.0.1/31",
    "192.168.0.0/16",
    "::/0",
    "::1/128",
    "2001:db8::1",
    "fe80::/10",
  ],
  wildcards: [
    "*",
    "D*e*e",
    "?elete*",
    "*t*",
    "?",
    "",
    "*e",
    "*e*",
    "D*e*l",
    "d?lete",
    "??",
    "a?b",
    "a\\*b",
    "\\?",
    "a\\\\b",
    "\\",
    "*\\",
    "**a**",
    "*.0.0.*",
    "*é*",
    "*\u212a",
    "s*s",
    "*?*?*",
  ],
  patterns: [
    "^Del",
    "t[eo]",
    "(?i)delete",
    "^\\d+\\.0",
    "",
    "rail$",
    "(?i)^k$",
    "[sS]top",
    "^.$",
    "^..$",
    "(?s)a.b",
    "a.b",
    "^\\d+(\\.\\d+){3}$",
    "\\bbytes\\b",
    "(a|e|i)+t",
    "e{1,3}",
    "[^a-z]",
    "\\\\",
    "^$",
    "\\pL",
    "(?m)^b",
    "(e*)*l",
  ],
};

/** An entry of a pool: half of the time the first, often one of the first four. It shrinks to those. */
export function fromPool(pool: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...pool.slice(0, 1)) },
    { weight: 1, arbitrary: fc.constantFrom(...pool.slice(0, 4)) },
    { weight: 1, arbitrary: fc.constantFrom(...pool) },
  );
}
