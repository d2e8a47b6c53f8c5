// Log types: that their names and bits are there.

import * as layout from "../layout.js";
import { logTypeBitsBytes } from "../log-types.js";
import type { ProgramView } from "../view.js";
import { damaged } from "./damage.js";
import type { Tree } from "./tree.js";

/** The names of the log types but for the first, which has none. The tree must be verified. */
export function verifyLogTypes(program: ProgramView, tree: Tree): readonly Uint8Array[] {
  const node = program.word(layout.HEADER_LOG_TYPE);
  if (node >= tree.levels.length || tree.levels[node] !== 0 || tree.anywhere[node] === 1)
    damaged("log types", `expected a node of the event that names them, found ${node}`);
  const bits = logTypeBitsBytes(
    program.count(layout.SECTION_RULES),
    program.count(layout.SECTION_GROUPS),
    program.count(layout.SECTION_TABLES),
  );
  const names: Uint8Array[] = [];
  for (let type = 0; type < program.count(layout.SECTION_LOG_TYPES); type++) {
    const field = (at: number): number => program.field(layout.SECTION_LOG_TYPES, type, at);
    const text = field(layout.LOG_TYPE_TEXT);
    const length = field(layout.LOG_TYPE_LENGTH);
    if (!program.isData(text, length))
      damaged("log types", `log type ${type}: expected its name in the data, found ${length} bytes at ${text}`);
    if (!program.isData(field(layout.LOG_TYPE_BITS), bits))
      damaged("log types", `log type ${type}: expected ${bits} bytes of bits in the data`);
    if (type > 0) names.push(program.slice(text, length));
  }
  return names;
}
