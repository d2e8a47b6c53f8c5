// Methods of strings, of values of the event, and of what the lowering knows of lists and dicts.

import type { Condition, FieldPath } from "../../../rule/ir.js";
import { and, FALSE, not, or, TRUE } from "./condition.js";
import { casedTest, isEvent, keyOf, opposite } from "./operators.js";
import { isA, isNone, predicate, type TextKind, text } from "./predicates.js";
import { canSplit, type Part, testPart } from "./splits.js";
import {
  type Atom,
  type Blocker,
  bind,
  constant,
  type Ends,
  given,
  just,
  merge,
  NO,
  NONE,
  only,
  RAISES,
  unknown,
  type Value,
} from "./values.js";

const TESTS: Readonly<Record<string, TextKind>> = { startswith: "starts_with", endswith: "ends_with" };

/** `object.name(*args, **keywords)` */
export function callMethod(
  object: Atom,
  name: string,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  why: Blocker,
): Value {
  switch (object.type) {
    case "path":
      return isEvent(object.path)
        ? callEvent(object.path, name, args, keywords, why)
        : callPath(object.path, name, args, keywords, why);
    case "constant":
      if (object.value === null || typeof object.value !== "string") return RAISES;
      return callText(object.value, name, args, keywords, why);
    case "cased":
      return callCased(object, name, args, why);
    case "part":
      return callPart(object.part, name, args, keywords, why);
    case "mapping":
      return callMapping(object, name, args, keywords, why);
    case "sequence":
      return RAISING_ON_LISTS.has(name) ? RAISES : unknown(why);
    case "length":
      return RAISES;
    default:
      return unknown(why);
  }
}

/** Methods that dicts or strings have and lists have not. */
const RAISING_ON_LISTS = new Set([
  "get",
  "items",
  "keys",
  "values",
  "lower",
  "upper",
  "startswith",
  "endswith",
  "split",
  "strip",
]);
/** Methods of strings alone. */
const OF_STRINGS = new Set([
  "lower",
  "upper",
  "startswith",
  "endswith",
  "split",
  "rsplit",
  "strip",
  "lstrip",
  "rstrip",
  "replace",
  "join",
  "title",
  "capitalize",
  "casefold",
  "isdigit",
  "isalpha",
  "isalnum",
  "isnumeric",
  "isdecimal",
  "isupper",
  "islower",
  "isspace",
  "find",
  "rfind",
  "encode",
  "splitlines",
  "partition",
  "rpartition",
  "removeprefix",
  "removesuffix",
  "zfill",
  "ljust",
  "rjust",
  "format",
]);

function callEvent(
  path: FieldPath,
  name: string,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  why: Blocker,
): Value {
  if (name === "get") return get(path, args, keywords, why, TRUE);
  if (name === "deep_get") {
    const keys = args.map(keyText);
    if (keys.length === 0 || keys.some((key) => key === undefined)) return unknown(why);
    return deepGet(path, keys as string[], keywords.get("default") ?? NONE);
  }
  if (name === "deep_walk") {
    const keys = args.map(keyText);
    const plain = [...keywords.keys()].every((name) => name === "default");
    if (keys.length === 0 || keys.some((key) => key === undefined) || !plain) return unknown(why);
    return deepWalk(path, keys as string[], keywords.get("default") ?? NONE, why);
  }
  return unknown(why);
}

function keyText(value: Value): string | undefined {
  const atom = only(value);
  return atom?.type === "constant" && typeof atom.value === "string" ? atom.value : undefined;
}

/** The value below the keys, each a dict's; the default where it is None. */
export function deepGet(path: FieldPath, keys: readonly string[], otherwise: Value): Value {
  return valueAt(keys.reduce(keyOf, path), otherwise);
}

/** The value at a path; the default where it is None. */
function valueAt(found: FieldPath, otherwise: Value): Value {
  const atom = only(otherwise);
  if (atom?.type === "constant" && atom.value === null) return just({ type: "path", path: found });
  return merge([...given(not(isNone(found)), just({ type: "path", path: found })), ...given(isNone(found), otherwise)]);
}

/**
 * As `deepGet` where no list is on the way and at its end, but by keys whose case counts. Lists are looked through otherwise, which
 * conditions can't say, and in a dict that is found the case of keys counts too.
 */
function deepWalk(path: FieldPath, keys: readonly string[], otherwise: Value, why: Blocker): Value {
  const ways = keys.map((_, at) => keys.slice(0, at + 1).reduce(exactKeyOf, path));
  const found = ways.at(-1) ?? path;
  const plain = and(...ways.map((way) => not(isA(way, "array"))), not(isA(found, "object")));
  return merge([
    ...given(plain, valueAt(found, otherwise)),
    { when: not(plain), exact: false, atom: { type: "unknown", why } },
  ]);
}

function exactKeyOf(path: FieldPath, name: string): FieldPath {
  return { ...path, segments: [...path.segments, { type: "key", name }] };
}

/** `dict.get(key, default)`: the default only where the key is missing. */
function get(
  path: FieldPath,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  why: Blocker,
  isObject: ReturnType<typeof isA>,
): Value {
  const [key, positional] = args;
  const otherwise = positional ?? keywords.get("default") ?? NONE;
  if (!key || args.length > 2) return RAISES;
  return bind(key, (atom) => {
    if (atom.type !== "constant") return unknown(why);
    // A key that is no string is in no JSON object.
    if (typeof atom.value !== "string") return given(isObject, otherwise);
    const found = keyOf(path, atom.value);
    const none = only(otherwise);
    if (none?.type === "constant" && none.value === null) return given(isObject, just({ type: "path", path: found }));
    const exists = predicate(found, { kind: "exists" });
    return merge([
      ...given(exists, just({ type: "path", path: found })),
      ...given(and(isObject, not(exists)), otherwise),
    ]);
  });
}

function callPath(
  path: FieldPath,
  name: string,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  why: Blocker,
): Value {
  if (name === "get") return get(path, args, keywords, why, isA(path, "object"));
  const isString = isA(path, "string");
  if (name === "lower" || name === "upper") {
    return args.length > 0 ? RAISES : given(isString, just({ type: "cased", path, to: name }));
  }
  const kind = TESTS[name];
  if (kind)
    return given(
      isString,
      testText(
        args,
        why,
        (value) => text(path, kind, value),
        ({ begin, end }) => (kind === "starts_with" ? text(path, kind, begin) : end ? endsWith(path, end) : TRUE),
      ),
    );
  if ((name === "split" || name === "rsplit") && args.length === 1 && keywords.size === 0) {
    const separator = keyText(args[0] as Value);
    if (separator !== undefined && canSplit(separator))
      return given(isString, just({ type: "split", split: { path, separator } }));
  }
  if (OF_STRINGS.has(name)) return [{ when: isString, exact: false, atom: { type: "unknown", why } }];
  if (name === "keys" || name === "items" || name === "values") {
    return [{ when: isA(path, "object"), exact: false, atom: { type: "unknown", why } }];
  }
  return unknown(why);
}

/** `startswith` and `endswith`: of one text, or of any in a tuple. `may`: where they may be true of a text of which only that is known. */
function testText(
  args: readonly Value[],
  why: Blocker,
  test: (value: string) => Condition | undefined,
  may: (ends: Ends) => Condition = () => TRUE,
): Value {
  const [what] = args;
  if (!what || args.length !== 1) return unknown(why);
  return bind(what, (atom) => {
    if (atom.type === "string") {
      const possible = atom.ends ? may(atom.ends) : TRUE;
      return [...given(not(possible), just(NO)), { when: possible, exact: false, atom: { type: "unknown", why } }];
    }
    const texts = textsOf(atom);
    if (texts === "raises") return RAISES;
    if (!texts) return unknown(why);
    const tests = texts.map(test);
    if (tests.some((one) => one === undefined)) return unknown(why);
    return opposite(or(...(tests as Condition[])));
  });
}

function endsWith(path: FieldPath, end: FieldPath): Condition {
  return predicate(path, { kind: "ends_with_field", other: { type: "path", path: end } });
}

function textsOf(atom: Atom): readonly string[] | "raises" | undefined {
  if (atom.type === "constant") return typeof atom.value === "string" ? [atom.value] : "raises";
  if (atom.type !== "sequence") return undefined;
  if (atom.kind !== "tuple") return "raises";
  const texts = atom.items.map(keyText);
  return texts.some((one) => one === undefined) ? undefined : (texts as string[]);
}

function callCased(atom: Extract<Atom, { type: "cased" }>, name: string, args: readonly Value[], why: Blocker): Value {
  if (name === atom.to) return just(atom);
  const kind = TESTS[name];
  if (kind) return testText(args, why, (value) => casedTest(atom, kind, value));
  return unknown(why);
}

function callPart(
  part: Part,
  name: string,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  why: Blocker,
): Value {
  const kind = TESTS[name];
  return kind && keywords.size === 0 ? testText(args, why, (value) => testPart(part, kind, value)) : unknown(why);
}

const ASCII = /^[\0-\x7f]*$/;

function callText(
  value: string,
  name: string,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  why: Blocker,
): Value {
  if (keywords.size > 0 || !ASCII.test(value)) return unknown(why);
  const texts = args.map(keyText);
  const [first] = texts;
  if (args.length === 0) {
    switch (name) {
      case "lower":
        return constant(value.toLowerCase());
      case "upper":
        return constant(value.toUpperCase());
      case "strip":
        return constant(value.trim());
    }
  }
  if (TESTS[name]) {
    const isStart = name === "startswith";
    return testText(
      args,
      why,
      (other) => ((isStart ? value.startsWith(other) : value.endsWith(other)) ? TRUE : FALSE),
      ({ begin }) => ((isStart ? value.startsWith(begin) : value.length >= begin.length) ? TRUE : FALSE),
    );
  }
  if (name === "split" && first && args.length === 1) {
    return just({ type: "sequence", kind: "list", items: value.split(first).map(constant) });
  }
  if (name === "replace" && first && args.length === 2 && texts[1] !== undefined)
    return constant(value.replaceAll(first, texts[1]));
  if (name === "join" && args.length === 1) {
    return bind(args[0] as Value, (atom) => {
      if (atom.type !== "sequence") return unknown(why);
      const parts = atom.items.map(keyText);
      return parts.some((one) => one === undefined) ? unknown(why) : constant((parts as string[]).join(value));
    });
  }
  // A dict or list would have it.
  return OF_STRINGS.has(name) ? unknown(why) : RAISES;
}

function callMapping(
  mapping: Extract<Atom, { type: "mapping" }>,
  name: string,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  why: Blocker,
): Value {
  const { entries } = mapping;
  if (name === "keys" && args.length === 0) {
    return just({ type: "sequence", kind: "list", items: entries.map(({ key }) => just(key)) });
  }
  if (name === "values" && args.length === 0) {
    return just({ type: "sequence", kind: "list", items: entries.map(({ value }) => value) });
  }
  if (name === "items" && args.length === 0) {
    return just({
      type: "sequence",
      kind: "list",
      items: entries.map(({ key, value }) => just({ type: "sequence", kind: "tuple", items: [just(key), value] })),
    });
  }
  if (name === "get" && args.length > 0 && args.length <= 2) {
    const otherwise = args[1] ?? keywords.get("default") ?? NONE;
    return bind(args[0] as Value, (key) => lookUp(mapping, key, otherwise, why));
  }
  return unknown(why);
}

/** The value of a key of a dict; `otherwise` where there is none. */
export function lookUp(mapping: Extract<Atom, { type: "mapping" }>, key: Atom, otherwise: Value, why: Blocker): Value {
  switch (key.type) {
    case "constant": {
      const found = mapping.entries.find((entry) => entry.key.value === key.value && typeof key.value === "string");
      if (found) return found.value;
      return typeof key.value === "string" || key.value === null ? otherwise : unknown(why);
    }
    case "path":
    case "cased": {
      const cases: Value[] = [];
      const tests = [];
      for (const { key: own, value } of mapping.entries) {
        if (typeof own.value !== "string") return unknown(why);
        const test = key.type === "path" ? text(key.path, "eq", own.value) : casedTest(key, "eq", own.value);
        if (test === undefined) return unknown(why);
        tests.push(test);
        cases.push(given(test, value));
      }
      const hashable = key.type === "path" ? not(isA(key.path, "array", "object")) : TRUE;
      const none = given(and(hashable, ...tests.map(not)), otherwise);
      return merge([...cases.flat(), ...none]);
    }
    default:
      return unknown(why);
  }
}
