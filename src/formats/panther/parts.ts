// What a pack's rules bring along for the host, as texts that all of its rules share but for the first two: what a rule's YAML says,
// its Python, the data models, and each helper. The first line of a text says what it is.

import type { HostedRule } from "../../rule/host.js";
import type { Condition } from "../../rule/ir.js";
import type { Detection, Pack, PackDataModel } from "./load.js";
import type { Module } from "./python/ast.js";
import { readModule, writeModule } from "./python/serialise.js";
import type { Library } from "./run.js";
import type { DetectionSpec } from "./spec.js";

/** The format's name, in programs and of its host. */
export const FORMAT = "panther";

/** Writes the texts of one pack's rules; those that rules share are written once. */
export class PackParts {
  private library: readonly string[] | undefined;

  constructor(private readonly pack: Pack) {}

  /** What a detection brings; its texts are written when they are asked for. `certain`: of one that the host decides, as there. */
  of(detection: Detection, certain: Condition | undefined): HostedRule {
    const write = (): readonly string[] => this.write(detection);
    let parts: readonly string[] | undefined;
    return {
      format: FORMAT,
      decides: certain !== undefined,
      certain,
      get parts() {
        parts ??= write();
        return parts;
      },
    };
  }

  private write({ spec, module }: Detection): readonly string[] {
    const { detection, alertTitle, alertContext, inlineFilters, tests, ...plain } = spec;
    this.library ??= writeLibrary(this.pack);
    return [`rule\n${JSON.stringify(plain)}`, `python\n${writeModule(module)}`, ...this.library];
  }
}

function writeLibrary({ helpers, dataModels }: Pack): readonly string[] {
  const models = dataModels.map(({ spec, module }) => {
    return `model\n${JSON.stringify(spec)}${module ? `\n${writeModule(module)}` : ""}`;
  });
  return [...models, ...[...helpers].map(([name, { module }]) => `helper ${name}\n${writeModule(module)}`)];
}

/** A rule as it was written. Throws where the texts are not what `PackParts` writes. */
export function readDetection([rule, python]: readonly string[]): Detection {
  const plain = JSON.parse(after(rule, "rule")) as DetectionSpec;
  for (const key of ["id", "type", "severity"] as const)
    if (typeof plain[key] !== "string") throw new TypeError(`expected text as ${key} of a rule`);
  return {
    spec: { ...plain, tests: () => [] },
    module: readModule(after(python, "python")),
    body: [],
    refusals: [],
  };
}

/** The helpers and data models as they were written, helpers read when they are imported. */
export function readLibrary(texts: readonly string[]): Library {
  const dataModels: PackDataModel[] = [];
  const helpers = new Map<string, { readonly module: Module }>();
  for (const text of texts) {
    const head = text.slice(0, text.indexOf("\n"));
    if (head === "model") {
      const [spec = "", module] = text.slice(head.length + 1).split("\n");
      dataModels.push({ spec: JSON.parse(spec), module: module === undefined ? undefined : readModule(module) });
    } else if (head.startsWith("helper ")) helpers.set(head.slice("helper ".length), laterModule(text));
    else throw new TypeError("expected a helper or a data model");
  }
  return { dataModels, helpers };
}

function laterModule(text: string): { readonly module: Module } {
  let module: Module | undefined;
  return {
    get module() {
      module ??= readModule(text.slice(text.indexOf("\n") + 1));
      return module;
    },
  };
}

function after(text: string | undefined, head: string): string {
  if (!text?.startsWith(`${head}\n`)) throw new TypeError(`expected a text that begins with ${head}`);
  return text.slice(head.length + 1);
}
