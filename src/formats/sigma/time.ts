// Time modifiers (specification 2.1, Appendix Modifiers, Time): a number taken out of a date. They are "not designed to handle
// timezone or format conversions", so the date is one as ISO 8601 writes it, `2024-01-31T23:59:59Z` or with a blank instead of
// the T, and its parts are read as they stand there. Any other value has no such part.

import type { Decimal } from "../../rule/decimal.js";
import type { Condition, FieldPath, Predicate } from "../../rule/ir.js";
import type { CompareOperator, TimePart } from "./ast.js";

/** Why a part of a time cannot be compared. */
export class TimeProblem {
  constructor(
    readonly code: "time-part-unsupported" | "invalid-value",
    readonly message: string,
  ) {}
}

const DATE = "^[0-9]{4}-[0-9]{2}-[0-9]{2}";
/** What comes before a part of two digits, what after it, and its least and greatest number. */
const PARTS: Readonly<Record<"minute" | "hour" | "day" | "month", readonly [string, string, number, number]>> = {
  month: ["^[0-9]{4}-", "-[0-9]{2}(?:[T ]|\\z)", 1, 12],
  day: ["^[0-9]{4}-[0-9]{2}-", "(?:[T ]|\\z)", 1, 31],
  hour: [`${DATE}[T ]`, ":[0-9]{2}", 0, 23],
  minute: [`${DATE}[T ][0-9]{2}:`, "(?:[^0-9]|\\z)", 0, 59],
};
const MAX_YEAR = 9_999;

/** The test that a part of the time at a path is (or is less than, …) a number. Throws a `TimeProblem`. */
export function lowerTimePart(
  part: TimePart,
  number: Decimal,
  operator: CompareOperator | undefined,
): (path: FieldPath) => Condition {
  if (part === "week") {
    throw new TimeProblem(
      "time-part-unsupported",
      'expected another part of the time than "week": the specification does not say where a week begins',
    );
  }
  const [before, after, least, greatest] = part === "year" ? ["", "", 0, MAX_YEAR] : PARTS[part];
  const wanted = Number(number.toString());
  if (!Number.isInteger(wanted) || wanted < least || wanted > greatest) {
    throw new TimeProblem(
      "invalid-value",
      `expected a whole number from ${least} to ${greatest} as ${part}, found ${number}`,
    );
  }
  if (part === "year") return (path) => yearTest(path, wanted, operator);
  const numbers = Array.from({ length: greatest - least + 1 }, (_, i) => least + i);
  const digits = numbers
    .filter((found) => holds(found, wanted, operator))
    .map((found) => String(found).padStart(2, "0"));
  const value = `${before}(?:${digits.join("|")})${after}`;
  return (path) => (digits.length === 0 ? { type: "or", children: [] } : match(path, value));
}

function holds(found: number, wanted: number, operator: CompareOperator | undefined): boolean {
  if (operator === undefined) return found === wanted;
  const difference = found - wanted;
  return operator === "lt"
    ? difference < 0
    : operator === "lte"
      ? difference <= 0
      : operator === "gt"
        ? difference > 0
        : difference >= 0;
}

/** Years have four digits, so that dates are in the order of their texts. */
function yearTest(path: FieldPath, year: number, operator: CompareOperator | undefined): Condition {
  const digits = String(year).padStart(4, "0");
  if (operator === undefined) return match(path, `^${digits}-[0-9]{2}-[0-9]{2}(?:[T ]|\\z)`);
  const next = year === MAX_YEAR ? ":" : String(year + 1).padStart(4, "0"); // ":" comes after all digits
  const [kind, value] =
    operator === "lt" || operator === "gte" ? [operator, digits] : [operator === "lte" ? "lt" : "gte", next];
  const bound: Predicate = { type: "predicate", kind: kind as "lt" | "gte", operand: { type: "path", path }, value };
  return { type: "and", children: [match(path, `${DATE}(?:[T ]|\\z)`), bound] };
}

function match(path: FieldPath, value: string): Condition {
  return { type: "predicate", kind: "match", operand: { type: "path", path }, value };
}
