// MITRE ATT&CK as the catalog needs it: names, which tactics a technique serves, and what became of withdrawn ones.

import { TACTICS, TECHNIQUES, VERSION } from "./enterprise.js";

export interface Tactic {
  /** `TA0005`. */
  readonly id: string;
  /** `defense-evasion`, by which Navigator layers name it. */
  readonly shortName: string;
  readonly name: string;
}

export interface Technique {
  /** `T1562`, of a sub-technique `T1562.008`. */
  readonly id: string;
  readonly name: string;
  /** Ids of the tactics that it serves. */
  readonly tactics: readonly string[];
  readonly status: "current" | "revoked" | "deprecated";
  /** Id of the technique that stands in place of a revoked one. */
  readonly revokedBy?: string;
}

/** One version of ATT&CK. */
export interface Attack {
  /** `18.1`; undefined where a bundle does not say. */
  readonly version: string | undefined;
  /** In the order of the matrix. */
  readonly tactics: readonly Tactic[];
  /** By id. */
  readonly techniques: ReadonlyMap<string, Technique>;
}

/** The Enterprise matrix that Sluice ships: version 18.1, with the name that version 19 gives to TA0005, Stealth. */
export function enterprise(): Attack {
  shipped ??= {
    version: VERSION,
    tactics: TACTICS.map(([id, shortName, name]) => ({ id, shortName, name })),
    techniques: new Map(
      TECHNIQUES.split("\n")
        .map((line) => techniqueOf(line))
        .map((one) => [one.id, one]),
    ),
  };
  return shipped;
}

let shipped: Attack | undefined;

function techniqueOf(line: string): Technique {
  const [id = "", tactics = "", name = "", fate = ""] = line.split("|");
  return {
    ...{ id, name, tactics: tactics.split(" ").map((number) => `TA${number}`) },
    status: fate === "" ? "current" : fate === "!" ? "deprecated" : "revoked",
    ...(fate.startsWith(">") && { revokedBy: fate.slice(1) }),
  };
}
