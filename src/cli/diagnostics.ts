// What is wrong with rules and pipelines, on standard error.

import { type Diagnostic, formatDiagnostic } from "../index.js";
import { coloursFor, note, printable } from "./output.js";

/** Prints diagnostics as compilers do, and gives the number of errors. */
export function printDiagnostics(diagnostics: readonly Diagnostic[]): number {
  const colours = coloursFor(process.stderr);
  let errors = 0;
  for (const diagnostic of diagnostics) {
    const isError = diagnostic.severity === "error";
    if (isError) errors++;
    note((isError ? colours.red : colours.yellow)(printable(formatDiagnostic(diagnostic))));
  }
  return errors;
}
