// Arguments to parameters (The Python Language Reference, 6.3.4).

import type { Parameters } from "./ast.js";
import { dictSet } from "./containers.js";
import { type Raised, raise } from "./exceptions.js";
import type { Machine } from "./machine.js";
import { type Keywords, PyDict, PyTuple, type Value } from "./values.js";

/** A parameter list, ready to bind. Slots are in the order of `parameterNames`. */
export interface Signature {
  readonly name: string;
  readonly parameters: Parameters;
}

/** Fills slots from arguments; raises TypeError where they do not fit. `defaults` are by name. */
export function bindArguments(
  machine: Machine,
  { name, parameters }: Signature,
  slots: (Value | undefined)[],
  args: readonly Value[],
  keywords: Keywords,
  defaults: ReadonlyMap<string, Value>,
): void {
  const { positionalOnly, positional, rest, keywordOnly, keywords: others } = parameters;
  const total = positionalOnly.length + positional.length;
  for (let at = 0; at < Math.min(total, args.length); at++) slots[at] = args[at];
  if (args.length > total && !rest) throw tooMany(name, total, defaults, parameters, args.length);
  const restSlot = total;
  if (rest) slots[restSlot] = new PyTuple(args.slice(total));
  const keywordStart = total;
  // Slots: positional, keyword-only, then the rest and the keywords: see `parameterNames`.
  const ordered = [...positionalOnly, ...positional];
  const extra = others ? new PyDict() : undefined;
  const keywordSlots = new Map<string, number>();
  positional.forEach((parameter, at) => void keywordSlots.set(parameter.name, positionalOnly.length + at));
  const afterRest = keywordStart + (rest ? 1 : 0);
  keywordOnly.forEach((parameter, at) => void keywordSlots.set(parameter.name, afterRest + at));
  for (const [key, value] of keywords) {
    const slot = keywordSlots.get(key);
    if (slot === undefined) {
      if (!extra) throw raise("TypeError", `${name}() got an unexpected keyword argument '${key}'`);
      dictSet(machine, extra, key, value);
    } else if (slots[slot] !== undefined)
      throw raise("TypeError", `${name}() got multiple values for argument '${key}'`);
    else slots[slot] = value;
  }
  const missing: string[] = [];
  ordered.forEach((parameter, at) => {
    if (slots[at] === undefined) slots[at] = defaults.get(parameter.name);
    if (slots[at] === undefined) missing.push(`'${parameter.name}'`);
  });
  if (missing.length > 0) throw missingArguments(name, missing, "positional");
  keywordOnly.forEach((parameter, at) => {
    const slot = afterRest + at;
    if (slots[slot] === undefined) slots[slot] = defaults.get(parameter.name);
    if (slots[slot] === undefined) missing.push(`'${parameter.name}'`);
  });
  if (missing.length > 0) throw missingArguments(name, missing, "keyword-only");
  if (extra) slots[afterRest + keywordOnly.length] = extra;
}

function tooMany(
  name: string,
  total: number,
  defaults: ReadonlyMap<string, Value>,
  parameters: Parameters,
  given: number,
): Raised {
  const least = [...parameters.positionalOnly, ...parameters.positional].filter(
    (one) => !defaults.has(one.name),
  ).length;
  const takes = least === total ? `${total}` : `from ${least} to ${total}`;
  const plural = total === 1 && least === total ? "" : "s";
  return raise(
    "TypeError",
    `${name}() takes ${takes} positional argument${plural} but ${given} ${given === 1 ? "was" : "were"} given`,
  );
}

function missingArguments(name: string, missing: readonly string[], kind: string): Raised {
  const list =
    missing.length < 3
      ? missing.join(" and ")
      : `${missing.slice(0, -1).join(", ")}, and ${missing[missing.length - 1]}`;
  const plural = missing.length === 1 ? "" : "s";
  return raise("TypeError", `${name}() missing ${missing.length} required ${kind} argument${plural}: ${list}`);
}
