// The scalars that yaml-block.ts finds, as nodes.

import { CST } from "yaml";
import type { YamlScalar, YamlString } from "./node.js";

const NULL = /^(?:~|[Nn]ull|NULL)$/;
const BOOLEAN = /^(?:[Tt]rue|TRUE|[Ff]alse|FALSE)$/;
const NUMBER =
  /^(?:0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN)$/;
/** What begins any of these. */
const TYPED = /^[-+.0-9~nNtTfF]/;

export function stringNode(value: string, style: YamlString["style"], start: number, end: number): YamlString {
  return { type: "string", value, style, start, end, damaged: false, chars: end - start + 1, height: 0 };
}

/** A plain scalar of one line in the core schema (YAML 1.2.2, section 10.3.2). */
export function plainNode(text: string, start: number, end: number): YamlScalar {
  if (!TYPED.test(text)) return stringNode(text, "plain", start, end);
  const place = { start, end, damaged: false, chars: end - start + 1, height: 0 };
  if (NUMBER.test(text)) return { type: "number", text, ...place };
  if (BOOLEAN.test(text)) return { type: "boolean", value: text[0] === "t" || text[0] === "T", ...place };
  if (NULL.test(text)) return { type: "null", ...place };
  return stringNode(text, "plain", start, end);
}

const STYLES = {
  scalar: "plain",
  "single-quoted-scalar": "single-quoted",
  "double-quoted-scalar": "double-quoted",
  "block-scalar": "literal",
} as const;

/**
 * A scalar between two offsets of a text whose lines are folded or whose characters are escaped: the package says what it means. A
 * block scalar has a header that ends its line. Undefined where the package finds anything wrong.
 */
export function resolvedNode(
  text: string,
  type: keyof typeof STYLES,
  start: number,
  end: number,
): YamlString | undefined {
  let sound = true;
  const fail = () => {
    sound = false;
  };
  const place = { offset: start, indent: 0 };
  const source = text.slice(start, end);
  const resolved =
    type === "block-scalar"
      ? CST.resolveAsScalar({ ...place, ...blockScalar(source, place) }, true, fail)
      : CST.resolveAsScalar({ ...place, type, source, end: [] }, true, fail);
  if (!resolved || !sound) return undefined;
  return stringNode(resolved.value, resolved.type === "BLOCK_FOLDED" ? "folded" : STYLES[type], start, end);
}

function blockScalar(source: string, place: { readonly offset: number; readonly indent: number }) {
  const header = source.indexOf("\n");
  const props = [
    { ...place, type: "block-scalar-header" as const, source: source.slice(0, header) },
    { ...place, type: "newline" as const, source: "\n" },
  ];
  return { type: "block-scalar" as const, props, source: source.slice(header + 1) };
}
