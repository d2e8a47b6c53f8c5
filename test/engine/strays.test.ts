// Outside strings, four characters look like brackets to the scan. They are no JSON there, and change no more than any other letter would.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Matcher, type MatcherOptions } from "../../src/index.js";
import { programOf } from "./rules.js";

const STRAYS = ["Y", "_", "y", "\u007f"];
const LETTER = "q";

const EVENTS = [
  '{"a":?,"b":"x"}',
  '{"a":??,"b":"x","list":[{"k":"v"}]}',
  '{"a":?"b","b":?"x"}',
  '{"a"?:1,"b"?:"x"}',
  '{"b":"x"?}',
  '{?"b":"x"}',
  '{"list":[?,{"k":"v"}],"b":"y"}',
  '{"list":[?{"k":"v"}?],"b":"y"}',
  '{"list":[[?],{"n":{"k":?}},{"k":"v"}]}',
  '{"list":[{"k":"v"}]?,"b":"x"}',
  '?{"b":"x"}',
  '{"b":"x"}?',
  '{"b":"x"',
  "?",
  '{"deep":{"deep":?{"b":"x"}},"deep":{"c":?}}',
];

const conditions = ['b == "x"', 'list[*].k == "v"', '** contains "x"', 'deep.b == "x" or deep exists'];

describe.each([
  ["lazy", {}],
  ["strict", { validation: "strict" }],
  ["first keys", { duplicateKeys: "first" }],
] satisfies [string, MatcherOptions][])("characters that look like brackets, %s", (_, options) => {
  const program = programOf(conditions);
  const debug = readFileSync(new URL("../../build/core.debug.wasm", import.meta.url));

  it.each(EVENTS)("%s", (event) => {
    for (const wasm of [undefined, debug]) {
      const matcher = new Matcher(program, { ...options, ...(wasm && { wasm }) });
      const expected = verdicts(matcher, event.replaceAll("?", LETTER));
      for (const stray of STRAYS) expect(verdicts(matcher, event.replaceAll("?", stray))).toEqual(expected);
    }
  });
});

/** What a scan tells of an event between two others. */
function verdicts(matcher: Matcher, event: string): readonly string[] {
  const told: string[] = [];
  matcher.scan(Buffer.from(`{"b":"x"}\n${event}\n{"list":[{"k":"v"}]}\n`), {
    onMatch: (match) => told.push(`${match.line} ${match.index}`),
    onRefused: ({ line, code }) => told.push(`${line} ${code}`),
  });
  return told;
}
