// A folder in the layout of panther-analysis, read whole: YAML specs, the Python beside them, and an account of every file.

import { posix, relative, sep } from "node:path";
import type { Diagnostic } from "../../diagnostic.js";
import type { RuleText } from "../../rule/ir.js";
import { readSources } from "../../text/files.js";
import type { YamlNode } from "../../text/node.js";
import { Source } from "../../text/source.js";
import { defaultYamlLimits, readYaml, type YamlLimits } from "../../text/yaml.js";
import type { PantherCode } from "./codes.js";
import type { Module } from "./python/ast.js";
import { standardModules } from "./python/modules/registry.js";
import { parsePython } from "./python/parse.js";
import { Reach } from "./reach.js";
import { simpleModule } from "./simple.js";
import {
  type DataModelSpec,
  type DetectionSpec,
  type GlobalSpec,
  type OtherSpec,
  readSpec,
  type Spec,
} from "./spec.js";

export interface LoadOptions {
  /** Limits of YAML that differ from the defaults. */
  readonly limits?: Partial<YamlLimits>;
  /** Names of modules that the pack imports and does not hold, and that the embedder gives to its `Runner`. */
  readonly modules?: Iterable<string>;
}

/** What became of a file of the pack. */
export interface FileAccount {
  readonly file: string;
  readonly kind: "detection" | "helper" | "data-model" | "not-a-rule" | "refused";
  /** For people: what it is, or why it is refused. */
  readonly reason: string;
}

export interface Detection {
  readonly spec: DetectionSpec;
  /** The rule's Python, or the Python that its `Detection` block stands for. */
  readonly module: Module;
  /** The rule as written: its YAML, and its Python where it has a file of it. */
  readonly body: readonly RuleText[];
  /** What rule() may reach and is not there; empty for most. Where it is reached, the rule gives no answer. */
  readonly refusals: readonly Diagnostic[];
}

export interface Helper {
  readonly spec: GlobalSpec;
  readonly module: Module;
}

export interface PackDataModel {
  readonly spec: DataModelSpec;
  readonly module: Module | undefined;
}

/** A pack as read: nothing of it has run. */
export interface Pack {
  readonly detections: readonly Detection[];
  /** By the name that rules import them by. */
  readonly helpers: ReadonlyMap<string, Helper>;
  readonly dataModels: readonly PackDataModel[];
  readonly others: readonly OtherSpec[];
  readonly files: readonly FileAccount[];
  readonly diagnostics: Diagnostic[];
}

/**
 * Reads a pack. Nothing is thrown for what is found there. No file outside the folder is read: what a spec names is looked for
 * among the files of the folder, links that lead out are not followed, and names that begin with a dot are skipped.
 */
export function loadPack(folder: string, options: LoadOptions = {}): Pack {
  const reader = new PackReader(folder, { ...defaultYamlLimits, ...options.limits }, new Set(options.modules));
  return reader.read();
}

class PackReader {
  private readonly diagnostics: Diagnostic[] = [];
  private readonly python = new Map<string, Source>();
  private readonly modules = new Map<string, Module | undefined>();
  private readonly accounts = new Map<string, FileAccount>();
  private readonly ids = new Map<string, string>();
  private readonly detections: Omit<Detection, "refusals">[] = [];
  private readonly helpers = new Map<string, Helper>();
  private readonly dataModels: PackDataModel[] = [];
  private readonly others: OtherSpec[] = [];

  constructor(
    private readonly folder: string,
    private readonly limits: YamlLimits,
    private readonly given: ReadonlySet<string>,
  ) {}

  read(): Pack {
    const report = (diagnostic: Diagnostic) => void this.diagnostics.push(diagnostic);
    const specs: { readonly spec: Spec; readonly source: Source }[] = [];
    const options = { extensions: [".yml", ".yaml", ".py"], maxBytes: this.limits.maxSize };
    for (const source of readSources([this.folder], options, report)) {
      const path = this.path(source.file);
      if (path.endsWith(".py")) this.python.set(path, source);
      else specs.push(...this.specsOf(source, path));
    }
    for (const { spec, source } of specs) this.add(spec, source);
    const detections = this.refusals();
    for (const path of this.python.keys()) {
      if (!this.accounts.has(path)) this.account(path, "not-a-rule", "no spec names it");
    }
    const { helpers, dataModels, others, diagnostics } = this;
    return { detections, helpers, dataModels, others, files: [...this.accounts.values()], diagnostics };
  }

  /** A file's path in the pack, with slashes. */
  private path(file: string): string {
    return relative(this.folder, file).split(sep).join("/");
  }

  private account(path: string, kind: FileAccount["kind"], reason: string): void {
    this.accounts.set(path, { file: path, kind, reason });
  }

  private specsOf(source: Source, path: string): { readonly spec: Spec; readonly source: Source }[] {
    let problems = 0;
    const report = (diagnostic: Diagnostic) => {
      problems++;
      this.diagnostics.push(diagnostic);
    };
    const specs: Spec[] = [];
    const split = splitTests(source);
    for (const root of readYaml(split?.head ?? source, report, this.limits)) {
      const spec = readSpec(source, root, report, split && (() => this.readTests(split.tests, report)));
      if (spec) specs.push(spec);
    }
    const [first] = specs;
    if (first) this.account(path, kindOf(first), `${first.type} ${first.id}`);
    else if (problems > 0) this.account(path, "refused", this.diagnostics.at(-1)?.message ?? "");
    else this.account(path, "not-a-rule", "no AnalysisType");
    return specs.map((spec) => ({ spec, source }));
  }

  /** The value of `Tests` in a text that has nothing else. */
  private readTests(tests: Source, report: (diagnostic: Diagnostic) => void): YamlNode | undefined {
    for (const root of readYaml(tests, report, this.limits)) {
      if (root.type === "mapping") return root.entries.find(({ key }) => key.value === "Tests")?.value;
    }
    return undefined;
  }

  private refuse(spec: Spec, source: Source, code: PantherCode, message: string): void {
    this.diagnostics.push({ code, severity: "error", message, span: spec.span, rule: spec.id });
    this.account(this.path(source.file), "refused", message);
  }

  private add(spec: Spec, source: Source): void {
    const group = spec.type === "global" || spec.type === "datamodel" ? spec.type : "item";
    const first = this.ids.get(`${group} ${spec.id}`);
    if (first !== undefined && (spec.type !== "pack" || group !== "item")) {
      this.refuse(spec, source, "duplicate-id", `expected an id of its own, found that of ${first}`);
      return;
    }
    this.ids.set(`${group} ${spec.id}`, source.file);
    switch (spec.type) {
      case "rule":
      case "scheduled_rule":
      case "policy": {
        const filter = activeFilter(spec.inlineFilters);
        if (filter) {
          const message = "InlineFilters keep events from the rule; they are not supported";
          this.refuse(
            { ...spec, span: source.span(filter.start, filter.end) },
            source,
            "unsupported-analysis",
            message,
          );
          return;
        }
        const module = spec.detection ? this.simple(spec, source) : this.moduleOf(spec, source, spec.filename);
        if (module !== "refused" && module) this.detections.push({ spec, module, body: this.bodyOf(spec, source) });
        return;
      }
      case "global": {
        const module = this.moduleOf(spec, source, spec.filename);
        if (module !== "refused" && module) this.helpers.set(spec.id, { spec, module });
        return;
      }
      case "datamodel": {
        const module = this.moduleOf(spec, source, spec.filename);
        if (module !== "refused") this.dataModels.push({ spec, module });
        return;
      }
      case "correlation_rule":
        this.others.push(spec);
        this.refuse(
          spec,
          source,
          "unsupported-analysis",
          "correlation rules match sequences of events; they are not supported",
        );
        return;
      default:
        this.others.push(spec);
    }
  }

  /** The Python that a `Detection` block stands for. */
  private simple(spec: DetectionSpec, source: Source): Module | "refused" {
    const { detection, alertTitle: title, alertContext: context, span } = spec;
    const place = {
      line: span.line,
      column: span.column,
      endLine: span.endLine ?? span.line,
      endColumn: span.endColumn ?? span.column,
    };
    const refuse = (node: YamlNode, message: string) =>
      this.refuse({ ...spec, span: source.span(node.start, node.end) }, source, "unsupported-analysis", message);
    return simpleModule(source.file, detection as YamlNode, { title, context }, place, refuse) ?? "refused";
  }

  /** The detections with what each lacks, which is told as diagnostics too. */
  private refusals(): readonly Detection[] {
    const standard = standardModules();
    const helpers = new Map([...this.helpers].map(([name, { module }]) => [name, module]));
    const reach = new Reach({ helpers, isKnown: (name) => standard.has(name) || this.given.has(name) });
    return this.detections.map((detection) => {
      const { spec, module } = detection;
      const refusals = reach.of(module, spec.type === "policy" ? "policy" : "rule", spec.id);
      this.diagnostics.push(...refusals);
      return { ...detection, refusals };
    });
  }

  /** The texts of a rule whose Python was found. */
  private bodyOf(spec: DetectionSpec, source: Source): readonly RuleText[] {
    const yaml: RuleText = { language: "yaml", text: source.text };
    const python = spec.filename === undefined ? undefined : this.python.get(this.pathOf(source, spec.filename));
    return python ? [yaml, { language: "python", text: python.text }] : [yaml];
  }

  /** The path in the pack of a file that a spec names. */
  private pathOf(source: Source, filename: string): string {
    return posix.normalize(posix.join(posix.dirname(this.path(source.file)), filename.replaceAll("\\", "/")));
  }

  /** The Python file that a spec names. */
  private moduleOf(spec: Spec, source: Source, filename: string | undefined): Module | undefined | "refused" {
    if (filename === undefined) return undefined;
    const path = this.pathOf(source, filename);
    if (posix.isAbsolute(filename) || path === ".." || path.startsWith("../")) {
      this.refuse(
        spec,
        source,
        "path-outside",
        `expected a file of the pack as Filename, found ${JSON.stringify(filename)}`,
      );
      return "refused";
    }
    const found = this.python.get(path);
    if (!found) {
      this.refuse(spec, source, "missing-file", `expected the file ${path}, found none`);
      return "refused";
    }
    if (!this.modules.has(path)) {
      const parsed = parsePython(found);
      const module = "body" in parsed ? parsed : undefined;
      this.modules.set(path, module);
      if (!("body" in parsed)) this.diagnostics.push({ ...parsed, rule: spec.id });
    }
    const module = this.modules.get(path);
    if (module) {
      this.account(path, kindOf(spec), `Python of ${spec.id}`);
      return module;
    }
    this.account(path, "refused", "it is not Python that can be read");
    this.account(this.path(source.file), "refused", `its Python cannot be read: ${path}`);
    return "refused";
  }
}

/**
 * A spec in two texts, each with spaces for what is in the other, so that offsets stay: its `Tests`, and the rest. Undefined
 * where they cannot be told apart by lines alone. What is inside a block mapping is indented (YAML 1.2.2, chapter 8), so that a
 * line that begins with a name is a key of the mapping around; a sequence may stand in the column of its key.
 */
function splitTests(source: Source): { readonly head: Source; readonly tests: Source } | undefined {
  const { text } = source;
  if (
    !/^(?:\s*(?:#[^\n]*|---[ \t]*)\n)*AnalysisType:/.test(text) ||
    /^(?:---|\.\.\.|%).*$/m.test(text.replace(/^---[ \t]*\n/, ""))
  )
    return undefined;
  const keys = [...text.matchAll(/^Tests:/gm)];
  const [key] = keys;
  if (!key || keys.length > 1) return undefined;
  const after = /^[^\s#-]/gm;
  after.lastIndex = key.index + 1;
  const end = after.exec(text)?.index ?? text.length;
  const blank = (length: number) => (length === 0 ? "" : `${" ".repeat(length - 1)}\n`);
  const head = text.slice(0, key.index) + blank(end - key.index) + text.slice(end);
  const tests = blank(key.index) + text.slice(key.index, end);
  return { head: new Source(source.file, head), tests: new Source(source.file, tests) };
}

/** What of InlineFilters may keep an event from the rule: anything but `All` of nothing, which every event passes. */
function activeFilter(filters: YamlNode | undefined): YamlNode | undefined {
  if (filters?.type !== "sequence") return filters;
  return filters.items.find(
    (item) =>
      item.type !== "mapping" ||
      item.entries.some(({ key, value }) => key.value !== "All" || value.type !== "sequence" || value.items.length > 0),
  );
}

function kindOf(spec: Spec): FileAccount["kind"] {
  switch (spec.type) {
    case "rule":
    case "scheduled_rule":
    case "policy":
      return "detection";
    case "global":
      return "helper";
    case "datamodel":
      return "data-model";
    default:
      return "not-a-rule";
  }
}
