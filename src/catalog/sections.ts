// A page in order, for whoever prints it: what stands in which section, and what is said of it.

import { tacticLabel, techniqueLabel } from "./attack/resolve.js";
import type { VendorCounts } from "./corpus.js";
import type { Row } from "./indicators.js";
import type { IndicatorRow, Logic, Page, PageTest } from "./page.js";

/** A text; `code` where it stands for itself, like a value or a path. A note is not part of it. */
export interface Cell {
  readonly text: string;
  readonly code?: true;
  readonly note?: string;
}

export type Block =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "list"; readonly items: readonly string[] }
  /** A cell may hold several lines. */
  | {
      readonly type: "table";
      readonly head: readonly string[];
      readonly rows: readonly (readonly (readonly Cell[])[])[];
    }
  | { readonly type: "code"; readonly language: string; readonly text: string };

export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** The sections of a page that have something to say. The first is about the rule itself, and has its title. */
export function sectionsOf(page: Page): readonly Section[] {
  const { attack, related, body, logic, renamed, exclusions, indicators, outputs, computedOutputs, tests } = page;
  return [
    { title: page.title, blocks: header(page) },
    ...section("MITRE ATT&CK coverage", attack, [
      table(
        ["Tactic", "Techniques"],
        attack.map((row) => [[plain(tacticLabel(row))], row.techniques.map((one) => plain(techniqueLabel(one)))]),
      ),
    ]),
    ...section("Rules detecting the same action", related, [
      text("Rules of all packs that look for the same operation in the same kind of log, most in common first."),
      { type: "list", items: related.map(({ title, vendor }) => `${title} (${vendor})`) },
    ]),
    ...section(
      "Rule body",
      body,
      body.map(({ language, text: written }) => ({ type: "code", language, text: written })),
    ),
    { title: "Detection logic", blocks: logicBlocks(logic) },
    ...section("Field mapping", renamed, [
      text("Fields of the rule that a pipeline renamed, and what they are looked for as."),
      table(
        ["In the rule", "In events", "Renamed by"],
        renamed.map(({ name, fields, by }) => [[code(name)], fields.map(code), [plain(by)]]),
      ),
    ]),
    ...section("Exclusions", exclusions, [
      text("Predicates under a not at the top: what the rule actively suppresses."),
      table(["Field", "Kind", "Excluded values"], exclusions.map(exclusionRow)),
    ]),
    ...section("Indicators", indicators, [
      text(
        "What the rule looks for; corpus: how many other rules look for the same field, kind and value. Blank where only this rule does.",
      ),
      table(["Field", "Kind", "Values"], indicators.map(indicatorRow)),
    ]),
    ...section("Output fields", [...outputs, ...computedOutputs], outputBlocks(page)),
    ...section("Tests", tests, [table(["Test", "Expected", "Answer"], tests.map(testRow))]),
  ];
}

/** `Panther 2, Sigma 4`. */
export function vendorsText(vendors: VendorCounts): string {
  return Object.entries(vendors)
    .map(([vendor, count]) => `${vendor} ${count}`)
    .join(", ");
}

function header(page: Page): readonly Block[] {
  const { id, vendor, severity, enabled, logTypes, tags, reports, runbook, references, groupBy, description } = page;
  const rows: readonly (readonly [string, readonly Cell[]])[] = [
    ["Id", [code(id)]],
    ["Vendor", [plain(vendor)]],
    ["Severity", severity === undefined ? [] : [plain(severity)]],
    ["Enabled", enabled ? [] : [plain("no")]],
    ["Log types", logTypes.map(plain)],
    ["Tags", tags.map(plain)],
    ...Object.entries(reports).map(([framework, ids]) => [framework, ids.map(plain)] as const),
    ["Group by", groupBy.map(code)],
    ["Runbook", runbook === undefined ? [] : runbook.trim().split("\n").map(plain)],
    ["References", references.map(plain)],
  ];
  const told = rows.filter(([, cells]) => cells.length > 0).map(([name, cells]) => [[plain(name)], cells]);
  return [...(description ? [text(description.trim())] : []), table(["", ""], told)];
}

function logicBlocks({ scope, conjuncts, opaque }: Logic): readonly Block[] {
  const exact = [...scope, ...conjuncts].flatMap(({ text: shown, exact: own }) =>
    own === undefined ? [] : [[[code(shown)], own.split("\n").map(code)]],
  );
  const lines = (of: Logic["scope"]): Block => ({
    type: "code",
    language: "",
    text: of.map((one) => one.text).join("\n"),
  });
  return [
    ...(opaque !== undefined && conjuncts.length === 0
      ? [text(`The logic is not a condition on fields: ${opaque}.`)]
      : []),
    ...(scope.length > 0 ? [text("For events where"), lines(scope)] : []),
    ...(conjuncts.length > 0 ? [text("Condition"), lines(conjuncts)] : []),
    ...(opaque !== undefined && conjuncts.length > 0
      ? [text(`This is necessary, but not all of the logic: ${opaque}.`)]
      : []),
    ...(exact.length > 0 ? [text("As the engine judges it"), table(["Shown", "Exact"], exact)] : []),
  ];
}

function outputBlocks({ outputs, computedOutputs }: Page): readonly Block[] {
  const fields = table(
    ["Field"],
    outputs.map((field) => [[code(field)]]),
  );
  return [
    ...(outputs.length > 0 ? [text("Fields that a match carries to the alert."), fields] : []),
    ...(computedOutputs.length > 0
      ? [text("Values that are computed for the alert."), { type: "list" as const, items: computedOutputs }]
      : []),
  ];
}

function exclusionRow({ field, kind, values }: Row): readonly (readonly Cell[])[] {
  return [[code(field)], [plain(kind)], values.map(code)];
}

function indicatorRow({ field, kind, values }: IndicatorRow): readonly (readonly Cell[])[] {
  return [
    [code(field)],
    [plain(kind)],
    values.map(({ value, corpus }) => ({
      ...(value === undefined ? plain("") : code(value)),
      ...(corpus && { note: `corpus ${corpus.rules} (${vendorsText(corpus.vendors)})` }),
    })),
  ];
}

function testRow({ name, expected, answer }: PageTest): readonly (readonly Cell[])[] {
  const said = answer === undefined ? "" : String(answer);
  return [[plain(name)], [plain(String(expected))], [plain(said)]];
}

function section(title: string, content: readonly unknown[], blocks: readonly Block[]): readonly Section[] {
  return content.length === 0 ? [] : [{ title, blocks }];
}

function table(head: readonly string[], rows: readonly (readonly (readonly Cell[])[])[]): Block {
  return { type: "table", head, rows };
}

function text(words: string): Block {
  return { type: "text", text: words };
}

function plain(words: string): Cell {
  return { text: words };
}

function code(words: string): Cell {
  return { text: words, code: true };
}
