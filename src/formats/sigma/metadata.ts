// What a document says about itself. None of it takes part in matching, so what is wrong here is a warning and the rest is kept.

import { quote } from "../../text/diagnose.js";
import type { YamlMapping, YamlNode } from "../../text/node.js";
import { LEVELS, type Metadata, RELATIONS, STATUSES } from "./ast.js";
import { guess, type Reader } from "./reader.js";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Field<T> = (node: YamlNode, reader: Reader, key: string) => T | undefined;

const FIELDS: { readonly [K in keyof Metadata]-?: Field<NonNullable<Metadata[K]>> } = {
  title: readTitle,
  id: readId,
  name: readText,
  taxonomy: readText,
  status: (node, reader, key) => readWord(node, reader, key, STATUSES),
  description: readText,
  license: readText,
  author: readText,
  references: readTexts,
  date: readDate,
  modified: readDate,
  related: readRelated,
  fields: readTexts,
  falsepositives: readTexts,
  level: (node, reader, key) => readWord(node, reader, key, LEVELS),
  tags: readTags,
  scope: readTexts,
};
const KEYS = Object.keys(FIELDS) as (keyof Metadata)[];

/** Specification 2.1, Title. */
const MAX_TITLE = 256;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const DATE = /^([1-3][0-9]{3})(?:-([01][0-9])-([0-3][0-9])|\/([01]?[0-9])\/([0-3]?[0-9]))$/;
const TAG = /^[^.\s]+\.\S+$/;
/** Control characters, line breaks and lone surrogates, which no id may have. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Surrogate}]/u;

/**
 * Reads what all documents have in common. `own` are the keys that this kind of document has beside; other keys are the author's
 * own, unless they look like a misspelt one.
 */
export function readMetadata(mapping: YamlMapping, reader: Reader, own: readonly string[]): Metadata {
  const metadata: Mutable<Metadata> = {};
  const read = <K extends keyof Metadata>(key: K, node: YamlNode): void => {
    const value = FIELDS[key](node, reader, key);
    if (value !== undefined) metadata[key] = value as Metadata[K];
  };
  const known = [...KEYS, ...own];
  for (const { key, value } of mapping.entries) {
    const field = KEYS.find((name) => name === key.value);
    if (field !== undefined) {
      if (value.type !== "null") read(field, value);
    } else if (!known.includes(key.value)) {
      const message = guess(key.value, known);
      if (message !== undefined && !/^custom/.test(key.value)) reader.warn(key, "misspelt-key", message);
    }
  }
  return metadata;
}

/** The text by which people and diagnostics know a document. */
export function nameOf({ id, name, title }: Metadata): string | undefined {
  return id ?? name ?? title;
}

/** An id or a name as others are compared with it: the case of a UUID says nothing (pySigma, SigmaCollection.__getitem__). */
export function referenceKey(name: string): string {
  return UUID.test(name) ? name.toLowerCase() : name;
}

/** By what filters and correlations refer to a rule. */
export function referenceKeys({ id, name }: Metadata): readonly string[] {
  return [id, name].flatMap((one) => (one === undefined ? [] : [referenceKey(one)]));
}

function complain(node: YamlNode, reader: Reader, message: string): undefined {
  return reader.warn(node, "invalid-metadata", message);
}

function readText(node: YamlNode, reader: Reader, key: string): string | undefined {
  // `author: 0xdeadbeef` and `name: 4625` are texts that YAML takes for something else.
  if (node.type === "number") return node.text;
  if (node.type === "string" && node.value !== "") return node.value;
  return complain(node, reader, `expected a text as ${key}`);
}

function readTitle(node: YamlNode, reader: Reader, key: string): string | undefined {
  const title = readText(node, reader, key);
  if (title !== undefined && title.length > MAX_TITLE) {
    complain(node, reader, `expected a title of at most ${MAX_TITLE} characters, found ${title.length}`);
  }
  return title;
}

function readId(node: YamlNode, reader: Reader, key: string): string | undefined {
  const id = readText(node, reader, key);
  if (id === undefined || UUID.test(id)) return id;
  if (id.trim() === "" || UNPRINTABLE.test(id)) {
    return complain(node, reader, `expected one line of text as id, found ${quote(id)}`);
  }
  complain(node, reader, `expected a UUID as id, found ${quote(id)}`);
  return id;
}

function readTexts(node: YamlNode, reader: Reader, key: string): readonly string[] | undefined {
  if (node.type === "string") return [node.value];
  if (node.type !== "sequence") return complain(node, reader, `expected a list of texts as ${key}`);
  return node.items
    .filter(({ type }) => type !== "null")
    .map((item) => readText(item, reader, `part of ${key}`))
    .filter((text) => text !== undefined);
}

function readWord<W extends string>(node: YamlNode, reader: Reader, key: string, words: readonly W[]): W | undefined {
  const text = readText(node, reader, key);
  const word = words.find((known) => known === text?.toLowerCase());
  if (word !== undefined || text === undefined) return word;
  return complain(node, reader, `expected one of ${words.join(", ")} as ${key}, found ${quote(text)}`);
}

/** As pySigma reads dates: `2024-01-31`, and `2024/1/31` of older rules. */
function readDate(node: YamlNode, reader: Reader, key: string): string | undefined {
  const text = readText(node, reader, key);
  if (text === undefined) return undefined;
  const [, year, month, day, slashMonth, slashDay] = DATE.exec(text) ?? [];
  const [y, m, d] = [Number(year), Number(month ?? slashMonth), Number(day ?? slashDay)];
  const time = new Date(Date.UTC(y, m - 1, d));
  // A day that the month has not is moved into the next one by some engines and refused by others.
  if (time.getUTCMonth() === m - 1 && time.getUTCDate() === d) {
    return `${y}-${String(m).padStart(2, "0")}-${String(d).padStart(2, "0")}`;
  }
  return complain(node, reader, `expected a date as ${key}, YYYY-MM-DD, found ${quote(text)}`);
}

function readRelated(node: YamlNode, reader: Reader, key: string): Metadata["related"] {
  if (node.type !== "sequence") return complain(node, reader, "expected a list of rules with id and type as related");
  return node.items.flatMap((item) => {
    const part = (name: string) =>
      item.type === "mapping" ? item.entries.find((entry) => entry.key.value === name)?.value : undefined;
    const id = part("id");
    const type = part("type");
    if (!id || !type) {
      complain(item, reader, "expected a related rule with id and type");
      return [];
    }
    const text = readText(id, reader, `id in ${key}`);
    const word = readWord(type, reader, `type in ${key}`, RELATIONS);
    return text === undefined || word === undefined ? [] : [{ id: text, type: word }];
  });
}

function readTags(node: YamlNode, reader: Reader, key: string): readonly string[] | undefined {
  return readTexts(node, reader, key)?.filter((tag) => {
    if (TAG.test(tag)) return true;
    complain(node, reader, `expected tags like attack.t1234, found ${quote(tag)}`);
    return false;
  });
}
