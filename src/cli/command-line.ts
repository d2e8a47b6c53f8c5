// The commands and their options. What a command needs is loaded when it runs, so that the others start quickly.

import { readFileSync } from "node:fs";
import { Command } from "commander";
import { positiveInteger, rulesOption, wholeNumber } from "./arguments.js";
import { addCatalogCommands } from "./catalog-commands.js";
import type { BenchOptions } from "./commands/bench.js";
import type { CheckOptions } from "./commands/check.js";
import type { CompileFileOptions } from "./commands/compile.js";
import type { ConvertOptions } from "./commands/convert.js";
import type { ExplainOptions } from "./commands/explain.js";
import type { ScanOptions } from "./commands/scan.js";
import type { TestOptions } from "./commands/test.js";
import type { PantherTestOptions } from "./commands/test-panther.js";
import { type ExitCode, UsageError } from "./exit.js";
import { framingOptions } from "./framing.js";
import { sigmaFlags } from "./sigma.js";

const LOG_TYPE = [
  "--log-type <name>",
  "log type of all events: rules for others are not looked at; whatever the events hold",
] as const;
const LOG_TYPE_FIELD = [
  "--log-type-field <path>",
  "field of an event that holds its log type, such as p_log_type",
] as const;

const EXITS = `
Exit codes:
  0  it ran
  1  a test failed, or with --fail-on-refused a rule or a line was refused
  2  wrong usage, or something that cannot be read or written`;

/** The command line; `onExit` takes the exit code of the command that ran. */
export function commandLine(onExit: (code: ExitCode) => void): Command {
  const [framingOption, recordsOption] = framingOptions();
  const [pipelineOption, logSourceOption] = sigmaFlags();
  const sluice = new Command("sluice")
    .description("Detection rules over JSON logs.")
    .version(version(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print help for a command")
    .helpCommand("help [command]", "print help for a command")
    .exitOverride()
    .addHelpText(
      "after",
      `
Rules are YAML or JSON files, or folders of them. Logs are NDJSON, one JSON object a line, unless --framing or --records
says otherwise; gzip is unpacked.
Results go to standard output, everything else to standard error. NO_COLOR turns colours off.
${EXITS}

Examples:
  $ sluice scan -r rules/ cloudtrail.ndjson.gz
  $ sluice test rules/
  $ sluice help scan`,
    );

  sluice
    .command("scan")
    .description("Print the events of logs that rules match.")
    .argument("[files...]", 'logs, or gzip of them; "-" or nothing is standard input')
    .addOption(rulesOption())
    .addOption(framingOption)
    .addOption(recordsOption)
    .addOption(pipelineOption)
    .addOption(logSourceOption)
    .option("-p, --program <file>", "run a program that `sluice compile` wrote, instead of rules")
    .option(...LOG_TYPE)
    .option(...LOG_TYPE_FIELD)
    .option("--json", "print one JSON object a match: rule, title, severity, file, line, offset, record, outputs")
    .option(
      "--outputs",
      "print the output fields of each match (values are cut at 1,000 characters, with --json never)",
    )
    .option("--alerts", "print what Panther's alert of each match says: title, severity, dedup and context")
    .option("--limit <n>", "stop after n matches", positiveInteger)
    .option("--fail-on-refused", "exit 1 if a rule or a line was refused")
    .addHelpText(
      "after",
      `
What is no JSON object is refused: it is counted, the first ones are listed, and the scan goes on.
Offsets are bytes of the unpacked log.
${EXITS}

Examples:
  $ sluice scan -r rules/ cloudtrail.ndjson cloudtrail.ndjson.gz
  $ sluice scan -r rules/ --records Records AWSLogs/*.json.gz
  $ sluice scan -r panther-analysis/ --log-type AWS.CloudTrail --alerts cloudtrail.ndjson
  $ sluice scan -r rules/ -r more.yml --outputs --limit 10 - < cloudtrail.ndjson
  $ zstdcat logs/*.zst | sluice scan -p rules.sluice --json | jq .outputs.userIdentity.arn`,
    )
    .action(async (files: string[], options: ScanOptions) => {
      const { scan } = await import("./commands/scan.js");
      onExit(await scan(files, options));
    });

  sluice
    .command("test")
    .description("Run the tests that rules bring along, in the matcher and in the slow reference evaluator.")
    .argument("<rules...>", "rule files or folders")
    .addOption(pipelineOption)
    .addOption(logSourceOption)
    .option("--log-type <name>", "test only rules for this log type, and those of none")
    .option("--json", "print one JSON object a test: rule, test, expected, matcher, oracle, passed, reason")
    .option("--rule <id>", "of a Panther pack: only the tests of this rule")
    .option("--tag <tag>", "of a Panther pack: only the tests of rules with this tag")
    .addHelpText(
      "after",
      `
Exits 1 if a test failed, if matcher and reference differ, or if a rule was refused. Disabled rules are tested too.
The tests of a Panther pack, a folder of its own, run as Panther runs them, with their mocks; what is refused is counted apart,
and the JSON objects have rule, type, test, expected, actual, status and reason.

Examples:
  $ sluice test rules/
  $ sluice test rules/ --json | jq 'select(.passed | not)'
  $ sluice test panther-analysis/ --log-type AWS.CloudTrail`,
    )
    .action(async (rules: string[], options: TestOptions & PantherTestOptions) => {
      const { pantherPack } = await import("./panther.js");
      const pack = pantherPack(rules);
      if (pack === undefined) {
        if (options.rule !== undefined || options.tag !== undefined) {
          throw new UsageError("--rule and --tag choose among the tests of a Panther pack, and this is none");
        }
        const { test } = await import("./commands/test.js");
        onExit(await test(rules, options));
      } else {
        const { testPanther } = await import("./commands/test-panther.js");
        onExit(await testPanther(pack, options));
      }
    });

  sluice
    .command("check")
    .description("Read packs of rules and say what is refused, and why.")
    .argument(
      "<rules...>",
      "rule files or folders, in Sluice's own format or Sigma's, or a folder in the layout of panther-analysis",
    )
    .addOption(pipelineOption)
    .addOption(logSourceOption)
    .option("--all", "name the rules that can be used, too")
    .option("--json", "print one JSON object for each finding, and no totals")
    .addHelpText(
      "after",
      `
Of a Panther pack, rules that are not compiled whole are named with the construct that keeps them from it.
Exit code 1 if something was refused.

Examples:
  $ sluice check sigma/rules
  $ sluice check panther-analysis
  $ sluice check --json rules/ | jq -r .code | sort | uniq -c`,
    )
    .action(async (rules: string[], options: CheckOptions) => {
      const { check } = await import("./commands/check.js");
      onExit(await check(rules, options));
    });

  sluice
    .command("convert")
    .description("Write rules of Sigma or of a Panther pack as rule files of Sluice's own format.")
    .argument("<folder>", "a folder of rules")
    .requiredOption("-o, --output <folder>", "where to write the files, under the names that they have")
    .addOption(pipelineOption)
    .addOption(logSourceOption)
    .addHelpText(
      "after",
      `
Of a Panther pack, the rules that are compiled whole are written; "sluice check" tells which are.

Example:
  $ sluice convert panther-analysis -o rules/panther`,
    )
    .action(async (folder: string, options: ConvertOptions) => {
      const { convert } = await import("./commands/convert.js");
      onExit(await convert(folder, options));
    });

  sluice
    .command("explain")
    .description("Show why a rule matches an event or not: each part of its condition, and the value it saw.")
    .argument("<file>", 'a log; "-" is standard input')
    .addOption(rulesOption().makeOptionMandatory())
    .requiredOption("--rule <id>", "the rule to explain")
    .option("--line <n>", "the line of the event (default: the first event)", positiveInteger)
    .option("--record <n>", "with --records the index of the event in its document, from 0", wholeNumber)
    .addOption(framingOption)
    .addOption(recordsOption)
    .addOption(pipelineOption)
    .addOption(logSourceOption)
    .option(...LOG_TYPE)
    .addHelpText(
      "after",
      `
Examples:
  $ sluice explain -r rules/ --rule AWS.CloudTrail.Stopped cloudtrail.ndjson --line 42
  $ echo '{"eventName":"StopLogging"}' | sluice explain -r rules/ --rule AWS.CloudTrail.Stopped -`,
    )
    .action(async (file: string, options: ExplainOptions) => {
      const { explain } = await import("./commands/explain.js");
      onExit(await explain(file, options));
    });

  addCatalogCommands(sluice, onExit);

  sluice
    .command("bench")
    .description("Measure what rules cost on a log, next to JSON.parse over the same events.")
    .argument("<file>", 'a log; "-" is standard input')
    .addOption(rulesOption().makeOptionMandatory())
    .option(...LOG_TYPE)
    .addOption(framingOption)
    .addOption(recordsOption)
    .addOption(pipelineOption)
    .addOption(logSourceOption)
    .option(
      "--megabytes <n>",
      "how much of the log to use; it is held in memory, and a document that is cut counts as refused",
      positiveInteger,
      64,
    )
    .option("--json", "print the figures as one JSON object")
    .addHelpText(
      "after",
      `
JSON.parse gets ready-made strings. All contenders run in turns in one thread; figures are medians, with the middle half of
the passes as spread. V8's parallel garbage collector makes JSON.parse vary: compare under --single-threaded.

Stages: "structure" is a scan without rules (copying, structure, whole events), "rules" is what the rules add to it, "read" is
reading and unpacking the log.

Examples:
  $ sluice bench -r rules/ cloudtrail.ndjson.gz
  $ node --single-threaded $(which sluice) bench -r rules/ cloudtrail.ndjson.gz --json`,
    )
    .action(async (file: string, options: BenchOptions) => {
      const { bench } = await import("./commands/bench.js");
      onExit(await bench(file, options));
    });

  sluice
    .command("compile")
    .description("Compile rules to a program that `sluice scan -p` runs.")
    .argument("<rules...>", "rule files or folders")
    .addOption(pipelineOption)
    .addOption(logSourceOption)
    .option(...LOG_TYPE_FIELD)
    .option("-o, --output <file>", "where to write the program")
    .option("--stats", "print what each rule waits for and costs")
    .option("--json", "with --stats: as one JSON object")
    .option("--fail-on-refused", "exit 1 if a rule was refused; the others are written all the same")
    .addHelpText(
      "after",
      `
The same rules give the same bytes. Disabled rules are left out.

Examples:
  $ sluice compile rules/ -o rules.sluice
  $ sluice compile rules/ --stats | less
  $ sluice scan -p rules.sluice cloudtrail.ndjson`,
    )
    .action(async (rules: string[], options: CompileFileOptions) => {
      const { compileFile } = await import("./commands/compile.js");
      onExit(await compileFile(rules, options));
    });

  sluice
    .command("disasm")
    .description("Print a compiled program as text.")
    .argument("<file>", "a program that `sluice compile` wrote")
    .addHelpText(
      "after",
      `
Example:
  $ sluice disasm rules.sluice | less`,
    )
    .action(async (file: string) => {
      const { disasm } = await import("./commands/disasm.js");
      onExit(await disasm(file));
    });

  return sluice;
}

function version(): string {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  return version;
}
