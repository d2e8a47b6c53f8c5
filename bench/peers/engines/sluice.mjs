import { compile, Matcher } from "../../../dist/index.js";
import { toRules } from "../../workloads/neutral.mjs";

/** Bytes in, matches out. */
export function prepare(rules, { lines, bytes }) {
  const matcher = new Matcher(compile(toRules(rules), { strict: true }).program);
  const starts = [0];
  for (const line of lines) starts.push(starts.at(-1) + Buffer.byteLength(line) + 1);
  return {
    matches: (i) => matcher.match(bytes.subarray(starts[i], starts[i + 1])).map(({ index }) => index),
    count(first, last) {
      let matches = 0;
      matcher.scan(bytes.subarray(starts[first], starts[last]), () => {
        matches++;
      });
      return matches;
    },
  };
}
