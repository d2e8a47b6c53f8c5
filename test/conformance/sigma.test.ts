// SigmaHQ's rules: how many of them can be used, and what they find in real Windows logs.

import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { load, type SigmaOptions } from "../../src/formats/sigma/index.js";
import { compile, type Rule } from "../../src/index.js";
import { has, read } from "./data.js";
import { agree } from "./workloads/conforms.js";

const FOLDER = join(process.env.SLUICE_DATA ?? "", "sigma");

it.skipIf(!has("sigma"))("at least 99% of SigmaHQ's rules can be used, and each refusal names its construct", () => {
  const { rules, diagnostics } = load(FOLDER);
  const refused = new Set(diagnostics.filter(({ severity }) => severity === "error").map(({ rule }) => rule));
  expect(new Set(diagnostics.map(({ code }) => code))).toEqual(new Set(["placeholder-without-value"]));
  expect(rules.length + refused.size).toBeGreaterThanOrEqual(3_780);
  expect(rules.length / (rules.length + refused.size)).toBeGreaterThanOrEqual(0.99);
  const { program, diagnostics: uncompiled } = compile(rules);
  expect(uncompiled).toEqual([]);
  expect(program.rules).toHaveLength(rules.length);
});

const windows = (options: SigmaOptions): readonly Rule[] =>
  load(FOLDER, options).rules.filter(({ logTypes = [] }) => logTypes.some((name) => /^windows\b/.test(name)));

const ROUTED: SigmaOptions = { pipeline: "windows" };
describe.each([
  { events: "windows-50mb.ndjson.gz", how: "unrouted", options: {} },
  { events: "windows-50mb.ndjson.gz", how: "routed", options: ROUTED },
  { events: "windows-process.ndjson.gz", how: "unrouted", options: {} },
  { events: "windows-process.ndjson.gz", how: "routed", options: ROUTED },
])("SigmaHQ's rules for Windows, $how", ({ events, how, options }) => {
  const missing = ["sigma", events].filter((file) => !has(file));
  agree(
    {
      title: `${events}, ${how}`,
      missing: missing.length > 0 ? `without ${missing.join(" and ")}` : undefined,
      events: () => read(events),
      rules: () => windows(options),
    },
    { matching: 100 },
  );
});
