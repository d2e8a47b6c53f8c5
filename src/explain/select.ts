// Where paths lead.

import type { FieldPath, Segment } from "../rule/ir.js";
import { foldText } from "./folding.js";
import type { Found, JsonValue } from "./value.js";

/** What paths start from: the element that a quantifier looks at under its variable, or outermost, without a name, the event. */
export interface Scope {
  readonly name: string | undefined;
  readonly value: JsonValue;
  readonly outer: Scope | undefined;
}

/**
 * What a path leads to: exactly one value or undefined, but with `[*]` one for each element, so none where there is no array. With
 * several `[*]` the elements of all the arrays, in document order. With `**` one for each scalar there.
 */
export function select(path: FieldPath, scope: Scope): readonly Found[] {
  let found: readonly Found[] = [start(path.root, scope)];
  for (const segment of path.segments) {
    found = found.length === 1 ? step(found[0], segment) : found.flatMap((value) => step(value, segment));
  }
  return found;
}

function start(root: string | undefined, scope: Scope): Found {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    if (at.name === root) return at.value;
  }
  return undefined;
}

function step(value: Found, segment: Segment): readonly Found[] {
  switch (segment.type) {
    case "any":
      return value?.type === "array" ? value.elements : [];
    case "anywhere":
      return value === undefined ? [] : scalars(value);
    case "index":
      return [value?.type === "array" ? value.elements[segment.index] : undefined];
    case "key":
      return [member(value, segment.name, segment.nocase === true)];
  }
}

/** All that is no container, at a value or below it. */
function scalars(value: JsonValue): readonly JsonValue[] {
  if (value.type === "array") return value.elements.flatMap(scalars);
  return value.type === "object" ? [...value.members.values()].flatMap(scalars) : [value];
}

/** Of the keys that are alike when case is ignored, the last in the text counts, or the first, whatever its spelling. */
function member(value: Found, name: string, nocase: boolean): Found {
  if (value?.type !== "object") return undefined;
  if (!nocase) return value.members.get(name);
  const folded = foldText(name);
  const alike = [...value.members].filter(([key]) => foldText(key) === folded).map(([, candidate]) => candidate);
  return value.duplicateKeys === "first" ? alike[0] : alike.at(-1);
}
