// Conditions (specification 2.1, Condition). Loosest first: or, and, not, then `1 of`, `any of`, `all of`, names, parentheses.

import { nearest } from "../../rule/nearest.js";
import { quote } from "../../text/diagnose.js";
import { locate, type YamlNode } from "../../text/node.js";
import type { ConditionNode, Detection, Detections } from "./ast.js";
import type { Placed, Reader } from "./reader.js";

/** Deepest nesting of parentheses and `not`. */
const MAX_DEPTH = 64;
/** Longest condition in UTF-16 units. */
const MAX_LENGTH = 65_536;
const TOKEN = /\s*(?:([A-Za-z0-9_*-]+)|([()])|(\S))/y;
const QUANTIFIERS: ReadonlyMap<string, "any" | "all"> = new Map([
  ["1", "any"],
  ["any", "any"],
  ["all", "all"],
]);
const WORDS: readonly string[] = ["and", "or", "not", "of"];

interface Token {
  readonly text: string;
  /** UTF-16 units from the start of the condition. */
  readonly at: number;
}

/** Parses the condition at a node; undefined after a report. */
export function parseCondition(node: YamlNode, reader: Reader): ConditionNode | undefined {
  if (node.type !== "string") return reader.wrongType(node, "a condition");
  if (node.value.length > MAX_LENGTH) {
    return reader.error(node, "invalid-condition", `expected a condition of at most ${MAX_LENGTH} characters`);
  }
  const places = new Places(node, reader);
  const pipe = node.value.indexOf("|");
  if (pipe >= 0) {
    const aggregation = quote(node.value.slice(pipe).trim());
    const message = `expected a condition on one event, found the aggregation ${aggregation}`;
    return reader.error(places.of(pipe, node.value.length), "sigma-aggregation-unsupported", message);
  }
  const parser = new Parser(node.value, places);
  try {
    return parser.parse();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return reader.error(error.place, "invalid-condition", error.message);
  }
}

/** Places of a condition in its file. */
class Places {
  constructor(
    private readonly node: Extract<YamlNode, { type: "string" }>,
    readonly reader: Reader,
  ) {}

  of(from: number, to: number): Placed {
    const { node, reader } = this;
    const before = node.value.slice(0, from).split("\n");
    const position = { line: before.length, column: (before.at(-1) as string).length + 1 };
    const start = locate(reader.source, node, position);
    return { start, end: Math.min(node.end, start + to - from), damaged: node.damaged };
  }
}

class Problem {
  constructor(
    readonly place: Placed,
    readonly message: string,
  ) {}
}

class Parser {
  private readonly tokens: readonly Token[];
  private next = 0;
  private depth = 0;

  constructor(
    private readonly text: string,
    private readonly places: Places,
  ) {
    this.tokens = tokenise(text);
  }

  parse(): ConditionNode {
    const condition = this.or();
    const rest = this.tokens[this.next];
    if (rest) throw this.problem(rest, '"and", "or" or the end');
    return condition;
  }

  private or(): ConditionNode {
    return this.chain("or", () => this.and());
  }

  private and(): ConditionNode {
    return this.chain("and", () => this.not());
  }

  private chain(type: "and" | "or", operand: () => ConditionNode): ConditionNode {
    const children = [operand()];
    while (this.accept(type)) children.push(operand());
    const [only] = children;
    return only && children.length === 1 ? only : { type, children };
  }

  private not(): ConditionNode {
    if (!this.accept("not")) return this.operand();
    return this.nested(() => ({ type: "not", child: this.not() }));
  }

  private operand(): ConditionNode {
    const token = this.tokens[this.next];
    if (this.accept("(")) {
      const inner = this.nested(() => this.or());
      if (!this.accept(")")) throw this.problem(this.tokens[this.next], '")"');
      return inner;
    }
    if (!token || !/[A-Za-z0-9_*-]/.test(token.text) || WORDS.includes(token.text)) {
      throw this.problem(token, 'the name of a selection, "1 of", "all of", "not" or "("');
    }
    this.next++;
    if (this.accept("of")) return this.of(token);
    if (token.text.includes("*")) throw this.problem(token, `"1 of" or "all of" before the pattern`);
    return { type: "selection", name: token.text, span: this.span(token, token) };
  }

  private of(first: Token): ConditionNode {
    const quantifier = QUANTIFIERS.get(first.text);
    if (!quantifier) throw this.problem(first, '"1", "any" or "all" before "of"');
    const token = this.tokens[this.next];
    if (!token || !/[A-Za-z0-9_*-]/.test(token.text)) throw this.problem(token, '"them" or a pattern after "of"');
    this.next++;
    const pattern = token.text === "them" ? "*" : token.text;
    return { type: "of", quantifier, pattern, span: this.span(first, token) };
  }

  private nested(read: () => ConditionNode): ConditionNode {
    if (++this.depth > MAX_DEPTH) {
      throw this.problem(this.tokens[this.next], `at most ${MAX_DEPTH} levels of parentheses and "not"`);
    }
    const node = read();
    this.depth--;
    return node;
  }

  private accept(text: string): boolean {
    const found = this.tokens[this.next]?.text === text;
    if (found) this.next++;
    return found;
  }

  private span(from: Token, to: Token) {
    return this.places.reader.span(this.places.of(from.at, to.at + to.text.length));
  }

  private problem(token: Token | undefined, expected: string): Problem {
    const at = token?.at ?? this.text.trimEnd().length;
    const place = this.places.of(at, at + (token?.text.length ?? 0));
    const word = token && WORDS.find((known) => known !== token.text && known === token.text.toLowerCase());
    const hint = word === undefined ? "" : ` (${quote(word)} is written in lower case)`;
    return new Problem(place, `expected ${expected}, found ${token ? quote(token.text) : "the end"}${hint}`);
  }
}

function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    const token = match[1] ?? match[2] ?? match[3] ?? "";
    tokens.push({ text: token, at: TOKEN.lastIndex - token.length });
  }
  return tokens;
}

/** The selections that a pattern names, in the order written. Names with `_` before them wait for a pattern that has it too. */
export function selectionsOf(pattern: string, selections: ReadonlyMap<string, Detection>): readonly string[] {
  const [head = "", ...rest] = pattern.split("*");
  const tail = rest.pop();
  return [...selections.keys()].filter((name) => {
    if (name.startsWith("_") && !pattern.startsWith("_")) return false;
    if (tail === undefined) return name === pattern;
    if (!name.startsWith(head) || name.length < head.length + tail.length) return false;
    let at = head.length;
    const end = name.length - tail.length;
    if (!name.endsWith(tail)) return false;
    for (const piece of rest) {
      const found = name.indexOf(piece, at);
      if (found < 0 || found + piece.length > end) return false;
      at = found + piece.length;
    }
    return true;
  });
}

/** Reports names and patterns that stand for no selection, and selections that no condition reads. */
export function checkSelections(
  { selections, conditions }: Detections,
  places: ReadonlyMap<string, Placed>,
  reader: Reader,
): void {
  const used = new Set<string>();
  const visit = (node: ConditionNode): void => {
    if (node.type === "and" || node.type === "or") {
      node.children.forEach(visit);
      return;
    }
    if (node.type === "not") {
      visit(node.child);
      return;
    }
    const written = node.type === "of" ? node.pattern : node.name;
    const names =
      node.type === "of" ? selectionsOf(node.pattern, selections) : selections.has(node.name) ? [node.name] : [];
    for (const name of names) used.add(name);
    if (names.length > 0) return;
    const close = nearest(written, selections.keys());
    const hint = close === undefined ? "" : `; there is ${quote(close)}`;
    const message = `expected a selection, found ${quote(written)}, which names none${hint}`;
    reader.refuse(node.span, "unknown-selection", message);
  };
  conditions.forEach(visit);
  for (const [name, place] of places) {
    if (used.has(name)) continue;
    reader.warn(place, "unused-selection", `no condition reads the selection ${quote(name)}`);
  }
}
