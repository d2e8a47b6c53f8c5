// Applies the modifiers of a field, in the order written, to its values (specification 2.1, Appendix Modifiers). Which of them
// may follow which is as pySigma has it (sigma/modifiers.py): each takes certain types of values and gives others.

import type { TimePart, Value } from "./ast.js";
import { base64, base64Offsets, dashesOf, markDashes, misreadUtf16, type Utf16, utf8, utf16 } from "./encodings.js";
import { networkProblem } from "./network.js";
import { findPlaceholders, joinParts, openEnd, openStart, plainText, replacePlaceholders } from "./string.js";

/** Text that was encoded as UTF-16, as long as only bytes are asked of it. */
interface Utf16Value {
  readonly type: "utf16";
  readonly text: string;
  readonly form: Utf16;
  readonly cased?: true;
}
type Working = Value | Utf16Value;
type WorkingOf<T extends Working["type"]> = Extract<Working, { type: T }>;

/** Most values that one written value may become. */
export const MAX_VALUES = 10_000;

/** Why a modifier cannot be applied. */
export class ModifierProblem {
  constructor(
    readonly code: "invalid-modifier" | "invalid-value" | "invalid-network" | "too-many-values",
    readonly message: string,
  ) {}
}

interface Context {
  readonly name: string;
  /** Modifiers that were applied before. */
  readonly before: readonly string[];
  /** Whether the values are keywords. */
  readonly keyword: boolean;
}
type Modify = (value: Working, context: Context) => Working | readonly Working[];

const MODIFIERS: Readonly<Record<string, Modify>> = {
  contains: open(true, true),
  startswith: open(false, true),
  endswith: open(true, false),
  cased: taking(["string"], (value) => ({ ...value, cased: true })),
  re: (value) => value,
  i: flag("i"),
  ignorecase: flag("i"),
  m: flag("m"),
  multiline: flag("m"),
  s: flag("s"),
  dotall: flag("s"),
  base64: encoded((bytes) => [base64(bytes)]),
  base64offset: encoded(base64Offsets),
  wide: asUtf16("utf16le"),
  utf16le: asUtf16("utf16le"),
  utf16be: asUtf16("utf16be"),
  utf16: asUtf16("utf16"),
  windash: taking(["string"], (value) => {
    const variants = replacePlaceholders(markDashes(value.parts), dashesOf, MAX_VALUES);
    if (!variants) throw new ModifierProblem("too-many-values", `expected at most ${MAX_VALUES} variants of dashes`);
    return variants.map((parts) => ({ ...value, parts }));
  }),
  expand: taking(["string", "regex"], (value) => ({ ...value, parts: findPlaceholders(value.parts) })),
  fieldref: taking(["string"], ({ parts, cased }) => {
    const field = plainText(parts);
    if (field === undefined || field === "") {
      throw new ModifierProblem("invalid-value", "expected the name of a field, found wildcards or nothing");
    }
    return { type: "field", field, ...(cased && { cased }) };
  }),
  cidr: taking(["string"], ({ parts }, context) => {
    first(context);
    const network = plainText(parts);
    const problem = network === undefined ? "expected a network, found wildcards" : networkProblem(network);
    if (network === undefined || problem !== undefined) throw new ModifierProblem("invalid-network", problem ?? "");
    return { type: "network", network };
  }),
  exists: taking(["boolean"], ({ value }, context) => {
    first(context);
    return { type: "exists", exists: value };
  }),
  lt: compare("lt"),
  lte: compare("lte"),
  gt: compare("gt"),
  gte: compare("gte"),
  minute: timePart("minute"),
  hour: timePart("hour"),
  day: timePart("day"),
  week: timePart("week"),
  month: timePart("month"),
  year: timePart("year"),
};

/** Modifiers that say how the values of a field belong together; they leave the values as they are. */
const LINKING: readonly string[] = ["all", "neq"];

export const MODIFIER_NAMES: readonly string[] = [...Object.keys(MODIFIERS), ...LINKING];

/** What keywords may be: text to find in the event. The rest asks for a field. */
const KEYWORD_TYPES: readonly Value["type"][] = ["string", "number", "boolean", "regex"];

/** Whether a value is written for `re`: then it is no string with wildcards. */
export function isRegex(modifiers: readonly string[]): boolean {
  return modifiers.includes("re");
}

/**
 * The values that one written value becomes. The modifiers are known by name, and a value for `re` is given as a regex. Throws
 * a `ModifierProblem`.
 */
export function applyModifiers(written: Value, modifiers: readonly string[], keyword: boolean): readonly Value[] {
  let values: readonly Working[] = [written];
  modifiers.forEach((name, i) => {
    const modify = Object.hasOwn(MODIFIERS, name) ? MODIFIERS[name] : undefined;
    if (name === "re" && i > 0) {
      throw new ModifierProblem(
        "invalid-modifier",
        `expected "re" before ${quoted(modifiers.slice(0, i))}, found it after`,
      );
    }
    if (!modify) return;
    const context = { name, before: modifiers.slice(0, i), keyword };
    values = values.flatMap((value) => modify(value, context));
  });
  const finished = values.map(finish);
  const stranger = keyword ? finished.find(({ type }) => !KEYWORD_TYPES.includes(type)) : undefined;
  if (!stranger) return finished;
  const what = stranger.type === "null" ? "null" : quoted(modifiers);
  throw new ModifierProblem("invalid-modifier", `expected a field for ${what}, found keywords`);
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}

function finish(value: Working): Value {
  if (value.type !== "utf16") return value;
  const text = misreadUtf16(value.text, value.form);
  if (text === undefined) {
    throw new ModifierProblem(
      "invalid-value",
      `expected ASCII for ${value.form}, or base64 after it: its bytes are no text that a log could hold`,
    );
  }
  return { type: "string", parts: [{ type: "text", text }], ...(value.cased && { cased: true }) };
}

function taking<T extends Working["type"]>(
  types: readonly T[],
  modify: (value: WorkingOf<T>, context: Context) => Working | readonly Working[],
): Modify {
  return (value, context) => {
    // Whatever asks for text after `wide` gets the text that the bytes are taken for.
    const taken = value.type === "utf16" && !types.includes("utf16" as T) ? finish(value) : value;
    if (types.includes(taken.type as T)) return modify(taken as WorkingOf<T>, context);
    const found = NAMES[taken.type];
    const after = context.before.length > 0 ? ` after ${quoted(context.before)}` : "";
    throw new ModifierProblem(
      "invalid-modifier",
      `expected ${types.map((type) => NAMES[type]).join(" or ")} for "${context.name}", found ${found}${after}`,
    );
  };
}

const NAMES: Readonly<Record<Working["type"], string>> = {
  string: "a string",
  number: "a number",
  boolean: "true or false",
  null: "null",
  regex: "a regular expression",
  network: "a network",
  exists: "a test for existence",
  field: "a field",
  compare: "a comparison",
  utf16: "UTF-16",
};

function first({ name, before }: Context): void {
  if (before.length > 0) {
    throw new ModifierProblem(
      "invalid-modifier",
      `expected "${name}" as the first modifier, found ${quoted(before)} before it`,
    );
  }
}

/** `contains`, `startswith`, `endswith`: whether something may come before, and after. */
function open(before: boolean, after: boolean): Modify {
  return taking(["string", "regex", "field"], (value, context) => {
    if (value.type === "string") {
      const started = before ? openStart(value) : value;
      return after ? openEnd(started) : started;
    }
    // A regular expression is found anywhere unless all modifiers leave it held to one end.
    if (value.type === "regex") {
      const opened = (by: string) =>
        [...context.before, context.name].some((name) => name === by || name === "contains");
      const { start: _, end: __, ...bare } = value;
      return { ...bare, ...(!opened("endswith") && { start: true }), ...(!opened("startswith") && { end: true }) };
    }
    return { ...value, ...(after && { start: true }), ...(before && { end: true }) };
  });
}

function flag(name: "i" | "m" | "s"): Modify {
  return taking(["regex"], (value) => ({ ...value, flags: [...new Set([...value.flags, name])].sort() }));
}

function encoded(encode: (bytes: Uint8Array) => readonly string[]): Modify {
  return taking(["string", "utf16"], (value, { name }) => {
    const text = value.type === "utf16" ? value.text : plainText(value.parts);
    if (text === undefined) {
      throw new ModifierProblem("invalid-value", `expected a string without wildcards for "${name}"`);
    }
    const bytes = value.type === "utf16" ? utf16(text, value.form) : utf8(text);
    return encode(bytes).map((result) => ({
      type: "string",
      parts: joinParts([{ type: "text", text: result }]),
      ...(value.cased && { cased: true }),
    }));
  });
}

function asUtf16(form: Utf16): Modify {
  return taking(["string"], (value) => {
    const text = plainText(value.parts);
    if (text !== undefined) return { type: "utf16", text, form, ...(value.cased && { cased: true }) };
    // Wildcards stay between the encoded texts, of which only the first can have a byte order mark before it.
    const parts = value.parts.map((part, i) => {
      if (part.type !== "text") return part;
      const misread = misreadUtf16(part.text, i > 0 && form === "utf16" ? "utf16le" : form);
      if (misread !== undefined) return { ...part, text: misread };
      throw new ModifierProblem("invalid-value", `expected ASCII around the wildcards for ${form}`);
    });
    return { ...value, parts };
  });
}

function compare(operator: "lt" | "lte" | "gt" | "gte"): Modify {
  return taking(["number", "compare"], (value, { name, before }) => {
    if (value.type === "number") return { type: "compare", number: value.number, operator };
    if (value.operator === undefined) return { ...value, operator };
    throw new ModifierProblem("invalid-modifier", `expected one comparison, found "${name}" after ${quoted(before)}`);
  });
}

function timePart(part: TimePart): Modify {
  return taking(["number"], ({ number }) => ({ type: "compare", number, part }));
}
