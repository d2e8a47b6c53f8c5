import { toClosure } from "../../workloads/neutral.mjs";
import { parsed } from "./parsed.mjs";

/** Rules by the names that they look for; what else they ask is a closure. */
export function prepare(rules, { lines }) {
  const byName = new Map();
  for (const [index, { all }] of rules.entries()) {
    const [names, ...rest] = all;
    if (names.path !== "eventName" || names.op !== "in")
      throw new Error("expected a rule that begins with eventName in […]");
    const test = toClosure({ all: rest });
    for (const name of new Set(names.value)) {
      const named = byName.get(name);
      if (named) named.push({ index, test });
      else byName.set(name, [{ index, test }]);
    }
  }
  const none = [];
  return parsed(lines, (event) => {
    const found = [];
    for (const { index, test } of byName.get(event.eventName) ?? none) if (test(event)) found.push(index);
    return found;
  });
}
