// Python's values. None, booleans, integers, floats and text are JavaScript's null, boolean, bigint, number and string, so
// that `1` and `1.0` stay two things; everything else is an object here. Nothing in this file runs Python code.

import type { Place } from "./ast.js";
import type { FrozenDict } from "./frozen.js";
import type { Machine } from "./machine.js";

export type Value = null | boolean | bigint | number | string | PyObject;

/** Arguments by name. */
export type Keywords = ReadonlyMap<string, Value>;
export const NO_KEYWORDS: Keywords = new Map();

/** What every value that is not a JavaScript primitive is. `class` is its type. */
export abstract class PyObject {
  abstract readonly class: PyClass;
}

export class PyClass extends PyObject {
  readonly attributes = new Map<string, Value>();
  /** The class itself, then its bases in the order in which attributes are looked for (C3). */
  readonly mro: readonly PyClass[];
  /** Whether there is such an order. */
  readonly isConsistent: boolean;

  /** @param native a class of Sluice: its attributes cannot be changed by Python code */
  constructor(
    readonly name: string,
    readonly bases: readonly PyClass[],
    readonly native = false,
  ) {
    super();
    const { order, isConsistent } = linearise(bases);
    this.mro = [this, ...order];
    this.isConsistent = isConsistent;
  }

  get class(): PyClass {
    return TYPE;
  }

  /** The attribute that instances see, from this class or its bases. */
  find(name: string): Value | undefined {
    for (const one of this.mro) {
      const found = one.attributes.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  isSubclassOf(other: PyClass): boolean {
    return this.mro.includes(other);
  }
}

/** The C3 linearisation of several classes; where none exists, depth first. */
function linearise(bases: readonly PyClass[]): { readonly order: readonly PyClass[]; readonly isConsistent: boolean } {
  const lists = [...bases.map(({ mro }) => [...mro]), [...bases]].filter((list) => list.length > 0);
  const merged: PyClass[] = [];
  let isConsistent = new Set(bases).size === bases.length;
  while (lists.some((list) => list.length > 0)) {
    const heads = lists.flatMap((list) => list.slice(0, 1));
    const free = heads.find((head) => !lists.some((list) => list.indexOf(head) > 0));
    isConsistent &&= free !== undefined;
    const next = free ?? (heads[0] as PyClass);
    merged.push(next);
    for (const list of lists) {
      const at = list.indexOf(next);
      if (at >= 0) list.splice(at, 1);
    }
  }
  return { order: merged, isConsistent };
}

export const OBJECT: PyClass = new PyClass("object", [], true);
export const TYPE: PyClass = new PyClass("type", [OBJECT], true);

const native = (name: string, ...bases: PyClass[]) => new PyClass(name, bases.length > 0 ? bases : [OBJECT], true);

export const NONE_TYPE = native("NoneType");
export const INT = native("int");
export const BOOL = native("bool", INT);
export const FLOAT = native("float");
export const STR = native("str");
export const BYTES = native("bytes");
export const LIST = native("list");
export const TUPLE = native("tuple");
export const DICT = native("dict");
export const SET = native("set");
export const FROZENSET = native("frozenset");
export const RANGE = native("range");
export const SLICE = native("slice");
export const ITERATOR = native("iterator");
export const FUNCTION = native("function");
export const BUILTIN = native("builtin_function_or_method");
export const METHOD = native("method");
export const MODULE = native("module");
export const PROPERTY = native("property");
export const STATIC_METHOD = native("staticmethod");
export const CLASS_METHOD = native("classmethod");
export const ELLIPSIS_TYPE = native("ellipsis");
export const NOT_IMPLEMENTED_TYPE = native("NotImplementedType");
export const SUPER = native("super");
export const VIEW_CLASSES = {
  keys: native("dict_keys"),
  values: native("dict_values"),
  items: native("dict_items"),
} as const;

class Singleton extends PyObject {
  constructor(readonly class_: PyClass) {
    super();
  }
  get class(): PyClass {
    return this.class_;
  }
}
export const ELLIPSIS = new Singleton(ELLIPSIS_TYPE);
export const NOT_IMPLEMENTED = new Singleton(NOT_IMPLEMENTED_TYPE);

/** An object of a class that Python code or a module defines. `data` is what a native class keeps in it. */
export class PyInstance extends PyObject {
  readonly attributes = new Map<string, Value>();

  constructor(
    readonly class_: PyClass,
    public data?: unknown,
  ) {
    super();
  }
  get class(): PyClass {
    return this.class_;
  }
}

export class PyList extends PyObject {
  private held: Value[] | (() => Value[]);

  /** @param items what is in it, or what makes that when it is first looked at */
  constructor(items: Value[] | (() => Value[])) {
    super();
    this.held = items;
  }
  get items(): Value[] {
    if (typeof this.held === "function") this.held = this.held();
    return this.held;
  }
  set items(items: Value[]) {
    this.held = items;
  }
  get class(): PyClass {
    return LIST;
  }
}

export class PyTuple extends PyObject {
  /** @param class_ `tuple`, or a named tuple */
  constructor(
    readonly items: readonly Value[],
    readonly class_: PyClass = TUPLE,
  ) {
    super();
  }
  get class(): PyClass {
    return this.class_;
  }
}

/** Bytes, each one character below U+0100. */
export class PyBytes extends PyObject {
  constructor(readonly value: string) {
    super();
  }
  get class(): PyClass {
    return BYTES;
  }
}

export class PyRange extends PyObject {
  constructor(
    readonly start: bigint,
    readonly stop: bigint,
    readonly step: bigint,
  ) {
    super();
  }
  get class(): PyClass {
    return RANGE;
  }
  get length(): bigint {
    const { start, stop, step } = this;
    const span = step > 0n ? stop - start : start - stop;
    const size = step > 0n ? step : -step;
    return span <= 0n ? 0n : (span + size - 1n) / size;
  }
}

export class PySlice extends PyObject {
  constructor(
    readonly lower: Value,
    readonly upper: Value,
    readonly step: Value,
  ) {
    super();
  }
  get class(): PyClass {
    return SLICE;
  }
}

/** What a value is found by in dicts and sets: equal for equal values, different for others (see `hashKey`). */
export type Key = unknown;

export type DictEntries = Map<Key, { readonly key: Value; value: Value }>;

export class PyDict extends PyObject {
  private held: DictEntries | undefined;
  /** What `defaultdict` puts where a key is missing. */
  factory: Value = null;

  /**
   * @param class_ `dict`, or a class that extends it
   * @param fill makes what is in it when it is first looked at; without it, it is empty
   */
  constructor(
    readonly class_: PyClass = DICT,
    private readonly fill?: () => DictEntries,
  ) {
    super();
  }
  get entries(): DictEntries {
    this.held ??= this.fill ? this.fill() : new Map();
    return this.held;
  }
  get class(): PyClass {
    return this.class_;
  }
}

export class PySet extends PyObject {
  readonly entries = new Map<Key, Value>();

  constructor(readonly frozen = false) {
    super();
  }
  get class(): PyClass {
    return this.frozen ? FROZENSET : SET;
  }
}

/** `dict.keys()`, `.values()`, `.items()` */
export class PyView extends PyObject {
  constructor(
    readonly dict: PyDict | FrozenDict,
    readonly kind: "keys" | "values" | "items",
  ) {
    super();
  }
  get class(): PyClass {
    return VIEW_CLASSES[this.kind];
  }
}

/** Also what a generator expression is: it is drawn from once. */
export class PyIterator extends PyObject {
  /** @param next the next value; undefined at the end, and ever after */
  constructor(readonly next: () => Value | undefined) {
    super();
  }
  get class(): PyClass {
    return ITERATOR;
  }
}

/** A function of Python code. */
export class PyFunction extends PyObject {
  readonly attributes = new Map<string, Value>();

  constructor(
    readonly name: string,
    readonly run: (machine: Machine, args: readonly Value[], keywords: Keywords) => Value,
    readonly place: Place,
    /** The class around it, which `super()` looks from. */
    public owner?: PyClass,
  ) {
    super();
  }
  get class(): PyClass {
    return FUNCTION;
  }
}

export type Native = (machine: Machine, args: readonly Value[], keywords: Keywords) => Value;

/** A function of Sluice. */
export class PyBuiltin extends PyObject {
  constructor(
    readonly name: string,
    readonly run: Native,
    /** The class it is a method of: then it binds to instances. */
    readonly isMethod = false,
  ) {
    super();
  }
  get class(): PyClass {
    return BUILTIN;
  }
}

/** A function with its first argument. */
export class PyMethod extends PyObject {
  constructor(
    readonly self: Value,
    readonly target: PyFunction | PyBuiltin,
  ) {
    super();
  }
  get class(): PyClass {
    return METHOD;
  }
}

export class PyProperty extends PyObject {
  constructor(readonly getter: Value) {
    super();
  }
  get class(): PyClass {
    return PROPERTY;
  }
}

export class PyUnbound extends PyObject {
  constructor(
    readonly target: Value,
    readonly kind: "static" | "class",
  ) {
    super();
  }
  get class(): PyClass {
    return this.kind === "static" ? STATIC_METHOD : CLASS_METHOD;
  }
}

/** `super()`: attributes of the classes after one in the order of another. */
export class PySuper extends PyObject {
  constructor(
    readonly self: Value,
    readonly after: PyClass,
  ) {
    super();
  }
  get class(): PyClass {
    return SUPER;
  }
}

export class PyModule extends PyObject {
  /** @param attributes the globals of a module of Python code; what a native module offers */
  constructor(
    readonly name: string,
    readonly attributes: Map<string, Value>,
    readonly native = false,
  ) {
    super();
  }
  get class(): PyClass {
    return MODULE;
  }
}

/** The type of any value. */
export function classOf(value: Value): PyClass {
  switch (typeof value) {
    case "string":
      return STR;
    case "boolean":
      return BOOL;
    case "bigint":
      return INT;
    case "number":
      return FLOAT;
    default:
      return value === null ? NONE_TYPE : value.class;
  }
}

/** A value, or what stands where there is none. (`??` would take None for nothing.) */
export function orElse<T>(value: Value | undefined, fallback: T): Value | T {
  return value === undefined ? fallback : value;
}

export function isInstance(value: Value, one: PyClass): boolean {
  return classOf(value).isSubclassOf(one);
}
