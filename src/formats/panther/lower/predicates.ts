// Predicates of the notation as Python's operators need them.

import { Decimal } from "../../../rule/decimal.js";
import type { Condition, FieldPath, Literal, Predicate } from "../../../rule/ir.js";
import type { ConstantValue } from "../python/ast.js";
import { and, FALSE, not, or, TRUE } from "./condition.js";
import { intern } from "./intern.js";

export function predicate(path: FieldPath, rest: object): Condition {
  return intern({ type: "predicate", operand: { type: "path", path }, ...rest } as Predicate);
}

/** The value at the path is one of these types. */
export function isA(
  path: FieldPath,
  ...types: readonly ("string" | "number" | "integer" | "boolean" | "array" | "object")[]
): Condition {
  return or(...types.map((type) => predicate(path, { kind: `is_${type}` })));
}

export function isNone(path: FieldPath): Condition {
  return predicate(path, { kind: "is_null" });
}

export function isTruthy(path: FieldPath): Condition {
  return predicate(path, { kind: "is_truthy" });
}

/** `path == value` of Python: True is 1 and False is 0; a float compares with the nearest double. */
export function equals(path: FieldPath, value: ConstantValue): Condition {
  return isOneOf(path, [value]);
}

/** The value at the path equals one of the values, none of which is a container. */
export function isOneOf(path: FieldPath, values: readonly ConstantValue[]): Condition {
  const texts: string[] = [];
  const numbers: Decimal[] = [];
  const parts: Condition[] = [];
  for (const value of values) {
    if (value === null) parts.push(isNone(path));
    else if (typeof value === "string") texts.push(value);
    else if (typeof value === "boolean") {
      parts.push(predicate(path, { kind: "eq", value }));
      numbers.push(Decimal.parse(value ? "1" : "0"));
    } else {
      if (Number.isNaN(value) || value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) continue;
      if (Number(value) === 1 || Number(value) === 0)
        parts.push(predicate(path, { kind: "eq", value: Number(value) === 1 }));
      numbers.push(decimalOf(value));
    }
  }
  if (texts.length > 0) parts.unshift(membership(path, texts, {}));
  if (numbers.length > 0) parts.unshift(membership(path, numbers, { double: true }));
  return or(...parts);
}

/** An integer as it is, a float as the exact value of the double. */
export function decimalOf(value: bigint | number): Decimal {
  return Decimal.parse(typeof value === "bigint" ? String(value) : exactText(value));
}

/** All digits of a double. */
function exactText(value: number): string {
  if (Number.isInteger(value)) return String(BigInt(value));
  // A double is an integer over a power of two, and so over a power of ten.
  let scale = 0;
  let scaled = value;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    scale++;
  }
  const digits = BigInt(scaled) * 5n ** BigInt(scale);
  return `${digits}e-${scale}`;
}

function membership(path: FieldPath, values: readonly Literal[], flags: object): Condition {
  const [first] = values;
  return values.length === 1
    ? predicate(path, { kind: "eq", value: first, ...flags })
    : predicate(path, { kind: "in", values, ...flags });
}

type Order = "<" | "<=" | ">" | ">=";
const ORDER_KINDS = { "<": "lt", "<=": "lte", ">": "gt", ">=": "gte" } as const;

/** `path < value` of Python; false where it raises. */
export function ordered(path: FieldPath, op: Order, value: bigint | number | boolean | string): Condition {
  const kind = ORDER_KINDS[op];
  if (typeof value === "string") return predicate(path, { kind, value });
  const bound = typeof value === "boolean" ? (value ? 1n : 0n) : value;
  if (typeof bound === "number" && !Number.isFinite(bound)) return FALSE;
  const booleans = [true, false]
    .filter((one) => compare(one ? 1 : 0, op, Number(bound)))
    .map((one) => predicate(path, { kind: "eq", value: one }));
  return or(predicate(path, { kind, value: decimalOf(bound), double: true }), ...booleans);
}

/** Where `path < value` does not raise. */
export function isOrderable(path: FieldPath, value: bigint | number | boolean | string): Condition {
  return typeof value === "string" ? isA(path, "string") : isA(path, "number", "boolean");
}

export function compare(left: number | bigint | string, op: Order, right: number | bigint | string): boolean {
  switch (op) {
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
  }
}

export type TextKind = "eq" | "contains" | "starts_with" | "ends_with";

/** `kind` of the string at the path and `value`. */
export function text(path: FieldPath, kind: TextKind, value: string): Condition {
  if (value === "" && kind !== "eq") return isA(path, "string");
  return predicate(path, { kind, value });
}

const ASCII = /^[\0-\x7f]*$/;
const LONG_S = "\u017f";
const KELVIN = "\u212a";
const DOTTED_I = "\u0130";

/**
 * `kind` of the string at the path in lower case and `value`; undefined where that can't be said exactly. Simple case folding takes ſ for
 * s, which `lower()` leaves alone, and leaves alone İ, which `lower()` makes two characters, of which the first is i.
 */
export function lowered(path: FieldPath, kind: TextKind, value: string): Condition | undefined {
  if (!ASCII.test(value)) return undefined;
  if (/[A-Z]/.test(value)) return FALSE;
  if (value === "" && kind !== "eq") return isA(path, "string");
  const folded = predicate(path, { kind, value, ...(/[a-z]/.test(value) && { nocase: true }) });
  if (kind === "eq") return value.includes("s") ? and(folded, not(hasText(path, LONG_S))) : folded;
  const exact = value.includes("s")
    ? and(
        folded,
        or(not(hasText(path, LONG_S)), predicate(path, { kind: "match", value: anchored(kind, value, LOWER_CLASSES) })),
      )
    : folded;
  if (!value.endsWith("i") || kind === "ends_with") return exact;
  const dotted = lowered(path, kind, value.slice(0, -1));
  // What stands before the i, and İ in its place.
  return dotted === undefined
    ? undefined
    : or(exact, predicate(path, { kind: "match", value: anchored(kind, value.slice(0, -1), LOWER_CLASSES, DOTTED_I) }));
}

/** Letters that several characters become, beyond which there are too many ways to write a text. */
const MAX_SPECIAL = 12;

/** `kind` of the string at the path in upper case and `value`; undefined where that can't be said exactly. */
export function uppered(path: FieldPath, kind: TextKind, value: string): Condition | undefined {
  if (!ASCII.test(value)) return undefined;
  if (/[a-z]/.test(value)) return FALSE;
  if (value === "" && kind !== "eq") return isA(path, "string");
  // Ligatures and others become several letters, of which a part may be at the end of what is looked for.
  if (kind !== "eq" && /[A-Z]/.test(value)) return undefined;
  const folded = predicate(path, { kind, value, ...(/[A-Z]/.test(value) && { nocase: true }) });
  const exact = value.includes("K") ? and(folded, not(hasText(path, KELVIN))) : folded;
  const special = value.match(/I|SS|FF|FL|ST/g) ?? [];
  if (special.length > MAX_SPECIAL) return undefined;
  return special.length > 0
    ? or(exact, and(hasOthers(path), predicate(path, { kind: "match", value: `^(?:${upperPattern(value)})$` })))
    : exact;
}

function hasText(path: FieldPath, value: string): Condition {
  return predicate(path, { kind: "contains", value });
}

/** A character that is not ASCII and that becomes ASCII in upper case. */
function hasOthers(path: FieldPath): Condition {
  return predicate(path, { kind: "match", value: "[\u0131\u017f\u00df\ufb00-\ufb06]" });
}

const LOWER_CLASSES: Readonly<Record<string, string>> = { k: `[kK${KELVIN}]` };

function anchored(kind: TextKind, value: string, classes: Readonly<Record<string, string>>, last = ""): string {
  const body = Array.from(value, (one) => classes[one] ?? eitherCase(one)).join("") + last;
  if (kind === "contains") return body;
  return kind === "starts_with" ? `^${body}` : `${body}$`;
}

function eitherCase(one: string): string {
  if (/[a-zA-Z]/.test(one)) return `[${one.toLowerCase()}${one.toUpperCase()}]`;
  return escapePattern(one);
}

/** Text as a regular expression of RE2. */
export function escapePattern(value: string): string {
  return value.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

const UPPER_CLASSES: Readonly<Record<string, string>> = { I: "[iI\u0131]", S: "[sS\u017f]" };
const EXPANSIONS: readonly (readonly [string, string])[] = [
  ["FFI", "\ufb03"],
  ["FFL", "\ufb04"],
  ["SS", "\u00df"],
  ["FF", "\ufb00"],
  ["FI", "\ufb01"],
  ["FL", "\ufb02"],
  ["ST", "[\ufb05\ufb06]"],
];

/** A pattern of what becomes `value` in upper case: at each place a letter, or one that becomes several. */
function upperPattern(value: string): string {
  if (value === "") return "";
  const [first = ""] = value;
  const single = (UPPER_CLASSES[first] ?? eitherCase(first)) + upperPattern(value.slice(1));
  const several = EXPANSIONS.filter(([letters]) => value.startsWith(letters)).map(
    ([letters, one]) => one + upperPattern(value.slice(letters.length)),
  );
  return several.length === 0 ? single : `(?:${[single, ...several].join("|")})`;
}

/** The string, list or dict at the path has at least `count` characters, elements or keys; undefined where that can't be said. */
export function hasAtLeast(path: FieldPath, count: number): Condition | undefined {
  if (count <= 0) return TRUE;
  if (count === 1) return isTruthy(path);
  if (count > 1000) return undefined;
  const element: FieldPath = { ...path, segments: [...path.segments, { type: "index", index: count - 1 }] };
  return or(predicate(path, { kind: "match", value: `(?s)^.{${count}}` }), predicate(element, { kind: "exists" }));
}
