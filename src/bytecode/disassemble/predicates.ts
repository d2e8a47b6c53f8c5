import * as layout from "../layout.js";
import type { ProgramView } from "../view.js";
import { describeConstant } from "./constants.js";
import type { Paths } from "./paths.js";
import type { Tables } from "./tables.js";

/** Texts or literals of a lookup that are shown. */
const MAX_TEXTS = 4;

const OPERATORS: ReadonlyMap<number, string> = new Map([
  [layout.KIND_EXISTS, "exists"],
  [layout.KIND_IS_NULL, "is_null"],
  [layout.KIND_NOT_NULL, "is_not_null"],
  [layout.KIND_TRUTHY, "is_truthy"],
  [layout.KIND_NULL, "== null"],
  [layout.KIND_TRUE, "== true"],
  [layout.KIND_FALSE, "== false"],
  [layout.KIND_STRING, "is_string"],
  [layout.KIND_NUMBER, "is_number"],
  [layout.KIND_INTEGER, "is_integer"],
  [layout.KIND_ARRAY, "is_array"],
  [layout.KIND_OBJECT, "is_object"],
  [layout.KIND_CONTAINS, "contains"],
  [layout.KIND_STARTS_WITH, "starts_with"],
  [layout.KIND_ENDS_WITH, "ends_with"],
  [layout.KIND_WILDCARD, "wildcard"],
  [layout.KIND_REGEX, "match"],
  [layout.KIND_TEXT_LT, "<"],
  [layout.KIND_TEXT_LTE, "<="],
  [layout.KIND_TEXT_GT, ">"],
  [layout.KIND_TEXT_GTE, ">="],
  [layout.KIND_NUMBER_LT, "<"],
  [layout.KIND_NUMBER_LTE, "<="],
  [layout.KIND_NUMBER_GT, ">"],
  [layout.KIND_NUMBER_GTE, ">="],
  [layout.KIND_EQ_FIELD, "=="],
  [layout.KIND_CONTAINS_FIELD, "contains"],
  [layout.KIND_STARTS_WITH_FIELD, "starts_with"],
  [layout.KIND_ENDS_WITH_FIELD, "ends_with"],
  [layout.KIND_LT_FIELD, "<"],
  [layout.KIND_LTE_FIELD, "<="],
  [layout.KIND_GT_FIELD, ">"],
  [layout.KIND_GTE_FIELD, ">="],
]);

const NUMBERS: ReadonlyMap<number, string> = new Map([
  [layout.NUMBER_INTEGERS, " integers"],
  [layout.NUMBER_FRACTIONS, " fractions"],
]);

/** The predicates of a verified program, for people. */
export class Predicates {
  /** The first entries that each lookup holds for. */
  private readonly entries = new Map<number, number[]>();
  private readonly entryCounts: Uint32Array;

  constructor(
    private readonly program: ProgramView,
    private readonly paths: Paths,
    private readonly tables: Tables,
  ) {
    this.entryCounts = new Uint32Array(program.count(layout.SECTION_PREDICATES));
    for (let entry = 0; entry < program.count(layout.SECTION_TABLE_ENTRIES); entry++) {
      for (const predicate of this.held(entry)) this.addEntry(predicate, entry);
    }
  }

  /** The predicates that hold where a table's entry is found. */
  held(entry: number): number[] {
    const first = this.program.field(layout.SECTION_TABLE_ENTRIES, entry, layout.ENTRY_POSTING);
    const count = this.program.field(layout.SECTION_TABLE_ENTRIES, entry, layout.ENTRY_POSTING_COUNT);
    return Array.from({ length: count }, (_, i) => this.program.field(layout.SECTION_POSTINGS, first + i, 0));
  }

  private addEntry(predicate: number, entry: number): void {
    const count = this.entryCounts[predicate] as number;
    this.entryCounts[predicate] = count + 1;
    if (count === 0) this.entries.set(predicate, [entry]);
    else if (count < MAX_TEXTS) this.entries.get(predicate)?.push(entry);
  }

  /** One predicate on one line, much as the condition notation has it. */
  describe(predicate: number): string {
    const field = (at: number): number => this.program.field(layout.SECTION_PREDICATES, predicate, at);
    const kind = field(layout.PREDICATE_KIND) & 0xff;
    const form = (field(layout.PREDICATE_KIND) >>> 8) & 0xff;
    const arg = field(layout.PREDICATE_ARG);
    const size = field(layout.PREDICATE_SIZE);
    const path = this.paths.path(field(layout.PREDICATE_NODE));
    if (kind === layout.KIND_SOME) return `some ${path}[*] (node ${arg}): code ${target(size)}`;
    if (kind === layout.KIND_TABLE) return `${path} ${this.lookup(predicate, arg)}${flags(form)} (table ${arg})`;
    const test = `${path} ${OPERATORS.get(kind)}`;
    if (kind < layout.KIND_TABLE || kind > layout.KIND_SOME) return test;
    if (kind >= layout.KIND_EQ_FIELD) return `${test} ${this.paths.path(arg)}${flags(form)}`;
    if (kind >= layout.KIND_NUMBER_EQ) {
      const asked = kind === layout.KIND_NUMBER_EQ ? this.lookup(predicate, arg) : this.tables.describeBound(arg, size);
      const operator = kind === layout.KIND_NUMBER_EQ ? "" : `${OPERATORS.get(kind)} `;
      return `${path} ${operator}${asked}${NUMBERS.get(form) ?? flags(form & layout.FORM_ELEMENTS)} (table ${arg})`;
    }
    return `${test} ${describeConstant(this.program, kind, arg, size)}${flags(form)}`;
  }

  /** `in ["a", "b"]` of texts, `contains "a"` of a literal. */
  private lookup(predicate: number, table: number): string {
    const shown = (this.entries.get(predicate) ?? []).map((entry) => this.tables.describeEntry(table, entry));
    const more = (this.entryCounts[predicate] as number) - shown.length;
    if (more > 0) shown.push(`… ${more} more`);
    const type = this.program.field(layout.SECTION_TABLES, table, layout.TABLE_TYPE);
    if (type === layout.TABLE_NETWORKS) return shown.length === 1 ? `cidr ${shown[0]}` : `cidr [${shown.join(", ")}]`;
    if (type !== layout.TABLE_LITERALS) return `in [${shown.join(", ")}]`;
    return shown.join(" or ") || "finds nothing";
  }
}

/** Below `CODE_FIRST`. */
const VERDICTS: readonly string[] = ["NO", "YES", "ASK"];

/** A target of the code: an instruction, or a verdict. */
export function target(pc: number): string {
  return VERDICTS[pc] ?? String(pc);
}

function flags(form: number): string {
  const names = { nocase: layout.FORM_FOLDED, text: layout.FORM_SCALAR, "or elements": layout.FORM_ELEMENTS };
  return Object.entries(names)
    .map(([name, flag]) => (form & flag ? ` ${name}` : ""))
    .join("");
}
