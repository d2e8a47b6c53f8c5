import { Engine } from "json-rules-engine";
import { addedTests } from "./added-tests.mjs";

export function prepare(rules, { lines }) {
  const engine = new Engine([], { allowUndefinedFacts: true });
  for (const [name, test] of Object.entries(addedTests)) engine.addOperator(name, test);
  engine.addOperator("exists", (value) => value !== undefined);
  for (const [index, rule] of rules.entries()) {
    engine.addRule({ conditions: toConditions(rule), event: { type: "match", params: { index } } });
  }
  const matches = async (i) => {
    const { events } = await engine.run(JSON.parse(lines[i]));
    return events.map(({ params }) => params.index).sort((left, right) => left - right);
  };
  return {
    matches,
    async count(first, last) {
      let found = 0;
      for (let i = first; i < last; i++) found += (await matches(i)).length;
      return found;
    },
  };
}

function toConditions(clause) {
  if (clause.all) return { all: clause.all.map(toConditions) };
  if (clause.any) return { any: clause.any.map(toConditions) };
  if (clause.not) return { not: toConditions(clause.not) };
  const { path, op, value, nocase } = clause;
  const [fact, ...rest] = path.split(".");
  const place = rest.length > 0 ? { fact, path: `$.${rest.join(".")}` } : { fact };
  if (op === "exists") return { ...place, operator: "exists", value: true };
  if (op === "eq" && !nocase) return { ...place, operator: "equal", value };
  if (op === "in" && !nocase) return { ...place, operator: "in", value };
  return { ...place, operator: nocase ? `${op}Nocase` : op, value: nocase ? value.toLowerCase() : value };
}
