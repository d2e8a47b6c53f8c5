import fc from "fast-check";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const VALUES = ["", "x", 0, 1, 1.5, -3, true, false, null, [], {}, ["a"], [1, "b"], { a: "b" }, [{ type: "x" }, "s"]];
const replacement = fc.constantFrom<Json>(...(VALUES as Json[]));
type Damage = "remove" | "replace" | "case" | "wrap";

/** JSON texts that differ from this one in a value: gone, another, in a list, or under a key of another case. */
export function mutated(text: string): fc.Arbitrary<string> {
  const places = placesIn(JSON.parse(text) as Json);
  if (places.length === 0) return fc.constant(text);
  const damage = fc.record({
    place: fc.constantFrom(...places),
    kind: fc.constantFrom<Damage>("remove", "replace", "replace", "case", "wrap"),
    value: replacement,
  });
  return fc.array(damage, { minLength: 1, maxLength: 3 }).map((damages) => {
    const event = JSON.parse(text) as Json;
    for (const one of damages) apply(event, one.place, one.kind, one.value);
    return JSON.stringify(event);
  });
}

function placesIn(value: Json, path: readonly string[] = []): readonly (readonly string[])[] {
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...placesIn(inner as Json, [...path, key])]);
}

function apply(event: Json, path: readonly string[], kind: Damage, value: Json): void {
  const last = path.at(-1) as string;
  let holder = event as { [key: string]: Json };
  for (const key of path.slice(0, -1)) {
    const next = holder?.[key];
    if (next === null || typeof next !== "object") return;
    holder = next as { [key: string]: Json };
  }
  if (!(last in holder)) return;
  const old = holder[last] as Json;
  if (kind === "remove" || (kind === "case" && !Array.isArray(holder))) {
    if (Array.isArray(holder)) holder.splice(Number(last), 1);
    else delete holder[last];
  }
  if (kind === "replace") holder[last] = value;
  if (kind === "wrap") holder[last] = [old];
  if (kind === "case" && !Array.isArray(holder)) holder[last.toUpperCase()] = old;
}
