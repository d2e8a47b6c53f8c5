// Tables of numbers: where a number is among the sorted bounds of all predicates of a node answers each of them.

import type { Decimal } from "../rule/decimal.js";
import type { CorePredicate, RangeKind, Table } from "./model.js";
import { encodeDecimal } from "./number.js";
import { byTable, formWithoutText, type Waiting } from "./tables.js";

type OnNumbers = Extract<CorePredicate, { spelling: unknown }>;

const RISING: ReadonlySet<CorePredicate["kind"]> = new Set<RangeKind>(["number_gt", "number_gte"]);

/** Different numbers in ascending order. */
export function sortNumbers(numbers: readonly Decimal[]): readonly Decimal[] {
  const sorted = numbers.toSorted((a, b) => a.compare(b));
  return sorted.filter((number, at) => at === 0 || number.compare(sorted[at - 1] as Decimal) !== 0);
}

/** A table for each node that has predicates of numbers, and one for those that look at elements. */
export function collectNumberTables(
  predicates: readonly CorePredicate[],
  waiting: Waiting,
): readonly Omit<Table, "eager">[] {
  const onNumbers = predicates.filter((predicate) => predicate.spelling !== undefined);
  return byTable(onNumbers).map((together) => tableOf(together, waiting));
}

function tableOf(predicates: readonly OnNumbers[], { inEvents, inGroups }: Waiting): Omit<Table, "eager"> {
  const [{ node, elements = false }] = predicates as [OnNumbers];
  const sorted = sortNumbers(predicates.flatMap(numbersOf));
  const places = new Map(sorted.map((number, place) => [number.toString(), place]));
  const placeOf = (number: Decimal): number => places.get(number.toString()) as number;
  const held: CorePredicate[][] = sorted.map(() => []);
  const bounds = new Map<CorePredicate, number>();
  for (const predicate of predicates) {
    if (predicate.kind !== "numbers") bounds.set(predicate, placeOf(predicate.bound));
    else for (const number of predicate.numbers) held[placeOf(number)]?.push(predicate);
  }
  // A bound is between the numbers around it, an exclusive one on the far side of its own number.
  const awaited = [...bounds].filter(([predicate]) => inEvents.has(predicate) || inGroups.has(predicate));
  const thresholdOf = ([{ kind }, place]: readonly [CorePredicate, number]): number =>
    kind === "number_gt" ? place + 0.5 : kind === "number_lt" ? place - 0.5 : place;
  const ranges = awaited.sort((a, b) => thresholdOf(a) - thresholdOf(b)).map(([predicate]) => predicate);
  return {
    type: "numbers",
    node,
    form: formWithoutText(elements),
    entries: sorted.map((number, place) => ({
      text: encodeDecimal(number),
      anchor: "whole",
      predicates: held[place] as CorePredicate[],
    })),
    numbers: {
      bounds,
      rising: ranges.filter(({ kind }) => RISING.has(kind)),
      falling: ranges.filter(({ kind }) => !RISING.has(kind)).reverse(),
    },
  };
}

function numbersOf(predicate: OnNumbers): readonly Decimal[] {
  return predicate.kind === "numbers" ? predicate.numbers : [predicate.bound];
}
