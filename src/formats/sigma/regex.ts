// Sigma's regular expressions are PCRE's (specification 2.1, Appendix Modifiers, Regular Expression); the IR's are RE2's. What
// both have but mean differently is rewritten here, what RE2 has not is refused by its own parser.

import { SluiceError } from "../../errors.js";
import { parseRegex } from "../../regex/parse.js";
import { unsupportedEscape, unsupportedGroup } from "../../regex/unsupported.js";
import type { RegexFlag } from "./ast.js";

/** Why an expression cannot be taken over. `at` is where in it, in UTF-16 units from 0. */
export class RegexProblem {
  constructor(
    readonly code: "invalid-regex" | "regex-unsupported",
    readonly message: string,
    readonly at: number,
  ) {}
}

/** PCRE's `\s` has the vertical tab since 8.34, RE2's has not. */
const SPACE = "\\t-\\r ";
const NO_SPACE = "\\x{0}-\\x{8}\\x{E}-\\x{1F}\\x{21}-\\x{10FFFF}";
const HORIZONTAL = "\\t \\x{A0}\\x{1680}\\x{180E}\\x{2000}-\\x{200A}\\x{202F}\\x{205F}\\x{3000}";
/** PCRE's `$` and `\Z` are before a newline that ends the text, too. */
const END = "(?:\\n?\\z)";

/** One escape of PCRE, outside classes and inside them. */
const ESCAPES: Readonly<Record<string, readonly [outside: string, inside: string]>> = {
  s: [`[${SPACE}]`, SPACE],
  S: [`[^${SPACE}]`, NO_SPACE],
  h: [`[${HORIZONTAL}]`, HORIZONTAL],
  H: [`[^${HORIZONTAL}]`, ""],
  e: ["\\x{1B}", "\\x{1B}"],
  N: ["[^\\n]", ""],
};

/**
 * The RE2 pattern that matches the same texts as a PCRE pattern with these flags, searched for anywhere. Throws a `RegexProblem`
 * that names the construct which RE2 cannot match.
 */
export function translateRegex(pattern: string, flags: readonly RegexFlag[]): string {
  const translated = new Translator(pattern, flags.includes("m")).translate();
  const result = flags.length > 0 ? `(?${flags.join("")})${translated}` : translated;
  try {
    parseRegex(result);
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
    throw refusal(error, pattern);
  }
  return result;
}

/** What the parser says of the pattern as written, whose positions mean something to its author. */
function refusal(translated: SluiceError, pattern: string): RegexProblem {
  let error = translated;
  let at = 0;
  try {
    parseRegex(pattern);
  } catch (original) {
    if (!(original instanceof SluiceError)) throw original;
    error = original;
    at = Math.min((original.position?.column ?? 1) - 1, pattern.length);
  }
  const wellFormed = error.code !== "invalid-regex" || isPcreOnly(pattern, at);
  return new RegexProblem(wellFormed ? "regex-unsupported" : "invalid-regex", error.message, at);
}

/** Whether what stands at a place is something that PCRE has and RE2 has not. */
function isPcreOnly(pattern: string, at: number): boolean {
  const rest = pattern.slice(at, at + 16);
  if (rest.startsWith("\\")) return unsupportedEscape(rest.charAt(1)) !== undefined;
  if (rest.startsWith("(")) return unsupportedGroup(rest) !== undefined;
  const possessive = rest.startsWith("+") && /[*+?}]/.test(pattern.charAt(at - 1));
  const [, least = "", most = least] = /^\{([0-9]+)(?:,([0-9]*))?\}/.exec(rest) ?? [];
  // PCRE repeats up to 65,535 times.
  return possessive || (least !== "" && (most === "" || Number(least) <= Number(most)) && Number(least) < 65_536);
}

class Translator {
  private at = 0;

  constructor(
    private readonly pattern: string,
    private readonly multiLine: boolean,
  ) {}

  translate(): string {
    let result = "";
    while (this.at < this.pattern.length) result += this.item();
    return result;
  }

  private item(): string {
    const { pattern } = this;
    const rest = pattern.slice(this.at, this.at + 4);
    if (rest.startsWith("\\")) return this.escape();
    if (rest.startsWith("[")) return this.bracket();
    if (rest.startsWith("(?")) return this.group();
    this.at++;
    if (!rest.startsWith("$") || this.multiLine) return rest.charAt(0);
    return this.end("$");
  }

  private escape(): string {
    const { pattern } = this;
    if (pattern.startsWith("\\Q", this.at)) {
      const close = pattern.indexOf("\\E", this.at);
      const from = this.at;
      this.at = close < 0 ? pattern.length : close + 2;
      return pattern.slice(from, this.at);
    }
    const name = pattern.charAt(this.at + 1);
    this.at += 2;
    if (name === "Z") return this.end("\\Z");
    return Object.hasOwn(ESCAPES, name) ? (ESCAPES[name] as readonly [string, string])[0] : `\\${name}`;
  }

  /** `$` as "before the last newline or at the end" takes that newline, so nothing after it may ask for it. */
  private end(written: string): string {
    const start = this.at - written.length;
    const next = this.pattern.charAt(this.at);
    if (/[*+?{]/.test(next) && next !== "") {
      throw new RegexProblem("regex-unsupported", `${written} is repeated, which has no exact translation`, start);
    }
    if (!this.nothingFollows()) {
      throw new RegexProblem(
        "regex-unsupported",
        `something follows ${written}, which is before a newline at the end of the text, too: that has no exact translation`,
        start,
      );
    }
    return END;
  }

  /** Whether the pattern can end here: only the ends of groups and other alternatives follow. */
  private nothingFollows(): boolean {
    const { pattern } = this;
    for (let at = this.at; at < pattern.length; at++) {
      const character = pattern.charAt(at);
      if (character === "|") {
        // The alternatives up to the end of the group have nothing to do with this one.
        const close = closeOfGroup(pattern, at);
        if (close === undefined) return true;
        at = close - 1;
      } else if (character !== ")" || /[*+?{]/.test(pattern.charAt(at + 1))) return false;
    }
    return true;
  }

  private bracket(): string {
    const start = this.at;
    const close = closeOfBracket(this.pattern, start);
    this.at = close;
    const body = this.pattern.slice(start, close);
    return body.replace(/\\([\s\S])|\[:\^?[a-z]+:\]/g, (written: string, name: string | undefined, offset: number) => {
      if (name === undefined || !Object.hasOwn(ESCAPES, name)) return written;
      const inside = (ESCAPES[name] as readonly [string, string])[1];
      if (inside !== "") return inside;
      throw new RegexProblem("regex-unsupported", `\\${name} in a class has no translation`, start + offset);
    });
  }

  /** Flags that are set inside the pattern change what `$` means after them. */
  private group(): string {
    const flags = /^\(\?([a-zA-Z]*)(?:-([a-zA-Z]*))?[:)]/.exec(this.pattern.slice(this.at, this.at + 32));
    if (flags?.[1]?.includes("m") || flags?.[2]?.includes("m")) {
      throw new RegexProblem("regex-unsupported", 'the flag "m" inside the expression; use the modifier "m"', this.at);
    }
    this.at += 2;
    return "(?";
  }
}

/** Index after the `]` of the class that begins at `start`; the end of the pattern where none comes. */
function closeOfBracket(pattern: string, start: number): number {
  let at = start + (pattern.startsWith("[^", start) ? 2 : 1);
  if (pattern.charAt(at) === "]") at++;
  for (; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    if (character === "\\") at++;
    else if (pattern.startsWith("[:", at) && pattern.indexOf(":]", at) > 0) at = pattern.indexOf(":]", at) + 1;
    else if (character === "]") return at + 1;
  }
  return pattern.length;
}

/** Index of the `)` that closes the group around `start`; undefined outside of groups. */
function closeOfGroup(pattern: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    if (character === "\\") at++;
    else if (character === "[") at = closeOfBracket(pattern, at) - 1;
    else if (character === "(") depth++;
    else if (character === ")" && depth-- === 0) return at;
  }
  return undefined;
}
