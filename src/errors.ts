/** Stable codes of the errors that Sluice throws. A code never changes its meaning. */
export type ErrorCode =
  | "invalid-argument"
  | "invalid-condition"
  | "invalid-path"
  | "invalid-number"
  | "invalid-regex"
  | "regex-too-large"
  | "too-many-predicates"
  | "diagnostics-fatal"
  | "program-damaged"
  | "program-version"
  | "program-too-large"
  | "host-missing"
  | "event-refused"
  | "match-expired"
  | "matcher-busy"
  | "matcher-disposed"
  | "scanner-ended"
  | "memory-exhausted"
  | "internal";

/** Where in a text something is. Lines and columns count from 1; columns count UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** What every function of Sluice throws: a stable code, a message for people, and where it applies a position. */
export class SluiceError extends Error {
  override readonly name = "SluiceError";
  readonly code: ErrorCode;
  readonly position: Position | undefined;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown; position?: Position }) {
    super(message, options && "cause" in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.position = options?.position;
  }
}
