import { type CodePointRanges, normaliseRanges } from "../unicode/ranges.js";

/**
 * `text-begin` is `\A`, and `^` without the flag m; `text-end` is `\z`, and `$` without m. With m they are the line ends,
 * beside `\n`. A word is ASCII: `[0-9A-Za-z_]`.
 */
export type Assertion = "text-begin" | "text-end" | "line-begin" | "line-end" | "word-boundary" | "not-word-boundary";

/**
 * A regular expression with flags, groups and laziness resolved, none of which matter any more to whether it matches.
 * `class` is one code point of a set in normal form (a literal too; an empty set never matches), folded already where the
 * flag i holds. `max` may be Infinity.
 */
export type RegexNode =
  | { readonly type: "empty" }
  | { readonly type: "class"; readonly ranges: CodePointRanges }
  | { readonly type: "assertion"; readonly assertion: Assertion }
  | { readonly type: "concat" | "alternate"; readonly children: readonly RegexNode[] }
  | { readonly type: "repeat"; readonly child: RegexNode; readonly min: number; readonly max: number };

export const EMPTY: RegexNode = { type: "empty" };

/** Classes of more pairs than this are not joined with others, so that many large ones cannot add up to much memory. */
const MAX_JOINED_PAIRS = 16;

/** One after another. */
export function concat(children: readonly RegexNode[]): RegexNode {
  const parts = children.filter((child) => child.type !== "empty");
  return parts.length > 1 ? { type: "concat", children: parts } : (parts[0] ?? EMPTY);
}

/** Any one of at least one. Small classes among them become one class. */
export function alternate(children: readonly RegexNode[]): RegexNode {
  const joined: number[] = [];
  const rest: RegexNode[] = [];
  for (const child of children) {
    if (child.type === "class" && child.ranges.length <= 2 * MAX_JOINED_PAIRS) joined.push(...child.ranges);
    else rest.push(child);
  }
  if (joined.length > 0) rest.unshift({ type: "class", ranges: normaliseRanges(joined) });
  return rest.length > 1 ? { type: "alternate", children: rest } : (rest[0] ?? EMPTY);
}

/** `child` at least `min` and at most `max` times. */
export function repeat(child: RegexNode, min: number, max: number): RegexNode {
  if (max === 0 || child.type === "empty") return EMPTY;
  return min === 1 && max === 1 ? child : { type: "repeat", child, min, max };
}
