import { Environment } from "@marcbachmann/cel-js";
import { wildcardPattern } from "../../workloads/neutral.mjs";
import { parsedByTests } from "./parsed.mjs";

const METHODS = {
  contains: "contains",
  startsWith: "startsWith",
  endsWith: "endsWith",
  wildcard: "matches",
  regex: "matches",
};

export function prepare(rules, { lines }) {
  const environment = new Environment().registerVariable("event", "map");
  const tests = rules.map((rule) => {
    const test = environment.parse(toExpression(rule));
    return (event) => test({ event });
  });
  return parsedByTests(lines, tests);
}

function toExpression(clause) {
  if (clause.all) return `(${clause.all.map(toExpression).join(" && ")})`;
  if (clause.any) return `(${clause.any.map(toExpression).join(" || ")})`;
  if (clause.not) return `!${toExpression(clause.not)}`;
  const { path, op, value, nocase } = clause;
  const field = `event.${path}`;
  const present = presence(path.split("."));
  if (op === "exists") return `(${present})`;
  if (op === "eq" && !nocase) return `(${present} && ${field} == ${JSON.stringify(value)})`;
  if (op === "in" && !nocase) return `(${present} && ${field} in ${JSON.stringify(value)})`;
  const text = nocase ? `${field}.lowerAscii()` : field;
  const wanted = nocase ? value.toLowerCase() : value;
  const literal = JSON.stringify(op === "wildcard" ? wildcardPattern(wanted).source : wanted);
  const test = op === "eq" ? `${text} == ${literal}` : `${text}.${METHODS[op]}(${literal})`;
  // Fields at the top are strings where they are there at all; an overload that is missing would be an error.
  const isText = path.includes(".") ? ` && type(${field}) == string` : "";
  return `(${present}${isText} && ${test})`;
}

/** That there is something at a path: has() needs all its keys but the last one to be there. */
function presence(keys) {
  return keys.map((_, i) => `has(event.${keys.slice(0, i + 1).join(".")})`).join(" && ");
}
