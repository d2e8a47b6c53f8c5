// Python's operators on what values may be.

import type { Condition, FieldPath } from "../../../rule/ir.js";
import type { CompareOperator, ConstantValue } from "../python/ast.js";
import { and, FALSE, isFalse, isTrue, not, or, same, TRUE } from "./condition.js";
import { quantifierOf } from "./intern.js";
import {
  compare,
  equals,
  hasAtLeast,
  isA,
  isNone,
  isOneOf,
  isOrderable,
  isTruthy,
  lowered,
  ordered,
  predicate,
  type TextKind,
  text,
  uppered,
} from "./predicates.js";
import { hasItem, isFilledPart, testPart } from "./splits.js";
import {
  type Atom,
  type Blocker,
  bind,
  type Case,
  constant,
  covered,
  given,
  just,
  type Mapped,
  merge,
  RAISES,
  unknown,
  type Value,
  verdict,
  verdictWithin,
  withCover,
} from "./values.js";

/** Where an atom is true and where it is false. */
export interface Truth {
  readonly t: Condition;
  readonly f: Condition;
  readonly exact: boolean;
}

const ALWAYS: Truth = { t: TRUE, f: FALSE, exact: true };
const NEVER: Truth = { t: FALSE, f: TRUE, exact: true };
const MAYBE: Truth = { t: TRUE, f: TRUE, exact: false };

export function isEvent(path: FieldPath): boolean {
  return path.root === undefined && path.segments.length === 0;
}

export function truthOf(atom: Atom): Truth {
  switch (atom.type) {
    case "constant":
      return isTrueConstant(atom.value) ? ALWAYS : NEVER;
    case "path":
      if (isEvent(atom.path)) return MAYBE;
      return { t: isTruthy(atom.path), f: not(isTruthy(atom.path)), exact: true };
    case "cased":
    case "length":
      return { t: isTruthy(atom.path), f: not(isTruthy(atom.path)), exact: true };
    case "part": {
      const filled = isFilledPart(atom.part);
      return { t: filled, f: not(filled), exact: true };
    }
    case "sequence":
      return atom.items.length > 0 ? ALWAYS : NEVER;
    case "mapping":
      return atom.entries.length > 0 ? ALWAYS : NEVER;
    case "mapped": {
      if (atom.mapped.kind === "generator") return ALWAYS;
      const { when, exact } = covered(atom.mapped.cases);
      return { t: some(atom.mapped, when), f: every(atom.mapped, atom.mapped.skipped), exact };
    }
    case "string":
    case "unknown":
      return MAYBE;
    default:
      return ALWAYS;
  }
}

function isTrueConstant(value: ConstantValue): boolean {
  return typeof value === "bigint" ? value !== 0n : Boolean(value) || Number.isNaN(value);
}

export function some({ path, variable }: Mapped, body: Condition): Condition {
  return isFalse(body) ? FALSE : quantifierOf("some", path, variable, body);
}

export function every({ path, variable }: Mapped, body: Condition): Condition {
  return isTrue(body) ? TRUE : quantifierOf("every", path, variable, body);
}

/** Where a value is true and where it is false. */
export function truthOfValue(value: Value): { readonly yes: Value; readonly no: Value } {
  const yes: Case[] = [];
  const no: Case[] = [];
  for (const one of value) {
    const { t, f, exact } = truthOf(one.atom);
    yes.push({ ...one, when: and(one.when, t), exact: one.exact && exact });
    no.push({ ...one, when: and(one.when, f), exact: one.exact && exact });
  }
  return { yes: merge(yes), no: merge(no) };
}

/** `left op right`. */
export function compareAtoms(op: CompareOperator, left: Atom, right: Atom, why: Blocker): Value {
  switch (op) {
    case "==":
      return equal(left, right, why);
    case "!=":
      return negate(equal(left, right, why));
    case "is":
    case "is not": {
      const same = identical(left, right, why);
      return op === "is" ? same : negate(same);
    }
    case "in":
      return contains(right, left, why);
    case "not in":
      return negate(contains(right, left, why));
    default:
      return order(op, left, right, why);
  }
}

/** `not value`: of a value that is True or False. */
export function negate(value: Value): Value {
  return bind(value, (atom) => {
    // Whether it raises is known of what is unknown, too.
    if (atom.type === "unknown") return just(atom);
    const { t, f, exact } = truthOf(atom);
    return verdict(f, t, exact, TRUE);
  });
}

function equal(left: Atom, right: Atom, why: Blocker): Value {
  if (left.type === "constant" && right.type === "constant") return truth(equalConstants(left.value, right.value));
  if (left.type === "constant") return equal(right, left, why);
  if (right.type === "constant") {
    const { value } = right;
    switch (left.type) {
      case "path":
        if (isEvent(left.path)) return truth(false);
        return opposite(equals(left.path, value));
      case "cased":
        if (typeof value !== "string") return truth(false);
        return maybe(
          casedTest(left, "eq", value),
          why,
          verdict(predicate(left.path, { kind: "is_string" }), TRUE, false),
        );
      case "length":
        return typeof value === "string" || value === null
          ? truth(false)
          : lengthIs(left.path, "==", Number(value), why);
      case "part":
        return typeof value === "string" ? opposite(testPart(left.part, "eq", value)) : truth(false);
      case "string":
      case "unknown":
        return verdict(TRUE, TRUE, false);
      case "mapped":
        return left.mapped.kind === "list" && isContainerFree(value) ? truth(false) : truth(false);
      default:
        return truth(false);
    }
  }
  if (left.type === "sequence" && left.kind === "list" && left.items.length === 0 && right.type === "path")
    return equal(right, left, why);
  if (left.type === "path" && right.type === "sequence" && right.items.length === 0) {
    // A list of the event is a frozen one: equal to an empty list or tuple where it has no element itself.
    if (right.kind === "set") return truth(false);
    return opposite(and(isA(left.path, "array"), not(isTruthy(left.path))));
  }
  if (left.type === "path" && right.type === "path" && !isEvent(left.path) && !isEvent(right.path)) {
    // Containers compare by what is in them, and True equals 1.
    const same = predicate(left.path, { kind: "eq_field", other: { type: "path", path: right.path } });
    const both = and(isNone(left.path), isNone(right.path));
    const plain = (path: FieldPath) => or(isNone(path), isA(path, "string"));
    const decided = or(plain(left.path), plain(right.path));
    const cases: Value = [
      { when: or(same, both), exact: true, atom: { type: "constant", value: true } },
      { when: and(decided, not(or(same, both))), exact: true, atom: { type: "constant", value: false } },
      { when: not(decided), exact: true, atom: { type: "unknown", why } },
    ];
    return withCover(cases, TRUE);
  }
  return unknown(why);
}

function isContainerFree(value: ConstantValue): boolean {
  return value === null || typeof value !== "object";
}

function equalConstants(left: ConstantValue, right: ConstantValue): boolean {
  if (typeof left === "string" || typeof right === "string" || left === null || right === null) return left === right;
  // biome-ignore lint/suspicious/noDoubleEquals: a bigint and a number are equal by value
  return numberOf(left) == numberOf(right);
}

function numberOf(value: boolean | bigint | number): bigint | number {
  return typeof value === "boolean" ? (value ? 1n : 0n) : value;
}

function identical(left: Atom, right: Atom, why: Blocker): Value {
  if (left.type === "constant" && right.type !== "constant") return identical(right, left, why);
  if (right.type !== "constant") return unknown(why);
  const { value } = right;
  if (value !== null && typeof value !== "boolean") return unknown(why);
  if (left.type === "constant") return truth(left.value === value);
  if (left.type === "path") {
    if (isEvent(left.path)) return truth(false);
    return opposite(value === null ? isNone(left.path) : predicate(left.path, { kind: "eq", value }));
  }
  if (left.type === "unknown") return verdict(TRUE, TRUE, false);
  return truth(false);
}

/** `item in container` */
function contains(container: Atom, item: Atom, why: Blocker): Value {
  switch (container.type) {
    case "sequence":
      return containsAny(container.items, item, container.kind === "set", why);
    case "mapping":
      return containsAny(
        container.entries.map(({ key }) => [{ when: TRUE, exact: true, atom: key }]),
        item,
        true,
        why,
      );
    case "constant":
      if (typeof container.value !== "string") return RAISES;
      if (item.type === "constant")
        return typeof item.value === "string" ? truth(container.value.includes(item.value)) : RAISES;
      if (item.type === "path")
        return [{ when: isA(item.path, "string"), exact: false, atom: { type: "unknown", why } }];
      return unknown(why);
    case "path":
      return containsItem(container.path, item, why);
    case "cased":
      if (item.type === "constant") {
        if (typeof item.value !== "string") return RAISES;
        return maybe(casedTest(container, "contains", item.value), why);
      }
      return unknown(why);
    case "part":
      if (item.type !== "constant") return unknown(why);
      return typeof item.value === "string" ? opposite(testPart(container.part, "contains", item.value)) : RAISES;
    case "split":
      if (item.type !== "constant") return unknown(why);
      return typeof item.value === "string" ? opposite(hasItem(container.split, item.value)) : truth(false);
    case "mapped": {
      const { mapped } = container;
      const found = bind(mapped.cases, (element) => equal(element, item, why));
      const { yes, no } = truthOfValue(found);
      const t = covered(yes);
      const f = covered(no);
      return verdict(some(mapped, t.when), every(mapped, or(f.when, mapped.skipped)), t.exact && f.exact);
    }
    case "length":
      return RAISES;
    default:
      return unknown(why);
  }
}

/** Whether one of the items equals the atom; in a set or dict a list or dict cannot be looked for. */
function containsAny(items: readonly Value[], item: Atom, hashed: boolean, why: Blocker): Value {
  const constants: ConstantValue[] = [];
  let others: Value | undefined;
  for (const value of items) {
    const [one] = value;
    if (one && value.length === 1 && one.exact && one.when === TRUE && one.atom.type === "constant")
      constants.push(one.atom.value);
    else {
      const found = bind(value, (atom) => equal(atom, item, why));
      others = others ? either(others, found) : found;
    }
  }
  const found = containsConstant(constants, item, hashed, why);
  return others ? either(found, others) : found;
}

function containsConstant(constants: readonly ConstantValue[], item: Atom, hashed: boolean, why: Blocker): Value {
  switch (item.type) {
    case "constant":
      return truth(constants.some((value) => equalConstants(value, item.value)));
    case "path": {
      if (isEvent(item.path)) return hashed ? RAISES : truth(false);
      const found = isOneOf(item.path, constants);
      return verdictWithin(hashed ? not(isA(item.path, "array", "object")) : TRUE, found);
    }
    case "part": {
      const texts = constants.filter((value) => typeof value === "string");
      return opposite(or(...texts.map((value) => testPart(item.part, "eq", value))));
    }
    case "split":
      return hashed ? RAISES : truth(false);
    case "address":
      return truth(false);
    case "cased": {
      const texts = constants.filter((value) => typeof value === "string");
      const tests = texts.map((value) => casedTest(item, "eq", value));
      if (tests.some((one) => one === undefined)) return unknown(why);
      return opposite(or(...(tests as Condition[])));
    }
    case "sequence":
    case "mapping":
      return hashed && !(item.type === "sequence" && item.kind === "tuple") ? RAISES : truth(false);
    case "length": {
      const found = constants
        .filter((value) => typeof value === "bigint" || typeof value === "number")
        .map((value) => lengthIs(item.path, "==", Number(value), why));
      return found.reduce(either, truth(false));
    }
    default:
      return verdict(constants.length > 0 ? TRUE : FALSE, TRUE, false);
  }
}

/** Whether a value is True or False wherever it is anything. */
export function isVerdict(value: Value): boolean {
  return value.every(({ atom }) => atom.type === "constant" && typeof atom.value === "boolean");
}

/** `left and right`, `left or right` of verdicts: the right one counts where the left one does not raise. */
export function combine(op: "and" | "or", left: Value, right: Value): Value {
  const one = truthOfValue(left);
  const other = truthOfValue(right);
  const [stop, stay] = op === "and" ? [one.no, one.yes] : [one.yes, one.no];
  const [rightStop, rightStay] = op === "and" ? [other.no, other.yes] : [other.yes, other.no];
  const whole = covered(left);
  const stops = covered(stop);
  const stays = covered(stay);
  const exact = stops.exact && stays.exact && covered(right).exact;
  const rightWhole = covered(right).when;
  const stopping = or(stops.when, and(whole.when, covered(rightStop).when));
  const staying = and(stays.when, covered(rightStay).when);
  const all = same(whole.when, rightWhole) ? whole.when : and(whole.when, or(stops.when, rightWhole));
  return op === "and" ? verdict(staying, stopping, exact, all) : verdict(stopping, staying, exact, all);
}

/** `left or right` of two verdicts, both of which were found. */
export function either(left: Value, right: Value): Value {
  return bind(left, (one) => {
    const { t, f, exact } = truthOf(one);
    const { yes, no } = truthOfValue(right);
    const rightYes = covered(yes);
    const rightNo = covered(no);
    const both = covered(right);
    return verdict(
      or(and(t, both.when), rightYes.when),
      and(f, rightNo.when),
      exact && rightYes.exact && rightNo.exact,
    );
  });
}

/** `item in` a value of the event: part of a string, element of a list, key of a dict. */
function containsItem(path: FieldPath, item: Atom, why: Blocker): Value {
  if (item.type !== "constant") {
    if (item.type === "path" && !isEvent(item.path) && !isEvent(path)) return containsField(path, item.path, why);
    return unknown(why);
  }
  const { value } = item;
  if (isEvent(path)) {
    return typeof value === "string" ? opposite(predicate(keyOf(path, value), { kind: "exists" })) : truth(false);
  }
  const element = equals({ ...path, segments: [...path.segments, { type: "any" }] }, value);
  const asElement = value === null ? and(isA(path, "array"), nullElement(path)) : element;
  if (typeof value !== "string") {
    return verdictWithin(isA(path, "array", "object"), asElement);
  }
  const found = or(text(path, "contains", value), asElement, predicate(keyOf(path, value), { kind: "exists" }));
  return verdictWithin(isA(path, "string", "array", "object"), found);
}

function nullElement(path: FieldPath): Condition {
  return predicate({ ...path, segments: [...path.segments, { type: "any" }] }, { kind: "eq", value: null });
}

function containsField(path: FieldPath, item: FieldPath, why: Blocker): Value {
  const other = { other: { type: "path", path } };
  const inText = and(isA(item, "string"), isA(path, "string"));
  const found = predicate(path, { kind: "contains_field", other: { type: "path", path: item } });
  const inList = and(isA(item, "string"), isA(path, "array"));
  const element = predicate(item, {
    kind: "eq_field",
    other: { type: "path", path: { ...path, segments: [...path.segments, { type: "any" }] } },
  });
  const exact = verdict(
    or(and(inText, found), and(inList, element)),
    or(and(inText, not(found)), and(inList, not(element))),
  );
  const rest = and(not(or(inText, inList)), isA(path, "string", "array", "object"));
  void other;
  return merge([...exact, { when: rest, exact: false, atom: { type: "unknown", why } }]);
}

/** A key of an object of the event, whose case is ignored. */
export function keyOf(path: FieldPath, name: string): FieldPath {
  return { ...path, segments: [...path.segments, { type: "key", name, nocase: true }] };
}

function order(op: "<" | "<=" | ">" | ">=", left: Atom, right: Atom, why: Blocker): Value {
  if (left.type === "constant" && right.type === "constant") {
    const one = left.value;
    const other = right.value;
    if (one === null || other === null || (typeof one === "string") !== (typeof other === "string")) return RAISES;
    return truth(compare(comparable(one), op, comparable(other)));
  }
  if (left.type === "constant") return order(MIRRORED[op], right, left, why);
  if (right.type === "constant") {
    const { value } = right;
    if (left.type === "path") {
      if (value === null || isEvent(left.path)) return RAISES;
      const found = ordered(left.path, op, value);
      return verdictWithin(isOrderable(left.path, value), found);
    }
    if (left.type === "length") {
      return value === null || typeof value === "string" ? RAISES : lengthIs(left.path, op, Number(value), why);
    }
    if (left.type === "cased" && typeof value !== "string") return RAISES;
  }
  if (left.type === "path" && right.type === "path" && !isEvent(left.path) && !isEvent(right.path)) {
    const types = or(
      and(isA(left.path, "number", "boolean"), isA(right.path, "number", "boolean")),
      and(isA(left.path, "string"), isA(right.path, "string")),
    );
    return [{ when: types, exact: false, atom: { type: "unknown", why } }];
  }
  return unknown(why);
}

const MIRRORED = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;

function comparable(value: boolean | bigint | number | string): bigint | number | string {
  return typeof value === "boolean" ? (value ? 1n : 0n) : value;
}

/** `len(value) op count` */
function lengthIs(path: FieldPath, op: "==" | "<" | "<=" | ">" | ">=", count: number, why: Blocker): Value {
  const atLeast = (n: number): Condition | undefined => hasAtLeast(path, n);
  const whole = Math.floor(count);
  const isWhole = whole === count;
  let found: Condition | undefined;
  switch (op) {
    case "==": {
      const least = isWhole ? atLeast(whole) : FALSE;
      const more = isWhole ? atLeast(whole + 1) : FALSE;
      found = least && more && (isWhole && count >= 0 ? and(least, not(more)) : FALSE);
      break;
    }
    case ">":
      found = atLeast(whole + 1);
      break;
    case ">=":
      found = atLeast(isWhole ? whole : whole + 1);
      break;
    case "<": {
      const least = atLeast(isWhole ? whole : whole + 1);
      found = least && not(least);
      break;
    }
    case "<=": {
      const least = atLeast(whole + 1);
      found = least && not(least);
      break;
    }
  }
  if (!found) return unknown(why);
  // How many keys a dict has beyond one can't be asked.
  if (Math.abs(count) <= 0 || (op === ">=" && count === 1) || (op === "<" && count === 1)) return opposite(found);
  const counted = isA(path, "string", "array");
  return merge([
    ...given(counted, opposite(found)),
    { when: isA(path, "object"), exact: false, atom: { type: "unknown", why } },
  ]);
}

/** The test of a string in lower or upper case, undefined where it can't be said exactly. */
export function casedTest(
  atom: Extract<Atom, { type: "cased" }>,
  kind: TextKind,
  value: string,
): Condition | undefined {
  return atom.to === "lower" ? lowered(atom.path, kind, value) : uppered(atom.path, kind, value);
}

/** A verdict by a condition that holds or not, and never raises. */
export function opposite(condition: Condition): Value {
  return verdict(condition, not(condition), true, TRUE);
}

function maybe(condition: Condition | undefined, why: Blocker, otherwise: Value = unknown(why)): Value {
  return condition === undefined ? otherwise : opposite(condition);
}

export function truth(value: boolean): Value {
  return constant(value);
}
