// Expressions, by recursive descent with precedence climbing (The Python Language Reference, chapter 6).

import type {
  BinaryOperator,
  CompareOperator,
  ComparisonLink,
  Expression,
  Keyword,
  Parameter,
  Parameters,
} from "./ast.js";
import { syntaxError } from "./error.js";
import { AtomParser } from "./parse-atom.js";
import type { Token } from "./tokens.js";

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

export class ExpressionParser extends AtomParser {
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

  protected yield(): Expression {
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

  protected disjunction(): Expression {
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

  protected binary(least: number): Expression {
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

  protected embedded(tokens: readonly Token[]): Expression {
    return new ExpressionParser(this.source, tokens, this.depth).field();
  }

  /** All of an embedded piece. */
  private field(): Expression {
    const value = this.valueList();
    if (!this.atType("end")) throw this.unexpected("the end of the field");
    return value;
  }
}
