// From the IR to what the core judges: paths become nodes of the path tree, `[*]` becomes `some`, `every` becomes `not some not`, lists
// become lookups, `double` becomes bounds on exact decimals. The meaning stays the same on every event.

import { MAX_LEVEL, MAX_PATH } from "../bytecode/layout.js";
import { SluiceError } from "../errors.js";
import { compileNode } from "../regex/compile.js";
import { parseRegex } from "../regex/parse.js";
import { anywhereProblem, hasAnywhere } from "../rule/anywhere.js";
import { Decimal } from "../rule/decimal.js";
import type { Condition, FieldPath, Literal, OrderKind, Predicate, Quantifier } from "../rule/ir.js";
import { foldString } from "../unicode/fold.js";
import { encodeWtf8 } from "../unicode/wtf8.js";
import type { AccessPredicates } from "./access.js";
import { encodeCidr } from "./cidr.js";
import { joinElements } from "./elements.js";
import { bytesKey, bytesOf, utf8Key } from "./hash.js";
import {
  type CorePredicate,
  FALSE,
  type Form,
  type Logic,
  type RangeKind,
  type RequiredText,
  type Spelling,
  type TextKind,
  type TextPredicate,
  TRUE,
  uniform,
  type ValueKind,
} from "./model.js";
import { outermostNetworks } from "./network-tables.js";
import { type DecimalInterval, doubleBounds, hullOf } from "./number.js";
import { sortNumbers } from "./number-tables.js";
import { firstAny, PathNode } from "./paths.js";
import { requiredOfRegex, requiredOfWildcard } from "./required.js";
import { Shared } from "./shared.js";
import { byTable, formKey, formWithoutText } from "./tables.js";
import { encodeWildcard } from "./wildcard.js";

/** The elements that the variables in scope stand for. */
type Scope = ReadonlyMap<string, PathNode>;
type PredicateOf<K extends Predicate["kind"]> = Extract<Predicate, { kind: K }>;
type CompiledRegex = { readonly constant: Uint8Array; readonly required: readonly RequiredText[] | undefined };
type Networks = Extract<CorePredicate, { kind: "networks" }>;
type Flags = { readonly nocase?: true; readonly text?: true };

/**
 * Lowers conditions. What they have in common comes out as the same nodes and predicates, also what later programs have in common with
 * earlier ones.
 */
export class Lowering implements AccessPredicates {
  readonly event = new PathNode(0, "$");
  /** Predicates made so far. */
  size = 0;
  readonly #known = new Shared();
  readonly #regexes = new Map<string, CompiledRegex>();
  readonly #nodeNames = new Map<PathNode, number>();

  /** @param maxRegexStates most states of one regular expression */
  constructor(private readonly maxRegexStates: number) {}

  /** Takes a normalised condition. Throws SluiceError on what cannot be compiled: a bad pattern or network, an unknown variable. */
  lower(condition: Condition): Logic {
    return this.#condition(condition, new Map());
  }

  /** The node of a path from the event. Throws `invalid-path`. */
  nodeOf(path: FieldPath): PathNode {
    return this.#valueNode(path, new Map());
  }

  #condition(condition: Condition, scope: Scope): Logic {
    switch (condition.type) {
      case "and":
        return junction(
          "and",
          condition.children.map((child) => this.#condition(child, scope)),
        );
      case "or": {
        const { conditions, withElements } = joinElements(condition.children);
        const children = conditions.map((child) =>
          withElements.has(child) ? this.#predicate(child as Predicate, scope, true) : this.#condition(child, scope),
        );
        return junction("or", this.#joinNetworks(children));
      }
      case "not":
        return negate(this.#condition(condition.child, scope));
      case "every":
        return negate(this.#some(condition.path, condition.as, { type: "not", child: condition.body }, scope));
      case "some":
        return this.#some(condition.path, condition.as, condition.body, scope);
      case "predicate":
        return this.#predicate(condition, scope);
    }
  }

  #some(path: FieldPath, as: string, body: Condition, scope: Scope): Logic {
    const any = firstAny(path);
    if (any < 0) throw new SluiceError("invalid-condition", "expected a path that ends in [*] after some or every");
    if (hasAnywhere({ segments: path.segments.slice(0, any) }))
      throw new SluiceError("invalid-condition", "expected no ** in the path of some or every");
    if (any < path.segments.length - 1) {
      const [outer, rest, name] = splitPath(path, any, scope);
      return this.#some(outer, name, { type: "some", path: rest, as, body }, scope);
    }
    const node = this.#node({ ...path, segments: path.segments.slice(0, -1) }, scope);
    const level = Math.max(node.level, ...[...scope.values()].map((element) => element.level)) + 1;
    if (level > MAX_LEVEL)
      throw new SluiceError("invalid-condition", `expected at most ${MAX_LEVEL} quantifiers in one another`);
    return this.#known.of(node, "some", 0, `${as} ${scopeKey(this, scope)} ${structuralKey(body)}`, () => {
      const element = new PathNode(level, `${node.label}[*]`);
      const logic = this.#condition(body, new Map([...scope, [as, element]]));
      if (logic.type === "or" && logic.children.length === 0) return FALSE;
      const levels = levelBit(node) | (levelsOf(logic) & ~levelBit(element));
      return this.#add({ kind: "some", node, element, body: logic, levels });
    });
  }

  /** `elements`: where the value is an array, also where it holds of an element. */
  #predicate(predicate: Predicate, scope: Scope, elements = false): Logic {
    const problem = anywhereProblem(predicate);
    if (problem !== undefined) throw new SluiceError("invalid-condition", problem);
    const expanded = expandAny(predicate, scope);
    if (expanded) return this.#some(expanded.path, expanded.as, expanded.body, scope);
    const node = this.#valueNode(predicate.operand.path, scope);
    const { kind } = predicate;
    switch (kind) {
      case "exists":
      case "is_null":
        return this.#value(kind, node);
      case "is_not_null":
        return this.#value("not_null", node);
      case "is_truthy":
        return this.#value("truthy", node);
      case "is_string":
        return this.#value("string", node);
      case "is_number":
        return this.#value("number", node);
      case "is_integer":
        return this.#value("integer", node);
      case "is_boolean":
        return junction("or", [this.#value("true", node), this.#value("false", node)]);
      case "is_array":
        return this.#value("array", node);
      case "is_object":
        return this.#value("object", node);
      case "eq":
        return this.#literals([predicate.value], predicate, node, elements);
      case "in":
        return this.#literals(predicate.values, predicate, node, elements);
      case "contains":
      case "starts_with":
      case "ends_with":
        return this.#literal(kind, node, formOf(predicate, elements), utf8Key(foldedBy(predicate, predicate.value)));
      case "wildcard":
        return this.#wildcard(predicate.value, node, formOf(predicate, elements));
      case "match": {
        // Patterns with equal automata may differ in what is required, so they are predicates of their own.
        const form = formOf(predicate, elements);
        return this.#known.of(node, "regex", formKey(form), predicate.value, () => {
          const { constant, required } = this.#regex(predicate.value);
          return this.#add({ kind: "regex", node, form, constant, required, levels: levelBit(node) });
        });
      }
      case "cidr":
        return this.#networks([encodeCidr(predicate.value)], node, elements);
      case "lt":
      case "lte":
      case "gt":
      case "gte":
        return this.#order(predicate, node);
      default:
        return this.#pair(predicate, node, this.#valueNode(predicate.other.path, scope));
    }
  }

  #order(predicate: PredicateOf<"lt" | "lte" | "gt" | "gte">, node: PathNode): Logic {
    const { kind, value } = predicate;
    if (typeof value === "string")
      return this.#text(`text_${kind}`, node, formOf(predicate), encodeWtf8(foldedBy(predicate, value)));
    if (predicate.text) return FALSE;
    return this.#range(kind, node, value, predicate.double);
  }

  /** One of the literals, each in the sense of `eq`. */
  #literals(values: readonly Literal[], flags: PredicateOf<"eq" | "in">, node: PathNode, elements: boolean): Logic {
    const texts = values.filter((value) => typeof value === "string");
    if (texts.length > 0 && texts.length === values.length) return this.#table(texts, formOf(flags, elements), node);
    const alternatives: Logic[] = [];
    if (texts.length > 0) alternatives.push(this.#table(texts, formOf(flags, elements), node));
    for (const value of flags.text ? [] : values) {
      if (value === null) alternatives.push(this.#value("null", node));
      else if (typeof value === "boolean") alternatives.push(this.#value(value ? "true" : "false", node));
    }
    const numbers = flags.text ? [] : values.filter((value) => value instanceof Decimal);
    if (numbers.length > 0) alternatives.push(this.#numbers(numbers, node, flags.double, elements));
    return junction("or", alternatives);
  }

  #table(values: readonly string[], form: Form, node: PathNode): Logic {
    // Sorted, so that the same texts make the same predicate in whatever order the first rule has them.
    const sorted = (form.folded ? values.map(foldString) : [...values]).sort();
    const texts = sorted.filter((text, at) => at === 0 || text !== sorted[at - 1]);
    const [kind, content] = texts.length === 1 ? ["whole", texts[0] as string] : ["table", JSON.stringify(texts)];
    return this.#known.of(node, kind, formKey(form), content, () =>
      this.#add({ kind: "table", node, form, texts: new Set(texts), levels: levelBit(node) }),
    );
  }

  #value(kind: ValueKind, node: PathNode): Logic {
    return this.#known.of(node, kind, 0, "", () => this.#add({ kind, node, levels: levelBit(node) }));
  }

  #text(kind: TextKind, node: PathNode, form: Form, constant: Uint8Array, required?: readonly RequiredText[]): Logic {
    return this.#known.of(node, kind, formKey(form), bytesKey(constant), () =>
      this.#add({ kind, node, form, constant, levels: levelBit(node), required }),
    );
  }

  /** Patterns that say the same are one predicate, too. */
  #wildcard(pattern: string, node: PathNode, form: Form): Logic {
    return this.#known.of(node, "pattern", formKey(form), pattern, () => {
      const constant = encodeWildcard(pattern, form.folded ? foldString : (text) => text);
      return this.#text("wildcard", node, form, constant, requiredOfWildcard(pattern, form.folded));
    });
  }

  /** The automaton of a pattern, which many rules may share, and the literals that it cannot do without. */
  #regex(pattern: string): CompiledRegex {
    let regex = this.#regexes.get(pattern);
    if (!regex) {
      const parsed = parseRegex(pattern);
      const { words } = compileNode(parsed, { maxStates: this.maxRegexStates });
      const constant = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
      regex = { constant, required: requiredOfRegex(parsed) };
      this.#regexes.set(pattern, regex);
    }
    return regex;
  }

  /** `key` is the literal's, as `bytesKey` has it. */
  #literal(kind: RequiredText["kind"], node: PathNode, form: Form, key: string): Logic {
    return this.#known.of(node, kind, formKey(form), key, () => {
      const constant = bytesOf(key);
      const required = [{ kind, folded: form.folded, text: constant, key }];
      return this.#add({ kind, node, form, constant, levels: levelBit(node), required });
    });
  }

  textOf(predicate: TextPredicate, { kind, folded, text, key }: RequiredText): CorePredicate {
    if (predicate.kind === kind && predicate.constant === text && predicate.form.folded === folded) return predicate;
    return predicateOf(this.#literal(kind, predicate.node, { ...predicate.form, folded }, key));
  }

  presenceOf({ node }: CorePredicate): CorePredicate | undefined {
    const present = node.anywhere ? node.parent : node;
    return present && present !== this.event ? predicateOf(this.#value("exists", present)) : undefined;
  }

  arrayOf({ node }: CorePredicate): CorePredicate {
    return predicateOf(this.#value("array", node));
  }

  /** A number on one side of a bound. */
  #range(kind: OrderKind, node: PathNode, value: Decimal, double: true | undefined): Logic {
    if (!double) return this.#compare(`number_${kind}`, node, "all", value);
    return junction("or", [
      this.#compare(`number_${kind}`, node, "integers", value),
      this.#rounded(node, doubleBounds(value, kind)),
    ]);
  }

  /** One of the numbers. */
  #numbers(values: readonly Decimal[], node: PathNode, double: true | undefined, elements: boolean): Logic {
    if (!double) return this.#equal(values, node, "all", elements);
    const rounded = values.map((value) => doubleBounds(value, "eq")).filter((bounds) => bounds !== "empty");
    return junction("or", [
      this.#equal(values, node, "integers"),
      junction("and", [
        // What is written as an integer, or far off, is done with after one comparison.
        ...(rounded.length > 1 ? [this.#rounded(node, hullOf(rounded))] : []),
        junction(
          "or",
          rounded.map((bounds) => this.#rounded(node, bounds)),
        ),
      ]),
    ]);
  }

  /** A number written as a fraction that lies between bounds. */
  #rounded(node: PathNode, bounds: DecimalInterval | "empty"): Logic {
    if (bounds === "empty") return FALSE;
    const { lo, loInclusive, hi, hiInclusive } = bounds;
    if (!lo && !hi) throw new SluiceError("internal", "a bound on doubles without an end");
    return junction("and", [
      ...(lo ? [this.#compare(loInclusive ? "number_gte" : "number_gt", node, "fractions", lo)] : []),
      ...(hi ? [this.#compare(hiInclusive ? "number_lte" : "number_lt", node, "fractions", hi)] : []),
    ]);
  }

  #compare(kind: RangeKind, node: PathNode, spelling: Spelling, bound: Decimal): Logic {
    return this.#known.of(node, kind, 0, `${spelling} ${bound}`, () =>
      this.#add({ kind, node, spelling, bound, levels: levelBit(node) }),
    );
  }

  #equal(values: readonly Decimal[], node: PathNode, spelling: Spelling, elements = false): Logic {
    const numbers = sortNumbers(values);
    return this.#known.of(node, "numbers", formKey(formWithoutText(elements)), `${spelling} ${numbers.join(" ")}`, () =>
      this.#add({ kind: "numbers", node, spelling, numbers, elements, levels: levelBit(node) }),
    );
  }

  #networks(networks: readonly Uint8Array[], node: PathNode, elements: boolean): Logic {
    const outermost = outermostNetworks(networks);
    return this.#known.of(node, "networks", formKey(formWithoutText(elements)), outermost.map(bytesKey).join(""), () =>
      this.#add({ kind: "networks", node, networks: outermost, elements, levels: levelBit(node) }),
    );
  }

  /** The networks of one node among alternatives as one predicate. */
  #joinNetworks(alternatives: readonly Logic[]): readonly Logic[] {
    const joined: Networks[] = [];
    if (!alternatives.some((alternative) => alternative.type === "test" && alternative.predicate.networks))
      return alternatives;
    const rest = alternatives.filter((alternative) => {
      if (alternative.type !== "test" || alternative.predicate.kind !== "networks") return true;
      joined.push(alternative.predicate);
      return false;
    });
    const together = byTable(joined).map((alike) => {
      const [{ node, elements }] = alike as [Networks];
      return this.#networks(
        alike.flatMap(({ networks }) => networks),
        node,
        elements,
      );
    });
    return [...rest, ...together];
  }

  #pair(predicate: Extract<Predicate, { other: unknown }>, node: PathNode, other: PathNode): Logic {
    const form = formOf(predicate);
    return this.#known.of(node, predicate.kind, formKey(form), String(this.name(other)), () =>
      this.#add({ kind: predicate.kind, node, other, form, levels: levelBit(node) | levelBit(other) }),
    );
  }

  #valueNode(path: FieldPath, scope: Scope): PathNode {
    const node = this.#node(path, scope);
    if (node === this.event) throw new SluiceError("invalid-path", "expected a path with at least one key");
    return node;
  }

  #node(path: FieldPath, scope: Scope): PathNode {
    let node = path.root === undefined ? this.event : scope.get(path.root);
    if (!node) throw new SluiceError("invalid-condition", `unknown variable ${JSON.stringify(path.root)}`);
    for (const segment of path.segments) {
      if (segment.type === "any") throw new SluiceError("internal", "a [*] was left in a path");
      node = node.child(segment);
    }
    if (node.depth > MAX_PATH) throw new SluiceError("invalid-path", `expected a path of at most ${MAX_PATH} steps`);
    return node;
  }

  #add(predicate: CorePredicate): Logic {
    this.size++;
    return { type: "test", predicate: uniform(predicate) };
  }

  /** A number that stands for a node in keys. */
  name(node: PathNode): number {
    let name = this.#nodeNames.get(node);
    if (name === undefined) {
      name = this.#nodeNames.size;
      this.#nodeNames.set(node, name);
    }
    return name;
  }
}

/** Splits a path at its segment `any`, which is `[*]`: the array's elements, and the rest from a new variable. */
function splitPath(path: FieldPath, any: number, scope: Scope): [outer: FieldPath, rest: FieldPath, name: string] {
  const name = `[*]${scope.size}`; // no variable of the notation looks like this
  return [
    { ...path, segments: path.segments.slice(0, any + 1) },
    { root: name, segments: path.segments.slice(any + 1) },
    name,
  ];
}

/** A predicate with `[*]` in a path as the quantifier that it stands for. */
function expandAny(predicate: Predicate, scope: Scope): Quantifier | undefined {
  const { path } = predicate.operand;
  const any = firstAny(path);
  if (any >= 0) {
    const [outer, rest, as] = splitPath(path, any, scope);
    return { type: "some", path: outer, as, body: { ...predicate, operand: { type: "path", path: rest } } };
  }
  if (!("other" in predicate)) return undefined;
  const other = predicate.other.path;
  const otherAny = firstAny(other);
  if (otherAny < 0) return undefined;
  const [outer, rest, as] = splitPath(other, otherAny, scope);
  return { type: "some", path: outer, as, body: { ...predicate, other: { type: "path", path: rest } } };
}

function predicateOf(logic: Logic): CorePredicate {
  if (logic.type !== "test") throw new SluiceError("internal", "expected a single predicate");
  return logic.predicate;
}

function negate(logic: Logic): Logic {
  if (logic.type === "not") return logic.child;
  if (logic.type !== "test" && logic.children.length === 0) return logic.type === "and" ? FALSE : TRUE;
  return { type: "not", child: logic };
}

/** Flattens, and folds constants. */
function junction(type: "and" | "or", children: readonly Logic[]): Logic {
  const flat: Logic[] = [];
  for (const child of children) {
    if (child.type !== "and" && child.type !== "or") flat.push(child);
    else if (child.type === type) for (const grandchild of child.children) flat.push(grandchild);
    else if (child.children.length === 0) return child;
    else flat.push(child);
  }
  return flat.length === 1 ? (flat[0] as Logic) : { type, children: flat };
}

function levelsOf(logic: Logic): number {
  if (logic.type === "test") return logic.predicate.levels;
  if (logic.type === "not") return levelsOf(logic.child);
  return logic.children.reduce((levels, child) => levels | levelsOf(child), 1);
}

function levelBit(node: PathNode): number {
  return 1 | (1 << node.level);
}

function formOf(flags: Flags, elements = false): Form {
  return { folded: flags.nocase === true, scalar: flags.text === true, elements };
}

function foldedBy(flags: Flags, text: string): string {
  return flags.nocase ? foldString(text) : text;
}

function structuralKey(condition: Condition): string {
  return JSON.stringify(condition);
}

function scopeKey(lowering: Lowering, scope: Scope): string {
  return [...scope].map(([variable, element]) => `${JSON.stringify(variable)}=${lowering.name(element)}`).join(",");
}
