// A pack's rules as conditions: each in the lane that it fits.

import type { FieldPath } from "../../../rule/ir.js";
import type { Detection, Pack } from "../load.js";
import type { Place } from "../python/ast.js";
import { FALSE, TRUE } from "./condition.js";
import { modelsOf } from "./data-models.js";
import type { Surroundings } from "./evaluate.js";
import { type ContextFields, contextFields, copiedField } from "./fields.js";
import { callFunction, type Lowered, lowerFunction } from "./rule.js";
import type { Value } from "./values.js";

/** Lowers the detections of one pack; helpers are read once. */
export class PackLowering {
  private readonly surroundings: Surroundings;

  constructor(pack: Pack) {
    this.surroundings = { module: (name) => pack.helpers.get(name)?.module, models: modelsOf(pack) };
  }

  /** What `alert_context` copies and computes. */
  context(detection: Detection): ContextFields {
    const called = this.call(detection, "alert_context");
    return called ? contextFields(called) : { copied: [], computed: [] };
  }

  /** The field by which matches are taken together, where `dedup` gives one. */
  groupBy(detection: Detection): readonly FieldPath[] {
    const called = this.call(detection, "dedup");
    const path = called && copiedField(called);
    return path ? [path] : [];
  }

  private call({ module }: Detection, name: string): Value | undefined {
    return orWhereTooDeep(undefined, () => callFunction(module, name, this.surroundings));
  }

  /** Where rule(), or policy(), is true of an event; undefined where the module has no such function. */
  lower({ spec, module }: Detection): Lowered | undefined {
    const name = spec.type === "policy" ? "policy" : "rule";
    if (!module) return undefined;
    const why = { construct: "more branches or operands than can be followed", file: module.file, at: FIRST };
    const unknown: Lowered = { condition: TRUE, exact: false, certain: FALSE, blockers: [why] };
    return orWhereTooDeep(unknown, () => lowerFunction(module, name, this.surroundings, spec.logTypes));
  }
}

const FIRST: Place = { line: 1, column: 1, endLine: 1, endColumn: 1 };

/** Thousands of operands or branches in a row are a recursion as deep: JavaScript's own stack ends first. */
function orWhereTooDeep<T>(fallback: T, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError && /call stack/.test(error.message)) return fallback;
    throw error;
  }
}
