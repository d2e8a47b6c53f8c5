// Predicates: each is judged at most once an event (or, inside a quantifier, an element).

import {
  COUNTER_PREDICATES, FORM_SCALAR, KIND_CONTAINS, KIND_CONTAINS_FIELD, KIND_ENDS_WITH, KIND_ENDS_WITH_FIELD, KIND_EQ_FIELD,
  KIND_EXISTS, KIND_FALSE, KIND_GTE_FIELD, KIND_GT_FIELD, KIND_IS_NULL, KIND_LTE_FIELD, KIND_LT_FIELD, KIND_NOT_NULL, KIND_NULL, KIND_NUMBER_EQ,
  KIND_REGEX, KIND_SOME, KIND_STARTS_WITH, KIND_STARTS_WITH_FIELD, KIND_TABLE,
  KIND_ARRAY, KIND_INTEGER, KIND_NUMBER, KIND_OBJECT, KIND_STRING,
  KIND_TEXT_GT, KIND_TEXT_GTE, KIND_TEXT_LT, KIND_TEXT_LTE, KIND_TRUE, KIND_TRUTHY, KIND_WILDCARD, 
  PREDICATE_ARG, PREDICATE_BYTES, PREDICATE_KIND, PREDICATE_NODE, PREDICATE_SIZE,
} from "../layout";
import { count } from "../count";
import { QUOTE, openArray, openObject, skipSpace, tokenEnd } from "../json/value";
import { ask } from "../json/walk";
import { allocate, lookups, memos, predicates, program, scratch } from "../memory";
import { some } from "../vm";
import { judgeAnywhere } from "./anywhere";
import { hasElements, judgeElements } from "./elements";
import { compare, contains, equal } from "./find";
import { judgeRange } from "./number-table";
import { compareNumbers, isInteger, isNumber, isZero } from "./number";
import { isAnywhere, isFalse, isNull, isNumeric, isTrue, stampOf, text, textLength, textStart, valueOf } from "./operand";
import { search } from "./regex";
import { lookUp } from "./table";
import { wildcardMatch } from "./wildcard";

/** Whether a predicate holds. */
export function holds(predicate: u32): bool {
  const memo = memos + <usize>predicate * 8;
  // No two levels share a stamp, so a verdict of this event is known for one without a look at the predicate.
  const ofEvent = load<u64>(memo) ^ (stampOf(0) << 1);
  if (ofEvent <= 1) return bool(ofEvent);
  const at = predicates + <usize>predicate * PREDICATE_BYTES;
  const head = load<u32>(at, PREDICATE_KIND);
  const stamp = stampOf(head >> 16) << 1;
  const known = load<u64>(memo) ^ stamp;
  if (known <= 1) return bool(known);
  ask(load<u32>(at, PREDICATE_NODE));
  let verdict: bool;
  if ((head & 0xff) == KIND_TABLE || (head & 0xff) == KIND_NUMBER_EQ) {
    const table = load<u32>(at, PREDICATE_ARG);
    // What a table marks it has marked when it was looked up.
    if (load<u64>(lookups + <usize>table * 8) << 1 == stamp) return false;
    lookUp(table);
    verdict = load<u64>(memo) == (stamp | 1);
  } else verdict = judge(at, head & 0xff, (head >> 8) & 0xff);
  store<u64>(memo, stamp | u64(verdict));
  return verdict;
}

function judge(at: usize, kind: u32, form: u32): bool {
  count(COUNTER_PREDICATES, 1);
  const node = load<u32>(at, PREDICATE_NODE);
  if (kind >= KIND_CONTAINS && kind <= KIND_TEXT_GTE)
    return isAnywhere(node) ? judgeAnywhere(at, kind, form, node)
      : hasElements(node, form) ? judgeElements(at, kind, form, node)
      : judgeText(at, kind, form, node);
  if (kind >= KIND_EQ_FIELD && kind <= KIND_GTE_FIELD) return judgeField(kind, form, node, load<u32>(at, PREDICATE_ARG));
  const value = valueOf(node);
  switch (kind) {
    case KIND_EXISTS: return value != 0;
    case KIND_IS_NULL: return !value || isNull(value);
    case KIND_NOT_NULL: return value && !isNull(value);
    case KIND_TRUTHY: return value && isTruthy(value);
    case KIND_NULL: return value && isNull(value);
    case KIND_TRUE: return value && isTrue(value);
    case KIND_FALSE: return value && isFalse(value);
    case KIND_STRING: return value && load<u8>(value) == QUOTE;
    case KIND_NUMBER: return value && isNumeric(value);
    case KIND_INTEGER: return value && isNumeric(value) && isInteger(value, <u32>(tokenEnd(value) - value));
    case KIND_ARRAY: return value && load<u8>(value) == openArray;
    case KIND_OBJECT: return value && load<u8>(value) == openObject;
    case KIND_SOME: return some(node, load<u32>(at, PREDICATE_ARG), load<u32>(at, PREDICATE_SIZE));
    default: return judgeRange(at);
  }
}

function isTruthy(value: usize): bool {
  const byte = load<u8>(value);
  if (byte == QUOTE) return load<u8>(value + 1) != QUOTE;
  if (byte == openObject || byte == openArray) return load<u8>(skipSpace(value + 1)) != byte + 2;
  if (isNumeric(value)) return !isZero(value, <u32>(tokenEnd(value) - value));
  return isTrue(value);
}

/** Whether a predicate of text holds of the node's value. */
export function judgeText(at: usize, kind: u32, form: u32, node: u32): bool {
  if (!text(node, form)) return false;
  const start = textStart;
  const length = textLength;
  const arg = program + load<u32>(at, PREDICATE_ARG);
  const size = load<u32>(at, PREDICATE_SIZE);
  switch (kind) {
    case KIND_CONTAINS: return contains(start, length, arg, size);
    case KIND_STARTS_WITH: return length >= size && equal(start, arg, size);
    case KIND_ENDS_WITH: return length >= size && equal(start + length - size, arg, size);
    case KIND_WILDCARD: return wildcardMatch(start, length, arg);
    case KIND_REGEX: return search(arg, start, length, scratch);
    case KIND_TEXT_LT: return compare(start, length, arg, size) < 0;
    case KIND_TEXT_LTE: return compare(start, length, arg, size) <= 0;
    case KIND_TEXT_GT: return compare(start, length, arg, size) > 0;
    default: return compare(start, length, arg, size) >= 0;
  }
}

function judgeField(kind: u32, form: u32, node: u32, other: u32): bool {
  ask(other);
  const left = valueOf(node);
  const right = valueOf(other);
  if (!left || !right) return false;
  if (text(node, form)) {
    const start = textStart;
    const length = textLength;
    return text(other, form) && judgeTexts(kind, start, length, textStart, textLength);
  }
  if (form & FORM_SCALAR) return false;
  if (isNumeric(left) && isNumeric(right)) return judgeNumbers(kind, left, right);
  if (kind != KIND_EQ_FIELD) return false;
  return (isNull(left) && isNull(right)) || (isTrue(left) && isTrue(right)) || (isFalse(left) && isFalse(right));
}

function judgeTexts(kind: u32, start: usize, length: u32, other: usize, size: u32): bool {
  switch (kind) {
    case KIND_EQ_FIELD: return length == size && equal(start, other, size);
    case KIND_CONTAINS_FIELD: return contains(start, length, other, size);
    case KIND_STARTS_WITH_FIELD: return length >= size && equal(start, other, size);
    case KIND_ENDS_WITH_FIELD: return length >= size && equal(start + length - size, other, size);
    default: return inOrder(kind, compare(start, length, other, size));
  }
}

function judgeNumbers(kind: u32, left: usize, right: usize): bool {
  if (kind >= KIND_CONTAINS_FIELD && kind <= KIND_ENDS_WITH_FIELD) return false;
  const leftLength = <u32>(tokenEnd(left) - left);
  const rightLength = <u32>(tokenEnd(right) - right);
  if (!isNumber(left, leftLength) || !isNumber(right, rightLength)) return false;
  const order = compareNumbers(left, leftLength, right, rightLength);
  return kind == KIND_EQ_FIELD ? order == 0 : inOrder(kind, order);
}

function inOrder(kind: u32, order: i32): bool {
  if (kind == KIND_LT_FIELD) return order < 0;
  if (kind == KIND_LTE_FIELD) return order <= 0;
  if (kind == KIND_GT_FIELD) return order > 0;
  return order >= 0;
}
