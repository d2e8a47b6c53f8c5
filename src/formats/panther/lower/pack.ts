// A pack's rules as conditions: each in the lane that it fits.

import type { Detection, Pack } from "../load.js";
import { surroundingsOf } from "./data-models.js";
import type { Surroundings } from "./evaluate.js";
import { type Lowered, lowerFunction } from "./rule.js";

/** Lowers the detections of one pack; helpers are read once. */
export class PackLowering {
  private readonly surroundings: Surroundings;

  constructor(pack: Pack) {
    this.surroundings = surroundingsOf(pack);
  }

  /** Where rule(), or policy(), is true of an event; undefined where the module has no such function. */
  lower({ spec, module }: Detection): Lowered | undefined {
    return (
      module && lowerFunction(module, spec.type === "policy" ? "policy" : "rule", this.surroundings, spec.logTypes)
    );
  }
}
