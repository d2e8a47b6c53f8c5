// Which names are local to which function (The Python Language Reference, 4.2): found before anything runs, so that a local
// is a slot of its frame.

import type { Expression, Parameters, Pattern, Statement } from "./ast.js";

/** The scope of a function, lambda or comprehension. */
export class Scope {
  private readonly slots = new Map<string, number>();
  readonly globals = new Set<string>();
  readonly nonlocals = new Set<string>();

  /** @param kind a comprehension gives its `:=` targets to the function around it */
  constructor(
    readonly parent: Scope | undefined,
    readonly kind: "function" | "comprehension" | "class",
  ) {}

  get size(): number {
    return this.slots.size;
  }

  slot(name: string): number | undefined {
    return this.slots.get(name);
  }

  declare(name: string): void {
    if (this.globals.has(name) || this.nonlocals.has(name) || this.slots.has(name)) return;
    this.slots.set(name, this.slots.size);
  }

  names(): readonly string[] {
    return [...this.slots.keys()];
  }
}

export function parameterNames(parameters: Parameters): string[] {
  const { positionalOnly, positional, rest, keywordOnly, keywords } = parameters;
  return [
    ...positionalOnly,
    ...positional,
    ...(rest ? [rest] : []),
    ...keywordOnly,
    ...(keywords ? [keywords] : []),
  ].map(({ name }) => name);
}

/** Declares what the statements of a body bind. Bodies of functions and classes inside are scopes of their own. */
export function declareBody(scope: Scope, body: readonly Statement[]): void {
  // Declarations hold for all of the body, also before them.
  walkStatements(body, (statement) => {
    if (statement.type === "global") for (const name of statement.names) scope.globals.add(name);
    if (statement.type === "nonlocal") for (const name of statement.names) scope.nonlocals.add(name);
  });
  walkStatements(body, (statement) => declareStatement(scope, statement));
}

function walkStatements(body: readonly Statement[], visit: (statement: Statement) => void): void {
  for (const statement of body) {
    visit(statement);
    switch (statement.type) {
      case "if":
        for (const branch of statement.branches) walkStatements(branch.body, visit);
        walkStatements(statement.otherwise, visit);
        break;
      case "for":
      case "while":
        walkStatements(statement.body, visit);
        walkStatements(statement.otherwise, visit);
        break;
      case "try":
        for (const part of [statement.body, statement.otherwise, statement.finally]) walkStatements(part, visit);
        for (const handler of statement.handlers) walkStatements(handler.body, visit);
        break;
      case "match":
        for (const one of statement.cases) walkStatements(one.body, visit);
    }
  }
}

function declareStatement(scope: Scope, statement: Statement): void {
  declareNamed(scope, statement);
  switch (statement.type) {
    case "assign":
      for (const target of statement.targets) declareTarget(scope, target);
      break;
    case "annotated":
    case "augment":
    case "for":
      declareTarget(scope, statement.target);
      break;
    case "import":
      for (const { name, as } of statement.names) scope.declare(as ?? (name.split(".")[0] as string));
      break;
    case "import-from":
      for (const { name, as } of statement.names) scope.declare(as ?? name);
      break;
    case "function":
    case "class":
      scope.declare(statement.name);
      break;
    case "delete":
      for (const target of statement.targets) declareTarget(scope, target);
      break;
    case "try":
      for (const { name } of statement.handlers) if (name !== undefined) scope.declare(name);
      break;
    case "match":
      for (const { pattern } of statement.cases) declarePattern(scope, pattern);
  }
}

export function declareTarget(scope: Scope, target: Expression): void {
  if (target.type === "name") scope.declare(target.id);
  else if (target.type === "tuple" || target.type === "list")
    for (const item of target.items) declareTarget(scope, item);
  else if (target.type === "starred") declareTarget(scope, target.value);
}

function declarePattern(scope: Scope, pattern: Pattern): void {
  switch (pattern.type) {
    case "capture":
      if (pattern.name !== undefined) scope.declare(pattern.name);
      if (pattern.pattern) declarePattern(scope, pattern.pattern);
      break;
    case "star":
      if (pattern.name !== undefined) scope.declare(pattern.name);
      break;
    case "or":
      for (const one of pattern.patterns) declarePattern(scope, one);
      break;
    case "sequence":
      for (const item of pattern.items) declarePattern(scope, item);
      break;
    case "mapping":
      for (const entry of pattern.entries) declarePattern(scope, entry.pattern);
      if (pattern.rest !== undefined) scope.declare(pattern.rest);
      break;
    case "class":
      for (const one of pattern.positional) declarePattern(scope, one);
      for (const one of pattern.keywords) declarePattern(scope, one.pattern);
  }
}

/** Declares the targets of `:=` in the expressions of one statement, comprehensions included, lambdas not. */
function declareNamed(scope: Scope, statement: Statement): void {
  const open: unknown[] = Object.entries(statement)
    .filter(([key]) => !["body", "otherwise", "finally", "branches", "handlers", "cases", "at"].includes(key))
    .map(([, value]) => value);
  if (statement.type === "if") for (const { test } of statement.branches) open.push(test);
  if (statement.type === "match") for (const { guard } of statement.cases) open.push(guard);
  for (let value = open.pop(); value !== undefined || open.length > 0; value = open.pop()) {
    if (typeof value !== "object" || value === null) continue;
    const { type } = value as { type?: string };
    if (type === "lambda") continue;
    if (type === "named") scope.declare((value as { name: string }).name);
    for (const [key, part] of Object.entries(value)) if (key !== "at") open.push(part);
  }
}

/** Declares the targets of `:=` in one expression, as the body of a lambda is. */
export function declareExpression(scope: Scope, expression: Expression): void {
  declareNamed(scope, { type: "expression", value: expression, at: expression.at });
}
