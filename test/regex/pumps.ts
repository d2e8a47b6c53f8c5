// Texts that make a backtracking matcher go on for ever, made from a pattern's own parse tree: what stands before a repetition, then
// what it repeats, over and over, then what cannot come next.

import type { RegexNode } from "../../src/regex/ast.js";

export interface Pump {
  readonly prefix: string;
  readonly pump: string;
}

/** A repetition of more is one that can be pumped: shorter ones are over after a few bytes. */
const MANY = 8;

/** The pumps of every repetition of a pattern, those inside others too. */
export function pumpsOf(node: RegexNode, prefix = ""): Pump[] {
  switch (node.type) {
    case "concat": {
      const pumps: Pump[] = [];
      let before = prefix;
      for (const child of node.children) {
        pumps.push(...pumpsOf(child, before));
        before += sampleOf(child);
      }
      return pumps;
    }
    case "alternate":
      return node.children.flatMap((child) => pumpsOf(child, prefix));
    case "repeat": {
      const pump = sampleOf(node.child);
      const own = pump === "" || node.max <= MANY ? [] : [{ prefix, pump }];
      return [...own, ...pumpsOf(node.child, prefix)];
    }
    default:
      return [];
  }
}

/** A short text that a node matches; the empty one where it matches none. */
function sampleOf(node: RegexNode): string {
  switch (node.type) {
    case "class":
      return node.ranges.length === 0 ? "" : String.fromCodePoint(node.ranges[0] as number);
    case "concat":
      return node.children.map(sampleOf).join("");
    case "alternate":
      return sampleOf(node.children[0] as RegexNode);
    case "repeat":
      return sampleOf(node.child).repeat(Math.max(1, Math.min(node.min, MANY)));
    default:
      return "";
  }
}
