import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { COUNTER_KEYS } from "../../src/bytecode/layout.js";
import { evaluate } from "../../src/explain/index.js";
import { Matcher, parseCondition } from "../../src/index.js";
import { programOf } from "./rules.js";

// A first walk finds the fields that rules wait for; a predicate that asks for another causes a second one.

const debug = readFileSync(new URL("../../build/core.debug.wasm", import.meta.url));
const conditions = [
  'name == "alice"\nuser.id == "7"',
  'name == "alice"\nsome tags[*] as t: (t.key == "owner" and t.value == user.name)',
  'name == "alice"\nlist[1] == "x" or user.id == user.name',
  'name == "alice"\nuser.roles[*] == "admin"\nnot late exists',
];

/** Events that differ in what each rule asks for. */
const events = Array.from({ length: 200 }, (_, i) => {
  const [id, owner, item] = [i % 5 === 0 ? "7" : "8", i % 3 === 0 ? "eve" : "bob", i % 7 === 0 ? "x" : "y"];
  return JSON.stringify({
    tags: [{ key: "env", value: "eve" }, { value: owner, key: "owner" }, {}],
    name: i % 11 === 0 ? "bob" : "alice",
    list: ["a", item],
    user: { id, name: "eve", roles: i % 3 === 0 ? ["admin"] : [] },
    ...(i % 2 === 0 && { late: null }),
  });
});

describe.each(["last", "first"] as const)("a second walk, the %s of equal keys", (duplicateKeys) => {
  it("finds what predicates ask for, inside of quantifiers too", () => {
    using matcher = new Matcher(programOf(conditions), { duplicateKeys });
    const expected = conditions.map((condition) => parseCondition(condition));
    const found = events.map((event) => matcher.match(event).map(({ index }) => index));
    expect(found).toEqual(
      events.map((event) => expected.flatMap((condition, index) => (evaluate(condition, event) ? [index] : []))),
    );
    expect(new Set(found.flat()).size).toBe(conditions.length);
  });

  it("is no longer made for what is asked for often", () => {
    using matcher = new Matcher(programOf(['name == "alice" and user.id == "7"']), { duplicateKeys, wasm: debug });
    const keysOf = (name: string): number => {
      const before = matcher.counter(COUNTER_KEYS);
      matcher.match(`{"name":"${name}","user":{"id":"7","x":1},"other":{"x":1}}`);
      return matcher.counter(COUNTER_KEYS) - before;
    };
    expect(keysOf("bob")).toBe(3);
    expect(keysOf("alice")).toBe(3 + 5);
    for (let i = 0; i < 100; i++) keysOf("alice");
    expect(keysOf("bob")).toBe(5);
    expect(keysOf("alice")).toBe(5);
  });
});
