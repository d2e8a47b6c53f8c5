// Tests of a value or of any element of it. Formats in which an array stands for each of its elements ask for both, `x == "a" or
// x[*] == "a"`; the core judges them as one, so that what is looked for is stored and looked up once.

import { Decimal } from "../rule/decimal.js";
import type { Flagged } from "../rule/flags.js";
import type { Condition, FieldPath, Predicate, Segment } from "../rule/ir.js";
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
  const joined = new Set<Condition>();
  const apart: Predicate[] = [];
  for (const [at, condition] of conditions.entries()) {
    if (!isOfElements(condition)) continue;
    // Formats ask for both in a row.
    const before = conditions[at - 1];
    if (before && isTheSameOfElements(before, condition)) {
      withElements.add(before);
      joined.add(condition);
    } else apart.push(condition);
  }
  if (apart.length > 0) joinApart(conditions, apart, withElements, joined);
  if (joined.size === 0) return { conditions, withElements };
  return { conditions: conditions.filter((condition) => !joined.has(condition)), withElements };
}

/** The same for what does not stand right behind what is asked of the value. */
function joinApart(
  conditions: readonly Condition[],
  ofElements: readonly Predicate[],
  withElements: Set<Condition>,
  joined: Set<Condition>,
): void {
  // By place first: keys of long lists cost more than those of short paths.
  const places = new Set(ofElements.map(({ operand }) => pathKey(arrayOf(operand.path))));
  const byKey = new Map<string, Condition>();
  for (const condition of conditions) {
    if (condition.type === "predicate" && places.has(pathKey(condition.operand.path)))
      byKey.set(predicateKey(condition), condition);
  }
  for (const condition of ofElements) {
    const path = arrayOf(condition.operand.path);
    const ofValue = byKey.get(predicateKey({ ...condition, operand: { type: "path", path } }));
    if (!ofValue) continue;
    withElements.add(ofValue);
    joined.add(condition);
  }
}

/** Whether a glance shows that a condition asks of a value what the predicate asks of its elements. */
function isTheSameOfElements(condition: Condition, ofElements: Predicate): boolean {
  if (condition.type !== "predicate" || condition.kind !== ofElements.kind) return false;
  const [one, other]: [Flagged, Flagged] = [condition, ofElements];
  if (one.nocase !== other.nocase || one.text !== other.text || one.double !== other.double) return false;
  const [values, others] = [valuesOf(condition), valuesOf(ofElements)];
  if (values.length !== others.length || values.some((value, at) => value !== others[at])) return false;
  const { root, segments } = condition.operand.path;
  const { path } = ofElements.operand;
  if (root !== path.root || segments.length !== path.segments.length - 1) return false;
  return segments.every((segment, at) => isSameKey(segment, path.segments[at] as Segment));
}

function valuesOf(predicate: Predicate): readonly unknown[] {
  return predicate.kind === "in" ? predicate.values : "value" in predicate ? [predicate.value] : [];
}

function isSameKey(one: Segment, other: Segment): boolean {
  if (one === other) return true;
  return one.type === "key" && other.type === "key" && one.name === other.name && one.nocase === other.nocase;
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
      return valuesOf(predicate).every(
        (value) => typeof value === "string" || (value instanceof Decimal && !predicate.double),
      );
    }
    default:
      return false;
  }
}
