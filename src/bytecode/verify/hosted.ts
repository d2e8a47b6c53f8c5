// Rules that bring code for a host: that they, their lists and their texts are there. The core reads nothing of it.

import * as layout from "../layout.js";
import type { ProgramView, Section } from "../view.js";
import { damaged } from "./damage.js";

// Not destructured: the bundler inlines constants only where nothing needs the whole namespace.
const HOSTED = layout.SECTION_HOSTED;
const LISTS = layout.SECTION_HOSTED_PARTS;
const PARTS = layout.SECTION_PARTS;

/** A rule with what its host reads; `parts` are indexes. */
export interface HostedRecord {
  readonly rule: number;
  readonly format: string;
  readonly decides: boolean;
  readonly parts: readonly number[];
}

export function verifyHosted(program: ProgramView): { hosted: readonly HostedRecord[]; parts: readonly Section[] } {
  const parts = verifyParts(program);
  const formats = new Map<number, string>();
  const hosted: HostedRecord[] = [];
  let next = 0;
  for (let record = 0; record < program.count(HOSTED); record++) {
    const field = (at: number): number => program.field(HOSTED, record, at);
    const [rule, part, flags] = [
      field(layout.HOSTED_RULE),
      field(layout.HOSTED_FORMAT),
      field(layout.HOSTED_FLAGS),
    ] as const;
    if (rule <= (hosted.at(-1)?.rule ?? -1) || rule >= program.count(layout.SECTION_RULES))
      refuse(record, `expected a rule after the one before it, found ${rule}`);
    if (flags & ~layout.HOSTED_DECIDES) refuse(record, `expected flags, found ${flags}`);
    const count = field(layout.HOSTED_PART_COUNT);
    if (field(layout.HOSTED_PART_FIRST) !== next || next + count > program.count(LISTS))
      refuse(record, `expected parts from ${next} on`);
    const list = Array.from({ length: count }, (_, i) => program.field(LISTS, next + i, 0));
    next += count;
    for (const named of [part, ...list])
      if (named >= parts.length) refuse(record, `expected one of ${parts.length} parts, found ${named}`);
    const format = formats.get(part) ?? readFormat(program, parts[part] as Section, record);
    formats.set(part, format);
    hosted.push({ rule, format, decides: (flags & layout.HOSTED_DECIDES) !== 0, parts: list });
  }
  if (next !== program.count(LISTS))
    damaged("hosted rules", `expected ${next} parts of rules, found ${program.count(LISTS)}`);
  return { hosted, parts };
}

/** The texts follow one another and fill their section. */
function verifyParts(program: ProgramView): Section[] {
  const texts = program.section(layout.SECTION_PART_TEXTS);
  let end = texts.offset;
  const parts = Array.from({ length: program.count(PARTS) }, (_, part) => {
    const offset = program.field(PARTS, part, layout.PART_OFFSET);
    const length = program.field(PARTS, part, layout.PART_LENGTH);
    if (offset !== end) damaged("hosted rules", `expected part ${part} at byte ${end}, found it at ${offset}`);
    end += length;
    return { offset, length };
  });
  if (end !== texts.offset + texts.length)
    damaged("hosted rules", `expected parts of ${texts.length} bytes, found ${end - texts.offset}`);
  return parts;
}

function readFormat(program: ProgramView, { offset, length }: Section, record: number): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(program.slice(offset, length));
  } catch {
    return refuse(record, "expected the name of a format in UTF-8");
  }
}

function refuse(record: number, message: string): never {
  damaged("hosted rules", `hosted rule ${record}: ${message}`);
}
