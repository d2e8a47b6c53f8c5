// Tests in files of their own, for rules of any format: `*.tests.yml`, each document `{ rule, tests }`.

import { dirname } from "node:path";
import type { Diagnostic, Span } from "../../diagnostic.js";
import type { Rule, RuleTest } from "../../rule/ir.js";
import { quote } from "../../text/diagnose.js";
import { readSources } from "../../text/files.js";
import type { YamlNode, YamlString } from "../../text/node.js";
import { defaultYamlLimits, readYaml, type YamlLimits } from "../../text/yaml.js";
import { isTestsFile, type LoadOptions, TESTS_EXTENSIONS } from "../contract.js";
import { readEventFile } from "./event-file.js";
import { type Fields, Reader, readBoolean, readList, readMapping, readString } from "./fields.js";
import type { ParseOptions } from "./parse.js";
import { readTest } from "./test.js";

/** Tests of one rule. */
export interface TestsOf {
  /** The rule's id. */
  readonly rule: string;
  readonly tests: readonly RuleTest[];
  /** Where the id stands. */
  readonly span: Span;
}

export interface LoadedTests {
  readonly tests: readonly TestsOf[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The tests in files and folders, read as `load` reads rules. A document is `{ rule: ID, tests: [{ name, expected, event }] }`, where an
 * event may be the path of a file instead: `file: samples/stop.json` is one JSON object, `file: samples/stop.ndjson` one a line, a
 * test each. Paths start at the folder of the tests and stay in it. A test with anything wrong in it is left out.
 */
export function loadTests(
  paths: string | readonly string[],
  { only, limits }: ParseOptions & LoadOptions = {},
): LoadedTests {
  const tests: TestsOf[] = [];
  const diagnostics: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic): void => void diagnostics.push(diagnostic);
  const all: YamlLimits = { ...defaultYamlLimits, ...limits };
  const files = { extensions: TESTS_EXTENSIONS, maxBytes: all.maxSize };
  for (const source of readSources(typeof paths === "string" ? [paths] : paths, files, report)) {
    if (!isTestsFile(source) || only?.(source) === false) continue;
    for (const node of readYaml(source, report, all)) {
      const found = readTestsOf(node, new Reader(source, report), all.maxSize);
      if (found) tests.push(found);
    }
  }
  return { tests, diagnostics };
}

/** The rules with these tests after those that they have. Tests of a rule that is not there are diagnostics. */
export function addTests(
  rules: readonly Rule[],
  tests: readonly TestsOf[],
): { readonly rules: Rule[]; readonly diagnostics: Diagnostic[] } {
  const added = new Map<string, RuleTest[]>(rules.map(({ id }) => [id, []]));
  const diagnostics: Diagnostic[] = [];
  for (const { rule, tests: more, span } of tests) {
    const known = added.get(rule);
    if (known) known.push(...more);
    else {
      const message = `expected the id of a rule, found ${quote(rule)}: no rule that was read has it`;
      diagnostics.push({ code: "unknown-rule", severity: "error", message, span, rule });
    }
  }
  const extended = rules.map((rule) => {
    const more = added.get(rule.id) ?? [];
    return more.length > 0 ? { ...rule, tests: [...(rule.tests ?? []), ...more] } : rule;
  });
  return { rules: extended, diagnostics };
}

interface Document {
  readonly rule: { readonly id: string; readonly span: Span };
  readonly tests: readonly (readonly RuleTest[])[];
}

function readTestsOf(node: YamlNode, reader: Reader, maxBytes: number): TestsOf | undefined {
  if (node.type !== "mapping") {
    reader.wrongType(node, "tests, a mapping with rule and tests");
    return undefined;
  }
  const fields: Fields<Document> = {
    rule: (value, { source }) => {
      const id = readString(value, reader);
      reader.rule = id;
      return id === undefined ? undefined : { id, span: source.span(value.start, value.end) };
    },
    tests: (value) =>
      readList(value, reader, (item) => {
        const own = reader.inner();
        const found = readPlacedTest(item, own, maxBytes);
        return own.failed || item.damaged ? undefined : found;
      }),
  };
  const { rule, tests } = readMapping(node, reader, fields, ["rule", "tests"]);
  return rule && tests ? { rule: rule.id, tests: tests.flat(), span: rule.span } : undefined;
}

const TEST_OF_FILE: Fields<Pick<RuleTest, "name" | "expected"> & { file: YamlString }> = {
  name: readString,
  expected: readBoolean,
  file: (node, reader) => (node.type === "string" ? node : reader.wrongType(node, "the path of a file")),
};

/** A test with its event, or the tests of a file of events. */
function readPlacedTest(node: YamlNode, reader: Reader, maxBytes: number): readonly RuleTest[] | undefined {
  if (node.type !== "mapping" || !node.entries.some(({ key }) => key.value === "file")) {
    const test = readTest(node, reader);
    return test && [test];
  }
  const { name, expected, file } = readMapping(node, reader, TEST_OF_FILE, ["name", "expected", "file"]);
  if (name === undefined || expected === undefined || file === undefined) return undefined;
  const events = readEventFile(dirname(reader.source.file), file.value, maxBytes);
  if ("problem" in events) return reader.report(file, events.code, events.problem);
  return events.events.map(({ text, line }) => ({
    name: line === undefined ? name : `${name} (line ${line})`,
    expected,
    event: text,
  }));
}
