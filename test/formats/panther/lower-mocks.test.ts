// Globals that a rule binds again where a test put a mock in their place.

import { describe, expect, it } from "vitest";
import { loadPack, rulesOf } from "../../../src/formats/panther/index.js";
import { printCondition } from "../../../src/index.js";
import { helperFiles, ruleFiles, writePack } from "./pack.js";

const IMPORT = "import json\nfrom unittest.mock import MagicMock\n";
const GUARD = `    global ALLOWED
    if isinstance(ALLOWED, MagicMock):
        ALLOWED = json.loads(ALLOWED())
`;
const VERDICT = `    for name in ALLOWED:
        if event.get("x") == name:
            return False
    return event.get("y") == "b"
`;

/** A helper whose class has the name of the mocks. */
const OWN = helperFiles("own", "class MagicMock:\n    pass\n");

interface Parts {
  readonly above?: string;
  readonly guard?: string;
  readonly below?: string;
  readonly verdict?: string;
}

function lower({ above = `${IMPORT}ALLOWED = ["a"]\n`, guard = GUARD, below = "", verdict = VERDICT }: Parts) {
  const python = `${above}\n\ndef rule(event):\n${guard}${verdict}${below && `\n\n${below}`}`;
  const pack = loadPack(writePack({ ...ruleFiles({ python }), ...OWN }));
  const [found] = rulesOf(pack);
  if (!found?.rule) throw new Error(JSON.stringify(pack.diagnostics));
  return { lane: found.lane, text: printCondition(found.rule.condition) };
}

describe("a global that is bound again only where it is a mock", () => {
  it("is what the module made it", () => {
    expect(lower({})).toEqual({ lane: "compiled", text: lower({ guard: "" }).text });
    expect(lower({}).text).toMatch(/"a"/);
  });

  it("may be empty", () => {
    expect(lower({ above: `${IMPORT}ALLOWED = []\n` })).toEqual({ lane: "compiled", text: 'y~ == "b"' });
  });

  it("may be read by functions that declare it and do not bind it", () => {
    expect(lower({ below: "def title(event):\n    global ALLOWED\n    return str(ALLOWED)\n" }).lane).toBe("compiled");
  });

  it("may be tested in several functions", () => {
    expect(lower({ below: `def title(event):\n${GUARD}    return "a"\n` }).lane).toBe("compiled");
  });
});

describe("a global is not what the module made it", () => {
  it.each<readonly [string, Parts]>([
    ["where it is bound behind the test", { guard: `${GUARD}    ALLOWED = [event.get("x")]\n` }],
    ["where it is bound in the else of the test", { guard: `${GUARD}    else:\n        ALLOWED = [event.get("x")]\n` }],
    ["where another function binds it", { below: "def title(event):\n    global ALLOWED\n    ALLOWED = []\n" }],
    ["where another function changes it", { below: 'def title(event):\n    ALLOWED.append("b")\n' }],
    ["where an item of it is assigned", { below: 'def title(event):\n    ALLOWED[0] = "b"\n' }],
    ["where a call's argument binds it", { guard: `${GUARD}    print(ALLOWED := ["b"])\n` }],
    ["where a loop binds it", { guard: `${GUARD}    for ALLOWED in [["b"], ["c"]]:\n        pass\n` }],
    [
      "where a handler binds it",
      { guard: `${GUARD}    try:\n        pass\n    except KeyError as ALLOWED:\n        pass\n` },
    ],
    [
      "where a pattern binds it",
      { guard: `${GUARD}    match event.get("y"):\n        case ALLOWED:\n            pass\n` },
    ],
    [
      "where a statement that is not taken may bind it",
      { below: 'def title(event):\n    global ALLOWED\n    with open("a") as ALLOWED:\n        return "a"\n' },
    ],
    ["where it is a mock", { above: `${IMPORT}ALLOWED = MagicMock()\n` }],
    ["where it is not known whether it is a mock", { above: `${IMPORT}ALLOWED = json.loads("[]")\n` }],
    [
      "where another name is tested",
      {
        above: `${IMPORT}ALLOWED = []\nOTHER = MagicMock()\n`,
        guard: GUARD.replace("isinstance(ALLOWED", "isinstance(OTHER"),
      },
    ],
    ["where another class is asked for", { guard: GUARD.replace(", MagicMock", ", list") }],
    ["where several classes are asked for", { guard: GUARD.replace(", MagicMock", ", (MagicMock, list)") }],
    ["where something else may hold too", { guard: GUARD.replace("MagicMock)", 'MagicMock) or event.get("x")') }],
    ["where the test is turned around", { guard: GUARD.replace("if isinstance", "if not isinstance") }],
    ["where MagicMock comes from elsewhere", { above: "import json\nfrom own import MagicMock\nALLOWED = []\n" }],
    ["where MagicMock is a class of the module", { above: `${IMPORT}class MagicMock:\n    pass\nALLOWED = []\n` }],
    ["where MagicMock is bound again", { above: `${IMPORT}ALLOWED = []\nMagicMock = list\n` }],
    ["where a function binds MagicMock", { guard: `    MagicMock = list\n${GUARD}` }],
    ["where isinstance is bound again", { below: "def isinstance(one, other):\n    return True\n" }],
    ["where it is changed under another name", { guard: `${GUARD}    other = ALLOWED\n    other.append("b")\n` }],
  ])("%s", (_, parts) => {
    expect(lower(parts).lane).not.toBe("compiled");
  });
});
