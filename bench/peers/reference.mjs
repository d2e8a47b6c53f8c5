// What all engines must see: found once by Sluice, and every other engine that judges must agree.

import { readFileSync } from "node:fs";
import { compile, Matcher } from "../../dist/index.js";
import { toRules } from "../workloads/neutral.mjs";

/** Events of the check that match, and as many that do not. */
const CHECKED = 15;

export class Reference {
  /** Two files: neutral rules, NDJSON. */
  constructor(rules, events) {
    const { program } = compile(toRules(JSON.parse(readFileSync(rules, "utf8"))), { strict: true });
    /** Indexes of the rules that match, by event. */
    this.matches = [];
    new Matcher(program).scan(readFileSync(events), {
      onEvent: (_, matches) => this.matches.push(matches.map(({ index }) => index)),
    });
    const matching = [...this.matches.keys()].filter((i) => this.matches[i].length > 0).slice(0, CHECKED);
    const others = [...this.matches.keys()].filter((i) => this.matches[i].length === 0).slice(0, CHECKED);
    /** The events whose rules are compared one by one. */
    this.checked = [...matching, ...others];
  }

  /** Matches of the events from `first` up to, but not including, `last`. */
  count(first, last) {
    let count = 0;
    for (let i = first; i < last; i++) count += this.matches[i].length;
    return count;
  }
}
