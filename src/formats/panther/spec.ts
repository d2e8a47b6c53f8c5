// The YAML of a Panther analysis item (Panther's documentation, "Panther Analysis Tool": what each AnalysisType holds).

import type { Diagnostic, Span } from "../../diagnostic.js";
import type { YamlEntry, YamlMapping, YamlNode } from "../../text/node.js";
import type { Source } from "../../text/source.js";
import type { PantherCode } from "./codes.js";

/** Analysis types that hold a function of an event. */
export type DetectionType = "rule" | "scheduled_rule" | "policy";
/** What else a pack holds, read for its name only. */
export const OTHER_TYPES = [
  "pack",
  "correlation_rule",
  "saved_query",
  "scheduled_query",
  "lookup_table",
  "simple_detection",
  "derived_detection",
] as const;

export type Severity = "INFO" | "LOW" | "MEDIUM" | "HIGH" | "CRITICAL";

export interface DetectionSpec {
  readonly type: DetectionType;
  readonly id: string;
  /** Name of the Python file beside the YAML; absent where a `Detection` block is the rule. */
  readonly filename: string | undefined;
  readonly displayName: string | undefined;
  readonly enabled: boolean;
  readonly severity: Severity;
  /** LogTypes of a rule, ResourceTypes of a policy, ScheduledQueries of a scheduled rule. */
  readonly logTypes: readonly string[];
  readonly tags: readonly string[];
  readonly reports: Readonly<Record<string, readonly string[]>>;
  readonly description: string | undefined;
  readonly runbook: string | undefined;
  readonly reference: string | undefined;
  readonly summaryAttributes: readonly string[];
  readonly dedupPeriodMinutes: number;
  readonly threshold: number;
  /** A `Detection` block and what goes with it; inline filters. Nodes as read. */
  readonly detection: YamlNode | undefined;
  readonly alertTitle: YamlNode | undefined;
  readonly alertContext: YamlNode | undefined;
  readonly inlineFilters: YamlNode | undefined;
  /** Read when they are asked for first: they are most of a pack, and nothing but a test run needs them. */
  readonly tests: () => readonly TestSpec[];
  readonly span: Span;
}

export interface TestSpec {
  readonly name: string;
  readonly expected: boolean;
  readonly event: YamlNode;
  /** What stands for an object of the rule's module, by name. */
  readonly mocks: readonly { readonly objectName: string; readonly returnValue: YamlNode | undefined }[];
}

export interface GlobalSpec {
  readonly type: "global";
  readonly id: string;
  readonly filename: string;
  readonly span: Span;
}

export interface DataModelSpec {
  readonly type: "datamodel";
  readonly id: string;
  readonly enabled: boolean;
  readonly logTypes: readonly string[];
  readonly filename: string | undefined;
  readonly mappings: readonly { readonly name: string; readonly path?: string; readonly method?: string }[];
  readonly span: Span;
}

export interface OtherSpec {
  readonly type: (typeof OTHER_TYPES)[number];
  readonly id: string;
  readonly span: Span;
  /** What a saved or scheduled query asks, in SQL. */
  readonly query?: string;
}

export type Spec = DetectionSpec | GlobalSpec | DataModelSpec | OtherSpec;

export type Report = (diagnostic: Diagnostic & { readonly code: PantherCode }) => void;

/** Reads the `Tests` that were left out of a document; undefined where it has none. */
export type TestReader = (() => YamlNode | undefined) | undefined;

/** What one YAML document says; undefined where it is refused, or is no analysis item at all. */
export function readSpec(source: Source, root: YamlNode, report: Report, tests: TestReader): Spec | undefined {
  const reader = new SpecReader(source, root, report, tests);
  return reader.read();
}

class SpecReader {
  private readonly entries: ReadonlyMap<string, YamlEntry>;
  private id: string | undefined;
  private failed = false;

  constructor(
    private readonly source: Source,
    private readonly root: YamlNode,
    private readonly report: Report,
    private readonly leftOut: TestReader,
  ) {
    this.entries = new Map(root.type === "mapping" ? root.entries.map((entry) => [entry.key.value, entry]) : []);
  }

  read(): Spec | undefined {
    const type = this.entries.get("AnalysisType");
    if (!type) return undefined;
    const name = this.text("AnalysisType") ?? "";
    const span = this.source.span(this.root.start, this.root.end);
    let spec: Spec | undefined;
    if (name === "rule" || name === "scheduled_rule" || name === "policy") spec = this.detection(name, span);
    else if (name === "global") spec = this.global(span);
    else if (name === "datamodel") spec = this.dataModel(span);
    else if ((OTHER_TYPES as readonly string[]).includes(name)) spec = this.other(name as OtherSpec["type"], span);
    else
      this.fail(
        type.value,
        "unknown-analysis-type",
        `expected an AnalysisType that Panther has, found ${JSON.stringify(name)}`,
      );
    return this.failed || this.root.damaged ? undefined : spec;
  }

  private fail(node: YamlNode, code: PantherCode, message: string): void {
    this.failed = true;
    const rule = this.id === undefined ? {} : { rule: this.id };
    this.report({ code, severity: "error", message, span: this.source.span(node.start, node.end), ...rule });
  }

  private node(key: string): YamlNode | undefined {
    const value = this.entries.get(key)?.value;
    return value?.type === "null" ? undefined : value;
  }

  private text(key: string): string | undefined {
    const node = this.node(key);
    return node && this.scalar(node, key);
  }

  /** Text, or what a number or boolean was written as. */
  private scalar(node: YamlNode, key: string): string | undefined {
    if (node.type === "string") return node.value;
    if (node.type === "number") return node.text;
    if (node.type === "boolean") return String(node.value);
    this.fail(node, "wrong-type", `expected text as ${key}, found a ${node.type}`);
    return undefined;
  }

  private required(key: string): string {
    const text = this.text(key);
    if (text === undefined) this.fail(this.root, "missing-key", `expected the key ${key}, found none`);
    return text ?? "";
  }

  private list(key: string, node = this.node(key)): readonly string[] {
    if (!node) return [];
    const items = node.type === "sequence" ? node.items : [node];
    return items.flatMap((item) => this.scalar(item, key) ?? []);
  }

  private number(key: string, missing: number): number {
    const node = this.node(key);
    if (!node) return missing;
    if (node.type === "number" && Number.isFinite(Number(node.text))) return Number(node.text);
    this.fail(node, "wrong-type", `expected a number as ${key}, found a ${node.type}`);
    return missing;
  }

  private flag(key: string, missing: boolean): boolean {
    const node = this.node(key);
    if (!node) return missing;
    if (node.type === "boolean") return node.value;
    this.fail(node, "wrong-type", `expected true or false as ${key}, found a ${node.type}`);
    return missing;
  }

  private detection(type: DetectionType, span: Span): DetectionSpec {
    this.id = this.required(type === "policy" ? "PolicyID" : "RuleID");
    const filename = this.text("Filename");
    const detection = this.node("Detection");
    if (filename === undefined && !detection)
      this.fail(this.root, "missing-key", "expected the key Filename, found none");
    const logTypes = { rule: "LogTypes", scheduled_rule: "ScheduledQueries", policy: "ResourceTypes" }[type];
    return {
      type,
      id: this.id,
      filename,
      displayName: this.text("DisplayName"),
      enabled: this.flag("Enabled", true),
      severity: this.severity(),
      logTypes: this.list(logTypes),
      tags: this.list("Tags"),
      reports: this.reports(),
      description: this.text("Description"),
      runbook: this.text("Runbook"),
      reference: this.text("Reference"),
      summaryAttributes: this.list("SummaryAttributes"),
      dedupPeriodMinutes: this.number("DedupPeriodMinutes", 60),
      threshold: this.number("Threshold", 1),
      detection,
      alertTitle: this.node("AlertTitle"),
      alertContext: this.node("AlertContext"),
      inlineFilters: this.node("InlineFilters"),
      tests: this.laterTests(),
      span,
    };
  }

  private severity(): Severity {
    const text = this.required("Severity").toUpperCase();
    const known = ["INFO", "LOW", "MEDIUM", "HIGH", "CRITICAL"];
    if (!known.includes(text)) {
      const node = this.node("Severity") ?? this.root;
      this.fail(
        node,
        "unknown-severity",
        `expected Info, Low, Medium, High or Critical, found ${JSON.stringify(text)}`,
      );
    }
    return text as Severity;
  }

  private reports(): Readonly<Record<string, readonly string[]>> {
    const node = this.node("Reports");
    if (!node) return {};
    if (node.type !== "mapping") {
      this.fail(node, "wrong-type", `expected a mapping as Reports, found a ${node.type}`);
      return {};
    }
    return Object.fromEntries(node.entries.map(({ key, value }) => [key.value, this.list("Reports", value)]));
  }

  private laterTests(): () => readonly TestSpec[] {
    let found: readonly TestSpec[] | undefined;
    return () => {
      found ??= this.tests(this.leftOut?.() ?? this.node("Tests"));
      return found;
    };
  }

  private tests(node: YamlNode | undefined): readonly TestSpec[] {
    if (!node) return [];
    if (node.type !== "sequence") {
      this.fail(node, "wrong-type", `expected a list as Tests, found a ${node.type}`);
      return [];
    }
    return node.items.flatMap((item) => (item.type === "mapping" ? this.test(item) : []));
  }

  private test(mapping: YamlMapping): readonly TestSpec[] {
    const part = (key: string) => mapping.entries.find((entry) => entry.key.value === key)?.value;
    const name = part("Name");
    const expected = part("ExpectedResult");
    const event = part("Log") ?? part("Resource");
    if (!name || expected?.type !== "boolean" || event?.type !== "mapping") {
      this.fail(mapping, "missing-key", "expected a test with Name, ExpectedResult, and Log or Resource");
      return [];
    }
    const mocks = part("Mocks");
    const list = mocks?.type === "sequence" ? mocks.items : [];
    return [
      {
        name: this.scalar(name, "Name") ?? "",
        expected: expected.value,
        event,
        mocks: list.flatMap((mock) => {
          const entries = mock.type === "mapping" ? mock.entries : [];
          const of = (key: string) => entries.find((entry) => entry.key.value === key)?.value;
          const objectName = of("objectName");
          return objectName?.type === "string"
            ? [{ objectName: objectName.value, returnValue: of("returnValue") }]
            : [];
        }),
      },
    ];
  }

  private global(span: Span): GlobalSpec {
    this.id = this.required("GlobalID");
    return { type: "global", id: this.id, filename: this.required("Filename"), span };
  }

  private dataModel(span: Span): DataModelSpec {
    this.id = this.required("DataModelID");
    const node = this.node("Mappings");
    const items = node?.type === "sequence" ? node.items : [];
    const mappings = items.flatMap((item) => {
      const entries = item.type === "mapping" ? item.entries : [];
      const of = (key: string) => {
        const found = entries.find((entry) => entry.key.value === key)?.value;
        return found?.type === "string" ? found.value : undefined;
      };
      const [name, path, method] = [of("Name"), of("Path"), of("Method")];
      if (name !== undefined && (path !== undefined || method !== undefined)) {
        return [{ name, ...(path !== undefined && { path }), ...(method !== undefined && { method }) }];
      }
      this.fail(item, "missing-key", "expected a mapping with Name, and Path or Method");
      return [];
    });
    return {
      type: "datamodel",
      id: this.id,
      enabled: this.flag("Enabled", true),
      logTypes: this.list("LogTypes"),
      filename: this.text("Filename"),
      mappings,
      span,
    };
  }

  private other(type: OtherSpec["type"], span: Span): OtherSpec {
    const keys = ["RuleID", "PackID", "QueryName", "LookupName", "DetectionID"];
    const key = keys.find((one) => this.entries.has(one));
    const query = type === "saved_query" || type === "scheduled_query" ? this.node("Query") : undefined;
    return {
      type,
      id: (key && this.text(key)) ?? this.source.file,
      span,
      ...(query?.type === "string" && { query: query.value }),
    };
  }
}
