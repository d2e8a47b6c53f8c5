// `math`, `time`, `logging`, `uuid`, `os`, `difflib`, `unittest.mock`: the little of each that means something in a rule.

import { randomUUID } from "node:crypto";
import { binary, toFloat } from "../arithmetic.js";
import { iterate } from "../containers.js";
import { raise, Stopped } from "../exceptions.js";
import { define, defineClass, expectText, method, variadic, variadicMethod } from "../native.js";
import { numeric } from "../operate.js";
import { points } from "../text.js";
import { classOf, type PyClass, PyInstance, type PyModule, type Value } from "../values.js";
import { toMicros } from "./calendar.js";
import { moduleOf } from "./collection-modules.js";

function float(value: Value): number {
  const number = numeric(value);
  if (number === undefined) throw raise("TypeError", `must be real number, not ${classOf(value).name}`);
  return toFloat(number);
}

export function mathModule(): PyModule {
  const of = (name: string, body: (x: number) => number) =>
    define(name, "x", (_machine, x: Value) => {
      const result = body(float(x));
      if (Number.isNaN(result) && !Number.isNaN(float(x))) throw raise("ValueError", "math domain error");
      return result;
    });
  const whole = (name: string, body: (x: number) => number) =>
    define(name, "x", (_machine, x: Value) => {
      if (typeof x === "bigint") return x;
      const value = float(x);
      if (Number.isNaN(value)) throw raise("ValueError", "cannot convert float NaN to integer");
      if (!Number.isFinite(value)) throw raise("OverflowError", "cannot convert float infinity to integer");
      return BigInt(body(value));
    });
  return moduleOf("math", [
    ["pi", Math.PI],
    ["e", Math.E],
    ["inf", Number.POSITIVE_INFINITY],
    ["nan", Number.NaN],
    ...(["log2", "log10"] as const).map((name) =>
      of(name, (x) => {
        if (x <= 0) throw raise("ValueError", "math domain error");
        return Math[name](x);
      }),
    ),
    ...(["sin", "cos", "tan", "asin", "acos", "atan", "sqrt", "exp"] as const).map((name) => of(name, Math[name])),
    of("radians", (x) => (x * Math.PI) / 180),
    of("degrees", (x) => (x * 180) / Math.PI),
    of("fabs", Math.abs),
    whole("floor", Math.floor),
    whole("ceil", Math.ceil),
    whole("trunc", Math.trunc),
    define("atan2", "y x", (_machine, y: Value, x: Value) => Math.atan2(float(y), float(x))),
    define("pow", "x y", (machine, x: Value, y: Value) => binary(machine, "**", float(x), float(y))),
    define("log", "x base?", (_machine, x: Value, base?: Value) => {
      if (float(x) <= 0) throw raise("ValueError", "math domain error");
      return base === undefined ? Math.log(float(x)) : Math.log(float(x)) / Math.log(float(base));
    }),
    define("isnan", "x", (_machine, x: Value) => Number.isNaN(float(x))),
    define("isinf", "x", (_machine, x: Value) => Math.abs(float(x)) === Number.POSITIVE_INFINITY),
  ]);
}

export function timeModule(): PyModule {
  return moduleOf("time", [
    define("time", "", () => Date.now() / 1000),
    define("mktime", "t", (machine, tuple: Value) => {
      const [year, month, day, hour, minute, second] = [...iterate(machine, tuple)].map(Number) as [
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      const micros = toMicros({ year, month, day, hour, minute, second, micro: 0 });
      if (micros === undefined) throw raise("OverflowError", "mktime argument out of range");
      return Number(micros / 1000n) / 1000;
    }),
    variadic("sleep", () => {
      throw new Stopped("python-unsupported", "time.sleep() is not supported");
    }),
  ]);
}

/** What a rule logs goes nowhere. */
export function loggingModule(): PyModule {
  const names = ["debug", "info", "warning", "error", "exception", "critical", "basicConfig"];
  const logger = defineClass("Logger", {
    methods: [...names, "setLevel", "addHandler"].map((name) => method(name, "message?", () => null)),
  });
  for (const name of names)
    logger.attributes.set(
      name,
      variadic(name, (_machine, _args, _keywords) => null),
    );
  return moduleOf("logging", [
    ...names.map((name) => variadic(name, (_machine, _args, _keywords) => null)),
    variadic("getLogger", (_machine, _args, _keywords) => new PyInstance(logger)),
    ...(["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] as const).map(
      (name, at) => [name, BigInt((at + 1) * 10)] as const,
    ),
  ]);
}

export function uuidModule(): PyModule {
  const one = defineClass("UUID", {
    methods: [method("__str__", "", (_machine, self: PyInstance) => self.data as string)],
    properties: { hex: (_machine, self: PyInstance) => (self.data as string).replaceAll("-", "") },
  });
  return moduleOf("uuid", [define("uuid4", "", () => new PyInstance(one, randomUUID())), one]);
}

/** Rules see no environment: every variable is unset. */
export function osModule(): PyModule {
  const path = moduleOf("os.path", [
    define("basename", "p", (_machine, text: Value) => expectText(text, "path").split("/").at(-1) as string),
    define("dirname", "p", (_machine, text: Value) => expectText(text, "path").replace(/\/*[^/]*$/, "")),
  ]);
  return moduleOf("os", [
    define("getenv", "key default?", (_machine, _key: Value, fallback: Value = null) => fallback),
    ["path", path],
  ]);
}

/** Longest blocks that two texts share, found as `difflib` does without its rule of thumb for frequent characters. */
function sharedCharacters(left: readonly string[], right: readonly string[], budget: (size: number) => void): number {
  if (left.length === 0 || right.length === 0) return 0;
  budget(left.length + right.length);
  const where = new Map<string, number[]>();
  right.forEach((character, at) => void where.set(character, [...(where.get(character) ?? []), at]));
  let best = { left: 0, right: 0, size: 0 };
  let lengths = new Map<number, number>();
  left.forEach((character, at) => {
    const next = new Map<number, number>();
    for (const other of where.get(character) ?? []) {
      const size = (lengths.get(other - 1) ?? 0) + 1;
      next.set(other, size);
      if (size > best.size) best = { left: at - size + 1, right: other - size + 1, size };
    }
    lengths = next;
  });
  if (best.size === 0) return 0;
  return (
    sharedCharacters(left.slice(0, best.left), right.slice(0, best.right), budget) +
    best.size +
    sharedCharacters(left.slice(best.left + best.size), right.slice(best.right + best.size), budget)
  );
}

export function difflibModule(): PyModule {
  const matcher: PyClass = defineClass("SequenceMatcher", {
    create: method(
      "SequenceMatcher",
      "isjunk? a? b?",
      (_machine, one: PyClass, _junk?: Value, a: Value = "", b: Value = "") => {
        const texts = [points(expectText(a, "a")), points(expectText(b, "b"))] as const;
        if (texts[1].length >= 200)
          throw new Stopped("python-unsupported", "SequenceMatcher of 200 characters and more is not supported");
        return new PyInstance(one, texts);
      },
    ),
    methods: [
      method("ratio", "", (machine, self: PyInstance) => {
        const [a, b] = self.data as readonly [string[], string[]];
        const total = a.length + b.length;
        return total === 0 ? 1 : (2 * sharedCharacters(a, b, (size) => machine.charge(size))) / total;
      }),
    ],
  });
  return moduleOf("difflib", [matcher]);
}

interface Mock {
  readonly value: Value;
}

/** What stands for an object in a test: called, it gives the test's value. */
export const MAGIC_MOCK: PyClass = defineClass("MagicMock", {
  create: method("MagicMock", "return_value?", (_machine, _class: Value, value: Value = null) => newMock(value)),
});
MAGIC_MOCK.attributes.set(
  "__call__",
  variadicMethod("__call__", (_machine, [self], _keywords) => ((self as PyInstance).data as Mock).value),
);

export function newMock(value: Value): PyInstance {
  const mock = new PyInstance(MAGIC_MOCK, { value } satisfies Mock);
  mock.attributes.set("return_value", value);
  return mock;
}

export function unittestModule(): PyModule {
  return moduleOf("unittest", [["mock", moduleOf("unittest.mock", [MAGIC_MOCK, ["Mock", MAGIC_MOCK]])]]);
}
