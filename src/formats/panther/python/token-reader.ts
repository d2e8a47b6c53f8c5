import type { Source } from "../../../text/source.js";
import type { Place } from "./ast.js";
import { PythonError, syntaxError } from "./error.js";
import type { Token, TokenType } from "./tokens.js";

/** Expressions and blocks inside each other, as a parser recurses. */
const MAX_NESTING = 200;

/** Reads tokens one after another, for a parser by recursive descent. */
export class TokenReader {
  private index = 0;
  private nesting: number;

  constructor(
    protected readonly source: Source,
    private readonly tokens: readonly Token[],
    outerNesting = 0,
  ) {
    this.nesting = outerNesting;
  }

  protected get depth(): number {
    return this.nesting;
  }

  protected get token(): Token {
    return this.tokens[this.index] as Token;
  }

  protected peek(distance: number): Token | undefined {
    return this.tokens[this.index + distance];
  }

  /** Whether the next token is one of these keywords or operators. */
  protected at(one: string, two?: string, three?: string): boolean {
    const { type, text } = this.token;
    return (text === one || text === two || text === three) && (type === "operator" || type === "keyword");
  }

  protected atType(type: TokenType): boolean {
    return this.token.type === type;
  }

  protected next(): Token {
    const { token } = this;
    if (token.type !== "end") this.index++;
    return token;
  }

  /** Takes the next token if it is this keyword or operator. */
  protected take(text: string): boolean {
    if (!this.at(text)) return false;
    this.index++;
    return true;
  }

  protected expect(text: string): Token {
    if (!this.at(text)) throw this.unexpected(JSON.stringify(text));
    return this.next();
  }

  protected expectType(type: TokenType, expected: string): Token {
    if (!this.atType(type)) throw this.unexpected(expected);
    return this.next();
  }

  protected expectName(): string {
    return this.expectType("name", "a name").text;
  }

  protected unexpected(expected: string): PythonError {
    const { type, text, start, end } = this.token;
    const what = {
      newline: "the end of the line",
      indent: "an indented line",
      dedent: "the end of the block",
      end: "the end",
    };
    const shown = text.length > 40 ? `${text.slice(0, 39)}…` : text;
    const found = type in what ? what[type as keyof typeof what] : JSON.stringify(shown);
    return syntaxError(`expected ${expected}, found ${found}`, start, end);
  }

  /** From the start of a token to the end of the last one taken. */
  protected place(start: number): Place {
    const { lines } = this.source;
    const from = lines.position(start);
    const to = lines.position(Math.max(start, this.tokens[this.index - 1]?.end ?? start));
    return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  }

  /** Runs one level of a recursive descent. */
  protected nested<T>(parse: () => T): T {
    if (++this.nesting > MAX_NESTING) {
      const { start, end } = this.token;
      throw new PythonError(
        "nesting-too-deep",
        `expected at most ${MAX_NESTING} levels of expressions and blocks`,
        start,
        end,
      );
    }
    const result = parse();
    this.nesting--;
    return result;
  }
}
