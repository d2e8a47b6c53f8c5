// From one detection item to a condition. Strings compare without case, and with the text of numbers and booleans (`text`), since
// "all values are treated as case-insensitive strings" (specification 2.1, Detection, General).

import type { Decimal } from "../../rule/decimal.js";
import type { Condition, Literal, Operand, Predicate, StringKind } from "../../rule/ir.js";
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
import type { Place, Places } from "./places.js";
import { reportAt } from "./process.js";
import { RegexProblem, translateRegex } from "./regex.js";
import { openEnd, openStart, plainText } from "./string.js";
import { lowerTimePart, TimeProblem } from "./time.js";

const FALSE: Condition = { type: "or", children: [] };
const ANCHORS: readonly string[] = ["contains", "startswith", "endswith", "re"];

/** Lowers the items of one rule. */
export class ItemLowering {
  /** Something was reported: what was lowered is not to be used. */
  failed = false;

  constructor(
    private readonly rule: SigmaRule,
    private readonly places: Places,
    private readonly report: Report,
  ) {}

  lower(item: DetectionItem): Condition {
    const place = this.places.of(item);
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
        else if (value.type === "field") tests.push(lowerField(value, place, this.places.of(value)));
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

  private test(place: Place, values: readonly Literal[], flags: Flags): Condition[] {
    const [only] = values;
    if (only === undefined) return [];
    return [
      anywhere(
        place.values,
        (operand): Condition =>
          values.length === 1
            ? { type: "predicate", kind: "eq", operand, value: only, ...flags }
            : { type: "predicate", kind: "in", operand, values, ...flags },
      ),
    ];
  }
}

/** How texts are compared. */
type Flags = Pick<Extract<Predicate, { kind: "in" }>, "nocase" | "text">;
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
        place.fields.map((operand) => ({ type: "predicate", kind: "is_null", operand })),
      );
    case "exists": {
      const exists = anywhere(place.fields, (operand) => ({ type: "predicate", kind: "exists", operand }));
      return value.exists ? exists : { type: "not", child: exists };
    }
    case "network":
      return anywhere(place.values, (operand) => ({ type: "predicate", kind: "cidr", operand, value: value.network }));
    case "compare":
      return lowerCompare(value, place, refuse);
    case "field":
    case "number":
    case "boolean":
      return FALSE; // taken by ItemLowering
  }
}

function lowerString({ parts, cased }: StringValue, place: Place, refuse: Refuse): Condition {
  const placeholder = parts.find((part) => part.type === "placeholder");
  if (placeholder) return refuse("placeholder-without-value", withoutValue(placeholder.name));
  // `*` alone asks for a value, whatever it is (the backends of pySigma make it a test for presence).
  if (parts.every(({ type }) => type === "any")) {
    return anywhere(place.fields, (operand) => ({ type: "predicate", kind: "is_not_null", operand }));
  }
  const { kind, text: value } = patternOf(parts);
  const flags: Flags = { ...(!cased && { nocase: true }), ...(place.text && { text: true }) };
  return anywhere(place.values, (operand) => ({ type: "predicate", kind, operand, value, ...flags }));
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
    const compared: Flags = place.text ? { text: true } : {};
    return anywhere(place.values, (operand) => ({ type: "predicate", kind: "match", operand, value, ...compared }));
  } catch (error) {
    if (!(error instanceof RegexProblem)) throw error;
    return refuse(error.code, `${error.message} (character ${error.at + 1} of the expression)`);
  }
}

function lowerField({ start, end, cased }: FieldValue, place: Place, others: Place): Condition {
  const kind = start && end ? "contains_field" : start ? "starts_with_field" : end ? "ends_with_field" : "eq_field";
  const flags: Flags = { ...(!cased && { nocase: true }), text: true };
  return anywhere(place.values, (operand) =>
    anywhere(others.values, (other) => ({ type: "predicate", kind, operand, other, ...flags })),
  );
}

function lowerCompare(value: CompareValue, place: Place, refuse: Refuse): Condition {
  const { number, operator } = value;
  if (value.part === undefined) {
    const kind = operator ?? "eq";
    return anywhere(place.values, (operand) => ({ type: "predicate", kind, operand, value: number }));
  }
  try {
    const test = lowerTimePart(value.part, number, operator);
    return anywhere(place.values, ({ path }) => test(path));
  } catch (error) {
    if (!(error instanceof TimeProblem)) throw error;
    return refuse(error.code, error.message);
  }
}

function anywhere(operands: readonly Operand[], test: (operand: Operand) => Condition): Condition {
  return junction("or", operands.map(test));
}

function junction(type: "and" | "or", children: readonly Condition[]): Condition {
  const [only] = children;
  return only && children.length === 1 ? only : { type, children };
}
