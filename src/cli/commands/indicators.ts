// `sluice indicators`: what most rules look for.

import { vendorsText } from "../../catalog/index.js";
import { EXIT, type ExitCode } from "../exit.js";
import { coloursFor, Output, printable } from "../output.js";
import { loadCatalog } from "../packs.js";
import { type SigmaFlags, sigmaOf } from "../sigma.js";
import { tableLines } from "../tables.js";

export interface IndicatorsOptions extends SigmaFlags {
  readonly top: number;
  readonly json?: true;
}

export async function indicators(packs: readonly string[], options: IndicatorsOptions): Promise<ExitCode> {
  const { top, json } = options;
  const catalog = await loadCatalog(packs, sigmaOf(options));
  const shared = catalog.indicators(top);
  const output = new Output();
  if (json) for (const indicator of shared) output.line(JSON.stringify(indicator));
  else {
    const rows = shared.map(({ rules, field, kind, value = "", vendors }) => [
      ...[String(rules), field, kind],
      ...[value, vendorsText(vendors)],
    ]);
    const head = ["Rules", "Field", "Kind", "Value", "Vendors"];
    const printed = rows.map((row) => row.map(printable));
    for (const line of tableLines(head, printed, coloursFor(process.stdout))) output.line(line);
  }
  await output.flush();
  return EXIT.ok;
}
