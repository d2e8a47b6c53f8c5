// Regular expressions are run by re2js, a port of RE2 that shares nothing with the core's own automata.

import { RE2JS } from "re2js";
import { SluiceError } from "../errors.js";
import type { Predicate } from "../rule/ir.js";

/** A predicate of the kind `match`. */
export type MatchPredicate = Extract<Predicate, { kind: "match" }>;

/** Compiled patterns; a predicate never changes, so neither does its pattern. */
const compiled = new WeakMap<MatchPredicate, RE2JS>();

/**
 * Finds a predicate's pattern (RE2 syntax, Unicode 17.0.0) anywhere in a text. re2js steps by code points: a lone surrogate is one
 * (`.` and `[^a]` take it, `\x{d800}` is it), and neither half of a pair is ever found alone. Throws `invalid-regex`.
 */
export function patternTest(predicate: MatchPredicate): (text: string) => boolean {
  const pattern = compiled.get(predicate) ?? compile(predicate.value);
  compiled.set(predicate, pattern);
  return (text) => pattern.matcher(text).find();
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SluiceError("invalid-regex", `expected RE2 syntax: ${reason}`, { cause });
  }
}
