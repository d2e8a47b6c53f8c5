// Hostile programs: real ones that were mutated, with the checksum right again. Each is refused, or runs over events of all kinds to the
// end and changes nothing that it may not. SLUICE_FUZZ_RUNS sets how many, SLUICE_FUZZ_SEED which. `npm run fuzz` does very many.

import { describe, expect, it } from "vitest";
import { disassemble } from "../../src/bytecode/disassemble.js";
import { verify } from "../../src/bytecode/verify.js";
import { SluiceError } from "../../src/errors.js";
import { GuardedCore, mutableStatics } from "./guarded-core.js";
import { MUTATIONS, mutate, pick, randomFrom } from "./mutate.js";
import { EVENTS, samplePrograms } from "./programs.js";

const RUNS = Number(process.env.SLUICE_FUZZ_RUNS ?? 4000);
const SEED = Number(process.env.SLUICE_FUZZ_SEED ?? 1);
/** In the order in which programs go through them; "run" where nothing is wrong. */
const STAGES = [
  "header",
  "sections",
  "tree",
  "predicates",
  "tables",
  "postings",
  "code",
  "rules",
  "log types",
  "hosted rules",
  "run",
];
const REFUSALS = ["program-damaged", "program-too-large"];

/** The stage that refuses a program, or "run". */
function stageOf(program: Uint8Array): string {
  try {
    verify(program);
    return "run";
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
    expect(REFUSALS).toContain(error.code);
    return error.message.slice(0, error.message.indexOf(":"));
  }
}

/** How many programs each stage refused, by kind of mutation. */
class Report {
  private readonly counts = new Map(STAGES.map((stage) => [stage, new Map<string, number>()]));

  add(stage: string, kind: string): void {
    const byKind = this.counts.get(stage);
    if (!byKind) throw new Error(`unknown stage ${stage}`);
    byKind.set(kind, (byKind.get(kind) ?? 0) + 1);
  }

  of(stage: string): number {
    return [...(this.counts.get(stage)?.values() ?? [])].reduce((sum, count) => sum + count, 0);
  }

  /** As a table in Markdown. */
  toString(): string {
    const kinds = Object.keys(MUTATIONS);
    const cells = (stage: string): (string | number)[] => kinds.map((kind) => this.counts.get(stage)?.get(kind) ?? 0);
    const rows = [
      ["stage", ...kinds, "all"],
      ["---", ...kinds.map(() => "---:"), "---:"],
      ...STAGES.map((stage) => [stage, ...cells(stage), this.of(stage)]),
    ];
    return rows.map((row) => `| ${row.join(" | ")} |`).join("\n");
  }
}

describe("a mutated program", () => {
  const programs = samplePrograms();
  const lines = EVENTS.join("\n");
  const mutable = mutableStatics(programs, EVENTS);

  it("is refused, or runs and changes only what is its own", { timeout: 60_000 + RUNS * 200 }, () => {
    const random = randomFrom(SEED);
    const report = new Report();
    let matches = 0;
    for (let run = 0; run < RUNS; run++) {
      const kind = pick(random, Object.keys(MUTATIONS));
      const program = mutate(pick(random, programs), kind, random, programs);
      const stage = stageOf(program);
      report.add(stage, kind);
      if (stage !== "run") continue;
      try {
        const core = new GuardedCore(program, mutable, run % 2 === 1);
        matches += core.run(lines, random(core.logTypes + 1)).length;
        disassemble(program);
      } catch (cause) {
        throw new Error(`seed ${SEED}, run ${run}: an accepted program went wrong`, { cause });
      }
    }
    console.info(`Seed ${SEED}, ${RUNS} programs, ${matches} matches\n\n${report}`);
    for (const stage of STAGES) {
      if (stage !== "header") expect(report.of(stage), stage).toBeGreaterThan(RUNS / 1000);
    }
    expect(report.of("hosted rules") + report.of("run")).toBeGreaterThan(RUNS / 10);
    expect(matches).toBeGreaterThan(RUNS / 10);
  });
});
