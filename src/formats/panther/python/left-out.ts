// Attributes that CPython's own types have and these do not: reading one is refused, so that what is not there is never taken
// for what Python does not have. Every other name is an AttributeError, as it is in Python.

import { Stopped } from "./exceptions.js";
import { PyBuiltin, type PyClass } from "./values.js";

const INTEGER = "as_integer_ratio bit_count conjugate denominator imag numerator real to_bytes";
const EXCEPTION =
  "add_note with_traceback characters_written errno filename filename2 strerror msg name obj path value";

/** Types whose every attribute is known, by name, with those of their attributes that are left out. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  object: "",
  NoneType: "",
  int: INTEGER,
  bool: INTEGER,
  float: "as_integer_ratio conjugate fromhex hex imag real",
  str: "",
  bytes:
    "capitalize center count expandtabs fromhex index isalnum isalpha isascii isdigit islower isspace istitle isupper join ljust " +
    "lower lstrip maketrans partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines " +
    "swapcase title translate upper zfill",
  list: "",
  tuple: "",
  dict: "",
  set: "symmetric_difference_update",
  frozenset: "",
  range: "count index start step stop",
  slice: "indices start step stop",
  dict_keys: "isdisjoint mapping",
  dict_values: "mapping",
  dict_items: "isdisjoint mapping",
  iterator: "send throw close gi_code gi_frame gi_running gi_yieldfrom",
  function: "",
  method: "",
  builtin_function_or_method: "",
  type: "mro",
  property: "deleter fdel fget fset getter setter",
  Counter: "elements subtract total",
  defaultdict: "default_factory",
  Mapping: "",
  Sequence: "",
  ImmutableCaseInsensitiveDict: "",
  ImmutableList: "",
  PantherEvent: "",
  BaseException: EXCEPTION,
};

/** Stops where a class of CPython may have an attribute that is not there. Its exceptions are as `BaseException`. */
export function refuseLeftOut(one: PyClass, name: string): void {
  const complete = one.mro.some((base) => base.name === "BaseException");
  for (const base of one.mro) {
    if (!base.native) continue;
    const names = Object.hasOwn(LEFT_OUT, base.name) ? LEFT_OUT[base.name] : undefined;
    if (names === undefined ? !complete : names.split(" ").includes(name)) {
      throw new Stopped("python-unsupported", `the attribute ${name} of ${base.name} is not supported`);
    }
  }
}

/** Special methods of Python classes that are called where Python would call them. */
const SPECIAL: ReadonlySet<string> = new Set(
  (
    "init eq ne lt le gt ge str repr format len bool int float contains getitem setitem delitem iter next call getattr hash neg pos " +
    "invert abs round add sub mul truediv floordiv mod pow matmul lshift rshift and or xor radd rsub rmul rtruediv rfloordiv " +
    "rmod rpow rmatmul rlshift rrshift rand ror rxor iadd isub imul itruediv ifloordiv imod ipow imatmul ilshift irshift iand " +
    "ior ixor enter exit doc module qualname annotations post_init match_args"
  )
    .split(" ")
    .map((name) => `__${name}__`),
);

/** Stops where an object would be made of a class whose special methods are not all of them known here. */
export function refuseSpecial(one: PyClass): void {
  for (const { name, native, attributes } of one.mro) {
    if (native) continue;
    for (const [attribute, value] of attributes) {
      if (!(value instanceof PyBuiltin) && /^__\w+__$/.test(attribute) && !SPECIAL.has(attribute)) {
        throw new Stopped("python-unsupported", `${attribute} of the class ${name} is not supported`);
      }
    }
  }
}
