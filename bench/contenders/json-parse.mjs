import { linesOf } from "../lines.mjs";

/** `JSON.parse` of ready-made strings and nothing else: what any matcher on parsed events pays before its first test. */
export function prepare(bytes) {
  const lines = linesOf(bytes);
  return () => {
    let events = 0;
    let refused = 0;
    for (const line of lines) {
      try {
        if (typeof JSON.parse(line) === "object") events++;
      } catch {
        refused++;
      }
    }
    return { events, refused, matches: 0 };
  };
}
