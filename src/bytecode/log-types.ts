// Log types: for each its name and what is looked at for events of it, as bits.

import type { CorePredicate, Plan, PlannedGroup } from "../plan/model.js";
import { encodeWtf8 } from "../unicode/wtf8.js";
import { compareBytes } from "./compare.js";

/** A log type; the first one, whose name is empty, stands for all names that no rule has. */
export interface EncodedLogType {
  readonly name: Uint8Array;
  readonly bits: Uint8Array;
}

/**
 * The log types of a plan, none where no rule has one. Rules without log types are looked at for all of them.
 *
 * @param tableOf the table that posts a predicate
 */
export function encodeLogTypes(
  plan: Plan,
  tableOf: (predicate: CorePredicate) => number | undefined,
): EncodedLogType[] {
  const groupIds = new Map(plan.groups.map((group, id) => [group, id]));
  const empty = (): Bits => new Bits(plan, groupIds, tableOf);
  const common = empty();
  const byName = new Map<string, Bits>();
  for (const [rule, { logTypes }] of plan.rules.entries()) {
    if (logTypes.length === 0) common.add(rule);
    for (const name of new Set(logTypes)) {
      const bits = byName.get(name) ?? empty();
      byName.set(name, bits);
      bits.add(rule);
    }
  }
  if (byName.size === 0) return [];
  const named = [...byName].map(([name, bits]) => ({ name: encodeWtf8(name), bits: bits.with(common) }));
  return [{ name: new Uint8Array(0), bits: common.bytes() }, ...named.sort((a, b) => compareBytes(a.name, b.name))];
}

/** Bytes of the bits of one log type. */
export function logTypeBitsBytes(rules: number, groups: number, tables: number): number {
  return [rules, groups, tables].reduce((bytes, count) => bytes + Math.ceil(count / 64) * 8, 0);
}

/** Bits of rules, of groups and of tables, each from a multiple of 64. */
class Bits {
  readonly #data: Uint8Array;
  readonly #firstGroup: number;
  readonly #firstTable: number;

  constructor(
    private readonly plan: Plan,
    private readonly groupIds: ReadonlyMap<PlannedGroup, number>,
    private readonly tableOf: (predicate: CorePredicate) => number | undefined,
  ) {
    const { rules, groups, tables } = plan;
    this.#data = new Uint8Array(logTypeBitsBytes(rules.length, groups.length, tables.length));
    this.#firstGroup = logTypeBitsBytes(rules.length, 0, 0) * 8;
    this.#firstTable = logTypeBitsBytes(rules.length, groups.length, 0) * 8;
  }

  add(rule: number): void {
    const { access, group } = this.plan.rules[rule] as Plan["rules"][number];
    this.#set(rule);
    this.#addTables(access);
    if (!group) return;
    this.#set(this.#firstGroup + (this.groupIds.get(group) as number));
    this.#addTables(group.access);
  }

  #addTables(access: readonly CorePredicate[] | undefined): void {
    for (const predicate of access ?? []) {
      const table = this.tableOf(predicate);
      if (table !== undefined) this.#set(this.#firstTable + table);
    }
  }

  #set(bit: number): void {
    this.#data[bit >> 3] = (this.#data[bit >> 3] as number) | (1 << (bit & 7));
  }

  with(other: Bits): Uint8Array {
    return this.#data.map((byte, at) => byte | (other.#data[at] as number));
  }

  bytes(): Uint8Array {
    return this.#data;
  }
}
