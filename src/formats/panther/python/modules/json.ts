// `json`: integers stay integers of any size, and texts are read as strictly as Python reads them.

import { dictSet, iterate } from "../containers.js";
import { EXCEPTIONS, newException, Raised, raise, Stopped } from "../exceptions.js";
import { FrozenDict, FrozenList } from "../frozen.js";
import type { Machine } from "../machine.js";
import { define } from "../native.js";
import { isTrue, sorted } from "../operate.js";
import { floatText, integerText } from "../text.js";
import { classOf, PyBytes, PyClass, PyDict, PyList, PyModule, PyTuple, type Value } from "../values.js";

const ERROR = new PyClass("JSONDecodeError", [EXCEPTIONS.get("ValueError") as PyClass], true);
/** CPython's recursion ends near here. */
const MAX_DEPTH = 900;

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
const SPACE = /[ \t\n\r]*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what JSON forbids.
const PLAIN = /[^"\\\x00-\x1f]*/y;

/** Reads a JSON text as Python does: `1` is an integer and `1.0` a float, and of equal keys the last one wins. Raises JSONDecodeError. */
export function readJson(machine: Machine, text: string): Value {
  return new Reader(machine, text).whole();
}

class Reader {
  private at = 0;

  constructor(
    private readonly machine: Machine,
    private readonly text: string,
  ) {}

  whole(): Value {
    this.machine.charge(this.text.length);
    if (this.text.startsWith("\ufeff")) throw this.error("Unexpected UTF-8 BOM (decode using utf-8-sig)", 0);
    this.space();
    const value = this.value(0);
    this.space();
    if (this.at < this.text.length) throw this.error("Extra data", this.at);
    return value;
  }

  private error(message: string, at: number): Raised {
    const before = this.text.slice(0, at);
    const line = before.split("\n").length;
    const column = at - before.lastIndexOf("\n");
    const exception = newException(ERROR, [`${message}: line ${line} column ${column} (char ${at})`]);
    exception.attributes.set("msg", message);
    exception.attributes.set("pos", BigInt(at));
    return new Raised(exception);
  }

  private space(): void {
    SPACE.lastIndex = this.at;
    SPACE.test(this.text);
    this.at = SPACE.lastIndex;
  }

  private value(depth: number): Value {
    if (depth > MAX_DEPTH)
      throw raise("RecursionError", "maximum recursion depth exceeded while decoding a JSON object");
    const { text, at } = this;
    switch (text[at]) {
      case '"':
        return this.string();
      case "{":
        return this.object(depth);
      case "[":
        return this.array(depth);
    }
    for (const [word, value] of WORDS) {
      if (!text.startsWith(word, at)) continue;
      this.at += word.length;
      return value;
    }
    NUMBER.lastIndex = at;
    const number = NUMBER.exec(text)?.[0];
    if (number === undefined) throw this.error("Expecting value", at);
    this.at += number.length;
    if (/[.eE]/.test(number)) return Number(number);
    if (number.length > 4301)
      throw raise("ValueError", "Exceeds the limit (4300 digits) for integer string conversion");
    return BigInt(number);
  }

  private string(): string {
    const start = this.at++;
    let out = "";
    for (;;) {
      PLAIN.lastIndex = this.at;
      out += PLAIN.exec(this.text)?.[0] ?? "";
      this.at = PLAIN.lastIndex;
      const character = this.text[this.at];
      if (character === undefined) throw this.error("Unterminated string starting at", start);
      if (character === '"') {
        this.at++;
        return out;
      }
      if (character !== "\\") throw this.error("Invalid control character at", this.at);
      out += this.escape();
    }
  }

  private escape(): string {
    const letter = this.text[this.at + 1] ?? "";
    if (letter === "u") {
      const digits = this.text.slice(this.at + 2, this.at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw this.error("Invalid \\uXXXX escape", this.at + 1);
      this.at += 6;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    const found = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" }[letter];
    if (found === undefined) throw this.error("Invalid \\escape", this.at);
    this.at += 2;
    return found;
  }

  private object(depth: number): PyDict {
    const dict = new PyDict();
    this.at++;
    this.space();
    if (this.text[this.at] === "}") {
      this.at++;
      return dict;
    }
    for (;;) {
      if (this.text[this.at] !== '"') throw this.error("Expecting property name enclosed in double quotes", this.at);
      const key = this.string();
      this.space();
      if (this.text[this.at] !== ":") throw this.error("Expecting ':' delimiter", this.at);
      this.at++;
      this.space();
      dictSet(this.machine, dict, key, this.value(depth + 1));
      this.space();
      const character = this.text[this.at];
      if (character === "}") {
        this.at++;
        return dict;
      }
      if (character !== ",") throw this.error("Expecting ',' delimiter", this.at);
      this.at++;
      this.space();
    }
  }

  private array(depth: number): PyList {
    const items: Value[] = [];
    this.at++;
    this.space();
    if (this.text[this.at] === "]") {
      this.at++;
      return new PyList(items);
    }
    for (;;) {
      items.push(this.value(depth + 1));
      this.space();
      const character = this.text[this.at];
      if (character === "]") {
        this.at++;
        return new PyList(items);
      }
      if (character !== ",") throw this.error("Expecting ',' delimiter", this.at);
      this.at++;
      this.space();
    }
  }
}

const WORDS: readonly (readonly [string, Value])[] = [
  ["null", null],
  ["true", true],
  ["false", false],
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
];

export interface WriteOptions {
  readonly indent?: string | undefined;
  readonly separators?: readonly [string, string];
  readonly sortKeys?: boolean;
  readonly ascii?: boolean;
  /** What to write for a value that has no JSON form. */
  readonly fallback?: Value;
}

/** `json.dumps`; raises TypeError for what has no JSON form. */
export function writeJson(machine: Machine, value: Value, options: WriteOptions = {}, level = 0): string {
  if (level > MAX_DEPTH) throw raise("RecursionError", "maximum recursion depth exceeded while encoding a JSON object");
  const { indent, separators = [indent === undefined ? ", " : ",", ": "], fallback } = options;
  const join = (parts: readonly string[], open: string, close: string): string => {
    if (parts.length === 0) return open + close;
    if (indent === undefined) return open + parts.join(separators[0]) + close;
    const inner = `\n${indent.repeat(level + 1)}`;
    return `${open}${inner}${parts.join(separators[0] + inner)}\n${indent.repeat(level)}${close}`;
  };
  let text: string;
  if (typeof value === "string") text = quoteJson(value, options.ascii !== false);
  else if (value === null) text = "null";
  else if (typeof value === "boolean") text = String(value);
  else if (typeof value === "bigint") text = integerText(value);
  else if (typeof value === "number") text = floatJson(value);
  else if (value instanceof PyList || value instanceof PyTuple) {
    text = join(
      value.items.map((item) => writeJson(machine, item, options, level + 1)),
      "[",
      "]",
    );
  } else if (value instanceof PyDict) {
    const entries = [...value.entries.values()];
    const keys = options.sortKeys
      ? sorted(
          machine,
          entries.map(({ key }) => key),
          null,
          false,
        )
      : undefined;
    const ordered = keys ? keys.map((key) => entries.find((entry) => entry.key === key) ?? entries[0]) : entries;
    const parts = ordered.map((entry) => {
      const { key, value: item } = entry as { key: Value; value: Value };
      return `${quoteJson(keyText(key), options.ascii !== false)}${separators[1]}${writeJson(machine, item, options, level + 1)}`;
    });
    text = join(parts, "{", "}");
  } else if (fallback !== undefined && fallback !== null) {
    return writeJson(machine, machine.call(fallback, [value]), options, level + 1);
  } else throw raise("TypeError", `Object of type ${classOf(value).name} is not JSON serializable`);
  machine.charge(text.length);
  return text;
}

function floatJson(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  return Number.isFinite(value) ? floatText(value) : value > 0 ? "Infinity" : "-Infinity";
}

function keyText(key: Value): string {
  if (typeof key === "string") return key;
  if (key === null) return "null";
  if (typeof key === "boolean") return String(key);
  if (typeof key === "bigint") return integerText(key);
  if (typeof key === "number") return floatJson(key);
  throw raise("TypeError", `keys must be str, int, float, bool or None, not ${classOf(key).name}`);
}

function quoteJson(text: string, ascii: boolean): string {
  const quoted = JSON.stringify(text);
  if (!ascii) return quoted;
  // Each UTF-16 unit by itself, as JSON has it.
  return quoted.replace(/[\x7f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** What Panther's events offer for json.dumps(default=…). */
export function thaw(value: Value): Value {
  if (value instanceof FrozenDict) return value.container;
  if (value instanceof FrozenList) return new PyTuple(value.container.items);
  throw raise("TypeError", `object of type ${classOf(value).name} is not JSON serializable`);
}

export function jsonModule(): PyModule {
  const loads = define("loads", "s * strict?", (machine, text: Value, strict?: Value) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what `strict` is about.
    if (strict === false && typeof text === "string" && /[\0-\x1f]/.test(text.trim())) {
      throw new Stopped("python-unsupported", "loads() of control characters without strict is not supported");
    }
    if (text instanceof PyBytes) return readJson(machine, Buffer.from(text.value, "latin1").toString("utf8"));
    if (typeof text === "string") return readJson(machine, text);
    throw raise("TypeError", `the JSON object must be str, bytes or bytearray, not ${classOf(text).name}`);
  });
  const dumps = define(
    "dumps",
    "obj * default? indent? sort_keys? ensure_ascii? separators?",
    (machine, value: Value, fallback?: Value, indent?: Value, sortKeys?: Value, ascii?: Value, separators?: Value) => {
      const pair = separators ? ([...iterate(machine, separators)] as [string, string]) : undefined;
      return writeJson(machine, value, {
        indent:
          typeof indent === "bigint"
            ? " ".repeat(Math.min(64, Number(indent)))
            : ((indent as string | null) ?? undefined),
        ...(pair && { separators: pair }),
        sortKeys: sortKeys !== undefined && isTrue(machine, sortKeys),
        ascii: ascii === undefined || isTrue(machine, ascii),
        fallback: fallback ?? null,
      });
    },
  );
  const decoder = new PyModule("json.decoder", new Map<string, Value>([["JSONDecodeError", ERROR]]), true);
  return new PyModule(
    "json",
    new Map<string, Value>([
      ["loads", loads],
      ["dumps", dumps],
      ["JSONDecodeError", ERROR],
      ["decoder", decoder],
    ]),
    true,
  );
}
