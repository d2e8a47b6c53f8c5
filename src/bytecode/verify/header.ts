import { SluiceError } from "../../errors.js";
import { crc32 } from "../checksum.js";
import * as layout from "../layout.js";
import { ProgramView, SECTIONS } from "../view.js";
import { damaged } from "./damage.js";

/** Proves that these are the bytes of a program of this version, whole and as they were written. */
export function verifyHeader(bytes: Uint8Array): ProgramView {
  if (bytes.length < layout.HEADER_BYTES) {
    damaged("header", `expected at least ${layout.HEADER_BYTES} bytes, found ${bytes.length}`);
  }
  const program = new ProgramView(bytes);
  const magic = program.word(layout.HEADER_MAGIC);
  if (magic !== layout.MAGIC) damaged("header", `expected the magic ${hex(layout.MAGIC)}, found ${hex(magic)}`);
  const version = program.word(layout.HEADER_VERSION);
  if (version !== layout.FORMAT_VERSION) {
    const expected = `this version of Sluice reads programs of format version ${layout.FORMAT_VERSION}`;
    throw new SluiceError("program-version", `${expected}, found format version ${version}`);
  }
  const length = program.word(layout.HEADER_LENGTH);
  if (length !== bytes.length) damaged("header", `expected ${length} bytes, found ${bytes.length}`);
  const checksum = program.word(layout.HEADER_CHECKSUM);
  const found = crc32(bytes.subarray(layout.HEADER_CHECKSUM + 4));
  if (checksum !== found) damaged("header", `expected the checksum ${hex(checksum)}, found ${hex(found)}`);
  return program;
}

/**
 * Proves that the sections follow one another without a gap, each at the next multiple of 4 and of whole records, and fill the file;
 * what fills them up to a multiple of 4 is zeros.
 */
export function verifySections(program: ProgramView): void {
  let end = layout.HEADER_BYTES;
  SECTIONS.forEach(({ name, recordBytes }, section) => {
    const { offset, length } = program.section(section);
    if (offset !== end) damaged("sections", `expected ${name} at byte ${end}, found them at ${offset}`);
    if (length % recordBytes !== 0) {
      damaged("sections", `expected records of ${recordBytes} bytes as ${name}, found ${length} bytes`);
    }
    end = Math.ceil((offset + length) / 4) * 4;
    if (end > program.bytes.length)
      damaged("sections", `expected ${name} inside the program, found them end at byte ${end}`);
    for (let at = offset + length; at < end; at++) {
      if (program.bytes[at] !== 0) damaged("sections", `expected zeros after ${name}`);
    }
  });
  if (end !== program.bytes.length) {
    damaged("sections", `expected sections of ${program.bytes.length} bytes, found them end at byte ${end}`);
  }
}

function hex(word: number): string {
  return `0x${word.toString(16).padStart(8, "0")}`;
}
