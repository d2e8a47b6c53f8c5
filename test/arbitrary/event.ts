import fc from "fast-check";
import { type Fields, fromPool, POOLS, type Pools } from "./pools.js";

export interface EventOptions {
  readonly pools?: Pools;
  /** Levels of objects inside objects, arrays counted with the objects in them. Default 2. */
  readonly maxDepth?: number;
}

/**
 * JSON text of one event on one line: any spelling that RFC 8259 allows of keys, strings and whitespace, except raw newlines.
 * Keys may come twice, also in two spellings. It shrinks to plain spellings and few fields.
 */
export function eventArbitrary({ pools = POOLS, maxDepth = 2 }: EventOptions = {}): fc.Arbitrary<string> {
  const values = valuesOf(pools);
  const margin = fc.oneof({ weight: 9, arbitrary: fc.constant("") }, fc.constantFrom(" ", "\t", "  ", "\r"));
  return fc.tuple(margin, objectOf(pools.fields, values, maxDepth), margin).map((parts) => parts.join(""));
}

/** JSON text of scalars, by type, and of anything. */
interface Values {
  readonly string: fc.Arbitrary<string>;
  readonly number: fc.Arbitrary<string>;
  readonly address: fc.Arbitrary<string>;
  readonly boolean: fc.Arbitrary<string>;
  readonly any: fc.Arbitrary<string>;
}

function valuesOf(pools: Pools): Values {
  const joined = fc
    .array(fc.oneof(fc.constantFrom(...pools.parts), fc.constantFrom(...pools.strings)), { minLength: 2, maxLength: 4 })
    .map((parts) => parts.join(""));
  // Quotes, runs of backslashes and characters of several bytes at any place of the blocks that a scan reads at once.
  const long = fc
    .tuple(fc.nat({ max: 140 }), fc.constantFrom("x", "\\", '"', "\\\\\\", "é", "😀"), fc.nat({ max: 5 }))
    .map(([before, character, count]) => "x".repeat(before) + character.repeat(count));
  const string = spelt(
    fc.oneof({ weight: 12, arbitrary: fromPool(pools.strings) }, { weight: 2, arbitrary: joined }, long),
  );
  const number = fc.oneof({ weight: 4, arbitrary: fromPool(pools.numbers) }, numberText());
  const address = spelt(fromPool(pools.addresses));
  const boolean = fc.constantFrom("true", "false");
  const deep = fc.tuple(fc.integer({ min: 1, max: 70 }), fc.boolean()).map(([levels, objects]) => {
    return objects ? `${'{"name":'.repeat(levels)}1${"}".repeat(levels)}` : "[".repeat(levels) + "]".repeat(levels);
  });
  const empty = fc.constantFrom("null", "{}", "[]", '""', "0", "[ ]", "{\t}", "[null]", "[[]]");
  const any = fc.oneof(
    { weight: 2, arbitrary: empty },
    string,
    number,
    address,
    boolean,
    fc.array(fc.oneof(string, number, boolean, empty), { maxLength: 3 }).map((items) => `[${items.join(",")}]`),
    { weight: 1, arbitrary: fc.oneof({ weight: 9, arbitrary: empty }, deep) },
  );
  return { string, number, address, boolean, any };
}

/** JSON number text of any form: long, with a fraction, with an exponent, in several spellings. */
export function numberText(): fc.Arbitrary<string> {
  const digits = fc.stringMatching(/^[0-9]{1,25}$/);
  return fc
    .tuple(
      fc.constantFrom("", "-"),
      fc.oneof(fc.constant("0"), fc.stringMatching(/^[1-9][0-9]{0,25}$/)),
      fc.option(digits),
      fc.option(fc.tuple(fc.constantFrom("e", "E", "e+", "E-", "e-"), fc.nat({ max: 400 }))),
    )
    .map(([sign, whole, fraction, exponent]) => {
      return sign + whole + (fraction === null ? "" : `.${fraction}`) + (exponent === null ? "" : exponent.join(""));
    });
}

function objectOf(fields: Fields, values: Values, depth: number): fc.Arbitrary<string> {
  const { any } = values;
  const array = (item: fc.Arbitrary<string>) => {
    const items = fc.oneof(fc.array(item, { maxLength: 3 }), fc.array(item, { minLength: 1, maxLength: 3 }));
    return fc.tuple(items, style()).map(arrayText);
  };
  const nested = depth > 0 ? objectOf(fields, values, depth - 1) : fc.constant("{}");
  const typed: readonly (readonly [readonly string[], fc.Arbitrary<string>])[] = [
    [fields.strings, values.string],
    [fields.numbers, values.number],
    [fields.addresses, values.address],
    [fields.booleans, values.boolean],
    [fields.lists, array(fc.oneof({ weight: 8, arbitrary: values.string }, any))],
    [fields.records, array(fc.oneof({ weight: 8, arbitrary: nested }, any))],
    [fields.objects, nested],
  ];
  const usual = typed.flatMap(([keys, value]) =>
    keys.map((key) => {
      const entry = fc.tuple(spelt(fc.constant(key)), fc.oneof({ weight: 9, arbitrary: value }, any));
      return fc.option(entry, { freq: 6 });
    }),
  );
  const known = typed.flatMap(([keys]) => keys);
  const key = spelt(fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...known) }, fc.constantFrom(...fields.odd)));
  const scalar = fc.oneof({ weight: 2, arbitrary: any }, { weight: 2, arbitrary: values.string }, values.number);
  const extra = fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(fc.tuple(key, scalar), { maxLength: 3 }) },
  );
  // The last of equal keys wins, so extra entries on both sides lose and win.
  return fc.tuple(extra, fc.tuple(...usual), extra, style()).map(([before, entries, after, spacing]) => {
    return objectText([...before, ...entries.filter((entry) => entry !== null), ...after], spacing);
  });
}

/** How a text is spelt: 0 is the plain way, anything else the seed of choices. */
function style(): fc.Arbitrary<number> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat({ max: 0xffff }));
}

function spelt(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(text, style()).map(([value, seed]) => stringText(value, seed));
}

const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ["\\", "\\\\"],
  ["/", "\\/"],
  ["\b", "\\b"],
  ["\f", "\\f"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

/** JSON text of a string: each code point raw, as a short escape or as `\uXXXX`, as the seed has it and the grammar allows. */
export function stringText(value: string, seed: number): string {
  if (seed === 0) return JSON.stringify(value);
  const choose = chooser(seed);
  let text = "";
  for (const character of value) {
    const short = SHORT_ESCAPES.get(character);
    const code = character.codePointAt(0) ?? 0;
    const mayBeRaw = character === "/" || (short === undefined && code >= 0x20 && !(code >= 0xd800 && code <= 0xdfff));
    const choice = choose(4);
    if (mayBeRaw && choice > 0) text += character;
    else if (short !== undefined && choice > 1) text += short;
    else for (let at = 0; at < character.length; at++) text += unicodeEscape(character.charCodeAt(at), choose(2) === 0);
  }
  return `"${text}"`;
}

function unicodeEscape(unit: number, upper: boolean): string {
  const digits = unit.toString(16).padStart(4, "0");
  return `\\u${upper ? digits.toUpperCase() : digits}`;
}

function objectText(entries: readonly (readonly [string, string])[], seed: number): string {
  const gap = spacer(seed);
  return `{${gap()}${entries.map(([key, value]) => `${key}${gap()}:${gap()}${value}${gap()}`).join(`,${gap()}`)}}`;
}

function arrayText([items, seed]: readonly [readonly string[], number]): string {
  const gap = spacer(seed);
  return `[${gap()}${items.map((item) => `${item}${gap()}`).join(`,${gap()}`)}]`;
}

function spacer(seed: number): () => string {
  if (seed === 0) return () => "";
  const choose = chooser(seed);
  return () => ["", "", " ", "\t", "\r", "   "][choose(6)] ?? "";
}

/** Choices below a limit that a seed decides (a linear congruential generator). */
function chooser(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}
