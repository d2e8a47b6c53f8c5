// Panther's event (panther_core: PantherEvent): what its methods do, and how data models find fields.
//
// Two things are easy to miss. deep_walk goes through the event as it was received, so that its keys do not ignore case and
// what it gives can be changed; udm with a JSONPath does the same. And a method of a data model gets the event without udm.

import { isAbstract } from "./python/builtins/containers.js";
import { getAttribute } from "./python/call.js";
import { dictGet, dictSet, freeze, frozenGet, iterate } from "./python/containers.js";
import { raise } from "./python/exceptions.js";
import { FrozenDict, FrozenList, PANTHER_EVENT, type PantherEvent } from "./python/frozen.js";
import type { Machine } from "./python/machine.js";
import { parseIso } from "./python/modules/calendar.js";
import { newMoment } from "./python/modules/datetime.js";
import { thaw } from "./python/modules/json.js";
import { addMethods, define, method, variadicMethod } from "./python/native.js";
import { isTrue } from "./python/operate.js";
import { orElse, PyDict, PyFunction, PyList, PyTuple, type Value } from "./python/values.js";

/** The value under keys inside each other, as `get` with a default finds it. */
function deepGet(machine: Machine, event: FrozenDict, keys: readonly Value[], fallback: Value): Value {
  let value: Value = event;
  for (const key of keys) {
    if (value instanceof FrozenDict) value = orElse(frozenGet(machine, value, key), fallback);
    else if (isAbstract(value, "Mapping")) value = machine.call(getAttribute(machine, value, "get"), [key, fallback]);
    else value = fallback;
  }
  return value === null ? fallback : value;
}

function isEmptyList(machine: Machine, value: Value): boolean {
  if (!isListLike(value)) return false;
  for (const item of iterate(machine, value)) if (!isEmptyList(machine, item)) return false;
  return true;
}

function isListLike(value: Value): value is PyList | PyTuple | FrozenList {
  return value instanceof PyList || value instanceof PyTuple || value instanceof FrozenList;
}

interface Walk {
  readonly keys: readonly Value[];
  readonly fallback: Value;
  readonly wanted: Value;
}

/** Values under keys inside each other, through lists too. */
function deepWalk(machine: Machine, value: Value, walk: Walk, at = 0): Value {
  const { fallback } = walk;
  machine.step();
  const key = walk.keys[at];
  if (key === undefined) return value === null || isEmptyList(machine, value) ? fallback : value;
  if (value instanceof PyDict) return deepWalk(machine, orElse(dictGet(machine, value, key), fallback), walk, at + 1);
  const found = new PyDict();
  if (isListLike(value)) {
    for (const item of iterate(machine, value)) {
      const inner = deepWalk(machine, item, walk, at);
      if (isListLike(inner)) for (const one of iterate(machine, inner)) dictSet(machine, found, one, null);
      else if (inner !== null) dictSet(machine, found, inner, null);
    }
  }
  const values = Array.from(found.entries.values(), (entry) => entry.key);
  const [first] = values;
  if (first === undefined) return fallback;
  switch (walk.wanted) {
    case "first":
      return first;
    case "last":
      return values.at(-1) as Value;
    case "all":
      return values.length === 1 ? first : new PyList(values);
    default:
      return "all";
  }
}

/** The field at a JSONPath of names and indices; undefined where there is none. */
function atPath(machine: Machine, event: FrozenDict, path: readonly (string | number)[]): Value | undefined {
  let value: Value | undefined = event.container;
  for (const step of path) {
    if (typeof step === "string") value = value instanceof PyDict ? dictGet(machine, value, step) : undefined;
    else value = value instanceof PyList ? value.items.at(step) : undefined;
    if (value === undefined) return undefined;
  }
  return value;
}

function udm(machine: Machine, event: PantherEvent, keys: readonly Value[], fallback: Value): Value {
  const model = event.dataModel;
  const [key] = keys;
  if (keys.length === 1 && model && typeof key === "string") {
    const path = model.paths.get(key);
    const found = path && atPath(machine, event, path);
    if (found !== undefined) return freeze(found);
    const target = model.methods.get(key);
    if (target !== undefined) return freeze(machine.call(target, [new FrozenDict(event.container)]));
    if (path) return fallback;
  }
  if (keys.length === 0) return fallback;
  const result = deepGet(machine, event, ["p_udm", ...keys], null);
  if (isTrue(machine, result)) return result;
  const plain = deepGet(machine, event, keys, null);
  return isTrue(machine, plain) ? plain : fallback;
}

export function installEvent(): void {
  addMethods(PANTHER_EVENT, [
    variadicMethod("deep_get", (machine, [self, ...keys], keywords) =>
      deepGet(machine, self as FrozenDict, keys, keywords.get("default") ?? null),
    ),
    variadicMethod("deep_walk", (machine, [self, ...keys], keywords) =>
      deepWalk(machine, (self as FrozenDict).container, {
        keys,
        fallback: keywords.get("default") ?? null,
        wanted: keywords.get("return_val") ?? "all",
      }),
    ),
    variadicMethod("udm", (machine, [self, ...keys], keywords) =>
      udm(machine, self as PantherEvent, keys, keywords.get("default") ?? null),
    ),
    method("udm_path", "key", (machine, self: PantherEvent, key: Value) => {
      const model = self.dataModel;
      if (!model) {
        throw raise("Exception", "a data model hasn't been specified for log type");
      }
      const path = model.paths.get(key as string);
      if (path && atPath(machine, self, path) !== undefined) return path.join(".");
      const target = model.methods.get(key as string);
      return target instanceof PyFunction ? target.name : null;
    }),
    method("lookup", "lookup_name lookup_key", (machine, self: PantherEvent, name: Value, key: Value) =>
      self.look ? self.look(name, key) : deepGet(machine, self, ["_mocked_lookup_data_", name, key], null),
    ),
    method("event_time_epoch", "force_utc?", (_machine, self: PantherEvent) => {
      const time = frozenGet(_machine, self, "p_event_time");
      const found =
        typeof time === "string" ? parseIso(time.replace(/ UTC$/, "").replace(/(\.\d{6})\d+/, "$1")) : undefined;
      if (!found) return 0n;
      const at = _machine.call(getAttribute(_machine, newMoment(found, "time"), "timestamp"), []);
      return BigInt(Math.trunc(at as number));
    }),
  ]);
  PANTHER_EVENT.attributes.set(
    "json_encoder",
    define("json_encoder", "obj", (_machine, value: Value) => thaw(value)),
  );
}
