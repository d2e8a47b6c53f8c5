// Reads RE2's syntax (https://github.com/google/re2/wiki/Syntax) as re2js, a port of Go's regexp/syntax, reads it, its flags
// being Perl's: it accepts what that accepts and refuses what that refuses. Two differences: lengths and sizes have limits of
// their own, and operators may nest a little deeper here, since the nodes between them are not counted.
//
// The parser keeps its own stack of open groups. So only the height of the tree is limited, for those who walk it.

import { SluiceError } from "../errors.js";
import { closeUnderFolding } from "../unicode/fold.js";
import { MAX_CODE_POINT } from "../unicode/ranges.js";
import { type Assertion, alternate, concat, EMPTY, type RegexNode, repeat } from "./ast.js";
import { ClassReader } from "./classes.js";
import { PatternReader } from "./reader.js";
import { unsupportedGroup } from "./unsupported.js";

/** Longest pattern in UTF-16 units. */
const MAX_PATTERN = 65_536;
/** Operators inside one another. */
const MAX_HEIGHT = 1_000;
/** Largest count in `{n,m}`, and largest product of the counts of repetitions inside one another. */
const MAX_REPEAT = 1_000;

const ANY = { type: "class", ranges: [0, MAX_CODE_POINT] } as const;
const ANY_BUT_NEWLINE = { type: "class", ranges: [0, 0x09, 0x0b, MAX_CODE_POINT] } as const;

interface Flags {
  readonly foldCase: boolean;
  readonly multiLine: boolean;
  readonly dotAll: boolean;
}

/** A node with what the limits ask of it: operators inside one another, and the product of repetitions (0 repeats apart). */
interface Piece {
  readonly node: RegexNode;
  readonly height: number;
  readonly repeats: number;
}

/** A group that is not closed yet, or the whole pattern. `flags` are those that hold again after it. */
interface Group {
  readonly start: number;
  readonly flags: Flags;
  readonly height: number;
  readonly alternatives: Piece[];
  pieces: Piece[];
}

/**
 * Parses an RE2 pattern. Throws `invalid-regex` with the position of the offending construct in the pattern, and
 * `regex-too-large` for a pattern of more than 65,536 UTF-16 units.
 */
export function parseRegex(pattern: string): RegexNode {
  if (pattern.length > MAX_PATTERN) {
    throw new SluiceError(
      "regex-too-large",
      `expected a regular expression of at most ${MAX_PATTERN} characters, found ${pattern.length}`,
    );
  }
  return new Parser(pattern).parse();
}

class Parser {
  private readonly reader: PatternReader;
  readonly #classes: ClassReader;
  readonly #names = new Set<string>();
  readonly #open: Group[] = [];
  #flags: Flags = { foldCase: false, multiLine: false, dotAll: false };
  #group: Group = { start: 0, flags: this.#flags, height: 0, alternatives: [], pieces: [] };
  /** Whether the last thing read was a repetition, which cannot be repeated at once. */
  #afterRepeat = false;

  constructor(pattern: string) {
    this.reader = new PatternReader(pattern);
    this.#classes = new ClassReader(this.reader);
  }

  parse(): RegexNode {
    const { reader } = this;
    while (reader.hasMore) {
      const isRepetition = this.#repetition();
      if (!isRepetition) this.#item();
      this.#afterRepeat = isRepetition;
    }
    if (this.#open.length > 0) throw reader.refusal(this.#group.start, 'expected ")" to close "(", found the end');
    return this.#closeAlternatives(this.#group).node;
  }

  /** Reads anything but a repetition. */
  #item(): void {
    const { reader } = this;
    const start = reader.at;
    if (reader.startsWith("[")) this.#push({ type: "class", ranges: this.#classes.bracket(this.#flags.foldCase) });
    else if (reader.startsWith("\\")) this.#escape();
    else if (reader.startsWith("(?")) this.#flagsOrGroup();
    else {
      const character = reader.take();
      if (character === "(") this.#openGroup(start, this.#flags, 1);
      else if (character === ")") this.#closeGroup(start);
      else if (character === "|") this.#closeAlternative(this.#group);
      else if (character === "^") this.#assert(this.#flags.multiLine ? "line-begin" : "text-begin");
      else if (character === "$") this.#assert(this.#flags.multiLine ? "line-end" : "text-end");
      else if (character === ".") this.#push(this.#flags.dotAll ? ANY : ANY_BUT_NEWLINE);
      else this.#literal(character.codePointAt(0) as number);
    }
  }

  /** Reads `*`, `+`, `?`, `{n}`, `{n,}`, `{n,m}`, lazy or not, if one comes. Braces that hold no counts are literals. */
  #repetition(): boolean {
    const { reader } = this;
    const start = reader.at;
    const operator = /[*+?]|\{(0|[1-9][0-9]*)(,(0|[1-9][0-9]*)?)?\}/y;
    operator.lastIndex = start;
    const found = operator.exec(reader.pattern);
    if (!found) return false;
    const [text, least, comma, most] = found;
    reader.at += text.length;
    const min = least === undefined ? (text === "+" ? 1 : 0) : Number(least);
    const max = least === undefined ? (text === "?" ? 1 : Infinity) : Number(most ?? (comma ? Infinity : least));
    if (min > MAX_REPEAT || (max > MAX_REPEAT && max !== Infinity) || min > max) {
      throw reader.refusal(
        start,
        `expected counts that ascend and are at most ${MAX_REPEAT}, found "${shorten(text)}"`,
      );
    }
    reader.skip("?");
    if (this.#afterRepeat) {
      const dialect = text === "+" ? "; RE2 has no possessive repetition" : "";
      throw reader.refusal(start, `"${text}" repeats a repetition: put it into a group${dialect}`);
    }
    this.#repeatLast(start, text, min, max);
    return true;
  }

  #repeatLast(start: number, text: string, min: number, max: number): void {
    const piece = this.#group.pieces.pop();
    if (!piece) throw this.reader.refusal(start, `"${text}" has nothing to repeat`);
    const count = max === 0 ? 0 : Math.max(1, max === Infinity ? min : max);
    const repeats = count === 0 ? 1 : count * piece.repeats;
    if (count > 1 && repeats > MAX_REPEAT) {
      throw this.reader.refusal(start, `repetitions inside one another repeat more than ${MAX_REPEAT} times`);
    }
    this.#pushPiece(start, { node: repeat(piece.node, min, max), height: piece.height + 1, repeats });
  }

  /** `\Q…\E`, an assertion, a class, or one code point. */
  #escape(): void {
    const { reader } = this;
    if (reader.skip("\\Q")) {
      const quoted = reader.takeUntil("\\E") ?? reader.takeRest();
      for (const character of quoted) this.#literal(character.codePointAt(0) as number);
    } else if (reader.skip("\\A")) this.#assert("text-begin");
    else if (reader.skip("\\z")) this.#assert("text-end");
    else if (reader.skip("\\b")) this.#assert("word-boundary");
    else if (reader.skip("\\B")) this.#assert("not-word-boundary");
    else {
      const ranges = this.#classes.escape(this.#flags.foldCase);
      if (ranges) this.#push({ type: "class", ranges });
      else this.#literal(this.#classes.escapedCodePoint());
    }
  }

  /** What begins with `(?`: flags to the end of the group, a group with flags of its own, or a named group. */
  #flagsOrGroup(): void {
    const { reader } = this;
    const start = reader.at;
    const dialect = unsupportedGroup(reader.pattern.slice(start, start + 4));
    if (dialect) throw reader.refusal(start, `RE2 has no ${dialect.replace(/^an? /, "")}`);
    if (reader.skip("(?P<") || reader.skip("(?<")) {
      this.#name(start);
      this.#openGroup(start, this.#flags, 1);
      return;
    }
    reader.skip("(?");
    const found = /([imsU]*)(?:-([imsU]+))?([:)])/y;
    found.lastIndex = reader.at;
    const [text, on = "", off = "", end] = found.exec(reader.pattern) ?? [];
    if (text === undefined) throw reader.refusal(start, 'expected flags out of "imsU" and then ":" or ")" after "(?"');
    reader.at += text.length;
    const has = (flag: string, before: boolean) => (before || on.includes(flag)) && !off.includes(flag);
    const flags = {
      foldCase: has("i", this.#flags.foldCase),
      multiLine: has("m", this.#flags.multiLine),
      dotAll: has("s", this.#flags.dotAll),
    };
    if (end === ":") this.#openGroup(start, flags, 0);
    else this.#flags = flags;
  }

  #name(start: number): void {
    const { reader } = this;
    const nameStart = reader.at;
    const name = reader.takeUntil(">");
    if (name === undefined) throw reader.refusal(start, 'expected ">" to end the name of the group, found the end');
    if (!/^[0-9A-Za-z_]+$/.test(name)) {
      throw reader.refusal(nameStart, `expected a name of letters, digits and "_", found "${shorten(name)}"`);
    }
    if (this.#names.has(name)) throw reader.refusal(nameStart, `there are two groups named "${name}"`);
    this.#names.add(name);
  }

  /** `height` is what the group itself adds: 1 if it captures. */
  #openGroup(start: number, flags: Flags, height: number): void {
    this.#open.push(this.#group);
    this.#group = { start, flags: this.#flags, height, alternatives: [], pieces: [] };
    this.#flags = flags;
  }

  #closeGroup(start: number): void {
    const group = this.#group;
    const outer = this.#open.pop();
    if (!outer) throw this.reader.refusal(start, 'expected "(" before ")"');
    const piece = this.#closeAlternatives(group);
    this.#group = outer;
    this.#flags = group.flags;
    this.#pushPiece(group.start, { ...piece, height: piece.height + group.height });
  }

  #closeAlternative(group: Group): void {
    const { pieces } = group;
    group.pieces = [];
    group.alternatives.push(this.#join(group, pieces, concat));
  }

  #closeAlternatives(group: Group): Piece {
    this.#closeAlternative(group);
    return this.#join(group, group.alternatives, alternate);
  }

  #join(group: Group, pieces: readonly Piece[], operator: (nodes: RegexNode[]) => RegexNode): Piece {
    const [first = { node: EMPTY, height: 0, repeats: 1 }, ...rest] = pieces;
    if (rest.length === 0) return first;
    let { height, repeats } = first;
    for (const piece of rest) {
      height = Math.max(height, piece.height);
      repeats = Math.max(repeats, piece.repeats);
    }
    return this.#limit(group.start, { node: operator(pieces.map(({ node }) => node)), height: height + 1, repeats });
  }

  #literal(codePoint: number): void {
    const ranges = [codePoint, codePoint];
    this.#push({ type: "class", ranges: this.#flags.foldCase ? closeUnderFolding(ranges) : ranges });
  }

  #assert(assertion: Assertion): void {
    this.#push({ type: "assertion", assertion });
  }

  #push(node: RegexNode): void {
    this.#group.pieces.push({ node, height: 0, repeats: 1 });
  }

  #pushPiece(start: number, piece: Piece): void {
    this.#group.pieces.push(this.#limit(start, piece));
  }

  #limit(start: number, piece: Piece): Piece {
    if (piece.height > MAX_HEIGHT) {
      throw this.reader.refusal(start, `groups and repetitions are nested more than ${MAX_HEIGHT} deep`);
    }
    return piece;
  }
}

const shorten = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
