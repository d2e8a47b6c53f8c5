// `str.format` (The Python Standard Library, string: Format String Syntax).

import { getAttribute, isForbidden } from "./call.js";
import { getItem } from "./containers.js";
import { raise, Stopped } from "./exceptions.js";
import { convert, format } from "./format.js";
import type { Machine } from "./machine.js";
import type { Value } from "./values.js";

/** Characters of the path of a field. */
const MAX_FIELD = 1_000;

/** Where the fields' values come from: by position, and by name. */
export interface FieldValues {
  readonly args: readonly Value[];
  /** Undefined where there is none of that name. */
  readonly named: (name: string) => Value | undefined;
}

/** `text.format(*args, **keywords)` */
export function formatString(machine: Machine, text: string, values: FieldValues): string {
  const fields = new Fields(machine, values);
  return fields.expand(text, 2);
}

interface Field {
  readonly path: string;
  readonly conversion: string | undefined;
  readonly spec: string;
  /** Where the text goes on behind it. */
  readonly end: number;
}

class Fields {
  private automatic = 0;
  private numbering: "automatic" | "manual" | undefined;

  constructor(
    private readonly machine: Machine,
    private readonly values: FieldValues,
  ) {}

  /** @param levels how deep fields may be inside each other, this text included */
  expand(text: string, levels: number): string {
    if (levels === 0) throw raise("ValueError", "Max string recursion exceeded");
    let result = "";
    for (let at = 0; at < text.length; ) {
      const next = text.slice(at).search(/[{}]/);
      if (next < 0) return this.charged(result + text.slice(at));
      result += text.slice(at, at + next);
      at += next + 1;
      const brace = text[at - 1] as string;
      if (text[at] === brace) {
        result += brace;
        at++;
        continue;
      }
      if (brace === "}" || at === text.length) {
        throw raise("ValueError", `Single '${brace}' encountered in format string`);
      }
      const field = readField(text, at);
      const value = convert(this.machine, this.value(field.path), field.conversion);
      result += format(
        this.machine,
        value,
        field.spec.includes("{") ? this.expand(field.spec, levels - 1) : field.spec,
      );
      at = field.end;
    }
    return this.charged(result);
  }

  private charged(text: string): string {
    this.machine.charge(text.length);
    this.machine.work(text.length);
    return text;
  }

  private value(path: string): Value {
    const first = /^[^.[]*/.exec(path)?.[0] as string;
    let value = this.first(first);
    for (let at = first.length; at < path.length; ) {
      this.machine.step();
      const isAttribute = path[at] === ".";
      if (!isAttribute && path[at] !== "[") {
        throw raise("ValueError", "Only '.' or '[' may follow ']' in format field specifier");
      }
      const length = path.slice(at + 1).search(isAttribute ? /[.[]/ : /\]/);
      if (!isAttribute && length < 0) throw raise("ValueError", "Missing ']' in format string");
      const end = length < 0 ? path.length : at + 1 + length;
      const name = path.slice(at + 1, end);
      if (name === "") throw raise("ValueError", "Empty attribute in format string");
      if (isAttribute && (isForbidden(name) || name.startsWith("__"))) {
        throw new Stopped("python-unsupported", `the attribute ${name} is not supported`);
      }
      value = isAttribute
        ? getAttribute(this.machine, value, name)
        : getItem(this.machine, value, /^[0-9]+$/.test(name) ? BigInt(name) : name);
      at = isAttribute ? end : end + 1;
    }
    return value;
  }

  private first(name: string): Value {
    if (name !== "" && !/^[0-9]+$/.test(name)) {
      const found = this.values.named(name);
      if (found === undefined) throw raise("KeyError", name);
      return found;
    }
    const kind = name === "" ? "automatic" : "manual";
    this.numbering ??= kind;
    if (this.numbering !== kind) {
      const [from, to] =
        kind === "manual"
          ? ["automatic field numbering", "manual field specification"]
          : ["manual field specification", "automatic field numbering"];
      throw raise("ValueError", `cannot switch from ${from} to ${to}`);
    }
    const index = name === "" ? this.automatic++ : Number(name);
    const value = this.values.args[index];
    if (value === undefined) {
      throw raise("IndexError", `Replacement index ${index} out of range for positional args tuple`);
    }
    return value;
  }
}

/** The field whose path begins at an offset. Brackets hide what ends a path; braces nest in a format. */
function readField(text: string, start: number): Field {
  let at = start;
  while (at < text.length && !"{}:!".includes(text[at] as string)) {
    if (text[at] === "[") {
      const close = text.indexOf("]", at);
      at = close < 0 ? text.length : close;
    }
    at++;
  }
  if (at - start > MAX_FIELD) throw new Stopped("python-limit", `expected a field of at most ${MAX_FIELD} characters`);
  const path = text.slice(start, at);
  const stop = text[at];
  if (stop === "{") throw raise("ValueError", "unexpected '{' in field name");
  if (stop === undefined) throw raise("ValueError", "expected '}' before end of string");
  if (stop === "}") return { path, conversion: undefined, spec: "", end: at + 1 };
  let conversion: string | undefined;
  if (stop === "!") {
    conversion = text[at + 1];
    if (conversion === undefined) throw raise("ValueError", "end of string while looking for conversion specifier");
    at += 2;
    if (text[at] !== undefined && text[at] !== "}" && text[at] !== ":") {
      throw raise("ValueError", "expected ':' after conversion specifier");
    }
    if (!"sra".includes(conversion)) throw raise("ValueError", `Unknown conversion specifier ${conversion}`);
    if (text[at] === "}") return { path, conversion, spec: "", end: at + 1 };
  }
  const from = at + 1;
  let open = 1;
  for (at = from; at < text.length; at++) {
    if (text[at] === "{") open++;
    else if (text[at] === "}" && --open === 0) return { path, conversion, spec: text.slice(from, at), end: at + 1 };
  }
  throw raise("ValueError", "unmatched '{' in format spec");
}
