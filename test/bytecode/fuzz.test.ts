// Hostile programs: real ones with a few words changed and the checksum made right again. Each is refused, or runs over events of all
// kinds to the end and changes nothing that it may not. SLUICE_FUZZ_RUNS sets how many, SLUICE_FUZZ_SEED which.

import { describe, expect, it } from "vitest";
import { disassemble } from "../../src/bytecode/disassemble.js";
import * as layout from "../../src/bytecode/layout.js";
import { verify } from "../../src/bytecode/verify.js";
import { ProgramView, type Section } from "../../src/bytecode/view.js";
import { SluiceError } from "../../src/errors.js";
import * as literals from "../../src/plan/literals-layout.js";
import { GuardedCore, mutableStatics } from "./guarded-core.js";
import { EVENTS, samplePrograms, seal } from "./programs.js";

const RUNS = Number(process.env.SLUICE_FUZZ_RUNS ?? 4000);
const SEED = Number(process.env.SLUICE_FUZZ_SEED ?? 1);

/** Pseudorandom integers: from 0 to below the limit. */
type Random = (limit: number) => number;

/** Mulberry32. */
function randomFrom(seed: number): Random {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

function pick<T>(random: Random, items: readonly T[]): T {
  return items[random(items.length)] as T;
}

/** Where a program's literal sets say where everything else of them is: their headers and their layers. */
function setHeads(program: ProgramView): readonly Section[] {
  const heads: Section[] = [];
  for (let table = 0; table < program.count(layout.SECTION_TABLES); table++) {
    if (program.field(layout.SECTION_TABLES, table, layout.TABLE_TYPE) !== layout.TABLE_LITERALS) continue;
    const offset = program.field(layout.SECTION_TABLES, table, layout.TABLE_SET);
    heads.push({ offset, length: literals.LITERALS_HEADER_BYTES });
    const length = program.word(offset + literals.LITERALS_LAYER_COUNT) * literals.LAYER_BYTES;
    if (length > 0) heads.push({ offset: offset + program.word(offset + literals.LITERALS_LAYERS), length });
  }
  return heads;
}

/** A program with one to three words changed, in sections taken at random, so that small ones get their share. */
function mutate(program: Uint8Array, random: Random): Uint8Array {
  const bytes = program.slice();
  const view = new DataView(bytes.buffer);
  const original = new ProgramView(program);
  const heads = setHeads(original);
  for (let edits = 1 + random(3); edits > 0; edits--) {
    const section = original.section(random(layout.SECTION_COUNT));
    const { offset, length } = heads.length > 0 && random(8) === 0 ? pick(random, heads) : section;
    if (random(40) === 0) {
      const word = 16 + 4 * random(28);
      view.setUint32(word, view.getUint32(word, true) + 4 * (random(5) - 2), true);
    } else if (length >= 4 && offset !== original.section(layout.SECTION_META).offset) {
      const word = offset + 4 * random(length >>> 2);
      const old = view.getUint32(word, true);
      const value = pick<() => number>(random, [
        () => old + 1,
        () => old - 1,
        () => old ^ (1 << random(32)),
        () => random(4),
        () => random(64),
        () => view.getUint32(offset + 4 * random(length >>> 2), true),
        () => random(0xffffffff),
      ]);
      view.setUint32(word, value(), true);
    }
  }
  return seal(bytes);
}

/** The stage that refuses a program, or "accepted". */
function verdictOf(program: Uint8Array): string {
  try {
    verify(program);
    return "accepted";
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
    expect(error.code).toBe("program-damaged");
    return error.message.slice(0, error.message.indexOf(":"));
  }
}

describe("a program with changed words", () => {
  const programs = samplePrograms();
  const lines = EVENTS.join("\n");
  const mutable = mutableStatics(programs, EVENTS);

  it("is refused, or runs and changes only what is its own", { timeout: 60_000 + RUNS * 20 }, () => {
    const random = randomFrom(SEED);
    const counts = new Map<string, number>();
    let matches = 0;
    for (let run = 0; run < RUNS; run++) {
      const program = mutate(pick(random, programs), random);
      const verdict = verdictOf(program);
      counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
      if (verdict !== "accepted") continue;
      try {
        const core = new GuardedCore(program, mutable, run % 2 === 1);
        matches += core.run(lines, random(core.logTypes + 1)).length;
        disassemble(program);
      } catch (cause) {
        throw new Error(`seed ${SEED}, run ${run}: an accepted program went wrong`, { cause });
      }
    }
    console.info(`seed ${SEED}, ${RUNS} runs:`, Object.fromEntries([...counts].sort()), `${matches} matches`);
    for (const stage of [
      "sections",
      "tree",
      "predicates",
      "tables",
      "postings",
      "code",
      "rules",
      "log types",
      "accepted",
    ]) {
      expect(counts.get(stage) ?? 0, stage).toBeGreaterThan(RUNS / 1000);
    }
    expect(matches).toBeGreaterThan(RUNS / 10);
  });
});
