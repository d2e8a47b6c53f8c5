// What was made of the tests that rules have in common, found again by what they ask.

import type { Logic } from "./model.js";
import type { PathNode } from "./paths.js";
import { getOrMake } from "./tables.js";

export class Shared {
  readonly #byNode = new Map<PathNode, Map<string, Map<string, Logic>[]>>();

  /**
   * What asks `content` in the sense of `kind` of a node, its text in a form (`formKey`, or 0); made where it is not known. Kinds and
   * forms are no parts of one long key, so that texts need not be joined and hashed again for each test of them.
   */
  of(node: PathNode, kind: string, form: number, content: string, make: () => Logic): Logic {
    const byKind = getOrMake(this.#byNode, node, () => new Map<string, Map<string, Logic>[]>());
    const byForm = getOrMake(byKind, kind, () => []);
    byForm[form] ??= new Map();
    return getOrMake(byForm[form] as Map<string, Logic>, content, make);
  }
}
