import { LogicEngine } from "json-logic-engine";
import { addedTests } from "./added-tests.mjs";
import { parsedByTests } from "./parsed.mjs";

export function prepare(rules, { lines }) {
  const engine = new LogicEngine();
  for (const [name, test] of Object.entries(addedTests)) {
    engine.addMethod(name, ([value, wanted]) => test(value, wanted), { deterministic: true, sync: true });
  }
  return parsedByTests(
    lines,
    rules.map((rule) => engine.build(toLogic(rule))),
  );
}

function toLogic(clause) {
  if (clause.all) return { and: clause.all.map(toLogic) };
  if (clause.any) return { or: clause.any.map(toLogic) };
  if (clause.not) return { "!": [toLogic(clause.not)] };
  const { path, op, value, nocase } = clause;
  const field = { var: path };
  if (op === "exists") return { "!==": [field, null] };
  if (op === "eq" && !nocase) return { "===": [field, value] };
  if (op === "in" && !nocase) return { in: [field, value] };
  return { [nocase ? `${op}Nocase` : op]: [field, nocase ? value.toLowerCase() : value] };
}
