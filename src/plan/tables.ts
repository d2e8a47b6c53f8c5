// Tables: what is looked up together on one node in one form.

import { encodeWtf8 } from "../unicode/wtf8.js";
import type { SetNumbers } from "./groups.js";
import type { CorePredicate, Form, Table, TableEntry } from "./model.js";
import { collectNetworkTables } from "./network-tables.js";
import { collectNumberTables } from "./number-tables.js";
import type { PathNode } from "./paths.js";

type Lookup = Extract<CorePredicate, { kind: "table" }>;
type Anchor = TableEntry["anchor"];

const PLAIN: Form = { folded: false, scalar: false, elements: false };
const ANCHORS = { contains: "any", starts_with: "start", ends_with: "end" } as const;

/** A number for each form. */
export function formKey(form: Form): number {
  return (form.folded ? 1 : 0) + (form.scalar ? 2 : 0) + (form.elements ? 4 : 0);
}

/** The form of a table that is not looked up by text. */
export function formWithoutText(elements: boolean): Form {
  return elements ? { ...PLAIN, elements } : PLAIN;
}

/** Predicates that are looked up together because they look at one node, and all at elements or none. */
export function byTable<P extends { readonly node: PathNode; readonly elements?: boolean | undefined }>(
  predicates: readonly P[],
): readonly (readonly P[])[] {
  const plain = new Map<PathNode, P[]>();
  const ofElements = new Map<PathNode, P[]>();
  for (const predicate of predicates) {
    getOrMake(predicate.elements ? ofElements : plain, predicate.node, () => []).push(predicate);
  }
  return [...plain.values(), ...ofElements.values()];
}

/**
 * The tables of all lookups, and of the literals, presences and arrays among the access predicates: other literals are looked for only
 * where a condition asks. Literals of different sets are in different tables.
 */
export function collectTables(
  predicates: readonly CorePredicate[],
  waiting: Waiting,
  sets: SetNumbers,
): readonly Table[] {
  const tables = new TableSet();
  for (const predicate of predicates) {
    if (predicate.kind === "table") {
      for (const text of predicate.texts) tables.addText(text, predicate);
    } else if (!waiting.inEvents.has(predicate) && !waiting.inGroups.has(predicate)) {
      // Looked for on demand.
    } else if (predicate.kind === "exists") {
      tables.add("presence", predicate, PLAIN, new Uint8Array(0), "whole");
    } else if (predicate.kind === "array") {
      tables.add("array", predicate, PLAIN, new Uint8Array(0), "whole");
    } else if (predicate.kind === "contains" || predicate.kind === "starts_with" || predicate.kind === "ends_with") {
      const { kind, form, constant } = predicate;
      tables.add("literals", predicate, form, constant, ANCHORS[kind], sets.get(predicate));
    }
  }
  const ordered = [...collectNumberTables(predicates, waiting), ...collectNetworkTables(predicates)];
  const list = [...tables.list, ...ordered].map((table) => {
    const { type, node, form, entries, numbers } = table;
    return { type, node, form, entries, numbers, eager: eagerness(table, waiting) };
  });
  return [
    ...list.filter(({ eager }) => eager === "event").sort((a, b) => a.node.id - b.node.id),
    ...list.filter(({ eager }) => eager === "group"),
    ...list.filter(({ eager }) => eager === "never"),
  ];
}

/** Visits the predicates of a table that rules may wait for, until `visit` is true of one; says whether it was. */
export function someAwaitable(
  { entries, numbers }: Omit<Table, "eager">,
  visit: (predicate: CorePredicate) => boolean,
): boolean {
  for (const { predicates } of entries) for (const predicate of predicates) if (visit(predicate)) return true;
  return numbers !== undefined && (numbers.rising.some(visit) || numbers.falling.some(visit));
}

function eagerness(table: Omit<Table, "eager">, { inEvents, inGroups }: Waiting): Table["eager"] {
  const isWaited = (set: ReadonlySet<CorePredicate>): boolean =>
    set.size > 0 && someAwaitable(table, (predicate) => set.has(predicate));
  return isWaited(inEvents) ? "event" : isWaited(inGroups) ? "group" : "never";
}

/** The predicates that groups, and rules without one, wait for in every event, and those that rules wait for where their scope holds. */
export interface Waiting {
  readonly inEvents: ReadonlySet<CorePredicate>;
  readonly inGroups: ReadonlySet<CorePredicate>;
}

interface GrowingTable extends Omit<Table, "eager"> {
  readonly entries: { text: Uint8Array; anchor: Anchor; predicates: CorePredicate[] }[];
  /** Which set of literals it is. */
  readonly set: number;
  /** Of lookups: the predicates that share a text. */
  readonly byText: Map<string, CorePredicate[]>;
}

class TableSet {
  readonly list: GrowingTable[] = [];
  readonly #byNode = new Map<PathNode, GrowingTable[]>();

  /** A text that several predicates look up is one entry. */
  addText(text: string, predicate: Lookup): void {
    const table = this.#tableOf("texts", predicate.node, predicate.form, 0);
    const sharing = table.byText.get(text);
    if (sharing) sharing.push(predicate);
    else table.byText.set(text, addEntry(table, encodeWtf8(text), "whole", predicate));
  }

  /** What no other predicate of the table looks for: predicates that are alike are one. */
  add(
    type: "literals" | "presence" | "array",
    predicate: CorePredicate,
    form: Form,
    text: Uint8Array,
    anchor: Anchor,
    set = 0,
  ): void {
    addEntry(this.#tableOf(type, predicate.node, form, set), text, anchor, predicate);
  }

  #tableOf(type: Table["type"], node: PathNode, form: Form, set: number): GrowingTable {
    const tables = getOrMake(this.#byNode, node, () => []);
    const known = tables.find((table) => {
      return table.type === type && formKey(table.form) === formKey(form) && table.set === set;
    });
    if (known) return known;
    const made: GrowingTable = { type, node, form, set, entries: [], byText: new Map() };
    tables.push(made);
    this.list.push(made);
    return made;
  }
}

function addEntry(table: GrowingTable, text: Uint8Array, anchor: Anchor, predicate: CorePredicate): CorePredicate[] {
  const predicates = [predicate];
  table.entries.push({ text, anchor, predicates });
  return predicates;
}

/** The value of a key; `make` makes it where there is none. */
export function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
