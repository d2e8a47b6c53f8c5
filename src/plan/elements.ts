// Tests of a value or of any element of it. Formats in which an array stands for each of its elements ask for both, `x == "a" or
// x[*] == "a"`; the core judges them as one, so that what is looked for is stored and looked up once.

import type { Condition, FieldPath, Predicate } from "../rule/ir.js";
import { pathKey, predicateKey } from "../rule/key.js";
import { firstAny } from "./paths.js";

/** Alternatives, and those of them that are also to hold where they hold of an element of the value. */
export interface Alternatives {
  readonly conditions: readonly Condition[];
  readonly withElements: ReadonlySet<Condition>;
}

/** Leaves out what is asked of the elements of a value where the same is asked of the value. */
export function joinElements(conditions: readonly Condition[]): Alternatives {
  const withElements = new Set<Condition>();
  const ofElements = conditions.filter(isOfElements);
  if (ofElements.length === 0) return { conditions, withElements };
  // By place first: keys of long lists cost more than those of short paths.
  const places = new Set(ofElements.map(({ operand }) => pathKey(arrayOf(operand.path))));
  const byKey = new Map<string, Condition>();
  for (const condition of conditions) {
    if (condition.type === "predicate" && places.has(pathKey(condition.operand.path)))
      byKey.set(predicateKey(condition), condition);
  }
  const joined = new Set<Condition>();
  for (const condition of ofElements) {
    const path = arrayOf(condition.operand.path);
    const ofValue = byKey.get(predicateKey({ ...condition, operand: { type: "path", path } }));
    if (!ofValue) continue;
    withElements.add(ofValue);
    joined.add(condition);
  }
  return { conditions: conditions.filter((condition) => !joined.has(condition)), withElements };
}

function arrayOf(path: FieldPath): FieldPath {
  return { ...path, segments: path.segments.slice(0, -1) };
}

/** Whether it is asked of the elements of one array, and of each for itself. */
function isOfElements(condition: Condition): condition is Predicate {
  if (condition.type !== "predicate") return false;
  const { segments } = condition.operand.path;
  return (
    firstAny(condition.operand.path) === segments.length - 1 && segments.length > 0 && isJudgedByElements(condition)
  );
}

function isJudgedByElements(predicate: Predicate): boolean {
  switch (predicate.kind) {
    case "contains":
    case "starts_with":
    case "ends_with":
    case "wildcard":
    case "match":
    case "cidr":
      return true;
    case "eq":
    case "in": {
      const values = predicate.kind === "eq" ? [predicate.value] : predicate.values;
      return values.every(
        (value) => typeof value === "string" || (typeof value === "object" && value !== null && !predicate.double),
      );
    }
    default:
      return false;
  }
}
