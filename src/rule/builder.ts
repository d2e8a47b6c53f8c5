import { SluiceError } from "../errors.js";
import { anywhereProblem } from "./anywhere.js";
import { Decimal } from "./decimal.js";
import { type Flag, type Flags, flagsOf } from "./flags.js";
import type {
  Condition,
  FieldKind,
  FieldPath,
  Literal,
  Operand,
  OrderKind,
  Predicate,
  Quantifier,
  StringKind,
  UnaryKind,
} from "./ir.js";
import { RESERVED } from "./notation/operators.js";
import { quote } from "./notation/quote.js";
import { BARE_NAME, parseElementPath, parsePath, printPath } from "./path.js";

/** A value to compare with. Numbers are taken as their shortest decimal; use `Decimal.parse` or a bigint for more digits. */
export type Value = string | number | bigint | boolean | null | Decimal;

export interface StringOptions {
  /** Unicode simple case folding of both strings. Default false. */
  readonly nocase?: boolean;
  /** Compare a number's or a boolean's JSON text too. Values must be strings. Default false. */
  readonly text?: boolean;
}
export interface OrderOptions {
  /** As in `StringOptions`. */
  readonly text?: boolean;
  /** Round numbers that have a fraction or an exponent to IEEE 754 doubles first. Default false. */
  readonly double?: boolean;
}
export type EqualityOptions = StringOptions & OrderOptions;
export type MatchOptions = Pick<StringOptions, "text">;

/** An element that a quantifier looks at: `r("ARN")` is a field of it, `r()` the element itself. */
export type Element = (path?: string) => Field;

/**
 * A field to test: `field("userIdentity.arn").startsWith("arn:")`. Each method gives a condition; where another field is
 * accepted, the two are compared. Values of a wrong type throw `invalid-argument`, NaN and infinities `invalid-number`.
 */
export class Field {
  /** Made by `field` and by the elements of `some` and `every`. */
  constructor(readonly path: FieldPath) {}

  eq(value: Value, options?: EqualityOptions): Condition;
  eq(other: Field, options?: StringOptions): Condition;
  eq(value: Value | Field, options: EqualityOptions = {}): Condition {
    if (value instanceof Field) return this.#against("eq_field", value, options);
    const literal = literalOf(value);
    return checked({ ...this.#base(), kind: "eq", value: literal, ...flags("eq", options, [literal]) });
  }

  /** `not` of `eq`: holds on a missing field too. */
  ne(value: Value, options?: EqualityOptions): Condition;
  ne(other: Field, options?: StringOptions): Condition;
  ne(value: Value | Field, options?: EqualityOptions): Condition {
    return not(value instanceof Field ? this.eq(value, options) : this.eq(value, options));
  }

  in(values: readonly Value[], options: EqualityOptions = {}): Condition {
    const literals = values.map(literalOf);
    return checked({ ...this.#base(), kind: "in", values: literals, ...flags("in", options, literals) });
  }

  /** `not` of `in`: holds on a missing field too. */
  notIn(values: readonly Value[], options?: EqualityOptions): Condition {
    return not(this.in(values, options));
  }

  isNull(): Condition {
    return this.#unary("is_null");
  }

  isNotNull(): Condition {
    return this.#unary("is_not_null");
  }

  exists(): Condition {
    return this.#unary("exists");
  }

  isTruthy(): Condition {
    return this.#unary("is_truthy");
  }

  isString(): Condition {
    return this.#unary("is_string");
  }

  isNumber(): Condition {
    return this.#unary("is_number");
  }

  isInteger(): Condition {
    return this.#unary("is_integer");
  }

  isBoolean(): Condition {
    return this.#unary("is_boolean");
  }

  isArray(): Condition {
    return this.#unary("is_array");
  }

  isObject(): Condition {
    return this.#unary("is_object");
  }

  contains(value: string | Field, options: StringOptions = {}): Condition {
    return value instanceof Field
      ? this.#against("contains_field", value, options)
      : this.#stringTest("contains", value, options);
  }

  startsWith(value: string | Field, options: StringOptions = {}): Condition {
    return value instanceof Field
      ? this.#against("starts_with_field", value, options)
      : this.#stringTest("starts_with", value, options);
  }

  endsWith(value: string | Field, options: StringOptions = {}): Condition {
    return value instanceof Field
      ? this.#against("ends_with_field", value, options)
      : this.#stringTest("ends_with", value, options);
  }

  /** Anchored at both ends: `*` is anything, `?` one code point, `\` takes the next character literally. */
  wildcard(pattern: string, options: StringOptions = {}): Condition {
    return this.#stringTest("wildcard", pattern, options);
  }

  /** RE2 syntax, unanchored; case and line modes by inline flags: `(?i)`. */
  match(pattern: string, options: MatchOptions = {}): Condition {
    const value = stringOf(pattern);
    return { ...this.#base(), kind: "match", value, ...flags("match", options, []) };
  }

  /** An address or network: `10.0.0.0/8`, `2001:db8::/32`. */
  cidr(network: string): Condition {
    return checked({ ...this.#base(), kind: "cidr", value: stringOf(network) });
  }

  lt(bound: Bound, options?: OrderOptions): Condition;
  lt(other: Field, options?: StringOptions): Condition;
  lt(bound: Bound | Field, options: StringOptions | OrderOptions = {}): Condition {
    return this.#orderTest("lt", bound, options);
  }

  lte(bound: Bound, options?: OrderOptions): Condition;
  lte(other: Field, options?: StringOptions): Condition;
  lte(bound: Bound | Field, options: StringOptions | OrderOptions = {}): Condition {
    return this.#orderTest("lte", bound, options);
  }

  gt(bound: Bound, options?: OrderOptions): Condition;
  gt(other: Field, options?: StringOptions): Condition;
  gt(bound: Bound | Field, options: StringOptions | OrderOptions = {}): Condition {
    return this.#orderTest("gt", bound, options);
  }

  gte(bound: Bound, options?: OrderOptions): Condition;
  gte(other: Field, options?: StringOptions): Condition;
  gte(bound: Bound | Field, options: StringOptions | OrderOptions = {}): Condition {
    return this.#orderTest("gte", bound, options);
  }

  /**
   * At least one element of the arrays here satisfies `body`; the path ends in `[*]`:
   * `field("resources[*]").some("r", (r) => all(r("type").eq("X"), r("ARN").contains("y")))`.
   * A quantifier inside `body` that uses the same name hides this one's elements.
   */
  some(name: string, body: (element: Element) => Condition): Condition {
    return this.#quantify("some", name, body);
  }

  /** Each element satisfies `body`; true where there is none. */
  every(name: string, body: (element: Element) => Condition): Condition {
    return this.#quantify("every", name, body);
  }

  #base(): { readonly type: "predicate"; readonly operand: Operand } {
    return { type: "predicate", operand: { type: "path", path: this.path } };
  }

  #unary(kind: UnaryKind): Condition {
    return checked({ ...this.#base(), kind });
  }

  #stringTest(kind: StringKind, text: string, options: StringOptions): Condition {
    const value = stringOf(text);
    return { ...this.#base(), kind, value, ...flags(kind, options, [value]) };
  }

  #orderTest(kind: OrderKind, bound: Bound | Field, options: StringOptions | OrderOptions): Condition {
    if (bound instanceof Field) return this.#against(`${kind}_field`, bound, options);
    const value = literalOf(bound);
    if (typeof value !== "string" && !(value instanceof Decimal)) throw mistaken("a string or a number", bound);
    return checked({ ...this.#base(), kind, value, ...flags(kind, options, [value]) });
  }

  #against(kind: FieldKind, other: Field, options: EqualityOptions): Condition {
    return checked({ ...this.#base(), kind, other: { type: "path", path: other.path }, ...flags(kind, options, []) });
  }

  #quantify(type: Quantifier["type"], name: string, body: (element: Element) => Condition): Condition {
    if (this.path.segments.at(-1)?.type !== "any") {
      throw new SluiceError("invalid-path", `expected a path that ends in "[*]", found ${printPath(this.path)}`);
    }
    if (!BARE_NAME.test(name) || RESERVED.has(name)) throw mistaken("a plain word that is not reserved", name);
    const element: Element = (path = "") => new Field(parseElementPath(path, name));
    return { type, path: this.path, as: name, body: body(element) };
  }
}

type Bound = string | number | bigint | Decimal;

/** The field at a path from the event: `userIdentity.arn`, `resources[*].ARN`. Throws `invalid-path`. */
export function field(path: string): Field {
  return new Field(parsePath(path));
}

/** True if all conditions are; of none, true. */
export function all(...conditions: readonly Condition[]): Condition {
  return { type: "and", children: conditions };
}

/** True if at least one condition is; of none, false. */
export function any(...conditions: readonly Condition[]): Condition {
  return { type: "or", children: conditions };
}

export function not(condition: Condition): Condition {
  return { type: "not", child: condition };
}

/** The predicate, unless it asks of `**` what cannot be asked there. */
function checked(predicate: Predicate): Predicate {
  const problem = anywhereProblem(predicate);
  if (problem !== undefined) throw new SluiceError("invalid-argument", problem);
  return predicate;
}

/** The flags that are set, checked against what the kind takes. */
function flags(kind: Predicate["kind"], options: EqualityOptions, values: readonly Literal[]): Flags {
  const allowed: readonly string[] = flagsOf(kind);
  const set: { [F in Flag]?: true } = {};
  for (const [name, value] of Object.entries(options)) {
    if (!allowed.includes(name)) throw mistaken(`options of ${kind} (${allowed.join(", ")})`, name);
    if (value) set[name as Flag] = true;
  }
  if (set.text)
    for (const value of values) if (typeof value !== "string") throw mistaken('a string with "text"', value);
  return set;
}

function literalOf(value: Value): Literal {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
    case "bigint":
      return Decimal.from(value);
    default:
      if (value === null || value instanceof Decimal) return value;
      throw mistaken("a string, number, bigint, boolean, null or Decimal", value);
  }
}

function stringOf(value: string): string {
  if (typeof value !== "string") throw mistaken("a string", value);
  return value;
}

function mistaken(expected: string, found: unknown): SluiceError {
  const shown =
    typeof found === "string" ? quote(found) : typeof found === "object" && found ? "an object" : String(found);
  return new SluiceError("invalid-argument", `expected ${expected}, found ${shown}`);
}
