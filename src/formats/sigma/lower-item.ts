// From one detection item to a condition. Strings compare without case, and with the text of numbers and booleans (`text`), since
// "all values are treated as case-insensitive strings" (specification 2.1, Detection, General).

import type { Decimal } from "../../rule/decimal.js";
import type { Condition, FieldPath, Literal, Operand, Predicate, Segment, StringKind } from "../../rule/ir.js";
import type { Report } from "../../text/diagnose.js";
import type {
  Alternatives,
  CompareValue,
  DetectionItem,
  FieldValue,
  NumberValue,
  Part,
  RegexValue,
  SigmaRule,
  StringValue,
  Value,
} from "./ast.js";
import type { SigmaCode } from "./codes.js";
import { reportAt } from "./process.js";
import { RegexProblem, translateRegex } from "./regex.js";
import { openEnd, openStart, plainText } from "./string.js";
import { lowerTimePart, TimeProblem } from "./time.js";

export interface LowerOptions {
  /** Whether a field whose value is an array is compared by each of its elements (`any`), or matches nothing (`none`). */
  readonly arrays: "any" | "none";
}

const FALSE: Condition = { type: "or", children: [] };
const ANCHORS: readonly string[] = ["contains", "startswith", "endswith", "re"];

/** Lowers the items of one rule. */
export class ItemLowering {
  /** Something was reported: what was lowered is not to be used. */
  failed = false;

  constructor(
    private readonly rule: SigmaRule,
    private readonly options: LowerOptions,
    private readonly report: Report,
  ) {}

  lower(item: DetectionItem): Condition {
    const place = placeOf(item, this.options);
    const groups = item.linking === "all" ? item.values.map((value) => [value]) : [item.values];
    const tests = groups.map((values) => this.anyOf(item, values, place));
    const condition = junction("and", tests);
    return item.negated ? { type: "not", child: condition } : condition;
  }

  /** At least one of the values. */
  private anyOf(item: DetectionItem, written: readonly Alternatives[], place: Place): Condition {
    const tests: Condition[] = [];
    const equal = new Memberships();
    for (const alternatives of written) {
      const refuse = (code: SigmaCode, message: string): Condition => {
        this.failed = true;
        reportAt(this.rule, alternatives, this.report)(code, message);
        return FALSE;
      };
      for (const value of alternatives.values) {
        if (place.keyword) tests.push(lowerKeyword(value, item, place, refuse));
        else if (!equal.add(value)) tests.push(lowerValue(value, place, refuse));
      }
    }
    return junction("or", [...equal.tests(place), ...tests]);
  }
}

/** A keyword is looked for anywhere in a text, unless a modifier says where; a number in the decimal text of numbers, too. */
function lowerKeyword(value: Value, { modifiers }: DetectionItem, place: Place, refuse: Refuse): Condition {
  if (value.type === "number" || value.type === "boolean") {
    const text = value.type === "number" ? value.number.toString() : String(value.value);
    const parts: readonly Part[] = [{ type: "any" }, { type: "text", text }, { type: "any" }];
    return lowerString({ type: "string", parts }, { ...place, text: true }, refuse);
  }
  if (value.type !== "string") return lowerValue(value, place, refuse);
  if (value.parts.every(({ type }) => type === "any")) {
    return refuse("invalid-value", "expected a keyword, found one that every event has");
  }
  const opened = modifiers.some((name) => ANCHORS.includes(name)) ? value : openStart(openEnd(value));
  return lowerString(opened, place, refuse);
}

/** Where a field may be: each of these places is looked at. */
interface Place {
  /** Values, and the elements of arrays where they count. */
  readonly values: readonly FieldPath[];
  /** The field itself. */
  readonly fields: readonly FieldPath[];
  /** It is the whole event. */
  readonly keyword: boolean;
  /** Whether the text of numbers and booleans counts. */
  readonly text: boolean;
  readonly options: LowerOptions;
}

type NamedField = Pick<DetectionItem, "field" | "also" | "nested">;

/**
 * `a.b` may be one key with a dot or a key inside another; both are looked at, unless a mapping says which. Where arrays
 * count, their elements are values of the field.
 */
function placeOf(name: NamedField, options: LowerOptions): Place {
  const { field, also = [], nested } = name;
  if (field === undefined) return { values: [EVERYWHERE], fields: [EVERYWHERE], keyword: true, text: false, options };
  const fields = [field, ...also].flatMap((one) => pathsOf(one, nested === true));
  const values = options.arrays === "none" ? fields : fields.flatMap((path) => [path, elementsOf(path)]);
  return { values, fields, keyword: false, text: true, options };
}

/** Every string of the event. */
const EVERYWHERE: FieldPath = { segments: [{ type: "anywhere" }] };

function pathsOf(field: string, nested: boolean): readonly FieldPath[] {
  const literal: FieldPath = { segments: [{ type: "key", name: field }] };
  const names = field.split(".");
  if (names.length === 1 || names.includes("")) return [literal];
  const path: FieldPath = { segments: names.map((name): Segment => ({ type: "key", name })) };
  return nested ? [path] : [literal, path];
}

function elementsOf(path: FieldPath): FieldPath {
  return { segments: [...path.segments, { type: "any" }] };
}

/** Strings and numbers that a field equals, as few predicates as there are ways to compare. */
class Memberships {
  private readonly nocase: string[] = [];
  private readonly cased: string[] = [];
  private readonly numbers: Decimal[] = [];

  /** Takes a value that is compared whole, and says whether it was one. */
  add(value: Value): boolean {
    if (value.type === "boolean") this.nocase.push(String(value.value));
    else if (value.type === "number") this.addNumber(value);
    else if (value.type === "string") {
      const text = plainText(value.parts);
      if (text === undefined) return false;
      (value.cased ? this.cased : this.nocase).push(text);
    } else return false;
    return true;
  }

  /** A number is equal to a number, however that is written, and to its decimal text. */
  private addNumber({ number }: NumberValue): void {
    this.numbers.push(number);
    this.nocase.push(number.toString());
  }

  tests(place: Place): readonly Condition[] {
    return [
      ...this.test(place, this.nocase, { nocase: true, text: true }),
      ...this.test(place, this.cased, { text: true }),
      ...this.test(place, this.numbers, {}),
    ];
  }

  private test(place: Place, values: readonly Literal[], flags: Pick<Membership, "nocase" | "text">): Condition[] {
    const [only] = values;
    if (only === undefined) return [];
    return [
      anywhere(
        place.values,
        (path): Condition =>
          values.length === 1
            ? { ...predicateOn(path), kind: "eq", value: only, ...flags }
            : { ...predicateOn(path), kind: "in", values, ...flags },
      ),
    ];
  }
}

type Membership = Extract<Predicate, { kind: "in" }>;
type Refuse = (code: SigmaCode, message: string) => Condition;

function lowerValue(value: Value, place: Place, refuse: Refuse): Condition {
  switch (value.type) {
    case "string":
      return lowerString(value, place, refuse);
    case "regex":
      return lowerRegex(value, place, refuse);
    case "null":
      return junction(
        "and",
        place.fields.map((path) => ({ ...predicateOn(path), kind: "is_null" })),
      );
    case "exists": {
      const exists = anywhere(place.fields, (path) => ({ ...predicateOn(path), kind: "exists" }));
      return value.exists ? exists : { type: "not", child: exists };
    }
    case "network":
      return anywhere(place.values, (path) => ({ ...predicateOn(path), kind: "cidr", value: value.network }));
    case "field":
      return lowerField(value, place);
    case "compare":
      return lowerCompare(value, place, refuse);
    case "number":
    case "boolean":
      return FALSE; // taken by Memberships
  }
}

function lowerString({ parts, cased }: StringValue, place: Place, refuse: Refuse): Condition {
  const placeholder = parts.find((part) => part.type === "placeholder");
  if (placeholder) return refuse("placeholder-without-value", withoutValue(placeholder.name));
  // `*` alone asks for a value, whatever it is (the backends of pySigma make it a test for presence).
  if (parts.every(({ type }) => type === "any")) {
    return anywhere(place.fields, (path) => ({ ...predicateOn(path), kind: "is_not_null" }));
  }
  const { kind, text } = patternOf(parts);
  return anywhere(place.values, (path) => ({
    ...predicateOn(path),
    kind,
    value: text,
    ...(!cased && { nocase: true }),
    ...(place.text && { text: true }),
  }));
}

function withoutValue(name: string): string {
  return `expected a value for the placeholder %${name}%, found none`;
}

/** The cheapest kind that means the same: `*` at the ends only is no pattern. */
function patternOf(parts: readonly Part[]): { readonly kind: StringKind; readonly text: string } {
  const before = parts[0]?.type === "any";
  const after = parts.at(-1)?.type === "any";
  const inner = plainText(parts.slice(before ? 1 : 0, after ? -1 : parts.length));
  if (inner !== undefined && (before || after)) {
    return { kind: before && after ? "contains" : before ? "ends_with" : "starts_with", text: inner };
  }
  return { kind: "wildcard", text: parts.map(wildcardOf).join("") };
}

function wildcardOf(part: Part): string {
  if (part.type === "text") return part.text.replace(/[*?\\]/g, "\\$&");
  return part.type === "any" ? "*" : "?";
}

function lowerRegex({ parts, flags, start, end }: RegexValue, place: Place, refuse: Refuse): Condition {
  const placeholder = parts.find((part) => part.type === "placeholder");
  if (placeholder) return refuse("placeholder-without-value", withoutValue(placeholder.name));
  const written = parts.map((part) => (part.type === "text" ? part.text : part.type === "any" ? "*" : "?")).join("");
  try {
    const translated = translateRegex(written, flags);
    const value = start || end ? `${start ? "\\A" : ""}(?:${translated})${end ? "\\z" : ""}` : translated;
    return anywhere(place.values, (path) => ({
      ...predicateOn(path),
      kind: "match",
      value,
      ...(place.text && { text: true }),
    }));
  } catch (error) {
    if (!(error instanceof RegexProblem)) throw error;
    return refuse(error.code, `${error.message} (character ${error.at + 1} of the expression)`);
  }
}

function lowerField(value: FieldValue, place: Place): Condition {
  const { start, end, cased } = value;
  const kind = start && end ? "contains_field" : start ? "starts_with_field" : end ? "ends_with_field" : "eq_field";
  const others = placeOf(value, place.options).values;
  return anywhere(place.values, (path) =>
    anywhere(others, (other) => ({
      ...predicateOn(path),
      kind,
      other: operandOf(other),
      ...(!cased && { nocase: true }),
      text: true,
    })),
  );
}

function lowerCompare(value: CompareValue, place: Place, refuse: Refuse): Condition {
  const { number, operator } = value;
  if (value.part === undefined) {
    return anywhere(place.values, (path) =>
      operator === undefined
        ? { ...predicateOn(path), kind: "eq", value: number }
        : { ...predicateOn(path), kind: operator, value: number },
    );
  }
  try {
    return anywhere(place.values, lowerTimePart(value.part, number, operator));
  } catch (error) {
    if (!(error instanceof TimeProblem)) throw error;
    return refuse(error.code, error.message);
  }
}

function anywhere(paths: readonly FieldPath[], test: (path: FieldPath) => Condition): Condition {
  return junction("or", paths.map(test));
}

function operandOf(path: FieldPath): Operand {
  return { type: "path", path };
}

function predicateOn(path: FieldPath): { readonly type: "predicate"; readonly operand: Operand } {
  return { type: "predicate", operand: operandOf(path) };
}

function junction(type: "and" | "or", children: readonly Condition[]): Condition {
  const [only] = children;
  return only && children.length === 1 ? only : { type, children };
}
