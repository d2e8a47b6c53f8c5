import { SluiceError } from "../errors.js";
import { MAX_REGEX_STATES } from "../plan/plan.js";
import type { DuplicateKeys } from "./read.js";
import type { CompileOptions, MatcherOptions } from "./types.js";

/** The index of an event takes four times its size: more would not fit into 4 GiB. */
const LARGEST_EVENT = 256 * 1024 * 1024;

/** Offsets in a program and in the memory around it are of 32 bits. */
const LARGEST_PROGRAM = 1024 * 1024 * 1024;

/** The budgets of a compilation, checked. Throws `invalid-argument`. */
export function readBudgets(options: CompileOptions): {
  maxProgramBytes: number;
  maxRegexStates: number;
  maxPredicates: number;
} {
  return {
    maxProgramBytes: readProgramLimit(options),
    maxRegexStates: integer("maxRegexStates", options.maxRegexStates ?? 10_000, 1, MAX_REGEX_STATES),
    maxPredicates: integer("maxPredicates", options.maxPredicates ?? 10_000, 1, 1_000_000),
  };
}

/** Largest program in bytes, checked: 64 MiB unless the caller says otherwise. Throws `invalid-argument`. */
export function readProgramLimit({ maxProgramBytes = 64 * 1024 * 1024 }: CompileOptions): number {
  return integer("maxProgramBytes", maxProgramBytes, 1, LARGEST_PROGRAM);
}

/** Whether a matcher validates strictly. Throws `invalid-argument`. */
export function readValidation({ validation = "lazy" }: MatcherOptions): boolean {
  if (validation === "lazy" || validation === "strict") return validation === "strict";
  throw new SluiceError("invalid-argument", `expected "lazy" or "strict" as validation, found ${String(validation)}`);
}

/** Which of equal keys counts in a matcher. Throws `invalid-argument`. */
export function readDuplicateKeys({ duplicateKeys = "last" }: MatcherOptions): DuplicateKeys {
  if (duplicateKeys === "last" || duplicateKeys === "first") return duplicateKeys;
  throw new SluiceError(
    "invalid-argument",
    `expected "last" or "first" as duplicateKeys, found ${String(duplicateKeys)}`,
  );
}

/** The limits of a matcher, checked. Throws `invalid-argument`. */
export function readLimits(options: MatcherOptions): { maxEventBytes: number; maxDepth: number; chunkBytes: number } {
  return {
    maxEventBytes: integer("maxEventBytes", options.maxEventBytes ?? 16 * 1024 * 1024, 2, LARGEST_EVENT),
    maxDepth: integer("maxDepth", options.maxDepth ?? 1024, 1, 1_000_000),
    chunkBytes: integer("chunkBytes", options.chunkBytes ?? 256 * 1024, 64, LARGEST_EVENT),
  };
}

function integer(name: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new SluiceError("invalid-argument", `expected an integer from ${min} to ${max} as ${name}, found ${value}`);
}
