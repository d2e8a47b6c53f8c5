// A program as text for people. Lists are cut where they are long: the text is for reading, not for assembling again.

import { Listing } from "./disassemble/listing.js";
import { Paths } from "./disassemble/paths.js";
import { Predicates, target } from "./disassemble/predicates.js";
import { quoteBytes, quoteText } from "./disassemble/quote.js";
import { Tables } from "./disassemble/tables.js";
import * as layout from "./layout.js";
import type { HostedRecord } from "./verify/hosted.js";
import { endOfEntries } from "./verify/tables.js";
import { verify } from "./verify.js";
import { ProgramView, SECTIONS, type Section } from "./view.js";

/** Entries of a table that are shown, and ids in a list. */
const MAX_ITEMS = 20;

/**
 * Prints a program: header, sections, path tree, tables, predicates, each rule with what it waits for and
 * its code, and the rules that hosts know. The program is
 * verified first; throws as `verify` does.
 */
export function disassemble(bytes: Uint8Array): string {
  const { hosted, parts } = verify(bytes);
  return new Disassembly(new ProgramView(bytes), hosted, parts).print();
}

class Disassembly {
  private readonly listing = new Listing();
  private readonly paths: Paths;
  private readonly tables: Tables;
  private readonly predicates: Predicates;

  constructor(
    private readonly program: ProgramView,
    private readonly hosted: readonly HostedRecord[],
    private readonly parts: readonly Section[],
  ) {
    this.paths = new Paths(program);
    this.tables = new Tables(program);
    this.predicates = new Predicates(program, this.paths, this.tables);
  }

  print(): string {
    this.printSections();
    this.printTree();
    this.printTables();
    this.printPredicates();
    this.printLogTypes();
    this.printRules();
    this.printHosted();
    return this.listing.text();
  }

  private printSections(): void {
    const version = this.program.word(layout.HEADER_VERSION);
    const checksum = this.program.word(layout.HEADER_CHECKSUM).toString(16).padStart(8, "0");
    this.listing.part(`program of ${this.program.bytes.length} bytes, format version ${version}, checksum ${checksum}`);
    SECTIONS.forEach(({ name, recordBytes }, section) => {
      const { offset, length } = this.program.section(section);
      const records = recordBytes > 1 ? `, ${this.program.count(section)} records` : "";
      this.listing.line(1, `${name.padEnd(14)} ${length} bytes at ${offset}${records}`);
    });
  }

  /** Every node on its own line under the one above it: nodes are stored in that order. */
  private printTree(): void {
    this.listing.part("paths");
    for (let node = 1; node < this.program.count(layout.SECTION_NODES) && !this.listing.isFull; node++) {
      const flags = this.program.field(layout.SECTION_NODES, node, layout.NODE_FLAGS);
      const depth = this.paths.depths[node] as number;
      const step = depth > 0 ? this.paths.step(node) : this.paths.path(node);
      const level = flags >>> layout.NODE_LEVEL_SHIFT;
      const notes = [
        ...(depth === 0 && level > 0 ? [`element of level ${level}`] : []),
        ...(flags & layout.NODE_DEFERRED ? ["deferred"] : []),
      ];
      this.listing.line(1 + depth, `${step} (${[`node ${node}`, ...notes].join(", ")})`);
    }
  }

  private printTables(): void {
    this.listing.part("tables");
    for (let table = 0; table < this.program.count(layout.SECTION_TABLES) && !this.listing.isFull; table++) {
      const field = (at: number): number => this.program.field(layout.SECTION_TABLES, table, at);
      const first = field(layout.TABLE_ENTRY_FIRST);
      const end = endOfEntries(this.program, table);
      const form = field(layout.TABLE_FORM);
      const notes = [
        this.tables.describe(table, end - first),
        ...(form & layout.FORM_FOLDED ? ["nocase"] : []),
        ...(form & layout.FORM_SCALAR ? ["text"] : []),
        ...(form & layout.FORM_ELEMENTS ? ["or elements"] : []),
        ...EAGER_NOTES[field(layout.TABLE_EAGER) as 0 | 1 | 2],
      ];
      this.listing.line(1, `table ${table}: ${this.paths.path(field(layout.TABLE_NODE))} (${notes.join(", ")})`);
      for (let entry = first; entry < Math.min(end, first + MAX_ITEMS); entry++) {
        const held = this.predicates.held(entry);
        this.listing.line(
          2,
          `${this.tables.describeEntry(table, entry)} -> ${list(held, (predicate) => `#${predicate}`)}`,
        );
      }
      if (end - first > MAX_ITEMS) this.listing.line(2, `… ${end - first - MAX_ITEMS} more`);
    }
  }

  private printPredicates(): void {
    this.listing.part("predicates");
    for (
      let predicate = 0;
      predicate < this.program.count(layout.SECTION_PREDICATES) && !this.listing.isFull;
      predicate++
    ) {
      const head = this.program.field(layout.SECTION_PREDICATES, predicate, layout.PREDICATE_KIND);
      const level = head >>> 16 === 0 ? "" : ` (level ${head >>> 16})`;
      this.listing.line(1, `#${predicate} ${this.predicates.describe(predicate)}${level}`);
    }
  }

  private printLogTypes(): void {
    const { program, listing } = this;
    listing.part("log types");
    const node = program.word(layout.HEADER_LOG_TYPE);
    if (node > 0) listing.line(1, `of events: ${this.paths.path(node)}`);
    for (let type = 0; type < program.count(layout.SECTION_LOG_TYPES) && !listing.isFull; type++) {
      const field = (at: number): number => program.field(layout.SECTION_LOG_TYPES, type, at);
      const name = quoteBytes(program.slice(field(layout.LOG_TYPE_TEXT), field(layout.LOG_TYPE_LENGTH)));
      const bits = field(layout.LOG_TYPE_BITS);
      let rules = 0;
      for (let rule = 0; rule < program.count(layout.SECTION_RULES); rule++)
        rules += ((program.bytes[bits + (rule >> 3)] as number) >> (rule & 7)) & 1;
      listing.line(1, `${type === 0 ? "any other" : name}: ${rules} rules`);
    }
  }

  private printRules(): void {
    const { program, listing } = this;
    const ids = readIds(program);
    const always = new Set(this.words(layout.SECTION_ALWAYS, 0, program.count(layout.SECTION_ALWAYS)));
    const awaited = this.awaited();
    const code = new CodePrinter(program, this.predicates, listing);

    listing.part("quantifier bodies");
    for (let predicate = 0; predicate < program.count(layout.SECTION_PREDICATES) && !listing.isFull; predicate++) {
      const head = program.field(layout.SECTION_PREDICATES, predicate, layout.PREDICATE_KIND);
      if ((head & 0xff) !== layout.KIND_SOME) continue;
      const body = program.field(layout.SECTION_PREDICATES, predicate, layout.PREDICATE_SIZE);
      listing.line(1, `#${predicate}: code ${target(body)}`);
      code.print(body);
    }
    const rules = program.count(layout.SECTION_RULES);
    listing.part("groups");
    for (let group = 0; group < program.count(layout.SECTION_GROUPS) && !listing.isFull; group++) {
      const field = (at: number): number => program.field(layout.SECTION_GROUPS, group, at);
      const entry = field(layout.GROUP_CODE);
      listing.line(1, `group ${group}: code ${target(entry)}`);
      if (always.has(rules + group)) listing.line(2, "judged on every event");
      else this.printAwaited(awaited.get(rules + group) ?? []);
      const tables = this.words(layout.SECTION_POSTINGS, field(layout.GROUP_TABLES), field(layout.GROUP_TABLE_COUNT));
      if (tables.length > 0) listing.line(2, `looks up ${list(tables, (table) => `table ${table}`)}`);
      const ungated = this.words(layout.SECTION_POSTINGS, field(layout.GROUP_ALWAYS), field(layout.GROUP_ALWAYS_COUNT));
      if (ungated.length > 0) listing.line(2, `judges ${list(ungated, (rule) => `rule ${rule}`)}`);
      for (const rule of ungated) always.add(rule);
      code.print(entry);
    }
    listing.part("rules");
    for (let rule = 0; rule < rules && !listing.isFull; rule++) {
      const id = ids?.[rule];
      const entry = program.field(layout.SECTION_RULES, rule, layout.RULE_CODE);
      const group = program.field(layout.SECTION_RULES, rule, layout.RULE_GROUP);
      listing.line(1, `rule ${rule}${id === undefined ? "" : ` ${quoteText(id, id.length)}`}: code ${target(entry)}`);
      if (group > 0) listing.line(2, `in group ${group - 1}`);
      if (always.has(rule)) listing.line(2, `judged on every event${group > 0 ? " of the group" : ""}`);
      else this.printAwaited(awaited.get(rule) ?? []);
      code.print(entry);
    }
  }

  private printHosted(): void {
    if (this.hosted.length === 0) return;
    this.listing.part("hosted rules");
    for (const { rule, format, decides, parts } of this.hosted) {
      if (this.listing.isFull) return;
      const role = decides ? "decides" : "knows";
      const texts = list(parts, (part) => `part ${part} of ${this.parts[part]?.length} bytes`);
      this.listing.line(1, `rule ${rule}: the host ${quoteText(format, format.length)} ${role} it by ${texts}`);
    }
  }

  /** Not all of them need be tested by the rule's code: a regular expression waits for a literal that each of its matches has. */
  private printAwaited(predicates: readonly number[]): void {
    if (predicates.length === 0) this.listing.line(2, "waits for nothing: never matches");
    for (const predicate of predicates.slice(0, MAX_ITEMS))
      this.listing.line(2, `waits for #${predicate} ${this.predicates.describe(predicate)}`);
    if (predicates.length > MAX_ITEMS) this.listing.line(2, `waits for ${predicates.length - MAX_ITEMS} more`);
  }

  /** The predicates that each rule waits for, and each group, counted on from the rules. */
  private awaited(): ReadonlyMap<number, number[]> {
    const awaited = new Map<number, number[]>();
    for (let predicate = 0; predicate < this.program.count(layout.SECTION_PREDICATES); predicate++) {
      const first = this.program.field(layout.SECTION_PREDICATES, predicate, layout.PREDICATE_RULES);
      const count = this.program.field(layout.SECTION_PREDICATES, predicate, layout.PREDICATE_RULE_COUNT);
      for (const rule of this.words(layout.SECTION_POSTINGS, first, count)) {
        const predicates = awaited.get(rule);
        if (predicates) predicates.push(predicate);
        else awaited.set(rule, [predicate]);
      }
    }
    return awaited;
  }

  private words(section: number, first: number, count: number): number[] {
    return Array.from({ length: count }, (_, i) => this.program.field(section, first + i, 0));
  }
}

const EAGER_NOTES = {
  [layout.EAGER_NEVER]: [],
  [layout.EAGER_EVENT]: ["eager"],
  [layout.EAGER_GROUP]: ["in groups"],
} as const;

/** Prints code as branches. What several rules share is printed with the first of them. */
class CodePrinter {
  private readonly printed: Uint8Array;

  constructor(
    private readonly program: ProgramView,
    private readonly predicates: Predicates,
    private readonly listing: Listing,
  ) {
    this.printed = new Uint8Array(layout.CODE_FIRST + program.count(layout.SECTION_CODE));
    this.printed.fill(1, 0, layout.CODE_FIRST);
  }

  /** Prints what is reached from an instruction and was not printed before, in the order in which it may be run. */
  print(entry: number): void {
    const reached = [entry].filter((pc) => this.take(pc));
    for (let i = 0; i < reached.length; i++) {
      for (const at of [layout.INSTRUCTION_TRUE, layout.INSTRUCTION_FALSE]) {
        const next = this.field(reached[i] as number, at);
        if (this.take(next)) reached.push(next);
      }
    }
    if (reached.length === 0 && entry >= layout.CODE_FIRST) this.listing.line(2, "(printed above)");
    for (const pc of reached.sort((a, b) => b - a)) {
      if (this.listing.isFull) return;
      const predicate = this.field(pc, layout.INSTRUCTION_PREDICATE);
      const yes = target(this.field(pc, layout.INSTRUCTION_TRUE));
      const no = target(this.field(pc, layout.INSTRUCTION_FALSE));
      this.listing.line(2, `${pc}: #${predicate} ${this.predicates.describe(predicate)} ? ${yes} : ${no}`);
    }
  }

  private take(pc: number): boolean {
    if (this.printed[pc] === 1) return false;
    this.printed[pc] = 1;
    return true;
  }

  private field(pc: number, at: number): number {
    return this.program.field(layout.SECTION_CODE, pc - layout.CODE_FIRST, at);
  }
}

/** The rules' ids, if the metadata has them: nothing is proved of it. */
function readIds(program: ProgramView): readonly (string | undefined)[] | undefined {
  const { offset, length } = program.section(layout.SECTION_META);
  try {
    const { rules } = JSON.parse(new TextDecoder().decode(program.slice(offset, length)));
    return Array.isArray(rules) ? rules.map((rule) => (typeof rule?.id === "string" ? rule.id : undefined)) : undefined;
  } catch {
    return undefined;
  }
}

function list(ids: readonly number[], print: (id: number) => string): string {
  if (ids.length === 0) return "nothing";
  const shown = ids.slice(0, MAX_ITEMS).map(print).join(", ");
  return ids.length > MAX_ITEMS ? `${shown}, … ${ids.length - MAX_ITEMS} more` : shown;
}
