// What need not be tested of a rule any more once an access predicate of it held: the alternatives that it waits for, as a rule.

import type { CorePredicate, Logic } from "./model.js";

const TRUE: Logic = { type: "and", children: [] };

/** What is left to test of `logic` where one of the access predicates holds, whichever it is. */
export function residualOf(logic: Logic, access: readonly CorePredicate[] | undefined): Logic {
  if (!access) return logic;
  const isImplied = (part: Logic): boolean => {
    const [first] = access;
    if (first && !isSufficient(first, part)) return false;
    const sufficient = sufficientFor(part);
    return access.every((predicate) => sufficient.has(predicate));
  };
  if (isImplied(logic)) return TRUE;
  if (logic.type !== "and") return logic;
  const left = logic.children.filter((child) => !isImplied(child));
  return left.length === logic.children.length ? logic : { type: "and", children: left };
}

/** Whether the predicate makes `logic` true by itself. */
function isSufficient(predicate: CorePredicate, logic: Logic): boolean {
  if (logic.type === "test") return logic.predicate === predicate;
  if (logic.type === "not") return false;
  const isOf = (child: Logic): boolean => isSufficient(predicate, child);
  return logic.type === "or" ? logic.children.some(isOf) : logic.children.length > 0 && logic.children.every(isOf);
}

/** The predicates each of which makes `logic` true by itself. */
function sufficientFor(logic: Logic): ReadonlySet<CorePredicate> {
  switch (logic.type) {
    case "test":
      return new Set([logic.predicate]);
    case "not":
      return new Set();
    case "or":
      return new Set(logic.children.flatMap((child) => [...sufficientFor(child)]));
    case "and": {
      const [first, ...rest] = logic.children.map(sufficientFor);
      return new Set([...(first ?? [])].filter((predicate) => rest.every((other) => other.has(predicate))));
    }
  }
}
