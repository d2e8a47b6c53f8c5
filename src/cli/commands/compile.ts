// `sluice compile`: rules as a program in a file.

import { writeFile } from "node:fs/promises";
import { EXIT, type ExitCode, UsageError } from "../exit.js";
import { count, note, printable } from "../output.js";
import { compileSomeRules } from "../rules.js";

export interface CompileFileOptions {
  readonly output: string;
  readonly logTypeField?: string;
  readonly failOnRefused?: true;
}

/** Writes the program of the rules that compile. */
export async function compileFile(paths: readonly string[], options: CompileFileOptions): Promise<ExitCode> {
  const { program, errors } = await compileSomeRules(paths, { logTypeField: options.logTypeField });
  await writeFile(options.output, program.bytes).catch((error: Error) => {
    throw new UsageError(`cannot write ${printable(options.output)}: ${error.message}`);
  });
  note(`${printable(options.output)}: ${count(program.rules.length, "rule")}, ${count(program.bytes.length, "byte")}`);
  return options.failOnRefused && errors > 0 ? EXIT.failed : EXIT.ok;
}
