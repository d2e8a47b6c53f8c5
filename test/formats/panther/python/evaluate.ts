// One expression of Python as the interpreter sees it.

import { installEvent } from "../../../../src/formats/panther/event.js";
import { BUILTINS } from "../../../../src/formats/panther/python/builtins/functions.js";
import { compileModule } from "../../../../src/formats/panther/python/compile.js";
import { Raised, Stopped } from "../../../../src/formats/panther/python/exceptions.js";
import { Machine } from "../../../../src/formats/panther/python/machine.js";
import { PyMissing } from "../../../../src/formats/panther/python/missing.js";
import { standardModules } from "../../../../src/formats/panther/python/modules/registry.js";
import { parsePython } from "../../../../src/formats/panther/python/parse.js";
import { toRepr, toText } from "../../../../src/formats/panther/python/text.js";
import { PyModule, type Value } from "../../../../src/formats/panther/python/values.js";
import { Source } from "../../../../src/text/source.js";

/** `repr` of what a module calls `r`; for an exception `TypeName: text`, and for what is not run here `refused: why`. */
export function run(text: string): string {
  installEvent();
  const standard = standardModules();
  const machine = new Machine((_machine, name) => standard.get(name) ?? new PyMissing(name));
  const module = parsePython(new Source("x.py", text));
  if (!("body" in module)) return `refused: ${module.message}`;
  const globals = new PyModule("x", new Map<string, Value>());
  try {
    return machine.run(() => {
      compileModule(module, BUILTINS)(machine, globals);
      return toRepr(machine, globals.attributes.get("r") ?? null);
    });
  } catch (error) {
    if (error instanceof Stopped) return `refused: ${error.message}`;
    if (!(error instanceof Raised)) throw error;
    const said = toText(machine, error.exception);
    return said === "" ? error.exception.class.name : `${error.exception.class.name}: ${said}`;
  }
}

export const evaluate = (expression: string): string => run(`r = (\n${expression}\n)\n`);
