// Strings of Sigma: text with wildcards, in which `\` takes a following `*`, `?` or `\` literally and is itself elsewhere
// (specification 2.1, Escape Character).

import type { Part, StringValue } from "./ast.js";

const ANY: Part = { type: "any" };
const ONE: Part = { type: "one" };
/** A wildcard, or a backslash that escapes something. */
const SPECIAL = /[*?]|\\\\/;

/** The parts of a string as written. */
export function parseString(written: string): Part[] {
  if (!SPECIAL.test(written)) return written === "" ? [] : [{ type: "text", text: written }];
  const parts: Part[] = [];
  let text = "";
  for (let at = 0; at < written.length; at++) {
    const character = written.charAt(at);
    const next = written.charAt(at + 1);
    if (character === "\\" && (next === "*" || next === "?" || next === "\\")) {
      text += next;
      at++;
    } else if (character === "*" || character === "?") {
      if (text !== "") parts.push({ type: "text", text });
      text = "";
      parts.push(character === "*" ? ANY : ONE);
    } else text += character;
  }
  if (text !== "") parts.push({ type: "text", text });
  return parts;
}

/** The parts with neighbouring texts joined, empty ones left out. */
export function joinParts(parts: readonly Part[]): Part[] {
  const joined: Part[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part.type !== "text") joined.push(part);
    else if (last?.type === "text") joined[joined.length - 1] = { type: "text", text: last.text + part.text };
    else if (part.text !== "") joined.push(part);
  }
  return joined;
}

/** The string with anything before it. */
export function openStart(value: StringValue): StringValue {
  return value.parts[0]?.type === "any" ? value : { ...value, parts: [ANY, ...value.parts] };
}

/** The string with anything after it. */
export function openEnd(value: StringValue): StringValue {
  return value.parts.at(-1)?.type === "any" ? value : { ...value, parts: [...value.parts, ANY] };
}

/** The text of parts that have no wildcard and no placeholder; undefined if they have. */
export function plainText(parts: readonly Part[]): string | undefined {
  let text = "";
  for (const part of parts) {
    if (part.type !== "text") return undefined;
    text += part.text;
  }
  return text;
}

/**
 * The parts with `%name%` in their texts as placeholders; `\%` is a percent sign (specification 2.1, Placeholders). A name is
 * one character or more that are no percent signs.
 */
export function findPlaceholders(parts: readonly Part[]): Part[] {
  const found: Part[] = [];
  for (const part of parts) {
    if (part.type !== "text") {
      found.push(part);
      continue;
    }
    let from = 0;
    for (const match of part.text.matchAll(/(?<!\\)%([^%]+)%/g)) {
      found.push({ type: "text", text: unescapePercent(part.text.slice(from, match.index)) });
      found.push({ type: "placeholder", name: match[1] as string });
      from = match.index + match[0].length;
    }
    found.push({ type: "text", text: unescapePercent(part.text.slice(from)) });
  }
  return joinParts(found);
}

function unescapePercent(text: string): string {
  return text.replaceAll("\\%", "%");
}

/**
 * Every way to put one of the replacements of each placeholder in its place; undefined where these are more than `limit`.
 * Placeholders for which `replacements` gives undefined stay.
 */
export function replacePlaceholders(
  parts: readonly Part[],
  replacements: (name: string) => readonly (readonly Part[])[] | undefined,
  limit: number,
): Part[][] | undefined {
  let results: Part[][] = [[]];
  for (const part of parts) {
    const choices = (part.type === "placeholder" && replacements(part.name)) || [[part]];
    if (results.length * choices.length > limit) return undefined;
    results = results.flatMap((before) => choices.map((choice) => [...before, ...choice]));
  }
  return results.map(joinParts);
}
