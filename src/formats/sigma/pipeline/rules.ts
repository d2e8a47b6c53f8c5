// Changes of the rule as a whole (pySigma, transformations/rule, condition, state and failure).

import type { YamlNode } from "../../../text/node.js";
import type { ConditionNode, Detection, Detections, LogSource, SigmaRule } from "../ast.js";
import { selectionsOf } from "../condition.js";
import { readSelection } from "../detection.js";
import { Reader } from "../reader.js";
import type { Change } from "./change.js";
import type { Params } from "./params.js";

export const RULE_CHANGES: Readonly<Record<string, (params: Params) => Change | undefined>> = {
  add_condition: (params) => addCondition(params),
  change_logsource: (params) => {
    const source: { -readonly [K in keyof LogSource]: LogSource[K] } = {};
    for (const part of ["category", "product", "service"] as const) {
      const text = params.optionalString(part);
      if (text !== undefined) source[part] = text;
    }
    return (rule) => ({ ...rule, logsource: source });
  },
  set_state: (params) => {
    const key = params.string("key");
    const value = params.scalar("val");
    if (key === undefined || value === undefined) return undefined;
    return (rule, { state }) => {
      state.values.set(key, value);
      return rule;
    };
  },
  set_custom_attribute: (params) => {
    const attribute = params.string("attribute");
    const value = params.scalar("value");
    if (attribute === undefined || value === undefined) return undefined;
    return (rule, { state }) => {
      state.attributes.set(attribute, value);
      return rule;
    };
  },
  rule_failure: (params) => {
    const message = params.string("message");
    return (rule, { refuse }) => {
      refuse("pipeline-failure", message ?? "");
      return rule;
    };
  },
};

/** Adds a selection that has to hold, or must not, beside each condition. */
function addCondition(params: Params): Change | undefined {
  const { reader } = params;
  const node = params.required("conditions");
  const name = params.optionalString("name");
  const template = params.flag("template");
  const negated = params.flag("negated");
  if (node?.type !== "mapping") return node && reader.wrongType(node, "a mapping of fields as conditions");
  const plain = readSelection(node, reader, 0);
  if (!plain) return undefined;
  return (rule, { id, refuse }) => {
    const filledReader = new Reader(reader.source, ({ severity, message, span }) => {
      if (severity === "error") refuse("pipeline-failure", message, span);
    });
    const selection = template ? filledIn(node, rule, filledReader) : plain;
    return selection
      ? { ...rule, detection: withSelection(rule.detection, name ?? `_cond_${id}`, selection, negated) }
      : rule;
  };
}

function withSelection(detections: Detections, wanted: string, selection: Detection, negated: boolean): Detections {
  const { selections } = detections;
  let name = wanted;
  while (selections.has(name)) name = `_${name}`;
  // The place is that of nothing in the rule: what is read here cannot be found wrong any more.
  const span = { file: "", line: 1, column: 1 };
  const named: ConditionNode = { type: "selection", name, span };
  const added: ConditionNode = negated ? { type: "not", child: named } : named;
  return {
    // Conditions that name selections by pattern were written before there was this one.
    selections: new Map([...selections, [name, selection]]),
    conditions: detections.conditions.map((condition) => ({
      type: "and",
      children: [added, bound(condition, selections)],
    })),
  };
}

/** The condition with patterns written out as the selections that they stand for. */
function bound(condition: ConditionNode, selections: Detections["selections"]): ConditionNode {
  switch (condition.type) {
    case "and":
    case "or":
      return { ...condition, children: condition.children.map((child) => bound(child, selections)) };
    case "not":
      return { ...condition, child: bound(condition.child, selections) };
    case "selection":
      return condition;
    case "of": {
      const { span } = condition;
      const children = selectionsOf(condition.pattern, selections).map((name) => ({
        type: "selection" as const,
        name,
        span,
      }));
      return { type: condition.quantifier === "all" ? "and" : "or", children };
    }
  }
}

/** The selection with `$category`, `$product` and `$service` as the rule has them; others stay (Python, Template.safe_substitute). */
function filledIn(node: YamlNode, { logsource }: SigmaRule, reader: Reader): Detection | undefined {
  const fill = (text: string): string =>
    text.replaceAll(
      /\$(?:(\$)|\{(category|product|service)\}|(category|product|service)(?![A-Za-z0-9_]))/g,
      (_whole, dollar, braced, bare) =>
        dollar ? "$" : String(logsource[(braced ?? bare) as keyof LogSource] ?? "None"),
    );
  const filled = (part: YamlNode): YamlNode => {
    switch (part.type) {
      case "string":
        return { ...part, value: fill(part.value) };
      case "sequence":
        return { ...part, items: part.items.map(filled) };
      case "mapping":
        return { ...part, entries: part.entries.map(({ key, value }) => ({ key, value: filled(value) })) };
      default:
        return part;
    }
  };
  return readSelection(filled(node), reader, 0);
}
