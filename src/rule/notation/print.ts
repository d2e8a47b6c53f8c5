import { SluiceError } from "../../errors.js";
import { Decimal } from "../decimal.js";
import { FLAGS, type Flagged } from "../flags.js";
import type { Condition, FieldPath, Kind, Literal, Predicate } from "../ir.js";
import { MAX_NESTING, MAX_TEXT_LENGTH } from "../limits.js";
import { BARE_NAME, printEventPath, printPath } from "../path.js";
import { NEGATED_TEXT, OPERATOR_TEXT, RESERVED } from "./operators.js";
import { quoteLiteral } from "./quote.js";

/**
 * The notation of a condition, one top-level conjunct a line. `parseCondition` reads it back as a structurally equal condition,
 * except that an `and` or `or` with one child prints as that child.
 *
 * `variables` are those of the quantifiers around a condition that is part of another one; without them a path from the
 * event that begins with such a name would read as the variable.
 *
 * Throws `invalid-condition` where no text stands for the condition: nested deeper than 256 levels, longer than 1 MiB when
 * printed, or with a variable whose name is no plain word or a reserved one.
 */
export function printCondition(condition: Condition, variables: readonly string[] = []): string {
  const whole = withoutSingles(condition);
  if (whole.type !== "and" || whole.children.length === 0) return print(whole, variables, 0, false);
  const conjuncts = whole.children.map(withoutSingles);
  return checked(conjuncts.map((child) => print(child, variables, 1, child.type === "and")).join("\n"));
}

/** `enclosed`: a junction is put in parentheses. */
function print(condition: Condition, variables: readonly string[], depth: number, enclosed: boolean): string {
  if (depth > MAX_NESTING) throw invalid(`expected at most ${MAX_NESTING} levels of nesting, found more`);
  switch (condition.type) {
    case "predicate":
      return checked(printPredicate(condition, OPERATOR_TEXT, variables));
    case "not": {
      const child = withoutSingles(condition.child);
      const negated = child.type === "predicate" && NEGATED_TEXT.has(child.kind);
      return checked(
        negated ? printPredicate(child, NEGATED_TEXT, variables) : `not ${print(child, variables, depth + 1, true)}`,
      );
    }
    case "and":
    case "or": {
      const [only] = condition.children;
      if (!only) return condition.type === "and" ? "true" : "false";
      if (condition.children.length === 1) return print(only, variables, depth + 1, enclosed);
      const children = condition.children.map((child) => print(child, variables, depth + 1, true));
      const text = children.join(` ${condition.type} `);
      return checked(enclosed ? `(${text})` : text);
    }
    case "some":
    case "every": {
      const { type, path, as, body } = condition;
      if (!BARE_NAME.test(as) || RESERVED.has(as)) {
        throw invalid(`expected a plain word that is not reserved as a variable, found ${JSON.stringify(as)}`);
      }
      const bodyText = print(body, [...variables, as], depth + 1, false);
      return checked(`${type} ${printOperand(path, variables, false)} as ${as}: (${bodyText})`);
    }
  }
}

/** Refuses a text that would be too long to be read back: conditions may share parts, so that a small one prints long. */
function checked(text: string): string {
  if (text.length <= MAX_TEXT_LENGTH) return text;
  throw invalid(`expected a condition that prints as at most ${MAX_TEXT_LENGTH} characters, found more`);
}

function printPredicate(
  predicate: Predicate,
  operators: ReadonlyMap<Kind, string>,
  variables: readonly string[],
): string {
  const words = [printOperand(predicate.operand.path, variables, false), operators.get(predicate.kind)];
  if ("value" in predicate) words.push(printLiteral(predicate.value));
  if ("values" in predicate) words.push(`[${predicate.values.map(printLiteral).join(", ")}]`);
  if ("other" in predicate) words.push(printOperand(predicate.other.path, variables, true));
  const flags: Flagged = predicate;
  return [...words, ...FLAGS.filter((flag) => flags[flag])].join(" ");
}

function printLiteral(value: Literal): string {
  if (typeof value === "string") return quoteLiteral(value);
  return value instanceof Decimal ? value.toString() : String(value);
}

/** A path as it is written in a condition: with `$` where it would otherwise read as something else. */
function printOperand(path: FieldPath, variables: readonly string[], onTheRight: boolean): string {
  const [first] = path.segments;
  if (path.root !== undefined || first?.type !== "key") return printPath(path);
  const { name } = first;
  const ambiguous = variables.includes(name) || RESERVED.has(name) || (onTheRight && !BARE_NAME.test(name));
  return ambiguous ? printEventPath(path) : printPath(path);
}

/** A junction with one child is that child. */
function withoutSingles(condition: Condition): Condition {
  let whole = condition;
  while ((whole.type === "and" || whole.type === "or") && whole.children.length === 1 && whole.children[0]) {
    whole = whole.children[0];
  }
  return whole;
}

function invalid(message: string): SluiceError {
  return new SluiceError("invalid-condition", message);
}
