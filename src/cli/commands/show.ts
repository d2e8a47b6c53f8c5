// `sluice show`: the page of a rule.

import { pageMarkdown, sectionsOf } from "../../catalog/index.js";
import { EXIT, type ExitCode } from "../exit.js";
import { coloursFor, Output } from "../output.js";
import { loadCatalog, type PackOptions, unknownRule } from "../packs.js";
import { sectionLines } from "../tables.js";

export interface ShowOptions extends PackOptions {
  readonly rules: readonly string[];
  readonly format?: "json" | "markdown";
}

export async function show(id: string, { rules, format, ...options }: ShowOptions): Promise<ExitCode> {
  const catalog = await loadCatalog(rules, options);
  const page = catalog.page(id);
  if (!page) throw unknownRule(id, catalog);
  const output = new Output();
  if (format === "json") output.line(JSON.stringify(page));
  else if (format === "markdown") output.line(pageMarkdown(page).trimEnd());
  else {
    const colours = coloursFor(process.stdout);
    for (const line of sectionsOf(page).flatMap((section) => sectionLines(section, colours))) output.line(line);
  }
  await output.flush();
  return EXIT.ok;
}
