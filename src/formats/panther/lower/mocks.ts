// Globals that functions bind again only where a test put a mock in their place:
//
//     global ALLOW_LIST
//     if isinstance(ALLOW_LIST, MagicMock):
//         ALLOW_LIST = json.loads(ALLOW_LIST())
//
// Tests with mocks are run by the interpreter, so what a rule is lowered to may take such a global for what the module made it.

import type { Expression, Module, Statement } from "../python/ast.js";
import { CHANGING, rootOf } from "./change.js";
import { only, type Scope, type Value } from "./values.js";

const MOCK = "MagicMock";
const MOCK_MODULE = "unittest.mock";

/**
 * The globals of a module that no function binds or changes unless they are mocks, and that are none.
 * @param scope what the module's statements made of its names
 */
export function unmockedGlobals(module: Module, scope: Scope): ReadonlySet<string> {
  const mock = only(scope.names.get(MOCK) ?? []);
  if (mock?.type !== "builtin" || mock.name !== `${MOCK_MODULE}.${MOCK}`) return new Set();
  const uses = usesOf(module);
  if (uses.opaque || uses.touched.has(MOCK) || uses.touched.has("isinstance")) return new Set();
  return new Set([...uses.globals].filter((name) => !uses.touched.has(name) && isData(scope.names.get(name))));
}

/** Whether a value is certainly no mock. */
function isData(value: Value | undefined): boolean {
  const atom = value && only(value);
  return atom?.type === "constant" || atom?.type === "sequence" || atom?.type === "mapping";
}

interface Uses {
  /** Names that are declared global. */
  readonly globals: Set<string>;
  /** Names that may be bound or changed, other than by a statement of the module or where they are mocks. */
  readonly touched: Set<string>;
  /** Something is in the module of which it is not known what it binds. */
  opaque: boolean;
}

const NOBODY: ReadonlySet<string> = new Set();

function usesOf(module: Module): Uses {
  const uses: Uses = { globals: new Set(), touched: new Set(), opaque: false };
  for (const statement of module.body) {
    // What these bind is in the scope when the module has run.
    if (assignsNames(statement)) walk(statement.value, uses, NOBODY, false);
    else if (!importsMock(statement)) walk(statement, uses, NOBODY, false);
  }
  return uses;
}

function assignsNames(statement: Statement): statement is Extract<Statement, { type: "assign" }> {
  return statement.type === "assign" && statement.targets.every(({ type }) => type === "name");
}

/** `from unittest.mock import MagicMock` */
function importsMock(statement: Statement): boolean {
  if (statement.type !== "import-from" || statement.level > 0 || statement.module !== MOCK_MODULE) return false;
  return statement.names.every(({ name, as }) => name === MOCK && as === undefined);
}

/**
 * Notes what a part of a tree binds or changes. Whatever stands in it as a text may be a name that is bound (`name` of `name := 1`,
 * `rest` of a pattern); a name that is only read is the `id` of an expression.
 * @param mocked names that are mocks wherever this part runs
 * @param isTarget whether the names in it are assigned to
 */
function walk(node: unknown, uses: Uses, mocked: ReadonlySet<string>, isTarget: boolean): void {
  if (typeof node === "string") {
    if (!mocked.has(node)) uses.touched.add(node);
    return;
  }
  if (typeof node !== "object" || node === null) return;
  if (Array.isArray(node)) {
    for (const one of node) walk(one, uses, mocked, isTarget);
    return;
  }
  const part = node as Expression | Statement;
  switch (part.type) {
    case "name":
      if (isTarget) walk(part.id, uses, mocked, true);
      return;
    case "global":
      for (const name of part.names) uses.globals.add(name);
      return;
    case "if":
      for (const { test, body } of part.branches) {
        const name = mockTested(test);
        walk(test, uses, mocked, false);
        walk(body, uses, name === undefined ? mocked : new Set([...mocked, name]), false);
      }
      walk(part.otherwise, uses, mocked, false);
      return;
    case "unsupported":
      uses.opaque = true;
      return;
    case "attribute":
      if (CHANGING.has(part.name)) walk(rootOf(part), uses, mocked, false);
      break;
  }
  for (const [key, value] of Object.entries(part))
    if (key !== "at") walk(value, uses, mocked, isTarget || key === "target" || key === "targets");
}

/** The name of which `isinstance(name, MagicMock)` is asked. */
function mockTested(test: Expression): string | undefined {
  if (test.type !== "call" || test.callee.type !== "name" || test.callee.id !== "isinstance") return undefined;
  const [tested, mock, ...more] = test.args;
  if (tested?.type !== "name" || mock?.type !== "name" || mock.id !== MOCK) return undefined;
  return more.length === 0 && test.keywords.length === 0 ? tested.id : undefined;
}
