// rule() as a condition: what it says of events against what the interpreter says, and how it reads.

import { describe, expect, it } from "vitest";
import { loadPack, rulesOf } from "../../../src/formats/panther/index.js";
import { normalise, parseCondition, printCondition } from "../../../src/index.js";
import { printPath } from "../../../src/rule/path.js";
import { lower, rule, VALUES } from "./lowered.js";
import { helperFiles, ruleFiles, writePack } from "./pack.js";

/** A rule that takes a mock's value for its list of names, and does something more behind it. */
const mocked = (more: string): string =>
  rule(
    `global ALLOWED\nif isinstance(ALLOWED, MagicMock):\n    ALLOWED = ALLOWED()\nfound = event.get("x") in ALLOWED\n${more}\n` +
      'return found and event.get("y") == "a"',
    'from unittest.mock import MagicMock\nALLOWED = ["a"]',
  );

describe("rules that are compiled", () => {
  it.each([
    ["truth", rule('return event.get("x")')],
    ["a global that is bound again where it is a mock", mocked("")],
    ["negation", rule('return not event.get("x")')],
    ["a default", rule('return event.get("x", "a") == "a"')],
    ["a default for None", rule('return event.deep_get("x", "y", default="a") == "a"')],
    ["numbers and booleans", rule('return event.get("x") == 1')],
    ["floats", rule('return event.get("x") == 2.5 or event.get("y") in [0, None]')],
    ["None", rule('return event.get("x") is None and event.get("y") != None')],
    ["order, which raises", rule('return event.get("x") >= 1')],
    ["order after a test", rule('return isinstance(event.get("x"), int) and 0 < event.get("x") < 2')],
    ["membership in a set, which raises for lists", rule('return event.get("x") in {"a", "b", 1}')],
    ["membership in a list", rule('return event.get("x") not in ["a", "b", 1]')],
    ["membership in a value", rule('return "a" in event.get("x", [])')],
    ["lower case", rule('return event.get("x", "").lower() == "a"')],
    ["lower case of s and k", rule('return event.get("x", "").lower() in ("s", "k")')],
    ["upper case", rule('return event.get("x").upper().startswith("") and event.get("x").upper() == "S"')],
    ["startswith of a tuple", rule('return event.get("x").startswith(("a", "b")) or event.get("y").endswith("b")')],
    ["length", rule('return len(event.get("x")) > 0')],
    ["subscripts that raise", rule('return event["x"] == "a" or event["y"] == "a"')],
    ["get of what may be no dict", rule('return event.get("x", {}).get("y", "a") == "a"')],
    [
      "early returns",
      rule(
        'if event.get("x") == "a":\n    return False\nif not event.get("y"):\n    return True\nreturn event.get("x") == "ab"',
      ),
    ],
    ["locals", rule('x = event.get("x")\ny = x or event.get("y")\nreturn y == "a"')],
    ["a conditional expression", rule('return (event.get("x") if event.get("y") else event.get("y")) == "a"')],
    ["any over constants", rule('return any(event.get(key) == "a" for key in ["x", "y"])')],
    ["any over some of a list", rule('return any(event.get(key) == "a" for key in ["x", "y"] if key != "x")')],
    ["all over a list", rule('return all([event.get("x") == "a", event.get("y") in ("a", None)])')],
    [
      "a loop that returns",
      rule('for key in ("x", "y"):\n    if event.get(key) == "ab":\n        return True\nreturn False'),
    ],
    [
      "a loop over an array",
      rule(
        'for one in event.get("y", []):\n    if isinstance(one, dict):\n        continue\nreturn event.get("x") == "a"',
      ),
    ],
    [
      "exceptions",
      rule('try:\n    return event.get("x").startswith("a")\nexcept Exception:\n    return event.get("y") == "a"'),
    ],
    ["regular expressions", rule('return bool(re.search(r"^a.?$", event.get("x", "")))', "import re")],
    [
      "a list that is made",
      rule(
        'found = []\nif event.get("x") == "a":\n    found.append(1)\nif event.get("y") == "a":\n    found.append(2)\nreturn found',
      ),
    ],
    [
      "a name that is assigned where it is tested",
      rule(
        'if one := event.get("x"):\n    return one == "a"\nelif two := event.get("y"):\n    return two != 1\nreturn one is None',
      ),
    ],
    [
      "texts made of what a field is known to be",
      rule(
        'x = event.get("x") or "a"\nif x in ("a", "ab"):\n    return f"{x}-" == "ab-"\nelif x == "A":\n    return event.get("y") == f"{x}b".lower()\n' +
          "return False",
      ),
    ],
    ["any of texts that are made", rule('return any(event.get("x") == "a" + one for one in ("", "b", "c"))')],
    [
      "any of texts for a value that raises",
      rule('return any(event["x"] == one for one in ["a", "b"]) or event["y"] == 1'),
    ],
    ["two fields that equal a text", rule('return event.get("x") == event.get("y") == "a"')],
    ["two fields that are not equal to a text", rule('return not (event.get("x") == event["y"] == "a")')],
    [
      "a rule that calls itself",
      rule('if event is None:\n    return False\nreturn event.get("x") == "a" and not rule(None)'),
    ],
    ["a dict that is looked up", rule('return {"a": True, "ab": False}.get(event.get("x"), event.get("y") == "a")')],
  ])("%s", (_, python) => {
    const { lane, obstacles, wrong } = lower(python);
    expect({ lane, obstacles, wrong }).toEqual({ lane: "compiled", obstacles: [], wrong: [] });
  });

  it("take helpers of the pack in, with their defaults and constants", () => {
    const helper = "NAMES = {'a', 'ab'}\n\n\ndef named(event, key, names=NAMES):\n    return event.get(key) in names\n";
    const python = rule('return named(event, "x") and not named(event, "y", {"a"})', "from own_helper import named");
    const { lane, wrong, text } = lower(python, helperFiles("own_helper", helper));
    expect({ lane, wrong }).toEqual({ lane: "compiled", wrong: [] });
    expect(text).toContain('x~ in ["a", "ab"]');
  });

  it("ask the data model of the event's own log type", () => {
    const model = {
      "data_models/m.yml":
        "AnalysisType: datamodel\nDataModelID: M\nEnabled: true\nLogTypes: [My.Log]\nMappings:\n  - Name: actor\n    Path: user.name\n",
    };
    const { lane, text } = lower(rule('return event.udm("actor") == "root"'), model);
    expect(lane).toBe("compiled");
    expect(text).toContain('user.name == "root"');
    expect(text).toContain('p_log_type == "My.Log"');
  });

  it("ask each data model that events may have, and say whole conditions of those that are exact", () => {
    const model = (type: string, mapping: string): string =>
      `AnalysisType: datamodel\nDataModelID: ${type}\nEnabled: true\nLogTypes: [${type}]\nFilename: m.py\nMappings:\n  - Name: actor\n    ${mapping}\n`;
    const files = {
      "data_models/own.yml": model("My.Log", "Path: user.name"),
      "data_models/m.py": "def named(event):\n    return event.get('x').replace('a', 'b')\n",
      "data_models/other.yml": model("Other.Log", "Method: named"),
    };
    const more = ["My.Log", "Other.Log", "No.Log"].flatMap((p_log_type) =>
      VALUES.flatMap((value) => [
        JSON.stringify({ p_log_type, actor: value, x: "a", user: { name: "root" } }),
        JSON.stringify({ p_log_type, actor: "root", x: value, user: { name: value } }),
      ]),
    );
    const python = rule('return event.udm("actor") == "root" and event.udm("actor") not in ("a", "b")');
    const { lane, wrong, text } = lower(python, files, more);
    expect({ lane, wrong }).toEqual({ lane: "guarded", wrong: [] });
    // What another log type's model makes is the interpreter's to say, and no condition on what its function reads.
    expect(text).toContain('p_log_type == "Other.Log"');
    expect(text).not.toContain("x~");
    const { "data_models/other.yml": _, ...own } = files;
    expect(lower(python, own, more)).toMatchObject({ lane: "compiled", wrong: [] });
  });
});

const ADDRESSES = [
  "10.0.0.1",
  "8.8.8.8",
  "100.64.0.1",
  "192.0.0.170",
  "192.0.0.172",
  "255.255.255.255",
  "1.2.3",
  "1.2.3.04",
  "1.2.3.256",
  "::1",
  "2001:db8::1",
  "2606:4700::1111",
  "::ffff:10.0.0.1",
  "::ffff:8.8.8.8",
  "::ffff:100.64.0.1",
  "fe80::1",
  "fe80::1%eth0",
  "fe80::1%",
  "10.0.0.1%eth0",
  "cloudformation.amazonaws.com",
  5,
  -5,
  4294967296,
  1e300,
  1.5,
];

describe("addresses", () => {
  const above = "import ipaddress\nfrom ipaddress import ip_address";
  const more = ADDRESSES.flatMap((x) => ["a", "", 7].map((y) => JSON.stringify({ x, y })));
  more.push(`{"x":${2n ** 128n - 1n}}`, `{"x":${2n ** 128n}}`);

  it.each([
    ["as a test", 'try:\n    ip_address(event.get("x"))\nexcept ValueError:\n    return False\nreturn True'],
    ["where none is", 'try:\n    ip_address(event.get("x"))\nexcept ValueError:\n    return True\nreturn False'],
    ["without a handler", 'return bool(ip_address(event.get("x"))) and event.get("y") == "a"'],
    [
      "that are assigned and returned",
      'try:\n    one = ip_address(event.get("x"))\n    if event.get("y"):\n        return True\nexcept (KeyError, ValueError):\n' +
        '    return event.get("y") == ""\nreturn False',
    ],
    [
      "that are private",
      'x = event.get("x")\nif not isinstance(x, str):\n    return False\ntry:\n    return not ipaddress.ip_address(x).is_private\n' +
        "except ValueError:\n    return True",
    ],
    [
      "that are global",
      'x = event.get("x")\nif not isinstance(x, str):\n    return False\ntry:\n    found = ip_address(x)\n    if found.is_global:\n' +
        "        return True\nexcept ValueError:\n    pass\nreturn False",
    ],
  ])("%s are compiled", (_, body) => {
    const { lane, obstacles, wrong } = lower(rule(body, above), {}, more);
    expect({ lane, obstacles, wrong }).toEqual({ lane: "compiled", obstacles: [], wrong: [] });
  });

  it.each([
    ["what a number is", 'return ip_address(event.get("x")).is_private'],
    ["something else that the body may raise", "try:\n    ip_address(event['x'])\nexcept ValueError:\n    return True"],
    [
      "something else that a wide handler takes",
      "try:\n    ip_address(event['x'])\nexcept Exception:\n    return True",
    ],
    ["another handler", "try:\n    ip_address(event.get('x'))\nexcept KeyError:\n    return True"],
    [
      "an address after another",
      "try:\n    ip_address(event.get('x'))\n    ip_address(event.get('y'))\nexcept ValueError:\n    return True",
    ],
    [
      "an address that is not reached where one before it is none",
      "x = None\ntry:\n    x = ip_address(event.get('x'))\n    x = ip_address(event.get('y'))\nexcept ValueError:\n    return x is None\nreturn True",
    ],
    [
      "an address that is not reached where something else raises",
      "try:\n    event['y']\n    ip_address(event.get('x'))\nexcept KeyError:\n    return True\nreturn False",
    ],
  ])("are guarded because of %s", (_, body) => {
    const { lane, wrong } = lower(rule(body, above), {}, [
      ...more,
      '{"x":"fe80::1%eth0"}',
      '{"x":"a","y":"fe80::1%eth0"}',
    ]);
    expect({ lane, wrong }).toEqual({ lane: "guarded", wrong: [] });
  });
});

const SPLIT = ["/", "a/", "/a", "a/b", "b/a", "a/b/c", "a//b", "ab/ba", "a\nb/a\n", "é/a"];

describe("parts of split texts are compiled", () => {
  const more = SPLIT.flatMap((x) => ["a", 1].map((y) => JSON.stringify({ x, y })));

  it.each([
    ["the first", "[0]", '== "a"'],
    ["the second", "[1]", 'in ("a", "b")'],
    ["the third", "[2]", '!= "b"'],
    ["the last", "[-1]", '== "a"'],
    ["the truth of the last", "[-1]", ""],
    ["the truth of the second", "[1]", ""],
    ["the begin of the first", "[0]", '.startswith("a")'],
    ["the begin of the last", "[-1]", '.startswith("a")'],
    ["the end of the second", "[1]", '.endswith("b")'],
    ["the end of the last", "[-1]", '.endswith(("a", "b"))'],
    ["a text that no part has", "[0]", '.endswith("/")'],
  ])("%s", (_, index, test) => {
    for (const split of ["split", "rsplit"]) {
      const { lane, wrong } = lower(rule(`return event.get("x").${split}("/")${index}${test}`), {}, more);
      expect({ lane, wrong }).toEqual({ lane: "compiled", wrong: [] });
    }
  });

  it.each([
    ["a part of a part", 'return "b" in event.get("x").split("/")[1]'],
    ["a part of the last", 'return "b" in event.get("x").split("/")[-1]'],
    ["any part", 'return "a" in event.get("x").split("/")'],
    ["no part", 'return "" not in event.get("x").split("/")'],
    ["a separator that patterns take for more", 'return event.get("x").split(".")[0] == "a/b"'],
  ])("%s", (_, body) => {
    const { lane, wrong } = lower(rule(body), {}, more);
    expect({ lane, wrong }).toEqual({ lane: "compiled", wrong: [] });
  });

  it("but for those that are counted from the end, or split at more than one character", () => {
    for (const body of ['return event.get("x").split("/")[-2] == "a"', 'return event.get("x").split("//")[0] == "a"']) {
      const { lane, wrong } = lower(rule(body), {}, more);
      expect({ lane, wrong }).toEqual({ lane: "guarded", wrong: [] });
    }
  });
});

describe("rules that are guarded", () => {
  it.each([
    ["a split text with two names", rule('x = event.get("x").split("b")\ny = x\ny.append("q")\nreturn x[-1] == "q"')],
    ["a list with two names that `+=` changes", rule('x = ["b"]\ny = x\ny += ["a"]\nreturn event.get("x") in x')],
    [
      "a list that a function changes in a way that is not followed",
      rule(
        'def add(to):\n    while len(to) < 5:\n        to.append("a")\nx = ["b"]\nadd(x)\nreturn event.get("x") in x',
      ),
    ],
    [
      "lists in a list that a function changes in a way that is not followed",
      rule(
        'def add(to):\n    while len(to[0]) < 5:\n        to[0].append("a")\nx = ["b"]\nadd([x])\nreturn event.get("x") in x',
      ),
    ],
    [
      "a lambda that sees a later value of a name",
      rule(
        'x = event.get("x")\nsees = lambda: x == "a"\nif x in ("a", "b"):\n    x = event.get("y")\n    return sees()\nreturn x == "A"',
      ),
    ],
    [
      "lambdas that see the last value of a loop",
      rule('found = []\nfor one in ("a", "b"):\n    found.append(lambda: event.get("x") == one)\nreturn found[0]()'),
    ],
    [
      "a function that sees a later value of a name",
      rule('x = event.get("x")\ndef sees():\n    return x == "a"\nx = event.get("y")\nreturn sees()'),
    ],
    [
      "elements of an array, of which one may raise before another is found",
      rule('return any(one.get("x") == "a" for one in event.get("y", []))'),
    ],
    [
      "a loop without end that is known",
      rule('x = event.get("x")\nwhile x == "a":\n    x = "b"\nreturn x == "b" and event.get("y") == "a"'),
    ],
    ["what is split", rule('return event.get("y") == "a" and event.get("x").split("b")[-2] == "a"')],
    [
      "a global that functions change",
      rule('SEEN.append(1)\nreturn len(SEEN) > 3 and event.get("y") == "a"', "SEEN = []"),
    ],
    [
      "a name that a loop assigns in an expression",
      rule(
        'last = None\nfor key in ("x", "y"):\n    if (last := event.get(key)) == "a":\n        break\nreturn last == "a"',
      ),
    ],
    [
      "a name that a loop over an array assigns where it is tested",
      rule(
        'last = None\nfor one in event.get("y", []):\n    if last := one:\n        pass\nreturn last == "a" or event.get("x") == "ab"',
      ),
    ],
    ["a global that is bound again where it may be a mock", mocked('ALLOWED = ["b"]')],
    ["a global that is bound again in an expression", mocked('print(ALLOWED := ["b"])')],
    [
      "a list that is changed under another name",
      rule('one = []\nother = one\nother.append(1)\nreturn len(one) == 1 and event.get("y") == "a"'),
    ],
    [
      "a list that a helper changes",
      rule(
        'one = []\nfill(one)\nreturn bool(one) and event.get("y") == "a"',
        "def fill(items):\n    items.append(1)\n",
      ),
    ],
    [
      "a dict of lists that is changed",
      rule('one = {"k": []}\none["k"].append(1)\nreturn bool(one["k"]) and event.get("y") == "a"'),
    ],
  ])("%s", (_, python) => {
    const { lane, obstacles, wrong } = lower(python);
    expect({ lane, wrong }).toEqual({ lane: "guarded", wrong: [] });
    expect(obstacles[0]).toMatchObject({ file: expect.stringMatching(/My\.Rule\.py$/), line: expect.any(Number) });
  });

  it.each([
    [
      "a branch that is not followed",
      rule('if event.get("x") and event.get("x").zfill(3):\n    return False\nreturn event.get("y") == "a"'),
      "not x~ is_truthy",
    ],
    [
      "a name that stands for what is known and what is not",
      rule(
        'x = event.get("x")\nfound = x.zfill(3) if x else "b"\nif found != "b":\n    return False\nreturn event.get("y") == "a"',
      ),
      "not x~ is_truthy",
    ],
    [
      "a text that ends in a field",
      rule('return not event.get("y", "").endswith(f"/{event.get(\'x\', \'\')}")'),
      '(y~ is_string and ((x~ is_string and not y~ ends_with x~) or (not x~ exists and not y~ ends_with "/"))) or not y~ exists',
    ],
    [
      "elements of which not all are told apart",
      rule('y = event.get("y")\nreturn any(one for one in event.get("x") if one != y)'),
      "x~ is_array\nsome x~[*] as item: ((item is_string or y~ is_null or y~ is_string) and item != y~ and item is_truthy)",
    ],
    [
      "a text that begins with another and ends in a field",
      rule('return not event.get("x").startswith(f"b{event.get(\'y\')}")'),
      'not x~ starts_with "b"',
    ],
  ])("are certain without the interpreter behind %s", (_, python, text) => {
    const { lane, wrong, certain, certainText } = lower(python);
    expect({ lane, wrong, certainText }).toEqual({ lane: "guarded", wrong: [], certainText: text });
    expect(certain).toBeGreaterThan(0);
  });

  it("name the construct and its line", () => {
    const { obstacles, unguarded, text } = lower(
      rule('if event.get("y") == "a":\n    return event.get("x").zfill(3) == "00a"\nreturn False'),
    );
    expect(obstacles[0]).toMatchObject({ construct: "call of .zfill", line: 5, column: 16 });
    expect(unguarded).toBe(false);
    expect(text).toContain('y~ == "a"');
  });
});

describe("conditions read as people write them", () => {
  it.each([
    [rule('return event.get("x") in ("StopLogging", "DeleteTrail")'), 'x~ in ["DeleteTrail", "StopLogging"]'],
    [
      rule('if event.get("y"):\n    return False\nif event.get("x") == "a":\n    return True\nreturn False'),
      'x~ == "a"\nnot y~ is_truthy',
    ],
    [rule('return event.deep_get("x", "y", default="").startswith("a")'), 'x~.y~ starts_with "a"'],
    [rule('return event.get("x") == "a" and event.get("x") != "b" and bool(event.get("x"))'), 'x~ == "a"'],
  ])("%s", (python, expected) => {
    const { text } = lower(python);
    expect(text.split("\n").sort()).toEqual(expected.split("\n").sort());
    expect(printCondition(normalise(parseCondition(text)))).toBe(text);
  });
});

describe("fields of alerts", () => {
  const python = `${rule("return True")}

def context(event):
    found = {"user": event.get("user", "<none>"), "twice": event.get("n", 0) * 2}
    found["address"] = event.deep_get("client", "ip", default="")
    return found


def alert_context(event):
    return context(event)


def dedup(event):
    return event.get("user")
`;

  it("are those that alert_context copies; what it computes is told apart", () => {
    const { rule: found } = lower(python);
    expect(found?.outputs?.map(printPath)).toEqual(["user~", "client~.ip~"]);
    expect(found?.computedOutputs).toEqual(["twice"]);
    expect(found?.groupBy?.map(printPath)).toEqual(["user~"]);
  });

  it("are not those that a data model names: each log type has its own", () => {
    const alerts = `${rule("return True")}

def alert_context(event):
    who = event.udm("actor")
    return {"who": who, "user": event.get("user"), "known": who or event.get("known")}


def dedup(event):
    return event.udm("actor")
`;
    const model = {
      "data_models/m.yml":
        "AnalysisType: datamodel\nDataModelID: M\nEnabled: true\nLogTypes: [My.Log]\nMappings:\n  - Name: actor\n    Path: user.name\n",
    };
    const { rule: found } = lower(alerts, model);
    expect(found?.outputs?.map(printPath)).toEqual(["user~"]);
    expect(found?.computedOutputs).toEqual(["who", "known"]);
    expect(found?.groupBy).toEqual([]);
  });
});

describe("hostile rules", () => {
  it.each([
    ["deep expressions", rule(`return ${"not ".repeat(150)}event.get("x")`)],
    [
      "many branches",
      rule(
        `${Array.from({ length: 400 }, (_, at) => `if event.get("k${at}") == ${at} and event.get("j${at}"):\n    return ${at % 2 === 0}`).join("\n")}\nreturn False`,
      ),
    ],
    ["recursion", "def again(n):\n    return again(n + 1)\n\n\ndef rule(event):\n    return again(0)\n"],
    ["doubling", rule(`x = event.get("x")\n${"x = [x, x]\n".repeat(40)}return x`.trimEnd())],
    [
      "nested loops",
      rule(
        'n = 0\nfor a in "abcdefghij":\n    for b in "abcdefghij":\n        for c in "abcdefghij":\n            for d in "abcdefghij":\n                if event.get(a + b + c + d):\n                    return True\nreturn False',
      ),
    ],
  ])("%s end", { timeout: 30_000 }, (_, python) => {
    const [found] = rulesOf(loadPack(writePack(ruleFiles({ python }))));
    expect(["compiled", "guarded", "refused"]).toContain(found?.lane);
  });
});
