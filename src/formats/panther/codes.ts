import type { TextCode } from "../../text/diagnose.js";

/** Codes of the diagnostics of Panther packs. A code never changes its meaning. */
export type PantherCode =
  | TextCode
  /** Text that is not Python. */
  | "python-syntax"
  /** Python that a rule reaches and that is not run here: a construct, a function, an encoding. */
  | "python-unsupported"
  /** Python that takes more steps, memory or depth than it may. */
  | "python-limit"
  /** Python that raises while its module is imported. */
  | "python-error"
  /** A module that a rule needs and that neither the pack nor the embedder has. */
  | "unknown-module"
  /** Modules that import each other in a circle. */
  | "import-cycle"
  /** A document that is no Panther analysis item, or of a type that is not known. */
  | "unknown-analysis-type"
  /** A correlation rule, or a rule whose condition this reader does not know. */
  | "unsupported-analysis"
  | "missing-key"
  | "wrong-type"
  | "unknown-severity"
  /** A second item of one id. The first one stays. */
  | "duplicate-id"
  /** A Filename that leads out of the pack. */
  | "path-outside"
  /** A Filename of which there is no file. */
  | "missing-file"
  /** A rule without rule(), a policy without policy(). */
  | "missing-function";
