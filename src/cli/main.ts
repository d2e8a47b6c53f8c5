#!/usr/bin/env node
import { CommanderError } from "commander";
import { commandLine } from "./command-line.js";
import { EXIT, UsageError } from "./exit.js";
import { note } from "./output.js";

// Who reads what is written may stop at any time; output.ts looks after standard output.
process.stderr.on("error", () => {});

// The process ends by itself, so that all that was written gets out.
try {
  await commandLine((code) => {
    process.exitCode = code;
  }).parseAsync();
} catch (error) {
  process.exitCode = EXIT.usage;
  // Commander has printed its message, or the help that was asked for.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  else if (error instanceof UsageError || isRefusal(error)) note(`sluice: ${error.message}`);
  else note(`sluice: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
}

/** An error of the engine, told by its name so that the engine is not loaded for it. */
function isRefusal(error: unknown): error is Error {
  return error instanceof Error && error.name === "SluiceError";
}
