// What a condition looks for and what it suppresses, read off its predicates.

import { Decimal } from "../rule/decimal.js";
import type { Condition, FieldPath, Kind, Literal, Predicate } from "../rule/ir.js";
import { fieldName } from "./field.js";
import { TYPE_KINDS } from "./simplify.js";

/** What a rule asks of one field by one kind of test. */
export interface Row {
  readonly field: string;
  readonly kind: Kind;
  /** Texts of the values, numbers in digits; none of a kind that takes no value. */
  readonly values: readonly string[];
}

/** The predicates that help the conjuncts to hold: what the rule looks for. */
export function indicatorsOf(conjuncts: readonly Condition[]): readonly Row[] {
  const rows = new Rows();
  for (const conjunct of conjuncts) walk(conjunct, true, new Map(), (holds, ...found) => holds && rows.add(...found));
  return rows.all;
}

/** The predicates under a `not` that is a conjunct: what the rule actively suppresses. */
export function exclusionsOf(conjuncts: readonly Condition[]): readonly Row[] {
  const rows = new Rows();
  for (const conjunct of conjuncts) {
    if (conjunct.type === "not") walk(conjunct, true, new Map(), (holds, ...found) => !holds && rows.add(...found));
  }
  return rows.all;
}

/** The values that the conjuncts ask of these fields by equality. */
export function valuesAsked(conjuncts: readonly Condition[], fields: readonly string[]): ReadonlySet<string> {
  const rows = indicatorsOf(conjuncts).filter(({ field, kind }) => isEquality(kind) && fields.includes(field));
  return new Set(rows.flatMap(({ values }) => values));
}

export function isEquality(kind: Kind): boolean {
  return kind === "eq" || kind === "in";
}

/** Paths of the elements that the variables of quantifiers stand for. */
type Elements = ReadonlyMap<string, FieldPath>;

/** Takes whether the predicate has to hold, or must not, for the whole to hold; its field; and itself. */
type Visit = (holds: boolean, field: FieldPath, predicate: Predicate, elements: Elements) => void;

function walk(condition: Condition, holds: boolean, elements: Elements, visit: Visit): void {
  switch (condition.type) {
    case "predicate":
      visit(holds, absolute(condition.operand.path, elements), condition, elements);
      return;
    case "not":
      walk(condition.child, !holds, elements, visit);
      return;
    case "and":
    case "or":
      for (const child of condition.children) walk(child, holds, elements, visit);
      return;
    case "some":
    case "every":
      walk(condition.body, holds, new Map([...elements, [condition.as, absolute(condition.path, elements)]]), visit);
  }
}

/** The path from the event of one that may begin at an element. */
function absolute({ root, segments }: FieldPath, elements: Elements): FieldPath {
  const begin = root === undefined ? undefined : elements.get(root);
  return { segments: begin ? [...begin.segments, ...segments] : segments };
}

/** Rows in the order in which their fields and kinds were first met. */
class Rows {
  private readonly rows = new Map<string, { field: string; kind: Kind; values: Set<string> }>();

  add(path: FieldPath, predicate: Predicate, elements: Elements): void {
    const { kind } = predicate;
    if (TYPE_KINDS.has(kind)) return;
    const field = fieldName(path);
    const key = `${kind} ${field}`;
    const row = this.rows.get(key) ?? { field, kind, values: new Set() };
    this.rows.set(key, row);
    for (const value of valuesOf(predicate, elements)) row.values.add(value);
  }

  get all(): readonly Row[] {
    return [...this.rows.values()].map(({ values, ...row }) => ({ ...row, values: [...values] }));
  }
}

function valuesOf(predicate: Predicate, elements: Elements): readonly string[] {
  if ("value" in predicate) return [textOf(predicate.value)];
  if ("values" in predicate) return predicate.values.map(textOf);
  return "other" in predicate ? [fieldName(absolute(predicate.other.path, elements))] : [];
}

function textOf(value: Literal): string {
  return value instanceof Decimal ? value.toString() : String(value);
}
