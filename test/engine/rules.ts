import {
  compile,
  Matcher,
  type MatcherOptions,
  type Program,
  parseCondition,
  type Refusal,
  type ScanStats,
} from "../../src/index.js";
import { parsePath } from "../../src/rule/path.js";

/** A program of one rule a condition; the ids are `r0`, `r1`, …. */
export function programOf(conditions: readonly string[], outputs: readonly string[] = []): Program {
  const rules = conditions.map((condition, index) => ({
    id: `r${index}`,
    condition: parseCondition(condition),
    outputs: outputs.map(parsePath),
  }));
  return compile(rules, { strict: true }).program;
}

export interface Seen {
  readonly stats: ScanStats;
  /** `line:offset:length:rules`, once an event. */
  readonly events: readonly string[];
  readonly refusals: readonly string[];
}

/** Everything that a scan reports of `chunks`. */
export function scanAll(program: Program, chunks: readonly Uint8Array[], options?: MatcherOptions): Seen {
  using matcher = new Matcher(program, options);
  const events: string[] = [];
  const refusals: string[] = [];
  const scanner = matcher.scanner({
    onEvent: ({ line, offset, length, bytes }, matches) => {
      if (bytes.length !== length) throw new Error(`${bytes.length} bytes for an event of ${length}`);
      events.push(`${line}:${offset}:${length}:${matches.map(({ rule }) => rule).join(",")}`);
    },
    onRefused: ({ code, line, offset, length }: Refusal) => refusals.push(`${line}:${offset}:${length}:${code}`),
  });
  for (const chunk of chunks) scanner.write(chunk);
  return { stats: scanner.end(), events, refusals };
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
