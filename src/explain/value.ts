// JSON values as the oracle sees them: nothing of the text is lost that a predicate can ask for.

/**
 * A JSON value. Unlike what `JSON.parse` gives, a number is its text as written (`9007199254740993`, `1.0`, `-0`), and an
 * object is a map, so `__proto__` is a key like any other. Strings are unescaped and may hold lone surrogates.
 */
export type JsonValue =
  | { readonly type: "null" }
  | { readonly type: "boolean"; readonly value: boolean }
  | { readonly type: "number"; readonly text: string }
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "array"; readonly elements: readonly JsonValue[] }
  | JsonObject;

/**
 * Of a key that comes more than once, the last value counts, or the first; members are in the order of those occurrences of their keys
 * that count.
 */
export interface JsonObject {
  readonly type: "object";
  /** Which of its keys counts where several are alike. */
  readonly duplicateKeys: "last" | "first";
  readonly members: ReadonlyMap<string, JsonValue>;
}

/** What a path leads to: a value, or undefined where it is missing. */
export type Found = JsonValue | undefined;

/** JSON text of a value, for people: cut with `…` after `limit` UTF-16 units, nothing in it that a terminal would obey. */
export function jsonText(value: JsonValue, limit: number): string {
  let text = "";
  // What is longer than the limit is cut in the end, so strings need be quoted no further.
  // Each call adds at least one character before it calls itself, so the limit bounds the depth too.
  const write = (value: JsonValue): void => {
    switch (value.type) {
      case "null":
        text += "null";
        break;
      case "boolean":
        text += value.value;
        break;
      case "number":
        text += value.text;
        break;
      case "string":
        text += quote(value.value.slice(0, limit + 1));
        break;
      case "array":
        writeAll("[", "]", value.elements, write);
        break;
      case "object":
        writeAll("{", "}", value.members, ([key, member]) => {
          text += `${quote(key.slice(0, limit + 1))}:`;
          write(member);
        });
    }
  };
  const writeAll = <T>(open: string, close: string, items: Iterable<T>, writeItem: (item: T) => void): void => {
    text += open;
    let separator = "";
    for (const item of items) {
      if (text.length > limit) return;
      text += separator;
      writeItem(item);
      separator = ",";
    }
    text += close;
  };
  write(value);
  // The cut must not leave half of a surrogate pair.
  return text.length > limit ? `${text.slice(0, limit).replace(/\p{Cs}$/u, "")}…` : text;
}

/** A JSON string. */
export function quote(text: string): string {
  return escapeControls(JSON.stringify(text));
}

/** Control, format, lone surrogate and line separator characters as `\uXXXX`: a value must not move the cursor or turn text around. */
export function escapeControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) =>
    character
      .split("")
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}
