// The paths of a verified program's nodes, as people write them.

import * as layout from "../layout.js";
import type { ProgramView } from "../view.js";
import { quoteBytes } from "./quote.js";

/** Longest path that is shown whole, in characters. */
const MAX_SHOWN = 160;
const IDENTIFIER = /^"([A-Za-z_@][A-Za-z0-9_@-]*)"$/;

export class Paths {
  /** The node above each node; for the root of an element the node of the array, 0 for the event and where nothing goes there. */
  private readonly above: Uint32Array;
  /** How many nodes of its own tree stand above each node. */
  readonly depths: Uint8Array;
  /** 1 + the key or, as a negative number, the index that leads to each node; 0 for roots. */
  private readonly links: Int32Array;

  constructor(private readonly program: ProgramView) {
    const count = program.count(layout.SECTION_NODES);
    this.above = new Uint32Array(count);
    this.depths = new Uint8Array(count);
    this.links = new Int32Array(count);
    for (let node = 1; node < count; node++) this.addLinks(node);
    for (let node = 1; node < count; node++) if (this.isAnywhere(node)) this.above[node] = node - 1;
    for (let node = 1; node < count; node++) {
      if (this.links[node] !== 0 || this.isAnywhere(node))
        this.depths[node] = 1 + (this.depths[this.above[node] as number] as number);
    }
    this.addElements();
  }

  private isAnywhere(node: number): boolean {
    return (this.program.field(layout.SECTION_NODES, node, layout.NODE_FLAGS) & layout.NODE_ANYWHERE) !== 0;
  }

  private addLinks(node: number): void {
    const field = (at: number): number => this.program.field(layout.SECTION_NODES, node, at);
    const firstKey = field(layout.NODE_KEY_FIRST);
    for (let key = firstKey; key < firstKey + field(layout.NODE_KEY_COUNT); key++) {
      this.link(node, this.program.field(layout.SECTION_KEYS, key, layout.KEY_NODE), 1 + key);
    }
    const firstIndex = field(layout.NODE_INDEX_FIRST);
    for (let index = firstIndex; index < firstIndex + field(layout.NODE_INDEX_COUNT); index++) {
      this.link(node, this.program.field(layout.SECTION_INDEXES, index, layout.INDEX_NODE), -1 - index);
    }
  }

  private link(node: number, child: number, link: number): void {
    this.above[child] = node;
    this.links[child] = link;
  }

  private addElements(): void {
    for (let predicate = 0; predicate < this.program.count(layout.SECTION_PREDICATES); predicate++) {
      const field = (at: number): number => this.program.field(layout.SECTION_PREDICATES, predicate, at);
      if ((field(layout.PREDICATE_KIND) & 0xff) !== layout.KIND_SOME) continue;
      this.above[field(layout.PREDICATE_ARG)] = field(layout.PREDICATE_NODE);
    }
  }

  /** The step from a node's parent to it: `name`, `"a key"`, `name~`, `[2]`, `**`; `$` is the event, `[*]` an element. */
  step(node: number): string {
    const link = this.links[node] as number;
    if (link < 0) return `[${this.program.field(layout.SECTION_INDEXES, -1 - link, layout.INDEX_VALUE)}]`;
    if (this.isAnywhere(node)) return "**";
    if (link === 0) return node === 1 ? "$" : "[*]";
    const field = (at: number): number => this.program.field(layout.SECTION_KEYS, link - 1, at);
    const text = quoteBytes(this.program.slice(field(layout.KEY_TEXT), field(layout.KEY_LENGTH)));
    return (IDENTIFIER.exec(text)?.[1] ?? text) + (field(layout.KEY_FLAGS) & layout.KEY_NOCASE ? "~" : "");
  }

  /** The path of a node, cut in the middle where it is long. */
  path(node: number): string {
    let path = "";
    // The node of an array is of a lower level than its elements, so this comes to an end.
    for (let at = node; at !== 0; at = this.above[at] as number) {
      const step = this.step(at);
      if (step === "$" && path !== "") break;
      path = step + (path === "" || path.startsWith("[") ? "" : ".") + path;
    }
    if (path.length <= MAX_SHOWN) return path;
    return `${path.slice(0, MAX_SHOWN / 2)}…${path.slice(-MAX_SHOWN / 2)}`;
  }
}
