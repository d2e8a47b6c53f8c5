import { expect, it } from "vitest";
import { compile, Matcher } from "../../../src/index.js";
import { bench, full, type Workload } from "./workloads.js";

const EVENTS = full ? 10_000_000 : 500_000;
const [workload] = bench.workloadsOf(["rules-3000"]) as [Workload];

it(`memory does not grow over ${EVENTS} events`, () => {
  const bytes = workload.events();
  const matcher = new Matcher(compile(bench.toRules(workload.rules()), { strict: true }).program);
  let matches = 0;
  const scan = () =>
    matcher.scan(bytes, (match) => {
      if (match.get("eventName") !== undefined) matches++;
    });
  const first = scan();
  const { memoryBytes } = matcher.totals;
  for (let seen = first.events; seen < EVENTS; seen += first.events) {
    expect(scan()).toEqual(first);
    expect(matcher.totals.memoryBytes).toBe(memoryBytes);
  }
  expect(first.matches).toBeGreaterThan(0);
  expect(matches).toBe(matcher.totals.matches);
});
