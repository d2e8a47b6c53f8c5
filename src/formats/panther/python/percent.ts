// `text % value` (The Python Standard Library, printf-style String Formatting).

import { toFloat } from "./arithmetic.js";
import { getItem } from "./containers.js";
import { raise, Stopped } from "./exceptions.js";
import { character, convert, floatDigits, MAX_WIDTH, pad } from "./format.js";
import { FrozenDict, FrozenList } from "./frozen.js";
import type { Machine } from "./machine.js";
import { numeric } from "./operate.js";
import { integerText, points } from "./text.js";
import { classOf, PyBytes, PyDict, PyList, PyRange, PyTuple, type Value } from "./values.js";

const DIRECTIVE = /^([-+ #0]*)(\*|[0-9]*)(?:\.(\*|[0-9]*))?[hlL]?([\s\S]?)/;
/** Characters of a directive without its key. */
const MAX_DIRECTIVE = 1_000;

interface Directive {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly type: string;
}

/** The values that directives take, one after another; one value that is no tuple may be taken by name again and again. */
class Arguments {
  private at = 0;

  constructor(
    private readonly machine: Machine,
    private readonly value: Value,
  ) {}

  next(): Value {
    const all = this.value instanceof PyTuple ? this.value.items : [this.value];
    const found = all[this.at++];
    if (found === undefined) throw raise("TypeError", "not enough arguments for format string");
    return found;
  }

  named(name: string): Value {
    if (!isMapping(this.value)) throw raise("TypeError", "format requires a mapping");
    return getItem(this.machine, this.value, name);
  }

  end(): void {
    const given = this.value instanceof PyTuple ? this.value.items.length : 1;
    if (this.at < given && !isMapping(this.value)) {
      throw raise("TypeError", "not all arguments converted during string formatting");
    }
  }
}

/** What has `[…]` counts as a mapping, but for tuples and text. */
function isMapping(value: Value): boolean {
  return [PyDict, FrozenDict, PyList, FrozenList, PyBytes, PyRange].some((one) => value instanceof one);
}

/** `text % value` */
export function percentFormat(machine: Machine, text: string, value: Value): string {
  const values = new Arguments(machine, value);
  let result = "";
  for (let at = 0; at < text.length; ) {
    const next = text.indexOf("%", at);
    if (next < 0) {
      result += text.slice(at);
      break;
    }
    result += text.slice(at, next);
    const close = text[next + 1] === "(" ? closingBracket(text, next + 1) : undefined;
    const name = close === undefined ? undefined : text.slice(next + 2, close);
    const start = close === undefined ? next + 1 : close + 1;
    const parts = DIRECTIVE.exec(text.slice(start, start + MAX_DIRECTIVE)) as RegExpExecArray;
    const [all, flags = "", width, precision, type = ""] = parts;
    at = start + all.length;
    if (type === "") throw raise("ValueError", "incomplete format");
    if (width === "*" || precision === "*") throw new Stopped("python-unsupported", "%* is not supported");
    const sizes = [Number(width ?? 0), Number(precision ?? 0)];
    if (sizes.some((size) => size > MAX_WIDTH)) {
      throw new Stopped("python-limit", `expected a width of at most ${MAX_WIDTH}`);
    }
    machine.step();
    if (type === "%") result += "%";
    else {
      const item = name === undefined ? values.next() : values.named(name);
      const directive = {
        flags,
        width: sizes[0] as number,
        precision: precision === undefined ? undefined : sizes[1],
        type,
      };
      result += percentItem(machine, item, directive);
    }
    machine.charge(result.length);
  }
  values.end();
  return result;
}

/** Where the key of a directive ends: brackets nest in it. */
function closingBracket(text: string, start: number): number {
  let open = 0;
  for (let at = start; at < text.length; at++) {
    if (text[at] === "(") open++;
    else if (text[at] === ")" && --open === 0) return at;
  }
  throw raise("ValueError", "incomplete format key");
}

function percentItem(machine: Machine, item: Value, { flags, width, precision, type }: Directive): string {
  const left = flags.includes("-");
  const padded = (body: string, sign = "", isNumber = true) => {
    const align = left ? "<" : isNumber && flags.includes("0") ? "=" : ">";
    return pad(body, { fill: align === "=" ? "0" : " ", align, width }, sign);
  };
  if ("sra".includes(type)) {
    const text = convert(machine, item, type) as string;
    return padded(precision === undefined ? text : points(text).slice(0, precision).join(""), "", false);
  }
  if (type === "c") return padded(oneCharacter(item), "", false);
  if (!"diuxXoeEfFgG".includes(type)) throw raise("ValueError", `unsupported format character '${type}'`);
  const number = numeric(item);
  const sign = (negative: boolean) => (negative ? "-" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "");
  const alternate = flags.includes("#");
  if ("eEfFgG".includes(type)) {
    if (number === undefined) throw raise("TypeError", `must be real number, not ${classOf(item).name}`);
    const float = toFloat(number);
    const negative = float < 0 || Object.is(float, -0);
    return padded(floatDigits(float, type, precision ?? 6, alternate), sign(negative));
  }
  const wanted = "xXo".includes(type) ? "an integer" : "a real number";
  if (number === undefined || (typeof number === "number" && wanted === "an integer")) {
    throw raise("TypeError", `%${type} format: ${wanted} is required, not ${classOf(item).name}`);
  }
  const integer = typeof number === "number" ? truncated(number) : number;
  const size = integer < 0n ? -integer : integer;
  const digits = type === "o" ? size.toString(8) : "xX".includes(type) ? size.toString(16) : integerText(size);
  const prefix = alternate && "xXo".includes(type) ? `0${type}` : "";
  const body = (type === "X" ? digits.toUpperCase() : digits).padStart(precision ?? 0, "0");
  return padded(body, sign(integer < 0n) + prefix);
}

function truncated(value: number): bigint {
  if (Number.isNaN(value)) throw raise("ValueError", "cannot convert float NaN to integer");
  if (!Number.isFinite(value)) throw raise("OverflowError", "cannot convert float infinity to integer");
  return BigInt(Math.trunc(value));
}

function oneCharacter(item: Value): string {
  if (typeof item === "string" && points(item).length === 1) return item;
  const number = typeof item === "string" ? undefined : numeric(item);
  if (typeof number !== "bigint") throw raise("TypeError", "%c requires int or char");
  return character(number);
}
