// The path tree: every path that some predicate reads, merged where paths begin alike. The event is one tree; the element that a
// quantifier looks at is the root of another.

import type { FieldPath, Segment } from "../rule/ir.js";
import { foldString } from "../unicode/fold.js";

/** A node of the path tree. Its id and the number of its descendants are known once `numberNodes` ran. */
export class PathNode {
  readonly children = new Map<string, { readonly segment: Segment; readonly node: PathNode }>();
  id = 0;
  subtree = 0;
  /** Shares its JSON key with a sibling that is walked first. */
  deferred = false;

  readonly depth: number;
  /** `**` of its parent: it stands for every scalar at the parent or below. */
  readonly anywhere: boolean;

  /** `level` is the number of quantifiers around the node; `label` is for people. */
  constructor(
    readonly level: number,
    readonly label: string,
    readonly parent?: PathNode,
    anywhere = false,
  ) {
    this.depth = parent ? parent.depth + 1 : 0;
    this.anywhere = anywhere;
  }

  /** The child at a key, an index or `**`, made if it is not there yet. */
  child(segment: Exclude<Segment, { type: "any" }>): PathNode {
    if (segment.type === "anywhere") return this.anywhereChild(segment);
    const nocase = segment.type === "key" && segment.nocase === true;
    const name = segment.type === "index" ? String(segment.index) : nocase ? foldString(segment.name) : segment.name;
    const key = `${segment.type === "index" ? "#" : nocase ? "~" : "="}${name}`;
    let child = this.children.get(key);
    if (!child) {
      const step = segment.type === "index" ? `[${name}]` : `.${JSON.stringify(name)}${nocase ? "~" : ""}`;
      const canonical: Segment = segment.type === "index" ? segment : { type: "key", name, ...(nocase && { nocase }) };
      child = { segment: canonical, node: new PathNode(this.level, this.label + step, this) };
      this.children.set(key, child);
    }
    return child.node;
  }

  private anywhereChild(segment: Segment): PathNode {
    let child = this.children.get("**");
    if (!child) {
      child = { segment, node: new PathNode(this.level, `${this.label}.**`, this, true) };
      this.children.set("**", child);
    }
    return child.node;
  }
}

/**
 * Gives ids to the nodes that `read` has and to those on the way there, a node's descendants right after it, its `**` first, and marks
 * the deferred ones. The first root is numbered in any case. Gives the nodes in order of id, from 1.
 */
export function numberNodes(roots: readonly PathNode[], read: Iterable<PathNode>): readonly PathNode[] {
  const wanted = new Set<PathNode>(roots.slice(0, 1));
  for (const node of read) {
    for (let at: PathNode | undefined = node; at && !wanted.has(at); at = at.parent) wanted.add(at);
  }
  const nodes: PathNode[] = [];
  const visit = (node: PathNode): void => {
    node.id = nodes.push(node);
    const exact = new Set<string>();
    for (const [key, { segment, node: child }] of node.children) {
      if (!wanted.has(child)) node.children.delete(key);
      else if (segment.type === "key" && !segment.nocase) exact.add(foldString(segment.name));
    }
    const children = [...node.children.values()].sort((a, b) => Number(b.node.anywhere) - Number(a.node.anywhere));
    for (const { segment, node: child } of children) {
      child.deferred = segment.type === "key" && segment.nocase === true && exact.has(segment.name);
      visit(child);
    }
    node.subtree = nodes.length - node.id;
  };
  for (const root of roots) if (wanted.has(root)) visit(root);
  return nodes;
}

/** Index of the first `[*]` of a path, or -1. */
export function firstAny(path: FieldPath): number {
  return path.segments.findIndex((segment) => segment.type === "any");
}
