// What a program of a whole pack takes until events can be judged, in a fresh process: `node start.mjs PROGRAM`. Prints CPU seconds as JSON.

import { readFileSync } from "node:fs";
import { host } from "../../dist/formats/panther/host.js";
import { Matcher, Program } from "../../dist/index.js";
import { timed } from "../timed.mjs";

const bytes = readFileSync(process.argv[2]);
const seconds = timed(() => {
  new Matcher(Program.from(bytes), { hosts: [host()] });
});
process.stdout.write(JSON.stringify({ seconds }));
