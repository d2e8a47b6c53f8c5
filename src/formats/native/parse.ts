import type { Span } from "../../diagnostic.js";
import { readSources } from "../../text/files.js";
import type { YamlNode } from "../../text/node.js";
import { Source } from "../../text/source.js";
import { defaultYamlLimits, readYaml, type YamlLimits } from "../../text/yaml.js";
import { isTestsFile, type LoadOptions, type ParseResult, type RuleSource } from "../contract.js";
import { lowerRule } from "./lower.js";

const EXTENSIONS = [".yml", ".yaml", ".json"];

export interface ParseOptions {
  /** Limits that differ from the defaults. */
  readonly limits?: Partial<YamlLimits>;
}

/**
 * The rules of one text in Sluice's own format: YAML 1.2 (core schema) or JSON, each document a rule or a list of rules. A
 * rule with anything wrong in it is refused, the others are read. Of several rules with one id the first stays.
 */
export function parse(source: RuleSource, options: ParseOptions = {}): ParseResult {
  const pack = new Pack(options);
  pack.read(new Source(source.file, source.text));
  return pack.result;
}

/**
 * The rules of files and folders (`*.yml`, `*.yaml`, `*.json` with all subfolders, sorted by path), read synchronously.
 * Nothing is thrown for what is found there: a file that cannot be read is a diagnostic. Links out of a named folder are not
 * followed, no file is read twice, and names in a folder that begin with a dot are skipped.
 */
export function load(paths: string | readonly string[], options: ParseOptions & LoadOptions = {}): ParseResult {
  const pack = new Pack(options);
  const files = { extensions: EXTENSIONS, maxBytes: pack.limits.maxSize };
  const report = pack.result.diagnostics.push.bind(pack.result.diagnostics);
  for (const source of readSources(typeof paths === "string" ? [paths] : paths, files, report)) {
    if (options.only?.(source) ?? !isTestsFile(source)) pack.read(source);
  }
  return pack.result;
}

/** Rules of several sources, ids unique across all of them. */
class Pack {
  readonly limits: YamlLimits;
  readonly result: ParseResult = { rules: [], diagnostics: [] };
  private readonly ids = new Map<string, Span>();

  constructor(options: ParseOptions) {
    this.limits = { ...defaultYamlLimits, ...options.limits };
  }

  read(source: Source): void {
    const { diagnostics } = this.result;
    for (const root of readYaml(source, (diagnostic) => diagnostics.push(diagnostic), this.limits)) {
      for (const node of root.type === "sequence" ? root.items : [root]) this.add(source, node);
    }
  }

  private add(source: Source, node: YamlNode): void {
    const { rules, diagnostics } = this.result;
    const rule = lowerRule(source, node, (diagnostic) => diagnostics.push(diagnostic));
    if (!rule) return;
    const { id, source: span } = rule;
    const first = this.ids.get(id);
    if (first) {
      const message = `expected an id of its own, found that of the rule at ${first.file}:${first.line}`;
      diagnostics.push({ code: "duplicate-id", severity: "error", message, span, rule: id });
      return;
    }
    this.ids.set(id, span);
    rules.push(rule);
  }
}
