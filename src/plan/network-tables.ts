// Tables of networks: the networks of all predicates of a node by their first address, each with the narrowest one around it. Two
// networks are apart or one is in the other, so all that hold an address are around the last one that begins at or before it.

import type { CorePredicate, Table } from "./model.js";
import { byTable, formWithoutText } from "./tables.js";

type OnNetworks = Extract<CorePredicate, { kind: "networks" }>;

const PREFIX_AT = 1;
const ADDRESS_AT = 4;

/** By the first address, then the wider one before the narrower. */
function compareNetworks(a: Uint8Array, b: Uint8Array): number {
  for (let i = ADDRESS_AT; i < a.length; i++) {
    const order = (a[i] as number) - (b[i] as number);
    if (order !== 0) return order;
  }
  return (a[PREFIX_AT] as number) - (b[PREFIX_AT] as number);
}

/** Whether all 16-byte addresses that begin as those of `inner` begin as those of `outer`, whatever their family. */
function isAround(outer: Uint8Array, inner: Uint8Array): boolean {
  const prefix = outer[PREFIX_AT] as number;
  if (prefix > (inner[PREFIX_AT] as number)) return false;
  const bytes = ADDRESS_AT + (prefix >> 3);
  for (let i = ADDRESS_AT; i < bytes; i++) if (outer[i] !== inner[i]) return false;
  const rest = prefix & 7;
  return rest === 0 || (((outer[bytes] as number) ^ (inner[bytes] as number)) & (0xff00 >> rest)) === 0;
}

/** For each of some networks the index of the narrowest one around it, or -1; undefined if they are not in ascending order. */
export function parentsOfNetworks(networks: readonly Uint8Array[]): readonly number[] | undefined {
  const parents: number[] = [];
  const around: number[] = [];
  for (const [i, network] of networks.entries()) {
    if (i > 0 && compareNetworks(networks[i - 1] as Uint8Array, network) >= 0) return undefined;
    while (around.length > 0 && !isAround(networks[around.at(-1) as number] as Uint8Array, network)) around.pop();
    parents.push(around.at(-1) ?? -1);
    around.push(i);
  }
  return parents;
}

/** Networks in order, without those inside another one of their family. */
export function outermostNetworks(networks: readonly Uint8Array[]): readonly Uint8Array[] {
  const lasts = new Map<number | undefined, Uint8Array>();
  return networks.toSorted(compareNetworks).filter((network) => {
    const last = lasts.get(network[0]);
    if (last && isAround(last, network)) return false;
    lasts.set(network[0], network);
    return true;
  });
}

/** A table for each node that has predicates of networks, and one for those that look at elements. */
export function collectNetworkTables(predicates: readonly CorePredicate[]): readonly Omit<Table, "eager">[] {
  const onNetworks = predicates.filter(({ kind }) => kind === "networks") as readonly OnNetworks[];
  return byTable(onNetworks).map((together) => {
    const [{ node, elements = false }] = together as [OnNetworks];
    return { type: "networks", node, form: formWithoutText(elements), entries: entriesOf(together) };
  });
}

function entriesOf(predicates: readonly OnNetworks[]): Table["entries"] {
  const held = predicates.flatMap((predicate) => predicate.networks.map((network) => ({ network, predicate })));
  held.sort((a, b) => compareNetworks(a.network, b.network));
  const entries: { text: Uint8Array; anchor: "whole"; predicates: CorePredicate[] }[] = [];
  for (const { network, predicate } of held) {
    const last = entries.at(-1);
    if (last && compareNetworks(last.text, network) === 0) last.predicates.push(predicate);
    else entries.push({ text: network, anchor: "whole", predicates: [predicate] });
  }
  return entries;
}
