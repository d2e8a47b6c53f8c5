// Tables: what is looked up together on one node in one form.

import { encodeWtf8 } from "../unicode/wtf8.js";
import type { Distinct } from "./chance.js";
import type { SetNumbers } from "./groups.js";
import { bytesKey } from "./hash.js";
import type { CorePredicate, Form, RequiredText, Table, TableEntry, TextPredicate } from "./model.js";
import { collectNumberTables } from "./number-tables.js";
import type { PathNode } from "./paths.js";

type Anchor = TableEntry["anchor"];

const PLAIN: Form = { folded: false, scalar: false };
const ANCHORS = { contains: "any", starts_with: "start", ends_with: "end" } as const;

/** A number for each form. */
export function formKey(form: Form): number {
  return (form.folded ? 1 : 0) + (form.scalar ? 2 : 0);
}

/** Counts the different texts that predicates look for. */
export function countTexts(predicates: readonly CorePredicate[]): Distinct {
  const texts = new Map<PathNode, Map<string, Set<string>>>();
  const setOf = (type: Table["type"], node: PathNode, form: Form): Set<string> => {
    const forms = getOrMake(texts, node, () => new Map<string, Set<string>>());
    return getOrMake(forms, `${type} ${formKey(form)}`, () => new Set<string>());
  };
  const literalsOf = ({ node, form }: TextPredicate, { folded }: RequiredText): Set<string> =>
    setOf("literals", node, { folded, scalar: form.scalar });
  for (const predicate of predicates) {
    if (predicate.kind === "table") {
      for (const text of predicate.texts) setOf("texts", predicate.node, predicate.form).add(text);
    } else if (predicate.kind === "numbers") {
      for (const number of predicate.numbers) setOf("numbers", predicate.node, PLAIN).add(number.toString());
    } else if ("required" in predicate) {
      for (const required of predicate.required ?? []) literalsOf(predicate, required).add(bytesKey(required.text));
    }
  }
  return {
    ofLookup: ({ node, form }) => setOf("texts", node, form).size,
    ofNumbers: ({ node }) => setOf("numbers", node, PLAIN).size,
    ofText: (predicate, required) => literalsOf(predicate, required).size,
  };
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
      for (const text of predicate.texts) tables.add("texts", predicate, predicate.form, encodeWtf8(text), "whole");
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
  const list = [...tables.list, ...collectNumberTables(predicates, waiting)].map((table) => ({
    ...table,
    eager: eagerness(table, waiting),
  }));
  return [
    ...list.filter(({ eager }) => eager === "event").sort((a, b) => a.node.id - b.node.id),
    ...list.filter(({ eager }) => eager === "group"),
    ...list.filter(({ eager }) => eager === "never"),
  ];
}

/** The predicates of a table that rules may wait for. */
export function awaitable({ entries, numbers }: Omit<Table, "eager">): readonly CorePredicate[] {
  const held = entries.flatMap(({ predicates }) => predicates);
  return numbers ? [...held, ...numbers.rising, ...numbers.falling] : held;
}

function eagerness(table: Omit<Table, "eager">, { inEvents, inGroups }: Waiting): Table["eager"] {
  const held = awaitable(table);
  const isWaited = (set: ReadonlySet<CorePredicate>): boolean => held.some((predicate) => set.has(predicate));
  return isWaited(inEvents) ? "event" : isWaited(inGroups) ? "group" : "never";
}

/** The predicates that groups, and rules without one, wait for in every event, and those that rules wait for where their scope holds. */
export interface Waiting {
  readonly inEvents: ReadonlySet<CorePredicate>;
  readonly inGroups: ReadonlySet<CorePredicate>;
}

interface GrowingTable extends Omit<Table, "eager"> {
  readonly entries: { text: Uint8Array; anchor: Anchor; predicates: CorePredicate[] }[];
  readonly byText: Map<string, { predicates: CorePredicate[] }>;
}

class TableSet {
  readonly list: GrowingTable[] = [];
  private readonly byNode = new Map<PathNode, Map<string, GrowingTable>>();

  add(type: Table["type"], predicate: CorePredicate, form: Form, text: Uint8Array, anchor: Anchor, set = 0): void {
    const { node } = predicate;
    const tables = getOrMake(this.byNode, node, () => new Map<string, GrowingTable>());
    const table = getOrMake(tables, `${type} ${formKey(form)} ${set}`, () => {
      const made: GrowingTable = { type, node, form, entries: [], byText: new Map() };
      this.list.push(made);
      return made;
    });
    const key = `${anchor} ${bytesKey(text)}`;
    const entry = table.byText.get(key);
    if (entry) entry.predicates.push(predicate);
    else {
      const made = { text, anchor, predicates: [predicate] };
      table.byText.set(key, made);
      table.entries.push(made);
    }
  }
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
