// Patterns of `case` (The Python Language Reference, 8.6.4).

import type { Expression, Pattern } from "./ast.js";
import { syntaxError } from "./error.js";
import { ExpressionParser } from "./parse-expression.js";

export class PatternParser extends ExpressionParser {
  /** What stands after `case`: a pattern, or a sequence without brackets. */
  patterns(): Pattern {
    const { start } = this.token;
    const first = this.starOrPattern();
    if (!this.at(",")) {
      if (first.type === "star") throw this.unexpected('","');
      return first;
    }
    const items = [first];
    while (this.take(",") && !this.at(":", "if")) items.push(this.starOrPattern());
    return this.sequence(items, start);
  }

  private sequence(items: readonly Pattern[], start: number): Pattern {
    if (items.filter(({ type }) => type === "star").length > 1) {
      throw syntaxError("expected at most one star in a sequence", start, start + 1);
    }
    return { type: "sequence", items, at: this.place(start) };
  }

  private starOrPattern(): Pattern {
    const { start } = this.token;
    if (!this.take("*")) return this.pattern();
    const name = this.expectName();
    return { type: "star", ...(name !== "_" && { name }), at: this.place(start) };
  }

  private pattern(): Pattern {
    return this.nested(() => {
      const { start } = this.token;
      const first = this.closed();
      let pattern: Pattern = first;
      if (this.at("|")) {
        const patterns = [first];
        while (this.take("|")) patterns.push(this.closed());
        pattern = { type: "or", patterns, at: this.place(start) };
      }
      if (!this.take("as")) return pattern;
      return { type: "capture", name: this.expectName(), pattern, at: this.place(start) };
    });
  }

  private closed(): Pattern {
    const { start, type, text } = this.token;
    if (type === "name") return this.named();
    if (this.at("(", "[")) return this.bracketed(text === "(" ? ")" : "]");
    if (this.at("{")) return this.mapping();
    return { type: "value", value: this.literal(), at: this.place(start) };
  }

  /** A string, a number, or None, True, False. */
  private literal(): Expression {
    const value = this.unary();
    const { type } = value.type === "unary" && value.op === "-" ? value.operand : value;
    if (type === "constant" || type === "bytes" || type === "unsupported") return value;
    throw syntaxError("expected a pattern", this.source.lines.offset(value.at), this.source.lines.offset(value.at) + 1);
  }

  private named(): Pattern {
    const { start, text } = this.next();
    if (!this.at(".", "(")) return { type: "capture", ...(text !== "_" && { name: text }), at: this.place(start) };
    let value: Expression = { type: "name", id: text, at: this.place(start) };
    while (this.take(".")) value = { type: "attribute", object: value, name: this.expectName(), at: this.place(start) };
    if (!this.take("(")) return { type: "value", value, at: this.place(start) };
    const positional: Pattern[] = [];
    const keywords: { name: string; pattern: Pattern }[] = [];
    while (!this.at(")")) {
      const equals = this.peek(1);
      if (this.atType("name") && equals?.type === "operator" && equals.text === "=") {
        const name = this.expectName();
        this.next();
        keywords.push({ name, pattern: this.pattern() });
      } else if (keywords.length > 0) throw this.unexpected("a keyword pattern");
      else positional.push(this.pattern());
      if (!this.take(",")) break;
    }
    this.expect(")");
    return { type: "class", class: value, positional, keywords, at: this.place(start) };
  }

  /** A sequence, or with round brackets around one pattern that pattern. */
  private bracketed(close: string): Pattern {
    const { start } = this.next();
    const items: Pattern[] = [];
    let comma = close === "]";
    while (!this.at(close)) {
      items.push(this.starOrPattern());
      if (!this.take(",")) break;
      comma = true;
    }
    this.expect(close);
    const [only] = items;
    return only && items.length === 1 && !comma && only.type !== "star" ? only : this.sequence(items, start);
  }

  private mapping(): Pattern {
    const { start } = this.expect("{");
    const entries: { key: Expression; pattern: Pattern }[] = [];
    let rest: string | undefined;
    while (!this.at("}")) {
      if (rest !== undefined) throw this.unexpected('"}" after the rest');
      if (this.take("**")) rest = this.expectName();
      else {
        const key = this.mappingKey();
        this.expect(":");
        entries.push({ key, pattern: this.pattern() });
      }
      if (!this.take(",")) break;
    }
    this.expect("}");
    return { type: "mapping", entries, ...(rest !== undefined && { rest }), at: this.place(start) };
  }

  private mappingKey(): Expression {
    const { start, text } = this.token;
    if (!this.atType("name")) return this.literal();
    this.next();
    let value: Expression = { type: "name", id: text, at: this.place(start) };
    this.expect(".");
    do value = { type: "attribute", object: value, name: this.expectName(), at: this.place(start) };
    while (this.take("."));
    return value;
  }
}
