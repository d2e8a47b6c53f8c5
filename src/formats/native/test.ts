import type { RuleTest } from "../../rule/ir.js";
import type { YamlNode } from "../../text/node.js";
import { eventProblem, toJson } from "./event.js";
import { type Fields, type Reader, readBoolean, readMapping, readString } from "./fields.js";

const TEST: Fields<RuleTest & { line: string }> = {
  name: readString,
  expected: readBoolean,
  event: readEvent,
  line: readLine,
};

/** A test with its event beside it. */
export function readTest(node: YamlNode, reader: Reader): RuleTest | undefined {
  if (node.type !== "mapping") return reader.wrongType(node, "a test, a mapping with name, expected and event");
  const { name, expected, event, line } = readMapping(node, reader, TEST, ["name", "expected"]);
  const given = node.entries.filter(({ key }) => key.value === "event" || key.value === "line").length;
  if (given !== 1 && !node.damaged) {
    const found = given === 0 ? "neither" : "both";
    return reader.report(node, "missing-key", `expected either the key "event" or the key "line", found ${found}`);
  }
  const text = event ?? line;
  if (name === undefined || expected === undefined || text === undefined) return undefined;
  return { name, expected, event: text };
}

function readEvent(node: YamlNode, reader: Reader): string | undefined {
  if (node.type !== "mapping") return reader.wrongType(node, "an event, a mapping");
  return toJson(node, (part, message) => reader.report(part, "invalid-event", message));
}

function readLine(node: YamlNode, reader: Reader): string | undefined {
  const text = readString(node, reader)?.trim();
  const problem = text === undefined ? undefined : eventProblem(text);
  return problem === undefined ? text : reader.report(node, "invalid-event", problem);
}
