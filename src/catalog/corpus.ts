// How many rules of a catalog look for the same thing.

import type { Kind } from "../rule/ir.js";
import { isEquality, type Row } from "./indicators.js";

/** Rules by vendor, in the order of the vendors' names. */
export type VendorCounts = Readonly<Record<string, number>>;

export interface SharedIndicator {
  readonly field: string;
  readonly kind: Kind;
  /** Absent for a kind that takes no value. */
  readonly value?: string;
  readonly rules: number;
  readonly vendors: VendorCounts;
}

interface Entry {
  readonly field: string;
  readonly kind: Kind;
  readonly value: string | undefined;
  readonly vendors: Map<string, number>;
}

/**
 * Counts, of each field, kind and value, the rules that look for it. `eq` and `in` ask the same of a value, so they count as one
 * kind.
 */
export class Corpus {
  private readonly entries = new Map<string, Entry>();

  /** Counts one rule, each of its indicators once. */
  add(vendor: string, rows: readonly Row[]): void {
    const seen = new Set<string>();
    for (const { field, kind, values } of rows) {
      for (const value of values.length > 0 ? values : [undefined]) {
        const key = keyOf(field, kind, value);
        if (seen.has(key)) continue;
        seen.add(key);
        const entry = this.entries.get(key) ?? { field, kind: counted(kind), value, vendors: new Map() };
        this.entries.set(key, entry);
        entry.vendors.set(vendor, (entry.vendors.get(vendor) ?? 0) + 1);
      }
    }
  }

  /** The rules beside one of this vendor that look for the same. */
  others(vendor: string, field: string, kind: Kind, value: string | undefined): VendorCounts {
    const { vendors } = this.entries.get(keyOf(field, kind, value)) ?? { vendors: new Map<string, number>() };
    return record([...vendors].map(([name, count]) => [name, name === vendor ? count - 1 : count]));
  }

  /** What most rules look for, as far as more than one does. */
  mostShared(top: number): readonly SharedIndicator[] {
    return [...this.entries.values()]
      .map(({ field, kind, value, vendors }) => ({
        ...{ field, kind, ...(value !== undefined && { value }) },
        ...{ rules: sum([...vendors.values()]), vendors: record([...vendors]) },
      }))
      .filter(({ rules }) => rules > 1)
      .toSorted((left, right) => right.rules - left.rules || compareText(textOf(left), textOf(right)))
      .slice(0, top);
  }
}

export function total(counts: VendorCounts): number {
  return sum(Object.values(counts));
}

/** By UTF-16 unit, the same on every machine. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function counted(kind: Kind): Kind {
  return isEquality(kind) ? "eq" : kind;
}

function keyOf(field: string, kind: Kind, value: string | undefined): string {
  return JSON.stringify([field, counted(kind), value ?? null]);
}

function textOf({ field, kind, value }: SharedIndicator): string {
  return JSON.stringify([field, kind, value]);
}

/** Vendors sorted by name, without those that have none. Own properties, whatever the names. */
function record(counts: readonly (readonly [string, number])[]): VendorCounts {
  return Object.fromEntries(
    counts.filter(([, count]) => count > 0).toSorted(([left], [right]) => compareText(left, right)),
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
