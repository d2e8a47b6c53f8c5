// `match`: whether a value has the shape of a pattern (The Python Language Reference, 8.6).

import type { Expression, Pattern } from "./ast.js";
import { findAttribute } from "./call.js";
import { contains, getItem, iterate } from "./containers.js";
import { Stopped } from "./exceptions.js";
import type { Evaluate, Frame } from "./frame.js";
import { FrozenDict, FrozenList } from "./frozen.js";
import { equals, isSame } from "./operate.js";
import { isInstance, PyClass, PyDict, PyList, PyTuple, type Value } from "./values.js";

interface Compilers {
  readonly value: (node: Expression) => Evaluate;
  readonly store: (name: string) => (frame: Frame, value: Value) => void;
}

type Test = (frame: Frame, value: Value) => boolean;

export function compilePattern(pattern: Pattern, compilers: Compilers): Test {
  switch (pattern.type) {
    case "value": {
      const expected = compilers.value(pattern.value);
      const singleton =
        pattern.value.type === "constant" && (pattern.value.value === null || typeof pattern.value.value === "boolean");
      return (frame, value) =>
        singleton ? isSame(value, expected(frame)) : equals(frame.machine, value, expected(frame));
    }
    case "capture": {
      const inner = pattern.pattern && compilePattern(pattern.pattern, compilers);
      const store = pattern.name === undefined ? undefined : compilers.store(pattern.name);
      return (frame, value) => {
        if (inner && !inner(frame, value)) return false;
        store?.(frame, value);
        return true;
      };
    }
    case "or": {
      const tests = pattern.patterns.map((one) => compilePattern(one, compilers));
      return (frame, value) => tests.some((test) => test(frame, value));
    }
    case "sequence":
      return compileSequence(pattern.items, compilers);
    case "star":
      return () => true;
    case "mapping":
      return compileMapping(pattern, compilers);
    case "class": {
      const one = compilers.value(pattern.class);
      const keywords = pattern.keywords.map(({ name, pattern: inner }) => ({
        name,
        test: compilePattern(inner, compilers),
      }));
      const [self] = pattern.positional.map((inner) => compilePattern(inner, compilers));
      return (frame, value) => {
        const found = one(frame);
        if (!(found instanceof PyClass) || !isInstance(value, found)) return false;
        if (self && (pattern.positional.length > 1 || !found.native)) {
          throw new Stopped("python-unsupported", "a class pattern with positions is not supported");
        }
        if (self && !self(frame, value)) return false;
        return keywords.every(({ name, test }) => {
          const attribute = findAttribute(frame.machine, value, name);
          return attribute !== undefined && test(frame, attribute);
        });
      };
    }
  }
}

function compileSequence(items: readonly Pattern[], compilers: Compilers): Test {
  const star = items.findIndex(({ type }) => type === "star");
  const tests = items.map((item) => compilePattern(item, compilers));
  const starred = items[star];
  const store = starred?.type === "star" && starred.name !== undefined ? compilers.store(starred.name) : undefined;
  return (frame, value) => {
    if (!(value instanceof PyList || value instanceof PyTuple || value instanceof FrozenList)) return false;
    const all = [...iterate(frame.machine, value)];
    if (star < 0 ? all.length !== items.length : all.length < items.length - 1) return false;
    const shift = all.length - items.length;
    const fits = tests.every(
      (test, at) => at === star || test(frame, all[star >= 0 && at > star ? at + shift : at] as Value),
    );
    if (fits) store?.(frame, new PyList(all.slice(star, star + shift + 1)));
    return fits;
  };
}

function compileMapping(pattern: Extract<Pattern, { type: "mapping" }>, compilers: Compilers): Test {
  const entries = pattern.entries.map(({ key, pattern: inner }) => ({
    key: compilers.value(key),
    test: compilePattern(inner, compilers),
  }));
  const store = pattern.rest === undefined ? undefined : compilers.store(pattern.rest);
  return (frame, value) => {
    const { machine } = frame;
    if (!(value instanceof PyDict || value instanceof FrozenDict)) return false;
    for (const { key, test } of entries) {
      const name = key(frame);
      if (!contains(machine, value, name) || !test(frame, getItem(machine, value, name))) return false;
    }
    if (store) throw new Stopped("python-unsupported", "a mapping pattern with a rest is not supported");
    return true;
  };
}
