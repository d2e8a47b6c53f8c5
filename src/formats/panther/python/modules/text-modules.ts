// `fnmatch`, `base64`, `binascii`, `urllib.parse`, `string`, `shlex`, `hashlib`: texts and bytes in other forms.

import { createHash } from "node:crypto";
import { decodeBytes, encodeText, expectBytes, fromBinary, toBinary } from "../builtins/bytes.js";
import { dictGet, dictSet, iterate } from "../containers.js";
import { EXCEPTIONS, newException, Raised, raise, Stopped } from "../exceptions.js";
import type { Machine } from "../machine.js";
import { define, defineClass, expectText, method } from "../native.js";
import { toText } from "../text.js";
import { classOf, PyBytes, PyClass, PyDict, PyInstance, PyList, PyModule, PyTuple, type Value } from "../values.js";

/** Whether a shell pattern is all of a text, in time that grows by the product of both at worst. */
function globMatches(machine: Machine, text: string, pattern: string): boolean {
  const tests = globTests(pattern);
  machine.charge(((text.length * tests.length) >> 6) + tests.length);
  const points = Array.from(text);
  let [at, test, star, mark] = [0, 0, -1, 0];
  while (at < points.length) {
    const one = tests[test];
    if (one === "*") [star, mark, test] = [test, at, test + 1];
    else if (one?.(points[at] as string)) [at, test] = [at + 1, test + 1];
    else if (star >= 0) {
      mark++;
      [at, test] = [mark, star + 1];
    } else return false;
  }
  while (tests[test] === "*") test++;
  return test === tests.length;
}

function globTests(pattern: string): ("*" | ((character: string) => boolean))[] {
  const points = Array.from(pattern);
  const tests: ("*" | ((character: string) => boolean))[] = [];
  for (let at = 0; at < points.length; at++) {
    const character = points[at] as string;
    if (character === "*") {
      if (tests.at(-1) !== "*") tests.push("*");
    } else if (character === "?") tests.push(() => true);
    else if (character === "[") {
      const negated = points[at + 1] === "!";
      const start = at + (negated ? 2 : 1);
      const close = points.indexOf("]", start + (points[start] === "]" ? 1 : 0));
      if (close < 0) tests.push((one) => one === "[");
      else {
        const set = points.slice(start, close);
        tests.push((one) => inSet(one, set) !== negated);
        at = close;
      }
    } else tests.push((one) => one === character);
  }
  return tests;
}

function inSet(character: string, set: readonly string[]): boolean {
  for (let at = 0; at < set.length; at++) {
    const low = set[at] as string;
    const high = set[at + 1] === "-" ? set[at + 2] : undefined;
    if (high !== undefined) {
      if (character >= low && character <= high) return true;
      at += 2;
    } else if (character === low) return true;
  }
  return false;
}

export function fnmatchModule(): PyModule {
  const match = (name: string) =>
    define(name, "name pat", (machine, text: Value, pattern: Value) => {
      for (const one of [text, pattern]) {
        if (typeof one !== "string")
          throw raise("TypeError", `expected str, bytes or os.PathLike object, not ${classOf(one).name}`);
      }
      return globMatches(machine, text as string, pattern as string);
    });
  const filter = define(
    "filter",
    "names pat",
    (machine, names: Value, pattern: Value) =>
      new PyList(
        [...iterate(machine, names)].filter((name) => globMatches(machine, name as string, pattern as string)),
      ),
  );
  return new PyModule(
    "fnmatch",
    new Map<string, Value>([
      ["fnmatch", match("fnmatch")],
      ["fnmatchcase", match("fnmatchcase")],
      ["filter", filter],
    ]),
    true,
  );
}

const BINASCII_ERROR = new PyClass("Error", [EXCEPTIONS.get("ValueError") as PyClass], true);
const binasciiError = (message: string) => new Raised(newException(BINASCII_ERROR, [message]));

function asciiInput(value: Value): string {
  if (value instanceof PyBytes) return value.value;
  const text = expectText(value, "argument should be a bytes-like object or ASCII string");
  if (!/^\p{ASCII}*$/u.test(text)) throw raise("ValueError", "string argument should contain only ASCII characters");
  return text;
}

/** As binascii.a2b_base64 does without strict mode: what is no digit is passed over, and padding ends the text. */
function decodeBase64(text: string, validate: boolean): string {
  if (validate && !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw binasciiError("Only base64 data is allowed");
  let digits = "";
  let pads = 0;
  for (const character of text) {
    if (character === "=") {
      pads++;
      if (digits.length % 4 >= 2 && (digits.length % 4) + pads >= 4) return toBinary(Buffer.from(digits, "base64"));
    } else if (/[A-Za-z0-9+/]/.test(character)) {
      digits += character;
      pads = 0;
    }
  }
  const rest = digits.length % 4;
  if (rest === 1) {
    throw binasciiError(
      `Invalid base64-encoded string: number of data characters (${digits.length}) cannot be 1 more than a multiple of 4`,
    );
  }
  if (rest !== 0) throw binasciiError("Incorrect padding");
  return toBinary(Buffer.from(digits, "base64"));
}

function decodeBase32(text: string): string {
  const digits = text.replace(/=+$/, "");
  if (text.length % 8 !== 0 || !/^[A-Z2-7]*$/.test(digits) || [1, 3, 6].includes(digits.length % 8)) {
    throw binasciiError("Incorrect padding");
  }
  let bits = "";
  for (const digit of digits) bits += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(digit).toString(2).padStart(5, "0");
  return (bits.match(/.{8}/g) ?? []).map((byte) => String.fromCharCode(Number.parseInt(byte, 2))).join("");
}

export function base64Module(): PyModule {
  const encode = (text: string) => Buffer.from(fromBinary(text)).toString("base64");
  const attributes = new Map<string, Value>();
  for (const one of [
    define("b64encode", "s", (_machine, bytes: Value) => new PyBytes(encode(expectBytes(bytes)))),
    define("b64decode", "s altchars? validate?", (machine, text: Value, _altchars?: Value, validate?: Value) => {
      const input = asciiInput(text);
      machine.charge(input.length);
      return new PyBytes(decodeBase64(input, validate === true));
    }),
    define(
      "urlsafe_b64encode",
      "s",
      (_machine, bytes: Value) => new PyBytes(encode(expectBytes(bytes)).replaceAll("+", "-").replaceAll("/", "_")),
    ),
    define(
      "urlsafe_b64decode",
      "s",
      (_machine, text: Value) =>
        new PyBytes(decodeBase64(asciiInput(text).replaceAll("-", "+").replaceAll("_", "/"), false)),
    ),
    define("b32decode", "s casefold?", (_machine, text: Value, fold?: Value) => {
      const input = asciiInput(text);
      return new PyBytes(decodeBase32(fold === true ? input.toUpperCase() : input));
    }),
  ]) {
    attributes.set(one.name, one);
  }
  return new PyModule("base64", attributes, true);
}

export function binasciiModule(): PyModule {
  const unhexlify = (name: string) =>
    define(name, "hexstr", (_machine, text: Value) => {
      const input = asciiInput(text);
      if (input.length % 2 === 1) throw binasciiError("Odd-length string");
      if (!/^[0-9a-fA-F]*$/.test(input)) throw binasciiError("Non-hexadecimal digit found");
      return new PyBytes(toBinary(Buffer.from(input, "hex")));
    });
  const hexlify = define(
    "hexlify",
    "data",
    (_machine, bytes: Value) => new PyBytes(Buffer.from(fromBinary(expectBytes(bytes))).toString("hex")),
  );
  const a2b = define(
    "a2b_base64",
    "data",
    (_machine, text: Value) => new PyBytes(decodeBase64(asciiInput(text), false)),
  );
  const names: readonly (readonly [string, Value])[] = [
    ["Error", BINASCII_ERROR],
    ["unhexlify", unhexlify("unhexlify")],
    ["a2b_hex", unhexlify("a2b_hex")],
    ["hexlify", hexlify],
    ["a2b_base64", a2b],
  ];
  return new PyModule("binascii", new Map(names), true);
}

function unquote(text: string, plus: boolean): string {
  const spaced = plus ? text.replaceAll("+", " ") : text;
  return spaced.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) =>
    decodeBytes(toBinary(Buffer.from(run.replaceAll("%", ""), "hex")), "utf-8", "replace"),
  );
}

function quote(text: string, safe: string, plus: boolean): string {
  let out = "";
  for (const byte of encodeText(text, "utf-8", undefined)) {
    const plain = /[A-Za-z0-9_.~-]/.test(byte) || (byte.charCodeAt(0) < 128 && safe.includes(byte));
    if (plain) out += byte;
    else if (plus && byte === " ") out += "+";
    else out += `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return out;
}

interface Url {
  readonly scheme: string;
  readonly netloc: string;
  readonly path: string;
  readonly params: string;
  readonly query: string;
  readonly fragment: string;
}

/** urlsplit and urlparse (RFC 3986 as CPython reads it). */
function parseUrl(given: string, withParams: boolean): Url {
  // Tabs and line breaks are taken out, and what is not printed in front.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are meant.
  const text = given.replace(/^[\x00-\x20]+/, "").replace(/[\t\r\n]/g, "");
  const [, scheme = "", afterScheme = text] = /^([a-zA-Z][a-zA-Z0-9+.-]*):(.*)$/s.exec(text) ?? [];
  const [, netloc = "", afterHost = afterScheme] = /^\/\/([^/?#]*)(.*)$/s.exec(afterScheme) ?? [];
  if (netloc.includes("[") !== netloc.includes("]")) throw raise("ValueError", "Invalid IPv6 URL");
  const hash = afterHost.indexOf("#");
  const fragment = hash < 0 ? "" : afterHost.slice(hash + 1);
  const rest = hash < 0 ? afterHost : afterHost.slice(0, hash);
  const mark = rest.indexOf("?");
  const query = mark < 0 ? "" : rest.slice(mark + 1);
  const path = mark < 0 ? rest : rest.slice(0, mark);
  const semicolon = withParams ? path.indexOf(";", path.lastIndexOf("/") + 1) : -1;
  return {
    scheme: scheme.toLowerCase(),
    netloc,
    path: semicolon < 0 ? path : path.slice(0, semicolon),
    params: semicolon < 0 ? "" : path.slice(semicolon + 1),
    query,
    fragment,
  };
}

function hostOf({ netloc }: Url): { readonly host: string | null; readonly port: string | undefined } {
  const address = netloc.slice(netloc.lastIndexOf("@") + 1);
  const [, bracketed, plain = "", port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/s.exec(address) ?? [];
  const host = (bracketed ?? plain).toLowerCase();
  return { host: host === "" ? null : host, port };
}

/** Without a text urlparse answers in bytes. */
function expectUrl(url: Value): string {
  if (typeof url === "string") return url;
  throw new Stopped("python-unsupported", `the URL of a ${classOf(url).name} is not supported`);
}

const FIELDS = ["scheme", "netloc", "path", "params", "query", "fragment"] as const;
const PARSE_RESULT = defineClass("ParseResult", {
  methods: [
    method("geturl", "", (_machine, self: PyInstance) => urlText(self.data as Url)),
    method("__iter__", "", (_machine, self: PyInstance) => new PyTuple(FIELDS.map((name) => (self.data as Url)[name]))),
    method("__getitem__", "index", (_machine, self: PyInstance, index: Value) => {
      const name = FIELDS[Number(index)];
      if (name === undefined) throw raise("IndexError", "tuple index out of range");
      return (self.data as Url)[name];
    }),
  ],
  properties: {
    ...Object.fromEntries(
      FIELDS.map((name) => [name, (_machine: Machine, self: PyInstance) => (self.data as Url)[name]]),
    ),
    hostname: (_machine, self: PyInstance) => hostOf(self.data as Url).host,
    port: (_machine, self: PyInstance) => {
      const { port } = hostOf(self.data as Url);
      if (port === undefined || port === "") return null;
      if (!/^[0-9]+$/.test(port)) throw raise("ValueError", `Port could not be cast to integer value as '${port}'`);
      if (Number(port) > 65535) throw raise("ValueError", "Port out of range 0-65535");
      return BigInt(port);
    },
    username: (_machine, self: PyInstance) => {
      const { netloc } = self.data as Url;
      return netloc.includes("@") ? (netloc.slice(0, netloc.lastIndexOf("@")).split(":")[0] as string) : null;
    },
  },
});

function urlText({ scheme, netloc, path, params, query, fragment }: Url): string {
  const host = netloc === "" ? "" : `//${netloc}`;
  return `${scheme && `${scheme}:`}${host}${path}${params && `;${params}`}${query && `?${query}`}${fragment && `#${fragment}`}`;
}

function queryPairs(machine: Machine, text: string, keepBlank: boolean): (readonly [string, string])[] {
  machine.charge(text.length);
  return text.split("&").flatMap((pair) => {
    const at = pair.indexOf("=");
    if (pair === "" || (!keepBlank && (at < 0 || at === pair.length - 1))) return [];
    const [name, value] = at < 0 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
    return [[unquote(name, true), unquote(value, true)] as const];
  });
}

export function urllibParseModule(): PyModule {
  const attributes = new Map<string, Value>();
  const functions = [
    define("urlparse", "url", (_machine, url: Value) => new PyInstance(PARSE_RESULT, parseUrl(expectUrl(url), true))),
    define("urlsplit", "url", (_machine, url: Value) => new PyInstance(PARSE_RESULT, parseUrl(expectUrl(url), false))),
    define("unquote", "string", (_machine, text: Value) => unquote(expectText(text, "string"), false)),
    define("unquote_plus", "string", (_machine, text: Value) => unquote(expectText(text, "string"), true)),
    define("quote", "string safe?", (_machine, text: Value, safe: Value = "/") =>
      quote(expectText(text, "string"), safe as string, false),
    ),
    define("quote_plus", "string safe?", (_machine, text: Value, safe: Value = "") =>
      quote(expectText(text, "string"), safe as string, true),
    ),
    define("parse_qs", "qs keep_blank_values?", (machine, text: Value, keep?: Value) => {
      const dict = new PyDict();
      for (const [name, value] of queryPairs(machine, expectText(text, "qs"), keep === true)) {
        const list = dictGet(machine, dict, name);
        if (list instanceof PyList) list.items.push(value);
        else dictSet(machine, dict, name, new PyList([value]));
      }
      return dict;
    }),
    define(
      "parse_qsl",
      "qs keep_blank_values?",
      (machine, text: Value, keep?: Value) =>
        new PyList(queryPairs(machine, expectText(text, "qs"), keep === true).map((pair) => new PyTuple(pair))),
    ),
    define("urlencode", "query", (machine, query: Value) => {
      const pairs =
        query instanceof PyDict
          ? [...query.entries.values()].map(({ key, value }) => [key, value])
          : [...iterate(machine, query)].map((pair) => [...iterate(machine, pair)]);
      return pairs
        .map((pair) => pair.map((part) => quote(toText(machine, part as Value), "", true)).join("="))
        .join("&");
    }),
  ];
  for (const one of functions) attributes.set(one.name, one);
  return new PyModule("urllib.parse", attributes, true);
}

export function stringModule(): PyModule {
  const lower = "abcdefghijklmnopqrstuvwxyz";
  const names = {
    ascii_lowercase: lower,
    ascii_uppercase: lower.toUpperCase(),
    ascii_letters: lower + lower.toUpperCase(),
    digits: "0123456789",
    hexdigits: "0123456789abcdefABCDEF",
    octdigits: "01234567",
    punctuation: "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
    whitespace: " \t\n\r\v\f",
  };
  return new PyModule("string", new Map(Object.entries(names)), true);
}

/** A command line in words, as a POSIX shell splits it. */
function shellWords(machine: Machine, text: string): string[] {
  machine.charge(text.length);
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string;
    if (/[ \t\r\n]/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (character === "'" || character === '"') {
      word ??= "";
      for (at++; text[at] !== character; at++) {
        if (at >= text.length) throw raise("ValueError", "No closing quotation");
        if (character === '"' && text[at] === "\\" && /["\\]/.test(text[at + 1] ?? "")) at++;
        word += text[at];
      }
    } else if (character === "\\") {
      if (at + 1 >= text.length) throw raise("ValueError", "No escaped character");
      word = (word ?? "") + text[++at];
    } else word = (word ?? "") + character;
  }
  if (word !== undefined) words.push(word);
  return words;
}

export function shlexModule(): PyModule {
  const split = define("split", "s", (machine, text: Value) => new PyList(shellWords(machine, expectText(text, "s"))));
  return new PyModule("shlex", new Map<string, Value>([["split", split]]), true);
}

const DIGEST = defineClass("HASH", {
  methods: [
    method("hexdigest", "", (_machine, self: PyInstance) => Buffer.from(self.data as Uint8Array).toString("hex")),
    method("digest", "", (_machine, self: PyInstance) => new PyBytes(toBinary(self.data as Uint8Array))),
  ],
});

export function hashlibModule(): PyModule {
  const attributes = new Map<string, Value>();
  for (const name of ["md5", "sha1", "sha256", "sha512", "sha384", "sha224"]) {
    attributes.set(
      name,
      define(name, "data? * usedforsecurity?", (_machine, data?: Value) => {
        const bytes = fromBinary(data === undefined ? "" : expectBytes(data));
        return new PyInstance(DIGEST, new Uint8Array(createHash(name).update(bytes).digest()));
      }),
    );
  }
  return new PyModule("hashlib", attributes, true);
}
