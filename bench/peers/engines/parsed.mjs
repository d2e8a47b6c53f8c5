/**
 * The engine of a judge of events as `JSON.parse` gives them.
 *
 * @param {readonly string[]} lines
 * @param {(event: object) => number[]} judge gives the indexes of the rules that match
 */
export function parsed(lines, judge) {
  return {
    matches: (i) => judge(JSON.parse(lines[i])),
    count(first, last) {
      let matches = 0;
      for (let i = first; i < last; i++) matches += judge(JSON.parse(lines[i])).length;
      return matches;
    },
  };
}

/** The same of one function a rule. */
export function parsedByTests(lines, tests) {
  return parsed(lines, (event) => {
    const found = [];
    for (let index = 0; index < tests.length; index++) if (tests[index](event)) found.push(index);
    return found;
  });
}
