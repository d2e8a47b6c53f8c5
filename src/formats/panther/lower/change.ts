// What statements assign and change: names, and the objects behind them.

import type { Expression, FunctionDefinition, Module, Statement } from "../python/ast.js";

/** Methods that change the object that they are called on. */
export const CHANGING: ReadonlySet<string> = new Set([
  "append",
  "add",
  "extend",
  "update",
  "insert",
  "remove",
  "pop",
  "popitem",
  "clear",
  "discard",
  "sort",
  "reverse",
  "setdefault",
  "difference_update",
  "intersection_update",
  "symmetric_difference_update",
]);

/** The names that a target binds. */
export function namesIn(target: Expression): readonly string[] {
  if (target.type === "name") return [target.id];
  if (target.type === "tuple" || target.type === "list") return target.items.flatMap(namesIn);
  return target.type === "starred" ? namesIn(target.value) : [];
}

/** Whether a node, or one below it, is what is asked for. */
export function anyNode(node: unknown, test: (node: Statement | Expression) => boolean): boolean {
  if (typeof node !== "object" || node === null) return false;
  if ("type" in node && "at" in node && test(node as Statement | Expression)) return true;
  return Object.values(node).some((value) => anyNode(value, test));
}

/** Whether one of the names is in an expression. */
export function mentions(node: Expression, names: readonly string[]): boolean {
  return names.length > 0 && anyNode(node, (one) => one.type === "name" && names.includes(one.id));
}

/** The name at the root of `a[k]` and `a.b`. */
export function rootOf(target: Expression): string | undefined {
  let at = target;
  while (at.type === "subscript" || at.type === "attribute") at = at.object;
  return at !== target && at.type === "name" ? at.id : undefined;
}

interface Changes {
  /** Names that are bound again. */
  readonly bound: Set<string>;
  /** Names whose object is changed. */
  readonly changed: Set<string>;
  /** Names that are declared global. */
  readonly globals: Set<string>;
}

/** Names that statements may bind, or whose objects they may change; functions that they define are not looked into. */
export function assignedIn(statements: readonly Statement[]): ReadonlySet<string> {
  const changes = changesOf(statements);
  return new Set([...changes.bound, ...changes.changed]);
}

/** Globals of a module that its functions bind again or change, so that what they are depends on earlier calls. */
export function changedGlobals(module: Module): ReadonlySet<string> {
  let names = found.get(module);
  if (!names) {
    names = new Set<string>();
    for (const one of functionsIn(module.body)) {
      const { bound, changed, globals } = changesOf(one.body);
      const { positionalOnly, positional, keywordOnly, rest, keywords } = one.parameters;
      for (const { name } of [...positionalOnly, ...positional, ...keywordOnly]) bound.add(name);
      for (const parameter of [rest, keywords]) if (parameter) bound.add(parameter.name);
      for (const name of globals) names.add(name);
      for (const name of changed) if (!bound.has(name)) names.add(name);
    }
    found.set(module, names);
  }
  return names;
}

const found = new WeakMap<Module, Set<string>>();

/** Functions at the top of a module and inside its other statements. */
function functionsIn(statements: readonly Statement[]): readonly FunctionDefinition[] {
  return statements.flatMap((one): readonly FunctionDefinition[] => {
    if (one.type === "function") return [one, ...functionsIn(one.body)];
    if (one.type === "class") return functionsIn(one.body);
    return blocksOf(one).flatMap(functionsIn);
  });
}

/** Whether statements change some list, dict or set. */
export function changesObjects(node: readonly Statement[]): boolean {
  let found = changing.get(node);
  if (found === undefined) {
    found = anyNode(node, changesSome);
    changing.set(node, found);
  }
  return found;
}

const changing = new WeakMap<readonly Statement[], boolean>();

function changesSome(node: Statement | Expression): boolean {
  switch (node.type) {
    case "augment":
    case "delete":
      return true;
    case "attribute":
      return CHANGING.has(node.name);
    case "assign":
      return node.targets.some((target) => rootOf(target) !== undefined);
    default:
      return false;
  }
}

/** The statements inside a statement, but for those of functions and classes. */
export function blocksOf(one: Statement): readonly (readonly Statement[])[] {
  switch (one.type) {
    case "if":
      return [...one.branches.map(({ body }) => body), one.otherwise];
    case "for":
    case "while":
      return [one.body, one.otherwise];
    case "match":
      return one.cases.map(({ body }) => body);
    case "try":
      return [one.body, ...one.handlers.map(({ body }) => body), one.otherwise, one.finally];
    default:
      return [];
  }
}

export function changesOf(statements: readonly Statement[]): Changes {
  const changes: Changes = { bound: new Set(), changed: new Set(), globals: new Set() };
  visit(statements, changes);
  return changes;
}

function visit(statements: readonly Statement[], changes: Changes): void {
  for (const one of statements) {
    for (const name of assignedWithin(one)) changes.bound.add(name);
    switch (one.type) {
      case "assign":
        for (const target of one.targets) assign(target, changes);
        break;
      case "annotated":
      case "augment":
        assign(one.target, changes);
        break;
      case "for":
        assign(one.target, changes);
        break;
      case "expression": {
        const { value } = one;
        if (value.type === "call" && value.callee.type === "attribute" && CHANGING.has(value.callee.name)) {
          const name = rootOf(value.callee);
          if (name !== undefined) changes.changed.add(name);
        }
        break;
      }
      case "delete":
        for (const target of one.targets) assign(target, changes);
        break;
      case "function":
      case "class":
        changes.bound.add(one.name);
        break;
      case "import":
      case "import-from":
        for (const { name, as } of one.names) changes.bound.add(as ?? name);
        break;
      case "global":
        for (const name of one.names) changes.globals.add(name);
        break;
    }
    for (const block of blocksOf(one)) visit(block, changes);
  }
}

/** Names that expressions of a statement assign: `name := value`. */
function assignedWithin(statement: Statement): ReadonlySet<string> {
  let names = within.get(statement);
  if (!names) {
    names = new Set();
    collectAssigned(statement, names);
    within.set(statement, names);
  }
  return names;
}

const within = new WeakMap<Statement, Set<string>>();

function collectAssigned(node: unknown, names: Set<string>): void {
  if (typeof node !== "object" || node === null) return;
  if ("type" in node) {
    if (node.type === "function" || node.type === "class") return;
    if (node.type === "named") names.add((node as Extract<Expression, { type: "named" }>).name);
  }
  for (const value of Object.values(node)) collectAssigned(value, names);
}

function assign(target: Expression, changes: Changes): void {
  if (target.type === "name") changes.bound.add(target.id);
  else if (target.type === "tuple" || target.type === "list") for (const item of target.items) assign(item, changes);
  else if (target.type === "starred") assign(target.value, changes);
  else {
    const root = rootOf(target);
    if (root !== undefined) changes.changed.add(root);
  }
}
