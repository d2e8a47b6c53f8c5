// What an expression is made of: names, literals, displays and comprehensions (The Python Language Reference, 6.2).

import type { ComprehensionClause, DictEntry, Expression, FormatPart } from "./ast.js";
import { syntaxError } from "./error.js";
import { readString, type StringPart } from "./strings.js";
import { TokenReader } from "./token-reader.js";
import { type Token, tokenise } from "./tokens.js";

export abstract class AtomParser extends TokenReader {
  abstract expression(): Expression;
  abstract namedExpression(): Expression;
  abstract targetList(): Expression;
  /** An expression, or one with a star before it. */
  protected abstract starredOr(item: () => Expression): Expression;
  protected abstract yield(): Expression;
  protected abstract disjunction(): Expression;
  /** Operators that bind at least as tightly as `least`. */
  protected abstract binary(least: number): Expression;
  /** The expression of an f-string's field, all of these tokens. */
  protected abstract embedded(tokens: readonly Token[]): Expression;

  protected atom(): Expression {
    const { type, text, start } = this.token;
    if (type === "name") {
      this.next();
      return { type: "name", id: text, at: this.place(start) };
    }
    if (type === "number") return this.number(this.next());
    if (type === "string") return this.strings();
    if (this.at("(")) return this.nested(() => this.parenthesised());
    if (this.at("[")) return this.nested(() => this.listDisplay());
    if (this.at("{")) return this.nested(() => this.braces());
    if (this.take("None")) return { type: "constant", value: null, at: this.place(start) };
    if (this.at("True", "False")) {
      this.next();
      return { type: "constant", value: text === "True", at: this.place(start) };
    }
    if (this.take("...")) return { type: "ellipsis", at: this.place(start) };
    throw this.unexpected("an expression");
  }

  private number({ text, start, end }: Token): Expression {
    const at = this.place(start);
    const digits = text.replaceAll("_", "");
    if (/[jJ]$/.test(text)) return { type: "unsupported", construct: "complex number", at };
    if (/^0[xXoObB]/.test(digits)) return { type: "constant", value: BigInt(digits.toLowerCase()), at };
    if (/[.eE]/.test(digits)) return { type: "constant", value: Number(digits), at };
    if (/^0+[1-9]/.test(digits)) throw syntaxError("expected no zero before the digits of a number", start, end);
    // CPython's limit, since longer ones cost more than linear time.
    if (digits.length > 4300) throw syntaxError("expected at most 4,300 digits", start, end);
    return { type: "constant", value: BigInt(digits), at };
  }

  /** String literals one after another. */
  private strings(): Expression {
    const { start } = this.token;
    const parts: FormatPart[] = [];
    const kinds = { bytes: false, text: false, formatted: false };
    while (this.atType("string")) {
      const token = this.next();
      const literal = readString(this.source.text, token.start, token.end);
      kinds[literal.bytes ? "bytes" : "text"] = true;
      kinds.formatted ||= literal.formatted;
      parts.push(...this.formatParts(literal.parts));
    }
    const at = this.place(start);
    if (kinds.bytes && kinds.text)
      throw syntaxError("expected bytes beside bytes and text beside text", start, start + 1);
    const joined = joinTexts(parts);
    if (kinds.formatted) return { type: "formatted", parts: joined, at };
    return { type: kinds.bytes ? "bytes" : "constant", value: (joined[0] as string | undefined) ?? "", at };
  }

  private formatParts(parts: readonly StringPart[]): FormatPart[] {
    return parts.map((part): FormatPart => {
      if (part.type === "text") return part.value;
      const { start, end, conversion, spec } = part;
      const tokens = tokenise(this.source.text, start, end, true);
      const value = this.nested(() => this.embedded(tokens));
      return {
        value,
        ...(conversion && { conversion }),
        ...(spec && { spec: joinTexts(this.formatParts(spec)) }),
      };
    });
  }

  private parenthesised(): Expression {
    const { start } = this.expect("(");
    if (this.take(")")) return { type: "tuple", items: [], at: this.place(start) };
    if (this.at("yield")) {
      const value = this.yield();
      this.expect(")");
      return value;
    }
    const first = this.starredOr(() => this.namedExpression());
    if (this.at("for", "async") && first.type !== "starred") {
      const clauses = this.clauses();
      this.expect(")");
      return { type: "comprehension", kind: "generator", element: first, clauses, at: this.place(start) };
    }
    if (!this.at(",")) {
      if (first.type === "starred") throw this.unexpected('"," after the only item with a star');
      this.expect(")");
      return first;
    }
    const items = [first];
    while (this.take(",") && !this.at(")")) items.push(this.starredOr(() => this.namedExpression()));
    this.expect(")");
    return { type: "tuple", items, at: this.place(start) };
  }

  private listDisplay(): Expression {
    const { start } = this.expect("[");
    const items: Expression[] = [];
    while (!this.at("]")) {
      items.push(this.starredOr(() => this.namedExpression()));
      if (items.length === 1 && items[0]?.type !== "starred" && this.at("for", "async")) {
        const clauses = this.clauses();
        this.expect("]");
        return { type: "comprehension", kind: "list", element: items[0] as Expression, clauses, at: this.place(start) };
      }
      if (!this.take(",")) break;
    }
    this.expect("]");
    return { type: "list", items, at: this.place(start) };
  }

  private braces(): Expression {
    const { start } = this.expect("{");
    if (this.at("}", "**")) return this.dictDisplay(start, []);
    const first = this.starredOr(() => this.namedExpression());
    if (first.type !== "starred" && first.type !== "named" && this.take(":")) {
      const value = this.expression();
      if (this.at("for", "async")) {
        const clauses = this.clauses();
        this.expect("}");
        return { type: "dict-comprehension", key: first, value, clauses, at: this.place(start) };
      }
      return this.dictDisplay(start, [{ key: first, value }]);
    }
    if (first.type !== "starred" && this.at("for", "async")) {
      const clauses = this.clauses();
      this.expect("}");
      return { type: "comprehension", kind: "set", element: first, clauses, at: this.place(start) };
    }
    const items = [first];
    while (this.take(",") && !this.at("}")) items.push(this.starredOr(() => this.namedExpression()));
    this.expect("}");
    return { type: "set", items, at: this.place(start) };
  }

  /** The rest of a dict after its first entry, or all of one that has none or begins with `**`. */
  private dictDisplay(start: number, entries: DictEntry[]): Expression {
    if (entries.length === 0 || this.take(",")) {
      while (!this.at("}")) {
        if (this.take("**")) entries.push({ value: this.binary(1) });
        else {
          const key = this.expression();
          this.expect(":");
          entries.push({ key, value: this.expression() });
        }
        if (!this.take(",")) break;
      }
    }
    this.expect("}");
    return { type: "dict", entries, at: this.place(start) };
  }

  protected clauses(): ComprehensionClause[] {
    const clauses: ComprehensionClause[] = [];
    while (this.at("for", "async")) {
      const { start, end } = this.token;
      if (this.take("async")) throw syntaxError("expected a comprehension that is not async", start, end);
      this.expect("for");
      const target = this.targetList();
      this.expect("in");
      const iterable = this.disjunction();
      const conditions: Expression[] = [];
      while (this.take("if")) conditions.push(this.condition());
      clauses.push({ target, iterable, conditions });
    }
    return clauses;
  }

  /** A condition of a comprehension: no ternary, as an `else` could not be told from it. */
  private condition(): Expression {
    return this.nested(() => this.disjunction());
  }
}

/** Neighbouring texts as one; empty ones left out. */
function joinTexts(parts: readonly FormatPart[]): FormatPart[] {
  const joined: FormatPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part === "") continue;
    if (typeof part === "string" && typeof last === "string") joined[joined.length - 1] = last + part;
    else joined.push(part);
  }
  return joined;
}
