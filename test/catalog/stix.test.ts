import { describe, expect, it } from "vitest";
import { catalog, readStix } from "../../src/catalog/index.js";

const reference = (id: string) => ({ external_references: [{ source_name: "mitre-attack", external_id: id }] });
const phase = (name: string) => ({ kill_chain_phases: [{ kill_chain_name: "mitre-attack", phase_name: name }] });

const OBJECTS = [
  { type: "x-mitre-collection", x_mitre_version: "19.0" },
  { type: "x-mitre-tactic", id: "tactic--a", name: "Impact", x_mitre_shortname: "impact", ...reference("TA0040") },
  { type: "x-mitre-tactic", id: "tactic--b", name: "Stealth", x_mitre_shortname: "stealth", ...reference("TA0005") },
  { type: "x-mitre-matrix", tactic_refs: ["tactic--b", "tactic--a"] },
  { type: "attack-pattern", id: "p--1", name: "One", ...reference("T0001"), ...phase("stealth") },
  { type: "attack-pattern", id: "p--2", name: "Two", ...reference("T0002"), ...phase("impact"), revoked: true },
  { type: "attack-pattern", id: "p--3", name: "Three", ...reference("T0003"), x_mitre_deprecated: true },
  { type: "attack-pattern", id: "p--4", name: "No id" },
  { type: "relationship", relationship_type: "revoked-by", source_ref: "p--2", target_ref: "p--1" },
];
const bundle = (objects: readonly unknown[]) => JSON.stringify({ type: "bundle", id: "bundle--1", objects });

describe("a STIX bundle", () => {
  it("gives tactics in the order of its matrix, and what became of techniques", () => {
    const attack = readStix(bundle(OBJECTS));
    expect(attack.version).toBe("19.0");
    expect(attack.tactics).toEqual([
      { id: "TA0005", shortName: "stealth", name: "Stealth" },
      { id: "TA0040", shortName: "impact", name: "Impact" },
    ]);
    expect([...attack.techniques.values()]).toEqual([
      { id: "T0001", name: "One", tactics: ["TA0005"], status: "current" },
      { id: "T0002", name: "Two", tactics: ["TA0040"], status: "revoked", revokedBy: "T0001" },
      { id: "T0003", name: "Three", tactics: [], status: "deprecated" },
    ]);
    const page = catalog([{ id: "R", attack: ["T0001"] }], { attack }).page("R");
    expect(page?.attack.map(({ name }) => name)).toEqual(["Stealth"]);
  });

  it("prefers the current technique of an id", () => {
    const old = { type: "attack-pattern", id: "p--0", name: "Old", ...reference("T0001"), revoked: true };
    for (const objects of [
      [old, ...OBJECTS],
      [...OBJECTS, old],
    ]) {
      expect(readStix(bundle(objects)).techniques.get("T0001")?.name).toBe("One");
    }
  });

  it.each([
    ["no JSON", "{"],
    ["no bundle", "[]"],
    ["no objects", '{"type":"bundle"}'],
    ["no techniques", bundle(OBJECTS.slice(0, 4))],
    ["no tactics", bundle([OBJECTS[4], null, 1, { type: "x-mitre-matrix", tactic_refs: 1 }])],
  ])("is refused with %s", (_, text) => {
    expect(() => readStix(text)).toThrowError(expect.objectContaining({ code: "invalid-argument" }));
  });
});
