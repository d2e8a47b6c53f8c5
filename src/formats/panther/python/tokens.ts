// Python's lexical analysis (The Python Language Reference, chapter 2): logical lines, indentation, and tokens that keep
// their offsets. An f-string is one token; strings.ts takes it apart.

import { PythonError, syntaxError } from "./error.js";
import { scanString } from "./strings.js";

/** `keyword` and `operator` are told apart by their text. */
export type TokenType = "name" | "keyword" | "number" | "string" | "operator" | "newline" | "indent" | "dedent" | "end";

export interface Token {
  readonly type: TokenType;
  /** As written; names are normalised (NFKC), as Python does. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** CPython refuses more, too. */
const MAX_INDENTS = 100;
const MAX_BRACKETS = 200;

const KEYWORDS: ReadonlySet<string> = new Set(
  (
    "False None True and as assert async await break class continue def del elif else except finally for from global if " +
    "import in is lambda nonlocal not or pass raise return try while with yield"
  ).split(" "),
);

const NAME = /[\p{ID_Start}_]\p{ID_Continue}*/uy;
/** What may begin a string: most names are told from one by their first letter. */
const STRING_START: ReadonlySet<string | undefined> = new Set("\"'rRbBfFuU");
const STRING = /(?:[rR][bBfF]?|[bB][rR]?|[fF][rR]?|[uU])?(?="|')/y;
const NUMBER =
  /(?:0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:[0-9](?:_?[0-9])*)?\.[0-9](?:_?[0-9])*(?:[eE][-+]?[0-9](?:_?[0-9])*)?[jJ]?|[0-9](?:_?[0-9])*(?:\.?[eE][-+]?[0-9](?:_?[0-9])*|\.)?[jJ]?)/y;
const OPERATOR =
  /\*\*=|\/\/=|>>=|<<=|\.\.\.|->|:=|==|!=|<=|>=|\*\*|\/\/|<<|>>|[-+*/%@&|^]=|[-+*/%@&|^~<>()[\]{},:;.=]/y;
const BLANK = /[ \t\f]*(?:\\\r?\n[ \t\f]*)*(?:#[^\r\n]*)?/y;
const INDENT = /[ \t\f]*/y;
const BREAK = /\r\n?|\n/y;

/**
 * The tokens of `text` from `start` to `end`. An `embedded` piece, as f-strings have them, is one expression without lines
 * and ends with `end`; else lines count and `newline` comes before `end`. Throws a `PythonError`.
 */
export function tokenise(text: string, start = 0, end = text.length, embedded = false): Token[] {
  const scanner = new Scanner(text, start, end, embedded);
  scanner.run();
  return scanner.tokens;
}

class Scanner {
  readonly tokens: Token[] = [];
  /** Columns of the open blocks: with tabs to the next multiple of 8, and with tabs as one (as CPython tells inconsistent ones). */
  private readonly indents: { readonly column: number; readonly alternative: number }[] = [
    { column: 0, alternative: 0 },
  ];
  private readonly brackets: { readonly close: string; readonly at: number }[] = [];

  constructor(
    private readonly text: string,
    private at: number,
    private readonly end: number,
    private readonly embedded: boolean,
  ) {}

  run(): void {
    let lineStart = !this.embedded;
    while (this.at < this.end) {
      if (lineStart) this.indentation();
      lineStart = false;
      this.take(BLANK);
      if (this.at >= this.end) break;
      const start = this.at;
      if (this.take(BREAK) !== undefined) {
        if (this.embedded || this.brackets.length > 0) continue;
        lineStart = true;
        // Lines without tokens are no lines.
        if (!["newline", "indent", "dedent", undefined].includes(this.tokens.at(-1)?.type)) {
          this.push("newline", start, start);
        }
      } else this.token(start);
    }
    const open = this.brackets.at(-1);
    if (open) throw syntaxError(`expected a "${open.close}" for this bracket, found the end`, open.at, open.at + 1);
    if (!this.embedded) this.finish();
    this.push("end", this.end, this.end);
  }

  private finish(): void {
    if (!["newline", "dedent", undefined].includes(this.tokens.at(-1)?.type)) this.push("newline", this.end, this.end);
    for (; this.indents.length > 1; this.indents.pop()) this.push("dedent", this.end, this.end);
  }

  /** At the start of a line: opens or closes blocks, unless nothing but a comment stands there. */
  private indentation(): void {
    const start = this.at;
    let column = 0;
    let alternative = 0;
    for (const character of this.take(INDENT) ?? "") {
      if (character === "\t") column = (Math.floor(column / 8) + 1) * 8;
      else column = character === "\f" ? 0 : column + 1;
      alternative = character === "\f" ? 0 : alternative + 1;
    }
    const next = this.text[this.at];
    if (this.at >= this.end || next === "#" || next === "\n" || next === "\r" || next === "\\") return;
    const top = this.indents.at(-1) as { column: number; alternative: number };
    const unclear = () => syntaxError("expected tabs and spaces to be used alike in one block", start, this.at);
    if (column > top.column) {
      if (alternative <= top.alternative) throw unclear();
      if (this.indents.length > MAX_INDENTS) {
        const message = `expected at most ${MAX_INDENTS} blocks inside each other`;
        throw new PythonError("nesting-too-deep", message, start, this.at);
      }
      this.indents.push({ column, alternative });
      this.push("indent", start, this.at);
      return;
    }
    while (column < (this.indents.at(-1) as { column: number }).column) {
      this.indents.pop();
      this.push("dedent", this.at, this.at);
    }
    const now = this.indents.at(-1) as { column: number; alternative: number };
    if (column !== now.column)
      throw syntaxError("expected the indentation of a block around this line", start, this.at);
    if (alternative !== now.alternative) throw unclear();
  }

  private token(start: number): void {
    if (STRING_START.has(this.text[start]) && this.take(STRING) !== undefined) {
      this.at = scanString(this.text, start, this.end);
      this.push("string", start, this.at);
    } else if (this.take(NAME) !== undefined) {
      const text = this.text.slice(start, this.at).normalize("NFKC");
      this.tokens.push({ type: KEYWORDS.has(text) ? "keyword" : "name", text, start, end: this.at });
    } else if (this.take(NUMBER) !== undefined) this.push("number", start, this.at);
    else {
      const operator = this.take(OPERATOR);
      if (operator === undefined) {
        const found = String.fromCodePoint(this.text.codePointAt(start) as number);
        throw syntaxError(`expected Python, found ${JSON.stringify(found)}`, start, start + found.length);
      }
      this.bracket(operator, start);
      this.push("operator", start, this.at);
    }
  }

  private bracket(operator: string, start: number): void {
    const close = { "(": ")", "[": "]", "{": "}" }[operator];
    if (close) {
      if (this.brackets.length >= MAX_BRACKETS) {
        const message = `expected at most ${MAX_BRACKETS} brackets inside each other`;
        throw new PythonError("nesting-too-deep", message, start, start + 1);
      }
      this.brackets.push({ close, at: start });
    } else if (operator === ")" || operator === "]" || operator === "}") {
      const open = this.brackets.pop();
      if (open?.close === operator) return;
      const expected = open ? `"${open.close}"` : "no closing bracket";
      throw syntaxError(`expected ${expected}, found "${operator}"`, start, start + 1);
    }
  }

  private push(type: TokenType, start: number, end: number): void {
    this.tokens.push({ type, text: this.text.slice(start, end), start, end });
  }

  /** What the sticky pattern finds here, within the piece. */
  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined || this.at + found.length > this.end) return undefined;
    this.at += found.length;
    return found;
  }
}
