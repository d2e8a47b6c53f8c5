// Neutral rules: the JSON in which workloads give their rules, so that every engine is asked the same.
//
//   rule    { id, all: [clause…] }
//   clause  { path, op, value, nocase? } | { any: [clause…] } | { all: [clause…] } | { not: clause }
//   op      exists eq in contains startsWith endsWith wildcard regex
//
// A path is keys with dots between. In a wildcard `*` is anything, `?` one character, and nothing else is special. A regex is RE2's.

const KINDS = {
  exists: "exists",
  eq: "eq",
  in: "in",
  contains: "contains",
  startsWith: "starts_with",
  endsWith: "ends_with",
  wildcard: "wildcard",
  regex: "match",
};

/**
 * Neutral rules as Sluice has them.
 *
 * @param {readonly object[]} rules
 * @returns {import("../../dist/index.js").Rule[]}
 */
export function toRules(rules) {
  return rules.map(({ id, all }) => ({ id, condition: toCondition({ all }) }));
}

function toCondition(clause) {
  if (clause.all) return { type: "and", children: clause.all.map(toCondition) };
  if (clause.any) return { type: "or", children: clause.any.map(toCondition) };
  if (clause.not) return { type: "not", child: toCondition(clause.not) };
  return toPredicate(clause);
}

function toPredicate({ path, op, value, nocase }) {
  const kind = KINDS[op];
  if (kind === undefined) throw new Error(`expected one of ${Object.keys(KINDS)}, found ${op}`);
  const segments = path.split(".").map((name) => ({ type: "key", name }));
  const predicate = { type: "predicate", kind, operand: { type: "path", path: { segments } } };
  if (kind === "exists") return predicate;
  const flags = nocase ? { nocase } : {};
  if (kind === "in") return { ...predicate, ...flags, values: value };
  // In Sluice's wildcards a backslash takes the next character literally.
  return { ...predicate, ...flags, value: kind === "wildcard" ? value.replaceAll("\\", "\\\\") : value };
}

/**
 * A neutral rule as a function of an event as `JSON.parse` gives it: what one would write by hand, and an answer that is found without
 * anything of Sluice's.
 *
 * @returns {(event: unknown) => boolean}
 */
export function toClosure(clause) {
  if (clause.all) return every(clause.all.map(toClosure));
  if (clause.any) return some(clause.any.map(toClosure));
  if (clause.not) return negate(toClosure(clause.not));
  return toTest(clause);
}

const every = (tests) => (event) => {
  for (const test of tests) if (!test(event)) return false;
  return true;
};
const some = (tests) => (event) => {
  for (const test of tests) if (test(event)) return true;
  return false;
};
const negate = (test) => (event) => !test(event);

function toTest({ path, op, value, nocase }) {
  const get = getter(path.split("."));
  if (op === "exists") return (event) => get(event) !== undefined;
  if (op === "eq" && !nocase) return (event) => get(event) === value;
  if (op === "in" && !nocase) {
    const values = new Set(value);
    return (event) => values.has(get(event));
  }
  const test = textTest(op, nocase ? lower(value) : value);
  return (event) => {
    const text = get(event);
    return typeof text === "string" && test(nocase ? lower(text) : text);
  };
}

function getter([first, ...rest]) {
  if (rest.length === 0) return (event) => own(event, first);
  const deeper = getter(rest);
  return (event) => deeper(own(event, first));
}

function own(value, key) {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value[key] : undefined;
}

function textTest(op, value) {
  switch (op) {
    case "eq":
      return (text) => text === value;
    case "in":
      return (text) => value.includes(text);
    case "contains":
      return (text) => text.includes(value);
    case "startsWith":
      return (text) => text.startsWith(value);
    case "endsWith":
      return (text) => text.endsWith(value);
    case "wildcard": {
      const pattern = wildcardPattern(value);
      return (text) => pattern.test(text);
    }
    case "regex": {
      const pattern = new RegExp(value, "u");
      return (text) => pattern.test(text);
    }
    default:
      throw new Error(`expected one of ${Object.keys(KINDS)}, found ${op}`);
  }
}

/** A wildcard as a regular expression of JavaScript. */
export function wildcardPattern(wildcard) {
  const source = wildcard.replace(/[\\^$.*+?()[\]{}|/]/g, (character) =>
    character === "*" ? ".*" : character === "?" ? "." : `\\${character}`,
  );
  return new RegExp(`^${source}$`, "su");
}

function lower(value) {
  return Array.isArray(value) ? value.map(lower) : value.toLowerCase();
}
