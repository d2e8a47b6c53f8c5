// Rules that a host decides: it is asked where their conditions hold, between the core's verdict and the report.

import { MATCH_ASKS } from "../bytecode/layout.js";
import { SluiceError } from "../errors.js";
import type { EventView, Host, HostFailure, HostRunner } from "../rule/host.js";
import type { Program } from "./program.js";

/** What the core found true of an event. */
export interface Found {
  readonly matches: number;
  /** The index of a rule, with MATCH_ASKS where its host is to be asked. */
  match(match: number): number;
}

/** The index of the rule that was found true. */
export function ruleOf(match: number): number {
  return match % MATCH_ASKS;
}

/** The hosts of one matcher, with a program's rules loaded. */
export class Hosts {
  /** Whether some rule is decided by a host. */
  readonly decide: boolean;
  /** How often a host had no answer, and how many rules that the core found true are not. */
  errors = 0;
  rejected = 0;
  private readonly runners = new Map<number, HostRunner>();

  /** Throws `host-missing` where a rule needs a host that is not there, and what hosts throw of the rules. */
  constructor(program: Program, hosts: readonly Host[]) {
    let decide = false;
    for (const [format, rules] of program.hosted) {
      const needing = rules.find(({ decides }) => decides);
      if (needing) decide = true;
      const host = hosts.find((one) => one.format === format);
      if (host) {
        const runner = host.load(rules);
        for (const { index } of rules) this.runners.set(index, runner);
      } else if (needing) {
        const message = `the rule ${needing.id} needs the host ${JSON.stringify(format)}: expected it in the matcher's hosts`;
        throw new SluiceError("host-missing", message);
      }
    }
    this.decide = decide;
  }

  /** What loaded a rule; undefined where no host knows it. */
  runner(index: number): HostRunner | undefined {
    return this.runners.get(index);
  }

  /** Whether a host is to be asked about one of the rules. */
  concern(found: Found): boolean {
    for (let match = 0; match < found.matches; match++) if (found.match(match) >= MATCH_ASKS) return true;
    return false;
  }

  /** The rules that are true after all. */
  judge(found: Found, event: EventView, failed: (index: number, failure: HostFailure) => void): readonly number[] {
    const rules: number[] = [];
    for (let match = 0; match < found.matches; match++) {
      const one = found.match(match);
      const index = ruleOf(one);
      // The verifier proves that what asks has a host; an answer that is none is a failure, not a match.
      const answer = one === index || (this.runners.get(index) as HostRunner).evaluate(index, event);
      if (answer === true) rules.push(index);
      else this.rejected++;
      if (typeof answer === "boolean") continue;
      this.errors++;
      failed(index, answer);
    }
    return rules;
  }
}
