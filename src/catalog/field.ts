import type { FieldPath, Segment } from "../rule/ir.js";
import { printPath } from "../rule/path.js";

const DOTTED = /^[A-Za-z_@][A-Za-z0-9_@-]*(?:\.[A-Za-z_@][A-Za-z0-9_@-]*)+$/;

/**
 * The path in the form that catalogs compare: no marks for keys whose case is ignored, and a key with dots in it as the keys that
 * it may stand for.
 */
export function plainPath({ segments, ...rest }: FieldPath): FieldPath {
  return {
    ...rest,
    segments: segments.flatMap((segment): readonly Segment[] => {
      if (segment.type !== "key") return [segment];
      const names = DOTTED.test(segment.name) ? segment.name.split(".") : [segment.name];
      return names.map((name) => ({ type: "key", name }));
    }),
  };
}

/** The name of a field, by which rules of all vendors are compared: `userIdentity.arn`. */
export function fieldName(path: FieldPath): string {
  return printPath(plainPath(path));
}
