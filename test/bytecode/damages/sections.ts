import * as layout from "../../../src/bytecode/layout.js";
import { BEYOND, type Damage } from "./find.js";

const { SECTION_NODES: NODES, SECTION_KEYS: KEYS, SECTION_META: META } = layout;

export const DAMAGED_HEADER: readonly Damage[] = [
  ["another magic", "magic", (d) => d.setWord(layout.HEADER_MAGIC, 0x12345678)],
  ["another length", "bytes", (d) => d.setWord(layout.HEADER_LENGTH, d.bytes.length + 4)],
];

export const DAMAGED_SECTIONS: readonly Damage[] = [
  ["nodes that begin later", "nodes at byte 180", (d) => d.setWord(d.sectionAt(NODES), 132)],
  ["nodes inside the header", "nodes at byte 180", (d) => d.setWord(d.sectionAt(NODES), 0)],
  ["half a node", "records of 40 bytes", (d) => d.setWord(d.sectionAt(NODES) + 4, d.count(NODES) * 40 - 20)],
  ["keys that overlap the slots", "keys at byte", (d) => d.setWord(d.sectionAt(KEYS), layout.HEADER_BYTES)],
  ["one node less", "key slots at byte", (d) => d.setWord(d.sectionAt(NODES) + 4, d.count(NODES) * 40 - 40)],
  ["metadata beyond the end", "inside the program", (d) => d.setWord(d.sectionAt(META) + 4, BEYOND)],
  ["metadata that ends early", "hosted rules at byte", (d) => d.setWord(d.sectionAt(META) + 4, 4)],
  ["texts that end early", "end at byte", (d) => d.setWord(d.sectionAt(layout.SECTION_PART_TEXTS) + 4, 4)],
  [
    "bytes between sections",
    "zeros after meta",
    (d) => {
      d.setWord(d.sectionAt(META) + 4, ((d.count(META) - 1) & ~3) + 1);
      d.bytes[((d.sectionEnd(META) + 3) & ~3) - 1] = 1;
    },
  ],
];
