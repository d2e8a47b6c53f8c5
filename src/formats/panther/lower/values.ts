// What an expression may be worth: constants of Python, values of the event, and what is made of them, each where a condition holds.
// An expression that raises has no case for it, so that neither what it makes true nor what it makes false holds there.

import type { Condition, FieldPath } from "../../../rule/ir.js";
import { pathKey } from "../../../rule/key.js";
import type { ConstantValue, FunctionDefinition, Lambda, Place, Statement } from "../python/ast.js";
import { and, isFalse, not, or, sizeOf, TRUE } from "./condition.js";
import { twin } from "./objects.js";
import type { Part, Split } from "./splits.js";

/** What kept something from being lowered exactly. */
export interface Blocker {
  /** As people call it: `call of strftime`, `while loop`. */
  readonly construct: string;
  readonly file: string;
  readonly at: Place;
}

export type Atom =
  | { readonly type: "constant"; readonly value: ConstantValue }
  /** The event's value at a path; None where it is missing or null. The event itself has no segments and no root. */
  | { readonly type: "path"; readonly path: FieldPath }
  /** The string at a path in lower or upper case. The case that holds it says that it is a string. */
  | { readonly type: "cased"; readonly path: FieldPath; readonly to: "lower" | "upper" }
  /** How long the string, list or dict at a path is. The case that holds it says that it is one. */
  | { readonly type: "length"; readonly path: FieldPath }
  /** The list that a string is split into, and a string of it. The case that holds it says that it is there. */
  | { readonly type: "split"; readonly split: Split }
  | { readonly type: "part"; readonly part: Part }
  /** The address that the string or number at a path is, as `ipaddress` has it. The case that holds it says that it is one. */
  | { readonly type: "address"; readonly path: FieldPath; readonly of: "text" | "number" }
  | { readonly type: "sequence"; readonly kind: "list" | "tuple" | "set"; readonly items: readonly Value[] }
  | { readonly type: "mapping"; readonly entries: readonly MappingEntry[] }
  /** One value for each element of an array that passes: a comprehension or generator. */
  | { readonly type: "mapped"; readonly mapped: Mapped }
  | { readonly type: "function"; readonly function: Closure }
  | { readonly type: "builtin"; readonly name: string }
  | { readonly type: "method"; readonly object: Atom; readonly name: string }
  | { readonly type: "module"; readonly name: string }
  | { readonly type: "pattern"; readonly source: string; readonly flags: number }
  /** Any object that is true. */
  | { readonly type: "object" }
  /** Some string that is not known, of which it may be known how it begins and ends. */
  | { readonly type: "string"; readonly why: Blocker; readonly ends?: Ends }
  /** What is not known; where its case is exact, it is something, and nothing raises. */
  | { readonly type: "unknown"; readonly why: Blocker };

/** What a string begins with, and the string at a path that it ends with. */
export interface Ends {
  readonly begin: string;
  readonly end?: FieldPath;
}

export interface MappingEntry {
  readonly key: Atom & { readonly type: "constant" };
  readonly value: Value;
}

/** Elements of the array at `path`, which ends in `[*]`, as `variable`. Every element is looked at, in order. */
export interface Mapped {
  /** A generator is true whatever it gives. */
  readonly kind: "list" | "set" | "generator";
  readonly path: FieldPath;
  readonly variable: string;
  /** Which elements pass, and what they are worth; an element that raises is in neither. */
  readonly cases: Value;
  /** Where an element does not pass. */
  readonly skipped: Condition;
  /** Whether no element raises, even where it is not known whether it passes, and what it is worth. */
  readonly safe: boolean;
}

/** A function with the scopes around it. */
export interface Closure {
  readonly name: string;
  readonly node: FunctionDefinition | Lambda;
  readonly scope: Scope;
  /** Values of its parameters' defaults, by name. */
  readonly defaults: ReadonlyMap<string, Value>;
}

/** Names that are looked up outwards. `module` knows the globals. */
export interface Scope {
  readonly file: string;
  readonly names: Map<string, Value>;
  readonly outer?: Scope;
  /** The statements of the function that it is of. */
  readonly body?: readonly Statement[];
}

export interface Case {
  readonly when: Condition;
  /** Whether `when` holds exactly where the value is this; otherwise it also holds elsewhere. */
  readonly exact: boolean;
  readonly atom: Atom;
}

/** No two exact cases hold at once. */
export type Value = readonly Case[];

/** Cases beyond which a value is no longer told apart. */
const MAX_CASES = 24;
/** Predicates in the conditions of a value beyond which it is no longer told apart. */
const MAX_SIZE = 400;
/** The same for one that may be one thing only: nothing comes of it but what it is. */
const MAX_ALONE = 1_000;
/** Predicates in what is still said of a value that is no longer told apart, each part. */
const MAX_SHARED = 8;

export function just(atom: Atom): Value {
  return [{ when: TRUE, exact: true, atom }];
}

export function constant(value: ConstantValue): Value {
  return just({ type: "constant", value });
}

export const NONE: Value = constant(null);
export const YES: Atom = { type: "constant", value: true };
export const NO: Atom = { type: "constant", value: false };

/** The value of what always raises. */
export const RAISES: Value = [];

export function unknown(why: Blocker): Value {
  return [{ when: TRUE, exact: false, atom: { type: "unknown", why } }];
}

/** Where a value is anything at all, if that was said when it was made: simpler than what its cases add up to. */
const covers = new WeakMap<Value, Condition>();

/** A value of which it is said where it is anything at all. */
export function withCover(value: Value, cover: Condition): Value {
  if (value.length > 0) covers.set(value, cover);
  return value;
}

/** True and false as they are given; raises elsewhere. `whole`: where it does not, if that can be said more simply. */
export function verdict(t: Condition, f: Condition, exact = true, whole?: Condition): Value {
  const cases = [
    { when: t, exact, atom: YES },
    { when: f, exact, atom: NO },
  ].filter(({ when }) => !isFalse(when));
  return whole ? withCover(cases, whole) : cases;
}

/** True where `found` holds and False elsewhere within `whole`, outside of which it raises. */
export function verdictWithin(whole: Condition, found: Condition): Value {
  return verdict(found, and(whole, not(found)), true, whole);
}

/** What `next` makes of each atom that the value may be. */
export function bind(value: Value, next: (atom: Atom) => Value): Value {
  const [only] = value;
  if (only && value.length === 1 && only.exact && only.when === TRUE) return next(only.atom);
  const parts = value.map((one) => ({ one, inner: next(one.atom) }));
  const cases = parts.flatMap(({ one: { when, exact }, inner }) =>
    inner.map((two) => ({ when: and(when, two.when), exact: exact && two.exact, atom: two.atom })),
  );
  const whole = parts.every(({ inner }) => covered(inner).when === TRUE)
    ? covered(value).when
    : or(...parts.map(({ one, inner }) => and(one.when, covered(inner).when)));
  return withCover(merge(cases), whole);
}

/** The value where a condition holds; it raises elsewhere. */
export function given(condition: Condition, value: Value, exact = true): Value {
  if (condition === TRUE && exact) return value;
  const cases = value.map((one) => ({ when: and(condition, one.when), exact: exact && one.exact, atom: one.atom }));
  return withCover(merge(cases), and(condition, covered(value).when));
}

/** The value once others are made; it raises where one of them does. */
export function afterAll(made: readonly Value[], value: Value): Value {
  const all = made.map(covered);
  const exact = all.every((one) => one.exact);
  return given(and(...all.map(({ when }) => when)), value, exact);
}

/** Cases without those that never are; those of one atom are one. */
export function merge(cases: Value): Value {
  const merged = new Map<string, Case>();
  let others = 0;
  for (const one of cases) {
    if (isFalse(one.when)) continue;
    const key = `${one.exact} ${atomKey(one.atom) ?? `#${others++}`}`;
    const known = merged.get(key);
    if (known) twin(one.atom, known.atom);
    merged.set(key, known ? { ...one, when: or(known.when, one.when) } : one);
  }
  const result = mergeMissing([...merged.values()]);
  const size = result.reduce((sum, { when }) => sum + sizeOf(when), 0);
  if (result.length <= MAX_CASES && size <= (result.length > 1 ? MAX_SIZE : MAX_ALONE)) return result;
  const why = result.find(({ atom }) => atom.type === "unknown")?.atom;
  return [{ when: roughly(result), exact: false, atom: why ?? { type: "unknown", why: TOO_MANY } }];
}

/** What one of the cases asks for, without what takes long to say; what all ask for, where there are too many. */
function roughly(cases: Value): Condition {
  if (cases.length > MAX_CASES) return sharedBy(cases);
  const parts = cases.map(({ when }) => (when.type === "and" ? when.children : [when]));
  const small = parts.map((part) => and(...part.filter((one) => sizeOf(one) <= MAX_SHARED)));
  return or(...small);
}

/** What all cases ask for. */
function sharedBy(cases: Value): Condition {
  const [first = [], ...others] = cases.map(({ when }) => (when.type === "and" ? when.children : [when]));
  const shared = first.filter((part) => others.every((parts) => parts.includes(part)));
  return and(...shared.filter((part) => sizeOf(part) <= MAX_SHARED));
}

const TOO_MANY: Blocker = {
  construct: "more alternatives than are told apart",
  file: "",
  at: { line: 1, column: 1, endLine: 1, endColumn: 1 },
};

/** `x.get(k) if isinstance(x, Mapping) else None` is `x.k`, which is None where x is no object anyway. */
function mergeMissing(cases: Case[]): Value {
  for (const one of cases) {
    if (one.atom.type !== "path" || !one.exact) continue;
    const { path } = one.atom;
    const last = path.segments.at(-1);
    if (last?.type !== "key") continue;
    const parent = pathKey({ ...path, segments: path.segments.slice(0, -1) });
    const none = cases.find(
      ({ when, exact, atom }) =>
        exact &&
        atom.type === "constant" &&
        atom.value === null &&
        when.type === "not" &&
        asksObject(when.child, parent),
    );
    if (none && asksObject(one.when, parent)) {
      return cases.flatMap((other) => (other === none ? [] : other === one ? [{ ...one, when: TRUE }] : [other]));
    }
  }
  return cases;
}

function asksObject(condition: Condition, key: string): boolean {
  return condition.type === "predicate" && condition.kind === "is_object" && pathKey(condition.operand.path) === key;
}

/** A text that equal atoms share; undefined of those that are not compared. */
export function atomKey(atom: Atom): string | undefined {
  switch (atom.type) {
    case "constant":
      return `${typeof atom.value} ${atom.value}`;
    case "path":
      return `path ${pathKey(atom.path)}`;
    case "cased":
      return `${atom.to} ${pathKey(atom.path)}`;
    case "length":
      return `length ${pathKey(atom.path)}`;
    case "address":
      return `address ${atom.of} ${pathKey(atom.path)}`;
    case "part":
      return `part ${atom.part.index} ${atom.part.separator} ${pathKey(atom.part.path)}`;
    case "split":
      return `split ${atom.split.separator} ${pathKey(atom.split.path)}`;
    case "builtin":
    case "module":
      return `${atom.type} ${atom.name}`;
    case "object":
      return "object";
    case "string":
      return `string ${placeKey(atom.why)}${endsKey(atom.ends)}`;
    case "unknown":
      return `unknown ${placeKey(atom.why)}`;
    case "sequence":
      return atom.items.length === 0 ? atom.kind : undefined;
    case "mapping":
      return atom.entries.length === 0 ? "mapping" : undefined;
    default:
      return undefined;
  }
}

function endsKey(ends: Ends | undefined): string {
  return ends ? ` ${ends.end ? pathKey(ends.end) : ""} ${ends.begin}` : "";
}

function placeKey({ file, at }: Blocker): string {
  return `${file} ${at.line} ${at.column}`;
}

/** The atom of a value that is one thing always; undefined of any other. */
export function only(value: Value): Atom | undefined {
  const [one] = value;
  return one && value.length === 1 && one.exact && one.when === TRUE ? one.atom : undefined;
}

/** Where the value is anything at all. */
export function covered(value: Value): { readonly when: Condition; readonly exact: boolean } {
  const exact = value.every((one) => one.exact);
  let when = covers.get(value);
  if (when === undefined) {
    when = or(...value.map((one) => one.when));
    withCover(value, when);
  }
  return { when, exact };
}
