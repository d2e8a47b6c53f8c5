// SigmaHQ's rules: how many of them can be used, and what they find in real Windows logs.

import { join } from "node:path";
import { expect, it } from "vitest";
import { load } from "../../src/formats/sigma/index.js";
import { compile } from "../../src/index.js";
import { has, read } from "./data.js";
import { agree } from "./workloads/conforms.js";

const FOLDER = join(process.env.SLUICE_DATA ?? "", "sigma");
const EVENTS = "windows-50mb.ndjson.gz";
const missing = ["sigma", EVENTS].filter((file) => !has(file));
const because = missing.length > 0 ? `without ${missing.join(" and ")}` : undefined;

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

agree(
  {
    title: "SigmaHQ's rules for Windows on windows-50mb",
    missing: because,
    events: () => read(EVENTS),
    rules: () => load(FOLDER).rules.filter(({ logTypes = [] }) => logTypes.some((name) => /^windows\b/.test(name))),
  },
  { matching: 100 },
);
