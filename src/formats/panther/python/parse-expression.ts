// Expressions, by recursive descent with precedence climbing (The Python Language Reference, chapter 6).

import type {
  BinaryOperator,
  CompareOperator,
  ComparisonLink,
  ComprehensionClause,
  DictEntry,
  Expression,
  FormatPart,
  Keyword,
  Parameter,
  Parameters,
} from "./ast.js";
import { syntaxError } from "./error.js";
import { readString, type StringPart } from "./strings.js";
import { TokenReader } from "./token-reader.js";
import { type Token, tokenise } from "./tokens.js";

const PRECEDENCE: ReadonlyMap<string, number> = new Map([
  ["|", 1],
  ["^", 2],
  ["&", 3],
  ["<<", 4],
  [">>", 4],
  ["+", 5],
  ["-", 5],
  ["*", 6],
  ["/", 6],
  ["//", 6],
  ["%", 6],
  ["@", 6],
]);
const COMPARISONS: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">=", "in", "is"]);
/** Keywords and operators that an expression may begin with; of the other tokens names, numbers and strings do. */
const STARTS: ReadonlySet<string> = new Set("False None True await lambda not yield - + ~ ( [ { ... *".split(" "));

export class ExpressionParser extends TokenReader {
  /** A single expression: no tuple without parentheses, no star, no `:=`. */
  expression(): Expression {
    return this.nested(() => {
      if (this.at("lambda")) return this.lambda();
      const { start } = this.token;
      const then = this.disjunction();
      if (!this.take("if")) return then;
      const test = this.disjunction();
      this.expect("else");
      const otherwise = this.expression();
      return { type: "conditional", test, then, otherwise, at: this.place(start) };
    });
  }

  /** `name := value`, or an expression. */
  namedExpression(): Expression {
    const { type, start, text } = this.token;
    const walrus = this.peek(1);
    if (type !== "name" || walrus?.type !== "operator" || walrus.text !== ":=") return this.expression();
    this.next();
    this.next();
    return { type: "named", name: text, value: this.expression(), at: this.place(start) };
  }

  /** One expression, or a tuple without parentheses; stars allowed. */
  expressionList(item: () => Expression = () => this.starredOr(() => this.expression())): Expression {
    const { start } = this.token;
    const first = item();
    if (!this.at(",")) {
      if (first.type === "starred") throw this.unexpected('"," after the only item with a star');
      return first;
    }
    const items = [first];
    while (this.take(",") && this.startsExpression()) items.push(item());
    return { type: "tuple", items, at: this.place(start) };
  }

  /** What may be assigned, returned or stand alone: a list of expressions, or `yield`. */
  valueList(): Expression {
    return this.at("yield") ? this.yield() : this.expressionList();
  }

  /** A target of `for`, as far as `in`. */
  targetList(): Expression {
    const target = this.expressionList(() => this.starredOr(() => this.binary(1)));
    this.checkTarget(target);
    return target;
  }

  /** Refuses what cannot be assigned to. */
  checkTarget(target: Expression, { nested = false, single = false } = {}): void {
    switch (target.type) {
      case "name":
      case "attribute":
      case "subscript":
        return;
      case "list":
      case "tuple":
        if (single) break;
        if (target.items.filter(({ type }) => type === "starred").length > 1) break;
        for (const item of target.items) this.checkTarget(item, { nested: true });
        return;
      case "starred":
        if (!nested) break;
        this.checkTarget(target.value);
        return;
      case "unsupported":
        return;
    }
    const start = this.source.lines.offset(target.at);
    throw syntaxError("expected something that can be assigned to", start, start + 1);
  }

  parameters(close: string, annotated: boolean): Parameters {
    const names = new Set<string>();
    const positional: Parameter[] = [];
    const keywordOnly: Parameter[] = [];
    let positionalOnly: Parameter[] = [];
    let rest: Parameter | undefined;
    let keywords: Parameter | undefined;
    let star = false;
    const parameter = (mayDefault: boolean): Parameter => {
      const { start, end } = this.token;
      const name = this.expectName();
      const at = this.place(start);
      if (names.has(name)) throw syntaxError(`expected each parameter once, found ${name} again`, start, end);
      names.add(name);
      if (annotated && this.take(":")) this.expression();
      return mayDefault && this.take("=") ? { name, default: this.expression(), at } : { name, at };
    };
    while (!this.at(close)) {
      if (keywords) throw this.unexpected(`"${close}" after the parameter with two stars`);
      if (this.take("**")) keywords = parameter(false);
      else if (!star && this.take("*")) {
        star = true;
        if (!this.at(",")) rest = parameter(false);
        else if (this.peek(1)?.type !== "name") throw this.unexpected("a parameter after the star");
      } else if (this.at("/") && !star && positional.length > 0 && positionalOnly.length === 0) {
        this.next();
        positionalOnly = positional.splice(0);
      } else {
        const { start, end } = this.token;
        const found = parameter(true);
        const before = positional.at(-1) ?? positionalOnly.at(-1);
        if (!star && before?.default && !found.default) {
          throw syntaxError("expected a default, as the parameter before has one", start, end);
        }
        (star ? keywordOnly : positional).push(found);
      }
      if (!this.take(",")) break;
    }
    return { positionalOnly, positional, keywordOnly, ...(rest && { rest }), ...(keywords && { keywords }) };
  }

  /** `(…)` after what is called or inherited from. */
  arguments(): { readonly args: readonly Expression[]; readonly keywords: readonly Keyword[] } {
    const args: Expression[] = [];
    const keywords: Keyword[] = [];
    const names = new Set<string>();
    const opening = this.expect("(");
    while (!this.at(")")) {
      const { type, text, start, end } = this.token;
      const equals = this.peek(1);
      if (this.take("**")) keywords.push({ value: this.expression() });
      else if (type === "name" && equals?.type === "operator" && equals.text === "=") {
        this.next();
        this.next();
        if (names.has(text)) throw syntaxError(`expected each argument once, found ${text} again`, start, end);
        names.add(text);
        keywords.push({ name: text, value: this.expression() });
      } else {
        const argument = this.starredOr(() => this.namedExpression());
        if (keywords.some(({ name }) => argument.type !== "starred" || name === undefined)) {
          throw syntaxError("expected the positional arguments before the named ones", start, end);
        }
        if (this.at("for", "async")) {
          if (argument.type === "starred") throw this.unexpected('")"');
          const clauses = this.clauses();
          const at = this.place(opening.start);
          if (args.length > 0 || !this.at(")")) {
            throw syntaxError("expected parentheses around a generator that is not the only argument", start, end);
          }
          args.push({ type: "comprehension", kind: "generator", element: argument, clauses, at });
        } else args.push(argument);
      }
      if (!this.take(",")) break;
    }
    this.expect(")");
    return { args, keywords };
  }

  protected startsExpression(): boolean {
    const { type, text } = this.token;
    if (type === "keyword" || type === "operator") return STARTS.has(text);
    return type === "name" || type === "number" || type === "string";
  }

  protected starredOr(item: () => Expression): Expression {
    const { start } = this.token;
    if (!this.take("*")) return item();
    return { type: "starred", value: this.binary(1), at: this.place(start) };
  }

  private yield(): Expression {
    const { start } = this.next();
    if (this.take("from")) this.expression();
    else if (this.startsExpression()) this.expressionList();
    return { type: "unsupported", construct: "yield", at: this.place(start) };
  }

  private lambda(): Expression {
    const { start } = this.expect("lambda");
    const parameters = this.parameters(":", false);
    this.expect(":");
    return { type: "lambda", parameters, body: this.expression(), at: this.place(start) };
  }

  private disjunction(): Expression {
    const { start } = this.token;
    const first = this.conjunction();
    if (!this.at("or")) return first;
    const values = [first];
    while (this.take("or")) values.push(this.conjunction());
    return { type: "boolean", op: "or", values, at: this.place(start) };
  }

  private conjunction(): Expression {
    const { start } = this.token;
    const first = this.inversion();
    if (!this.at("and")) return first;
    const values = [first];
    while (this.take("and")) values.push(this.inversion());
    return { type: "boolean", op: "and", values, at: this.place(start) };
  }

  private inversion(): Expression {
    const { start } = this.token;
    if (!this.take("not")) return this.comparison();
    const operand = this.nested(() => this.inversion());
    return { type: "unary", op: "not", operand, at: this.place(start) };
  }

  private comparison(): Expression {
    const { start } = this.token;
    const first = this.binary(1);
    const links: ComparisonLink[] = [];
    for (let op = this.comparisonOperator(); op; op = this.comparisonOperator())
      links.push({ op, right: this.binary(1) });
    return links.length === 0 ? first : { type: "comparison", first, links, at: this.place(start) };
  }

  private comparisonOperator(): CompareOperator | undefined {
    if (this.at("not")) {
      this.next();
      this.expect("in");
      return "not in";
    }
    const { type, text } = this.token;
    if ((type !== "operator" && type !== "keyword") || !COMPARISONS.has(text)) return undefined;
    this.next();
    return text === "is" && this.take("not") ? "is not" : (text as CompareOperator);
  }

  /** Operators that bind at least as tightly as `least`. */
  private binary(least: number): Expression {
    const { start } = this.token;
    let left = this.unary();
    for (;;) {
      const { type, text } = this.token;
      const precedence = type === "operator" ? PRECEDENCE.get(text) : undefined;
      if (precedence === undefined || precedence < least) return left;
      this.next();
      const right = this.binary(precedence + 1);
      left = { type: "binary", op: text as BinaryOperator, left, right, at: this.place(start) };
    }
  }

  protected unary(): Expression {
    const { start, text } = this.token;
    if (!this.at("-", "+", "~")) return this.power();
    this.next();
    const operand = this.nested(() => this.unary());
    return { type: "unary", op: text as "-" | "+" | "~", operand, at: this.place(start) };
  }

  private power(): Expression {
    const { start } = this.token;
    if (this.take("await")) {
      this.primary();
      return { type: "unsupported", construct: "await", at: this.place(start) };
    }
    const left = this.primary();
    if (!this.take("**")) return left;
    const right = this.nested(() => this.unary());
    return { type: "binary", op: "**", left, right, at: this.place(start) };
  }

  private primary(): Expression {
    const { start } = this.token;
    let object = this.atom();
    for (;;) {
      if (this.take(".")) {
        const name = this.expectName();
        object = { type: "attribute", object, name, at: this.place(start) };
      } else if (this.at("(")) {
        const { args, keywords } = this.arguments();
        object = { type: "call", callee: object, args, keywords, at: this.place(start) };
      } else if (this.take("[")) {
        const index = this.subscripts();
        this.expect("]");
        object = { type: "subscript", object, index, at: this.place(start) };
      } else return object;
    }
  }

  /** A single star makes a tuple, as in no other list. */
  private subscripts(): Expression {
    const { start } = this.token;
    const first = this.subscript();
    if (!this.at(",") && first.type !== "starred") return first;
    const items = [first];
    while (this.take(",") && !this.at("]")) items.push(this.subscript());
    return { type: "tuple", items, at: this.place(start) };
  }

  private subscript(): Expression {
    const { start } = this.token;
    const lower = this.at(":") ? undefined : this.starredOr(() => this.namedExpression());
    if (lower && !this.at(":")) return lower;
    this.expect(":");
    const upper = this.at(":", ",", "]") ? undefined : this.expression();
    const step = this.take(":") && !this.at(",", "]") ? this.expression() : undefined;
    return {
      type: "slice",
      ...(lower && { lower }),
      ...(upper && { upper }),
      ...(step && { step }),
      at: this.place(start),
    };
  }

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
      const value = this.nested(() => new ExpressionParser(this.source, tokens, this.depth).field());
      return {
        value,
        ...(conversion && { conversion }),
        ...(spec && { spec: joinTexts(this.formatParts(spec)) }),
      };
    });
  }

  /** All of an embedded piece. */
  private field(): Expression {
    const value = this.valueList();
    if (!this.atType("end")) throw this.unexpected("the end of the field");
    return value;
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

  private clauses(): ComprehensionClause[] {
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
