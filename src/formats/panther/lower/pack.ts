// A pack's rules as conditions: each in the lane that it fits.

import type { FieldPath } from "../../../rule/ir.js";
import type { Detection, Pack } from "../load.js";
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
    return callFunction(module, name, this.surroundings);
  }

  /** Where rule(), or policy(), is true of an event; undefined where the module has no such function. */
  lower({ spec, module }: Detection): Lowered | undefined {
    return (
      module && lowerFunction(module, spec.type === "policy" ? "policy" : "rule", this.surroundings, spec.logTypes)
    );
  }
}
