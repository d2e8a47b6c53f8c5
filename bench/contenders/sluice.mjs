import { compile, Matcher } from "../../dist/index.js";

/** Bytes in, matches out: the work of an embedder who scans a buffer. */
export function prepare(bytes, rules) {
  const matcher = new Matcher(compile(rules, { strict: true }).program);
  return () => {
    let matches = 0;
    const { events, refused } = matcher.scan(bytes, () => {
      matches++;
    });
    return { events, refused, matches };
  };
}
