// What all rules cost until events can be judged, in a fresh process: `node --single-threaded cost.mjs PART`. PART is `yaml`, their files
// read and parsed as YAML and no more, or the name of a way to load them. Prints what it measured as JSON; times are CPU seconds.

import { timed } from "../timed.mjs";
import { COST_WAYS, rulesFolder } from "./index.mjs";

const [, , part] = process.argv;
process.stdout.write(JSON.stringify(part === "yaml" ? await readAll() : await compileAll(COST_WAYS[part])));

async function readAll() {
  const [{ readSources }, { defaultYamlLimits, readYaml }] = await Promise.all(
    ["files", "yaml"].map((name) => import(new URL(`../../build/text/${name}.mjs`, import.meta.url).href)),
  );
  const fail = ({ message }) => {
    throw new Error(message);
  };
  const files = { extensions: [".yml", ".yaml"], maxBytes: defaultYamlLimits.maxSize };
  let documents = 0;
  const seconds = timed(() => {
    for (const source of readSources([rulesFolder()], files, fail)) {
      for (const _ of readYaml(source, fail, defaultYamlLimits)) documents++;
    }
  });
  return { documents, seconds };
}

async function compileAll(options) {
  const [{ load }, { compile, Matcher }] = await Promise.all([
    import("../../dist/formats/sigma/index.js"),
    import("../../dist/index.js"),
  ]);
  let loaded;
  let program;
  const loadSeconds = timed(() => {
    loaded = load(rulesFolder(), options);
  });
  const compileSeconds = timed(() => {
    ({ program } = compile(loaded.rules, { strict: true }));
  });
  const matcher = new Matcher(program);
  // Memory is taken with the first event.
  matcher.test("{}");
  return {
    rules: program.rules.length,
    refused: new Set(loaded.diagnostics.filter(({ severity }) => severity === "error").map(({ rule }) => rule)).size,
    loadSeconds,
    compileSeconds,
    programBytes: program.bytes.length,
    memoryBytes: matcher.totals.memoryBytes,
  };
}
