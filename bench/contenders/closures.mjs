import { linesOf } from "../lines.mjs";

/** AWS.CloudTrail.Stopped as one would write it by hand, the test that is rarely true first. */
export function stopped(event) {
  return (
    (event.eventName === "DeleteTrail" || event.eventName === "StopLogging") &&
    event.errorCode == null &&
    event.errorMessage == null
  );
}

/** `JSON.parse` of ready-made strings, then a hand-written function of the object. */
export function prepare(bytes) {
  const lines = linesOf(bytes);
  return () => {
    let events = 0;
    let refused = 0;
    let matches = 0;
    for (const line of lines) {
      let event;
      try {
        event = JSON.parse(line);
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
