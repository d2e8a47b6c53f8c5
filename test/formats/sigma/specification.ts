// An evaluator of Sigma detections written straight from the text of the specification (2.1), over plain objects. It is slow and
// knows nothing of the parser, the IR or the matcher.

export type Scalar = string | number | boolean | null;
export type Item = Readonly<Record<string, Scalar | readonly Scalar[]>>;
export type Selection = Item | readonly Item[];
export type Expression =
  | { readonly op: "name"; readonly name: string }
  | { readonly op: "of"; readonly quantifier: "1" | "any" | "all"; readonly pattern: string }
  | { readonly op: "not"; readonly of: readonly [Expression] }
  | { readonly op: "and" | "or"; readonly of: readonly [Expression, Expression] };
type Event = Readonly<Record<string, unknown>>;

export function holds(expression: Expression, selections: Readonly<Record<string, Selection>>, event: Event): boolean {
  const selected = (name: string) => selects(selections[name] as Selection, event);
  switch (expression.op) {
    case "name":
      return selected(expression.name);
    case "not":
      return !holds(expression.of[0], selections, event);
    case "and":
      return expression.of.every((part) => holds(part, selections, event));
    case "or":
      return expression.of.some((part) => holds(part, selections, event));
    case "of": {
      // "Search identifiers not starting with an underscore"; "matching is done with * wildcards at arbitrary positions".
      const pattern = expression.pattern === "them" ? "*" : expression.pattern;
      const shape = new RegExp(`^${pattern.replaceAll("*", ".*")}$`);
      const names = Object.keys(selections).filter((name) => shape.test(name) && !name.startsWith("_"));
      return expression.quantifier === "all" ? names.every(selected) : names.some(selected);
    }
  }
}

/** "All elements of a map are joined with AND"; "all map items of a list are linked with OR". */
export function selects(selection: Selection, event: Event): boolean {
  if (Array.isArray(selection)) return selection.some((item: Item) => selects(item, event));
  return Object.entries(selection as Item).every(([key, values]) => itemHolds(key, values, event));
}

function itemHolds(key: string, written: Scalar | readonly Scalar[], event: Event): boolean {
  const [field = "", ...modifiers] = key.split("|");
  const values: readonly Scalar[] = Array.isArray(written) ? written : [written as Scalar];
  const test = (value: Scalar) => valueHolds(field, value, modifiers, event);
  const result = modifiers.includes("all") ? values.every(test) : values.some(test);
  return modifiers.includes("neq") ? !result : result;
}

function valueHolds(field: string, value: Scalar, modifiers: readonly string[], event: Event): boolean {
  const has = (name: string) => modifiers.includes(name);
  if (has("exists")) return fieldsOf(field, event).length > 0 === value;
  if (value === null) return fieldsOf(field, event).every((found) => found === null);
  const open = has("contains") || has("startswith") || has("endswith");
  if (!has("re") && !has("fieldref") && (/^\*+$/.test(String(value)) || (open && value === ""))) {
    // Nothing but wildcards asks for a value, whatever it is.
    return fieldsOf(field, event).some((found) => found !== null);
  }
  const found = fieldsOf(field, event).flatMap((one) => (Array.isArray(one) ? one : [one])) as unknown[];
  if (has("fieldref")) {
    const others = fieldsOf(String(value), event).flatMap((one) => (Array.isArray(one) ? one : [one])) as unknown[];
    return found.some((one) => others.some((other) => compareTexts(textOf(one), textOf(other), modifiers)));
  }
  return found.some((one) => test(one, value, modifiers));
}

/** A name with dots is one key, or keys inside one another. */
function fieldsOf(field: string, event: Event): unknown[] {
  const found: unknown[] = [];
  if (Object.hasOwn(event, field)) found.push(event[field]);
  if (!field.includes(".")) return found;
  let at: unknown = event;
  for (const name of field.split(".")) {
    if (typeof at !== "object" || at === null || Array.isArray(at) || !Object.hasOwn(at, name)) return found;
    at = (at as Event)[name];
  }
  return [...found, at];
}

/** "All values are treated as case-insensitive strings." */
function textOf(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : undefined;
}

function compareTexts(text: string | undefined, other: string | undefined, modifiers: readonly string[]): boolean {
  if (text === undefined || other === undefined) return false;
  const literal = other.replace(/[^A-Za-z0-9]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
  return matcher(literal, modifiers).test(text);
}

/** "The value is expected at the beginning", "at the end", "anywhere in the field"; without these it is the field. */
function matcher(body: string, modifiers: readonly string[]): RegExp {
  const has = (name: string) => modifiers.includes(name);
  const before = has("contains") || has("endswith") ? ".*" : "";
  const after = has("contains") || has("startswith") ? ".*" : "";
  return new RegExp(`^${before}${body}${after}$`, has("cased") ? "su" : "sui");
}

function test(found: unknown, value: Exclude<Scalar, null>, modifiers: readonly string[]): boolean {
  const has = (name: string) => modifiers.includes(name);
  for (const [name, order] of ORDERS) {
    if (has(name)) return typeof found === "number" && order(found, value as number);
  }
  const text = textOf(found);
  if (text === undefined) return false;
  if (has("re")) {
    // "Matched case-sensitive by default"; `i`, `m` and `s` as their names say.
    return new RegExp(String(value), ["i", "m", "s"].filter(has).join("")).test(text);
  }
  if (has("base64")) return matcher(patternOf(Buffer.from(String(value)).toString("base64")), modifiers).test(text);
  if (has("windash")) return dashes(String(value)).some((variant) => matcher(patternOf(variant), modifiers).test(text));
  return matcher(patternOf(String(value)), modifiers).test(text);
}

const ORDERS: readonly (readonly [string, (found: number, value: number) => boolean])[] = [
  ["lt", (found, value) => found < value],
  ["lte", (found, value) => found <= value],
  ["gt", (found, value) => found > value],
  ["gte", (found, value) => found >= value],
];

/** Escape Character: `\` is for `*`, `?` and itself, and plain everywhere else. */
function patternOf(written: string): string {
  return written.replace(/\\([*?\\])|[\s\S]/gu, (piece, escaped: string | undefined) => {
    if (piece === "*") return ".*";
    if (piece === "?") return ".";
    return `\\u{${(escaped ?? piece).codePointAt(0)?.toString(16)}}`;
  });
}

/** "Converts the aforementioned characters interchangeably and uses all possible permutations", where a parameter begins. */
function dashes(written: string): string[] {
  const at = written.search(/(?<![A-Za-z0-9_])[-/–—―](?=[A-Za-z0-9_])/u);
  if (at < 0) return [written];
  return dashes(written.slice(at + 1)).flatMap((rest) =>
    [..."-/–—―"].map((dash) => written.slice(0, at) + dash + rest),
  );
}
