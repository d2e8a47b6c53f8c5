// What a program spends on each of its rules. What rules share is divided among them.

import { SluiceError } from "../errors.js";
import * as regex from "../regex/layout.js";
import { Paths } from "./disassemble/paths.js";
import { Predicates } from "./disassemble/predicates.js";
import { Tables } from "./disassemble/tables.js";
import * as layout from "./layout.js";
import { endOfEntries } from "./verify/tables.js";
import { ProgramView, SECTIONS } from "./view.js";

/** A predicate that a rule waits for: the rule is looked at only where one of them holds. */
export interface AccessStats {
  /**
   * How it is found: by a lookup of texts, among the literals of a field, the bounds of numbers or the networks, because the field is there,
   * or because it is an array.
   */
  readonly type: "texts" | "literals" | "numbers" | "networks" | "presence" | "array";
  /** The predicate as the condition notation has it. Long lists and texts are cut. */
  readonly predicate: string;
}

/** What a rule is made of. */
export interface RuleCost {
  /** Empty where the rule waits for nothing, or can match no event. */
  readonly access: readonly AccessStats[];
  /** What its scope waits for: the rule is looked at only where that holds, too. Empty where it has none or its scope waits for nothing. */
  readonly scope: readonly AccessStats[];
  /** Whether it is judged on every event, because nothing that an event must have for it or its scope is looked up. */
  readonly always: boolean;
  /** Predicates that it tests or waits for, in its scope too. */
  readonly predicates: number;
  /** Automaton states of its regular expressions. */
  readonly states: number;
  /** Bytes of the program: its code, predicates, constants and table entries; what rules share is divided among them. */
  readonly bytes: number;
}

export interface ProgramCost {
  /** Bytes of each section. */
  readonly sections: Readonly<Record<string, number>>;
  readonly rules: readonly RuleCost[];
}

/** Takes a verified program apart. Throws `program-too-large` where its rules share too much. */
export function readCosts(bytes: Uint8Array): ProgramCost {
  return new Costs(new ProgramView(bytes)).read();
}

/** Instructions of all rules together, shared ones counted each time: a hostile program could have as many as its size squared. */
const MAX_WORK = 20_000_000;

const TYPES = new Map<number, AccessStats["type"]>([
  [layout.TABLE_TEXTS, "texts"],
  [layout.TABLE_LITERALS, "literals"],
  [layout.TABLE_NUMBERS, "numbers"],
  [layout.TABLE_NETWORKS, "networks"],
  [layout.TABLE_PRESENCE, "presence"],
  [layout.TABLE_ARRAY, "array"],
]);

class Costs {
  private readonly describer: Predicates;
  /** Bytes of each predicate, its constant and its table entries. */
  private readonly predicateBytes: Float64Array;
  /** The table type that finds each predicate. */
  private readonly foundBy: Uint8Array;
  /** The predicates that have a table's entry as their bound. */
  private readonly bounded = new Map<number, number[]>();
  private work = 0;

  constructor(private readonly program: ProgramView) {
    this.describer = new Predicates(program, new Paths(program), new Tables(program));
    const count = program.count(layout.SECTION_PREDICATES);
    this.predicateBytes = new Float64Array(count);
    this.foundBy = new Uint8Array(count);
    for (let predicate = 0; predicate < count; predicate++) this.addPredicate(predicate);
    for (let table = 0; table < program.count(layout.SECTION_TABLES); table++) this.addTable(table);
  }

  read(): ProgramCost {
    const { program } = this;
    const count = program.count(layout.SECTION_RULES);
    const access = this.access(count + program.count(layout.SECTION_GROUPS));
    const always = this.always();
    const groups = Array.from({ length: count }, (_, rule) => this.rule(rule, layout.RULE_GROUP) - 1);
    const reached = groups.map((group, rule) =>
      this.reach([
        this.rule(rule, layout.RULE_CODE),
        ...(group < 0 ? [] : [program.field(layout.SECTION_GROUPS, group, layout.GROUP_CODE)]),
      ]),
    );
    const awaitedBy = (id: number): readonly number[] => access[id] ?? [];
    // What a rule waits for need not be tested by its code: it holds already, or is a literal that each match of a regular expression has.
    const used = reached.map(({ predicates }, rule) => {
      const group = groups[rule] as number;
      return [...new Set([...predicates, ...awaitedBy(rule), ...(group < 0 ? [] : awaitedBy(count + group))])];
    });
    const predicateUsers = usersOf(used, this.predicateBytes.length);
    const codeUsers = usersOf(
      reached.map(({ code }) => code),
      program.count(layout.SECTION_CODE) + layout.CODE_FIRST,
    );
    const rules = reached.map(({ code, predicates }, rule): RuleCost => {
      const group = groups[rule] as number;
      const awaited = awaitedBy(rule);
      let bytes = layout.RULE_BYTES + 4 * awaited.length;
      for (const pc of code) bytes += layout.INSTRUCTION_BYTES / (codeUsers[pc] as number);
      for (const predicate of used[rule] as number[]) {
        bytes += (this.predicateBytes[predicate] as number) / (predicateUsers[predicate] as number);
      }
      return {
        access: awaited.map((predicate) => this.describe(predicate)),
        scope: group < 0 ? [] : awaitedBy(count + group).map((predicate) => this.describe(predicate)),
        always: always.has(rule) && (group < 0 || always.has(count + group)),
        predicates: (used[rule] as number[]).length,
        states: predicates.reduce((sum, predicate) => sum + this.states(predicate), 0),
        bytes: Math.round(bytes),
      };
    });
    const sections = SECTIONS.map(({ name }, section) => [name, program.section(section).length]);
    return { sections: Object.fromEntries(sections), rules };
  }

  /** The rules and groups that wait for nothing, groups counted on from the rules. */
  private always(): ReadonlySet<number> {
    const { program } = this;
    const always = new Set(this.words(layout.SECTION_ALWAYS, 0, program.count(layout.SECTION_ALWAYS)));
    for (let group = 0; group < program.count(layout.SECTION_GROUPS); group++) {
      const field = (at: number): number => program.field(layout.SECTION_GROUPS, group, at);
      const ungated = this.words(layout.SECTION_POSTINGS, field(layout.GROUP_ALWAYS), field(layout.GROUP_ALWAYS_COUNT));
      for (const rule of ungated) always.add(rule);
    }
    return always;
  }

  private rule(rule: number, at: number): number {
    return this.program.field(layout.SECTION_RULES, rule, at);
  }

  private describe(predicate: number): AccessStats {
    const type = TYPES.get(this.foundBy[predicate] as number) ?? "presence";
    // The number of the table, for those who read a listing, would say nothing here.
    return { type, predicate: this.describer.describe(predicate).replace(/ \(table \d+\)$/, "") };
  }

  private addPredicate(predicate: number): void {
    const kind = this.field(predicate, layout.PREDICATE_KIND) & 0xff;
    const size = this.field(predicate, layout.PREDICATE_SIZE);
    const hasConstant = kind > layout.KIND_TABLE && kind < layout.KIND_NUMBER_EQ;
    this.predicateBytes[predicate] = layout.PREDICATE_BYTES + (hasConstant ? size : 0);
    if (kind <= layout.KIND_NUMBER_EQ || kind > layout.KIND_NUMBER_GTE) return;
    const table = this.field(predicate, layout.PREDICATE_ARG);
    const entry = this.program.field(layout.SECTION_TABLES, table, layout.TABLE_ENTRY_FIRST) + size;
    const known = this.bounded.get(entry);
    if (known) known.push(predicate);
    else this.bounded.set(entry, [predicate]);
  }

  /** What a table takes is divided among its entries, and what an entry takes among the predicates that it is there for. */
  private addTable(table: number): void {
    const field = (at: number): number => this.program.field(layout.SECTION_TABLES, table, at);
    const type = field(layout.TABLE_TYPE);
    const first = field(layout.TABLE_ENTRY_FIRST);
    const end = endOfEntries(this.program, table);
    let own = layout.TABLE_BYTES;
    if (type === layout.TABLE_TEXTS) own += 4 * (field(layout.TABLE_MASK) + 1);
    else if (type === layout.TABLE_LITERALS) own += field(layout.TABLE_SET_BYTES);
    else if (type === layout.TABLE_NUMBERS) own += 4 * (field(layout.TABLE_RISING) + field(layout.TABLE_FALLING));
    for (let entry = first; entry < end; entry++) {
      const text = this.program.field(layout.SECTION_TABLE_ENTRIES, entry, layout.ENTRY_LENGTH);
      const served = [...this.describer.held(entry), ...(this.bounded.get(entry) ?? [])];
      const bytes = (own / (end - first) + layout.ENTRY_BYTES + text) / served.length + 4;
      for (const predicate of served) {
        this.predicateBytes[predicate] = (this.predicateBytes[predicate] as number) + bytes;
        this.foundBy[predicate] = type;
      }
    }
  }

  /** The predicates that each rule waits for, and each group, counted on from the rules. */
  private access(count: number): readonly (readonly number[])[] {
    const access: number[][] = Array.from({ length: count }, () => []);
    for (let predicate = 0; predicate < this.predicateBytes.length; predicate++) {
      const first = this.field(predicate, layout.PREDICATE_RULES);
      const rules = this.field(predicate, layout.PREDICATE_RULE_COUNT);
      for (const rule of this.words(layout.SECTION_POSTINGS, first, rules)) access[rule]?.push(predicate);
    }
    return access;
  }

  /** The instructions and predicates that are reached from some instructions, those of quantifiers' bodies too. */
  private reach(entries: readonly number[]): { code: readonly number[]; predicates: readonly number[] } {
    const code = new Set<number>();
    const predicates = new Set<number>();
    const enter = (pc: number): void => {
      if (pc >= layout.CODE_FIRST) code.add(pc);
    };
    entries.forEach(enter);
    // A set that grows while it is walked is walked to its new end.
    for (const pc of code) {
      if (++this.work > MAX_WORK)
        throw new SluiceError("program-too-large", "rules share too much code to take them apart");
      const at = pc - layout.CODE_FIRST;
      const predicate = this.program.field(layout.SECTION_CODE, at, layout.INSTRUCTION_PREDICATE);
      enter(this.program.field(layout.SECTION_CODE, at, layout.INSTRUCTION_TRUE));
      enter(this.program.field(layout.SECTION_CODE, at, layout.INSTRUCTION_FALSE));
      if (predicates.has(predicate)) continue;
      predicates.add(predicate);
      const kind = this.field(predicate, layout.PREDICATE_KIND) & 0xff;
      if (kind === layout.KIND_SOME) enter(this.field(predicate, layout.PREDICATE_SIZE));
    }
    return { code: [...code], predicates: [...predicates] };
  }

  private states(predicate: number): number {
    if ((this.field(predicate, layout.PREDICATE_KIND) & 0xff) !== layout.KIND_REGEX) return 0;
    return this.program.word(this.field(predicate, layout.PREDICATE_ARG) + regex.REGEX_STATE_COUNT);
  }

  private field(predicate: number, at: number): number {
    return this.program.field(layout.SECTION_PREDICATES, predicate, at);
  }

  private words(section: number, first: number, count: number): number[] {
    return Array.from({ length: count }, (_, i) => this.program.field(section, first + i, 0));
  }
}

function usersOf(lists: readonly (readonly number[])[], count: number): Uint32Array {
  const users = new Uint32Array(count);
  for (const list of lists) for (const used of list) users[used] = (users[used] as number) + 1;
  return users;
}
