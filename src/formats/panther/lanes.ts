// The lane of each rule: compiled, where a condition says all that rule() says; guarded, where a condition only says which events
// rule() need be asked about; refused, where neither can answer.

import type { Diagnostic } from "../../diagnostic.js";
import type { Rule } from "../../rule/ir.js";
import type { Detection, Pack } from "./load.js";
import { isTrue } from "./lower/condition.js";
import { PackLowering } from "./lower/pack.js";
import { PackParts } from "./parts.js";
import { ruleOf } from "./rule.js";

export type Lane = "compiled" | "guarded" | "refused";

/** The construct that keeps a rule out of the compiled lane. */
export interface Obstacle {
  /** As people call it: `call of .strftime`, `while statement`. */
  readonly construct: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A rule or scheduled rule in its lane. */
export interface PackRule {
  readonly detection: Detection;
  readonly lane: Lane;
  /**
   * Compiled: matches where rule() returns something true. Guarded: its condition is the guard, which holds wherever rule() returns
   * something true, and elsewhere too. Refused: absent.
   */
  readonly rule?: Rule;
  /** A guard that lets every event through. */
  readonly unguarded: boolean;
  /** What keeps the rule from being compiled, as they are met; empty where it is. */
  readonly obstacles: readonly Obstacle[];
  /** Why it is refused; empty where it is not. */
  readonly refusals: readonly Diagnostic[];
}

/**
 * The rules of a pack, each in the lane that it fits, in the pack's order. Policies judge resources, not events, and are not
 * among them. A rule that may reach what is not there, and that is not compiled, is refused.
 */
export function rulesOf(pack: Pack): readonly PackRule[] {
  const lowering = new PackLowering(pack);
  const parts = new PackParts(pack);
  return pack.detections.flatMap((detection) =>
    detection.spec.type === "policy" ? [] : laneOf(detection, lowering, parts),
  );
}

function laneOf(detection: Detection, lowering: PackLowering, parts: PackParts): PackRule {
  const { refusals } = detection;
  const lowered = lowering.lower(detection);
  const obstacles = (lowered?.blockers ?? []).map(({ construct, file, at: { line, column } }): Obstacle => {
    return { construct, file, line, column };
  });
  if (!lowered || (!lowered.exact && refusals.length > 0))
    return { detection, lane: "refused", unguarded: false, obstacles, refusals };
  const { condition, exact, certain } = lowered;
  return {
    detection,
    lane: exact ? "compiled" : "guarded",
    rule: ruleOf(detection, condition, lowering, parts.of(detection, exact ? undefined : certain)),
    unguarded: !exact && isTrue(condition),
    obstacles: exact ? [] : obstacles,
    refusals: [],
  };
}
