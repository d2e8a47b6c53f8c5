// Regular expressions of Python's `re` as RE2 has them, where both mean the same.

/** `re.search`, `re.match`, `re.fullmatch` */
export type RegexCall = "search" | "match" | "fullmatch";

export const IGNORECASE = 2;
export const MULTILINE = 8;
export const DOTALL = 16;
export const ASCII = 256;
const KNOWN_FLAGS = IGNORECASE | MULTILINE | DOTALL | ASCII;

const DIGIT = "\\p{Nd}";
const WORD = "\\p{L}\\p{N}_";
const SPACE =
  "\\t-\\r\\x1c-\\x20\\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}";
const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  t: "\\t",
  n: "\\n",
  r: "\\r",
  f: "\\f",
  v: "\\v",
  a: "\\x07",
};

/** The pattern whose unanchored search in RE2 finds something where the call does in Python; undefined where there is none. */
export function translateRegex(pattern: string, call: RegexCall, flags: number): string | undefined {
  if ((flags & ~KNOWN_FLAGS) !== 0) return undefined;
  const body = new Translation(pattern, flags).run();
  if (body === undefined) return undefined;
  const found = `${prefixOf(body.flags)}${call === "search" ? body.text : `\\A(?:${body.text})`}`;
  return call === "fullmatch" ? `${found}\\z` : found;
}

function prefixOf(flags: number): string {
  const letters = `${flags & IGNORECASE ? "i" : ""}${flags & MULTILINE ? "m" : ""}${flags & DOTALL ? "s" : ""}`;
  return letters ? `(?${letters})` : "";
}

class Translation {
  private at = 0;
  private text = "";

  constructor(
    private readonly pattern: string,
    private flags: number,
  ) {}

  run(): { text: string; flags: number } | undefined {
    const inline = /^\(\?([aimsu]+)\)/.exec(this.pattern);
    if (inline) {
      for (const letter of inline[1] as string) {
        this.flags |= { a: ASCII, i: IGNORECASE, m: MULTILINE, s: DOTALL, u: 0 }[letter] ?? 0;
      }
      this.at = inline[0].length;
    }
    while (this.at < this.pattern.length) {
      const next = this.step();
      if (next === undefined) return undefined;
      this.text += next;
    }
    return { text: this.text, flags: this.flags };
  }

  private get ascii(): boolean {
    return (this.flags & ASCII) !== 0;
  }

  private step(): string | undefined {
    const char = this.pattern[this.at] as string;
    this.at++;
    switch (char) {
      case "\\":
        return this.escape(false);
      case "[":
        return this.set();
      case "(":
        return this.group();
      case "$":
        return this.end();
      case "{":
        return this.repeat();
      case "*":
      case "+":
      case "?": {
        // Possessive quantifiers have no equal.
        if (this.pattern[this.at] === "+" || this.pattern[this.at] === "*") return undefined;
        if (this.pattern[this.at] !== "?") return char;
        this.at++;
        return `${char}?`;
      }
      default:
        return this.literal(char);
    }
  }

  private literal(char: string): string | undefined {
    if (char > "\x7f" && this.flags & IGNORECASE) return undefined;
    if (this.flags & IGNORECASE && !this.ascii && (char === "i" || char === "I")) return "[iI\u0130\u0131]";
    // Under re.ASCII, case is ignored of ASCII letters alone; RE2 takes ſ for s and the Kelvin sign for k.
    if (this.flags & IGNORECASE && this.ascii && /[skSK]/.test(char)) return undefined;
    return char;
  }

  /** Behind a backslash, in a set or outside. */
  private escape(inSet: boolean): string | undefined {
    const char = this.pattern[this.at];
    if (char === undefined) return undefined;
    this.at++;
    const wrap = (text: string, negated = false) =>
      inSet ? (negated ? undefined : text) : `[${negated ? "^" : ""}${text}]`;
    switch (char) {
      case "d":
        return this.ascii ? "\\d" : wrap(DIGIT);
      case "D":
        return this.ascii ? "\\D" : wrap(DIGIT, true);
      case "w":
        return this.ascii ? "\\w" : wrap(WORD);
      case "W":
        return this.ascii ? "\\W" : wrap(WORD, true);
      case "s":
        return wrap(this.ascii ? "\\t-\\r\\x20" : SPACE);
      case "S":
        return wrap(this.ascii ? "\\t-\\r\\x20" : SPACE, true);
      case "A":
        return inSet ? undefined : "\\A";
      case "Z":
        return inSet ? undefined : "\\z";
      case "b":
        if (inSet) return "\\x08";
        return this.ascii ? "\\b" : undefined;
      case "B":
        return !inSet && this.ascii ? "\\B" : undefined;
      case "x":
        return this.code(2);
      case "u":
        return this.code(4);
      default:
        if (/[a-zA-Z0-9]/.test(char)) return SIMPLE_ESCAPES[char];
        return char > "\x7f" ? this.literal(char) : `\\${char}`;
    }
  }

  private code(length: number): string | undefined {
    const digits = this.pattern.slice(this.at, this.at + length);
    if (digits.length !== length || !/^[0-9a-fA-F]+$/.test(digits) || this.flags & IGNORECASE) return undefined;
    this.at += length;
    return `\\x{${digits}}`;
  }

  private set(): string | undefined {
    let text = "[";
    if (this.pattern[this.at] === "^") {
      text += "^";
      this.at++;
    }
    for (let first = true; ; first = false) {
      const char = this.pattern[this.at];
      if (char === undefined) return undefined;
      this.at++;
      if (char === "]" && !first) break;
      if (char === "\\") {
        const escaped = this.escape(true);
        if (escaped === undefined) return undefined;
        text += escaped;
      } else if (char === "[" || char === "]" || char === "&" || char === "~" || char === "|") text += `\\${char}`;
      else if (char > "\x7f" && this.flags & IGNORECASE) return undefined;
      else text += char;
    }
    if (this.flags & IGNORECASE) {
      // Python takes İ and ı for i under IGNORECASE; where a set holds it, they are added.
      if (this.ascii || text.startsWith("[^")) return undefined;
      if (/i/i.test(text) || /[a-hA-H]-[j-zJ-Z]/.test(text)) text += "\u0130\u0131";
    }
    return `${text}]`;
  }

  private group(): string | undefined {
    if (this.pattern[this.at] !== "?") return "(";
    const rest = this.pattern.slice(this.at);
    const plain = /^\?(?::|P<[A-Za-z_][A-Za-z0-9_]*>)/.exec(rest);
    if (!plain) return undefined;
    this.at += plain[0].length;
    return `(${plain[0]}`;
  }

  /** `$` is the end, or before a newline that ends the text; with MULTILINE the end of a line. */
  private end(): string | undefined {
    if (this.flags & MULTILINE) return "$";
    const next = this.pattern[this.at];
    return next === undefined || next === ")" || next === "|" ? "(?:\\n?\\z)" : undefined;
  }

  private repeat(): string | undefined {
    const counted = /^(\d*)(?:(,)(\d*))?\}/.exec(this.pattern.slice(this.at));
    if (!counted || (counted[1] === "" && !counted[2]) || (counted[1] === "" && counted[3] === "")) return "\\{";
    const after = this.pattern[this.at + counted[0].length];
    if (after === "+" || Number(counted[1] || 0) > 1000 || Number(counted[3] || 0) > 1000) return undefined;
    this.at += counted[0].length;
    return `{${counted[1] || "0"}${counted[2] ? `,${counted[3]}` : ""}}`;
  }
}

/** The pattern of `fnmatch` as one of `wildcard`; undefined where it has sets. */
export function translateGlob(pattern: string): string | undefined {
  return pattern.includes("[") ? undefined : pattern.replaceAll("\\", "\\\\");
}
