import type { Diagnostic } from "../diagnostic.js";
import type { Source } from "./source.js";

/** What can be wrong with a text before anyone asks what it means. Codes never change their meaning. */
export type TextCode =
  /** A path that cannot be read, or is neither a regular file nor a folder. */
  | "unreadable-file"
  /** A symbolic link in a folder that leads out of it; it is not followed. */
  | "link-outside"
  /** The bytes are not UTF-8. */
  | "invalid-utf8"
  | "file-too-large"
  | "too-many-tokens"
  | "too-many-documents"
  | "nesting-too-deep"
  /** Aliases that, written out, would make the file too large. */
  | "alias-limit"
  /** Text that is not YAML 1.2. */
  | "yaml-syntax"
  /** A `%TAG`, or a `%YAML` of another version than 1.2. */
  | "yaml-directive"
  /** A tag outside the core schema, or one that does not fit its value. */
  | "yaml-tag"
  /** A mapping key that is not a string. */
  | "yaml-key"
  | "duplicate-key"
  /** An alias without an anchor before it, or inside its own anchor. */
  | "unknown-alias";

/** Takes each diagnostic as it is found. */
export type Report = (diagnostic: Diagnostic) => void;

/** An error at two offsets of a source. */
export function errorAt(source: Source, start: number, end: number, code: TextCode, message: string): Diagnostic {
  return { code, severity: "error", message, span: source.span(start, end) };
}

/** Text from a file as a message shows it: quoted and cut. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 59)}…` : text);
}
