import type { SluiceError } from "../../errors.js";
import { anywhereProblem } from "../anywhere.js";
import { Decimal } from "../decimal.js";
import { FLAGS, type Flag, type Flags, flagsOf } from "../flags.js";
import type { Condition, FieldPath, Junction, Literal, Operand, Predicate } from "../ir.js";
import { MAX_NESTING } from "../limits.js";
import { readPath } from "../path.js";
import { type Token, TokenCursor } from "./cursor.js";
import { NEGATED_OPERATORS, OPERATORS, type Operator, RESERVED } from "./operators.js";
import { quote } from "./quote.js";

/**
 * A condition from its notation (DESIGN.md, "Condition notation"): one conjunct a line, `not` before `and` before `or` before the
 * end of a line. Conjuncts that are not in parentheses become children of one `and`, on one line or on several.
 * Throws `invalid-condition` with the position in `text`; text is limited to 1 MiB, nesting to 256 levels.
 */
export function parseCondition(text: string): Condition {
  return new Parser(text).whole();
}

class Parser {
  private readonly cursor: TokenCursor;
  readonly #variables: string[] = [];
  /** Open parentheses, quantifiers and `not`s around the cursor: bounds the recursion. */
  #depth = 0;
  /** Levels of the conditions read so far that have children: bounds the result, where `a and b or c` is two levels deep. */
  readonly #heights = new Map<Condition, number>();

  constructor(text: string) {
    this.cursor = new TokenCursor(text, "invalid-condition");
  }

  whole(): Condition {
    const { cursor } = this;
    cursor.skipNewline();
    const start = cursor.token;
    const conjuncts: Condition[] = [];
    do {
      for (const conjunct of this.#alternatives()) conjuncts.push(conjunct);
      if (cursor.token.type !== "end" && cursor.token.type !== "newline") throw this.#unexpected("end of line");
      cursor.skipNewline();
    } while (cursor.token.type !== "end");
    return this.#join("and", conjuncts, start);
  }

  /** A condition in parentheses, at the opening one. */
  #group(): Condition {
    const start = this.cursor.take();
    const condition = this.#join("and", this.#alternatives(), start);
    if (!this.cursor.accept(")")) throw this.#unexpected('")"');
    return condition;
  }

  /** Conjuncts, or one `or` of them. */
  #alternatives(): readonly Condition[] {
    const start = this.cursor.token;
    const conjuncts = this.#terms();
    if (!this.cursor.at("or")) return conjuncts;
    const first = this.#join("and", conjuncts, start);
    this.#takeConnective();
    const others = this.#chain("or", () => {
      const begin = this.cursor.token;
      return this.#join("and", this.#terms(), begin);
    });
    return [this.#join("or", [first, ...others], start)];
  }

  #terms(): readonly Condition[] {
    return this.#chain("and", () => this.#term());
  }

  #chain(connective: "and" | "or", read: () => Condition): Condition[] {
    const conditions = [read()];
    while (this.cursor.at(connective)) {
      this.#takeConnective();
      conditions.push(read());
    }
    return conditions;
  }

  /** Takes `and`, `or` or `not`, after which the line may end. */
  #takeConnective(): void {
    this.cursor.take();
    this.cursor.skipNewline();
  }

  #term(): Condition {
    const { cursor } = this;
    const start = cursor.token;
    if (cursor.at("not")) {
      this.#takeConnective();
      return this.#nested(start, () => this.#node({ type: "not", child: this.#term() }, start));
    }
    if (cursor.at("(")) return this.#nested(start, () => this.#group());
    if (cursor.at("some") || cursor.at("every")) return this.#nested(start, () => this.#quantifier());
    if (cursor.accept("true")) return { type: "and", children: [] };
    if (cursor.accept("false")) return { type: "or", children: [] };
    return this.#predicate();
  }

  #quantifier(): Condition {
    const { cursor } = this;
    const start = cursor.take();
    const type = start.text === "some" ? "some" : "every";
    const place = cursor.token;
    const path = this.#path(`a path after "${type}"`);
    if (path.segments.at(-1)?.type !== "any") {
      throw cursor.error(`a path that ends in "[*]" after "${type}"`, { at: place });
    }
    cursor.expect("as", "after the path");
    if (cursor.token.type !== "word" || RESERVED.has(cursor.token.text)) {
      throw cursor.error('the name of a variable after "as"');
    }
    const as = cursor.take().text;
    cursor.expect(":", "after the variable");
    if (!cursor.at("(")) throw cursor.error('"(" after ":"');
    this.#variables.push(as);
    const body = this.#group();
    this.#variables.pop();
    return this.#node({ type, path, as, body }, start);
  }

  #predicate(): Condition {
    const { cursor } = this;
    const start = cursor.token;
    const operand = this.#operand("a condition");
    const { text, operator, negated } = this.#operator();
    const { predicate, mistyped } = this.#comparison(operand, operator, text);
    const flags = this.#flags(predicate, text);
    if (flags.text && mistyped) throw cursor.error('a string with "text"', { at: mistyped });
    const flagged: Predicate = { ...predicate, ...flags };
    const problem = anywhereProblem(flagged);
    if (problem !== undefined) throw cursor.errorAt(start.start, problem);
    return negated ? this.#node({ type: "not", child: flagged }, start) : flagged;
  }

  #operator(): { text: string; operator: Operator; negated: boolean } {
    const { cursor } = this;
    const { token } = cursor;
    let text = token.type === "word" || token.type === "symbol" ? token.text : "";
    if (text === "not") {
      cursor.take();
      cursor.expect("in", 'after "not" (any other operator is negated before the path)');
      text = "not in";
    }
    const negated = NEGATED_OPERATORS.has(text);
    const operator = negated ? NEGATED_OPERATORS.get(text) : OPERATORS.get(text);
    if (!operator) {
      throw cursor.error("an operator after the path", {
        candidates: [...OPERATORS.keys(), ...NEGATED_OPERATORS.keys()],
      });
    }
    if (text !== "not in") cursor.take();
    return { text, operator, negated };
  }

  /** What follows the operator. `mistyped` is a literal there that is no string. */
  #comparison(operand: Operand, operator: Operator, text: string): { predicate: Predicate; mistyped?: Token } {
    const { cursor } = this;
    const base = { type: "predicate", operand } as const;
    if (operator.takes === "nothing") return { predicate: { ...base, kind: operator.kind } };
    if (operator.takes === "list") return this.#list(operand, `after ${quote(text)}`);

    const start = cursor.token;
    const expected = `${rightHandSide(operator)} after ${quote(text)}`;
    const value = this.#literal();
    if (value === undefined && operator.field) {
      return { predicate: { ...base, kind: operator.field, other: this.#operand(expected) } };
    }
    if (typeof value === "string") return { predicate: { ...base, kind: operator.kind, value } };
    if (value instanceof Decimal && operator.takes !== "string") {
      return { predicate: { ...base, kind: operator.kind, value }, mistyped: start };
    }
    if (value !== undefined && operator.takes === "scalar") {
      return { predicate: { ...base, kind: operator.kind, value }, mistyped: start };
    }
    throw cursor.error(expected, { at: start });
  }

  #list(operand: Operand, after: string): { predicate: Predicate; mistyped?: Token } {
    const { cursor } = this;
    const values: Literal[] = [];
    let mistyped: Token | undefined;
    cursor.expect("[", after);
    if (!cursor.at("]")) {
      do {
        const start = cursor.token;
        const value = this.#literal();
        if (value === undefined) throw cursor.error("a string, number, true, false or null in the list");
        if (typeof value !== "string") mistyped ??= start;
        values.push(value);
      } while (cursor.accept(","));
    }
    if (!cursor.accept("]")) throw cursor.error('"," or "]" in the list');
    const predicate: Predicate = { type: "predicate", kind: "in", operand, values };
    return mistyped ? { predicate, mistyped } : { predicate };
  }

  #flags({ kind }: Predicate, operator: string): Flags {
    const { cursor } = this;
    const allowed = flagsOf(kind);
    const flags: { [F in Flag]?: true } = {};
    for (;;) {
      const flag = FLAGS.find((name) => cursor.at(name));
      if (flag === undefined) return flags;
      if (!allowed.includes(flag)) {
        const others = allowed.length === 0 ? "no flags" : `no flag but ${allowed.map(quote).join(", ")}`;
        throw cursor.error(`${others} with ${quote(operator)}${kind.endsWith("_field") ? " and a path" : ""}`);
      }
      if (flags[flag]) throw cursor.error("each flag once");
      cursor.take();
      flags[flag] = true;
    }
  }

  /** Takes a literal, or takes nothing and gives undefined. */
  #literal(): Literal | undefined {
    const { cursor } = this;
    const { type, value, text } = cursor.token;
    if (type === "string" || type === "raw") return cursor.take().value;
    if (type === "number") {
      const number = this.#number(value);
      cursor.take();
      return number;
    }
    if (type !== "word") return undefined;
    if (text !== "true" && text !== "false" && text !== "null") return undefined;
    cursor.take();
    return text === "null" ? null : text === "true";
  }

  #number(text: string): Decimal {
    try {
      return Decimal.parse(text);
    } catch (cause) {
      throw this.cursor.error("a JSON number with an exponent within ±1,000,000,000", { cause });
    }
  }

  #operand(expected: string): Operand {
    return { type: "path", path: this.#path(expected) };
  }

  #path(expected: string): FieldPath {
    const { cursor } = this;
    const { type, text } = cursor.token;
    if (type === "word" && RESERVED.has(text)) throw cursor.error(`${expected} (the event's key is $.${text})`);
    if (type !== "word" && type !== "string" && !cursor.at("$") && !cursor.at("*")) throw cursor.error(expected);
    return readPath(cursor, this.#variables);
  }

  #join(type: Junction["type"], children: readonly Condition[], start: Token): Condition {
    const [only] = children;
    return only && children.length === 1 ? only : this.#node({ type, children }, start);
  }

  /** Notes how deep a condition with children is. */
  #node(condition: Exclude<Condition, Predicate>, start: Token): Condition {
    let height = 0;
    for (const child of childrenOf(condition)) height = Math.max(height, this.#heights.get(child) ?? 0);
    if (height >= MAX_NESTING) throw this.#tooDeep(start);
    this.#heights.set(condition, height + 1);
    return condition;
  }

  #nested(start: Token, read: () => Condition): Condition {
    if (this.#depth >= MAX_NESTING) throw this.#tooDeep(start);
    this.#depth += 1;
    const condition = read();
    this.#depth -= 1;
    return condition;
  }

  #tooDeep(start: Token): SluiceError {
    return this.cursor.errorAt(start.start, `expected at most ${MAX_NESTING} levels of nesting, found more`);
  }

  #unexpected(close: string): SluiceError {
    return this.cursor.error(`"and", "or" or ${close}`, { candidates: ["and", "or", ...FLAGS] });
  }
}

function rightHandSide(operator: Exclude<Operator, { takes: "nothing" | "list" }>): string {
  if (operator.takes === "scalar") return "a value";
  const literal = operator.takes === "bound" ? "a string, a number" : "a string";
  return operator.field ? `${literal} or a path` : literal;
}

function childrenOf(condition: Exclude<Condition, Predicate>): readonly Condition[] {
  if (condition.type === "not") return [condition.child];
  return "body" in condition ? [condition.body] : condition.children;
}
