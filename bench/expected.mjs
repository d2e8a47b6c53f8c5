// What every pass must see, found without the matcher.

import { evaluate, parseEvent } from "../dist/explain/index.js";
import { stopped } from "./contenders/closures.mjs";
import { linesOf } from "./lines.mjs";
import { rulesOf } from "./rules.mjs";

/**
 * Counts by set of rules. The matches of the one rule are counted by its closure over `JSON.parse`, those of more rules by the
 * oracle, which must agree with the closure about the one. Every line must be an event: the contenders would disagree about
 * what to do with others, and be timed on different work.
 *
 * @param {Buffer} bytes NDJSON
 */
export function expectedCounts(bytes) {
  const lines = linesOf(bytes);
  const [one] = rulesOf("one");
  const rules = rulesOf("all");
  const some = new Set(rulesOf("some").map(({ id }) => id));
  const counts = { none: 0, one: 0, some: 0, all: 0 };
  for (const [index, line] of lines.entries()) {
    const event = parseEvent(line);
    const matches = rules.filter(({ condition }) => evaluate(condition, event));
    const stoppedHere = stopped(JSON.parse(line));
    if (stoppedHere !== matches.some(({ id }) => id === one.id)) {
      throw new Error(`event ${index + 1}: the closure and the oracle disagree about ${one.id}`);
    }
    counts.all += matches.length;
    counts.some += matches.filter(({ id }) => some.has(id)).length;
    counts.one += stoppedHere ? 1 : 0;
  }
  const seen = (matches) => ({ events: lines.length, refused: 0, matches });
  return { none: seen(counts.none), one: seen(counts.one), some: seen(counts.some), all: seen(counts.all) };
}
