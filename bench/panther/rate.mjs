// Scans events with a program in a process of its own, in turns with `JSON.parse` over the same lines: `node --single-threaded rate.mjs
// PROGRAM EVENTS LOG-TYPE ROUNDS`. Prints CPU seconds of each round as JSON. No alert is made.

import { readFileSync } from "node:fs";
import { host } from "../../dist/formats/panther/host.js";
import { Matcher, Program } from "../../dist/index.js";
import { timed } from "../timed.mjs";

const [, , file, eventsFile, logType, rounds] = process.argv;
const program = Program.from(readFileSync(file));
const bytes = readFileSync(eventsFile);
const lines = bytes
  .toString()
  .split("\n")
  .filter((line) => line !== "");

let matches;
const scan = (matcher) => {
  let seen = 0;
  matcher.scan(bytes, {
    logType,
    onMatch() {
      seen++;
    },
  });
  matches ??= seen;
  if (seen !== matches) throw new Error(`expected ${matches} matches in each pass, found ${seen}`);
};
const parse = () => {
  for (const line of lines) JSON.parse(line);
};

const matcher = new Matcher(program, { hosts: [host()] });
scan(matcher);
parse();
const parseSeconds = [];
const scanSeconds = [];
for (let round = 0; round < Number(rounds); round++) {
  parseSeconds.push(timed(parse));
  scanSeconds.push(timed(() => scan(matcher)));
}

// Calls are timed in passes of their own: a clock costs about as much as a short rule.
let calls = 0;
let hostSeconds = 0;
const clocked = {
  ...host(),
  load(rules) {
    const runner = host().load(rules);
    return {
      evaluate(index, event) {
        const begin = performance.now();
        const answer = runner.evaluate(index, event);
        hostSeconds += (performance.now() - begin) / 1e3;
        calls++;
        return answer;
      },
    };
  },
};
const watched = new Matcher(program, { hosts: [clocked] });
scan(watched);
calls = 0;
hostSeconds = 0;
scan(watched);
process.stdout.write(JSON.stringify({ matches, calls, hostSeconds, parseSeconds, scanSeconds }));
