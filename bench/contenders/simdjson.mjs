import { createRequire } from "node:module";
import { linesOf } from "../lines.mjs";

/** `lazyParse` of ready-made strings, then only the keys that the rule needs: what the package's manual recommends. */
export function prepare(bytes) {
  const { lazyParse } = createRequire(import.meta.url)("simdjson");
  const lines = linesOf(bytes);
  return () => {
    let events = 0;
    let refused = 0;
    let matches = 0;
    for (const line of lines) {
      let event;
      try {
        event = lazyParse(line);
      } catch {
        refused++;
        continue;
      }
      events++;
      if (stopped(event)) matches++;
    }
    return { events, refused, matches };
  };
}

function stopped(event) {
  const name = value(event, "eventName");
  return (
    (name === "DeleteTrail" || name === "StopLogging") &&
    value(event, "errorCode") == null &&
    value(event, "errorMessage") == null
  );
}

/** The value at a key; undefined where it is missing, for which the package throws. */
function value(event, key) {
  try {
    return event.valueForKeyPath(key);
  } catch {
    return undefined;
  }
}
