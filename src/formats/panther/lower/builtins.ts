// Functions of Python and of the modules that come with it.

import { RE2JS } from "re2js";
import type { Condition, FieldPath } from "../../../rule/ir.js";
import { addressOf, stopsAt } from "./addresses.js";
import { and, isFalse, not, or, same, TRUE } from "./condition.js";
import { hashed } from "./hash.js";
import { every, isEvent, opposite, some, truth, truthOf, truthOfValue } from "./operators.js";
import { escapePattern, isA, predicate } from "./predicates.js";
import {
  DOTALL,
  IGNORECASE,
  MULTILINE,
  ASCII as RE_ASCII,
  type RegexCall,
  translateGlob,
  translateRegex,
} from "./python-regex.js";
import {
  type Atom,
  afterAll,
  type Blocker,
  bind,
  constant,
  covered,
  given,
  just,
  merge,
  NONE,
  only,
  RAISES,
  unknown,
  type Value,
  verdict,
  verdictWithin,
} from "./values.js";

/** What a builtin may ask of the evaluator: to call a function value, and to go through the elements of a value. */
export interface Caller {
  call(callee: Atom, args: readonly Value[], why: Blocker): Value;
  /** The elements of a value that are known one by one; undefined where they are not. */
  items(value: Value): readonly Value[] | undefined;
  /** Where the interpreter stops. */
  readonly stops: Set<Condition>;
}

export type Keywords = ReadonlyMap<string, Value>;

/** Names that are in every module. */
export const BUILTINS: ReadonlySet<string> = new Set([
  "all",
  "any",
  "bool",
  "isinstance",
  "len",
  "set",
  "frozenset",
  "list",
  "tuple",
  "str",
  "int",
  "float",
  "dict",
  "bytes",
  "sorted",
  "reversed",
  "map",
  "filter",
  "print",
  "enumerate",
  "zip",
  "min",
  "max",
  "sum",
  "range",
  "hasattr",
  "getattr",
  "callable",
  "iter",
  "next",
  "abs",
  "round",
  "repr",
  "type",
  "object",
  "Exception",
  "KeyError",
  "ValueError",
  "TypeError",
  "AttributeError",
  "IndexError",
]);

/** Constants of modules. */
export const MODULE_CONSTANTS: Readonly<Record<string, bigint>> = {
  "re.I": BigInt(IGNORECASE),
  "re.IGNORECASE": BigInt(IGNORECASE),
  "re.M": BigInt(MULTILINE),
  "re.MULTILINE": BigInt(MULTILINE),
  "re.S": BigInt(DOTALL),
  "re.DOTALL": BigInt(DOTALL),
  "re.A": BigInt(RE_ASCII),
  "re.ASCII": BigInt(RE_ASCII),
};

const REGEX_CALLS: Readonly<Record<string, RegexCall>> = {
  "re.search": "search",
  "re.match": "match",
  "re.fullmatch": "fullmatch",
};

export function callBuiltin(
  name: string,
  args: readonly Value[],
  keywords: Keywords,
  caller: Caller,
  why: Blocker,
): Value {
  const [first] = args;
  switch (name) {
    case "all":
    case "any":
      return first && args.length === 1 ? bind(first, (atom) => quantify(name, atom, caller, why)) : RAISES;
    case "bool":
      if (!first) return truth(false);
      return bind(first, (atom) => {
        const { t, f, exact } = truthOf(atom);
        return verdict(t, f, exact, TRUE);
      });
    case "isinstance":
      return args.length === 2 ? bind(first as Value, (atom) => isInstance(atom, args[1] as Value, why)) : RAISES;
    case "len":
      return first && args.length === 1 ? bind(first, (atom) => lengthOf(atom, why)) : RAISES;
    case "set":
    case "frozenset":
    case "list":
    case "tuple":
      return first
        ? bind(first, (atom) => copy(name === "frozenset" ? "set" : name, atom, caller, why))
        : emptyOf(name);
    case "str":
      if (!first) return constant("");
      return bind(first, (atom) => {
        if (atom.type === "constant" && typeof atom.value === "string") return just(atom);
        if (atom.type === "cased" || atom.type === "part") return just(atom);
        if (atom.type !== "path" || isEvent(atom.path))
          return [{ when: TRUE, exact: false, atom: { type: "string", why } }];
        return merge([
          ...given(isA(atom.path, "string"), just(atom)),
          { when: not(isA(atom.path, "string")), exact: false, atom: { type: "string", why } },
        ]);
      });
    case "dict":
      return args.length === 0 && keywords.size === 0 ? just({ type: "mapping", entries: [] }) : unknown(why);
    case "print":
      return NONE;
    case "re.compile":
      return pattern(args, keywords, why);
    case "re.search":
    case "re.match":
    case "re.fullmatch": {
      const [compiled, text, flags] = [args[0], args[1], args[2] ?? keywords.get("flags")];
      if (!compiled || !text) return RAISES;
      return bind(pattern(flags ? [compiled, flags] : [compiled], new Map(), why), (atom) =>
        matchPattern(atom, REGEX_CALLS[name] as RegexCall, text, why),
      );
    }
    case "ipaddress.ip_address":
      if (!first || args.length > 1 || keywords.size > 0) return unknown(why);
      return bind(first, (atom) => {
        const stop = stopsAt(atom);
        if (!isFalse(stop)) caller.stops.add(stop);
        return addressOf(atom, why);
      });
    case "fnmatch.fnmatch":
    case "fnmatch.fnmatchcase":
      return args.length === 2 ? glob(first as Value, args[1] as Value, why) : RAISES;
    case "functools.reduce":
      return reduce(args, caller, why);
    default:
      return unknown(why);
  }
}

function emptyOf(kind: string): Value {
  return just({ type: "sequence", kind: kind === "list" || kind === "tuple" ? kind : "set", items: [] });
}

/** `all(…)`, `any(…)` */
function quantify(name: "all" | "any", atom: Atom, caller: Caller, why: Blocker): Value {
  if (atom.type === "mapped") {
    const { mapped } = atom;
    const { yes, no } = truthOfValue(mapped.cases);
    const t = covered(yes);
    const f = covered(no);
    const stays = or(mapped.skipped, name === "any" ? f.when : t.when);
    const stops = name === "any" ? t.when : f.when;
    // An element before the one that decides may raise, which `some` does not see.
    const raises = and(not(stays), not(stops));
    const exact = t.exact && f.exact;
    const decided = { when: some(mapped, stops), exact: exact && isFalse(raises), atom: boolean(name === "any") };
    // Where no element raises, one that decides is enough, whatever is not known of others.
    const enough = mapped.safe ? (name === "any" ? yes : no).filter((one) => one.exact) : [];
    const certain = some(mapped, or(...enough.map(({ when }) => when)));
    return merge([
      ...(decided.exact ? [] : [{ ...decided, when: certain, exact: true }]),
      decided,
      { when: every(mapped, stays), exact, atom: boolean(name === "all") },
    ]);
  }
  const items = caller.items(just(atom));
  if (!items) {
    if (atom.type === "path" && !isEvent(atom.path)) return quantifyPath(name, atom.path, why);
    return unknown(why);
  }
  const op = name === "any" ? "or" : "and";
  const verdicts = items.map((item) => {
    const { yes, no } = truthOfValue(item);
    const t = covered(yes);
    const f = covered(no);
    return { t, f, whole: covered(item) };
  });
  const exact = verdicts.every(({ t, f }) => t.exact && f.exact);
  const [first] = verdicts;
  if (!first) return constant(name === "all");
  const stays = (one: (typeof verdicts)[number]): Condition => (name === "any" ? one.f.when : one.t.when);
  const stops = (one: (typeof verdicts)[number]): Condition => (name === "any" ? one.t.when : one.f.when);
  // Where all raise alike, the order in which they are looked at does not matter.
  const alike = verdicts.every(({ whole }) => same(whole.when, first.whole.when));
  if (alike && exact) {
    const found = op === "or" ? or(...verdicts.map(({ t }) => t.when)) : and(...verdicts.map(({ t }) => t.when));
    return verdictWithin(first.whole.when, found);
  }
  let going: Condition = TRUE;
  let before: Condition = TRUE;
  const stopping: Condition[] = [];
  for (const one of verdicts) {
    stopping.push(and(before, stops(one)));
    going = and(going, stays(one));
    before = and(before, one.whole.when);
  }
  const stopped = or(...stopping);
  const whole = or(stopped, going);
  return op === "or" ? verdict(stopped, going, exact, whole) : verdict(going, stopped, exact, whole);
}

function quantifyPath(name: "all" | "any", path: FieldPath, why: Blocker): Value {
  const element = { ...path, segments: [...path.segments, { type: "any" as const }] };
  const array = isA(path, "array");
  const holds =
    name === "any"
      ? predicate(element, { kind: "is_truthy" })
      : not({
          type: "some",
          path: element,
          as: "item",
          body: not(predicate({ root: "item", segments: [] }, { kind: "is_truthy" })),
        });
  const rest = or(isA(path, "string"), isA(path, "object"));
  return merge([...given(array, opposite(holds)), { when: rest, exact: false, atom: { type: "unknown", why } }]);
}

function boolean(value: boolean): Atom {
  return { type: "constant", value };
}

/** The types of JSON that a class takes; `dict` and `list` take none, since an event's are views that are neither. */
const CLASSES: Readonly<Record<string, readonly ("string" | "number" | "integer" | "boolean" | "array" | "object")[]>> =
  {
    str: ["string"],
    bool: ["boolean"],
    int: ["integer", "boolean"],
    dict: [],
    list: [],
    tuple: [],
    set: [],
    bytes: [],
    "collections.abc.Mapping": ["object"],
    "typing.Mapping": ["object"],
    "collections.abc.Sequence": ["array", "string"],
    "typing.Sequence": ["array", "string"],
    "unittest.mock.MagicMock": [],
  };

function isInstance(atom: Atom, classes: Value, why: Blocker): Value {
  const what = only(classes);
  const names =
    what?.type === "builtin" ? [what.name] : what?.type === "sequence" ? what.items.map(builtinName) : [undefined];
  if (names.some((name) => name === undefined)) return unknown(why);
  const wanted = names as string[];
  if (atom.type === "path") {
    if (isEvent(atom.path)) {
      return wanted.some((name) => CLASSES[name]?.includes("object"))
        ? truth(true)
        : wanted.every((name) => CLASSES[name])
          ? truth(false)
          : unknown(why);
    }
    const parts: Condition[] = [];
    for (const name of wanted) {
      if (name === "float") parts.push(and(isA(atom.path, "number"), not(isA(atom.path, "integer"))));
      else if (!CLASSES[name]) return unknown(why);
      else parts.push(isA(atom.path, ...CLASSES[name]));
    }
    return opposite(or(...parts));
  }
  const own = classOf(atom);
  return own && wanted.every((name) => CLASSES[name] || name === "float")
    ? truth(wanted.some((name) => own.includes(name)))
    : unknown(why);
}

function builtinName(value: Value): string | undefined {
  const atom = only(value);
  return atom?.type === "builtin" ? atom.name : undefined;
}

/** The classes of an atom that `isInstance` knows. */
function classOf(atom: Atom): readonly string[] | undefined {
  switch (atom.type) {
    case "constant":
      if (atom.value === null) return [];
      if (typeof atom.value === "string") return ["str", "collections.abc.Sequence", "typing.Sequence"];
      if (typeof atom.value === "boolean") return ["bool", "int"];
      return typeof atom.value === "bigint" ? ["int"] : ["float"];
    case "cased":
    case "part":
    case "string":
      return ["str", "collections.abc.Sequence", "typing.Sequence"];
    case "length":
      return ["int"];
    case "sequence":
      return atom.kind === "set" ? ["set"] : [atom.kind, "collections.abc.Sequence", "typing.Sequence"];
    case "mapping":
      return ["dict", "collections.abc.Mapping", "typing.Mapping"];
    default:
      return undefined;
  }
}

function lengthOf(atom: Atom, why: Blocker): Value {
  switch (atom.type) {
    case "sequence":
      return atom.kind === "set" && atom.items.length > 1 ? unknown(why) : constant(BigInt(atom.items.length));
    case "mapping":
      return constant(BigInt(atom.entries.length));
    case "constant":
      return typeof atom.value === "string" ? constant(BigInt(Array.from(atom.value).length)) : RAISES;
    case "path":
      if (isEvent(atom.path)) return unknown(why);
      return given(isA(atom.path, "string", "array", "object"), just({ type: "length", path: atom.path }));
    default:
      return unknown(why);
  }
}

function copy(kind: "list" | "tuple" | "set", atom: Atom, caller: Caller, why: Blocker): Value {
  if (atom.type === "mapped") {
    const { mapped } = atom;
    const cases = kind === "set" ? hashed(mapped.cases) : mapped.cases;
    const { when, exact } = covered(cases);
    return given(
      every(mapped, or(when, mapped.skipped)),
      just({ type: "mapped", mapped: { ...mapped, cases, kind: kind === "set" ? "set" : "list" } }),
      exact,
    );
  }
  const items = caller.items(just(atom));
  if (!items) return unknown(why);
  return afterAll(kind === "set" ? items.map(hashed) : items, just({ type: "sequence", kind, items }));
}

function pattern(args: readonly Value[], keywords: Keywords, why: Blocker): Value {
  const [source, flags = keywords.get("flags")] = args;
  const text = source && only(source);
  const bits = flags ? only(flags) : undefined;
  if (text?.type === "pattern") return just(text);
  if (text?.type !== "constant" || typeof text.value !== "string") return unknown(why);
  if (flags && (bits?.type !== "constant" || typeof bits.value !== "bigint")) return unknown(why);
  const value = bits?.type === "constant" ? Number(bits.value) : 0;
  return just({ type: "pattern", source: text.value, flags: value });
}

/** `pattern.search(text)` and the like: an object where it is found, else None. */
export function matchPattern(pattern: Atom, call: RegexCall, text: Value, why: Blocker): Value {
  if (pattern.type !== "pattern") return unknown(why);
  const translated = translateRegex(pattern.source, call, pattern.flags);
  return bind(text, (atom) => {
    if (atom.type === "constant") {
      if (typeof atom.value !== "string") return RAISES;
      if (translated === undefined) return unknown(why);
      return findsIn(translated, atom.value) ? just({ type: "object" }) : NONE;
    }
    if (atom.type !== "path") return unknown(why);
    if (isEvent(atom.path)) return RAISES;
    const isString = isA(atom.path, "string");
    if (translated === undefined) return [{ when: isString, exact: false, atom: { type: "unknown", why } }];
    const found = predicate(atom.path, { kind: "match", value: translated });
    return merge([
      { when: found, exact: true, atom: { type: "object" } },
      { when: and(isString, not(found)), exact: true, atom: { type: "constant", value: null } },
    ]);
  });
}

/** Whether a pattern of RE2 is found in a text. */
function findsIn(pattern: string, text: string): boolean {
  return RE2JS.compile(pattern).matcher(text).find();
}

/** A wildcard of the notation as a pattern of RE2. */
function wildcardPattern(wildcard: string): string {
  const body = wildcard.replace(/\\(.)|[*?]|[^\\*?]/gsu, (one, escaped?: string) => {
    if (one === "*") return ".*";
    return one === "?" ? "." : escapePattern(escaped ?? one);
  });
  return `(?s)\\A(?:${body})\\z`;
}

function glob(name: Value, pattern: Value, why: Blocker): Value {
  const what = only(pattern);
  if (what?.type !== "constant" || typeof what.value !== "string") return unknown(why);
  const translated = translateGlob(what.value);
  return bind(name, (atom) => {
    if (atom.type === "constant" && typeof atom.value === "string" && translated !== undefined)
      return truth(findsIn(wildcardPattern(translated), atom.value));
    if (atom.type !== "path" || isEvent(atom.path)) return unknown(why);
    const isString = isA(atom.path, "string");
    if (translated === undefined) return [{ when: isString, exact: false, atom: { type: "unknown", why } }];
    return given(isString, opposite(predicate(atom.path, { kind: "wildcard", value: translated })));
  });
}

/** `reduce(function, items, start)` over items that are known one by one. */
function reduce(args: readonly Value[], caller: Caller, why: Blocker): Value {
  const [callee, over, start] = args;
  const items = over && caller.items(over);
  if (!callee || !items || !start) return unknown(why);
  return bind(callee, (atom) => items.reduce((value, item) => caller.call(atom, [value, item], why), start));
}
