// Changes of values (pySigma, transformations/values and transformations/placeholder).

import { SluiceError } from "../../../errors.js";
import { Decimal } from "../../../rule/decimal.js";
import { quote } from "../../../text/diagnose.js";
import { jsonNumber } from "../../../text/number.js";
import type { DetectionItem, Part, RegexValue, StringValue, Value } from "../ast.js";
import { MAX_VALUES } from "../modifiers.js";
import { joinParts, parseString, replacePlaceholders } from "../string.js";
import { type Change, type Context, dropped, overItems, overStrings, overValues } from "./change.js";
import { named } from "./fields.js";
import type { Params } from "./params.js";
import { compilePattern, plainOf, readReplacement } from "./pattern.js";

export const VALUE_CHANGES: Readonly<Record<string, (params: Params) => Change | undefined>> = {
  drop_detection_item: () => overItems(() => dropped),
  detection_item_failure: (params) => {
    const message = params.string("message");
    return overItems(({ span }, { refuse }) => {
      refuse("pipeline-failure", message ?? "", span);
      return undefined;
    });
  },
  replace_string: (params) => replaceString(params),
  map_string: (params) => {
    const table = params.table("mapping");
    return table && overStrings((value) => table.get(plainOf(value.parts))?.map((text) => withText(value, text)));
  },
  case: (params) => {
    const method = params.choice("method", ["lower", "upper", "snake_case"]);
    return overStrings((value) => [
      {
        ...value,
        parts: value.parts.map((part) => (part.type === "text" ? { ...part, text: CASES[method](part.text) } : part)),
      },
    ]);
  },
  regex: (params) => {
    const method = params.choice("method", ["ignore_case_brackets", "ignore_case_flag", "plain"]);
    return overStrings((value, item, { refuse }) => {
      if (value.parts.length === 0) return undefined;
      if (value.parts.some(({ type }) => type === "placeholder")) {
        refuse(
          "placeholder-without-value",
          "expected the values of placeholders before a regular expression is made",
          item.span,
        );
      }
      return [toRegex(value, method)];
    });
  },
  set_value: (params) => {
    const node = params.required("value");
    const forced = params.optionalString("force_type");
    if (!node) return undefined;
    if (node.type === "null" && forced === undefined) return overValues(() => [{ type: "null" }]);
    const scalar = params.asScalar(node);
    if (scalar === undefined) return undefined;
    const text = node.type === "number" ? node.text : String(scalar);
    const value =
      forced === "str" || (forced === undefined && node.type === "string")
        ? ({ type: "string", parts: parseString(text) } as const)
        : forced === undefined && typeof scalar === "boolean"
          ? ({ type: "boolean", value: scalar } as const)
          : numberOf(text);
    if (value && (forced === undefined || forced === "str" || forced === "num")) return overValues(() => [value]);
    return params.reader.error(
      node,
      "invalid-pipeline",
      `expected a value of type str or num, found ${quote(text)} of ${forced}`,
    );
  },
  convert_type: (params) => {
    params.required("target_type");
    const target = params.choice("target_type", ["str", "num"]);
    return overValues((value, item, { refuse }) => {
      if (target === "str" && value.type === "number") {
        return [{ type: "string", parts: [{ type: "text", text: value.number.toString() }] }];
      }
      if (target === "str" || value.type !== "string") return undefined;
      const number = numberOf(plainOf(value.parts));
      if (!number)
        refuse("pipeline-failure", `expected a number to convert to, found ${quote(plainOf(value.parts))}`, item.span);
      return number && [number];
    });
  },
  hashes_fields: (params) => splitHashes(params),
  wildcard_placeholders: (params) => placeholders(params, () => [[{ type: "any" }]]),
  value_placeholders: (params) =>
    placeholders(params, (name, item, { vars, refuse }) => {
      const values = vars.get(name);
      if (!values)
        refuse("placeholder-without-value", `expected a value of ${quote(name)} in the vars, found none`, item.span);
      return values?.map(parseString);
    }),
};

const CASES = {
  lower: (text: string) => text.toLowerCase(),
  upper: (text: string) => text.toUpperCase(),
  snake_case: (text: string) => text.replaceAll(/(?<!^)(?=[A-Z])/g, "_").toLowerCase(),
};

function withText(value: StringValue, text: string): StringValue {
  return { ...value, parts: parseString(text) };
}

function numberOf(text: string): Value | undefined {
  const json = jsonNumber(text);
  if (json === undefined) return undefined;
  try {
    return { type: "number", number: Decimal.parse(json) };
  } catch (error) {
    if (error instanceof SluiceError) return undefined;
    throw error;
  }
}

function replaceString(params: Params): Change | undefined {
  const { node, reader } = params;
  const regex = params.string("regex");
  const template = params.string("replacement");
  const skipSpecial = params.flag("skip_special");
  const interpretSpecial = params.flag("interpret_special");
  const pattern = regex === undefined ? undefined : compilePattern(regex, node, reader);
  const replacement = template === undefined ? undefined : readReplacement(template, node, reader);
  if (!pattern || !replacement) return undefined;
  const replaced = (value: StringValue): StringValue => {
    if (!skipSpecial) {
      const text = pattern.replace(plainOf(value.parts), replacement);
      // Backslashes of the text are no escapes, but those before wildcards.
      return restorePlaceholders(value, withText(value, text.replaceAll(/\\(?![*?])/g, "\\\\")));
    }
    const parts = value.parts.flatMap((part): readonly Part[] => {
      if (part.type !== "text") return [part];
      const text = pattern.replace(part.text, replacement);
      return interpretSpecial ? parseString(text) : [{ type: "text", text }];
    });
    return { ...value, parts: joinParts(parts) };
  };
  return overValues((value) => {
    if (value.type === "string") return [replaced(value)];
    if (value.type !== "number") return undefined;
    return [replaced({ type: "string", parts: [{ type: "text", text: value.number.toString() }] })];
  });
}

/** Placeholders that went through a text are placeholders again. */
function restorePlaceholders(before: StringValue, after: StringValue): StringValue {
  const names = new Set(before.parts.flatMap((part) => (part.type === "placeholder" ? [part.name] : [])));
  if (names.size === 0) return after;
  const parts = after.parts.flatMap((part): readonly Part[] => {
    if (part.type !== "text") return [part];
    return part.text.split(/(%[^%]+%)/).map((text): Part => {
      const name = text.slice(1, -1);
      return text.startsWith("%") && names.has(name) ? { type: "placeholder", name } : { type: "text", text };
    });
  });
  return { ...after, parts: joinParts(parts) };
}

function toRegex({ parts }: StringValue, method: "plain" | "ignore_case_flag" | "ignore_case_brackets"): RegexValue {
  const text = parts.map((part) => {
    if (part.type === "any") return ".*";
    if (part.type === "one") return ".";
    if (part.type !== "text") return "";
    if (method !== "ignore_case_brackets") return escapeRegex(part.text);
    return Array.from(part.text, (character) =>
      /\p{L}/u.test(character) ? `[${character.toLowerCase()}${character.toUpperCase()}]` : escapeRegex(character),
    ).join("");
  });
  const flags = method === "ignore_case_flag" ? (["i"] as const) : [];
  return { type: "regex", parts: [{ type: "text", text: text.join("") }], flags };
}

function escapeRegex(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

/** Puts something in the place of placeholders, of all or of those that `include` and `exclude` leave. */
function placeholders(
  params: Params,
  replacements: (name: string, item: DetectionItem, context: Context) => readonly (readonly Part[])[] | undefined,
): Change | undefined {
  const include = params.optionalStrings("include");
  const exclude = params.optionalStrings("exclude");
  if (include && exclude) {
    return params.reader.error(params.node, "invalid-pipeline", "expected either include or exclude, found both");
  }
  const handled = (name: string): boolean => include?.includes(name) ?? !exclude?.includes(name);
  return overValues((value, item, context) => {
    if (value.type !== "string" && value.type !== "regex") return undefined;
    if (!value.parts.some((part) => part.type === "placeholder" && handled(part.name))) return undefined;
    const replaced = replacePlaceholders(
      value.parts,
      (name) => (handled(name) ? replacements(name, item, context) : undefined),
      MAX_VALUES,
    );
    if (!replaced)
      context.refuse("too-many-values", `expected at most ${MAX_VALUES} values for the placeholders`, item.span);
    return replaced?.map((parts) => ({ ...value, parts }));
  });
}

const ALGORITHM_OF_LENGTH: ReadonlyMap<number, string> = new Map([
  [32, "MD5"],
  [40, "SHA1"],
  [64, "SHA256"],
  [128, "SHA512"],
]);

/** `Hashes: MD5=…` becomes a field for each algorithm. A value without one that is wanted refuses the rule. */
function splitHashes(params: Params): Change | undefined {
  const algorithms = params.strings("valid_hash_algos");
  const prefix = params.optionalString("field_prefix") ?? "";
  const dropAlgorithm = params.flag("drop_algo_prefix");
  const fields = params.optionalStrings("field_to_parse") ?? ["Hashes", "Hash"];
  if (!algorithms) return undefined;
  return overItems((item, { id, refuse }) => {
    if (item.field === undefined || !fields.includes(item.field)) return undefined;
    const values = item.values.flatMap((alternatives) => alternatives.values);
    if (!values.every((value) => value.type === "string")) return undefined;
    if (item.linking === "all" && values.length > 1) {
      refuse(
        "pipeline-failure",
        "expected hashes of which one is enough, found several that all have to be there",
        item.span,
      );
    }
    const byField = new Map<string, StringValue[]>();
    for (const value of values) {
      const [algorithm, hash] = readHash(plainOf(value.parts));
      if (!algorithms.includes(algorithm)) {
        refuse(
          "pipeline-failure",
          `expected a hash of ${algorithms.join(", ")}, found ${quote(plainOf(value.parts))}`,
          item.span,
        );
      }
      const field = prefix + (dropAlgorithm ? "" : algorithm);
      byField.set(field, [...(byField.get(field) ?? []), { ...value, parts: [{ type: "text", text: hash }] }]);
    }
    const children = [...byField].map(([field, hashes]) =>
      named({ ...item, modifiers: [], values: [{ values: hashes, span: item.span }], linking: "any" }, [field], id),
    );
    const [only] = children;
    return only && children.length === 1 ? only : { type: item.negated ? "all" : "any", children };
  });
}

function readHash(text: string): readonly [algorithm: string, hash: string] {
  const parts = text.split(text.includes("|") ? "|" : "=");
  const bare = (hash: string): string => hash.replaceAll(/^[*?]+|[*?]+$/g, "");
  if (parts.length === 2) return [(parts[0] as string).replace(/^\*+/, "").toUpperCase(), bare(parts[1] as string)];
  const hash = bare(text);
  return [ALGORITHM_OF_LENGTH.get(hash.length) ?? "", hash];
}
