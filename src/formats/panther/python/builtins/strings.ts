// Methods of `str` (The Python Standard Library, Text Sequence Type).

import { dictGet, iterate } from "../containers.js";
import { raise } from "../exceptions.js";
import { formatString } from "../format.js";
import type { Machine } from "../machine.js";
import { addMethods, expectInt, expectText, method, variadicMethod } from "../native.js";
import { isFlat, points } from "../text.js";
import { classOf, PyBytes, PyDict, PyList, PyTuple, STR, type Value } from "../values.js";
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
    return rest ? [...texts, stripTrailing(self.slice(rest.index))] : texts;
  }
  const kept = words.slice(words.length - most);
  const first = words[words.length - most - 1];
  const head = first ? [self.slice(0, first.index + first[0].length).replace(LEADING, "")] : [];
  return [...head, ...kept.map(([word]) => word)];
}

function splitAt(self: string, separator: string, most: number, right: boolean): string[] {
  if (separator === "") throw raise("ValueError", "empty separator");
  const all = self.split(separator);
  if (most < 0 || all.length <= most + 1) return all;
  return right
    ? [all.slice(0, all.length - most).join(separator), ...all.slice(all.length - most)]
    : [...all.slice(0, most), all.slice(most).join(separator)];
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
  return method(name, "width fillchar?", (machine, self: string, width: Value, fillchar?: Value) => {
    const missing = Number(expectInt(width, "")) - points(self).length;
    if (missing <= 0) return self;
    machine.charge(missing);
    const fill = name === "zfill" ? "0" : expectText(fillchar ?? " ", "The fill character");
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

function capitalise(text: string): string {
  const [first = "", ...rest] = points(text);
  return titleCase(first) + rest.join("").toLowerCase();
}

/** A few letters have a title case of their own; `ß` becomes `Ss`. */
function titleCase(character: string): string {
  const upper = character.toUpperCase();
  return points(upper).length > 1
    ? (points(upper)[0] as string) + points(upper).slice(1).join("").toLowerCase()
    : upper;
}

function title(text: string): string {
  let result = "";
  let inWord = false;
  for (const character of text) {
    const cased = /^\p{Cased}$/u.test(character);
    result += cased ? (inWord ? character.toLowerCase() : titleCase(character)) : character;
    inWord = cased;
  }
  return result;
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

function casefold(text: string): string {
  // Full folding: what upper and lower case agree on, and sharp s as two letters.
  return text.toUpperCase().toLowerCase().replaceAll("ς", "σ").replaceAll("ß", "ss");
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

export function installStrings(): void {
  addMethods(STR, [
    method("lower", "", (_machine, self: string) => self.toLowerCase()),
    method("upper", "", (_machine, self: string) => self.toUpperCase()),
    method("casefold", "", (_machine, self: string) => casefold(self)),
    method("capitalize", "", (_machine, self: string) => capitalise(self)),
    method("title", "", (_machine, self: string) => title(self)),
    method("swapcase", "", (_machine, self: string) =>
      Array.from(self, (c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())).join(""),
    ),
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
    method("splitlines", "keepends?", (_machine, self: string, keep?: Value) => new PyList(lines(self, keep === true))),
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
      formatString(machine, self as string, args, keywords),
    ),
    method("format_map", "mapping", (machine, self: string, mapping: Value) => {
      const entries = mapping instanceof PyDict ? [...mapping.entries.values()] : [];
      return formatString(machine, self, [], new Map(entries.map(({ key, value }) => [key as string, value])));
    }),
    method("expandtabs", "tabsize?", (_machine, self: string, size?: Value) =>
      self.replaceAll("\t", " ".repeat(Math.min(1_000, Number(size ?? 8n)))),
    ),
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
    every("isalnum", /^[\p{L}\p{N}]+$/u),
    every("isdigit", /^[\p{Nd}²³¹⁰⁴-⁹₀-₉]+$/u),
    every("isdecimal", /^\p{Nd}+$/u),
    every("isnumeric", /^\p{N}+$/u),
    every("isspace", ONLY_SPACE),
    every("isascii", /^\p{ASCII}*$/u, true),
    every("isprintable", /^(?:[^\p{C}\p{Z}]| )*$/u, true),
    every("isidentifier", /^[\p{ID_Start}_]\p{ID_Continue}*$/u),
    method("isupper", "", (_machine, self: string) => self === self.toUpperCase() && self !== self.toLowerCase()),
    method("islower", "", (_machine, self: string) => self === self.toLowerCase() && self !== self.toUpperCase()),
    method("istitle", "", (_machine, self: string) => self === title(self) && /\p{Cased}/u.test(self)),
  ]);
}
