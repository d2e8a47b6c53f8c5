// A condition as a catalog shows it. Vendors say with several predicates what readers know as one: a field that may also be a list, a
// key that may also be nesting, a truth of their own. What is shown is the predicate that is meant; the exact one stands beside.

import type { Condition, Kind, Not } from "../rule/ir.js";
import { normalise } from "../rule/normalise.js";
import { printCondition } from "../rule/notation.js";
import { isTypeGuard, pathsOf, prefixesIn, simplify } from "./simplify.js";

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
  return linesOf(withGuards(exact.map((conjunct, index) => [normalise(plain[index] ?? conjunct), conjunct])));
}

type Pair = readonly [plain: Condition, exact: Condition];

/** Conjuncts that only ask of which type a field is stand beside one that asks more of it. */
function withGuards(pairs: readonly Pair[]): readonly Pair[] {
  const rest = pairs.filter(([plain]) => !isTypeGuard(plain));
  const all = new Map(rest.map((pair) => [pair, pair]));
  const hosts = new Map<string, { readonly pair: Pair; readonly fields: ReadonlySet<string> }>();
  for (const pair of rest) {
    const fields = prefixesIn([pair[0]]);
    for (const field of fields) if (!hosts.has(field)) hosts.set(field, { pair, fields });
  }
  for (const guard of pairs) {
    if (!isTypeGuard(guard[0])) continue;
    const fields = pathsOf(guard[0]);
    const host = hosts.get(fields[0] ?? "");
    const now = host && fields.every((field) => host.fields.has(field)) ? all.get(host.pair) : undefined;
    if (host && now) all.set(host.pair, [now[0], { type: "and", children: [guard[1], now[1]] }]);
    else all.set(guard, guard);
  }
  const order = new Map(pairs.map((pair, index) => [pair, index]));
  return [...all]
    .toSorted(([left], [right]) => (order.get(left) ?? 0) - (order.get(right) ?? 0))
    .map(([, pair]) => pair);
}

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
    line.exact.push(printCondition(normalise(exact)));
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
