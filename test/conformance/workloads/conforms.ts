// Matcher against oracle on a workload: on the events that are chosen, both must find exactly the same rules.
//
// Chosen are all events (`npm run conformance:full`), or else a seeded share and the events that match. Where more events match than
// the oracle could judge in minutes, a seeded choice of them is judged whole, and on the others the oracle is asked only about the rules
// that the matcher reported.

import { expect, it } from "vitest";
import { evaluateRule, parseEvent } from "../../../src/explain/index.js";
import { compile, Matcher, type MatcherOptions, type Rule } from "../../../src/index.js";
import { bench, full, type Workload } from "./workloads.js";

const SHARE = 0.02;
/** Differences that are shown. */
const SHOWN = 5;

/** Indexes of the rules that match, by index of the event; events without a match have none. */
type Found = ReadonlyMap<number, readonly number[]>;

/** What is compared, read when its test runs. */
export interface Conformance {
  readonly title: string;
  /** Why it cannot be compared here; undefined if it can. */
  readonly missing: string | undefined;
  readonly events: () => Buffer;
  readonly rules: () => readonly Rule[];
  readonly options?: MatcherOptions;
}

/** `matching`: about how many of the matching events are judged whole; by default all. */
export interface Extent {
  readonly matching?: number;
}

/** Makes the test of one workload. */
export function conforms(name: string, extent: Extent = {}): void {
  const [workload] = bench.workloadsOf([name]) as [Workload];
  agree(
    {
      title: workload.title,
      missing: bench.absence(workload),
      events: workload.events,
      rules: () => bench.toRules(workload.rules()),
      ...(workload.options && { options: workload.options }),
    },
    extent,
  );
}

/** Makes the test of any rules and events. */
export function agree(conformance: Conformance, { matching = Number.POSITIVE_INFINITY }: Extent = {}): void {
  const { title, missing } = conformance;
  const extent = full ? "every event" : `${SHARE * 100}% of the events and those that match`;
  it.skipIf(missing !== undefined)(
    `${title}: matcher and oracle agree on ${extent}${missing ? ` (${missing})` : ""}`,
    () => {
      const lines = bench.linesOf(conformance.events());
      const rules = conformance.rules();
      const found = scan(conformance, rules, lines.length);
      const whole = chosen(lines.length, found, matching);

      const differences: string[] = [];
      for (const [index, line] of lines.entries()) {
        if (!whole.has(index) && !found.has(index)) continue;
        const event = parseEvent(line);
        const holds = (rule: number) => evaluateRule(rules[rule] as Rule, event);
        const reported = found.get(index) ?? [];
        const expected = (whole.has(index) ? [...rules.keys()] : reported).filter(holds);
        if (reported.join() !== expected.join()) {
          differences.push(`event ${index + 1}: ${reported.join()} instead of ${expected.join()}`);
        }
      }
      expect(differences.slice(0, SHOWN)).toEqual([]);
      expect(whole.size).toBeGreaterThan((full ? 1 : SHARE / 2) * (lines.length - 1));
      expect([...whole].some((index) => found.has(index))).toBe(true);
    },
  );
}

function scan({ events: read, options }: Conformance, rules: readonly Rule[], events: number): Found {
  const { program } = compile(rules, { strict: true });
  const found = new Map<number, number[]>();
  const stats = new Matcher(program, options).scan(read(), ({ line, index }) => {
    const indexes = found.get(line - 1);
    if (indexes) indexes.push(index);
    else found.set(line - 1, [index]);
  });
  expect(stats).toMatchObject({ lines: events, events, refused: 0 });
  return found;
}

/** The events that are judged whole. */
function chosen(events: number, found: Found, most: number): ReadonlySet<number> {
  const matching = [...found.keys()];
  const more = bench.sample(matching.length, most / matching.length);
  return new Set([...bench.sample(events, full ? 1 : SHARE), ...matching.filter((_, place) => more.has(place))]);
}
