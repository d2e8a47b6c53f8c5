import { SluiceError } from "../errors.js";
import { negateRanges } from "../unicode/ranges.js";
import { alternate, concat, type RegexNode, repeat } from "./ast.js";
import { MAX_DFA_ROW_BYTES, MAX_STATES, type Regex } from "./automaton.js";
import { determinise } from "./determinise.js";
import { minimise } from "./minimise.js";
import { Nfa } from "./nfa.js";
import { AutomatonBuilder } from "./nfa-builder.js";
import { parseRegex } from "./parse.js";
import { encodeTable } from "./table.js";
import { utf8Edges } from "./utf8.js";

/** How a regex is compiled. */
export interface RegexOptions {
  /** Most states of the nondeterministic automaton, 1 to 16,777,215. Default 10,000. */
  readonly maxStates?: number;
  /**
   * Most states of the deterministic automaton, while it is made and before equal ones are joined, 0 to 65,536. Default 1,500.
   * A regex that needs more, or a table above 64 KB, or too long to make, keeps the nondeterministic one.
   */
  readonly maxDfaStates?: number;
}

/**
 * Compiles an RE2 pattern to the automaton that the core runs. Throws `invalid-regex` with a position where the pattern is
 * none, and `regex-too-large` where it needs more states than allowed.
 */
export function compileRegex(pattern: string, options: RegexOptions = {}): Regex {
  return compileNode(parseRegex(pattern), options);
}

/** The same of a pattern that was parsed already. */
export function compileNode(node: RegexNode, { maxStates = 10_000, maxDfaStates = 1_500 }: RegexOptions = {}): Regex {
  expectCount("maxStates", maxStates, 1, MAX_STATES);
  expectCount("maxDfaStates", maxDfaStates, 0, MAX_DFA_ROW_BYTES);
  const builder = new AutomatonBuilder(maxStates);
  const regex = builder.finish(emit(builder, fromRunStart(node), builder.match()));
  const dfa = maxDfaStates > 0 ? determinise(new Nfa(regex.words), maxDfaStates) : undefined;
  return (dfa && encodeTable(minimise(dfa))) ?? regex;
}

function expectCount(name: string, count: number, min: number, max: number): void {
  if (Number.isInteger(count) && count >= min && count <= max) return;
  throw new SluiceError("invalid-argument", `expected ${name} from ${min} to ${max}, found ${count}`);
}

/**
 * The same search, for a pattern that is one class at least `min` times: a run of `min` is in a text where one is that nothing of the class
 * is before. Begun anywhere in a run, up to `min` matches would be under way at once, and each byte would cost that many steps.
 */
function fromRunStart(node: RegexNode): RegexNode {
  if (node.type !== "repeat" || node.min < 2 || node.child.type !== "class") return node;
  const before: RegexNode[] = [
    { type: "assertion", assertion: "text-begin" },
    { type: "class", ranges: negateRanges(node.child.ranges) },
  ];
  return concat([alternate(before), repeat(node.child, node.min, node.min)]);
}

/**
 * Adds the states that match `node` and go on at `next`, and gives the first of them. Recursion is as deep as the tree, which
 * the parser limits. Every node that is not empty asks the builder for a state, which limits the copies of a repetition.
 */
function emit(builder: AutomatonBuilder, node: RegexNode, next: number): number {
  switch (node.type) {
    case "empty":
      return next;
    case "class":
      return builder.bytes(utf8Edges(node.ranges, next, (edges) => builder.bytes(edges)));
    case "assertion":
      return builder.assertion(node.assertion, next);
    case "concat":
      return node.children.reduceRight((after, child) => emit(builder, child, after), next);
    case "alternate": {
      const starts = new Set(node.children.map((child) => emit(builder, child, next)));
      return [...starts].reduceRight((others, start) => builder.split(start, others));
    }
    case "repeat":
      return emitRepeat(builder, node.child, node.min, node.max, next);
  }
}

/** `x{2,4}` is `xx(x(x)?)?`, `x{2,}` is `xx+`. */
function emitRepeat(builder: AutomatonBuilder, child: RegexNode, min: number, max: number, next: number): number {
  let start = next;
  let copies = min;
  if (max === Infinity) {
    const loop = builder.openSplit();
    const body = emit(builder, child, loop);
    builder.closeSplit(loop, body, next);
    start = min === 0 ? loop : body;
    copies = Math.max(min - 1, 0);
  } else {
    for (let optional = min; optional < max; optional++) start = builder.split(emit(builder, child, start), next);
  }
  for (let i = 0; i < copies; i++) start = emit(builder, child, start);
  return start;
}
