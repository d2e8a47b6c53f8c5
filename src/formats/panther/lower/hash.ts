// What may stand in a set: values that have a hash, as lists, dicts and sets have none.

import { not } from "./condition.js";
import { isEvent } from "./operators.js";
import { isA } from "./predicates.js";
import { afterAll, bind, given, just, RAISES, unknown, type Value } from "./values.js";

/** The value where it has a hash; it raises elsewhere. */
export function hashed(value: Value): Value {
  return bind(value, (atom) => {
    switch (atom.type) {
      case "path":
        return isEvent(atom.path) ? RAISES : given(not(isA(atom.path, "array", "object")), just(atom));
      case "sequence":
        return atom.kind === "tuple" ? afterAll(atom.items.map(hashed), just(atom)) : RAISES;
      case "mapped":
        return atom.mapped.kind === "generator" ? just(atom) : RAISES;
      case "mapping":
      case "split":
        return RAISES;
      case "unknown":
        return unknown(atom.why);
      default:
        return just(atom);
    }
  });
}
