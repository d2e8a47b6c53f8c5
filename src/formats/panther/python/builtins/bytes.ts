// `bytes`, and text to bytes and back.

import { iterate } from "../containers.js";
import { raise, Stopped } from "../exceptions.js";
import type { Machine } from "../machine.js";
import { addMethods, expectInt, expectText, method } from "../native.js";
import { BYTES, PyBytes, type Value } from "../values.js";

const ENCODER = new TextEncoder();

function codec(encoding: Value | undefined): "utf-8" | "ascii" | "latin-1" | "utf-16-le" {
  const name = typeof encoding === "string" ? encoding.toLowerCase().replaceAll("_", "-") : "utf-8";
  if (name === "utf-8" || name === "utf8") return "utf-8";
  if (name === "ascii" || name === "us-ascii") return "ascii";
  if (name === "latin-1" || name === "iso-8859-1" || name === "latin1") return "latin-1";
  if (name === "utf-16-le" || name === "utf-16le") return "utf-16-le";
  throw new Stopped("python-unsupported", `the encoding ${name} is not supported`);
}

function expectHandler(errors: Value | undefined): void {
  if (errors === undefined || errors === "strict" || errors === "ignore" || errors === "replace") return;
  throw new Stopped("python-unsupported", "this handling of errors in text is not supported");
}

/** Bytes as characters below U+0100. */
export function toBinary(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

export function fromBinary(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export function encodeText(text: string, encoding: Value | undefined, errors: Value | undefined): string {
  const name = codec(encoding);
  if (name === "utf-16-le") {
    return Array.from({ length: text.length }, (_, at) => {
      const unit = text.charCodeAt(at);
      return String.fromCharCode(unit & 0xff, unit >> 8);
    }).join("");
  }
  expectHandler(errors);
  const limit = name === "ascii" ? 0x80 : 0x100;
  const bad =
    name === "utf-8" ? /\p{Surrogate}/u.test(text) : [...text].some((c) => (c.codePointAt(0) as number) >= limit);
  if (bad && errors !== "ignore" && errors !== "replace") {
    throw raise("UnicodeEncodeError", `'${name}' codec can't encode characters`);
  }
  if (name === "utf-8")
    return toBinary(ENCODER.encode(bad ? text.replace(/\p{Surrogate}/gu, errors === "ignore" ? "" : "?") : text));
  const stand = errors === "replace" ? "?" : "";
  return Array.from(text, (c) => ((c.codePointAt(0) as number) < limit ? c : stand)).join("");
}

export function decodeBytes(bytes: string, encoding: Value | undefined, errors: Value | undefined): string {
  const name = codec(encoding);
  expectHandler(errors);
  if (errors === "ignore" && bytes.includes("\xef\xbf\xbd")) {
    throw new Stopped("python-unsupported", "decoding U+FFFD with errors ignored is not supported");
  }
  if (name === "latin-1") return bytes;
  if (name === "utf-16-le") {
    let text = "";
    for (let at = 0; at + 1 < bytes.length; at += 2)
      text += String.fromCharCode(bytes.charCodeAt(at) | (bytes.charCodeAt(at + 1) << 8));
    if (bytes.length % 2 === 1 && errors !== "ignore")
      throw raise("UnicodeDecodeError", "'utf-16-le' codec can't decode: truncated data");
    return text;
  }
  if (name === "ascii") {
    if (!/^\p{ASCII}*$/u.test(bytes) && errors !== "ignore" && errors !== "replace") {
      throw raise("UnicodeDecodeError", "'ascii' codec can't decode: ordinal not in range(128)");
    }
    return bytes.replace(/[^\p{ASCII}]/gu, errors === "replace" ? "\ufffd" : "");
  }
  try {
    const lenient = errors === "ignore" || errors === "replace";
    const text = new TextDecoder("utf-8", { fatal: !lenient, ignoreBOM: true }).decode(fromBinary(bytes));
    return errors === "ignore" ? text.replaceAll("\ufffd", "") : text;
  } catch {
    throw raise("UnicodeDecodeError", "'utf-8' codec can't decode: invalid bytes");
  }
}

export function expectBytes(value: Value | undefined): string {
  if (value instanceof PyBytes) return value.value;
  throw raise("TypeError", "a bytes-like object is required");
}

/** Spaces of ASCII off both ends, without a pattern that a long run of them would make slow. */
function stripBytes(bytes: string): string {
  const isSpace = (at: number) => /[\t-\r ]/.test(bytes[at] ?? "");
  let [start, end] = [0, bytes.length];
  while (start < end && isSpace(start)) start++;
  while (end > start && isSpace(end - 1)) end--;
  return bytes.slice(start, end);
}

function bytesOf(machine: Machine, source: Value): PyBytes {
  let text = "";
  for (const item of iterate(machine, source)) {
    const byte = expectInt(item, "");
    if (byte < 0n || byte > 255n) throw raise("ValueError", "bytes must be in range(0, 256)");
    machine.charge(1);
    text += String.fromCharCode(Number(byte));
  }
  return new PyBytes(text);
}

export function installBytes(): void {
  addMethods(BYTES, [
    method("decode", "encoding? errors?", (machine, self: PyBytes, encoding?: Value, errors?: Value) => {
      machine.charge(self.value.length);
      return decodeBytes(self.value, encoding, errors);
    }),
    method("hex", "", (_machine, self: PyBytes) =>
      Array.from(self.value, (c) => c.charCodeAt(0).toString(16).padStart(2, "0")).join(""),
    ),
    method("startswith", "prefix", (_machine, self: PyBytes, prefix: Value) =>
      self.value.startsWith(expectBytes(prefix)),
    ),
    method("endswith", "suffix", (_machine, self: PyBytes, suffix: Value) => self.value.endsWith(expectBytes(suffix))),
    method("find", "sub", (_machine, self: PyBytes, sub: Value) => BigInt(self.value.indexOf(expectBytes(sub)))),
    method("strip", "", (_machine, self: PyBytes) => new PyBytes(stripBytes(self.value))),
  ]);
  BYTES.attributes.set(
    "__new__",
    method(
      "bytes",
      "source? encoding? errors?",
      (machine, _class: Value, source?: Value, encoding?: Value, errors?: Value) => {
        if (source === undefined) return new PyBytes("");
        if (typeof source === "string")
          return new PyBytes(encodeText(source, expectText(encoding, "encoding"), errors));
        if (source instanceof PyBytes) return source;
        if (typeof source !== "bigint" && typeof source !== "boolean") return bytesOf(machine, source);
        const size = Number(expectInt(source, ""));
        if (size < 0) throw raise("ValueError", "negative count");
        machine.charge(size);
        return new PyBytes("\0".repeat(size));
      },
    ),
  );
}
