// A pack, ready to run: each rule's module with its helpers imported, and what rule(), title() and the others say of an event.

import type { Diagnostic } from "../../diagnostic.js";
import { type EmbeddedModule, toJavaScript, toModule, toPython } from "./embed.js";
import { installEvent } from "./event.js";
import { modelPath } from "./jsonpath.js";
import type { Detection, Helper, Pack } from "./load.js";
import type { Module } from "./python/ast.js";
import { BUILTINS } from "./python/builtins/functions.js";
import { compileModule } from "./python/compile.js";
import { Raised, raise, Stopped } from "./python/exceptions.js";
import { type DataModel, PantherEvent } from "./python/frozen.js";
import { defaultRunLimits, Machine, type RunLimits } from "./python/machine.js";
import { PyMissing } from "./python/missing.js";
import { standardModules } from "./python/modules/registry.js";
import { isTrue } from "./python/operate.js";
import { toText } from "./python/text.js";
import { type PyDict, PyModule, type Value } from "./python/values.js";

export interface RunOptions {
  /** Limits of one call that differ from the defaults. */
  readonly limits?: Partial<RunLimits>;
  /** Modules that the pack imports and does not hold, by dotted name. `loadPack` takes their names, so that it asks for no others. */
  readonly modules?: Readonly<Record<string, EmbeddedModule>>;
  /** What `event.lookup(table, key)` gives; undefined for None. */
  readonly lookups?: (table: string, key: unknown) => unknown;
}

/** What of a pack its rules reach. */
export interface Library {
  readonly helpers: ReadonlyMap<string, Pick<Helper, "module">>;
  readonly dataModels: Pack["dataModels"];
}

/** Why a call gave no value. `refused`: Python that is not run here; `error`: an exception that the rule raised. */
export interface Failure {
  readonly kind: "refused" | "error";
  readonly code: "python-error" | "python-limit" | "python-unsupported";
  /** For an exception `TypeName: text`. */
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
}

/** What the functions of a rule are called with, or those of a policy, which get the resource itself. */
export type Subject = PantherEvent | PyDict;

export type Outcome = { readonly value: Value } | { readonly failure: Failure };

/** A rule whose module is imported. Its globals live as long as it does, as they do in Panther. */
export interface LoadedRule {
  readonly detection: Detection;
  readonly globals: PyModule;
}

/** Runs the rules of one pack. Everything is in this object: two runners share nothing that changes. */
export class Runner<P extends Library = Pack> {
  readonly machine: Machine;
  private readonly helpers = new Map<string, PyModule>();
  private readonly standard = standardModules();
  private readonly compiled = new Map<Module, (machine: Machine, globals: PyModule) => void>();
  private readonly importing: string[] = [];
  private models: ReadonlyMap<string, DataModel> | undefined;
  private readonly failures = new Map<string, Raised | Stopped>();
  readonly diagnostics: Diagnostic[] = [];

  constructor(
    readonly pack: P,
    private readonly options: RunOptions = {},
  ) {
    installEvent();
    this.machine = new Machine((_machine, name) => this.importModule(name), { ...defaultRunLimits, ...options.limits });
  }

  /** Imports a rule's module, with limits of its own. */
  load(detection: Detection): LoadedRule | Failure {
    const { module, spec } = detection;
    const globals = new PyModule(spec.id, new Map());
    try {
      this.machine.run(() => this.execute(module, globals));
      return { detection, globals };
    } catch (error) {
      return this.failureOf(error);
    }
  }

  private execute(module: Module, globals: PyModule): void {
    let run = this.compiled.get(module);
    if (!run) {
      run = compileModule(module, BUILTINS);
      this.compiled.set(module, run);
    }
    run(this.machine, globals);
  }

  private importModule(name: string): PyModule | PyMissing {
    const known = this.helpers.get(name) ?? this.embedded(name);
    if (known) return known;
    const helper = this.pack.helpers.get(name);
    if (!helper) return this.standard.get(name) ?? new PyMissing(name);
    const failed = this.failures.get(name);
    if (failed) throw failed;
    if (this.importing.includes(name)) {
      throw new Stopped("python-unsupported", `modules import each other: ${[...this.importing, name].join(" -> ")}`);
    }
    const globals = new PyModule(name, new Map());
    this.importing.push(name);
    try {
      this.execute(helper.module, globals);
    } catch (error) {
      if (error instanceof Raised || error instanceof Stopped) this.failures.set(name, error);
      throw error;
    } finally {
      this.importing.pop();
    }
    this.helpers.set(name, globals);
    return globals;
  }

  private embedded(name: string): PyModule | undefined {
    const members = this.options.modules && Object.hasOwn(this.options.modules, name) && this.options.modules[name];
    if (!members) return undefined;
    const module = toModule(this.machine, name, members);
    this.helpers.set(name, module);
    return module;
  }

  /** What a detection's functions are called with: an event, or for a policy the resource as it is (panther_core: Policy). */
  subject({ spec }: Detection, value: PyDict): Subject {
    return spec.type === "policy" ? value : this.event(value);
  }

  /** An event as rules see it, with the data model of its own log type. */
  event(value: PyDict): PantherEvent {
    const type = value.entries.get("p_log_type")?.value;
    const model = typeof type === "string" ? this.dataModels().get(type) : undefined;
    const { lookups } = this.options;
    const { machine } = this;
    const look =
      lookups &&
      ((table: Value, key: Value) => toPython(machine, lookups(toText(machine, table), toJavaScript(machine, key))));
    return new PantherEvent(value, model, look);
  }

  private dataModels(): ReadonlyMap<string, DataModel> {
    this.models ??= this.loadModels();
    return this.models;
  }

  private loadModels(): ReadonlyMap<string, DataModel> {
    const models = new Map<string, DataModel>();
    for (const { spec, module } of this.pack.dataModels) {
      if (!spec.enabled) continue;
      const globals = new PyModule(spec.id, new Map());
      try {
        if (module) this.machine.run(() => this.execute(module, globals));
      } catch (error) {
        const { code, message } = this.failureOf(error);
        this.diagnostics.push({ code, severity: "error", message, span: spec.span, rule: spec.id });
        continue;
      }
      const paths = new Map<string, readonly (string | number)[]>();
      const methods = new Map<string, Value>();
      for (const { name, path, method } of spec.mappings) {
        const steps = path === undefined ? undefined : modelPath(path);
        const target = method === undefined ? undefined : globals.attributes.get(method);
        if (steps) paths.set(name, steps);
        else if (target !== undefined) methods.set(name, target);
        else {
          const message = `expected a path of names or a function of the module for ${name}, found ${path ?? method}`;
          this.diagnostics.push({
            code: "python-unsupported",
            severity: "error",
            message,
            span: spec.span,
            rule: spec.id,
          });
        }
      }
      for (const type of spec.logTypes) models.set(type, { id: spec.id, paths, methods });
    }
    return models;
  }

  /** Calls a function of a rule with an event; undefined where the rule has no such function. */
  call(rule: LoadedRule, name: string, event: Subject): Outcome | undefined {
    const target = rule.globals.attributes.get(name);
    if (target === undefined) return undefined;
    try {
      return { value: this.machine.run(() => this.machine.call(target, [event])) };
    } catch (error) {
      return { failure: this.failureOf(error) };
    }
  }

  /** Whether rule() or policy() says true, as Python's truth. */
  judge(rule: LoadedRule, event: Subject): boolean | Failure {
    const name = rule.detection.spec.type === "policy" ? "policy" : "rule";
    const outcome = this.call(rule, name, event);
    if (!outcome) return this.failureOf(raise("AttributeError", `the module has no function ${name}`));
    if ("failure" in outcome) return outcome.failure;
    try {
      return this.machine.run(() => isTrue(this.machine, outcome.value));
    } catch (error) {
      return this.failureOf(error);
    }
  }

  private failureOf(error: unknown): Failure {
    if (error instanceof Stopped) {
      const { code, message, place } = error;
      return { kind: "refused", code, message, ...(place && { file: place.file, line: place.line }) };
    }
    if (!(error instanceof Raised)) throw error;
    const { exception, place } = error;
    return {
      kind: "error",
      code: "python-error",
      message: this.exceptionText(exception),
      ...(place && { file: place.file, line: place.line }),
    };
  }

  private exceptionText(exception: Raised["exception"]): string {
    try {
      const text = this.machine.run(() => toText(this.machine, exception));
      return text === "" ? exception.class.name : `${exception.class.name}: ${text}`;
    } catch {
      // An exception whose own text cannot be made still has a name.
      return exception.class.name;
    }
  }
}
