// npm run conformance:sigma -- CHECKOUT: SigmaHQ's positive samples, events of EVTX as JSON beside the id of the rule that has to match
// one of them. Needs the built package. Exits 1 where a rule is refused, or matches no event of its sample.

import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { load } from "../../../dist/formats/sigma/index.js";
import { compile, Matcher } from "../../../dist/index.js";

const [checkout] = process.argv.slice(2);
if (!checkout) {
  console.error("usage: npm run conformance:sigma -- DIR (a checkout of SigmaHQ/sigma)");
  process.exit(2);
}
const folders = readdirSync(checkout).filter((name) => /^rules(?:-|$)/.test(name));
const { rules, diagnostics } = load(
  folders.map((name) => join(checkout, name)),
  { pipeline: "evtx" },
);
const byId = new Map(rules.map((rule) => [rule.id, rule]));
const samples = readdirSync(join(checkout, "regression_data"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".json"))
  .sort();

let failed = 0;
for (const sample of samples) {
  const id = basename(sample, ".json");
  const reason = judge(id, readFileSync(join(checkout, "regression_data", sample)));
  if (reason === undefined) continue;
  failed++;
  console.log(`${sample}: ${reason}`);
}
console.log(`${samples.length} samples: ${samples.length - failed} match, ${failed} do not`);
process.exit(failed > 0 || samples.length === 0 ? 1 : 0);

/** What is wrong with a rule on its sample; undefined if it matches an event of it. */
function judge(id, bytes) {
  const rule = byId.get(id);
  if (!rule) {
    const refusal = diagnostics.find((diagnostic) => diagnostic.rule === id && diagnostic.severity === "error");
    return refusal ? `refused: ${refusal.code}: ${refusal.message}` : "no rule of this id in the checkout";
  }
  const { program } = compile([rule], { includeDisabled: true, strict: true });
  let matches = 0;
  const events = [];
  const { refused } = new Matcher(program).scan(
    bytes,
    {
      onMatch: () => {
        matches++;
      },
      onEvent: ({ bytes }) => {
        const { Channel, EventID } = JSON.parse(new TextDecoder().decode(bytes)).Event?.System ?? {};
        events.push(`${Channel} ${EventID?.["#text"] ?? EventID}`);
      },
    },
    { framing: "concat" },
  );
  if (matches > 0) return undefined;
  const kinds = [...new Set(events)].join(", ");
  return `no match for a rule of ${rule.logTypes?.join()} in ${events.length} events (${kinds}), ${refused} refused`;
}
