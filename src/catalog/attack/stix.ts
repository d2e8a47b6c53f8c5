// ATT&CK from a STIX 2.1 bundle, as MITRE publishes it (github.com/mitre-attack/attack-stix-data, USAGE.md).

import { SluiceError } from "../../errors.js";
import type { Attack, Tactic, Technique } from "./attack.js";

type StixObject = Readonly<Record<string, unknown>>;

const MAX_CHARS = 256 * 1024 * 1024;

/**
 * Reads a bundle of one domain, Enterprise for instance, from its JSON text. Tactics are in the order of the bundle's matrix. Throws
 * `invalid-argument` where the text is no bundle with tactics and techniques.
 */
export function readStix(text: string): Attack {
  const objects = objectsOf(text);
  const ids = new Map(objects.flatMap((object) => pair(textOf(object, "id"), externalId(object))));
  const tactics = orderedTactics(objects);
  const byShortName = new Map(tactics.map(({ id, shortName }) => [shortName, id]));
  const replacements = new Map(
    objects
      .filter((object) => object.type === "relationship" && object.relationship_type === "revoked-by")
      .flatMap((object) => pair(textOf(object, "source_ref"), ids.get(textOf(object, "target_ref") ?? ""))),
  );
  const techniques = new Map<string, Technique>();
  for (const object of objects) {
    const technique = object.type === "attack-pattern" ? techniqueOf(object, byShortName, replacements) : undefined;
    if (technique === undefined) continue;
    // Early sub-techniques were given ids again; the current one of an id is the one that is meant.
    if (technique.status === "current" || !techniques.has(technique.id)) techniques.set(technique.id, technique);
  }
  if (tactics.length === 0 || techniques.size === 0) {
    throw invalid(`tactics and techniques in the bundle, found ${tactics.length} and ${techniques.size}`);
  }
  const collection = objects.find(({ type }) => type === "x-mitre-collection");
  return { version: collection && textOf(collection, "x_mitre_version"), tactics, techniques };
}

function objectsOf(text: string): readonly StixObject[] {
  if (text.length > MAX_CHARS) throw invalid(`a bundle of at most ${MAX_CHARS} characters, found ${text.length}`);
  let bundle: unknown;
  try {
    bundle = JSON.parse(text);
  } catch (cause) {
    throw new SluiceError("invalid-argument", "expected a STIX bundle, found a text that is no JSON", { cause });
  }
  const objects = isObject(bundle) && bundle.type === "bundle" ? bundle.objects : undefined;
  if (!Array.isArray(objects)) throw invalid('a STIX bundle, an object with the type "bundle" and a list of objects');
  return objects.filter(isObject);
}

function orderedTactics(objects: readonly StixObject[]): readonly Tactic[] {
  const byRef = new Map<string, Tactic>();
  for (const object of objects) {
    if (object.type !== "x-mitre-tactic" || isWithdrawn(object)) continue;
    const [id, name, shortName] = [externalId(object), textOf(object, "name"), textOf(object, "x_mitre_shortname")];
    const ref = textOf(object, "id");
    if (id && name && shortName && ref !== undefined) byRef.set(ref, { id, shortName, name });
  }
  const refs = objects
    .filter(({ type }) => type === "x-mitre-matrix")
    .flatMap(({ tactic_refs: own }) => (Array.isArray(own) ? own : []));
  const inMatrix = refs.flatMap((ref) => byRef.get(ref) ?? []);
  return [...new Set([...inMatrix, ...byRef.values()])];
}

function techniqueOf(
  object: StixObject,
  tactics: ReadonlyMap<string, string>,
  replacements: ReadonlyMap<string, string>,
): Technique | undefined {
  const [id, name] = [externalId(object), textOf(object, "name")];
  if (id === undefined || name === undefined) return undefined;
  const phases = Array.isArray(object.kill_chain_phases) ? object.kill_chain_phases.filter(isObject) : [];
  const revokedBy = replacements.get(textOf(object, "id") ?? "");
  return {
    ...{ id, name },
    tactics: phases.flatMap((phase) => tactics.get(textOf(phase, "phase_name") ?? "") ?? []),
    status: object.revoked === true ? "revoked" : isWithdrawn(object) ? "deprecated" : "current",
    ...(object.revoked === true && revokedBy !== undefined && { revokedBy }),
  };
}

function isWithdrawn(object: StixObject): boolean {
  return object.revoked === true || object.x_mitre_deprecated === true;
}

/** The id by which people know the object: `T1562.008`. */
function externalId({ external_references: references }: StixObject): string | undefined {
  if (!Array.isArray(references)) return undefined;
  const own = references.filter(isObject).find(({ source_name: source }) => source === "mitre-attack");
  return own && textOf(own, "external_id");
}

function textOf(object: StixObject, key: string): string | undefined {
  const value = object[key];
  return typeof value === "string" ? value : undefined;
}

function isObject(value: unknown): value is StixObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function pair(key: string | undefined, value: string | undefined): readonly (readonly [string, string])[] {
  return key === undefined || value === undefined ? [] : [[key, value]];
}

function invalid(expected: string): SluiceError {
  return new SluiceError("invalid-argument", `expected ${expected}`);
}
