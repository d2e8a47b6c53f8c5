// Where in an event the fields of Sigma may be.

import type { FieldPath, Operand, Segment } from "../../rule/ir.js";
import type { DetectionItem } from "./ast.js";

/** Whether a field whose value is an array is compared by each of its elements (`any`), or matches nothing (`none`). */
export type Arrays = "any" | "none";

/** Where a field may be: each of these places is looked at. */
export interface Place {
  /** Values, and the elements of arrays where they count. */
  readonly values: readonly Operand[];
  /** The field itself. */
  readonly fields: readonly Operand[];
  /** It is the whole event. */
  readonly keyword: boolean;
  /** Whether the text of numbers and booleans counts. */
  readonly text: boolean;
}

export type NamedField = Pick<DetectionItem, "field" | "also" | "nested">;

/** Every string of the event. */
const EVERYWHERE: Operand = { type: "path", path: { segments: [{ type: "anywhere" }] } };
const KEYWORDS: Place = { values: [EVERYWHERE], fields: [EVERYWHERE], keyword: true, text: false };

/** The places of the fields of a pack: rules that name the same field share its place. */
export class Places {
  private readonly known = new Map<string, Place>();

  constructor(private readonly arrays: Arrays) {}

  /**
   * `a.b` may be one key with a dot or a key inside another; both are looked at, unless a mapping says which. Where arrays
   * count, their elements are values of the field.
   */
  of({ field, also = [], nested }: NamedField): Place {
    if (field === undefined) return KEYWORDS;
    const names = [field, ...also];
    const key = JSON.stringify(nested ? [names] : names);
    const known = this.known.get(key);
    if (known) return known;
    const paths = names.flatMap((name) => pathsOf(name, nested === true));
    const fields = paths.map(operandOf);
    const values = this.arrays === "none" ? fields : paths.flatMap((path) => [path, elementsOf(path)]).map(operandOf);
    const place = { values, fields, keyword: false, text: true };
    this.known.set(key, place);
    return place;
  }
}

function pathsOf(field: string, nested: boolean): readonly FieldPath[] {
  const literal: FieldPath = { segments: [{ type: "key", name: field }] };
  const names = field.split(".");
  if (names.length === 1 || names.includes("")) return [literal];
  const path: FieldPath = { segments: names.map((name): Segment => ({ type: "key", name })) };
  return nested ? [path] : [literal, path];
}

function elementsOf(path: FieldPath): FieldPath {
  return { segments: [...path.segments, { type: "any" }] };
}

function operandOf(path: FieldPath): Operand {
  return { type: "path", path };
}
