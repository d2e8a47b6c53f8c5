// Conditions of processing items: on the rule, on a detection item, on a field name (pySigma, sigma.processing.conditions).

import { quote } from "../../../text/diagnose.js";
import type { YamlNode } from "../../../text/node.js";
import {
  type Detection,
  type DetectionItem,
  LEVELS,
  type Mapping,
  type SigmaRule,
  STATUSES,
  type Value,
} from "../ast.js";
import { contains } from "../logsource.js";
import type { Reader } from "../reader.js";
import { evaluate, parseExpression } from "./expression.js";
import { type Params, paramsOf, type Scalar } from "./params.js";
import { compilePattern, plainOf } from "./pattern.js";
import type { State } from "./state.js";

export type RuleCondition = (rule: SigmaRule, state: State) => boolean;
export type ItemCondition = (item: DetectionItem, state: State) => boolean;
export interface FieldCondition {
  /** Whether it holds of a field name; undefined is the name that keywords have. */
  readonly name: (field: string | undefined, state: State) => boolean;
  /** Whether it holds of an item: of its field, or of a field that one of its values refers to. */
  readonly item: ItemCondition;
}

/** What a processing item asks before it does anything. */
export interface Conditions {
  readonly rule: RuleCondition;
  readonly item: ItemCondition;
  readonly field: FieldCondition;
}

/** Conditions of an item that is for every rule, and all of it. */
export const unconditional: Conditions = {
  rule: () => true,
  item: () => true,
  field: { name: () => true, item: () => true },
};

type Read<T> = (params: Params) => T | undefined;

const RULE: Readonly<Record<string, Read<RuleCondition>>> = {
  logsource: (params) => {
    const [category, product, service] = ["category", "product", "service"].map((name) => params.optionalString(name));
    const outer = {
      ...(category !== undefined && { category }),
      ...(product !== undefined && { product }),
      ...(service !== undefined && { service }),
    };
    if (Object.keys(outer).length === 0) {
      return params.reader.error(
        params.node,
        "missing-key",
        "expected category, product or service, found none of them",
      );
    }
    return ({ logsource }) => contains(outer, logsource);
  },
  contains_field: (params) => {
    const field = params.string("field");
    return (rule) => field !== undefined && itemsOf(rule).some((item) => namesOf(item).includes(field));
  },
  contains_detection_item: (params) => {
    const field = params.string("field");
    const wanted = params.scalar("value");
    if (wanted === undefined || field === undefined) return undefined;
    return (rule) =>
      itemsOf(rule).some(
        (item) => namesOf(item).includes(field) && valuesOf(item).some((value) => equals(value, wanted)),
      );
  },
  processing_item_applied: (params) => {
    const id = params.string("processing_item_id");
    return (_rule, state) => id !== undefined && state.applied.has(id);
  },
  processing_state: (params) => stateCondition(params),
  is_sigma_rule: () => () => true,
  is_sigma_correlation_rule: () => () => false,
  rule_attribute: (params) => attributeCondition(params),
  tag: (params) => {
    const tag = params.string("tag");
    return ({ tags }) => tag !== undefined && (tags ?? []).includes(tag);
  },
};

const ITEM: Readonly<Record<string, Read<ItemCondition>>> = {
  match_string: (params) => {
    const pattern = params.string("pattern");
    const compiled = pattern === undefined ? undefined : compilePattern(pattern, params.node, params.reader);
    const negate = params.flag("negate");
    const holds = overValues(params);
    return (
      compiled && holds((value) => (value.type === "string" && compiled.startsWith(plainOf(value.parts))) !== negate)
    );
  },
  match_value: (params) => {
    const wanted = params.scalar("value");
    const holds = overValues(params);
    return wanted === undefined ? undefined : holds((value) => equals(value, wanted));
  },
  contains_wildcard: (params) =>
    overValues(params)(
      (value) => value.type === "string" && value.parts.some(({ type }) => type === "any" || type === "one"),
    ),
  is_null: (params) => overValues(params)(({ type }) => type === "null"),
  processing_item_applied: (params) => {
    const id = params.string("processing_item_id");
    return (item, state) => id !== undefined && state.itemWasProcessedBy(item, id);
  },
  processing_state: (params) => stateCondition(params),
};

const FIELD: Readonly<Record<string, Read<FieldCondition>>> = {
  include_fields: (params) => {
    const included = fieldList(params);
    return included && ofNames(included);
  },
  exclude_fields: (params) => {
    const included = fieldList(params);
    return included && ofNames((field) => !included(field));
  },
  processing_item_applied: (params) => {
    const id = params.string("processing_item_id") ?? "";
    return {
      name: (field, state) => field !== undefined && state.fieldWasProcessedBy(field, id),
      item: (item, state) => state.itemWasProcessedBy(item, id),
    };
  },
  processing_state: (params) => {
    const condition = stateCondition(params);
    return condition && { name: condition, item: condition };
  },
};

/** Reads the conditions of a processing item; undefined after a report. */
export function readConditions(params: Params): Conditions | undefined {
  const rule = readGroup(params, "rule", RULE);
  const item = readGroup(params, "detection_item", ITEM);
  const field = readGroup(params, "field_name", FIELD);
  if (!rule || !item || !field) return undefined;
  return {
    // A negation of no conditions holds of rules, and of nothing else (pySigma, ProcessingItemBase).
    rule: (subject, state) => rule.empty || rule.holds((condition) => condition(subject, state)),
    item: (subject, state) => item.holds((condition) => condition(subject, state)),
    field: {
      name: (name, state) => field.holds((condition) => condition.name(name, state)),
      item: (subject, state) => field.holds((condition) => condition.item(subject, state)),
    },
  };
}

/** Whether the conditions of one kind hold, where each holds as told. */
interface Group<T> {
  readonly empty: boolean;
  readonly holds: (each: (condition: T) => boolean) => boolean;
}

function readGroup<T>(params: Params, kind: string, known: Readonly<Record<string, Read<T>>>): Group<T> | undefined {
  const { reader } = params;
  const node = params.optional(`${kind}_conditions`);
  const operator = params.optional(`${kind}_cond_op`);
  const linking = params.choice(`${kind}_cond_op`, ["and", "or"]);
  const negated = params.flag(`${kind}_cond_not`);
  const written = params.optional(`${kind}_cond_expr`);
  const text = params.optionalString(`${kind}_cond_expr`);
  const named = new Map<string, T>();
  let complete = true;
  for (const [name, child] of entriesOf(node, reader) ?? []) {
    const condition = readCondition(child, known, reader);
    if (condition === undefined) complete = false;
    else named.set(name, condition);
  }
  if (!complete || reader.failed) return undefined;
  const conditions = [...named.values()];
  if (text === undefined || !written) {
    const link = linking === "and" ? conditions.every.bind(conditions) : conditions.some.bind(conditions);
    return { empty: conditions.length === 0, holds: (each) => link((condition) => each(condition)) !== negated };
  }
  if (operator)
    return reader.error(
      operator,
      "invalid-pipeline",
      `expected either ${kind}_cond_expr or ${kind}_cond_op, found both`,
    );
  if (node?.type !== "mapping") {
    return reader.error(
      node ?? written,
      "invalid-pipeline",
      "expected conditions with names, a mapping, for the expression",
    );
  }
  const expression = parseExpression(text, [...named.keys()], written, reader);
  if (!expression) return undefined;
  return {
    empty: conditions.length === 0,
    holds: (each) => evaluate(expression, (name) => each(named.get(name) as T)) !== negated,
  };
}

function entriesOf(node: YamlNode | undefined, reader: Reader): readonly (readonly [string, YamlNode])[] | undefined {
  if (!node) return [];
  if (node.type === "mapping") return node.entries.map(({ key, value }) => [key.value, value] as const);
  if (node.type === "sequence") return node.items.map((item, at) => [String(at), item] as const);
  return reader.wrongType(node, "conditions, a list or a mapping");
}

function readCondition<T>(node: YamlNode, known: Readonly<Record<string, Read<T>>>, reader: Reader): T | undefined {
  const params = paramsOf(node, "a condition", reader);
  const type = params?.string("type");
  if (!params || type === undefined) return undefined;
  if (!Object.hasOwn(known, type)) {
    const message = `expected one of ${Object.keys(known).join(", ")}, found the condition ${quote(type)}`;
    return reader.error(node, "invalid-pipeline", message);
  }
  const condition = (known[type] as Read<T>)(params);
  params.finish();
  return condition;
}

/** `cond`: whether any value has to hold, or all. */
function overValues(params: Params): (holds: (value: Value) => boolean) => ItemCondition {
  params.required("cond");
  const cond = params.choice("cond", ["any", "all"]);
  return (holds) => (item) => (cond === "all" ? valuesOf(item).every(holds) : valuesOf(item).some(holds));
}

function ofNames(holds: (field: string | undefined) => boolean): FieldCondition {
  return {
    name: holds,
    item: (item) =>
      (item.field === undefined ? holds(undefined) : namesOf(item).some(holds)) ||
      valuesOf(item).some((value) => value.type === "field" && namesOf(value).some(holds)),
  };
}

function fieldList(params: Params): ((field: string | undefined) => boolean) | undefined {
  const fields = params.strings("fields") ?? [];
  const mode = params.choice("mode", ["plain", "re"]);
  if (mode === "plain") return (field) => field !== undefined && fields.includes(field);
  const patterns = fields.map((text) => compilePattern(text, params.node, params.reader));
  if (patterns.some((pattern) => pattern === undefined)) return undefined;
  return (field) => field !== undefined && patterns.some((pattern) => pattern?.startsWith(field));
}

const OPERATORS = ["eq", "ne", "gte", "gt", "lte", "lt"] as const;
type Operator = (typeof OPERATORS)[number];

function compare(left: Scalar, operator: Operator, right: Scalar): boolean {
  switch (operator) {
    case "eq":
      return left === right;
    case "ne":
      return left !== right;
    case "gte":
      return left >= right;
    case "gt":
      return left > right;
    case "lte":
      return left <= right;
    case "lt":
      return left < right;
  }
}

/** Works as a condition of each of the three kinds. */
function stateCondition(params: Params): ((subject: unknown, state: State) => boolean) | undefined {
  const key = params.string("key");
  const wanted = params.scalar("val");
  const operator = params.choice("op", OPERATORS);
  if (key === undefined || wanted === undefined) return undefined;
  return (_subject, { values }) => {
    const value = values.get(key);
    return value !== undefined && typeof value === typeof wanted && compare(value, operator, wanted);
  };
}

/** Attributes in an order of their own. */
const ORDERED: Readonly<Record<string, readonly string[]>> = {
  level: LEVELS,
  // pySigma, SigmaStatus.
  status: [...STATUSES].reverse(),
};
const DATES: readonly string[] = ["date", "modified"];

function attributeCondition(params: Params): RuleCondition | undefined {
  const name = params.string("attribute");
  const wanted = params.scalar("value");
  const operator = params.choice("op", [...OPERATORS, "in", "not_in"]);
  if (name === undefined || wanted === undefined) return undefined;
  const order = Object.hasOwn(ORDERED, name) ? ORDERED[name] : undefined;
  const rank = (value: Scalar): Scalar => order?.indexOf(String(value).toLowerCase()) ?? value;
  if (order && rank(wanted) === -1) {
    return params.reader.error(
      params.node,
      "invalid-pipeline",
      `expected one of ${order.join(", ")}, found ${quote(String(wanted))}`,
    );
  }
  const exact = !order && !DATES.includes(name);
  return (rule, state) => {
    const value = attributeOf(rule, name, state);
    if (value === undefined) return false;
    if (Array.isArray(value)) {
      const has = value.includes(String(wanted));
      return operator === "in" ? has : operator === "not_in" ? !has : operator === "ne";
    }
    if (operator === "in" || operator === "not_in") return false;
    // Texts without an order of their own are equal or not.
    if (typeof value === "string" && exact && operator !== "eq" && operator !== "ne") return false;
    return compare(rank(value as Scalar), operator, rank(typeof value === "number" ? Number(wanted) : wanted));
  };
}

function attributeOf(rule: SigmaRule, name: string, { attributes }: State): Scalar | readonly string[] | undefined {
  switch (name) {
    case "title":
    case "id":
    case "name":
    case "taxonomy":
    case "status":
    case "description":
    case "license":
    case "author":
    case "date":
    case "modified":
    case "level":
      return rule[name];
    case "references":
    case "fields":
    case "falsepositives":
    case "tags":
      return rule[name] ?? [];
    default:
      return attributes.get(name);
  }
}

/** The items of a rule's selections. */
export function itemsOf({ detection }: SigmaRule): readonly DetectionItem[] {
  const items: DetectionItem[] = [];
  const visit = (node: Detection): void => {
    if (node.type === "item") items.push(node);
    else for (const child of node.children) visit(child);
  };
  for (const selection of detection.selections.values()) visit(selection);
  return items;
}

/** The names of a field; none of keywords. */
export function namesOf({ field, also = [] }: Mapping & { readonly field?: string }): readonly string[] {
  return field === undefined ? [] : [field, ...also];
}

export function valuesOf({ values }: DetectionItem): readonly Value[] {
  return values.flatMap((alternatives) => alternatives.values);
}

function equals(value: Value, wanted: Scalar): boolean {
  switch (value.type) {
    case "string":
      return typeof wanted === "string" && plainOf(value.parts) === wanted;
    case "number":
      return typeof wanted === "number" && Number(value.number.toString()) === wanted;
    case "boolean":
      return value.value === wanted;
    default:
      return false;
  }
}
