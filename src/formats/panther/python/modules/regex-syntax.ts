// Python's regular expressions in RE2's syntax (The Python Standard Library, re: Regular Expression Syntax). What RE2 has no
// linear-time form for is refused: lookaround, back-references, atomic groups, conditions.

/** Why a pattern is refused. */
export class RegexRefusal extends Error {}

export interface RegexFlags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  readonly verbose: boolean;
  readonly ascii: boolean;
}

export interface Translated {
  readonly pattern: string;
  readonly flags: RegexFlags;
  /** It asks for `$` outside multiline mode, which in Python also holds before a last newline. */
  readonly hasEnd: boolean;
  /** It asks for `\b` by Unicode words, which RE2 knows of ASCII only. */
  readonly hasWordBoundary: boolean;
}

const SPACES =
  "\\t-\\r\\x1c-\\x20\\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}";
/** The members of `\d`, `\w`, `\s` inside brackets. */
const CLASSES: Readonly<Record<string, string>> = { d: "\\p{Nd}", w: "\\p{L}\\p{N}_", s: SPACES };
const ASCII_CLASSES: Readonly<Record<string, string>> = { d: "0-9", w: "a-zA-Z0-9_", s: "\\t-\\r\\x20" };

const QUANTIFIER = /\{(\d*)(,?)(\d*)\}/y;
const LEADING_FLAGS = /^\(\?([aiLmsux]+)\)/;

/** Translates a pattern. `end` says what `$` is outside multiline mode. Throws a `RegexRefusal`. */
export function translateRegex(source: string, given: RegexFlags, end: "\\z" | "(?m:$)"): Translated {
  let rest = source;
  let flags = given;
  for (let found = LEADING_FLAGS.exec(rest); found; found = LEADING_FLAGS.exec(rest)) {
    flags = withFlags(flags, found[1] as string, true);
    rest = rest.slice(found[0].length);
  }
  const translator = new Translator(rest, flags, end);
  const pattern = translator.run();
  return { pattern, flags, hasEnd: translator.hasEnd, hasWordBoundary: translator.hasWordBoundary };
}

function withFlags(flags: RegexFlags, letters: string, on: boolean): RegexFlags {
  const set = { ...flags };
  for (const letter of letters) {
    if (letter === "i") set.ignoreCase = on;
    else if (letter === "m") set.multiline = on;
    else if (letter === "s") set.dotAll = on;
    else if (letter === "x") set.verbose = on;
    else if (letter === "a") set.ascii = on;
    else if (letter === "u") set.ascii = false;
    else throw new RegexRefusal("the flag L is not supported");
  }
  return set;
}

class Translator {
  hasEnd = false;
  hasWordBoundary = false;
  private at = 0;

  constructor(
    private readonly source: string,
    private flags: RegexFlags,
    private readonly end: string,
  ) {}

  run(): string {
    let out = "";
    const outer: RegexFlags[] = [];
    while (this.at < this.source.length) {
      const character = String.fromCodePoint(this.source.codePointAt(this.at) as number);
      if (this.flags.verbose && this.skipVerbose()) continue;
      if (character === "\\") out += this.escape(false);
      else if (character === "[") out += this.bracket();
      else if (character === "(") {
        outer.push(this.flags);
        out += this.group();
      } else if (character === ")") {
        this.flags = outer.pop() ?? this.flags;
        out += ")";
        this.at++;
      } else if (character === "$") {
        this.at++;
        if (!this.flags.multiline) this.hasEnd = true;
        out += this.flags.multiline ? "(?m:$)" : this.end;
      } else if (character === "^") {
        this.at++;
        out += this.flags.multiline ? "(?m:^)" : "\\A";
      } else if (character === ".") {
        this.at++;
        out += this.flags.dotAll ? "(?s:.)" : "[^\\n]";
      } else if (character === "{") out += this.brace();
      else if ("*+?".includes(character)) out += this.quantifier(character);
      else {
        out += /[}\]]/.test(character) ? `\\${character}` : character;
        this.at += character.length;
      }
    }
    return out;
  }

  private skipVerbose(): boolean {
    const found = /^(?:\s+|#[^\n]*)/.exec(this.source.slice(this.at));
    if (!found) return false;
    this.at += found[0].length;
    return true;
  }

  private quantifier(character: string): string {
    this.at++;
    return character + this.lazy();
  }

  private lazy(): string {
    const next = this.source[this.at];
    if (next === "+") throw new RegexRefusal("possessive quantifiers are not supported");
    if (next !== "?") return "";
    this.at++;
    return "?";
  }

  private brace(): string {
    QUANTIFIER.lastIndex = this.at;
    const found = QUANTIFIER.exec(this.source);
    if (!found || (found[1] === "" && found[2] === "")) {
      this.at++;
      return "\\{";
    }
    this.at += found[0].length;
    const [, low = "", comma = "", high = ""] = found;
    // `{,}` is `*`, and `{,3}` begins at none.
    return `{${low || "0"}${comma}${high}}${this.lazy()}`;
  }

  private group(): string {
    const { source } = this;
    if (source[this.at + 1] !== "?") {
      this.at++;
      return "(";
    }
    const rest = source.slice(this.at + 2);
    const named = /^P<([^>]*)>/.exec(rest);
    if (named) {
      this.at += 2 + named[0].length;
      return `(?P<${named[1]}>`;
    }
    if (rest.startsWith(":")) {
      this.at += 3;
      return "(?:";
    }
    if (rest.startsWith("#")) {
      const close = source.indexOf(")", this.at);
      if (close < 0) throw new RegexRefusal("missing ), unterminated comment");
      // The group opened above is closed by what is left of it.
      this.at = close;
      return "(?:";
    }
    const scoped = /^([aiLmsux]*)(?:-([imsx]+))?:/.exec(rest);
    if (scoped) {
      this.flags = withFlags(withFlags(this.flags, scoped[1] ?? "", true), scoped[2] ?? "", false);
      this.at += 2 + scoped[0].length;
      const on = scoped[1]?.includes("i") ? "i" : "";
      const off = scoped[2]?.includes("i") ? "-i" : "";
      return `(?${on}${off}:`;
    }
    if (/^<?[=!]/.test(rest)) throw new RegexRefusal("lookahead and lookbehind are not supported");
    if (rest.startsWith("P=")) throw new RegexRefusal("back-references are not supported");
    if (rest.startsWith(">")) throw new RegexRefusal("atomic groups are not supported");
    if (rest.startsWith("(")) throw new RegexRefusal("conditions are not supported");
    throw new RegexRefusal(`unknown extension ?${rest.slice(0, 1)}`);
  }

  private escape(inBracket: boolean): string {
    const { source } = this;
    const letter = source[this.at + 1];
    if (letter === undefined) throw new RegexRefusal("bad escape (end of pattern)");
    const hex = /^\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(source.slice(this.at));
    if (hex) {
      this.at += hex[0].length;
      return `\\x{${(hex[1] ?? hex[2] ?? hex[3]) as string}}`;
    }
    const octal = /^\\(0[0-7]{0,2}|[1-3][0-7]{2})/.exec(source.slice(this.at));
    if (octal) {
      this.at += octal[0].length;
      return `\\x{${Number.parseInt(octal[1] as string, 8).toString(16)}}`;
    }
    this.at += 2;
    if (/[1-9]/.test(letter)) throw new RegexRefusal("back-references are not supported");
    const set = (this.flags.ascii ? ASCII_CLASSES : CLASSES)[letter.toLowerCase()];
    if (set !== undefined) {
      const negated = letter !== letter.toLowerCase();
      if (!inBracket) return `[${negated ? "^" : ""}${set}]`;
      return negated ? this.negatedInBracket(letter) : set;
    }
    if (letter === "b" && inBracket) return "\\x08";
    if (!inBracket && (letter === "b" || letter === "B")) {
      if (!this.flags.ascii) this.hasWordBoundary = true;
      return `\\${letter}`;
    }
    if (!inBracket && letter === "A") return "\\A";
    if (!inBracket && letter === "Z") return "\\z";
    if (/[abfnrtv]/.test(letter)) return letter === "b" ? "\\x08" : `\\${letter}`;
    if (/[a-zA-Z]/.test(letter)) throw new RegexRefusal(`bad escape \\${letter}`);
    return /[\p{P}\p{S}]/u.test(letter) && letter.charCodeAt(0) < 128 ? `\\${letter}` : letter;
  }

  private negatedInBracket(letter: string): string {
    if (letter === "D") return this.flags.ascii ? "\\D" : "\\P{Nd}";
    if (this.flags.ascii) return letter === "W" ? "\\W" : "\\S";
    throw new RegexRefusal(`\\${letter} inside brackets is not supported`);
  }

  private bracket(): string {
    const { source } = this;
    let out = "[";
    this.at++;
    if (source[this.at] === "^") {
      out += "^";
      this.at++;
    }
    for (let first = true; ; first = false) {
      const code = source.codePointAt(this.at);
      if (code === undefined) throw new RegexRefusal("unterminated character set");
      const character = String.fromCodePoint(code);
      if (character === "]" && !first) {
        this.at++;
        return `${out}]`;
      }
      if (character === "\\") out += this.escape(true);
      else {
        out += /[[\]^]/.test(character) ? `\\${character}` : character;
        this.at += character.length;
      }
    }
  }
}
