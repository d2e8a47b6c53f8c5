// `sluice related`: the rules that look for the same action as one rule.

import { EXIT, type ExitCode } from "../exit.js";
import { coloursFor, note, Output, printable } from "../output.js";
import { loadCatalog, type PackOptions, unknownRule } from "../packs.js";
import { tableLines } from "../tables.js";

export interface RelatedOptions extends PackOptions {
  readonly rules: readonly string[];
  readonly json?: true;
}

export async function related(id: string, { rules, json, ...options }: RelatedOptions): Promise<ExitCode> {
  const catalog = await loadCatalog(rules, options);
  const found = catalog.related(id);
  if (!found) throw unknownRule(id, catalog);
  const output = new Output();
  if (json) for (const rule of found) output.line(JSON.stringify(rule));
  else {
    const rows = found.map(({ title, vendor, actions, id: other }) => [title, vendor, actions.join(", "), other]);
    const printed = rows.map((row) => row.map(printable));
    const head = ["Title", "Vendor", "Actions", "Id"];
    if (rows.length > 0) for (const line of tableLines(head, printed, coloursFor(process.stdout))) output.line(line);
  }
  await output.flush();
  if (found.length === 0) note(reason(catalog.actions(id)?.size === 0));
  return EXIT.ok;
}

function reason(noAction: boolean): string {
  return noAction ? "no action is known that the rule looks for" : "no other rule looks for the same action";
}
