import * as layout from "../../../src/bytecode/layout.js";
import { BEYOND, type Damage } from "./find.js";

const { SECTION_HOSTED: HOSTED, SECTION_HOSTED_PARTS: LISTS, SECTION_PARTS: PARTS } = layout;

export const DAMAGED_HOSTED: readonly Damage[] = [
  [
    "a rule that is not there",
    "a rule after",
    (d) => d.set(HOSTED, 0, layout.HOSTED_RULE, d.count(layout.SECTION_RULES)),
  ],
  ["a rule again", "a rule after", (d) => d.set(HOSTED, 1, layout.HOSTED_RULE, d.get(HOSTED, 0, layout.HOSTED_RULE))],
  ["a flag that there is not", "expected flags, found 2", (d) => d.set(HOSTED, 0, layout.HOSTED_FLAGS, 2)],
  ["a format beyond the parts", "parts, found", (d) => d.set(HOSTED, 0, layout.HOSTED_FORMAT, d.count(PARTS))],
  ["a part beyond the parts", "parts, found", (d) => d.set(LISTS, 0, 0, d.count(PARTS))],
  ["parts that begin elsewhere", "parts from 0 on", (d) => d.set(HOSTED, 0, layout.HOSTED_PART_FIRST, 1)],
  ["more parts than there are", "parts from", (d) => d.set(HOSTED, 1, layout.HOSTED_PART_COUNT, BEYOND)],
  ["a list cut short", "parts", (d) => d.set(HOSTED, d.count(HOSTED) - 1, layout.HOSTED_PART_COUNT, 1)],
  ["a part inside the program", "part 1 at byte", (d) => d.set(PARTS, 1, layout.PART_OFFSET, layout.HEADER_BYTES)],
  [
    "a part that is longer",
    "at byte",
    (d) => d.set(PARTS, 0, layout.PART_LENGTH, d.get(PARTS, 0, layout.PART_LENGTH) + 1),
  ],
  ["a last part beyond the end", "parts of", (d) => d.set(PARTS, d.count(PARTS) - 1, layout.PART_LENGTH, BEYOND)],
  [
    "a format that is not UTF-8",
    "in UTF-8",
    (d) => {
      const format = d.get(HOSTED, 0, layout.HOSTED_FORMAT);
      d.bytes[d.get(PARTS, format, layout.PART_OFFSET)] = 0xff;
    },
  ],
];
