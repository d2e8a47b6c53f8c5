// Regular expressions of pipelines. pySigma has Python's; here they are RE2's, which take linear time: what only Python has is
// refused.

import { RE2JS, RE2JSException } from "re2js";
import type { YamlNode } from "../../../text/node.js";
import type { Part } from "../ast.js";
import type { Reader } from "../reader.js";

export interface Pattern {
  /** Whether it matches at the start of a text (Python, `re.match`). */
  startsWith(text: string): boolean;
  /** Names of its groups, in the order of the groups. */
  readonly names: readonly string[];
  /** What the named groups took of a text that it matches at its start: null where a group took no part. Undefined if it does not match. */
  groups(text: string): ReadonlyMap<string, string | null> | undefined;
  /** The text with every match replaced (Python, `re.sub`). */
  replace(text: string, replacement: Replacement): string;
}

/** Texts, and groups of the match by number or name. */
export type Replacement = readonly (string | { readonly group: number | string })[];

/** Compiles a pattern; undefined after a report. */
export function compilePattern(text: string, node: YamlNode, reader: Reader): Pattern | undefined {
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(text);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return reader.error(node, "invalid-regex", `expected a regular expression that RE2 can run: ${error.message}`);
  }
  const names = Object.entries(compiled.namedGroups()).sort(([, one], [, other]) => one - other);
  return {
    names: names.map(([name]) => name),
    groups: (subject) => {
      const matcher = compiled.matcher(subject);
      if (!matcher.lookingAt()) return undefined;
      return new Map(names.map(([name, number]) => [name, matcher.group(number)]));
    },
    startsWith: (subject) => compiled.matcher(subject).lookingAt(),
    replace: (subject, replacement) => {
      const matcher = compiled.matcher(subject);
      let result = "";
      let from = 0;
      while (matcher.find()) {
        result += subject.slice(from, matcher.start());
        for (const part of replacement) {
          result += typeof part === "string" ? part : (matcher.group(part.group as number & string) ?? "");
        }
        from = matcher.end();
      }
      return result + subject.slice(from);
    },
  };
}

/** Reads Python's template: `\1`, `\g<1>`, `\g<name>`, `\\`, `\n` and its like. Undefined after a report. */
export function readReplacement(text: string, node: YamlNode, reader: Reader): Replacement | undefined {
  const parts: (string | { group: number | string })[] = [];
  const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\\": "\\" };
  let from = 0;
  for (const match of text.matchAll(/\\(?:g<(\w+)>|([1-9][0-9]?)|(.?))/gs)) {
    const [whole, name, number, character = ""] = match;
    parts.push(text.slice(from, match.index));
    from = match.index + whole.length;
    const group = name ?? number;
    if (group !== undefined) parts.push({ group: /^[0-9]+$/.test(group) ? Number(group) : group });
    else if (Object.hasOwn(escapes, character)) parts.push(escapes[character] as string);
    // Python keeps the backslash before what is no letter or digit, and refuses the others.
    else if (!/[A-Za-z0-9]/.test(character) && character !== "") parts.push(`\\${character}`);
    else
      return reader.error(node, "invalid-pipeline", `expected a replacement as Python's re.sub has it, found ${whole}`);
  }
  parts.push(text.slice(from));
  return parts.filter((part) => part !== "");
}

/** A string as it is written, but that backslashes are single (pySigma, SigmaString.to_plain). */
export function plainOf(parts: readonly Part[]): string {
  return parts.map(plainPart).join("");
}

function plainPart(part: Part): string {
  switch (part.type) {
    case "text":
      return part.text.replaceAll(/[*?]/g, "\\$&");
    case "any":
      return "*";
    case "one":
      return "?";
    case "placeholder":
      return `%${part.name}%`;
  }
}
