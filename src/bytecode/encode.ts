// From a plan to the bytes of a program. The same plan gives the same bytes.

import { SluiceError } from "../errors.js";
import { hashKey, hashText } from "../plan/hash.js";
import { buildLiterals, type Literal } from "../plan/literals.js";
import type { CorePredicate, Form, Plan, PlannedGroup, Table } from "../plan/model.js";
import { parentsOfNetworks } from "../plan/network-tables.js";
import type { PathNode } from "../plan/paths.js";
import { someAwaitable } from "../plan/tables.js";
import { encodeWtf8 } from "../unicode/wtf8.js";
import { Code } from "./code.js";
import { encodeHosted, type HostedCode } from "./hosted.js";
import * as layout from "./layout.js";
import { encodeLogTypes } from "./log-types.js";
import { Data, endOf, Words, writeFile } from "./sections.js";

/** Most slots a hash table is given for each entry, so that most chains and probes are one long. */
const SLOTS_PER_ENTRY = 2;

/** Makes a literal set, as `buildLiterals` does. */
type BuildLiterals = (literals: readonly Literal[]) => Uint8Array;

/** What goes along with a plan as it is. */
export interface Attached {
  readonly meta: Uint8Array;
  /** Rules that bring code for a host, ascending. */
  readonly hosted: readonly HostedCode[];
}

/** Encodes a plan. Throws `program-too-large`. */
export function encodeProgram(
  plan: Plan,
  attached: Attached,
  maxBytes: number,
  build: BuildLiterals = buildLiterals,
): Uint8Array {
  return new Encoder(plan, build).encode(attached, maxBytes);
}

class Encoder {
  readonly #nodes = new Words();
  readonly #keySlots = new Words();
  readonly #keys = new Words();
  readonly #indexes = new Words();
  readonly #tables = new Words();
  readonly #tableSlots = new Words();
  readonly #tableEntries = new Words();
  readonly #postings = new Words();
  readonly #predicates = new Words();
  readonly #code = new Words();
  readonly #data = new Data();
  readonly #ids = new Map<CorePredicate, number>();
  /** The table that answers a predicate. */
  readonly #tableIds = new Map<CorePredicate, number>();
  /** How many tables of a node are looked up for each event that has it; they stand together. */
  readonly #eagerTables = new Map<PathNode, number>();
  #nextEager = 0;

  constructor(
    private readonly plan: Plan,
    private readonly build: BuildLiterals,
  ) {
    for (const predicate of plan.predicates) this.#ids.set(predicate, this.#ids.size);
    for (const [id, table] of plan.tables.entries()) {
      someAwaitable(table, (predicate) => {
        this.#tableIds.set(predicate, id);
        return false;
      });
      for (const predicate of table.numbers?.bounds.keys() ?? []) this.#tableIds.set(predicate, id);
    }
  }

  encode({ meta, hosted }: Attached, maxBytes: number): Uint8Array {
    const { plan } = this;

    const rules = new Words();
    const groups = new Words();
    const always = new Words();
    const code = new Code(this.#code, this.#ids);
    const waiting = this.#collectWaiting(always);
    for (const table of plan.tables) this.#addTable(table);
    this.#nodes.push(0, 0, 0, 31, 0, 0, 0, 0, 0, 0);
    for (const node of plan.nodes) this.#addNode(node);
    for (const predicate of plan.predicates) this.#addPredicate(predicate, waiting.get(predicate) ?? [], code);
    const members = new Map<PlannedGroup, number[]>(plan.groups.map((group) => [group, []]));
    const numbers = new Map(plan.groups.map((group, number) => [group, number]));
    for (const [rule, { logic, certain, group }] of plan.rules.entries()) {
      rules.push(code.add(logic, certain), group ? 1 + (numbers.get(group) as number) : 0);
      if (group) members.get(group)?.push(rule);
    }
    for (const [group, rules] of members) this.#addGroup(group, rules, groups, code);

    const words = [
      this.#nodes,
      this.#keySlots,
      this.#keys,
      this.#indexes,
      this.#tables,
      this.#tableSlots,
      this.#tableEntries,
      this.#postings,
      this.#predicates,
      this.#code,
      rules,
      groups,
      always,
      this.#encodeLogTypes(),
    ];
    const dataStart = layout.HEADER_BYTES + words.reduce((sum, section) => sum + section.length * 4, 0);
    for (const section of words) for (const at of section.offsets) section.set(at, section.get(at) + dataStart);
    const before = [...words.map((section) => section.bytes()), this.#data.bytes(), meta];
    const sections = [...before, ...encodeHosted(hosted, endOf(before))];
    return writeFile(sections, { logTypeNode: plan.logTypeNode?.id ?? 0, maxBytes });
  }

  #encodeLogTypes(): Words {
    const logTypes = new Words();
    for (const { name, bits } of encodeLogTypes(this.plan, (predicate) => this.#tableIds.get(predicate))) {
      const text = this.#offset(logTypes, logTypes.length, name);
      logTypes.push(text, name.length, this.#offset(logTypes, logTypes.length + 2, bits));
    }
    return logTypes;
  }

  /** The rules and groups that wait for each predicate; those of every event that wait for none go to `always`. */
  #collectWaiting(always: Words): ReadonlyMap<CorePredicate, readonly number[]> {
    const waiting = new Map<CorePredicate, number[]>();
    for (const [id, one] of [...this.plan.rules, ...this.plan.groups].entries()) {
      const isGrouped = "group" in one && one.group !== undefined;
      if (!one.access && !isGrouped) always.push(id);
      for (const predicate of one.access ?? []) {
        const list = waiting.get(predicate);
        if (list) list.push(id);
        else waiting.set(predicate, [id]);
      }
    }
    return waiting;
  }

  /** What is to be done where the group's scope holds, for the rules with these ids. */
  #addGroup({ logic }: PlannedGroup, members: readonly number[], groups: Words, code: Code): void {
    const tables = new Set<number>();
    const always: number[] = [];
    for (const rule of members) {
      const access = this.plan.rules[rule]?.access;
      if (!access) always.push(rule);
      for (const predicate of access ?? []) {
        const table = this.#tableIds.get(predicate);
        if (table !== undefined && this.plan.tables[table]?.eager === "group") tables.add(table);
      }
    }
    const firstAlways = this.#postings.length + tables.size;
    groups.push(code.add(logic), this.#postings.length, tables.size, firstAlways, always.length);
    this.#postings.pushAll([...tables].sort((a, b) => a - b));
    this.#postings.pushAll(always);
  }

  #addNode(node: PathNode): void {
    const keys = node.wanted.flatMap((child) => {
      const { segment } = child;
      return segment?.type === "key"
        ? [{ text: encodeWtf8(segment.name), nocase: segment.nocase === true, child }]
        : [];
    });
    const indexes = node.wanted
      .flatMap((child) => (child.segment?.type === "index" ? [{ index: child.segment.index, child }] : []))
      .sort((a, b) => a.index - b.index);

    let flags = node.level << layout.NODE_LEVEL_SHIFT;
    if (keys.length > 0) flags |= layout.NODE_HAS_KEYS;
    if (keys.some(({ nocase }) => nocase)) flags |= layout.NODE_HAS_NOCASE_KEYS;
    if (node.deferred) flags |= layout.NODE_DEFERRED;
    if (node.anywhere) flags |= layout.NODE_ANYWHERE;

    const first = this.#keys.length / (layout.KEY_BYTES / 4);
    const log2 = keys.length === 0 ? 1 : Math.max(1, Math.ceil(Math.log2(keys.length * SLOTS_PER_ENTRY)));
    const slots: number[] = new Array(keys.length === 0 ? 0 : 1 << log2).fill(0);
    const next: number[] = new Array(keys.length).fill(0);
    for (let i = keys.length - 1; i >= 0; i--) {
      const slot = hashKey((keys[i] as (typeof keys)[number]).text) >>> (32 - log2);
      next[i] = slots[slot] as number;
      slots[slot] = first + i + 1;
    }
    this.#nodes.push(flags, node.subtree, this.#keySlots.length, 32 - log2, first, keys.length);
    this.#nodes.push(this.#indexes.length / (layout.INDEX_BYTES / 4), indexes.length);
    this.#nodes.push(this.#nextEager, this.#eagerTables.get(node) ?? 0);
    this.#nextEager += this.#eagerTables.get(node) ?? 0;
    this.#keySlots.pushAll(slots);
    for (const [i, { text, nocase, child }] of keys.entries()) {
      const offset = this.#offset(this.#keys, this.#keys.length + 1, text);
      this.#keys.push(child.id, offset, text.length, next[i] as number, nocase ? layout.KEY_NOCASE : 0);
    }
    for (const { index, child } of indexes) this.#indexes.push(index, child.id);
  }

  #addTable(table: Table): void {
    const firstEntry = this.#tableEntries.length / (layout.ENTRY_BYTES / 4);
    this.#tables.push(table.node.id, formBits(table.form), TABLE_TYPES[table.type]);
    if (table.type === "texts") this.#tables.push(...this.#addSlots(table, firstEntry));
    else if (table.type === "literals") this.#tables.push(...this.#addLiterals(table));
    else this.#tables.push(table.numbers?.rising.length ?? 0, table.numbers?.falling.length ?? 0);
    const isTexts = table.type === "texts";
    const longest = isTexts ? table.entries.reduce((most, { text }) => Math.max(most, text.length), 0) : 0;
    this.#tables.push(EAGERNESS[table.eager], firstEntry, longest);
    if (table.eager === "event") this.#eagerTables.set(table.node, (this.#eagerTables.get(table.node) ?? 0) + 1);
    const isNetworks = table.type === "networks";
    const parents = isNetworks ? parentsOfNetworks(table.entries.map(({ text }) => text)) : undefined;
    for (const [i, { text, predicates }] of table.entries.entries()) {
      if (isTexts || table.numbers || isNetworks) {
        const offset = this.#offset(this.#tableEntries, this.#tableEntries.length + 1, text);
        this.#tableEntries.push(isTexts ? hashText(text) : 1 + (parents?.[i] ?? -1), offset, text.length);
      } else this.#tableEntries.push(0, 0, 0);
      this.#tableEntries.push(this.#postings.length, predicates.length);
      for (const predicate of predicates) this.#postings.push(this.#idOf(predicate));
    }
    if (!table.numbers) return;
    this.#tables.set(this.#tables.length - 1, this.#postings.length);
    for (const predicate of table.numbers.rising) this.#postings.push(this.#idOf(predicate));
    for (const predicate of table.numbers.falling) this.#postings.push(this.#idOf(predicate));
  }

  /** Gives the first slot and the mask. */
  #addSlots({ entries }: Table, firstEntry: number): [first: number, mask: number] {
    const mask = (1 << Math.max(1, Math.ceil(Math.log2(entries.length * SLOTS_PER_ENTRY)))) - 1;
    const slots = new Uint32Array(mask + 1);
    for (const [i, { text }] of entries.entries()) {
      let slot = hashText(text) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = firstEntry + i + 1;
    }
    const first = this.#tableSlots.length;
    this.#tableSlots.pushAll(slots);
    return [first, mask];
  }

  /** Gives the literal set, as its offset and size; TABLE_SET is the next word of the table. */
  #addLiterals({ entries }: Table): [offset: number, size: number] {
    const set = this.build(entries.map(({ text, anchor }) => ({ bytes: text, anchor })));
    return [this.#offset(this.#tables, this.#tables.length, set), set.length];
  }

  #addPredicate(predicate: CorePredicate, rules: readonly number[], code: Code): void {
    const at = this.#predicates.length;
    let flags = elementsBit(predicate.elements);
    let arg = 0;
    let size = 0;
    if (predicate.form) flags = formBits(predicate.form);
    if (predicate.spelling) flags |= SPELLINGS[predicate.spelling];
    if (predicate.other) arg = predicate.other.id;
    const table = predicate.kind === "exists" || predicate.kind === "array" ? undefined : this.#tableIds.get(predicate);
    if (table !== undefined) arg = table;
    else if (predicate.constant) {
      arg = this.#offset(this.#predicates, at + 2, predicate.constant);
      size = predicate.constant.length;
    }
    if (predicate.kind === "some") {
      arg = predicate.element.id;
      size = code.add(predicate.body);
    }
    if (table !== undefined && predicate.bound)
      size = this.plan.tables[table]?.numbers?.bounds.get(predicate) as number;
    const level = 31 - Math.clz32(predicate.levels);
    const kind = table === undefined || predicate.spelling ? KINDS[predicate.kind] : layout.KIND_TABLE;
    this.#predicates.push(kind | (flags << 8) | (level << 16), predicate.node.id, arg, size);
    this.#predicates.push(this.#postings.length, rules.length);
    this.#postings.pushAll(rules);
  }

  #idOf(predicate: CorePredicate): number {
    const id = this.#ids.get(predicate);
    if (id === undefined) throw new SluiceError("internal", "a predicate has no id");
    return id;
  }

  /** Adds a constant; the word at `at` of `words`, about to be written, will hold its offset in the program. */
  #offset(words: Words, at: number, constant: Uint8Array): number {
    words.offsets.push(at);
    return this.#data.add(constant);
  }
}

function formBits({ folded, scalar, elements }: Form): number {
  return (folded ? layout.FORM_FOLDED : 0) | (scalar ? layout.FORM_SCALAR : 0) | elementsBit(elements);
}

function elementsBit(elements: boolean | undefined): number {
  return elements ? layout.FORM_ELEMENTS : 0;
}

const TABLE_TYPES = {
  texts: layout.TABLE_TEXTS,
  literals: layout.TABLE_LITERALS,
  presence: layout.TABLE_PRESENCE,
  numbers: layout.TABLE_NUMBERS,
  array: layout.TABLE_ARRAY,
  networks: layout.TABLE_NETWORKS,
} as const;

const EAGERNESS = { never: layout.EAGER_NEVER, event: layout.EAGER_EVENT, group: layout.EAGER_GROUP } as const;

const SPELLINGS = {
  all: layout.NUMBER_INTEGERS | layout.NUMBER_FRACTIONS,
  integers: layout.NUMBER_INTEGERS,
  fractions: layout.NUMBER_FRACTIONS,
} as const;

const KINDS: Readonly<Record<CorePredicate["kind"], number>> = {
  exists: layout.KIND_EXISTS,
  is_null: layout.KIND_IS_NULL,
  not_null: layout.KIND_NOT_NULL,
  truthy: layout.KIND_TRUTHY,
  null: layout.KIND_NULL,
  true: layout.KIND_TRUE,
  false: layout.KIND_FALSE,
  table: layout.KIND_TABLE,
  contains: layout.KIND_CONTAINS,
  starts_with: layout.KIND_STARTS_WITH,
  ends_with: layout.KIND_ENDS_WITH,
  wildcard: layout.KIND_WILDCARD,
  regex: layout.KIND_REGEX,
  text_lt: layout.KIND_TEXT_LT,
  text_lte: layout.KIND_TEXT_LTE,
  text_gt: layout.KIND_TEXT_GT,
  text_gte: layout.KIND_TEXT_GTE,
  numbers: layout.KIND_NUMBER_EQ,
  number_lt: layout.KIND_NUMBER_LT,
  number_lte: layout.KIND_NUMBER_LTE,
  number_gt: layout.KIND_NUMBER_GT,
  number_gte: layout.KIND_NUMBER_GTE,
  eq_field: layout.KIND_EQ_FIELD,
  contains_field: layout.KIND_CONTAINS_FIELD,
  starts_with_field: layout.KIND_STARTS_WITH_FIELD,
  ends_with_field: layout.KIND_ENDS_WITH_FIELD,
  lt_field: layout.KIND_LT_FIELD,
  lte_field: layout.KIND_LTE_FIELD,
  gt_field: layout.KIND_GT_FIELD,
  gte_field: layout.KIND_GTE_FIELD,
  networks: layout.KIND_TABLE,
  some: layout.KIND_SOME,
  string: layout.KIND_STRING,
  number: layout.KIND_NUMBER,
  integer: layout.KIND_INTEGER,
  array: layout.KIND_ARRAY,
  object: layout.KIND_OBJECT,
};
