// `sluice compile`: rules as a program in a file.

import { writeFile } from "node:fs/promises";
import { programStats } from "../../engine/stats.js";
import { EXIT, type ExitCode, UsageError } from "../exit.js";
import { count, note, printable } from "../output.js";
import { compileSomeRules } from "../rules.js";
import { type SigmaFlags, sigmaOf } from "../sigma.js";
import { printStats } from "../stats.js";

export interface CompileFileOptions extends SigmaFlags {
  readonly logTypeField?: string;
  readonly output?: string;
  readonly stats?: true;
  readonly json?: true;
  readonly failOnRefused?: true;
}

/** Writes the program of the rules that compile, or says what it is made of, or both. */
export async function compileFile(paths: readonly string[], options: CompileFileOptions): Promise<ExitCode> {
  const { output, stats } = options;
  if (output === undefined && !stats) throw new UsageError("expected -o, --output or --stats");
  const { program, errors } = await compileSomeRules(paths, {
    ...sigmaOf(options),
    logTypeField: options.logTypeField,
  });
  if (output !== undefined) {
    await writeFile(output, program.bytes).catch((error: Error) => {
      throw new UsageError(`cannot write ${printable(output)}: ${error.message}`);
    });
    note(`${printable(output)}: ${count(program.rules.length, "rule")}, ${count(program.bytes.length, "byte")}`);
  }
  if (stats) {
    const found = programStats(program);
    process.stdout.write(options.json ? `${JSON.stringify(found)}\n` : printStats(found));
  }
  return options.failOnRefused && errors > 0 ? EXIT.failed : EXIT.ok;
}
