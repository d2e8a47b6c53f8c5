import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SluiceError } from "../../src/errors.js";
import type { Segment } from "../../src/rule/ir.js";
import { parsePath, printPath } from "../../src/rule/path.js";
import { predicateArbitrary } from "../arbitrary/condition.js";

const key = (name: string): Segment => ({ type: "key", name });
const folded = (name: string): Segment => ({ type: "key", name, nocase: true });
const index = (at: number): Segment => ({ type: "index", index: at });
const element: Segment = { type: "any" };
const anywhere: Segment = { type: "anywhere" };

describe("a path is read and printed unchanged", () => {
  test.each<[string, readonly Segment[]]>([
    ["a", [key("a")]],
    ["userIdentity.session_context.@type", [key("userIdentity"), key("session_context"), key("@type")]],
    ["user-agent", [key("user-agent")]],
    ["resources[*].ARN", [key("resources"), element, key("ARN")]],
    ["a[0][*][12]", [key("a"), index(0), element, index(12)]],
    ["a[9007199254740991]", [key("a"), index(Number.MAX_SAFE_INTEGER)]],
    ['requestParameters."a.b"[0]', [key("requestParameters"), key("a.b"), index(0)]],
    ["eventName~.b~", [folded("eventName"), folded("b")]],
    ['"a b"~[0]', [folded("a b"), index(0)]],
    ['""', [key("")]],
    ['"\\ud800"."\\u202e"', [key("\ud800"), key("\u202e")]],
    ['"5"."é"', [key("5"), key("é")]],
    ["not.null.true", [key("not"), key("null"), key("true")]],
    ["__proto__.constructor", [key("__proto__"), key("constructor")]],
    ["$[0]", [index(0)]],
    ["$[*].a", [element, key("a")]],
    ["**", [anywhere]],
    ["a[*].**", [key("a"), element, anywhere]],
  ])("%s", (text, segments) => {
    expect(parsePath(text)).toEqual({ segments });
    expect(printPath({ segments })).toBe(text);
  });
});

test("other spellings are accepted", () => {
  expect(parsePath('$.a."b"')).toEqual(parsePath("a.b"));
  expect(parsePath('"\\u0061"')).toEqual(parsePath("a"));
  expect(parsePath(" a.b ")).toEqual(parsePath("a.b"));
});

describe("errors say where, what was expected and what was found", () => {
  test.each([
    ["", 1, "expected a path, found end of text"],
    ["$", 2, 'expected ".KEY" after "$", found end of text'],
    [".a", 1, 'expected a path, found "."'],
    ["[0]", 1, 'expected a path, found "["'],
    ["a.", 3, 'expected a key after ".", found end of text'],
    ["a..b", 3, 'expected a key after ".", found "."'],
    ["a.5", 3, 'expected a key after "." (a key that is no plain word is quoted like JSON), found the number 5'],
    ["'a'", 1, "expected a path (a key that is no plain word is quoted like JSON), found the string 'a'"],
    ["a b", 3, 'expected ".", "[" or end of text, found "b"'],
    ["a .b", 3, 'expected ".", "[" or end of text, found "."'],
    ["a~~", 3, 'expected ".", "[" or end of text, found "~"'],
    ["a[", 3, 'expected "*" or an index from 0 after "[", found end of text'],
    ["a[01]", 3, 'expected "*" or an index from 0 after "[", found the number 01'],
    ["a[1.5]", 3, 'expected "*" or an index from 0 after "[", found the number 1.5'],
    ["a[9007199254740992]", 3, 'expected "*" or an index from 0 after "[", found the number 9007199254740992'],
    ["a[0", 4, 'expected "]" after the index, found end of text'],
    ["a[*", 4, 'expected "]" after "[*", found end of text'],
    ["a.*", 4, 'expected a second "*" after "*", found end of text'],
    ["* *", 3, 'expected a second "*" after "*", found "*"'],
    ["**.a", 3, 'expected ".", "[" or end of text, found "."'],
    ["a.**[*]", 5, 'expected ".", "[" or end of text, found "["'],
    ['a."b', 3, 'expected " at the end of the string, found end of text'],
    ["a\n.b", 2, 'expected ".", "[" or end of text, found end of line'],
  ])("%j", (text, column, message) => {
    try {
      parsePath(text);
    } catch (error) {
      if (!(error instanceof SluiceError)) throw error;
      expect(error.message).toBe(message);
      expect(error.code).toBe("invalid-path");
      expect(error.position).toEqual({ line: 1, column });
      return;
    }
    throw new Error("expected an error, found none");
  });
});

test("what is printed is read back as the same path", () => {
  fc.assert(
    fc.property(predicateArbitrary({ wild: true, kinds: ["exists"] }), ({ operand: { path } }) => {
      expect(parsePath(printPath(path))).toEqual(path);
    }),
    { numRuns: 1000 },
  );
});
