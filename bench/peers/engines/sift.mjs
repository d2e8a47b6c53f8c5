import sift from "sift";
import { wildcardPattern } from "../../workloads/neutral.mjs";
import { parsedByTests } from "./parsed.mjs";

export function prepare(rules, { lines }) {
  return parsedByTests(
    lines,
    rules.map((rule) => sift(toQuery(rule))),
  );
}

function toQuery(clause) {
  if (clause.all) return { $and: clause.all.map(toQuery) };
  if (clause.any) return { $or: clause.any.map(toQuery) };
  if (clause.not) return { $nor: [toQuery(clause.not)] };
  return { [clause.path]: toTest(clause) };
}

function toTest({ op, value, nocase }) {
  const pattern = (source) => ({ $regex: new RegExp(source, nocase ? "si" : "s") });
  switch (op) {
    case "exists":
      return { $exists: true };
    case "eq":
      return nocase ? pattern(`^${escaped(value)}$`) : { $eq: value };
    case "in":
      return { $in: value };
    case "contains":
      return pattern(escaped(value));
    case "startsWith":
      return pattern(`^${escaped(value)}`);
    case "endsWith":
      return pattern(`${escaped(value)}$`);
    case "wildcard":
      return pattern(wildcardPattern(value).source);
    case "regex":
      return pattern(value);
    default:
      throw new Error(`found the unknown operator ${op}`);
  }
}

function escaped(text) {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
