// Expressions over named conditions: `a and not (b or c)`, `not` before `and` before `or` (pySigma, condition_expressions).

import { quote } from "../../../text/diagnose.js";
import type { YamlNode } from "../../../text/node.js";
import type { Reader } from "../reader.js";

export type Expression =
  | { readonly type: "name"; readonly name: string }
  | { readonly type: "not"; readonly child: Expression }
  | { readonly type: "and" | "or"; readonly children: readonly Expression[] };

const MAX_DEPTH = 64;
const TOKEN = /\s*(?:([A-Za-z0-9_-]+)|([()]))/y;

class Problem {
  constructor(readonly message: string) {}
}

/** Parses an expression whose names have to be these, each at least once; undefined after a report. */
export function parseExpression(
  text: string,
  names: readonly string[],
  node: YamlNode,
  reader: Reader,
): Expression | undefined {
  try {
    const parser = new Parser(tokensOf(text), new Set(names));
    const expression = parser.parse();
    const missing = names.filter((name) => !parser.seen.has(name));
    if (missing.length > 0)
      throw new Problem(`expected each condition in the expression, ${quote(missing[0] as string)} is not`);
    return expression;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return reader.error(node, "invalid-pipeline", error.message);
  }
}

export function evaluate(expression: Expression, holds: (name: string) => boolean): boolean {
  switch (expression.type) {
    case "name":
      return holds(expression.name);
    case "not":
      return !evaluate(expression.child, holds);
    case "and":
      return expression.children.every((child) => evaluate(child, holds));
    case "or":
      return expression.children.some((child) => evaluate(child, holds));
  }
}

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  const trimmed = text.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < trimmed.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(trimmed);
    if (!match)
      throw new Problem(
        `expected names of conditions, and, or, not and parentheses, found ${quote(trimmed.slice(at))}`,
      );
    tokens.push((match[1] ?? match[2]) as string);
  }
  return tokens;
}

class Parser {
  readonly seen = new Set<string>();
  private at = 0;
  private depth = 0;

  constructor(
    private readonly tokens: readonly string[],
    private readonly names: ReadonlySet<string>,
  ) {}

  parse(): Expression {
    const expression = this.or();
    if (this.at < this.tokens.length) throw this.unexpected("the end");
    return expression;
  }

  private or(): Expression {
    return this.chain("or", () => this.chain("and", () => this.not()));
  }

  private chain(type: "and" | "or", operand: () => Expression): Expression {
    const children = [operand()];
    while (this.accept(type)) children.push(operand());
    return children.length === 1 ? (children[0] as Expression) : { type, children };
  }

  private not(): Expression {
    if (++this.depth > MAX_DEPTH) throw new Problem(`expected at most ${MAX_DEPTH} levels`);
    try {
      if (this.accept("not")) return { type: "not", child: this.not() };
      if (this.accept("(")) {
        const inner = this.or();
        if (!this.accept(")")) throw this.unexpected('")"');
        return inner;
      }
      const name = this.tokens[this.at++];
      if (name === undefined || !this.names.has(name)) {
        this.at--;
        throw this.unexpected("the name of a condition");
      }
      this.seen.add(name);
      return { type: "name", name };
    } finally {
      this.depth--;
    }
  }

  private accept(token: string): boolean {
    const found = this.tokens[this.at] === token;
    if (found) this.at++;
    return found;
  }

  private unexpected(expected: string): Problem {
    const token = this.tokens[this.at];
    return new Problem(`expected ${expected}, found ${token === undefined ? "the end" : quote(token)}`);
  }
}
