/** Where a diagnostic points. Lines and columns count from 1; columns count UTF-16 units. The end is exclusive. */
export interface Span {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
}

/**
 * What is wrong with a rule or a rule file. Diagnostics are collected, never thrown: the rest of the input goes on.
 * `code` is stable and kebab-case; `message` says what was found and what was expected.
 */
export interface Diagnostic {
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly span?: Span;
  /** Id of the rule it concerns, where one is known. */
  readonly rule?: string;
}

/** `file:line:column: severity[code]: message (rule ID)`, the form compilers use, so that editors can jump to it. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { span, severity, code, message, rule } = diagnostic;
  const place = span ? `${span.file}:${span.line}:${span.column}: ` : "";
  return `${place}${severity}[${code}]: ${message}${rule === undefined ? "" : ` (rule ${rule})`}`;
}
