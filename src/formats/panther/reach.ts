// What a rule would need and does not have: the Python that its rule() may reach, looked through before anything runs. It may
// reach less than is found here, as no condition is looked at; and a test's mocks may stand for what is missing.

import type { Diagnostic } from "../../diagnostic.js";
import type { PantherCode } from "./codes.js";
import type { ClassDefinition, Expression, FunctionDefinition, Module, Place, Statement } from "./python/ast.js";
import { isRefused } from "./python/builtins/functions.js";
import { isForbidden } from "./python/call.js";
import { declareBody, parameterNames, Scope } from "./python/scope.js";

/** Modules by the names that Python imports them by. */
export interface ModuleIndex {
  readonly helpers: ReadonlyMap<string, Module>;
  /** Whether a module that is no helper is there. */
  readonly isKnown: (name: string) => boolean;
}

/** One thing that is not available, and where. */
interface Lack {
  readonly code: PantherCode;
  readonly message: string;
  readonly file: string;
  readonly at: Place;
}

type Definition = FunctionDefinition | ClassDefinition;
type Binding =
  | { readonly type: "definition"; readonly node: Definition }
  | { readonly type: "module"; readonly name: string }
  | { readonly type: "member"; readonly module: string; readonly name: string };

/** Finds what rules reach; what functions of helpers reach is looked up once. */
export class Reach {
  private readonly bindings = new Map<Module, ReadonlyMap<string, Binding>>();
  private readonly parts = new Map<object, readonly Lack[]>();
  private readonly references = new Map<object, ReadonlySet<string>>();

  constructor(private readonly index: ModuleIndex) {}

  /** Diagnostics of a function of a rule, and of what its module does when it is imported. Empty where nothing is missing. */
  of(module: Module, name: string, rule: string): readonly Diagnostic[] {
    const seen = new Set<object>();
    const lacks: Lack[] = [...this.import(module, seen)];
    const target = this.bindingsOf(module).get(name);
    if (target) lacks.push(...this.follow(module, target, seen));
    const told = new Set<string>();
    return lacks.flatMap(({ code, message, file, at }) => {
      if (told.has(message)) return [];
      told.add(message);
      return [{ code, severity: "error" as const, message, span: { file, ...at }, rule }];
    });
  }

  /** What a module's own statements reach, and those of the helpers that it imports. */
  private import(module: Module, seen: Set<object>): readonly Lack[] {
    if (seen.has(module)) return [];
    seen.add(module);
    const top = module.body.filter(({ type }) => type !== "function" && type !== "class");
    const lacks = [...this.lacksOf(module, top, new Set())];
    for (const name of this.namesOf(top, new Set())) {
      const binding = this.bindingsOf(module).get(name);
      // Names of imports stand there without being used.
      if (binding?.type === "definition") lacks.push(...this.follow(module, binding, seen));
    }
    for (const binding of this.bindingsOf(module).values()) {
      const name = binding.type === "module" ? binding.name : binding.type === "member" ? binding.module : "";
      const helper = this.index.helpers.get(name);
      if (helper) lacks.push(...this.import(helper, seen));
    }
    return lacks;
  }

  private follow(module: Module, binding: Binding, seen: Set<object>): readonly Lack[] {
    if (binding.type === "member") {
      const helper = this.index.helpers.get(binding.module);
      const target = helper && this.bindingsOf(helper).get(binding.name);
      return helper && target ? this.follow(helper, target, seen) : [];
    }
    if (binding.type === "module" || seen.has(binding.node)) return [];
    const { node } = binding;
    seen.add(node);
    const own = localNames(node);
    const lacks = [...this.lacksOf(module, node.body, own, node)];
    for (const name of this.namesOf(node.body, own, node)) {
      const target = this.bindingsOf(module).get(name);
      if (target) lacks.push(...this.follow(module, target, seen));
    }
    return lacks;
  }

  private bindingsOf(module: Module): ReadonlyMap<string, Binding> {
    const known = this.bindings.get(module);
    if (known) return known;
    const found = new Map<string, Binding>();
    for (const statement of module.body) bind(statement, found);
    this.bindings.set(module, found);
    return found;
  }

  private namesOf(body: readonly Statement[], own: ReadonlySet<string>, key: object = body): ReadonlySet<string> {
    const known = this.references.get(key);
    if (known) return known;
    const names = new Set<string>();
    walk(body, (node) => {
      if (node.type === "name" && !own.has(node.id)) names.add(node.id);
    });
    this.references.set(key, names);
    return names;
  }

  /** What these nodes ask for by themselves. */
  private lacksOf(
    module: Module,
    body: readonly Statement[],
    own: ReadonlySet<string>,
    key: object = body,
  ): readonly Lack[] {
    const known = this.parts.get(key);
    if (known) return known;
    const lacks: Lack[] = [];
    const add = (at: Place, code: PantherCode, message: string) => lacks.push({ code, message, file: module.file, at });
    const bindings = this.bindingsOf(module);
    walk(body, (node) => {
      if (node.type === "unsupported") add(node.at, "python-unsupported", `${node.construct} is not supported`);
      else if (node.type === "attribute" && isForbidden(node.name)) {
        add(node.at, "python-unsupported", `the attribute ${node.name} is not supported`);
      } else if (node.type === "call" && node.callee.type === "name") {
        const { id } = node.callee;
        if (isRefused(id) && !own.has(id) && !bindings.has(id))
          add(node.at, "python-unsupported", `${id}() is not supported`);
      } else if (node.type === "name" && !own.has(node.id)) {
        const binding = bindings.get(node.id);
        const from =
          binding?.type === "module" ? binding.name : binding?.type === "member" ? binding.module : undefined;
        if (from === undefined || this.index.helpers.has(from) || this.index.isKnown(from)) return;
        add(node.at, "unknown-module", `expected the module ${from}, found none: the pack does not hold it`);
      }
    });
    this.parts.set(key, lacks);
    return lacks;
  }
}

function bind(statement: Statement, found: Map<string, Binding>): void {
  switch (statement.type) {
    case "function":
    case "class":
      found.set(statement.name, { type: "definition", node: statement });
      return;
    case "import":
      for (const { name, as } of statement.names) {
        const top = name.split(".")[0] as string;
        found.set(as ?? top, { type: "module", name: as === undefined ? top : name });
      }
      return;
    case "import-from":
      for (const { name, as } of statement.names)
        found.set(as ?? name, { type: "member", module: statement.module, name });
      return;
    case "if":
      for (const { body } of statement.branches) for (const one of body) bind(one, found);
      for (const one of statement.otherwise) bind(one, found);
      return;
    case "try":
      for (const one of [...statement.body, ...statement.otherwise, ...statement.finally]) bind(one, found);
  }
}

/** Names that a function binds for itself: they hide those of its module. */
function localNames(node: Definition): ReadonlySet<string> {
  const scope = new Scope(undefined, "function");
  if (node.type === "function") for (const name of parameterNames(node.parameters)) scope.declare(name);
  if (node.type === "function") declareBody(scope, node.body);
  return new Set(scope.names());
}

/** Each node below, functions inside functions too. */
function walk(body: readonly Statement[], visit: (node: Expression | Statement) => void): void {
  const open: unknown[] = [...body];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== "object" || value === null) continue;
    if ("type" in value && "at" in value) visit(value as Expression | Statement);
    for (const [key, part] of Object.entries(value)) {
      // Annotations are not evaluated.
      if (key !== "at" && key !== "annotation" && typeof part === "object") open.push(part);
    }
  }
}
