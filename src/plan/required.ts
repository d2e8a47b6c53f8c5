// What a text must have for a pattern to match it: literals of which at least one is there. A pattern is run only where one was found.

import type { RegexNode } from "../regex/ast.js";
import { type RequiredLiteral, requiredLiteral } from "../regex/literal.js";
import { foldString } from "../unicode/fold.js";
import { encodeWtf8 } from "../unicode/wtf8.js";
import { bytesKey } from "./hash.js";
import type { RequiredText } from "./model.js";
import { longestLiteral } from "./wildcard.js";

/** More alternatives than this are not worth looking for. */
const MAX_ALTERNATIVES = 64;
/** Alternations that are nested deeper are not looked into, so that each part of a pattern is read a few times only. */
const MAX_DEPTH = 8;

/** The longest literal of a wildcard pattern. */
export function requiredOfWildcard(pattern: string, nocase: boolean): readonly RequiredText[] | undefined {
  const literal = longestLiteral(pattern, nocase ? foldString : (text) => text);
  return literal && [textOf(literal.place, nocase, literal.bytes)];
}

/** Literals of which every match of a regex contains one: those of an alternation, or a single one; the longest that are found. */
export function requiredOfRegex(pattern: RegexNode): readonly RequiredText[] | undefined {
  return alternativesOf(pattern, 0)?.map(({ text, nocase }) => textOf("contains", nocase, encodeWtf8(text)));
}

function textOf(kind: RequiredText["kind"], folded: boolean, text: Uint8Array): RequiredText {
  return { kind, folded, text, key: bytesKey(text) };
}

function alternativesOf(node: RegexNode, depth: number): readonly RequiredLiteral[] | undefined {
  if (node.type === "alternate") {
    const all: RequiredLiteral[] = [];
    for (const child of node.children) {
      const alternatives = depth < MAX_DEPTH ? alternativesOf(child, depth + 1) : undefined;
      if (!alternatives || all.length + alternatives.length > MAX_ALTERNATIVES) return undefined;
      all.push(...alternatives);
    }
    return all;
  }
  const own = requiredLiteral(node);
  let best = own && [own];
  const parts = node.type === "concat" ? node.children : node.type === "repeat" && node.min > 0 ? [node.child] : [];
  for (const part of parts) {
    if (part.type === "class") continue;
    const alternatives = depth < MAX_DEPTH ? alternativesOf(part, depth + 1) : undefined;
    if (alternatives && shortest(alternatives) > (best ? shortest(best) : 0)) best = [...alternatives];
  }
  return best;
}

function shortest(literals: readonly RequiredLiteral[]): number {
  return Math.min(...literals.map(({ text }) => text.length));
}
