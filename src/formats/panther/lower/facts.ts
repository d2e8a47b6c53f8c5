// What is known to be true or false where a part of a condition is looked at.

import type { Condition, Predicate } from "../../../rule/ir.js";
import { decide } from "./implication.js";
import { domainBit, metaOf, type Plain } from "./intern.js";

/** A part whose facts do not count while that part itself is looked at, or once it was replaced. */
export interface Owner {
  hidden: boolean;
}

interface Fact {
  readonly plain: Plain;
  readonly holds: boolean;
  readonly owner: Owner;
}

export class Facts {
  private readonly trail: Fact[] = [];
  private readonly byDomain = new Map<number, Fact[]>();
  /** Domains of which something may be known. */
  domains = 0;

  /** @param work what may still be spent on simplifying: beyond it conditions stay as they are */
  constructor(public work: number) {}

  /** Takes a condition to hold, or not to. */
  add(condition: Condition, holds: boolean, owner: Owner): void {
    if (condition.type === "not") this.add(condition.child, !holds, owner);
    else if (condition.type === (holds ? "and" : "or")) {
      for (const child of (condition as { readonly children: readonly Condition[] }).children)
        this.add(child, holds, owner);
    } else if (condition.type === "predicate") {
      const plain = metaOf(condition).plain as Plain;
      const fact: Fact = { plain, holds: plain.holds === holds, owner };
      this.trail.push(fact);
      const facts = this.byDomain.get(plain.domain);
      if (facts) facts.push(fact);
      else this.byDomain.set(plain.domain, [fact]);
      this.domains |= domainBit(plain.domain);
    }
  }

  /** How many facts there are, to go back to. */
  mark(): number {
    return this.trail.length;
  }

  /** Forgets what came after a mark. */
  undo(mark: number, domains: number): void {
    while (this.trail.length > mark) {
      const fact = this.trail.pop() as Fact;
      this.byDomain.get(fact.plain.domain)?.pop();
    }
    this.domains = domains;
  }

  /** The truth of a predicate, as far as the facts decide it. */
  decide(predicate: Predicate): boolean | undefined {
    const asked = metaOf(predicate).plain as Plain;
    for (const fact of this.byDomain.get(asked.domain) ?? []) {
      if (fact.owner.hidden) continue;
      if (fact.plain.id === asked.id) return fact.holds === asked.holds;
      if (fact.holds) {
        const verdict = verdictOf(fact.plain, asked);
        if (verdict !== undefined) return verdict === asked.holds;
      } else if (verdictOf(asked, fact.plain) === true) return !asked.holds;
    }
    return undefined;
  }
}

/** What a plain predicate being true says of another. */
function verdictOf(known: Plain, asked: Plain): boolean | undefined {
  const { verdicts } = known;
  let verdict = verdicts.get(asked.id);
  if (verdict === undefined && !verdicts.has(asked.id)) {
    verdict = decide(known.predicate, asked.predicate);
    verdicts.set(asked.id, verdict);
  }
  return verdict;
}
