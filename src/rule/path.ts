import type { FieldPath, Segment } from "./ir.js";
import { TokenCursor } from "./notation/cursor.js";
import { quote } from "./notation/quote.js";

/** A key or a variable that needs no quotes. */
export const BARE_NAME = /^[A-Za-z_@][A-Za-z0-9_@-]*$/;

const INDEX = /^(?:0|[1-9][0-9]*)$/;

/**
 * A path from the event: `userIdentity.arn`, `resources[*].ARN`, `tags[0]`, `requestParameters."a.b"`, `eventName~` (the key's
 * case ignored), `requestParameters.**` (every value there), `**` (every value of the event). Keys other than
 * `[A-Za-z_@][A-Za-z0-9_@-]*` are JSON strings. A leading `$` for the event itself is accepted.
 * Throws `invalid-path` with the position in `text`.
 */
export function parsePath(text: string): FieldPath {
  const cursor = new TokenCursor(text, "invalid-path");
  return finish(cursor, readPath(cursor, []));
}

/** A path inside an element, `ARN` or `[0].name`, given without its variable; an empty text is the element itself. */
export function parseElementPath(text: string, root: string): FieldPath {
  const cursor = new TokenCursor(text, "invalid-path");
  const segments: Segment[] = [];
  if (cursor.token.type !== "end" && !cursor.at("[")) segments.push(readStep(cursor, "a key"));
  return finish(cursor, { root, segments: readSegments(cursor, segments) });
}

/** The text of a path, which `parsePath` reads back where the path is one from the event. */
export function printPath(path: FieldPath): string {
  const [first] = path.segments;
  const begin = path.root ?? (first?.type === "key" || first?.type === "anywhere" ? "" : "$");
  return begin + printSegments(path.segments, begin === "");
}

/** The text of a path from the event with its `$`, which nothing can be mistaken for. */
export function printEventPath(path: FieldPath): string {
  return `$${printSegments(path.segments, false)}`;
}

/** Reads a path at the cursor. A bare first key that is one of `variables` is that variable. */
export function readPath(cursor: TokenCursor, variables: readonly string[]): FieldPath {
  const first = cursor.token;
  if (cursor.accept("$")) {
    const segments = readSegments(cursor, []);
    if (segments.length === 0) throw cursor.error('".KEY" after "$"');
    return { segments };
  }
  if (first.type === "word" && variables.includes(first.text)) {
    cursor.take();
    if (cursor.adjacent && cursor.at("~")) {
      throw cursor.error(`"." or "[" after the variable ${quote(first.text)} (the event's key is $.${first.text}~)`);
    }
    return { root: first.text, segments: readSegments(cursor, []) };
  }
  return { segments: readSegments(cursor, [readStep(cursor, "a path")]) };
}

/** Reads `.key`, `[…]` and, at the end, `.**` as long as they follow without a blank, and adds them to `segments`. */
function readSegments(cursor: TokenCursor, segments: Segment[]): readonly Segment[] {
  while (cursor.adjacent && segments.at(-1)?.type !== "anywhere") {
    if (cursor.accept(".")) {
      segments.push(readStep(cursor, 'a key after "."'));
    } else if (cursor.accept("[")) {
      segments.push(readElement(cursor));
    } else break;
  }
  return segments;
}

/** A key or `**`. */
function readStep(cursor: TokenCursor, expected: string): Segment {
  if (!cursor.accept("*")) return readKey(cursor, expected);
  if (!cursor.adjacent || !cursor.at("*")) throw cursor.error('a second "*" after "*"');
  cursor.take();
  return { type: "anywhere" };
}

function readKey(cursor: TokenCursor, expected: string): Segment {
  const { type } = cursor.token;
  if (type !== "word" && type !== "string") {
    const hint = type === "raw" || type === "number" ? " (a key that is no plain word is quoted like JSON)" : "";
    throw cursor.error(expected + hint);
  }
  const name = cursor.take().value;
  return cursor.adjacent && cursor.accept("~") ? { type: "key", name, nocase: true } : { type: "key", name };
}

function readElement(cursor: TokenCursor): Segment {
  if (cursor.accept("*")) {
    cursor.expect("]", 'after "[*"');
    return { type: "any" };
  }
  const { type, text } = cursor.token;
  const index = Number(text);
  if (type !== "number" || !INDEX.test(text) || !Number.isSafeInteger(index)) {
    throw cursor.error('"*" or an index from 0 after "["');
  }
  cursor.take();
  cursor.expect("]", "after the index");
  return { type: "index", index };
}

function finish(cursor: TokenCursor, path: FieldPath): FieldPath {
  if (cursor.token.type !== "end") throw cursor.error('".", "[" or end of text');
  return path;
}

function printSegments(segments: readonly Segment[], first: boolean): string {
  let text = "";
  for (const segment of segments) {
    const dot = first && text === "" ? "" : ".";
    if (segment.type === "any") text += "[*]";
    else if (segment.type === "index") text += `[${segment.index}]`;
    else if (segment.type === "anywhere") text += `${dot}**`;
    else {
      const name = BARE_NAME.test(segment.name) ? segment.name : quote(segment.name);
      text += `${dot}${name}${segment.nocase ? "~" : ""}`;
    }
  }
  return text;
}
