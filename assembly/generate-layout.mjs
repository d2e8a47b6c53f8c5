// Writes the core's half of the constants that both sides share: one `export const NAME = number;` a line in, one out. With --check it
// only compares, and fails when a file is stale.
import { readFileSync, writeFileSync } from "node:fs";

const pairs = [
  ["src/bytecode/layout.ts", "assembly/layout.ts"],
  ["src/regex/layout.ts", "assembly/match/regex-layout.ts"],
  ["src/plan/literals-layout.ts", "assembly/match/literals-layout.ts"],
];

let stale = false;
for (const [source, target] of pairs) {
  const constants = readFileSync(new URL(`../${source}`, import.meta.url), "utf8").matchAll(
    /^export const (\w+) = (\w+);/gm,
  );
  const lines = [...constants].map(([, name, value]) => `export const ${name}: u32 = ${value};`);
  const text = `// GENERATED from ${source} by assembly/generate-layout.mjs.\n\n${lines.join("\n")}\n`;
  const file = new URL(`../${target}`, import.meta.url);
  if (!process.argv.includes("--check")) writeFileSync(file, text);
  else if (readFileSync(file, "utf8") !== text) {
    console.error(`${target} is stale: run node assembly/generate-layout.mjs`);
    stale = true;
  }
}
process.exitCode = stale ? 1 : 0;
