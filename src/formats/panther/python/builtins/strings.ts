// Methods of `str` (The Python Standard Library, Text Sequence Type).

import { dictGet, dictSet, getItem, iterate } from "../containers.js";
import { raise } from "../exceptions.js";
import { formatString } from "../format-fields.js";
import {
  capitalise,
  caseFold,
  IS_ALPHANUMERIC,
  IS_DIGIT,
  IS_NUMERIC,
  isIdentifier,
  isLower,
  isTitle,
  isUpper,
  swapCase,
  title,
} from "../letters.js";
import type { Machine } from "../machine.js";
import { addMethods, define, expectInt, expectText, method, variadicMethod } from "../native.js";
import { isTrue } from "../operate.js";
import { isFlat, points } from "../text.js";
import { classOf, PyBytes, PyDict, PyList, PyTuple, PyUnbound, STR, type Value } from "../values.js";
import { encodeText } from "./bytes.js";

/** What Python calls whitespace. */
const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const LEADING = new RegExp(`^[${SPACE}]+`);
const WORDS = new RegExp(`[^${SPACE}]+`, "g");
const ONLY_SPACE = new RegExp(`^[${SPACE}]+$`);
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are line ends to Python.
const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g;

type Side = "left" | "right" | "both";

function strip(side: Side, name: string) {
  return method(name, "chars?", (_machine, self: string, chars?: Value) => {
    if (chars === undefined || chars === null) {
      const left = side === "right" ? self : self.replace(LEADING, "");
      return side === "left" ? left : stripTrailing(left);
    }
    const set = new Set(points(expectText(chars, `${name} arg`)));
    const all = points(self);
    let start = 0;
    let end = all.length;
    if (side !== "right") while (start < end && set.has(all[start] as string)) start++;
    if (side !== "left") while (end > start && set.has(all[end - 1] as string)) end--;
    return all.slice(start, end).join("");
  });
}

/** Without a pattern that a long run of spaces would make slow. */
function stripTrailing(text: string): string {
  let end = text.length;
  while (end > 0 && ONLY_SPACE.test(text[end - 1] as string)) end--;
  return text.slice(0, end);
}

/** UTF-16 offsets of a part, `start` and `end` as Python counts them. */
function part(self: string, start: Value | undefined, end: Value | undefined): readonly [number, number] {
  const all = isFlat(self) ? undefined : points(self);
  const length = all ? all.length : self.length;
  const at = (value: Value | undefined, missing: number): number => {
    if (value === undefined || value === null) return missing;
    const index = Number(expectInt(value, ""));
    return Math.min(length, Math.max(0, index < 0 ? index + length : index));
  };
  const offset = (index: number) => (all ? all.slice(0, index).join("").length : index);
  const from = at(start, 0);
  // Beyond the end not even the empty text is found.
  if (start !== undefined && start !== null && Number(expectInt(start, "")) > length) return [0, -1];
  return [offset(from), offset(at(end, length))];
}

function affix(name: "startswith" | "endswith") {
  return method(name, "prefix start? end?", (_machine, self: string, prefix: Value, start?: Value, end?: Value) => {
    const [from, to] = part(self, start, end);
    if (to < from) return false;
    const text = from === 0 && to === self.length ? self : self.slice(from, to);
    const tests = prefix instanceof PyTuple ? prefix.items : [prefix];
    return tests.some((one) => {
      if (typeof one !== "string") {
        const what =
          prefix instanceof PyTuple
            ? `tuple for ${name} must only contain str`
            : `${name} first arg must be str or a tuple of str`;
        throw raise("TypeError", `${what}, not ${classOf(one).name}`);
      }
      return name === "startswith" ? text.startsWith(one) : text.endsWith(one);
    });
  });
}

function find(name: "find" | "rfind" | "index" | "rindex") {
  return method(name, "sub start? end?", (_machine, self: string, sub: Value, start?: Value, end?: Value) => {
    const wanted = expectText(sub, "must");
    const [from, to] = part(self, start, end);
    const text = self.slice(from, Math.max(from, to));
    const found = to < from ? -1 : name.startsWith("r") ? text.lastIndexOf(wanted) : text.indexOf(wanted);
    if (found < 0) {
      if (name.endsWith("index")) throw raise("ValueError", "substring not found");
      return -1n;
    }
    const offset = from + found;
    return BigInt(isFlat(self) ? offset : points(self.slice(0, offset)).length);
  });
}

function split(
  machine: Machine,
  self: string,
  separator: Value | undefined,
  limit: Value | undefined,
  right: boolean,
): Value {
  const most = limit === undefined ? -1 : Number(expectInt(limit, ""));
  const found =
    separator === undefined || separator === null
      ? splitSpace(self, most, right)
      : splitAt(self, expectText(separator, "must"), most, right);
  machine.charge(self.length + found.length);
  return new PyList(found);
}

function splitSpace(self: string, most: number, right: boolean): string[] {
  const words = [...self.matchAll(WORDS)];
  if (most < 0 || words.length <= most) return words.map(([word]) => word);
  if (!right) {
    const rest = words[most];
    const texts = words.slice(0, most).map(([word]) => word);
    return rest ? [...texts, self.slice(rest.index)] : texts;
  }
  const kept = words.slice(words.length - most);
  const first = words[words.length - most - 1];
  const head = first ? [self.slice(0, first.index + first[0].length)] : [];
  return [...head, ...kept.map(([word]) => word)];
}

function splitAt(self: string, separator: string, most: number, right: boolean): string[] {
  if (separator === "") throw raise("ValueError", "empty separator");
  if (right) return splitFromEnd(self, separator, most);
  const all = self.split(separator);
  if (most < 0 || all.length <= most + 1) return all;
  return [...all.slice(0, most), all.slice(most).join(separator)];
}

/** Separators that overlap are taken from the end. */
function splitFromEnd(self: string, separator: string, most: number): string[] {
  const found: string[] = [];
  let end = self.length;
  while (found.length !== most) {
    const at = end < separator.length ? -1 : self.lastIndexOf(separator, end - separator.length);
    if (at < 0) break;
    found.push(self.slice(at + separator.length, end));
    end = at;
  }
  return [self.slice(0, end), ...found.reverse()];
}

function partition(name: "partition" | "rpartition") {
  return method(name, "sep", (_machine, self: string, sep: Value) => {
    const separator = expectText(sep, "must");
    if (separator === "") throw raise("ValueError", "empty separator");
    const at = name === "partition" ? self.indexOf(separator) : self.lastIndexOf(separator);
    if (at < 0) return new PyTuple(name === "partition" ? [self, "", ""] : ["", "", self]);
    return new PyTuple([self.slice(0, at), separator, self.slice(at + separator.length)]);
  });
}

function justify(name: "ljust" | "rjust" | "center" | "zfill") {
  const parameters = name === "zfill" ? "width" : "width fillchar?";
  return method(name, parameters, (machine, self: string, width: Value, fillchar: Value = " ") => {
    const fill = name === "zfill" ? "0" : expectText(fillchar, "The fill character");
    if (points(fill).length !== 1) {
      throw raise("TypeError", "The fill character must be exactly one character long");
    }
    const missing = Number(expectInt(width, "")) - points(self).length;
    if (missing <= 0) return self;
    machine.charge(missing);
    if (name === "ljust") return self + fill.repeat(missing);
    if (name === "rjust") return fill.repeat(missing) + self;
    if (name === "zfill")
      return /^[-+]/.test(self) ? self[0] + fill.repeat(missing) + self.slice(1) : fill.repeat(missing) + self;
    const left = (missing >> 1) + (missing & (missing + points(self).length) & 1);
    return fill.repeat(left) + self + fill.repeat(missing - left);
  });
}

/** A test of each character; false for the empty text. */
function every(name: string, pattern: RegExp, ofEmpty = false) {
  return method(name, "", (_machine, self: string) => (self === "" ? ofEmpty : pattern.test(self)));
}

function replace(machine: Machine, self: string, old: Value, replacement: Value, count?: Value): Value {
  const [from, to] = [expectText(old, "replace() argument 1"), expectText(replacement, "replace() argument 2")];
  const most = count === undefined ? -1 : Number(expectInt(count, ""));
  const parts = from === "" ? ["", ...points(self), ""] : self.split(from);
  const limit = most < 0 ? parts.length - 1 : Math.min(most, parts.length - 1);
  machine.charge(self.length + limit * to.length);
  return (
    parts.slice(0, limit + 1).join(to) + (limit + 1 < parts.length ? from + parts.slice(limit + 1).join(from) : "")
  );
}

function lines(self: string, keep: boolean): string[] {
  const found: string[] = [];
  let start = 0;
  for (const match of self.matchAll(LINE_END)) {
    found.push(self.slice(start, keep ? match.index + match[0].length : match.index));
    start = match.index + match[0].length;
  }
  if (start < self.length) found.push(self.slice(start));
  return found;
}

function expandTabs(machine: Machine, self: string, size: Value = 8n): string {
  const width = Number(expectInt(size, ""));
  let column = 0;
  let result = "";
  for (const character of points(self)) {
    if (character !== "\t") {
      column = character === "\n" || character === "\r" ? 0 : column + 1;
      result += character;
      continue;
    }
    const spaces = width > 0 ? width - (column % width) : 0;
    machine.charge(spaces);
    result += " ".repeat(spaces);
    column += spaces;
  }
  return result;
}

/** `str.maketrans`: what `translate` takes, of a dict or of texts of equal length. */
function makeTranslation(machine: Machine, from: Value, to?: Value, gone?: Value): Value {
  const table = new PyDict();
  const code = (character: string) => BigInt(character.codePointAt(0) as number);
  if (to === undefined) {
    if (!(from instanceof PyDict)) {
      throw raise("TypeError", "if you give only one argument to maketrans it must be a dict");
    }
    for (const { key, value } of from.entries.values()) {
      if (typeof key === "string" && points(key).length !== 1) {
        throw raise("ValueError", "string keys in translate table must be of length 1");
      }
      dictSet(machine, table, typeof key === "string" ? code(key) : expectInt(key, ""), value);
    }
    return table;
  }
  const [before, after] = [points(expectText(from, "maketrans() argument 1")), points(expectText(to, "argument 2"))];
  if (before.length !== after.length) {
    throw raise("ValueError", "the first two maketrans arguments must have equal length");
  }
  before.forEach((character, at) => void dictSet(machine, table, code(character), code(after[at] as string)));
  for (const character of points(expectText(gone ?? "", "maketrans() argument 3"))) {
    dictSet(machine, table, code(character), null);
  }
  return table;
}

export function installStrings(): void {
  addMethods(STR, [
    method("lower", "", (_machine, self: string) => self.toLowerCase()),
    method("upper", "", (_machine, self: string) => self.toUpperCase()),
    method("casefold", "", (_machine, self: string) => caseFold(self)),
    method("capitalize", "", (_machine, self: string) => capitalise(self)),
    method("title", "", (_machine, self: string) => title(self)),
    method("swapcase", "", (_machine, self: string) => swapCase(self)),
    strip("both", "strip"),
    strip("left", "lstrip"),
    strip("right", "rstrip"),
    affix("startswith"),
    affix("endswith"),
    find("find"),
    find("rfind"),
    find("index"),
    find("rindex"),
    method("count", "sub start? end?", (_machine, self: string, sub: Value, start?: Value, end?: Value) => {
      const wanted = expectText(sub, "must");
      const [from, to] = part(self, start, end);
      if (to < from) return 0n;
      const text = self.slice(from, to);
      return BigInt(wanted === "" ? points(text).length + 1 : text.split(wanted).length - 1);
    }),
    method("split", "sep? maxsplit?", (machine, self: string, sep?: Value, most?: Value) =>
      split(machine, self, sep, most, false),
    ),
    method("rsplit", "sep? maxsplit?", (machine, self: string, sep?: Value, most?: Value) =>
      split(machine, self, sep, most, true),
    ),
    method(
      "splitlines",
      "keepends?",
      (machine, self: string, keep?: Value) => new PyList(lines(self, keep !== undefined && isTrue(machine, keep))),
    ),
    partition("partition"),
    partition("rpartition"),
    method("join", "iterable", (machine, self: string, iterable: Value) => {
      const parts: string[] = [];
      let size = 0;
      for (const item of iterate(machine, iterable)) {
        if (typeof item !== "string") {
          throw raise("TypeError", `sequence item ${parts.length}: expected str instance, ${classOf(item).name} found`);
        }
        parts.push(item);
        size += item.length + self.length;
        machine.charge(item.length + self.length);
      }
      return size === 0 ? "" : parts.join(self);
    }),
    method("replace", "old new count?", replace),
    justify("ljust"),
    justify("rjust"),
    justify("center"),
    justify("zfill"),
    method("removeprefix", "prefix", (_machine, self: string, prefix: Value) =>
      self.startsWith(expectText(prefix, "removeprefix() argument")) ? self.slice((prefix as string).length) : self,
    ),
    method("removesuffix", "suffix", (_machine, self: string, suffix: Value) =>
      suffix !== "" && self.endsWith(expectText(suffix, "removesuffix() argument"))
        ? self.slice(0, self.length - (suffix as string).length)
        : self,
    ),
    method(
      "encode",
      "encoding? errors?",
      (_machine, self: string, encoding?: Value, errors?: Value) => new PyBytes(encodeText(self, encoding, errors)),
    ),
    variadicMethod("format", (machine, [self, ...args], keywords) =>
      formatString(machine, self as string, { args, named: (name) => keywords.get(name) }),
    ),
    method("format_map", "mapping", (machine, self: string, mapping: Value) =>
      formatString(machine, self, { args: [], named: (name) => getItem(machine, mapping, name) }),
    ),
    method("expandtabs", "tabsize?", expandTabs),
    method("translate", "table", (machine, self: string, table: Value) =>
      points(self)
        .map((character) => {
          const found =
            table instanceof PyDict ? dictGet(machine, table, BigInt(character.codePointAt(0) as number)) : undefined;
          if (found === undefined) return character;
          return found === null
            ? ""
            : typeof found === "bigint"
              ? String.fromCodePoint(Number(found))
              : (found as string);
        })
        .join(""),
    ),
    every("isalpha", /^\p{L}+$/u),
    every("isalnum", IS_ALPHANUMERIC),
    every("isdigit", IS_DIGIT),
    every("isdecimal", /^\p{Nd}+$/u),
    every("isnumeric", IS_NUMERIC),
    every("isspace", ONLY_SPACE),
    every("isascii", /^\p{ASCII}*$/u, true),
    every("isprintable", /^(?:[^\p{C}\p{Z}]| )*$/u, true),
    method("isidentifier", "", (_machine, self: string) => isIdentifier(self)),
    method("isupper", "", (_machine, self: string) => isUpper(self)),
    method("islower", "", (_machine, self: string) => isLower(self)),
    method("istitle", "", (_machine, self: string) => isTitle(self)),
  ]);
  STR.attributes.set("maketrans", new PyUnbound(define("maketrans", "x y? z?", makeTranslation), "static"));
}
