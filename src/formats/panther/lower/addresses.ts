// `ipaddress` of Python: what `ip_address(value)` takes, and what it says of an address.

import type { Condition, FieldPath } from "../../../rule/ir.js";
import { isAddressText, PRIVATE_NETWORKS, SHARED_NETWORK } from "../python/modules/ipaddress.js";
import { and, not, or } from "./condition.js";
import { isEvent, opposite } from "./operators.js";
import { isA, ordered, predicate, text } from "./predicates.js";
import { type Atom, type Blocker, given, just, merge, RAISES, unknown, type Value } from "./values.js";

type Address = Extract<Atom, { type: "address" }>;

/** What the address before a zone looks like. The interpreter takes none, and stops. */
const ZONED = "(?is)\\A[0-9a-f:.]*:[0-9a-f:.]*%.";
/** Behind the last number that is an address. */
const ADDRESSES = 1n << 128n;

/** What `ip_address(argument)` gives, without the cases where it raises a ValueError or stops. */
export function addressOf(argument: Atom, why: Blocker): Value {
  switch (argument.type) {
    case "constant": {
      const { value } = argument;
      if (value === null || typeof value === "number") return RAISES;
      return typeof value === "string" && !value.includes("%") && !isAddressText(value) ? RAISES : unknown(why);
    }
    case "path": {
      const { path } = argument;
      // The text of a dict or list is no address.
      if (isEvent(path)) return RAISES;
      return merge([
        ...given(or(within(path, "0.0.0.0/0"), within(path, "::/0")), just({ type: "address", path, of: "text" })),
        ...given(isAddressNumber(path), just({ type: "address", path, of: "number" })),
      ]);
    }
    case "sequence":
    case "mapping":
    case "mapped":
      return RAISES;
    default:
      return unknown(why);
  }
}

/** Where the interpreter stops at `ip_address(argument)`, of which nothing is caught. */
export function stopsAt(argument: Atom): Condition {
  return argument.type === "path" && !isEvent(argument.path)
    ? and(text(argument.path, "contains", "%"), predicate(argument.path, { kind: "match", value: ZONED }))
    : or();
}

/** An attribute of an address. */
export function addressAttribute({ path, of }: Address, name: string, why: Blocker): Value {
  if (!hasAddressAttribute(name)) return unknown(why);
  // It has it, whatever it is.
  if (of === "number") return just({ type: "unknown", why });
  const isPrivate = or(...PRIVATE_NETWORKS.map((network) => within(path, network)));
  if (name === "is_private") return opposite(isPrivate);
  // Inside IPv6 the shared networks of IPv4 are global.
  const shared = and(within(path, SHARED_NETWORK), not(text(path, "contains", ":")));
  return opposite(and(not(isPrivate), not(shared)));
}

/** Attributes that all addresses have, and that never raise. */
export function hasAddressAttribute(name: string): boolean {
  return name === "is_private" || name === "is_global";
}

function isAddressNumber(path: FieldPath): Condition {
  return and(isA(path, "integer", "boolean"), ordered(path, ">=", 0n), ordered(path, "<", ADDRESSES));
}

function within(path: FieldPath, network: string): Condition {
  return predicate(path, { kind: "cidr", value: network });
}
