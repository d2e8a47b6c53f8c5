import type { TextCode } from "../../text/diagnose.js";

/** Codes of the diagnostics of Panther packs. A code never changes its meaning. */
export type PantherCode =
  | TextCode
  /** Text that is not Python. */
  | "python-syntax";
