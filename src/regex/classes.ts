// Sets of code points: `[…]`, `\d`, `[:alpha:]`, `\p{…}`, and the escapes that stand for one code point.

import { unicodeClass } from "../unicode/classes.js";
import { closeUnderFolding } from "../unicode/fold.js";
import { type CodePointRanges, MAX_CODE_POINT, negateRanges, normaliseRanges } from "../unicode/ranges.js";
import type { PatternReader } from "./reader.js";
import { unsupportedEscape } from "./unsupported.js";

const DIGIT = [0x30, 0x39];
const SPACE = [0x09, 0x0a, 0x0c, 0x0d, 0x20, 0x20];
const WORD = [0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a];

/** `\d` and its like, by letter. An upper-case letter is the negation. */
const PERL: ReadonlyMap<string, CodePointRanges> = new Map([
  ["d", DIGIT],
  ["s", SPACE],
  ["w", WORD],
]);

const POSIX: ReadonlyMap<string, CodePointRanges> = new Map([
  ["alnum", [0x30, 0x39, 0x41, 0x5a, 0x61, 0x7a]],
  ["alpha", [0x41, 0x5a, 0x61, 0x7a]],
  ["ascii", [0x00, 0x7f]],
  ["blank", [0x09, 0x09, 0x20, 0x20]],
  ["cntrl", [0x00, 0x1f, 0x7f, 0x7f]],
  ["digit", DIGIT],
  ["graph", [0x21, 0x7e]],
  ["lower", [0x61, 0x7a]],
  ["print", [0x20, 0x7e]],
  ["punct", [0x21, 0x2f, 0x3a, 0x40, 0x5b, 0x60, 0x7b, 0x7e]],
  ["space", [0x09, 0x0d, 0x20, 0x20]],
  ["upper", [0x41, 0x5a]],
  ["word", WORD],
  ["xdigit", [0x30, 0x39, 0x41, 0x46, 0x61, 0x66]],
]);

const CONTROL: ReadonlyMap<string, number> = new Map([
  ["a", 0x07],
  ["f", 0x0c],
  ["n", 0x0a],
  ["r", 0x0d],
  ["t", 0x09],
  ["v", 0x0b],
]);

/** Reads the classes of one pattern; what `\p{…}` names is unpacked once. */
export class ClassReader {
  readonly #unicode = new Map<string, CodePointRanges>();
  readonly #lastPosixEnd: number;

  constructor(private readonly reader: PatternReader) {
    this.#lastPosixEnd = reader.pattern.lastIndexOf(":]");
  }

  /** `[…]`. The reader stands at the bracket. */
  bracket(foldCase: boolean): CodePointRanges {
    const { reader } = this;
    const start = reader.at;
    reader.skip("[");
    const isNegated = reader.skip("^");
    const pairs: number[] = [];
    const named = new Set<CodePointRanges>();
    for (let isFirst = true; isFirst || !reader.skip("]"); isFirst = false) {
      const ranges = this.#posix(foldCase) ?? this.escape(foldCase);
      if (ranges) named.add(ranges);
      else pairs.push(...this.#range(start));
    }
    const set = normaliseRanges([...pairs, ...[...named].flat()]);
    const folded = foldCase ? closeUnderFolding(set) : set;
    return isNegated ? negateRanges(folded) : folded;
  }

  /** `\d`, `\pN`, `\P{Greek}`, …; undefined, and nothing read, if something else comes. */
  escape(foldCase: boolean): CodePointRanges | undefined {
    const { reader } = this;
    if (reader.startsWith("\\p") || reader.startsWith("\\P")) return this.#property(foldCase);
    const letter = reader.startsWith("\\") ? reader.pattern.charAt(reader.at + 1) : "";
    const ranges = PERL.get(letter.toLowerCase());
    if (!ranges) return undefined;
    reader.at += 2;
    return resolve(ranges, foldCase, letter < "a");
  }

  /** An escape that stands for one code point. The reader stands at the backslash. */
  escapedCodePoint(): number {
    const { reader } = this;
    const start = reader.at;
    reader.skip("\\");
    if (!reader.hasMore) throw reader.refusal(start, 'expected a character after "\\", found the end');
    const digits = this.#match(/0[0-7]{0,2}|[1-7][0-7]{1,2}/y) ?? this.#match(/x\{[0-9A-Fa-f]+\}|x[0-9A-Fa-f]{2}/y);
    if (digits !== undefined) {
      const isHex = digits.startsWith("x");
      const codePoint = isHex ? Number.parseInt(digits.replace(/[x{]+/, ""), 16) : Number.parseInt(digits, 8);
      if (codePoint <= MAX_CODE_POINT) return codePoint;
      throw reader.refusal(start, `expected a code point up to 10FFFF, found "\\${digits}"`);
    }
    const character = reader.take();
    const control = CONTROL.get(character);
    if (control !== undefined) return control;
    if (/^[\0-\x7f]$/.test(character) && !/[0-9A-Za-z]/.test(character)) return character.charCodeAt(0);
    const known = unsupportedEscape(character);
    throw reader.refusal(start, `"\\${character}" is no escape of RE2${known ? `: it is ${known}` : ""}`);
  }

  /** One code point or `a-z`, as a pair. */
  #range(bracketStart: number): [number, number] {
    const { reader } = this;
    const start = reader.at;
    const first = this.#member(bracketStart);
    if (!reader.startsWith("-") || reader.startsWith("-]")) return [first, first];
    reader.skip("-");
    const last = this.#member(bracketStart);
    if (last < first) {
      throw reader.refusal(start, `expected a range that ascends, found "${reader.pattern.slice(start, reader.at)}"`);
    }
    return [first, last];
  }

  #member(bracketStart: number): number {
    const { reader } = this;
    if (!reader.hasMore) throw reader.refusal(bracketStart, 'expected "]" to close "[", found the end');
    return reader.startsWith("\\") ? this.escapedCodePoint() : (reader.take().codePointAt(0) as number);
  }

  /** `[:alpha:]`, `[:^alpha:]`; undefined, and nothing read, if something else comes. */
  #posix(foldCase: boolean): CodePointRanges | undefined {
    const { reader } = this;
    if (!reader.startsWith("[:") || reader.at > this.#lastPosixEnd) return undefined;
    const start = reader.at;
    reader.skip("[:");
    const isNegated = reader.skip("^");
    const ranges = POSIX.get(reader.takeUntil(":]") ?? "");
    if (ranges) return resolve(ranges, foldCase, isNegated);
    throw reader.refusal(start, `unknown class "${reader.pattern.slice(start, reader.at)}"`);
  }

  #property(foldCase: boolean): CodePointRanges {
    const { reader } = this;
    const start = reader.at;
    const isUpper = reader.startsWith("\\P");
    reader.at += 2;
    const name = reader.skip("{") ? reader.takeUntil("}") : reader.hasMore ? reader.take() : undefined;
    if (name === undefined)
      throw reader.refusal(start, 'expected a class name after "\\p", in braces or of one letter');
    const isNegated = isUpper !== name.startsWith("^");
    const key = `${isNegated} ${foldCase} ${name}`;
    const known = this.#unicode.get(key);
    if (known) return known;
    const ranges = unicodeClass(name.replace("^", ""));
    if (!ranges) throw reader.refusal(start, `unknown class "${reader.pattern.slice(start, reader.at)}"`);
    const resolved = resolve(ranges, foldCase, isNegated);
    this.#unicode.set(key, resolved);
    return resolved;
  }

  /** Reads what a sticky pattern matches here. */
  #match(sticky: RegExp): string | undefined {
    sticky.lastIndex = this.reader.at;
    const text = sticky.exec(this.reader.pattern)?.[0];
    if (text !== undefined) this.reader.at += text.length;
    return text;
  }
}

/** A class is folded before it is negated: `(?i)\W` has neither `k` nor the Kelvin sign. */
function resolve(ranges: CodePointRanges, foldCase: boolean, isNegated: boolean): CodePointRanges {
  const folded = foldCase ? closeUnderFolding(ranges) : ranges;
  return isNegated ? negateRanges(folded) : folded;
}
