// The commands that read packs as a catalog. They take packs of every format, Panther's too.

import { type Command, Option } from "commander";
import { positiveInteger, rulesOption } from "./arguments.js";
import type { CoverageOptions } from "./commands/coverage.js";
import type { IndicatorsOptions } from "./commands/indicators.js";
import type { RelatedOptions } from "./commands/related.js";
import type { ShowOptions } from "./commands/show.js";
import type { ExitCode } from "./exit.js";
import { sigmaFlags } from "./sigma.js";

const PACKS = ["<packs...>", "rule files, folders of them, or Panther packs"] as const;
const ATTACK = [
  "--attack <file>",
  "take ATT&CK from a STIX 2.1 bundle instead of the version that Sluice has",
] as const;

export function addCatalogCommands(sluice: Command, onExit: (code: ExitCode) => void): void {
  const [pipelineOption, logSourceOption] = sigmaFlags("none");
  sluice
    .command("show")
    .description(
      "Show a rule as a catalog does: ATT&CK, logic, exclusions, indicators, related rules, tests with their answers.",
    )
    .argument("<rule>", "id of the rule")
    .addOption(rulesOption().makeOptionMandatory())
    .addOption(new Option("--format <format>", "instead of text for a terminal").choices(["json", "markdown"]))
    .option(...ATTACK)
    .addOption(pipelineOption)
    .addOption(logSourceOption)
    .addHelpText(
      "after",
      `
Indicators and related rules are counted over all the packs given.

Examples:
  $ sluice show AWS.CloudTrail.Stopped -r panther-analysis/ -r sigma/rules
  $ sluice show AWS.CloudTrail.Stopped -r rules/ --format markdown > stopped.md`,
    )
    .action(async (rule: string, options: ShowOptions) => {
      const { show } = await import("./commands/show.js");
      onExit(await show(rule, options));
    });

  sluice
    .command("related")
    .description("List the rules that look for the same action as a rule, most in common first.")
    .argument("<rule>", "id of the rule")
    .addOption(rulesOption().makeOptionMandatory())
    .option("--json", "print one JSON object a rule: id, title, vendor, actions")
    .addOption(pipelineOption)
    .addOption(logSourceOption)
    .addHelpText(
      "after",
      `
Example:
  $ sluice related AWS.CloudTrail.Stopped -r panther-analysis/ -r sigma/rules`,
    )
    .action(async (rule: string, options: RelatedOptions) => {
      const { related } = await import("./commands/related.js");
      onExit(await related(rule, options));
    });

  sluice
    .command("coverage")
    .description("Print the ATT&CK matrix with the number of rules for each technique, by vendor.")
    .argument(...PACKS)
    .addOption(
      new Option("--format <format>", "navigator: a layer for ATT&CK Navigator").choices([
        "table",
        "json",
        "navigator",
      ]),
    )
    .option(...ATTACK)
    .addOption(pipelineOption)
    .addOption(logSourceOption)
    .addHelpText(
      "after",
      `
Example:
  $ sluice coverage rules/ --format navigator > layer.json`,
    )
    .action(async (packs: string[], options: CoverageOptions) => {
      const { coverage } = await import("./commands/coverage.js");
      onExit(await coverage(packs, options));
    });

  sluice
    .command("indicators")
    .description("List the indicators (field, kind, value) that most rules share.")
    .argument(...PACKS)
    .option("--top <n>", "how many", positiveInteger, 20)
    .option("--json", "print one JSON object an indicator: field, kind, value, rules, vendors")
    .addOption(pipelineOption)
    .addOption(logSourceOption)
    .addHelpText(
      "after",
      `
Example:
  $ sluice indicators rules/ --top 50`,
    )
    .action(async (packs: string[], options: IndicatorsOptions) => {
      const { indicators } = await import("./commands/indicators.js");
      onExit(await indicators(packs, options));
    });
}
