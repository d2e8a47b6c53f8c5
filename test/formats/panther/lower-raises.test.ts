// What raises before it is of use makes rule() raise, and the condition false.

import { describe, expect, it } from "vitest";
import { lower, rule } from "./lowered.js";

const MAY_RAISE: readonly string[] = ['int(event.get("x", "1"))', 'event["x"]', 'event.get("x").lower()'];

describe("what may raise, and is of no use,", () => {
  it.each([
    ["in a list", "x = [MAY]\nreturn len(x) == 1"],
    ["in a dict", 'x = {"k": MAY}\nreturn "k" in x'],
    ["in a tuple", "return (MAY, 2)[1] == 2"],
    ["as an argument", "def f(q): return True\nreturn f(MAY)"],
    ["as an argument with a name", "def f(q=1): return True\nreturn f(q=MAY)"],
    ["as a default", "def f(q=MAY): return True\nreturn f()"],
    ["as a default of a lambda", "return (lambda q=MAY: True)()"],
    ["in a name that is not used", "x = MAY\nreturn True"],
    ["in elements of a list", "x = [MAY for one in ['a', 'b']]\nreturn isinstance(x, list)"],
    ["in the elements of a field", 'x = [int(one) for one in event.get("x")]\nreturn isinstance(x, list)'],
  ])("counts %s", (_, body) => {
    for (const may of MAY_RAISE) expect(lower(rule(body.replace("MAY", may))).wrong).toEqual([]);
  });
});

describe("what has no hash", () => {
  it.each([
    ["in a set", 'return len({event["x"]}) == 1'],
    ["in a set of tuples", 'return len({(1, event["x"])}) == 1'],
    ["in what becomes a set", 'return len(set([event["x"]])) == 1'],
    ["in a set of elements", 'return isinstance({one for one in event["x"]}, set)'],
    ["in a set made of a generator", 'return isinstance(set(one for one in event["x"]), set)'],
    ["a list in a set", 'return len({"a", [1]}) == 2'],
    ["a dict in a set", "return len(set([{}])) == 1"],
  ])("raises %s", (_, body) => {
    expect(lower(rule(body), {}, ['{"x":["a",["b"]]}', '{"x":["a",{}]}', '{"x":["a","b"]}']).wrong).toEqual([]);
  });
});
