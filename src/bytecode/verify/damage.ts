import { SluiceError } from "../../errors.js";

/** The steps in which a program is verified; messages begin with one. */
export type Stage =
  | "header"
  | "sections"
  | "tree"
  | "predicates"
  | "tables"
  | "postings"
  | "code"
  | "rules"
  | "log types"
  | "hosted rules";

/**
 * Most bytes of constants that a program may have read, each counted as often as it is named: sharing must not make a small program
 * cost more than a large one.
 */
export const MAX_NAMED_BYTES = 256 * 1024 * 1024;

/** Most instructions that all rules and quantifier bodies may come to together, each on its longest way. */
export const MAX_STEPS = 16 * 1024 * 1024;

export function damaged(stage: Stage, message: string): never {
  throw new SluiceError("program-damaged", `${stage}: ${message}`);
}

export function tooLarge(stage: Stage, message: string): never {
  throw new SluiceError("program-too-large", `${stage}: ${message}`);
}
