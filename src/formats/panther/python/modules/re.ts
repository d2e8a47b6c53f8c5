// `re`, on RE2: in time linear in the text, always.

import { RE2JS } from "re2js";
import { dictSet } from "../containers.js";
import { raise, Stopped } from "../exceptions.js";
import type { Machine } from "../machine.js";
import { dataOf, define, defineClass, expectInt, method, variadicMethod } from "../native.js";
import { numeric } from "../operate.js";
import { isFlat, points } from "../text.js";
import {
  classOf,
  NONE_TYPE,
  PyDict,
  PyInstance,
  PyIterator,
  PyList,
  PyModule,
  PyTuple,
  type Value,
} from "../values.js";
import { type RegexFlags, RegexRefusal, translateRegex } from "./regex-syntax.js";

interface Pattern {
  readonly source: string;
  readonly flags: bigint;
  readonly plain: RE2JS;
  /** For texts that end with their only newline, before which `$` holds. */
  readonly beforeNewline: RE2JS | undefined;
  readonly hasWordBoundary: boolean;
  readonly groups: ReadonlyMap<string, number>;
  readonly groupCount: number;
}

interface Match {
  readonly pattern: Pattern;
  readonly self: PyInstance;
  readonly text: string;
  /** UTF-16 offsets of each group, -1 where it took no part. */
  readonly spans: readonly (readonly [number, number])[];
}

const FLAGS = {
  IGNORECASE: 2n,
  LOCALE: 4n,
  MULTILINE: 8n,
  DOTALL: 16n,
  UNICODE: 32n,
  VERBOSE: 64n,
  ASCII: 256n,
} as const;
/** Patterns that one run compiles are few; those of a module are compiled once. */
const MAX_PATTERN = 20_000;

function readFlags(bits: bigint): RegexFlags {
  if (bits & FLAGS.LOCALE) throw new RegexRefusal("the flag LOCALE is not supported");
  const has = (bit: bigint) => (bits & bit) !== 0n;
  return {
    ignoreCase: has(FLAGS.IGNORECASE),
    multiline: has(FLAGS.MULTILINE),
    dotAll: has(FLAGS.DOTALL),
    verbose: has(FLAGS.VERBOSE),
    ascii: has(FLAGS.ASCII),
  };
}

/** Compiles Python's pattern. What cannot be expressed exactly stops the run with a message that names the construct. */
export function compileRegex(machine: Machine, source: string, bits: bigint): Pattern {
  if (source.length > MAX_PATTERN)
    throw new Stopped("python-limit", `expected a pattern of at most ${MAX_PATTERN} characters`);
  machine.charge(source.length);
  const shown = source.length > 60 ? `${source.slice(0, 59)}…` : source;
  try {
    const flags = readFlags(bits);
    const found = translateRegex(source, flags, "\\z");
    const compile = (pattern: string) => RE2JS.compile(pattern, found.flags.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
    const plain = compile(found.pattern);
    return {
      source,
      flags: bits | FLAGS.UNICODE,
      plain,
      beforeNewline: found.hasEnd ? compile(translateRegex(source, flags, "(?m:$)").pattern) : undefined,
      hasWordBoundary: found.hasWordBoundary,
      groups: new Map(Object.entries(plain.namedGroups() as Record<string, number>)),
      groupCount: plain.groupCount(),
    };
  } catch (error) {
    if (error instanceof RegexRefusal)
      throw new Stopped("python-unsupported", `the regular expression ${shown}: ${error.message}`);
    if (error instanceof Error && error.name.startsWith("RE2JS")) {
      throw new Stopped("python-unsupported", `the regular expression ${shown}: ${error.message}`);
    }
    throw error;
  }
}

/** The compiled form for one text. */
function formFor(pattern: Pattern, text: string): RE2JS {
  if (pattern.hasWordBoundary && !/^\p{ASCII}*$/u.test(text)) {
    throw new Stopped("python-unsupported", "\\b in a text beyond ASCII is not supported");
  }
  if (!pattern.beforeNewline || !text.endsWith("\n")) return pattern.plain;
  if (text.indexOf("\n") === text.length - 1) return pattern.beforeNewline;
  throw new Stopped("python-unsupported", "$ in a text of several lines that ends with a newline is not supported");
}

type Mode = "search" | "match" | "fullmatch";

function run(machine: Machine, self: PyInstance, text: string, mode: Mode, start = 0): PyInstance | null {
  const pattern = dataOf<Pattern>(self, PATTERN);
  machine.charge(text.length >> 4);
  const matcher = formFor(pattern, text).matcher(text);
  const found = mode === "search" ? matcher.find(start) : mode === "match" ? matcher.lookingAt() : matcher.matches();
  if (!found) return null;
  const spans = Array.from(
    { length: pattern.groupCount + 1 },
    (_, group) => [matcher.start(group), matcher.end(group)] as const,
  );
  return new PyInstance(MATCH, { pattern, self, text, spans } satisfies Match);
}

function* matches(machine: Machine, self: PyInstance, text: string): Generator<Match> {
  let at = 0;
  while (at <= text.length) {
    machine.step();
    const found = run(machine, self, text, "search", at);
    if (!found) return;
    const match = found.data as Match;
    const [start, end] = match.spans[0] as readonly [number, number];
    yield match;
    // After an empty match the next one begins a character further.
    at = end > start ? end : end + ((text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1);
  }
}

function groupIndex({ pattern }: Match, group: Value): number {
  const index = typeof group === "string" ? pattern.groups.get(group) : numeric(group);
  const at = index === undefined ? -1 : Number(index);
  if (at < 0 || at > pattern.groupCount) throw raise("IndexError", "no such group");
  return at;
}

function groupText(match: Match, at: number): string | null {
  const [start, end] = match.spans[at] as readonly [number, number];
  return start < 0 ? null : match.text.slice(start, end);
}

/** A UTF-16 offset as Python counts it. */
function offset(text: string, at: number): bigint {
  return BigInt(at < 0 ? -1 : isFlat(text) ? at : points(text.slice(0, at)).length);
}

const MATCH = defineClass("Match", {
  methods: [
    variadicMethod("group", (_machine, [self, ...groups]) => {
      const match = dataOf<Match>(self, MATCH);
      if (groups.length <= 1) return groupText(match, groupIndex(match, groups[0] ?? 0n));
      return new PyTuple(groups.map((group) => groupText(match, groupIndex(match, group))));
    }),
    method("groups", "default?", (_machine, self: Value, fallback: Value = null) => {
      const match = dataOf<Match>(self, MATCH);
      return new PyTuple(match.spans.slice(1).map((_, at) => groupText(match, at + 1) ?? fallback));
    }),
    method("groupdict", "default?", (machine, self: Value, fallback: Value = null) => {
      const match = dataOf<Match>(self, MATCH);
      const dict = new PyDict();
      for (const [name, at] of match.pattern.groups) dictSet(machine, dict, name, groupText(match, at) ?? fallback);
      return dict;
    }),
    ...(["start", "end", "span"] as const).map((name) =>
      method(name, "group?", (_machine, self: Value, group: Value = 0n) => {
        const match = dataOf<Match>(self, MATCH);
        const [start, end] = match.spans[groupIndex(match, group)] as readonly [number, number];
        const both = [offset(match.text, start), offset(match.text, end)] as const;
        return name === "span" ? new PyTuple(both) : both[name === "start" ? 0 : 1];
      }),
    ),
    method("__getitem__", "group", (_machine, self: Value, group: Value) => {
      const match = dataOf<Match>(self, MATCH);
      return groupText(match, groupIndex(match, group));
    }),
  ],
  properties: {
    string: (_machine, self: PyInstance) => (self.data as Match).text,
    re: (_machine, self: PyInstance) => (self.data as Match).self,
    lastindex: (_machine, self: PyInstance) => {
      const at = (self.data as Match).spans.findLastIndex(([start], group) => group > 0 && start >= 0);
      return at < 1 ? null : BigInt(at);
    },
  },
});

/** What findall gives for a match: its only group, all of its groups, or the whole. */
function found(match: Match): Value {
  const { groupCount } = match.pattern;
  if (groupCount === 0) return groupText(match, 0);
  if (groupCount === 1) return groupText(match, 1) ?? "";
  return new PyTuple(match.spans.slice(1).map((_, at) => groupText(match, at + 1) ?? ""));
}

function expand(machine: Machine, template: string, match: Match): string {
  const text = template.replace(
    /\\(?:g<([^>]+)>|(\d{1,2})|([\s\S]))/g,
    (_all, name: string | undefined, digits, letter) => {
      if (digits !== undefined && Number(digits) > match.pattern.groupCount) {
        throw new Stopped("python-unsupported", `a replacement with the group ${digits} is not supported`);
      }
      if (name !== undefined)
        return groupText(match, groupIndex(match, /^\d+$/.test(name) ? BigInt(name) : name)) ?? "";
      if (digits !== undefined) return groupText(match, groupIndex(match, BigInt(digits))) ?? "";
      const simple = { n: "\n", t: "\t", r: "\r", "\\": "\\" }[letter as string];
      if (simple === undefined && /[a-zA-Z]/.test(letter)) {
        throw new Stopped("python-unsupported", `a replacement with the escape \\${letter} is not supported`);
      }
      return simple ?? `\\${letter}`;
    },
  );
  machine.charge(text.length);
  return text;
}

function substitute(
  machine: Machine,
  self: PyInstance,
  replacement: Value,
  text: string,
  limit: Value,
): readonly [string, number] {
  const most = Number(expectInt(limit, "count"));
  let out = "";
  let last = 0;
  let count = 0;
  for (const match of matches(machine, self, text)) {
    if (most > 0 && count >= most) break;
    const [start, end] = match.spans[0] as readonly [number, number];
    const made =
      typeof replacement === "string"
        ? expand(machine, replacement, match)
        : machine.call(replacement, [new PyInstance(MATCH, match)]);
    if (typeof made !== "string") throw raise("TypeError", `expected str instance, ${classOf(made).name} found`);
    out += text.slice(last, start) + made;
    last = end;
    count++;
  }
  const result = out + text.slice(last);
  machine.charge(result.length);
  return [result, count];
}

function splitBy(machine: Machine, self: PyInstance, text: string, limit: Value): PyList {
  const most = Number(expectInt(limit, "maxsplit"));
  const parts: Value[] = [];
  let last = 0;
  let count = 0;
  for (const match of matches(machine, self, text)) {
    if (most > 0 && count >= most) break;
    const [start, end] = match.spans[0] as readonly [number, number];
    parts.push(text.slice(last, start), ...match.spans.slice(1).map((_, at) => groupText(match, at + 1)));
    last = end;
    count++;
  }
  parts.push(text.slice(last));
  machine.charge(parts.length);
  return new PyList(parts);
}

function subject(value: Value): string {
  if (typeof value === "string") return value;
  throw raise("TypeError", `expected string or bytes-like object, got '${classOf(value).name}'`);
}

type Operation = (machine: Machine, self: PyInstance, ...rest: Value[]) => Value;

/** Each is a method of a pattern and, with the pattern first and flags last, a function of the module. */
const operations: readonly { readonly name: string; readonly parameters: string; readonly run: Operation }[] = [
  ...(["search", "match", "fullmatch"] as const).map((mode) => ({
    name: mode,
    parameters: "string",
    run: (machine: Machine, self: PyInstance, text: Value = null) => run(machine, self, subject(text), mode),
  })),
  {
    name: "findall",
    parameters: "string",
    run: (machine, self, text = null) => new PyList(Array.from(matches(machine, self, subject(text)), found)),
  },
  {
    name: "finditer",
    parameters: "string",
    run: (machine, self, text = null) => {
      const all = matches(machine, self, subject(text));
      return new PyIterator(() => {
        const next = all.next();
        return next.done ? undefined : new PyInstance(MATCH, next.value);
      });
    },
  },
  {
    name: "sub",
    parameters: "repl string count?",
    run: (machine, self, replacement = null, text = null, count = 0n) =>
      substitute(machine, self, replacement, subject(text), count)[0],
  },
  {
    name: "subn",
    parameters: "repl string count?",
    run: (machine, self, replacement = null, text = null, count = 0n) => {
      const [result, made] = substitute(machine, self, replacement, subject(text), count);
      return new PyTuple([result, BigInt(made)]);
    },
  },
  {
    name: "split",
    parameters: "string maxsplit?",
    run: (machine, self, text = null, limit = 0n) => splitBy(machine, self, subject(text), limit),
  },
];

const PATTERN = defineClass("Pattern", {
  methods: operations.map(({ name, parameters, run: operation }) =>
    method(name, parameters, operation as (machine: Machine, ...args: never[]) => Value),
  ),
  properties: {
    pattern: (_machine, self: PyInstance) => (self.data as Pattern).source,
    flags: (_machine, self: PyInstance) => (self.data as Pattern).flags,
    groups: (_machine, self: PyInstance) => BigInt((self.data as Pattern).groupCount),
  },
});

function toPattern(machine: Machine, pattern: Value, flags: Value): PyInstance {
  if (pattern instanceof PyInstance && pattern.class === PATTERN) return pattern;
  if (typeof pattern !== "string") {
    if (classOf(pattern) === NONE_TYPE) throw raise("TypeError", "first argument must be string or compiled pattern");
    throw new Stopped("python-unsupported", `a regular expression of type ${classOf(pattern).name} is not supported`);
  }
  return new PyInstance(PATTERN, compileRegex(machine, pattern, expectInt(flags, "flags")));
}

export function reModule(): PyModule {
  const attributes = new Map<string, Value>();
  for (const { name, parameters, run: operation } of operations) {
    const count = parameters.split(" ").length;
    attributes.set(
      name,
      define(name, `pattern ${parameters} flags?`, (machine, ...args: Value[]) => {
        const [pattern, ...rest] = args;
        return operation(machine, toPattern(machine, pattern as Value, rest[count] ?? 0n), ...rest.slice(0, count));
      }),
    );
  }
  attributes.set(
    "compile",
    define("compile", "pattern flags?", (machine, pattern: Value, flags: Value = 0n) =>
      toPattern(machine, pattern, flags),
    ),
  );
  attributes.set(
    "escape",
    define("escape", "pattern", (_machine, text: Value) =>
      subject(text).replace(/[\t\n\v\f\r !"#$%&'()*+,\-./:;<=>?@[\\\]^`{|}~]/g, (c) =>
        /["!%',/:;<=>@`]/.test(c) ? c : `\\${c}`,
      ),
    ),
  );
  for (const [name, bit] of Object.entries(FLAGS)) {
    attributes.set(name, bit);
    attributes.set(name[0] === "D" ? "S" : name[0] === "V" ? "X" : (name[0] as string), bit);
  }
  attributes.set("Pattern", PATTERN);
  attributes.set("Match", MATCH);
  return new PyModule("re", attributes, true);
}
