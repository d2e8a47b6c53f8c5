import fc from "fast-check";
import { Decimal } from "../../src/rule/decimal.js";
import { type Flag, flagsOf } from "../../src/rule/flags.js";
import type { Condition, FieldPath, Kind, Literal, Operand, Predicate, Segment } from "../../src/rule/ir.js";
import { numberText } from "./event.js";
import { fromPool, POOLS, type Pools } from "./pools.js";

export interface ConditionOptions {
  readonly pools?: Pools;
  /** The kinds of predicates to generate. Default: all. */
  readonly kinds?: readonly Kind[];
  /** Keys, strings and numbers of any form, and patterns that need not be valid: for text, not for matching. Default false. */
  readonly wild?: boolean;
  /** Levels of `and`, `or`, `not`, `some` and `every`. Default 3. */
  readonly maxDepth?: number;
}

/** What a path is meant to lead to. */
type Target = "string" | "number" | "address" | "boolean" | "any";
/** A variable, and what its elements mostly are. */
interface Variable {
  readonly name: string;
  readonly element: "record" | "string";
}

/** Some of the names are keys of events too, so that they hide them. */
const VARIABLES = ["r", "items", "name"];
const MAX_QUANTIFIERS = 2;
const CASES = [(name: string) => name.toUpperCase(), (name: string) => name.toLowerCase(), (name: string) => name];

const TARGETS: Readonly<Record<Kind, readonly Target[]>> = {
  eq: ["string", "string", "string", "number", "number", "boolean", "any"],
  in: ["string", "string", "string", "number", "number", "any"],
  is_null: ["any"],
  is_not_null: ["any"],
  exists: ["any"],
  is_truthy: ["any", "string", "number", "boolean"],
  is_string: ["any", "string", "number"],
  is_number: ["any", "number"],
  is_integer: ["any", "number", "number"],
  is_boolean: ["any", "boolean"],
  is_array: ["any"],
  is_object: ["any"],
  contains: ["string", "address"],
  starts_with: ["string", "address"],
  ends_with: ["string"],
  wildcard: ["string", "address"],
  match: ["string", "string", "string", "address"],
  cidr: ["address"],
  lt: ["number", "string"],
  lte: ["number", "string"],
  gt: ["number", "string"],
  gte: ["number", "string"],
  eq_field: ["string", "string", "number", "boolean", "any"],
  contains_field: ["string"],
  starts_with_field: ["string"],
  ends_with_field: ["string"],
  lt_field: ["number", "string"],
  lte_field: ["number", "string"],
  gt_field: ["number", "string"],
  gte_field: ["number", "string"],
};
const KINDS = Object.keys(TARGETS) as readonly Kind[];
/** The kinds that may be asked of `**`. */
const STRING_KINDS = ["eq", "in", "contains", "starts_with", "ends_with", "wildcard", "match"] as const;

/**
 * Well-formed conditions of all kinds, flags and quantifiers, which hold of a good part of the events of `eventArbitrary` over the
 * same pools.
 */
export function conditionArbitrary(options: ConditionOptions = {}): fc.Arbitrary<Condition> {
  const { maxDepth = 3 } = options;
  return new Conditions(options).condition(maxDepth, []);
}

/** One predicate on a path from the event. */
export function predicateArbitrary(options: ConditionOptions = {}): fc.Arbitrary<Predicate> {
  return new Conditions(options).predicate([]);
}

class Conditions {
  private readonly pools: Pools;
  private readonly kinds: readonly Kind[];
  private readonly wild: boolean;
  private readonly strings: fc.Arbitrary<string>;
  private readonly numbers: fc.Arbitrary<Decimal>;
  // Arbitraries are built once for each scope and depth: building costs more than generating.
  private readonly conditions = new Map<string, fc.Arbitrary<Condition>>();
  private readonly predicates = new Map<string, fc.Arbitrary<Predicate>>();
  private readonly operands = new Map<string, fc.Arbitrary<Operand>>();

  constructor({ pools = POOLS, kinds = KINDS, wild = false }: ConditionOptions) {
    this.pools = pools;
    this.kinds = kinds;
    this.wild = wild;
    this.strings = wild ? fc.oneof(fromPool(pools.strings), wildString()) : fromPool(pools.strings);
    const text = wild ? fc.oneof(fromPool(pools.numbers), numberText()) : fromPool(pools.numbers);
    this.numbers = text.map((number) => Decimal.parse(number));
  }

  condition(depth: number, scope: readonly Variable[]): fc.Arbitrary<Condition> {
    return once(this.conditions, `${depth} ${keyOf(scope)}`, () => this.makeCondition(depth, scope));
  }

  predicate(scope: readonly Variable[]): fc.Arbitrary<Predicate> {
    return once(this.predicates, keyOf(scope), () => this.makePredicate(scope));
  }

  private operand(target: Target, scope: readonly Variable[]): fc.Arbitrary<Operand> {
    return once(this.operands, `${target} ${keyOf(scope)}`, () =>
      this.path(target, scope).map((path) => ({ type: "path", path })),
    );
  }

  private makeCondition(depth: number, scope: readonly Variable[]): fc.Arbitrary<Condition> {
    const predicate = this.predicate(scope);
    if (depth === 0) return predicate;
    const child = this.condition(depth - 1, scope);
    const children = fc.oneof(
      { weight: 8, arbitrary: fc.array(child, { minLength: 2, maxLength: 4 }) },
      fc.array(child, { maxLength: 1 }),
    );
    const junction = fc.record({ type: fc.constantFrom("and" as const, "or" as const), children });
    const negation = fc.record({ type: fc.constant("not" as const), child });
    const choices: fc.WeightedArbitrary<Condition>[] = [
      { weight: 5, arbitrary: predicate },
      { weight: 4, arbitrary: junction },
      { weight: 1, arbitrary: negation },
    ];
    if (scope.length < MAX_QUANTIFIERS) choices.push({ weight: 2, arbitrary: this.quantifier(depth, scope) });
    return fc.oneof(...choices);
  }

  private quantifier(depth: number, scope: readonly Variable[]): fc.Arbitrary<Condition> {
    const type = fc.constantFrom("some" as const, "every" as const);
    const { records, lists } = this.pools.fields;
    return fc.oneof(
      ...VARIABLES.map((name) => {
        const inner: readonly Variable[] = [{ name, element: "record" }, ...scope];
        const path = this.arrays(records, scope);
        return fc.record({ type, path, as: fc.constant(name), body: this.sameElement(depth, inner) });
      }),
      fc.record({
        type,
        path: this.arrays(lists, scope),
        as: fc.constant("t"),
        body: this.condition(0, [{ name: "t", element: "string" }, ...scope]),
      }),
    );
  }

  /** Mostly two predicates that one and the same element must satisfy. */
  private sameElement(depth: number, scope: readonly Variable[]): fc.Arbitrary<Condition> {
    const pair = fc.record({
      type: fc.constantFrom("and" as const, "or" as const),
      children: fc.array(this.predicate(scope), { minLength: 2, maxLength: 2 }),
    });
    return fc.oneof(pair, this.condition(depth - 1, scope));
  }

  private makePredicate(scope: readonly Variable[]): fc.Arbitrary<Predicate> {
    return fc.oneof(
      ...this.kinds.map((kind) => {
        const weight = kind === "eq" || kind === "in" ? 3 : 1;
        return { weight, arbitrary: fc.oneof(...TARGETS[kind].map((target) => this.test(kind, target, scope))) };
      }),
      ...this.kinds.flatMap((kind) =>
        STRING_KINDS.some((known) => known === kind) ? [this.anywhere(kind, scope)] : [],
      ),
    );
  }

  /** A test of strings on `**`. */
  private anywhere(kind: Kind, scope: readonly Variable[]): fc.Arbitrary<Predicate> {
    const root: fc.Arbitrary<FieldPath> = fc.constantFrom(
      { segments: [] },
      ...scope.map(({ name }) => ({ root: name, segments: [] })),
    );
    const paths = fc.oneof(root, this.path("any", scope)).map(({ segments, ...rest }): Operand => {
      return { type: "path", path: { ...rest, segments: [...segments, { type: "anywhere" }] } };
    });
    return fc.tuple(this.test(kind, "string", scope), paths).map(([predicate, operand]): Predicate => {
      const moved = { ...predicate, operand };
      if (moved.kind === "eq") return { ...moved, value: textOf(moved.value) };
      return moved.kind === "in" ? { ...moved, values: moved.values.map(textOf) } : moved;
    });
  }

  private test(kind: Kind, target: Target, scope: readonly Variable[]): fc.Arbitrary<Predicate> {
    const type = fc.constant("predicate" as const);
    const operand = this.operand(target, scope);
    const { pools, wild } = this;
    const pattern = (pool: readonly string[]) => (wild ? this.strings : fromPool(pool));
    switch (kind) {
      case "is_null":
      case "is_not_null":
      case "exists":
      case "is_truthy":
      case "is_string":
      case "is_number":
      case "is_integer":
      case "is_boolean":
      case "is_array":
      case "is_object":
        return fc.record({ type, kind: fc.constant(kind), operand });
      case "eq": {
        const value = this.literal(target);
        return flagged(kind, fc.record({ type, kind: fc.constant(kind), operand, value }), (predicate) => ({
          ...predicate,
          value: textOf(predicate.value),
        }));
      }
      case "in": {
        const values = fc.array(this.literal(target), { maxLength: 5 });
        return flagged(kind, fc.record({ type, kind: fc.constant(kind), operand, values }), (predicate) => ({
          ...predicate,
          values: predicate.values.map(textOf),
        }));
      }
      case "contains":
      case "starts_with":
      case "ends_with": {
        const value = fc.oneof({ weight: 3, arbitrary: fromPool(pools.parts) }, this.strings);
        return flagged(kind, fc.record({ type, kind: fc.constant(kind), operand, value }));
      }
      case "wildcard":
        return flagged(kind, fc.record({ type, kind: fc.constant(kind), operand, value: pattern(pools.wildcards) }));
      case "match":
        return flagged(kind, fc.record({ type, kind: fc.constant(kind), operand, value: pattern(pools.patterns) }));
      case "cidr":
        return fc.record({ type, kind: fc.constant(kind), operand, value: pattern(pools.networks) });
      case "lt":
      case "lte":
      case "gt":
      case "gte": {
        const value = target === "number" ? this.numbers : this.strings;
        return flagged(kind, fc.record({ type, kind: fc.constant(kind), operand, value }), (predicate) => ({
          ...predicate,
          value: textOf(predicate.value),
        }));
      }
      default:
        return flagged(kind, fc.record({ type, kind: fc.constant(kind), operand, other: this.operand(target, scope) }));
    }
  }

  private literal(target: Target): fc.Arbitrary<Literal> {
    const scalar = fc.constantFrom<Literal>(null, true, false);
    switch (target) {
      case "string":
      case "address":
        return fc.oneof({ weight: 9, arbitrary: this.strings }, scalar);
      case "number":
        return fc.oneof({ weight: 9, arbitrary: this.numbers }, this.strings);
      case "boolean":
        return scalar;
      case "any":
        return fc.oneof(this.strings, this.numbers, scalar);
    }
  }

  private path(target: Target, scope: readonly Variable[]): fc.Arbitrary<FieldPath> {
    const likely = this.likely(target, scope);
    const any = fc.array(this.segment(), { minLength: 1, maxLength: 4 });
    return fc.oneof({ weight: 15, arbitrary: likely }, any.map(fromEvent));
  }

  /** Where an event, or an element, mostly has a value like the target. */
  private likely(target: Target, scope: readonly Variable[]): fc.Arbitrary<FieldPath> {
    const fromTheEvent = fc
      .tuple(this.prefix(), this.leaf(target))
      .map(([prefix, leaf]) => fromEvent([...prefix, ...leaf]));
    if (scope.length === 0) return fromTheEvent;
    const fromElements = scope.map(({ name, element }): fc.Arbitrary<FieldPath> => {
      const leaf = element === "string" ? fc.constant([]) : this.leaf(target);
      return leaf.map((segments) => ({ root: name, segments }));
    });
    return fc.oneof({ weight: 4, arbitrary: fc.oneof(...fromElements) }, fromTheEvent);
  }

  private leaf(target: Target): fc.Arbitrary<readonly Segment[]> {
    const { fields } = this.pools;
    const key = (names: readonly string[]) => this.key(fc.constantFrom(...names)).map((segment) => [segment]);
    const list = fc.tuple(this.key(fc.constantFrom(...fields.lists)), element());
    switch (target) {
      case "string":
        return fc.oneof({ weight: 3, arbitrary: key(fields.strings) }, list);
      case "number":
        return key(fields.numbers);
      case "address":
        return key(fields.addresses);
      case "boolean":
        return key(fields.booleans);
      case "any": {
        const { strings, numbers, booleans, lists, records, objects } = fields;
        const usual = [...strings, ...numbers, ...booleans, ...lists, ...records, ...objects];
        const keys = key(usual);
        return fc.oneof({ weight: 4, arbitrary: keys }, list, key(fields.odd));
      }
    }
  }

  private prefix(): fc.Arbitrary<readonly Segment[]> {
    const object = this.key(fc.constantFrom(...this.pools.fields.objects)).map((segment) => [segment]);
    const record = fc.tuple(this.key(fc.constantFrom(...this.pools.fields.records)), element());
    return fc.oneof(
      { weight: 10, arbitrary: fc.constant([]) },
      { weight: 2, arbitrary: object },
      { weight: 3, arbitrary: record },
      { weight: 1, arbitrary: fc.tuple(object, record).map(([outer, inner]) => [...outer, ...inner]) },
    );
  }

  /** Paths that end in `[*]`, to the arrays with these names. */
  private arrays(names: readonly string[], scope: readonly Variable[]): fc.Arbitrary<FieldPath> {
    const any: Segment = { type: "any" };
    const array = this.key(fc.constantFrom(...names)).map((segment): readonly Segment[] => [segment, any]);
    const outer = fc.tuple(this.prefix(), array).map(([prefix, segments]) => fromEvent([...prefix, ...segments]));
    const inner = scope.map(({ name }) => array.map((segments): FieldPath => ({ root: name, segments })));
    return fc.oneof({ weight: 3, arbitrary: outer }, ...inner);
  }

  private segment(): fc.Arbitrary<Segment> {
    const { odd, ...usual } = this.pools.fields;
    const names = fc.constantFrom(...Object.values(usual).flat(), ...odd);
    return fc.oneof({ weight: 4, arbitrary: this.key(this.wild ? fc.oneof(names, wildString()) : names) }, element());
  }

  /** A key, once in a while one that ignores case and is written in another. */
  private key(names: fc.Arbitrary<string>): fc.Arbitrary<Segment> {
    const exact = names.map((name): Segment => ({ type: "key", name }));
    const folded = fc.tuple(names, fc.constantFrom(...CASES)).map(([name, inCase]): Segment => {
      return { type: "key", name: inCase(name), nocase: true };
    });
    return fc.oneof({ weight: 7, arbitrary: exact }, folded);
  }
}

function keyOf(scope: readonly Variable[]): string {
  return scope.map(({ name, element }) => `${name}:${element}`).join(" ");
}

function once<T>(made: Map<string, fc.Arbitrary<T>>, key: string, make: () => fc.Arbitrary<T>): fc.Arbitrary<T> {
  const arbitrary = made.get(key) ?? make();
  made.set(key, arbitrary);
  return arbitrary;
}

function element(): fc.Arbitrary<Segment> {
  const index = fc.oneof(
    { weight: 6, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.constantFrom(1, 2) },
    fc.constantFrom(3, 1000, Number.MAX_SAFE_INTEGER),
  );
  return fc.oneof<fc.WeightedArbitrary<Segment>[]>(
    { weight: 3, arbitrary: fc.constant({ type: "any" }) },
    { weight: 1, arbitrary: index.map((at) => ({ type: "index", index: at })) },
  );
}

function fromEvent(segments: readonly Segment[]): FieldPath {
  return { segments };
}

/** Any UTF-16 units, most of them such that the notation has to quote. */
function wildString(): fc.Arbitrary<string> {
  const unit = fc.oneof(
    fc.constantFrom(
      ..."'\"\\$.~[]*#\n\r\t @a-0".split(""),
      "\u0000",
      "\u007f",
      "\u00a0",
      "\u200b",
      "\u202e",
      "\u2028",
      "\ufeff",
    ),
    fc.nat({ max: 0xffff }).map((code) => String.fromCharCode(code)),
    fc.constantFrom("\ud83d", "\ude00"),
  );
  return fc.array(unit, { maxLength: 8 }).map((units) => units.join(""));
}

/** The predicate with each flag that its kind takes set in one case of four; `toText` fits its values to the flag `text`. */
function flagged<P extends Predicate>(
  kind: Kind,
  predicate: fc.Arbitrary<P>,
  toText: (predicate: P) => P = (unchanged) => unchanged,
): fc.Arbitrary<P> {
  const allowed = flagsOf(kind);
  return fc.tuple(predicate, fc.tuple(...allowed.map(() => fc.nat({ max: 3 })))).map(([plain, chances]) => {
    const set: { [F in Flag]?: true } = {};
    allowed.forEach((flag, at) => {
      if (chances[at] === 3) set[flag] = true;
    });
    return { ...(set.text ? toText(plain) : plain), ...set };
  });
}

function textOf(value: Literal): string {
  return value instanceof Decimal ? value.toString() : String(value);
}
