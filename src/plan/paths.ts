// The path tree: every path that some predicate reads, merged where paths begin alike. The event is one tree; the element that a
// quantifier looks at is the root of another.

import type { FieldPath, Segment } from "../rule/ir.js";
import { foldString } from "../unicode/fold.js";

/** A step of a path in which `[*]` has become a quantifier. */
type Step = Exclude<Segment, { type: "any" }>;

/** A node of the path tree. What a plan makes of it is known once `numberNodes` ran, until it runs for the next plan. */
export class PathNode {
  private readonly byName = new Map<string, PathNode>();
  /** Those at indexes, at keys without regard to case, and at `**`. */
  private readonly others = new Map<string, PathNode>();
  /** The children that the plan reads or passes, in the order in which it comes to them. */
  wanted: PathNode[] = [];
  id = 0;
  subtree = 0;
  /** Shares its JSON key with a sibling that is walked first. */
  deferred = false;

  readonly depth: number;
  /** `**` of its parent: it stands for every scalar at the parent or below. */
  readonly anywhere: boolean;

  /** `level` is the number of quantifiers around the node; `label` is for people; `segment` leads to it from its parent. */
  constructor(
    readonly level: number,
    readonly label: string,
    readonly parent?: PathNode,
    readonly segment?: Step,
  ) {
    this.depth = parent ? parent.depth + 1 : 0;
    this.anywhere = segment?.type === "anywhere";
  }

  /** The child at a key, an index or `**`, made if it is not there yet. */
  child(segment: Step): PathNode {
    if (segment.type === "anywhere") return this.other("**", segment, ".**");
    if (segment.type === "index") return this.other(`#${segment.index}`, segment, `[${segment.index}]`);
    const { nocase } = segment;
    if (nocase) {
      const name = foldString(segment.name);
      return this.other(`~${name}`, { type: "key", name, nocase }, `.${JSON.stringify(name)}~`);
    }
    const { name } = segment;
    return this.byName.get(name) ?? this.make(this.byName, name, { type: "key", name }, `.${JSON.stringify(name)}`);
  }

  private other(key: string, segment: Step, label: string): PathNode {
    return this.others.get(key) ?? this.make(this.others, key, segment, label);
  }

  private make(children: Map<string, PathNode>, key: string, segment: Step, label: string): PathNode {
    const child = new PathNode(this.level, this.label + label, this, segment);
    children.set(key, child);
    return child;
  }
}

/**
 * Gives ids to the nodes that `read` has and to those on the way there, a node's descendants right after it, its `**` first, and marks
 * the deferred ones. The event is numbered in any case. Gives the nodes in order of id, from 1. Ids depend on `read` and its order
 * alone, not on what else has been made of the tree.
 */
export function numberNodes(event: PathNode, read: Iterable<PathNode>): readonly PathNode[] {
  const roots: PathNode[] = [];
  const seen = new Set<PathNode>();
  const want = (node: PathNode): void => {
    if (seen.has(node)) return;
    seen.add(node);
    node.wanted = [];
    if (node.parent) {
      want(node.parent);
      node.parent.wanted.push(node);
    } else roots.push(node);
  };
  want(event);
  for (const node of read) want(node);

  const nodes: PathNode[] = [];
  const number = (node: PathNode): void => {
    node.id = nodes.push(node);
    const exact = new Set<string>();
    for (const { segment } of node.wanted) {
      if (segment?.type === "key" && !segment.nocase) exact.add(foldString(segment.name));
    }
    node.wanted.sort((a, b) => Number(b.anywhere) - Number(a.anywhere));
    for (const child of node.wanted) {
      const { segment } = child;
      child.deferred = segment?.type === "key" && segment.nocase === true && exact.has(segment.name);
      number(child);
    }
    node.subtree = nodes.length - node.id;
  };
  roots.forEach(number);
  return nodes;
}

/** Index of the first `[*]` of a path, or -1. */
export function firstAny(path: FieldPath): number {
  const { segments } = path;
  for (let at = 0; at < segments.length; at++) if (segments[at]?.type === "any") return at;
  return -1;
}
