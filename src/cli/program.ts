// Programs that `sluice compile` wrote.

import { readFile } from "node:fs/promises";
import { Program, SluiceError } from "../index.js";
import { UsageError } from "./exit.js";
import { printable } from "./output.js";

/** Reads a compiled program. Throws a `UsageError`. */
export async function loadProgram(file: string): Promise<Program> {
  const bytes = await readFile(file).catch((error: Error) => {
    throw new UsageError(`cannot read the program ${printable(file)}: ${error.message}`);
  });
  try {
    return Program.from(bytes);
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
    throw new UsageError(`${printable(file)}: ${error.message} [${error.code}]`);
  }
}
