import type { PantherCode } from "../codes.js";

/** What stops the parse of a module: two offsets of its text, a code, and what was found and what was expected. */
export class PythonError extends Error {
  constructor(
    readonly code: PantherCode,
    message: string,
    readonly start: number,
    readonly end: number,
  ) {
    super(message);
  }
}

export function syntaxError(message: string, start: number, end: number): PythonError {
  return new PythonError("python-syntax", message, start, end);
}
