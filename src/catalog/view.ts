// A condition as a catalog shows it. Vendors say with several predicates what readers know as one: a field that may also be a list, a
// key that may also be nesting, a truth of their own. What is shown is the predicate that is meant; the exact one stands beside.

import type { Condition, FieldPath, Junction, Kind, Not, Predicate } from "../rule/ir.js";
import { predicateKey } from "../rule/key.js";
import { normalise } from "../rule/normalise.js";
import { printCondition } from "../rule/notation.js";
import { plainPath } from "./field.js";

/** One line of the detection logic. */
export interface Conjunct {
  /** In condition notation, with the kinds that catalogs have. */
  readonly text: string;
  /** In condition notation, as the engine judges it, where that says more than `text`. */
  readonly exact?: string;
}

/** A condition, and what a catalog reads in it. */
export interface View {
  /** Conjuncts in the catalog's kinds. */
  readonly conjuncts: readonly Condition[];
  readonly lines: readonly Conjunct[];
}

/** Kinds that ask whether a value is there. */
const PRESENCE: ReadonlySet<Kind> = new Set(["is_not_null", "exists", "is_truthy"]);

/** Throws `invalid-condition` where the condition has no text. */
export function viewOf(condition: Condition): View {
  const whole = normalise(condition);
  // Parts may be shared: what has a text is no larger than that, however often it is walked.
  printCondition(whole);
  const exact = conjunctsOf(whole);
  const plain = exact.map(simplify);
  // What differs by the vendor's finer meaning alone may seem to contradict itself.
  if (isConstant(normalise({ type: "and", children: plain }))) {
    return linesOf(exact.map((conjunct) => [conjunct, conjunct]));
  }
  return linesOf(exact.map((conjunct, index) => [normalise(plain[index] ?? conjunct), conjunct]));
}

type Pair = readonly [plain: Condition, exact: Condition];

/** Fields that must not be there are said in one line: `not (errorCode is_not_null or errorMessage is_not_null)`. */
function togetherAbsent(pairs: readonly Pair[]): readonly Pair[] {
  const together: Pair[] = [];
  for (const pair of pairs) {
    const [plain, exact] = pair;
    const [last, lastExact] = together.at(-1) ?? [];
    if (!last || !lastExact || !isAbsence(last) || !isAbsence(plain)) together.push(pair);
    else together.splice(-1, 1, [eitherNot(last, plain), eitherNot(lastExact, exact)]);
  }
  return together;
}

/** Whether it is `not` of a test of presence, or of one of several. */
function isAbsence(condition: Condition): condition is Not {
  if (condition.type !== "not") return false;
  const { child } = condition;
  const tests = child.type === "or" ? child.children : [child];
  return tests.every((test) => test.type === "predicate" && PRESENCE.has(test.kind));
}

function eitherNot(left: Condition, right: Condition): Condition {
  const children = [left, right].map(
    (one): Condition => (one.type === "not" ? one.child : { type: "not", child: one }),
  );
  return normalise({ type: "not", child: { type: "or", children } });
}

function linesOf(given: readonly Pair[]): View {
  const pairs = togetherAbsent(given);
  const byText = new Map<string, { readonly plain: Condition; readonly exact: string[] }>();
  for (const [plain, exact] of pairs) {
    const text = printCondition(plain);
    const line = byText.get(text) ?? { plain, exact: [] };
    line.exact.push(printCondition(exact));
    byText.set(text, line);
  }
  const lines = [...byText].map(([text, { exact }]) => {
    const whole = exact.join("\n");
    return whole === text ? { text } : { text, exact: whole };
  });
  return { conjuncts: [...byText.values()].flatMap(({ plain }) => conjunctsOf(plain)), lines };
}

function conjunctsOf(condition: Condition): readonly Condition[] {
  return condition.type === "and" && condition.children.length > 0 ? condition.children : [condition];
}

function isConstant(condition: Condition): boolean {
  return (condition.type === "and" || condition.type === "or") && condition.children.length === 0;
}

function simplify(condition: Condition): Condition {
  switch (condition.type) {
    case "predicate":
      return simplifyPredicate(condition);
    case "not":
      return { type: "not", child: simplify(condition.child) };
    case "and":
    case "or":
      return { type: condition.type, children: oneOfEach(condition).map(simplify) };
    case "some":
    case "every":
      return { ...condition, path: plainPath(condition.path), body: simplify(condition.body) };
  }
}

/** Truth as other systems have it asks for a value; how numbers are compared is no concern of readers. */
function simplifyPredicate(predicate: Predicate): Predicate {
  const { text: _text, double: _double, ...plain } = predicate as Predicate & { text?: true; double?: true };
  const operand = { ...predicate.operand, path: plainPath(predicate.operand.path) };
  if (plain.kind === "is_truthy") return { type: "predicate", kind: "is_not_null", operand };
  const other = "other" in plain ? { other: { ...plain.other, path: plainPath(plain.other.path) } } : {};
  return { ...plain, operand, ...other } as Predicate;
}

/** The children of a junction, of those that ask the same of one field in all its forms only the plainest. */
function oneOfEach({ type, children }: Junction): readonly Condition[] {
  const plainest = new Map<string, Predicate>();
  const keyOf = (child: Condition) =>
    child.type === "predicate" && (type === "or" || child.kind === "is_null") ? formKey(child) : undefined;
  for (const child of children) {
    const key = keyOf(child);
    if (key === undefined || child.type !== "predicate") continue;
    const best = plainest.get(key);
    if (!best || elementsOf(child) < elementsOf(best)) plainest.set(key, child);
  }
  return children.filter((child) => {
    const key = keyOf(child);
    return key === undefined || plainest.get(key) === child;
  });
}

/** A text that predicates share if they differ in their field's form alone: list or value, dots or nesting. */
function formKey(predicate: Predicate): string {
  const { segments, ...rest } = plainPath(predicate.operand.path);
  const path: FieldPath = { ...rest, segments: segments.filter(({ type }) => type !== "any") };
  return predicateKey({ ...predicate, operand: { ...predicate.operand, path } });
}

function elementsOf({ operand }: Predicate): number {
  return operand.path.segments.filter(({ type }) => type === "any").length;
}
