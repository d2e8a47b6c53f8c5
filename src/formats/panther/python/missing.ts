// What stands for a module that is not there: it can be imported, passed on and replaced by a mock, but not used.

import { Stopped } from "./exceptions.js";
import { OBJECT, PyClass, PyObject } from "./values.js";

const MISSING = new PyClass("missing", [OBJECT], true);

export class PyMissing extends PyObject {
  /** @param name dotted: the module, and what was taken of it */
  constructor(readonly name: string) {
    super();
  }
  get class(): PyClass {
    return MISSING;
  }
}

export function stopAtMissing({ name }: PyMissing): Stopped {
  return new Stopped("python-unsupported", `${name} is not available: no module of that name is known`);
}
