// Python modules: statements, by recursive descent (The Python Language Reference, chapters 7 and 8).
//
// Python 3.11 is taken whole as syntax, f-strings as 3.12 has them. Statements that nothing here could run (`with`, `async`,
// `del` of nothing known) become `unsupported` nodes, so that a module is refused only where a rule reaches them.

import type { Diagnostic } from "../../../diagnostic.js";
import { quote } from "../../../text/diagnose.js";
import type { Source } from "../../../text/source.js";
import type { BinaryOperator, Expression, Handler, ImportedName, MatchCase, Module, Statement } from "./ast.js";
import { PythonError, syntaxError } from "./error.js";
import { PatternParser } from "./parse-pattern.js";
import { tokenise } from "./tokens.js";

/** Characters of one module. The largest that is known has 60 KB. */
const MAX_SIZE = 512 * 1024;
/** Nodes inside each other, of which chains (`a.b.c`, `a + b + c`) make one each. Whoever walks a tree may recurse so deep. */
const MAX_HEIGHT = 500;

const AUGMENTED: ReadonlySet<string> = new Set("+= -= *= /= //= %= **= @= <<= >>= &= |= ^=".split(" "));

/** A module, or what is wrong with its text. Nothing is thrown for what stands there. */
export function parsePython(source: Source): Module | Diagnostic {
  try {
    if (source.text.length > MAX_SIZE) {
      const message = `expected at most ${MAX_SIZE} characters of Python, found ${source.text.length}`;
      throw new PythonError("file-too-large", message, 0, 0);
    }
    const body = new StatementParser(source, tokenise(source.text)).module();
    checkHeight(source, body);
    return { file: source.file, body };
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    const { code, message, start, end } = error;
    return { code, severity: "error", message, span: source.span(start, end) };
  }
}

/** Refuses trees that are too high to walk by recursion; walks without. */
function checkHeight(source: Source, body: readonly Statement[]): void {
  const open: { readonly value: object; readonly height: number }[] = [{ value: body, height: 0 }];
  for (let found = open.pop(); found; found = open.pop()) {
    const { value, height } = found;
    if (height > MAX_HEIGHT && "type" in value && "at" in value) {
      const offset = source.lines.offset((value as Expression).at);
      const message = `expected at most ${MAX_HEIGHT} expressions and blocks inside each other`;
      throw new PythonError("nesting-too-deep", message, offset, offset);
    }
    const below = "type" in value ? height + 1 : height;
    for (const child of Object.values(value)) {
      if (typeof child === "object" && child !== null) open.push({ value: child, height: below });
    }
  }
}

class StatementParser extends PatternParser {
  private inFunction = false;
  private inLoop = false;

  module(): Statement[] {
    const body: Statement[] = [];
    while (!this.atType("end")) body.push(...this.statement());
    return body;
  }

  /** One statement, or the several of a line. */
  private statement(): Statement[] {
    if (this.atType("indent")) throw this.unexpected("a line that is not indented");
    const compound = this.compound();
    if (compound) return [compound];
    const line = [this.small()];
    while (this.take(";") && !this.atType("newline")) line.push(this.small());
    this.expectType("newline", "the end of the statement");
    return line;
  }

  private compound(): Statement | undefined {
    const { text, type } = this.token;
    if (type === "name") return text === "match" && this.startsMatch() ? this.nested(() => this.match()) : undefined;
    if (text === "@" && type === "operator") return this.nested(() => this.decorated());
    if (type !== "keyword") return undefined;
    switch (text) {
      case "if":
        return this.nested(() => this.if());
      case "for":
        return this.nested(() => this.for());
      case "while":
        return this.nested(() => this.while());
      case "try":
        return this.nested(() => this.try());
      case "with":
        return this.nested(() => this.with());
      case "def":
        return this.nested(() => this.function([]));
      case "class":
        return this.nested(() => this.class([]));
      case "async":
        return this.nested(() => this.async());
      default:
        return undefined;
    }
  }

  private block(): Statement[] {
    this.expect(":");
    const body: Statement[] = [];
    if (!this.atType("newline")) {
      do body.push(this.small());
      while (this.take(";") && !this.atType("newline"));
      this.expectType("newline", "the end of the statement");
      return body;
    }
    this.next();
    this.expectType("indent", "an indented block");
    while (!this.atType("dedent")) body.push(...this.statement());
    this.next();
    return body;
  }

  private loopBlock(): Statement[] {
    const outer = this.inLoop;
    this.inLoop = true;
    const body = this.block();
    this.inLoop = outer;
    return body;
  }

  /** The block of a function or a class, which loops and functions around do not reach into. */
  private scopeBlock(isFunction: boolean): Statement[] {
    const { inFunction, inLoop } = this;
    this.inFunction = isFunction;
    this.inLoop = false;
    const body = this.block();
    this.inFunction = inFunction;
    this.inLoop = inLoop;
    return body;
  }

  private else(): Statement[] {
    return this.take("else") ? this.block() : [];
  }

  private if(): Statement {
    const { start } = this.expect("if");
    const branches = [{ test: this.namedExpression(), body: this.block() }];
    while (this.take("elif")) branches.push({ test: this.namedExpression(), body: this.block() });
    return { type: "if", branches, otherwise: this.else(), at: this.place(start) };
  }

  private for(): Statement {
    const { start } = this.expect("for");
    const target = this.targetList();
    this.expect("in");
    const iterable = this.expressionList();
    const body = this.loopBlock();
    return { type: "for", target, iterable, body, otherwise: this.else(), at: this.place(start) };
  }

  private while(): Statement {
    const { start } = this.expect("while");
    const test = this.namedExpression();
    const body = this.loopBlock();
    return { type: "while", test, body, otherwise: this.else(), at: this.place(start) };
  }

  private try(): Statement {
    const { start } = this.expect("try");
    const body = this.block();
    const handlers: Handler[] = [];
    let group = false;
    while (this.at("except")) {
      const handler = this.next();
      if (handlers.length > 0 && !handlers.at(-1)?.exception) {
        throw syntaxError("expected the handler of all exceptions to be the last", handler.start, handler.end);
      }
      group = this.take("*") || group;
      const exception = this.at(":") ? undefined : this.expression();
      const name = exception && this.take("as") ? this.expectName() : undefined;
      const handled = this.block();
      handlers.push({
        ...(exception && { exception }),
        ...(name !== undefined && { name }),
        body: handled,
        at: this.place(handler.start),
      });
    }
    const otherwise = handlers.length > 0 ? this.else() : [];
    const final = this.take("finally") ? this.block() : [];
    if (handlers.length === 0 && final.length === 0) throw this.unexpected('"except" or "finally"');
    const at = this.place(start);
    if (group) return { type: "unsupported", construct: "except*", at };
    return { type: "try", body, handlers, otherwise, finally: final, at };
  }

  private with(): Statement {
    const { start } = this.expect("with");
    // Its managers are not looked at: only where the block begins.
    for (let brackets = 0; brackets > 0 || !this.at(":"); this.next()) {
      if (this.atType("newline") || this.atType("end")) throw this.unexpected('":"');
      if (this.at("(", "[", "{")) brackets++;
      else if (this.at(")", "]", "}")) brackets--;
    }
    this.block();
    return { type: "unsupported", construct: "with statement", at: this.place(start) };
  }

  private async(): Statement {
    const { start } = this.expect("async");
    if (!this.at("def", "for", "with")) throw this.unexpected('"def", "for" or "with"');
    const { text } = this.token;
    if (text === "def") this.function([]);
    else if (text === "for") this.for();
    else this.with();
    return { type: "unsupported", construct: `async ${text}`, at: this.place(start) };
  }

  private decorated(): Statement {
    const decorators: Expression[] = [];
    while (this.take("@")) {
      decorators.push(this.namedExpression());
      this.expectType("newline", "the end of the line");
    }
    if (this.at("def")) return this.function(decorators);
    if (this.at("class")) return this.class(decorators);
    if (this.at("async")) return this.async();
    throw this.unexpected("a function or a class after its decorators");
  }

  private function(decorators: readonly Expression[]): Statement {
    const { start } = this.expect("def");
    const name = this.expectName();
    this.expect("(");
    const parameters = this.parameters(")", true);
    this.expect(")");
    if (this.take("->")) this.expression();
    const body = this.scopeBlock(true);
    return { type: "function", name, parameters, body, decorators, at: this.place(start) };
  }

  private class(decorators: readonly Expression[]): Statement {
    const { start } = this.expect("class");
    const name = this.expectName();
    const { args, keywords } = this.at("(") ? this.arguments() : { args: [], keywords: [] };
    const body = this.scopeBlock(false);
    return { type: "class", name, bases: args, keywords, body, decorators, at: this.place(start) };
  }

  /** `match` is a name like any other, but where its line ends with a colon and a block that begins with `case`. */
  private startsMatch(): boolean {
    let distance = 1;
    while (!["newline", "end"].includes(this.peek(distance)?.type ?? "end")) distance++;
    const colon = this.peek(distance - 1);
    const keyword = this.peek(distance + 2);
    return (
      distance > 2 &&
      colon?.type === "operator" &&
      colon.text === ":" &&
      this.peek(distance + 1)?.type === "indent" &&
      keyword?.type === "name" &&
      keyword.text === "case"
    );
  }

  private match(): Statement {
    const { start } = this.next();
    const subject = this.expressionList(() => this.starredOr(() => this.namedExpression()));
    this.expect(":");
    this.expectType("newline", "the end of the line");
    this.expectType("indent", "an indented block");
    const cases: MatchCase[] = [];
    while (!this.atType("dedent")) {
      const keyword = this.token;
      if (keyword.type !== "name" || keyword.text !== "case") throw this.unexpected('"case"');
      this.next();
      const pattern = this.patterns();
      const guard = this.take("if") ? this.namedExpression() : undefined;
      const body = this.block();
      cases.push({ pattern, ...(guard && { guard }), body, at: this.place(keyword.start) });
    }
    this.next();
    return { type: "match", subject, cases, at: this.place(start) };
  }

  private small(): Statement {
    const { text, type, start, end } = this.token;
    if (type !== "keyword") return this.expressionOrAssignment();
    switch (text) {
      case "pass":
        this.next();
        return { type: "pass", at: this.place(start) };
      case "break":
      case "continue":
        if (!this.inLoop) throw syntaxError(`expected a loop around "${text}"`, start, end);
        this.next();
        return { type: text, at: this.place(start) };
      case "return": {
        if (!this.inFunction) throw syntaxError('expected a function around "return"', start, end);
        this.next();
        const value = this.startsExpression() ? this.expressionList() : undefined;
        return { type: "return", ...(value && { value }), at: this.place(start) };
      }
      case "raise":
        return this.raise();
      case "global":
      case "nonlocal":
        return this.scope(text);
      case "del":
        return this.delete();
      case "assert": {
        this.next();
        const test = this.expression();
        const message = this.take(",") ? this.expression() : undefined;
        return { type: "assert", test, ...(message && { message }), at: this.place(start) };
      }
      case "import":
        this.next();
        return { type: "import", names: this.importedNames(true), at: this.place(start) };
      case "from":
        return this.importFrom();
      default:
        return this.expressionOrAssignment();
    }
  }

  private raise(): Statement {
    const { start } = this.expect("raise");
    const exception = this.startsExpression() ? this.expression() : undefined;
    const cause = exception && this.take("from") ? this.expression() : undefined;
    return { type: "raise", ...(exception && { exception }), ...(cause && { cause }), at: this.place(start) };
  }

  private scope(type: "global" | "nonlocal"): Statement {
    const { start } = this.next();
    const names = [this.expectName()];
    while (this.take(",")) names.push(this.expectName());
    return { type, names, at: this.place(start) };
  }

  private delete(): Statement {
    const { start } = this.expect("del");
    const targets = this.targetList();
    const list = targets.type === "tuple" ? targets.items : [targets];
    return { type: "delete", targets: list, at: this.place(start) };
  }

  private importFrom(): Statement {
    const { start } = this.expect("from");
    let level = 0;
    while (this.at(".", "...")) level += this.next().text.length;
    const module = level > 0 && this.at("import") ? "" : this.dottedName();
    this.expect("import");
    if (this.take("*")) return { type: "unsupported", construct: "import *", at: this.place(start) };
    const bracketed = this.take("(");
    const names = this.importedNames(false, bracketed);
    if (bracketed) this.expect(")");
    return { type: "import-from", module, level, names, at: this.place(start) };
  }

  private importedNames(dotted: boolean, bracketed = false): ImportedName[] {
    const names: ImportedName[] = [];
    do {
      if (bracketed && names.length > 0 && this.at(")")) break;
      const { start } = this.token;
      const name = dotted ? this.dottedName() : this.expectName();
      const as = this.take("as") ? this.expectName() : undefined;
      names.push({ name, ...(as !== undefined && { as }), at: this.place(start) });
    } while (this.take(","));
    return names;
  }

  private dottedName(): string {
    let name = this.expectName();
    while (this.take(".")) name += `.${this.expectName()}`;
    return name;
  }

  private expressionOrAssignment(): Statement {
    const { start } = this.token;
    let value = this.valueList();
    if (this.take(":")) {
      this.checkTarget(value, { single: true });
      const annotation = this.expression();
      const assigned = this.take("=") ? this.valueList() : undefined;
      return {
        type: "annotated",
        target: value,
        annotation,
        ...(assigned && { value: assigned }),
        at: this.place(start),
      };
    }
    const { text, type } = this.token;
    if (type === "operator" && AUGMENTED.has(text)) {
      this.checkTarget(value, { single: true });
      this.next();
      const op = text.slice(0, -1) as BinaryOperator;
      return { type: "augment", target: value, op, value: this.valueList(), at: this.place(start) };
    }
    const targets: Expression[] = [];
    while (this.take("=")) {
      this.checkTarget(value);
      targets.push(value);
      value = this.valueList();
    }
    if (targets.length > 0) return { type: "assign", targets, value, at: this.place(start) };
    if (value.type === "starred") throw syntaxError(`expected no star here, found ${quote("*")}`, start, start + 1);
    return { type: "expression", value, at: this.place(start) };
  }
}
