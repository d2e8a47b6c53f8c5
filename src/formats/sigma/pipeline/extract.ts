// `extract_fields`: the named groups of a regular expression become fields of their own (pySigma, ExtractFieldsTransformation).

import { Decimal } from "../../../rule/decimal.js";
import type { Detection, DetectionItem, StringValue, Value } from "../ast.js";
import { parseString } from "../string.js";
import { type Change, overItems } from "./change.js";
import { named } from "./fields.js";
import type { Params } from "./params.js";
import { compilePattern, plainOf } from "./pattern.js";

export function extractFields(params: Params): Change | undefined {
  const { node, reader } = params;
  const regex = params.string("regex");
  const prefix = params.optionalString("field_prefix");
  const keepsOthers = params.flag("preserve_unmatched");
  const pattern = regex === undefined ? undefined : compilePattern(regex, node, reader);
  if (!pattern) return undefined;
  if (pattern.names.length === 0) {
    return reader.error(node, "invalid-regex", "expected a regular expression with named groups, found none of them");
  }
  return overItems((item, { id }) => {
    const fieldsOf = (value: StringValue): Detection | undefined => {
      const groups = pattern.groups(plainOf(value.parts));
      if (!groups) return keepsOthers ? withValue(item, value) : undefined;
      const taken = [...groups].filter((entry): entry is [string, string] => !!entry[1]);
      return group(
        taken.map(([name, text]) =>
          named(withValue(item, typed(text, value)), [prefix ? `${prefix}.${name}` : name], id),
        ),
        item.negated ? "any" : "all",
      );
    };
    const values = item.values.flatMap((alternatives) => alternatives.values);
    if (values.length > item.values.length || !values.every((value) => value.type === "string")) return undefined;
    const linking = item.negated === (item.linking === "any") ? "all" : "any";
    return group(
      values.map(fieldsOf).filter((detection) => detection !== undefined),
      linking,
    );
  });
}

/** Undefined of nothing: a value of which nothing is left is left out, and an item of which nothing is left stays as it is. */
function group(children: readonly Detection[], type: "all" | "any"): Detection | undefined {
  const [only] = children;
  return children.length > 1 ? { type, children } : only;
}

/** The item with one value, which stands for itself: its modifiers were applied before. */
function withValue(item: DetectionItem, value: Value): DetectionItem {
  return { ...item, modifiers: [], values: [{ values: [value], span: item.span }], linking: "any" };
}

const NUMBER = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?$/i;

/** What a group took, with the type that Python's conversions give it. Zeros in front make it a text, so that they are not lost. */
function typed(text: string, { cased }: StringValue): Value {
  if (["null", "none"].includes(text.toLowerCase())) return { type: "null" };
  const written = text.trim().replaceAll(/(?<=[0-9])_(?=[0-9])/g, "");
  const isNumber = NUMBER.test(written) && (text === "0" || !text.startsWith("0")) && Number.isFinite(Number(written));
  if (!isNumber) return { type: "string", parts: parseString(text), ...(cased && { cased }) };
  const whole = /^[+-]?[0-9]+$/.test(written);
  return { type: "number", number: Decimal.from(whole ? BigInt(written.replace("+", "")) : Number(written)) };
}
